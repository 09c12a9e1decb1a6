//! Patterns: searching, splitting and replacing.

use std::rc::Rc;

use super::escapes::{Replacement, TemplateFault, template};
use super::found::{self, Match};
use super::matcher::{Extent, Found, find};
use super::node::{Node, flags};
use super::parse::Parsed;
use crate::python::format::repr_str;
use crate::python::stdlib::convert::{optional_integer, stop, text, type_name};
use crate::python::stdlib::parts::{Names, hash_of, receiver};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Key, PyIterator, Value, Vars};

/// The payload of a pattern.
pub(super) struct Pattern {
    pub(super) source: Rc<str>,
    pub(super) flags: i64,
    node: Node,
    pub(super) groups: usize,
    pub(super) names: Vec<(Rc<str>, usize)>,
}

/// A pattern value.
pub(super) fn instance(evaluator: &mut Evaluator, source: Rc<str>, parsed: Parsed) -> Value {
    let class = Rc::clone(&super::classes(evaluator).pattern);
    let Parsed { node, flags, groups, names } = parsed;
    let by_name = Value::dict(names.iter().map(|(name, group)| (name, Value::int(*group))));
    let payload = Pattern { source: Rc::clone(&source), flags, node, groups, names };
    let pattern = Instance::with_payload(&class, payload);
    pattern.set_attribute("pattern", Value::Str(source));
    pattern.set_attribute("flags", Value::int(flags));
    pattern.set_attribute("groups", Value::int(groups));
    pattern.set_attribute("groupindex", by_name);
    Value::Instance(Rc::new(pattern))
}

/// The attributes of patterns.
pub(super) fn attributes() -> Vars {
    Names::default()
        .functions(&[
            ("__eq__", equal),
            ("__hash__", hash),
            ("__repr__", repr),
            ("findall", findall),
            ("finditer", finditer),
            ("fullmatch", |evaluator, arguments| matched(evaluator, arguments, "fullmatch", Extent::Full)),
            ("match", |evaluator, arguments| matched(evaluator, arguments, "match", Extent::Prefix)),
            ("search", |evaluator, arguments| matched(evaluator, arguments, "search", Extent::Anywhere)),
            ("split", split),
            ("sub", |evaluator, arguments| substitute(evaluator, arguments, "sub")),
            ("subn", |evaluator, arguments| substitute(evaluator, arguments, "subn")),
        ])
        .vars()
}

/// A text that is searched.
pub(super) struct Subject {
    pub(super) value: Value,
    pub(super) characters: Rc<[char]>,
    pub(super) start: usize,
    pub(super) end: usize,
}

fn subject(
    evaluator: &mut Evaluator,
    value: Option<Value>,
    bounds: [Option<Value>; 2],
) -> EvalResult<Subject> {
    let value = value.unwrap_or(Value::None);
    if let Value::Bytes(_) = value.unwrapped() {
        return Err(evaluator.type_error("cannot use a string pattern on a bytes-like object"));
    }
    let characters: Rc<[char]> =
        text(evaluator, &value, "expected string or bytes-like object, got '{}'")?.chars().collect();
    let [start, end] = bounds;
    let length = characters.len();
    let clamped = |bound: Option<i64>, default: usize| {
        bound.map_or(default, |bound| usize::try_from(bound).unwrap_or(0).min(length))
    };
    let start = clamped(optional_integer(evaluator, start.as_ref())?, 0);
    let end = clamped(optional_integer(evaluator, end.as_ref())?, length);
    Ok(Subject { value, characters, start, end })
}

impl Pattern {
    fn find(
        &self,
        evaluator: &mut Evaluator,
        subject: &Subject,
        start: usize,
        extent: Extent,
        not_empty: bool,
    ) -> EvalResult<Option<Found>> {
        evaluator.step()?;
        if start > subject.end {
            return Ok(None);
        }
        let text = &subject.characters[..subject.end];
        match find(&self.node, self.groups, text, start, extent, not_empty) {
            Ok(found) => Ok(found),
            Err(_) => stop(evaluator, "the search for a regular expression takes too long"),
        }
    }

