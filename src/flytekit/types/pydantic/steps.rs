//! What happens to the value of a field on its way into a model: constraints and validators, in order.
//!
//! Each annotation, each constraint of `Field(…)` and each validator of the class wraps what comes before it: the last one is
//! the outermost. Validators are functions of the program; the evaluator runs them as pydantic does.

use std::rc::Rc;

use super::super::python_type::{is_none, source_path, union};
use super::config::ValueOptions;
use super::constraints;
use super::fields::FieldOptions;
use super::validation::{Checked, checked};
use crate::python::{
    Arguments, EvalResult, Evaluator, Interrupt, NativeFunction, ParameterKind, Unknown, Value,
};

/// The class that says that a value is given as JSON text.
pub(super) const JSON: &str = "pydantic.types.Json";

/// The class of annotations that stand for several others.
const DESCRIBED: &str = "pydantic.types._Described";

/// A decorator of a method, or one of the classes that stand in `Annotated`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    /// The function sees the value first.
    Before,
    /// The function sees the converted value.
    After,
    /// The function alone decides.
    Plain,
    /// The function gets the rest as a function.
    Wrap,
}

impl Mode {
    /// The mode of that name.
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "before" => Some(Self::Before),
            "after" => Some(Self::After),
            "plain" => Some(Self::Plain),
            "wrap" => Some(Self::Wrap),
            _ => None,
        }
    }
}

/// A function that validates; in `Annotated` the payload of its own instance.
#[derive(Clone)]
pub(super) struct Validator {
    /// When it runs.
    pub(super) mode: Mode,
    /// The function.
    pub(super) function: Value,
    /// The class that it is given first, where it is a method of the class.
    pub(super) owner: Option<Value>,
    /// Whether the schema of what it takes was given.
    pub(super) has_input_type: bool,
}

/// `WithJsonSchema(…)`: the schema in place of the type's own, where it is one of what a field takes.
#[derive(Clone)]
pub(super) struct Replacement(pub(super) Option<Value>);

/// One thing that happens to a value.
#[derive(Clone)]
pub(super) enum Step {
    /// Constraints.
    Options(FieldOptions),
    /// A validator.
    Validator(Validator),
    /// The value is given as JSON text.
    Json,
    /// Another schema stands for the type's.
    Schema(Value),
    /// An annotation of pydantic that is not known.
    Unsupported(Rc<Unknown>),
}

/// The steps that annotations stand for; what pydantic does not read is passed over.
pub(super) fn steps_of(metadata: &[Value]) -> Vec<Step> {
    metadata.iter().flat_map(steps_of_one).collect()
}

fn steps_of_one(value: &Value) -> Vec<Step> {
    if let Some(options) = value.payload::<FieldOptions>() {
        return vec![Step::Options((*options).clone())];
    }
    if let Some(validator) = value.payload::<Validator>() {
        return vec![Step::Validator((*validator).clone())];
    }
    if let Some(replacement) = value.payload::<Replacement>() {
        return replacement.0.clone().map(Step::Schema).into_iter().collect();
    }
    if is_json(value) {
        return vec![Step::Json];
    }
    let described = value.as_instance().filter(|instance| instance.class.has_dotted_name(DESCRIBED));
    if let Some(Value::List(inner)) = described.and_then(|instance| instance.attribute("_steps")) {
        return inner.to_vec().iter().flat_map(steps_of_one).collect();
    }
    let Some(unknown) = value.as_unknown() else { return Vec::new() };
    let Some(path) = source_path(unknown) else { return Vec::new() };
    let is_read = ["pydantic", "annotated_types"].contains(&path.split('.').next().unwrap_or_default());
    if is_read { vec![Step::Unsupported(Rc::clone(unknown))] } else { Vec::new() }
}

/// Whether an annotation says that the value is given as JSON text.
fn is_json(value: &Value) -> bool {
    let class = value.as_instance().map(|instance| &instance.class).or(value.as_class());
    class.is_some_and(|class| class.has_dotted_name(JSON))
}

/// What surrounds the validation of a field.
#[derive(Clone)]
pub(super) struct Around {
    /// The field's name.
    pub(super) field: Option<Rc<str>>,
    /// The fields that were validated before, by name.
    pub(super) data: Value,
    /// Options of the model.
    pub(super) options: ValueOptions,
}

