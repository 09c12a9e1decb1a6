//! Matches and their groups.

use std::rc::Rc;

use super::matcher::Found;
use super::pattern::{Pattern, Subject, filled, payload, replacement};
use crate::python::format::repr_str;
use crate::python::stdlib::convert;
use crate::python::stdlib::parts::{Names, receiver, take_first};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Value, Vars};

/// The payload of a match.
pub(super) struct Match {
    pub(super) pattern: Rc<Pattern>,
    pub(super) characters: Rc<[char]>,
    pub(super) found: Found,
}

/// A part of a text.
pub(super) fn text(characters: &[char], start: usize, end: usize) -> Value {
    Value::from(characters[start..end.max(start)].iter().collect::<String>())
}

/// A match value.
pub(super) fn instance(
    evaluator: &mut Evaluator,
    pattern_value: &Value,
    pattern: &Rc<Pattern>,
    subject: &Subject,
    found: Found,
) -> Value {
    let class = Rc::clone(&super::classes(evaluator).found);
    let last = found.last;
    let name = last.and_then(|last| pattern.names.iter().find(|(_, group)| *group == last));
    let name = name.map_or(Value::None, |(name, _)| Value::Str(Rc::clone(name)));
    let instance = Instance::with_payload(&class, payload(pattern, subject, found));
    instance.set_attribute("re", pattern_value.clone());
    instance.set_attribute("string", subject.value.clone());
    instance.set_attribute("pos", Value::int(subject.start));
    instance.set_attribute("endpos", Value::int(subject.end));
    instance.set_attribute("lastindex", last.map_or(Value::None, Value::int));
    instance.set_attribute("lastgroup", name);
    Value::Instance(Rc::new(instance))
}

/// The attributes of matches.
pub(super) fn attributes() -> Vars {
    Names::default()
        .properties(&[("regs", regs)])
        .functions(&[
            ("__getitem__", get_item),
            ("__repr__", repr),
            ("end", |evaluator, arguments| bound(evaluator, arguments, |(_, end)| Value::int(end))),
            ("expand", expand),
            ("group", group),
            ("groupdict", groupdict),
            ("groups", groups),
            ("span", |evaluator, arguments| bound(evaluator, arguments, span_value)),
            ("start", |evaluator, arguments| bound(evaluator, arguments, |(start, _)| Value::int(start))),
        ])
        .vars()
}

fn span_value((start, end): (i64, i64)) -> Value {
    Value::tuple([Value::int(start), Value::int(end)])
}

impl Match {
    /// The number of the group that a value names.
    fn index(&self, evaluator: &mut Evaluator, group: &Value) -> EvalResult<usize> {
        let known = match group.as_str() {
            Some(name) => {
                self.pattern.names.iter().find(|(known, _)| *known == name).map(|(_, group)| *group)
            }
            None => match group.unwrapped() {
                Value::Int(_) | Value::Bool(_) => usize::try_from(convert::integer(evaluator, group)?).ok(),
                _ => None,
            },
        };
        known
            .filter(|group| *group <= self.pattern.groups)
            .ok_or_else(|| evaluator.exception(&evaluator.exceptions.index_error, "no such group"))
    }

    fn text(&self, group: usize) -> Option<Value> {
        self.found.spans[group].map(|(start, end)| text(&self.characters, start, end))
    }
}

fn own(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Match>> {
    receiver::<Match>(evaluator, arguments).map(|(_, found)| found)
}

fn group(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let found = own(evaluator, &mut arguments)?;
    if arguments.positional.is_empty() {
        return Ok(found.text(0).unwrap_or(Value::None));
    }
    let mut groups = Vec::new();
    for wanted in &arguments.positional {
        let index = found.index(evaluator, wanted)?;
        groups.push(found.text(index).unwrap_or(Value::None));
    }
    Ok(if groups.len() == 1 { groups.remove(0) } else { Value::tuple(groups) })
}

fn get_item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let found = own(evaluator, &mut arguments)?;
    let wanted = take_first(evaluator, &mut arguments)?;
    let index = found.index(evaluator, &wanted)?;
    Ok(found.text(index).unwrap_or(Value::None))
}

fn groups(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let found = own(evaluator, &mut arguments)?;
    let [default] = arguments.bind_builtin(evaluator, "groups", ["default"])?;
    let default = default.unwrap_or(Value::None);
    let groups = (1..=found.pattern.groups).map(|group| found.text(group).unwrap_or_else(|| default.clone()));
    Ok(Value::tuple(groups.collect::<Vec<_>>()))
}

fn groupdict(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let found = own(evaluator, &mut arguments)?;
    let [default] = arguments.bind_builtin(evaluator, "groupdict", ["default"])?;
    let default = default.unwrap_or(Value::None);
    let names = found.pattern.names.iter();
    Ok(Value::dict(names.map(|(name, group)| (name, found.text(*group).unwrap_or_else(|| default.clone())))))
}

/// Where a group stands; -1 for one that did not match.
fn bound(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    shown: fn((i64, i64)) -> Value,
) -> EvalResult<Value> {
    let found = own(evaluator, &mut arguments)?;
    let [wanted] = arguments.bind_builtin(evaluator, "span", ["group"])?;
    let index = found.index(evaluator, &wanted.unwrap_or_else(|| Value::int(0)))?;
    let span = found.found.spans[index].map_or((-1, -1), |(start, end)| (start as i64, end as i64));
    Ok(shown(span))
}

fn regs(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let found = own(evaluator, &mut arguments)?;
    let spans = found.found.spans.iter();
    let spans =
        spans.map(|span| span_value(span.map_or((-1, -1), |(start, end)| (start as i64, end as i64))));
    Ok(Value::tuple(spans.collect::<Vec<_>>()))
}

fn expand(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let found = own(evaluator, &mut arguments)?;
    let [template] = arguments.bind_builtin(evaluator, "expand", ["template!"])?;
    let template = convert::text(evaluator, &template.unwrap_or(Value::None), "expected str, not {}")?;
    let pieces = replacement(evaluator, &found.pattern, &template)?;
    Ok(filled(&pieces, &found.characters, &found.found).into())
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let found = own(evaluator, &mut arguments)?;
    let (start, end) = found.found.spans[0].unwrap_or_default();
    let shown = repr_str(&found.characters[start..end].iter().collect::<String>());
    let shown: String = shown.chars().take(50).collect();
    Ok(format!("<re.Match object; span=({start}, {end}), match={shown}>").into())
}
