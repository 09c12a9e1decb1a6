//! Text in pieces: `split`, `splitlines`, `partition`, `strip`, `join`.

use std::rc::Rc;

use super::own;
use crate::python::builtins::known::{known, known_items, known_truth};
use crate::python::builtins::parameters::{between, exactly, text};
use crate::python::builtins::set::unordered;
use crate::python::builtins::slices::required_size;
use crate::python::builtins::special::type_name;
use crate::python::builtins::{bounds, is_iterable, table};
use crate::python::format::unicode::is_space;
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

pub(super) fn methods() -> Vars {
    table(&[
        ("split", |evaluator, arguments| split(evaluator, arguments, "split")),
        ("rsplit", |evaluator, arguments| split(evaluator, arguments, "rsplit")),
        ("splitlines", split_lines),
        ("partition", |evaluator, arguments| partition(evaluator, arguments, "partition")),
        ("rpartition", |evaluator, arguments| partition(evaluator, arguments, "rpartition")),
        ("strip", |evaluator, arguments| strip(evaluator, arguments, "strip")),
        ("lstrip", |evaluator, arguments| strip(evaluator, arguments, "lstrip")),
        ("rstrip", |evaluator, arguments| strip(evaluator, arguments, "rstrip")),
        ("join", join),
    ])
}

fn split(evaluator: &mut Evaluator, mut arguments: Arguments, method: &str) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, method)?;
    let [separator, limit] = arguments.bind_builtin(evaluator, method, ["sep", "maxsplit"])?;
    let limit = match limit {
        Some(limit) => usize::try_from(required_size(evaluator, &limit)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let from_end = method == "rsplit";
    let separator = separator.unwrap_or(Value::None);
    let pieces = if separator.is_none() {
        if from_end { words_from_end(&own, limit) } else { words(&own, limit) }
    } else {
        let separator = text(evaluator, &separator, |kind| format!("must be str or None, not {kind}"))?;
        if separator.is_empty() {
            return Err(evaluator.value_error("empty separator"));
        }
        let count = limit.saturating_add(1);
        if from_end {
            let mut pieces: Vec<&str> = own.rsplitn(count, &*separator).collect();
            pieces.reverse();
            pieces
        } else {
            own.splitn(count, &*separator).collect()
        }
    };
    bounds::check_items(evaluator, pieces.len())?;
    Ok(Value::list(pieces.into_iter().map(Value::from).collect()))
}

/// Words between white space; after `limit` words the rest is one piece.
fn words(text: &str, limit: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        if pieces.len() == limit {
            pieces.push(rest);
            return pieces;
        }
        let (word, after) = rest.split_at(rest.find(is_space).unwrap_or(rest.len()));
        pieces.push(word);
        rest = after.trim_start_matches(is_space);
    }
    pieces
}

fn words_from_end(text: &str, limit: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text.trim_end_matches(is_space);
    while !rest.is_empty() {
        if pieces.len() == limit {
            pieces.push(rest);
            break;
        }
        let space = rest.char_indices().rev().find(|(_, character)| is_space(*character));
        let start = space.map_or(0, |(at, character)| at + character.len_utf8());
        let (before, word) = rest.split_at(start);
        pieces.push(word);
        rest = before.trim_end_matches(is_space);
    }
    pieces.reverse();
    pieces
}

fn split_lines(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, "splitlines")?;
    let [keep] = arguments.bind_builtin(evaluator, "splitlines", ["keepends"])?;
    let keep = match keep {
        Some(keep) => known_truth(evaluator, &keep)?,
        None => false,
    };
    let lines = lines(&own, keep);
    bounds::check_items(evaluator, lines.len())?;
    Ok(Value::list(lines.into_iter().map(Value::from).collect()))
}

fn lines(text: &str, keep: bool) -> Vec<&str> {
    let is_end = |character: char| {
        matches!(
            character,
            '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(is_end) {
        let (line, after) = rest.split_at(at);
        let length =
            if after.starts_with("\r\n") { 2 } else { after.chars().next().map_or(0, char::len_utf8) };
        let (end, after) = after.split_at(length);
        lines.push(if keep { rest.get(..at + end.len()).unwrap_or(line) } else { line });
        rest = after;
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

fn partition(evaluator: &mut Evaluator, mut arguments: Arguments, method: &str) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, method)?;
    let [separator] = exactly(evaluator, &format!("str.{method}"), arguments)?;
    let separator = text(evaluator, &separator, |kind| format!("must be str, not {kind}"))?;
    if separator.is_empty() {
        return Err(evaluator.value_error("empty separator"));
    }
    let parts = match method {
        "partition" => match own.split_once(&*separator) {
            Some((before, after)) => [before, &*separator, after],
            None => [&*own, "", ""],
        },
        _ => match own.rsplit_once(&*separator) {
            Some((before, after)) => [before, &*separator, after],
            None => ["", "", &*own],
        },
    };
    Ok(Value::tuple(parts.map(Value::from)))
}

fn strip(evaluator: &mut Evaluator, mut arguments: Arguments, method: &str) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, method)?;
    let [characters] = between(evaluator, method, 0, arguments)?;
    let characters = match characters.filter(|characters| !characters.is_none()) {
        Some(characters) => {
            Some(text(evaluator, &characters, |_| format!("{method} arg must be None or str"))?)
        }
        None => None,
    };
    let is_cut = |character: char| match &characters {
        Some(characters) => characters.contains(character),
        None => is_space(character),
    };
    let mut rest = &*own;
    if method != "rstrip" {
        rest = rest.trim_start_matches(is_cut);
    }
    if method != "lstrip" {
        rest = rest.trim_end_matches(is_cut);
    }
    Ok(Value::from(rest))
}

fn join(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let separator = own(evaluator, &mut arguments, "join")?;
    let [iterable] = exactly(evaluator, "str.join", arguments)?;
    if !is_iterable(evaluator, &iterable) {
        return Err(evaluator.type_error("can only join an iterable"));
    }
    let items = known_items(evaluator, &iterable)?;
    let mut texts: Vec<Rc<str>> = Vec::with_capacity(items.len());
    let mut length = 0;
    for (at, item) in items.into_iter().enumerate() {
        let item = known(item)?;
        let Some(text) = item.as_str() else {
            let kind = type_name(evaluator, &item);
            let message = format!("sequence item {at}: expected str instance, {kind} found");
            let error = evaluator.type_error(&message);
            let is_unordered = unordered::is_unordered(&iterable);
            return Err(if is_unordered { unordered::blurred(evaluator, error) } else { error });
        };
        length += text.len() + separator.len();
        texts.push(text);
    }
    bounds::check_bytes(evaluator, length)?;
    if unordered::is_unordered(&iterable) {
        return Err(unordered::unknown(evaluator).into());
    }
    Ok(Value::from(texts.join(&*separator)))
}