/// The value after all steps, `base` being the type within.
pub(super) fn run(
    evaluator: &mut Evaluator,
    value: &Value,
    base: &Value,
    steps: &[Step],
    around: &Around,
    depth: usize,
) -> EvalResult<Checked> {
    let Some((last, rest)) = steps.split_last() else {
        return checked(evaluator, value, base, around, depth);
    };
    match last {
        Step::Unsupported(unknown) => Err(Rc::clone(unknown).into()),
        Step::Schema(_) => run(evaluator, value, base, rest, around, depth),
        Step::Json => match parsed(evaluator, value)? {
            Checked::Value(value) => run(evaluator, &value, base, rest, around, depth),
            other => Ok(other),
        },
        Step::Options(options) => {
            let strict = matches!(options.get("strict"), Some(Value::Bool(true)));
            let mut around = around.clone();
            around.options.strict |= strict;
            let is_optional = union(base).is_some_and(|union| union.members.iter().any(is_none));
            match run(evaluator, value, base, rest, &around, depth)? {
                Checked::Value(value) if !(value.is_none() && is_optional) => {
                    constraints::check(evaluator, value, options)
                }
                other => Ok(other),
            }
        }
        Step::Validator(validator) => match validator.mode {
            Mode::Plain => call(evaluator, validator, value, None, around),
            Mode::After => match run(evaluator, value, base, rest, around, depth)? {
                Checked::Value(value) => call(evaluator, validator, &value, None, around),
                other => Ok(other),
            },
            Mode::Before => match call(evaluator, validator, value, None, around)? {
                Checked::Value(value) => run(evaluator, &value, base, rest, around, depth),
                other => Ok(other),
            },
            Mode::Wrap => {
                let handler = handler(base, rest, around, depth);
                call(evaluator, validator, value, Some(handler), around)
            }
        },
    }
}

/// What JSON text says.
pub(super) fn parsed(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Checked> {
    if !matches!(value, Value::Str(_) | Value::Bytes(_)) {
        return Ok(Checked::Refused);
    }
    let json = evaluator.import_module("json")?;
    let loads = evaluator.get_attribute(&json, "loads")?;
    refusing(evaluator.call(&loads, Arguments::positional([value.clone()])))
}

/// The rest of the steps as a function.
fn handler(base: &Value, rest: &[Step], around: &Around, depth: usize) -> Value {
    let (base, rest, around) = (base.clone(), rest.to_vec(), around.clone());
    let code = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
        let value = arguments.take_first().unwrap_or(Value::None);
        match run(evaluator, &value, &base, &rest, &around, depth)? {
            Checked::Value(value) => Ok(value),
            Checked::Refused => Err(evaluator.value_error("the value does not fit its type")),
            Checked::Unknown(reason) => Ok(evaluator.unknown(reason)),
        }
    };
    Value::Native(Rc::new(NativeFunction::closure("handler", code).accepting_unknown()))
}

/// Calls a validator. A `ValueError` or a failed assertion refuses the value.
pub(super) fn call(
    evaluator: &mut Evaluator,
    validator: &Validator,
    value: &Value,
    handler: Option<Value>,
    around: &Around,
) -> EvalResult<Checked> {
    let mut arguments: Vec<Value> = validator.owner.iter().cloned().collect();
    arguments.push(value.clone());
    arguments.extend(handler);
    if takes(evaluator, &validator.function, arguments.len() + 1)? {
        arguments.push(information(evaluator, around));
    }
    refusing(evaluator.call(&validator.function, Arguments::positional(arguments)))
}

/// What became of a validator's call.
pub(super) fn refusing(result: EvalResult<Value>) -> EvalResult<Checked> {
    match result {
        Ok(Value::Unknown(unknown)) => Err(unknown.into()),
        Ok(value) => Ok(Checked::Value(value)),
        Err(interrupt) => match &*interrupt {
            Interrupt::Exception(raised) if raised.conditional.is_none() && is_refusal(&raised.value) => {
                Ok(Checked::Refused)
            }
            _ => Err(interrupt),
        },
    }
}

fn is_refusal(exception: &Value) -> bool {
    exception.as_instance().is_some_and(|instance| {
        ["builtins.ValueError", "builtins.AssertionError"]
            .iter()
            .any(|name| instance.class.descends_from(name))
    })
}

/// Whether a function has that many positional parameters without defaults
/// (`pydantic._internal._decorators.inspect_validator`).
pub(super) fn takes(evaluator: &mut Evaluator, function: &Value, count: usize) -> EvalResult<bool> {
    if matches!(function, Value::Native(_) | Value::Class(_)) {
        return Ok(false);
    }
    let signature = evaluator.signature(function)?;
    let positional = signature.parameters.iter().filter(|parameter| {
        let by_position = matches!(parameter.kind, ParameterKind::PositionalOnly | ParameterKind::Positional);
        by_position && parameter.default.is_none()
    });
    Ok(positional.count() >= count)
}

/// `ValidationInfo`.
pub(super) fn information(evaluator: &mut Evaluator, around: &Around) -> Value {
    let class = evaluator.extension::<super::model::State>().information(evaluator);
    let instance = crate::python::Instance::new(&class);
    instance.set_attribute("data", around.data.clone());
    let field = around.field.as_ref().map_or(Value::None, |name| Value::Str(Rc::clone(name)));
    instance.set_attribute("field_name", field);
    instance.set_attribute("context", Value::None);
    instance.set_attribute("mode", Value::from("python"));
    Value::Instance(Rc::new(instance))
}
