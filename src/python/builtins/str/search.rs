//! Where a text is in another, and what stands there instead: `find`, `count`, `startswith`, `replace` …

use std::rc::Rc;

use super::own;
use crate::python::builtins::parameters::{between, exactly, text};
use crate::python::builtins::slices::{index, required_size};
use crate::python::builtins::special::type_name;
use crate::python::builtins::{bounds, table};
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

pub(super) fn methods() -> Vars {
    table(&[
        ("find", |evaluator, arguments| {
            let found = find(evaluator, arguments, "find", |text, part| text.find(part))?;
            Ok(Value::int(found.map_or(-1, |at| at as i64)))
        }),
        ("rfind", |evaluator, arguments| {
            let found = find(evaluator, arguments, "rfind", |text, part| text.rfind(part))?;
            Ok(Value::int(found.map_or(-1, |at| at as i64)))
        }),
        ("index", |evaluator, arguments| {
            let found = find(evaluator, arguments, "index", |text, part| text.find(part))?;
            found.map(Value::int).ok_or_else(|| evaluator.value_error("substring not found"))
        }),
        ("rindex", |evaluator, arguments| {
            let found = find(evaluator, arguments, "rindex", |text, part| text.rfind(part))?;
            found.map(Value::int).ok_or_else(|| evaluator.value_error("substring not found"))
        }),
        ("count", count),
        ("startswith", |evaluator, arguments| {
            affix(evaluator, arguments, "startswith", |text, part| text.starts_with(part))
        }),
        ("endswith", |evaluator, arguments| {
            affix(evaluator, arguments, "endswith", |text, part| text.ends_with(part))
        }),
        ("replace", replace),
        ("removeprefix", |evaluator, arguments| {
            remove(evaluator, arguments, "removeprefix", |text, part| text.strip_prefix(part))
        }),
        ("removesuffix", |evaluator, arguments| {
            remove(evaluator, arguments, "removesuffix", |text, part| text.strip_suffix(part))
        }),
    ])
}

/// The part of a text that the optional bounds pick, with the index of its first character; `None` where the first bound
/// is behind the second.
fn part<'a>(
    evaluator: &mut Evaluator,
    text: &'a str,
    start: Option<Value>,
    end: Option<Value>,
) -> EvalResult<Option<(usize, &'a str)>> {
    if start.is_none() && end.is_none() {
        return Ok(Some((0, text)));
    }
    let length = text.chars().count() as i64;
    let start = bound(evaluator, start, 0, length)?;
    let end = bound(evaluator, end, length, length)?.min(length);
    if start > end {
        return Ok(None);
    }
    let offset = |index: i64| text.char_indices().nth(index as usize).map_or(text.len(), |(at, _)| at);
    Ok(text.get(offset(start)..offset(end)).map(|part| (start as usize, part)))
}

fn bound(evaluator: &mut Evaluator, value: Option<Value>, default: i64, length: i64) -> EvalResult<i64> {
    let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(default) };
    let Some(number) = index(evaluator, &value)? else {
        let message = "slice indices must be integers or None or have an __index__ method";
        return Err(evaluator.type_error(message));
    };
    let far = if number.is_negative() { i64::MIN / 2 } else { i64::MAX / 2 };
    let number = number.to_i64().unwrap_or(far);
    Ok(if number < 0 { number.saturating_add(length).max(0) } else { number })
}

/// The optional bounds after the first argument of a search.
fn search_arguments(
    evaluator: &Evaluator,
    method: &str,
    arguments: Arguments,
) -> EvalResult<(Value, Option<Value>, Option<Value>)> {
    if arguments.positional.is_empty() {
        return Err(evaluator.type_error(&format!("{method}() takes at least 1 argument (0 given)")));
    }
    let [wanted, start, end] = between(evaluator, method, 1, arguments)?;
    Ok((wanted.unwrap_or(Value::None), start, end))
}

fn must_be_str(kind: &str) -> String {
    format!("must be str, not {kind}")
}

fn find(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    search: fn(&str, &str) -> Option<usize>,
) -> EvalResult<Option<usize>> {
    let own = own(evaluator, &mut arguments, method)?;
    let (wanted, start, end) = search_arguments(evaluator, method, arguments)?;
    let wanted = text(evaluator, &wanted, must_be_str)?;
    let Some((first, part)) = part(evaluator, &own, start, end)? else { return Ok(None) };
    let found = search(part, &wanted);
    Ok(found.map(|at| first + part.get(..at).unwrap_or_default().chars().count()))
}

fn count(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, "count")?;
    let (wanted, start, end) = search_arguments(evaluator, "count", arguments)?;
    let wanted = text(evaluator, &wanted, must_be_str)?;
    let Some((_, part)) = part(evaluator, &own, start, end)? else { return Ok(Value::int(0)) };
    // Empty text is found before, between and after all characters, which is what `matches` finds too.
    let found = part.matches(&*wanted).count();
    bounds::work_on_items(evaluator, found);
    Ok(Value::int(found))
}

fn affix(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    is_there: fn(&str, &str) -> bool,
) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, method)?;
    let (wanted, start, end) = search_arguments(evaluator, method, arguments)?;
    let affixes: Vec<Rc<str>> = match wanted.unwrapped() {
        Value::Str(affix) => vec![affix],
        Value::Tuple(affixes) => {
            let of_tuple = |kind: &str| format!("tuple for {method} must only contain str, not {kind}");
            affixes.iter().map(|affix| text(evaluator, affix, of_tuple)).collect::<EvalResult<_>>()?
        }
        _ => {
            let kind = type_name(evaluator, &wanted);
            let message = format!("{method} first arg must be str or a tuple of str, not {kind}");
            return Err(evaluator.type_error(&message));
        }
    };
    let Some((_, part)) = part(evaluator, &own, start, end)? else { return Ok(Value::Bool(false)) };
    Ok(Value::Bool(affixes.iter().any(|affix| is_there(part, affix))))
}

fn replace(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, "replace")?;
    let [old, new, count] = between(evaluator, "str.replace", 2, arguments)?;
    let of_argument =
        |at: usize| move |kind: &str| format!("replace() argument {at} must be str, not {kind}");
    let old = text(evaluator, &old.unwrap_or(Value::None), of_argument(1))?;
    let new = text(evaluator, &new.unwrap_or(Value::None), of_argument(2))?;
    let limit = match count {
        Some(count) => usize::try_from(required_size(evaluator, &count)?).unwrap_or(usize::MAX),
        None => usize::MAX,
    };
    let found = own.matches(&*old).count().min(limit);
    bounds::work_on_items(evaluator, found);
    bounds::check_bytes(evaluator, own.len().saturating_add(found.saturating_mul(new.len())))?;
    Ok(Value::from(own.replacen(&*old, &new, limit)))
}

fn remove(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    strip: for<'a> fn(&'a str, &str) -> Option<&'a str>,
) -> EvalResult<Value> {
    let own = own(evaluator, &mut arguments, method)?;
    let [part] = exactly(evaluator, &format!("str.{method}"), arguments)?;
    let part = text(evaluator, &part, |kind| format!("{method}() argument must be str, not {kind}"))?;
    Ok(strip(&own, &part).map_or_else(|| Value::Str(Rc::clone(&own)), Value::from))
}
