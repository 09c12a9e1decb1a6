//! `type`: the class of a value, and classes made by a call.

use std::rc::Rc;

use super::super::{
    Annotation, Arguments, Class, ClassHooks, EvalResult, Evaluator, UnknownForm, Value, Vars,
};
use super::parameters::{constructor, exactly};
use super::special::type_name;
use super::table;

pub(super) fn attributes() -> Vars {
    table(&[("mro", mro), ("__subclasses__", subclasses)])
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(construct)
}

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: &Arguments) -> EvalResult<Value> {
    if !Rc::ptr_eq(class, &evaluator.types.type_) {
        return Ok(evaluator.unknown("metaclasses are not evaluated"));
    }
    match &arguments.positional[..] {
        [Value::Unknown(unknown)] => Ok(Value::Unknown(unknown.attribute("__class__"))),
        [value] if arguments.keywords.is_empty() => Ok(Value::Class(evaluator.class_of(value))),
        [name, bases, namespace] => make(evaluator, [name, bases, namespace], &arguments.keywords),
        _ => Err(evaluator.type_error("type() takes 1 or 3 arguments")),
    }
}

/// `type(name, bases, namespace)`.
fn make(
    evaluator: &mut Evaluator,
    [name, bases, namespace]: [&Value; 3],
    keywords: &[(Rc<str>, Value)],
) -> EvalResult<Value> {
    if let Some(unknown) = [name, bases, namespace].into_iter().find_map(Value::as_unknown) {
        return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
    }
    let wrong = |at: usize, wanted: &str, value: &Value| {
        let kind = type_name(evaluator, value);
        evaluator.type_error(&format!("type.__new__() argument {at} must be {wanted}, not {kind}"))
    };
    let name = name.as_str().ok_or_else(|| wrong(1, "str", name))?;
    let Value::Tuple(bases) = bases.unwrapped() else { return Err(wrong(2, "tuple", bases)) };
    let Value::Dict(namespace) = namespace.unwrapped() else { return Err(wrong(3, "dict", namespace)) };
    if let Some(unknown) = namespace.taint() {
        return Ok(Value::Unknown(unknown));
    }
    let Some(module) = evaluator.current_module() else {
        return Ok(evaluator.unknown("no module is being evaluated"));
    };
    let mut attributes = Vars::default();
    attributes.insert("__module__".into(), Value::Str(Rc::clone(&module.name)));
    for (key, value) in namespace.pairs() {
        if let Some(key) = key.as_str() {
            attributes.insert(key, value);
        }
    }
    let qualname = attributes.shift_remove("__qualname__").and_then(|value| value.as_str());
    let qualname = qualname.unwrap_or_else(|| Rc::clone(&name));
    let span = evaluator.current_span();
    let annotations = attributes.get("__annotations__").cloned();
    let class = evaluator.make_class(&name, &qualname, &module, bases.to_vec(), attributes, span)?;
    if let Some(Value::Dict(annotations)) = annotations {
        let hints = annotations
            .pairs()
            .into_iter()
            .filter_map(|(name, value)| Some((name.as_str()?, Annotation { value, span })));
        *class.annotations.borrow_mut() = hints.collect();
    }
    evaluator.finish_class(&class, keywords)?;
    Ok(Value::Class(class))
}

/// `class.__subclasses__()`: known for classes of the program.
fn subclasses(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [class] = exactly(evaluator, "type.__subclasses__", arguments)?;
    match &class {
        Value::Class(class) if class.span.is_some() => {
            let known = class.subclasses.borrow();
            Ok(Value::list(known.iter().filter_map(std::rc::Weak::upgrade).map(Value::Class).collect()))
        }
        _ => Ok(evaluator
            .unknown("which classes descend from a built-in class is only known when the program runs")),
    }
}

fn mro(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [class] = exactly(evaluator, "type.mro", arguments)?;
    match &class {
        Value::Class(class) => {
            Ok(Value::list(class.resolution_order().into_iter().map(Value::Class).collect()))
        }
        other => {
            let kind = type_name(evaluator, other);
            let message = format!("descriptor 'mro' for 'type' objects doesn't apply to a '{kind}' object");
            Err(evaluator.type_error(&message))
        }
    }
}
