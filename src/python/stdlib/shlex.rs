//! `shlex`: command lines taken apart and put together.

use super::convert::{flag, text};
use super::parts::Names;
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

/// The names of the module.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default().functions(&[("split", split), ("quote", quote), ("join", join)]).vars())
}

/// `shlex.quote`.
fn quoted(word: &str) -> String {
    let is_safe = |character: char| character.is_ascii_alphanumeric() || "_@%+=:,./-".contains(character);
    if !word.is_empty() && word.chars().all(is_safe) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\"'\"'"))
}

fn quote(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [word] = arguments.bind(evaluator, "quote", ["s!"])?;
    let word =
        text(evaluator, &word.unwrap_or(Value::None), "expected string or bytes-like object, got '{}'")?;
    Ok(quoted(&word).into())
}

fn words_of(evaluator: &mut Evaluator, words: &Value) -> EvalResult<Vec<String>> {
    let words = evaluator.iterate(words)?;
    let message = "expected string or bytes-like object, got '{}'";
    words.iter().map(|word| text(evaluator, word, message).map(|word| word.to_string())).collect()
}

fn join(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [words] = arguments.bind(evaluator, "join", ["split_command!"])?;
    let words = words_of(evaluator, &words.unwrap_or(Value::None))?;
    Ok(words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ").into())
}

/// `subprocess.list2cmdline`: the quoting of Windows.
pub(super) fn list2cmdline(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [words] = arguments.bind(evaluator, "list2cmdline", ["seq!"])?;
    let words = words_of(evaluator, &words.unwrap_or(Value::None))?;
    if words.iter().any(|word| word.is_empty() || word.contains([' ', '\t', '"', '\\'])) {
        return Ok(evaluator.unknown("the quoting of Windows is not followed"));
    }
    Ok(words.join(" ").into())
}

fn split(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [line, comments, posix] = arguments.bind(evaluator, "split", ["s!", "comments", "posix"])?;
    let line = text(evaluator, &line.unwrap_or(Value::None), "s argument must not be None")?;
    let comments = flag(evaluator, comments.as_ref(), false)?;
    if !flag(evaluator, posix.as_ref(), true)? {
        return Ok(evaluator.unknown("only the rules of POSIX shells are followed"));
    }
    match words(&line, comments) {
        Ok(words) => Ok(Value::list(words.into_iter().map(Value::from).collect())),
        Err(message) => Err(evaluator.value_error(message)),
    }
}

/// Words by the rules of `shlex` in POSIX mode; the error is the text of its `ValueError`.
fn words(line: &str, comments: bool) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '#' if comments => {
                words.extend(word.take());
                if !characters.by_ref().any(|character| character == '\n') {
                    break;
                }
            }
            '\'' | '"' => quote_in(character, &mut characters, word.get_or_insert_default())?,
            '\\' => match characters.next() {
                Some(escaped) => word.get_or_insert_default().push(escaped),
                None => return Err("No escaped character"),
            },
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}

fn quote_in(quote: char, characters: &mut std::str::Chars, word: &mut String) -> Result<(), &'static str> {
    while let Some(character) = characters.next() {
        if character == quote {
            return Ok(());
        }
        if character == '\\' && quote == '"' {
            match characters.next() {
                Some(escaped @ ('"' | '\\')) => word.push(escaped),
                Some(other) => word.extend(['\\', other]),
                None => return Err("No escaped character"),
            }
        } else {
            word.push(character);
        }
    }
    Err("No closing quotation")
}