    /// All matches, one after the other; one that follows an empty one may not be empty in the same place.
    fn all(
        &self,
        evaluator: &mut Evaluator,
        subject: &Subject,
        limit: Option<usize>,
    ) -> EvalResult<Vec<Found>> {
        let mut found = Vec::new();
        let (mut at, mut not_empty) = (subject.start, false);
        while limit.is_none_or(|limit| found.len() < limit) {
            let Some(next) = self.find(evaluator, subject, at, Extent::Anywhere, not_empty)? else { break };
            let (start, end) = next.spans[0].unwrap_or_default();
            at = end;
            not_empty = start == end;
            found.push(next);
        }
        Ok(found)
    }
}

fn own(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<(Value, Rc<Pattern>)> {
    receiver::<Pattern>(evaluator, arguments)
}

fn searched(evaluator: &mut Evaluator, arguments: Arguments, name: &str) -> EvalResult<Subject> {
    let [string, start, end] = arguments.bind_builtin(evaluator, name, ["string!", "pos", "endpos"])?;
    subject(evaluator, string, [start, end])
}

fn matched(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    name: &str,
    extent: Extent,
) -> EvalResult<Value> {
    let (value, pattern) = own(evaluator, &mut arguments)?;
    let subject = searched(evaluator, arguments, name)?;
    let found = pattern.find(evaluator, &subject, subject.start, extent, false)?;
    Ok(match found {
        Some(found) => found::instance(evaluator, &value, &pattern, &subject, found),
        None => Value::None,
    })
}

/// The text of a group; nothing for one that did not match.
fn group_text(subject: &Subject, found: &Found, group: usize) -> Value {
    found.spans[group]
        .map_or_else(|| Value::str(""), |(start, end)| found::text(&subject.characters, start, end))
}

fn findall(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, pattern) = own(evaluator, &mut arguments)?;
    let subject = searched(evaluator, arguments, "findall")?;
    let all = pattern.all(evaluator, &subject, None)?;
    let shown = all.iter().map(|found| match pattern.groups {
        0 => group_text(&subject, found, 0),
        1 => group_text(&subject, found, 1),
        groups => {
            Value::tuple((1..=groups).map(|group| group_text(&subject, found, group)).collect::<Vec<_>>())
        }
    });
    Ok(Value::list(shown.collect()))
}

fn finditer(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, pattern) = own(evaluator, &mut arguments)?;
    let subject = searched(evaluator, arguments, "finditer")?;
    let (mut at, mut not_empty) = (subject.start, false);
    Ok(Value::Iterator(Rc::new(PyIterator::new("callable_iterator", move |evaluator| {
        let found = pattern.find(evaluator, &subject, at, Extent::Anywhere, not_empty)?;
        let Some(found) = found else { return Ok(None) };
        let (start, end) = found.spans[0].unwrap_or_default();
        at = end;
        not_empty = start == end;
        Ok(Some(found::instance(evaluator, &value, &pattern, &subject, found)))
    }))))
}

fn limit(evaluator: &mut Evaluator, value: Option<&Value>) -> EvalResult<Option<usize>> {
    let count = optional_integer(evaluator, value)?.unwrap_or(0);
    Ok(usize::try_from(count).ok().filter(|count| *count > 0))
}

fn split(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, pattern) = own(evaluator, &mut arguments)?;
    let [string, most] = arguments.bind_builtin(evaluator, "split", ["string!", "maxsplit"])?;
    let negative = most.as_ref().and_then(Value::as_i64).is_some_and(|most| most < 0);
    let limit = limit(evaluator, most.as_ref())?;
    let subject = subject(evaluator, string, [None, None])?;
    let all = if negative { Vec::new() } else { pattern.all(evaluator, &subject, limit)? };
    let mut parts = Vec::new();
    let mut at = 0;
    for found in all {
        let (start, end) = found.spans[0].unwrap_or_default();
        parts.push(found::text(&subject.characters, at, start));
        parts.extend((1..=pattern.groups).map(|group| match found.spans[group] {
            Some((start, end)) => found::text(&subject.characters, start, end),
            None => Value::None,
        }));
        at = end;
    }
    parts.push(found::text(&subject.characters, at, subject.end));
    Ok(Value::list(parts))
}

