//! `TextWrapper`, and the functions that make one for a single text.

use std::rc::Rc;

use super::wrap::Wrapper;
use crate::python::stdlib::convert::{flag, method_of_text, stop, text, type_name};
use crate::python::stdlib::parts::{Names, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Value};

/// What `TextWrapper.__init__` takes, and what it is without an argument.
fn defaults() -> [(&'static str, Value); 12] {
    [
        ("width", Value::int(70)),
        ("initial_indent", "".into()),
        ("subsequent_indent", "".into()),
        ("expand_tabs", true.into()),
        ("replace_whitespace", true.into()),
        ("fix_sentence_endings", false.into()),
        ("break_long_words", true.into()),
        ("drop_whitespace", true.into()),
        ("break_on_hyphens", true.into()),
        ("tabsize", Value::int(8)),
        ("max_lines", Value::None),
        ("placeholder", " [...]".into()),
    ]
}

pub(super) fn class(evaluator: &Evaluator) -> Rc<Class> {
    let names = Names::default().functions(&[
        ("__init__", |evaluator, mut arguments| {
            let wrapper = take_first(evaluator, &mut arguments)?;
            initialize(evaluator, &wrapper, arguments)?;
            Ok(Value::None)
        }),
        ("wrap", |evaluator, arguments| {
            let (wrapper, source) = receiver(evaluator, arguments, "wrap")?;
            list_of_lines(evaluator, &wrapper, source)
        }),
        ("fill", |evaluator, arguments| {
            let (wrapper, source) = receiver(evaluator, arguments, "fill")?;
            joined_lines(evaluator, &wrapper, source)
        }),
    ]);
    Class::native(
        "textwrap",
        "TextWrapper",
        std::slice::from_ref(&evaluator.types.object),
        None,
        names.vars(),
    )
}

fn receiver(evaluator: &mut Evaluator, mut arguments: Arguments, method: &str) -> EvalResult<(Value, Value)> {
    let wrapper = take_first(evaluator, &mut arguments)?;
    let [source] = arguments.bind(evaluator, &format!("TextWrapper.{method}"), ["text!"])?;
    Ok((wrapper, source.unwrap_or(Value::None)))
}

fn initialize(evaluator: &Evaluator, wrapper: &Value, arguments: Arguments) -> EvalResult<()> {
    const PARAMETERS: [&str; 12] = [
        "width",
        "initial_indent",
        "subsequent_indent",
        "expand_tabs",
        "replace_whitespace",
        "fix_sentence_endings",
        "break_long_words",
        "drop_whitespace",
        "break_on_hyphens",
        "tabsize",
        "*max_lines",
        "*placeholder",
    ];
    let given = arguments.bind(evaluator, "TextWrapper.__init__", PARAMETERS)?;
    let Some(instance) = wrapper.as_instance() else { return Ok(()) };
    for ((name, default), given) in defaults().into_iter().zip(given) {
        instance.set_attribute(name, given.unwrap_or(default));
    }
    Ok(())
}

/// A wrapper by the arguments of a function, and the text.
fn wrapper_of(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    function: &str,
) -> EvalResult<(Value, Value)> {
    let is_own = |name: &str| matches!(name, "text" | "width");
    let (own, options) =
        std::mem::take(&mut arguments.keywords).into_iter().partition(|(name, _)| is_own(name));
    arguments.keywords = own;
    let needs_width = if function == "shorten" { "width!" } else { "width" };
    let [source, width] = arguments.bind(evaluator, function, ["text!", needs_width])?;
    let mut options = Arguments { keywords: options, ..Arguments::default() };
    if function == "shorten" {
        if options.keyword("max_lines").is_some() {
            let message = "textwrap.TextWrapper() got multiple values for keyword argument 'max_lines'";
            return Err(evaluator.type_error(message));
        }
        options.keywords.push(("max_lines".into(), Value::int(1)));
    }
    options.keywords.extend(width.map(|width| ("width".into(), width)));
    let class = class(evaluator);
    let wrapper = Value::Instance(Rc::new(crate::python::Instance::new(&class)));
    initialize(evaluator, &wrapper, options)?;
    Ok((wrapper, source.unwrap_or(Value::None)))
}

pub(super) fn wrap(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (wrapper, source) = wrapper_of(evaluator, arguments, "wrap")?;
    list_of_lines(evaluator, &wrapper, source)
}

pub(super) fn fill(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (wrapper, source) = wrapper_of(evaluator, arguments, "fill")?;
    joined_lines(evaluator, &wrapper, source)
}

pub(super) fn shorten(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (wrapper, source) = wrapper_of(evaluator, arguments, "shorten")?;
    let source = method_of_text(evaluator, source, "strip")?;
    let words = source.split(crate::python::format::unicode::is_space).filter(|word| !word.is_empty());
    let plain = words.collect::<Vec<_>>().join(" ");
    joined_lines(evaluator, &wrapper, plain.into())
}

fn list_of_lines(evaluator: &mut Evaluator, wrapper: &Value, source: Value) -> EvalResult<Value> {
    let lines = lines(evaluator, wrapper, source)?;
    Ok(Value::list(lines.into_iter().map(Value::from).collect()))
}

fn joined_lines(evaluator: &mut Evaluator, wrapper: &Value, source: Value) -> EvalResult<Value> {
    Ok(lines(evaluator, wrapper, source)?.join("\n").into())
}

fn lines(evaluator: &mut Evaluator, wrapper: &Value, source: Value) -> EvalResult<Vec<String>> {
    let mut option = |name: &str| evaluator.get_attribute(wrapper, name);
    let (width, most) = (option("width")?, option("max_lines")?);
    let indents = [option("initial_indent")?, option("subsequent_indent")?, option("placeholder")?];
    let (expands, size) = (option("expand_tabs")?, option("tabsize")?);
    let flags = [
        option("break_long_words")?,
        option("break_on_hyphens")?,
        option("drop_whitespace")?,
        option("replace_whitespace")?,
        option("fix_sentence_endings")?,
    ];
    let source = if flag(evaluator, Some(&expands), true)? {
        let source = Value::Str(method_of_text(evaluator, source, "expandtabs")?);
        evaluator.call_method(&source, "expandtabs", Arguments::positional([size]))?
    } else {
        Value::Str(method_of_text(evaluator, source, "translate")?)
    };
    let characters = |value: &Value| -> EvalResult<Vec<char>> {
        text(evaluator, value, "expected str, not {}").map(|text| text.chars().collect())
    };
    let [first_indent, other_indent, placeholder] =
        [characters(&indents[0])?, characters(&indents[1])?, characters(&indents[2])?];
    let wrapper = Wrapper {
        width: number(evaluator, &width)?,
        first_indent,
        other_indent,
        max_lines: if most.is_none() { None } else { Some(number(evaluator, &most)?) },
        placeholder,
        break_long_words: flag(evaluator, Some(&flags[0]), true)?,
        break_on_hyphens: flag(evaluator, Some(&flags[1]), true)?,
        drop_blank: flag(evaluator, Some(&flags[2]), true)?,
        replace_blank: flag(evaluator, Some(&flags[3]), true)?,
        fix_ends: flag(evaluator, Some(&flags[4]), true)?,
    };
    wrapper.lines(evaluator, &source.as_str().unwrap_or_default())
}

/// A number of columns or lines.
fn number(evaluator: &Evaluator, value: &Value) -> EvalResult<i64> {
    match value.unwrapped() {
        Value::Unknown(unknown) => Err(unknown.into()),
        Value::Float(_) => stop(evaluator, "a width that is no integer is not followed"),
        other => other.as_i64().ok_or_else(|| {
            let name = type_name(evaluator, value);
            evaluator.type_error(&format!("'<=' not supported between instances of '{name}' and 'int'"))
        }),
    }
}
