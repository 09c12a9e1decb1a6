//! `textwrap`: text indented, dedented and broken into lines.

mod words;
mod wrap;
mod wrapper;

use std::rc::Rc;

use super::convert::{text, truth};
use super::parts::Names;
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default()
        .class(&wrapper::class(evaluator))
        .functions(&[
            ("dedent", dedent),
            ("indent", indent),
            ("fill", wrapper::fill),
            ("shorten", wrapper::shorten),
            ("wrap", wrapper::wrap),
        ])
        .vars())
}

const NOT_TEXT: &str = "expected string or bytes-like object, got '{}'";

fn text_of(evaluator: &Evaluator, value: Option<Value>) -> EvalResult<Rc<str>> {
    text(evaluator, &value.unwrap_or(Value::None), NOT_TEXT)
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

fn dedent(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [source] = arguments.bind(evaluator, "dedent", ["text!"])?;
    Ok(dedented(&text_of(evaluator, source)?).into())
}

/// Takes the white space away that all lines begin with; lines of white space alone become empty.
fn dedented(source: &str) -> String {
    let lines: Vec<&str> =
        source.split('\n').map(|line| if line.chars().all(is_blank) { "" } else { line }).collect();
    let mut margin: Option<&str> = None;
    for line in lines.iter().filter(|line| !line.is_empty()) {
        let own = &line[..line.len() - line.trim_start_matches(is_blank).len()];
        margin = Some(margin.map_or(own, |margin| common_start(margin, own)));
    }
    let margin = margin.unwrap_or("");
    let stripped: Vec<&str> =
        lines.into_iter().map(|line| line.strip_prefix(margin).unwrap_or(line)).collect();
    stripped.join("\n")
}

fn common_start<'a>(left: &'a str, right: &str) -> &'a str {
    let length = left.bytes().zip(right.bytes()).take_while(|(left, right)| left == right).count();
    &left[..length]
}

fn indent(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [source, prefix, predicate] =
        arguments.bind(evaluator, "indent", ["text!", "prefix!", "predicate"])?;
    let [source, prefix] = [source, prefix].map(|value| value.unwrap_or(Value::None));
    let predicate = predicate.filter(|predicate| !predicate.is_none());
    let lines = evaluator.call_method(&source, "splitlines", Arguments::positional([Value::Bool(true)]))?;
    let mut indented = Vec::new();
    for line in evaluator.iterate(&lines)? {
        let answer = match &predicate {
            Some(predicate) => evaluator.call(predicate, Arguments::positional([line.clone()]))?,
            None => evaluator.call_method(&line, "strip", Arguments::default())?,
        };
        let is_wanted = truth(evaluator, &answer)?;
        indented.push(if is_wanted { evaluator.binary("+", &prefix, &line)? } else { line });
    }
    evaluator.call_method(&Value::str(""), "join", Arguments::positional([Value::list(indented)]))
}

#[cfg(test)]
mod tests {
    use super::dedented;

    #[test]
    fn common_margins_are_taken_away() {
        assert_eq!(dedented("\n    a\n      b\n   \n    c\n  "), "\na\n  b\n\nc\n");
        assert_eq!(dedented("\ta\n\t b"), "a\n b");
        assert_eq!(dedented("\ta\n  b"), "\ta\n  b");
        assert_eq!(dedented("a\n  b"), "a\n  b");
    }
}
