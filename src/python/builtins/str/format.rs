//! `str.format` and `str.format_map`.

use std::rc::Rc;

use super::own;
use crate::python::builtins::known::{known, known_repr};
use crate::python::builtins::parameters::exactly;
use crate::python::builtins::{bounds, table};
use crate::python::format::{FieldAccess, FieldName, FieldStart, TemplatePiece, TemplatePieces, ascii};
use crate::python::{Arguments, EvalResult, Evaluator, NativeFunction, Value, Vars};

/// How deep templates may be nested in specifications.
const NESTING: usize = 2;

pub(super) fn methods() -> Vars {
    let mut methods = table(&[("format_map", format_map)]);
    // The one function of Python that never asks whether its keywords are text.
    let function = NativeFunction::new("format", format).accepting_other_keywords();
    methods.insert("format".into(), Value::Native(Rc::new(function)));
    methods
}

/// Where the fields of a template get their values.
struct Source {
    positional: Vec<Value>,
    keywords: Vec<(Rc<str>, Value)>,
    /// What `format_map` looks names up in.
    mapping: Option<Value>,
    /// The next automatic number; `None` once numbers are written out.
    automatic: Option<usize>,
    /// Whether an automatic number was taken.
    numbered: bool,
}

fn format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let template = own(evaluator, &mut arguments, "format")?;
    let mut source = Source {
        positional: arguments.positional,
        keywords: arguments.keywords,
        mapping: None,
        automatic: Some(0),
        numbered: false,
    };
    fill(evaluator, &template, &mut source, NESTING).map(Value::from)
}

fn format_map(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let template = own(evaluator, &mut arguments, "format_map")?;
    let [mapping] = exactly(evaluator, "str.format_map", arguments)?;
    let mut source = Source {
        positional: Vec::new(),
        keywords: Vec::new(),
        mapping: Some(mapping),
        automatic: Some(0),
        numbered: false,
    };
    fill(evaluator, &template, &mut source, NESTING).map(Value::from)
}

fn fill(evaluator: &mut Evaluator, template: &str, source: &mut Source, depth: usize) -> EvalResult<String> {
    if depth == 0 {
        return Err(evaluator.value_error("Max string recursion exceeded"));
    }
    let mut result = String::new();
    for piece in TemplatePieces::new(template) {
        match piece.map_err(|fault| bounds::raise_format(evaluator, fault))? {
            TemplatePiece::Literal(text) => result.push_str(&text),
            TemplatePiece::Field { name, conversion, specification } => {
                let value = source.value(evaluator, &name)?;
                let value = convert(evaluator, value, conversion)?;
                let specification = if specification.contains(['{', '}']) {
                    fill(evaluator, &specification, source, depth - 1)?
                } else {
                    specification
                };
                let text = known(evaluator.format_of(&value, &specification)?)?;
                result.push_str(&text.as_str().unwrap_or_default());
            }
        }
        bounds::check_bytes(evaluator, result.len())?;
    }
    Ok(result)
}

impl Source {
    fn value(&mut self, evaluator: &mut Evaluator, name: &str) -> EvalResult<Value> {
        let name = FieldName::parse(name).map_err(|fault| bounds::raise_format(evaluator, fault))?;
        let mut value = match name.start {
            FieldStart::Automatic => {
                let Some(index) = self.automatic else {
                    let message =
                        "cannot switch from manual field specification to automatic field numbering";
                    return Err(evaluator.value_error(message));
                };
                self.automatic = Some(index + 1);
                self.numbered = true;
                self.positional(evaluator, index)?
            }
            FieldStart::Index(index) => {
                if self.numbered {
                    let message =
                        "cannot switch from automatic field numbering to manual field specification";
                    return Err(evaluator.value_error(message));
                }
                self.automatic = None;
                self.positional(evaluator, index)?
            }
            FieldStart::Name(name) => self.keyword(evaluator, &name)?,
        };
        for access in name.accesses {
            value = match access {
                FieldAccess::Attribute(name) => evaluator.get_attribute(&value, &name)?,
                FieldAccess::Index(index) => evaluator.get_item(&value, &Value::int(index))?,
                FieldAccess::Key(key) => evaluator.get_item(&value, &Value::from(key))?,
            };
        }
        known(value)
    }

    fn positional(&self, evaluator: &Evaluator, index: usize) -> EvalResult<Value> {
        if self.mapping.is_some() {
            return Err(evaluator.value_error("Format string contains positional fields"));
        }
        self.positional.get(index).cloned().ok_or_else(|| {
            let message = format!("Replacement index {index} out of range for positional args tuple");
            evaluator.exception(&evaluator.exceptions.index_error, &message)
        })
    }

    fn keyword(&self, evaluator: &mut Evaluator, name: &str) -> EvalResult<Value> {
        if let Some(mapping) = &self.mapping {
            return evaluator.get_item(mapping, &Value::from(name));
        }
        match self.keywords.iter().find(|(keyword, _)| &**keyword == name) {
            Some((_, value)) => Ok(value.clone()),
            None => Err(crate::python::builtins::items::key_error(evaluator, &Value::from(name))),
        }
    }
}

/// What `!r`, `!s` or `!a` makes of a value.
fn convert(evaluator: &mut Evaluator, value: Value, conversion: Option<char>) -> EvalResult<Value> {
    match conversion {
        None => Ok(value),
        Some('s') => evaluator.str_of(&value),
        Some('r') => evaluator.repr_of(&value),
        Some('a') => Ok(Value::from(ascii(&known_repr(evaluator, &value)?))),
        Some(other) => {
            let shown = match other {
                '!'..='~' => other.to_string(),
                _ => format!("\\x{:x}", u32::from(other)),
            };
            Err(evaluator.value_error(&format!("Unknown conversion specifier {shown}")))
        }
    }
}