/// What a replacement template stands for, with the errors of `re`.
pub(super) fn replacement(
    evaluator: &mut Evaluator,
    pattern: &Pattern,
    source: &str,
) -> EvalResult<Vec<Replacement>> {
    let named =
        |name: &str| pattern.names.iter().find(|(known, _)| **known == *name).map(|(_, group)| *group);
    match template(source, pattern.groups, named) {
        Ok(pieces) => Ok(pieces),
        Err(TemplateFault::Error(message, at)) => super::raise(evaluator, &message, source, Some(at)),
        Err(TemplateFault::Index(message)) => {
            Err(evaluator.exception(&evaluator.exceptions.index_error, &message))
        }
    }
}

/// A template with the groups of a match in it.
pub(super) fn filled(pieces: &[Replacement], characters: &[char], found: &Found) -> String {
    let mut result = String::new();
    for piece in pieces {
        match piece {
            Replacement::Text(text) => result.push_str(text),
            Replacement::Group(group) => {
                if let Some((start, end)) = found.spans[*group] {
                    result.extend(&characters[start..end]);
                }
            }
        }
    }
    result
}

/// `sub` and `subn`.
fn substitute(evaluator: &mut Evaluator, mut arguments: Arguments, name: &str) -> EvalResult<Value> {
    let (value, pattern) = own(evaluator, &mut arguments)?;
    let [new, string, count] = arguments.bind_builtin(evaluator, name, ["repl!", "string!", "count"])?;
    let new = new.unwrap_or(Value::None);
    let negative = count.as_ref().and_then(Value::as_i64).is_some_and(|count| count < 0);
    let limit = limit(evaluator, count.as_ref())?;
    let subject = subject(evaluator, string, [None, None])?;
    let pieces = match new.as_str() {
        Some(source) => Some(replacement(evaluator, &pattern, &source)?),
        None if matches!(new, Value::Bytes(_) | Value::Int(_) | Value::None | Value::List(_)) => {
            let name = type_name(evaluator, &new);
            let message = format!("decoding to str: need a bytes-like object, {name} found");
            return Err(evaluator.type_error(&message));
        }
        None => None,
    };
    let all = if negative { Vec::new() } else { pattern.all(evaluator, &subject, limit)? };
    let made = all.len();
    let (mut result, mut at) = (String::new(), 0);
    for found in all {
        let (start, end) = found.spans[0].unwrap_or_default();
        result.extend(&subject.characters[at..start]);
        at = end;
        if let Some(pieces) = &pieces {
            result.push_str(&filled(pieces, &subject.characters, &found));
        } else {
            let found = found::instance(evaluator, &value, &pattern, &subject, found);
            let shown = evaluator.call(&new, Arguments::positional([found]))?;
            let message = "expected str instance, {} found";
            result.push_str(&text(evaluator, &shown, message)?);
        }
    }
    result.extend(&subject.characters[at..]);
    if name == "subn" {
        return Ok(Value::tuple([Value::from(result), Value::int(made)]));
    }
    Ok(result.into())
}

fn equal(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, pattern) = own(evaluator, &mut arguments)?;
    let other = arguments.take_first().and_then(|other| other.payload::<Pattern>());
    Ok(other.map_or(Value::NotImplemented, |other| {
        (pattern.source == other.source && pattern.flags == other.flags).into()
    }))
}

fn hash(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, pattern) = own(evaluator, &mut arguments)?;
    Ok(hash_of(&Key::Str(format!("{} {}", pattern.flags, pattern.source).into())))
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, pattern) = own(evaluator, &mut arguments)?;
    let shown: String = repr_str(&pattern.source).chars().take(200).collect();
    let named =
        super::FLAGS.iter().filter(|(_, _, flag)| pattern.flags & flag != 0 && *flag != flags::UNICODE);
    let named: Vec<String> = named.map(|(name, _, _)| format!("re.{name}")).collect();
    Ok(if named.is_empty() {
        format!("re.compile({shown})").into()
    } else {
        format!("re.compile({shown}, {})", named.join("|")).into()
    })
}

/// A match as a payload.
pub(super) fn payload(pattern: &Rc<Pattern>, subject: &Subject, found: Found) -> Match {
    Match { pattern: Rc::clone(pattern), characters: Rc::clone(&subject.characters), found }
}
