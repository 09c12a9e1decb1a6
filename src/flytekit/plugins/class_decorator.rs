//! Decorators that are classes: they add text settings to the task that is made of the decorated function
//! (`flytekit.core.utils.ClassDecorator`).
//!
//! `@decorator` and `@decorator(…)` both work; the result stands for the function, whose name, documentation and annotations
//! it takes over.

use std::rc::Rc;

use crate::flytekit::class_decorator::pose_as;
use crate::flytekit::library::{Library, function, methods};
use crate::flytekit::record::Field;
use crate::flytekit::{library, need};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, NativeFunction, Value};
use crate::source::Span;

const MODULE: &str = "flytekit.core.utils";
/// The attribute with all keyword arguments.
const KEYWORDS: &str = "decorator_kwargs";
/// The attribute with the decorated function.
const FUNCTION: &str = "task_function";

/// What a decorator adds to the configuration of the task.
pub(super) type ExtraConfig = fn(&mut Evaluator, &Instance) -> EvalResult<Vec<(&'static str, String)>>;

/// Checks the arguments of a decorator.
pub(super) type Check = fn(&mut Evaluator, &Rc<Instance>) -> EvalResult<()>;

/// What a decorator is given beside the function.
#[derive(Clone, Copy)]
pub(super) struct Parameters {
    fields: &'static [Field],
    /// Whether it takes other keywords (`**kwargs`).
    takes_more: bool,
}

impl Parameters {
    /// The fields and any other keywords.
    pub(super) fn and_more(fields: &'static [Field]) -> Self {
        Self { fields, takes_more: true }
    }
}

impl<const COUNT: usize> From<&'static [Field; COUNT]> for Parameters {
    fn from(fields: &'static [Field; COUNT]) -> Self {
        Self { fields, takes_more: false }
    }
}

/// A decorator of a plugin: its parameters after the function, and what it adds.
pub(super) fn class(
    evaluator: &Evaluator,
    library: &Library,
    module: &str,
    name: &'static str,
    parameters: impl Into<Parameters>,
    check: Option<Check>,
    extra_config: ExtraConfig,
) -> Rc<Class> {
    let parameters = parameters.into();
    let initialize = move |evaluator: &mut Evaluator, arguments: Arguments| {
        let (instance, decorated, keywords) = receive(evaluator, name, parameters, arguments)?;
        check.map_or(Ok(()), |check| check(evaluator, &instance))?;
        decorate(evaluator, &instance, &decorated, keywords)?;
        Ok(Value::None)
    };
    let get_extra_config = move |evaluator: &mut Evaluator, arguments: Arguments| {
        let [Some(Value::Instance(instance))] = arguments.bind(evaluator, "get_extra_config", ["self!"])?
        else {
            return Err(evaluator.type_error("a decorator is needed"));
        };
        let config = extra_config(evaluator, &instance)?;
        Ok(Value::dict(config.into_iter().map(|(key, text)| (key, Value::from(text)))))
    };
    let mut attributes = methods(&[]);
    for (name, closure) in [
        ("__init__", NativeFunction::closure("__init__", initialize)),
        ("get_extra_config", NativeFunction::closure("get_extra_config", get_extra_config)),
    ] {
        attributes.insert(name.into(), Value::Native(Rc::new(closure.accepting_unknown())));
    }
    let base = library.get(MODULE, "ClassDecorator");
    let base = base.as_ref().and_then(Value::as_class).unwrap_or(&evaluator.types.object);
    Class::native(module, name, std::slice::from_ref(base), None, attributes)
}

type Keywords = Vec<(Rc<str>, Value)>;

/// The receiver of `__init__` with its fields set, the function, and all keyword arguments.
fn receive(
    evaluator: &Evaluator,
    name: &str,
    Parameters { fields, takes_more }: Parameters,
    mut arguments: Arguments,
) -> EvalResult<(Rc<Instance>, Value, Keywords)> {
    let Some(Value::Instance(instance)) = arguments.take_first() else {
        return Err(evaluator.type_error(&format!("{name}.__init__() needs an instance")));
    };
    let mut decorated = arguments.take_first().unwrap_or(Value::None);
    let mut keywords: Keywords = Vec::new();
    for (position, value) in arguments.positional.into_iter().enumerate() {
        let Some((field, _)) = fields.get(position) else {
            return Err(evaluator.type_error(&format!("{name}.__init__() takes fewer positional arguments")));
        };
        keywords.push(((*field).into(), value));
    }
    for (keyword, value) in arguments.keywords {
        if &*keyword == FUNCTION { decorated = value } else { keywords.push((keyword, value)) }
    }
    let is_field = |keyword: &str| fields.iter().any(|(field, _)| *field == keyword);
    if let Some((keyword, _)) = keywords.iter().find(|(keyword, _)| !takes_more && !is_field(keyword)) {
        let message = format!("{name}.__init__() got an unexpected keyword argument '{keyword}'");
        return Err(evaluator.type_error(&message));
    }
    for (field, default) in fields {
        let given = keywords.iter().find(|(keyword, _)| &**keyword == *field).map(|(_, value)| value.clone());
        let Some(value) = given.or_else(|| default.value()) else {
            let message = format!("{name}.__init__() missing required argument: '{field}'");
            return Err(evaluator.type_error(&message));
        };
        instance.set_attribute(field, value);
    }
    Ok((instance, decorated, keywords))
}

fn decorate(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    decorated: &Value,
    keywords: Keywords,
) -> EvalResult<()> {
    instance.set_attribute(KEYWORDS, Value::dict(keywords));
    pose_as(evaluator, instance, decorated.clone())
}

/// A field of a decorator as text; empty for `None`.
pub(super) fn text(evaluator: &mut Evaluator, decorator: &Instance, field: &str) -> EvalResult<String> {
    let value = decorator.attribute(field).unwrap_or(Value::None);
    let what = format!("`{field}` of the decorator");
    need::known(evaluator, &value, &what, Span::NONE)?;
    Ok(match value {
        Value::None => String::new(),
        value => evaluator.str_of(&value)?.as_str().unwrap_or_default().to_string(),
    })
}

/// A function that decorators of a plugin are made with by keyword alone: `name(…)` gives a decorator.
pub(super) fn factory(name: &'static str, class: &Rc<Class>) -> Value {
    let class = Value::Class(Rc::clone(class));
    let make = move |evaluator: &mut Evaluator, arguments: Arguments| {
        let class = class.clone();
        let keywords = arguments.keywords;
        if !arguments.positional.is_empty() {
            return Err(evaluator.type_error(&format!("{name}() takes keyword arguments alone")));
        }
        let decorator = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
            let decorated = arguments.take_first().unwrap_or(Value::None);
            evaluator.call(&class, Arguments::keywords(keywords.clone()).with_first(decorated))
        };
        Ok(Value::Native(Rc::new(NativeFunction::closure(name, decorator).accepting_unknown())))
    };
    Value::Native(Rc::new(NativeFunction::closure(name, make).accepting_unknown()))
}

/// A function that keeps what it decorates as it is: `@name` and `@name(…)`.
pub(super) fn transparent(name: &str) -> Value {
    function(name, |_, mut arguments| match arguments.take_first() {
        Some(decorated) => Ok(decorated),
        None => Ok(library::function("decorator", |_, mut arguments| {
            Ok(arguments.take_first().unwrap_or(Value::None))
        })),
    })
}
