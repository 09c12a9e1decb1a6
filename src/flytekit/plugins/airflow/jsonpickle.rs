//! Values as `jsonpickle.encode` writes them: JSON, in which everything that JSON lacks is a tagged object, and an object that
//! was written before is its number.

use std::rc::Rc;

use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::{native_task, need};
use crate::python::{Arguments, EvalResult, Evaluator, Function, Instance, Value};
use crate::source::Span;

/// The text of an object with the attributes.
pub(super) fn encode(
    evaluator: &mut Evaluator,
    object: &Rc<Instance>,
    attributes: &[&str],
    span: Span,
) -> EvalResult<String> {
    let mut pickler = Pickler { written: vec![Value::Instance(Rc::clone(object))], span };
    let mut entries = vec![("py/object".to_owned(), Value::from(object.class.dotted_name()))];
    for name in attributes {
        let value = object.attribute(name).unwrap_or(Value::None);
        entries.push(((*name).to_owned(), pickler.flatten(evaluator, &value, 0)?));
    }
    let dumps = native_task::imported(evaluator, "json", "dumps")?;
    let text = evaluator.call(&dumps, Arguments::positional([Value::dict(entries)]))?;
    need::text(evaluator, &text, "the parameters of the operator", span).map(|text| text.to_string())
}

/// `jsonpickle.pickler.Pickler`.
struct Pickler {
    /// The objects that have numbers, in the order of these.
    written: Vec<Value>,
    span: Span,
}

impl Pickler {
    /// The value as one that `json.dumps` writes.
    fn flatten(&mut self, evaluator: &mut Evaluator, value: &Value, depth: usize) -> EvalResult<Value> {
        evaluator.step()?;
        need::bounded(depth, WHAT, self.span)?;
        match value {
            Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) | Value::Str(_) => {
                Ok(value.clone())
            }
            Value::Unknown(unknown) => Err(need::unknown_value(unknown, WHAT, self.span)),
            Value::Bytes(_) => {
                let encode = native_task::imported(evaluator, "base64", "b64encode")?;
                let encoded = evaluator.call(&encode, Arguments::positional([value.clone()]))?;
                let text = evaluator.call_method(&encoded, "decode", Arguments::default())?;
                Ok(Value::dict([("py/b64", text)]))
            }
            Value::Tuple(items) => {
                let items = self.list(evaluator, items, depth)?;
                Ok(Value::dict([("py/tuple", items)]))
            }
            Value::Set(set) if set.taint().is_none() && set.to_vec().len() <= 1 => {
                let items = self.list(evaluator, &set.to_vec(), depth)?;
                Ok(Value::dict([("py/set", items)]))
            }
            Value::Function(function) if is_importable(function) => {
                let name = format!("{}.{}", function.module.name, function.qualname);
                Ok(Value::dict([("py/function", Value::from(name))]))
            }
            Value::Class(class) if class.unknown_base.is_none() => {
                Ok(Value::dict([("py/type", Value::from(class.dotted_name()))]))
            }
            Value::List(_) | Value::Dict(_) | Value::Instance(_) => self.object(evaluator, value, depth),
            _ => Err(self.refused(evaluator, value)),
        }
    }

    fn list(&mut self, evaluator: &mut Evaluator, items: &[Value], depth: usize) -> EvalResult<Value> {
        let items: EvalResult<Vec<Value>> =
            items.iter().map(|item| self.flatten(evaluator, item, depth + 1)).collect();
        items.map(Value::list)
    }

    /// An object that gets a number when it is first written, and is this number later.
    fn object(&mut self, evaluator: &mut Evaluator, value: &Value, depth: usize) -> EvalResult<Value> {
        if let Some(number) = self.written.iter().position(|written| written.is(value)) {
            return Ok(Value::dict([("py/id", Value::int(number as i64))]));
        }
        self.written.push(value.clone());
        match value {
            Value::List(_) => {
                let items = need::items(evaluator, value, WHAT, self.span)?;
                self.list(evaluator, &items, depth)
            }
            Value::Dict(_) => {
                let mut entries = Vec::new();
                for (key, value) in need::entries(evaluator, value, WHAT, self.span)? {
                    let key = match &key {
                        Value::Str(text) => text.to_string(),
                        Value::None => "null".to_owned(),
                        Value::Int(_) | Value::Bool(_) | Value::Float(_) => {
                            let text = evaluator.repr_of(&key)?;
                            need::text(evaluator, &text, WHAT, self.span)?.to_string()
                        }
                        _ => return Err(self.refused(evaluator, &key)),
                    };
                    entries.push((key, self.flatten(evaluator, &value, depth + 1)?));
                }
                Ok(Value::dict(entries))
            }
            _ => {
                let Some((class, arguments)) = reduced(evaluator, value)? else {
                    return Err(self.refused(evaluator, value));
                };
                let arguments = self.list(evaluator, &arguments, depth)?;
                let class = Value::dict([("py/type", Value::from(class))]);
                let arguments = Value::dict([("py/tuple", arguments)]);
                Ok(Value::dict([("py/reduce", Value::list(vec![class, arguments]))]))
            }
        }
    }

    fn refused(&self, evaluator: &Evaluator, value: &Value) -> Box<crate::python::Interrupt> {
        let class = evaluator.class_of(value);
        let message = format!("{WHAT} hold a `{}`, whose pickled form is not supported", class.name);
        Diagnostic::error(Id::UnsupportedFeature, message)
            .at(self.span, "")
            .with_help("give text, numbers, lists, dictionaries, members of enums, durations or functions of modules")
            .into()
    }
}

const WHAT: &str = "the parameters of the operator";

/// Whether a function is found by its module and name.
fn is_importable(function: &Function) -> bool {
    !function.qualname.contains('<')
}

/// `__reduce_ex__(2)` of members of enums and of durations: the class, and the arguments that make the object again.
fn reduced(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Option<(String, Vec<Value>)>> {
    let class = evaluator.class_of(value);
    if class.descends_from("enum.Enum") {
        let inner = evaluator.get_attribute(value, "_value_")?;
        return Ok(Some((class.dotted_name(), vec![inner])));
    }
    if class.dotted_name() == "datetime.timedelta" {
        let fields = ["days", "seconds", "microseconds"];
        let parts: EvalResult<Vec<Value>> =
            fields.into_iter().map(|field| evaluator.get_attribute(value, field)).collect();
        return parts.map(|parts| Some((class.dotted_name(), parts)));
    }
    Ok(None)
}
