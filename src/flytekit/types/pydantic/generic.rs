//! Generic models: `Model[int]` is a model of its own, whose fields have the given types.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::engine::Engine;
use super::super::python_type::{annotated, arguments, generic, is_none, type_variable, union};
use super::fields;
use super::{config, decorators};
use crate::python::{Annotation, Class, EvalResult, Evaluator, Unknown, UnknownForm, Value, Vars};
use crate::source::Span;

/// The name that the definition of a parametrized model has in schemas; kept on its class.
pub(super) struct DefinitionName(pub(super) String);

/// The models that were made of generic ones, so that the same types give the same model.
#[derive(Default)]
struct Made(RefCell<Vec<Parametrized>>);

/// A model that was made of a generic one.
struct Parametrized {
    base: Rc<Class>,
    key: String,
    model: Rc<Class>,
}

/// `class[item]`.
pub(super) fn parametrized(evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Value> {
    let given = match item {
        Value::Tuple(items) => items.to_vec(),
        item => vec![item.clone()],
    };
    let names: Option<Vec<String>> = given.iter().map(displayed).collect();
    let is_root = class.has_dotted_name(fields::ROOT_MODEL);
    let mut engine = Engine::new(evaluator, Span::NONE);
    let variables = if is_root { Ok(Vec::new()) } else { engine.parameters(&Value::Class(Rc::clone(class))) };
    let variables = variables.map_err(|fault| fault.into_interrupt(evaluator, Span::NONE))?;
    if variables.len() == given.len() && variables.iter().zip(&given).all(|(left, right)| left.is(right)) {
        return Ok(Value::Class(Rc::clone(class)));
    }
    let Some(names) = names.filter(|_| is_root || variables.len() == given.len()) else {
        let reason = "the name of this generic model is not known";
        return Err(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason).into());
    };
    let name = format!("{}[{}]", class.name, names.join(", "));
    let key = format!("{name} {}", given.iter().map(identity).collect::<Vec<_>>().join(" "));
    let made = evaluator.extension::<Made>();
    let is_known = |made: &&Parametrized| Rc::ptr_eq(&made.base, class) && made.key == key;
    let known = made.0.borrow().iter().find(is_known).map(|made| Rc::clone(&made.model));
    if let Some(known) = known {
        return Ok(Value::Class(known));
    }
    let model = make(evaluator, class, &name, &variables.into_iter().zip(given).collect::<Vec<_>>(), item)?;
    model.set_data(DefinitionName(format!("{}[{}]", class.name, names.join(","))));
    made.0.borrow_mut().push(Parametrized { base: Rc::clone(class), key, model: Rc::clone(&model) });
    Ok(Value::Class(model))
}

fn make(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    name: &str,
    bindings: &[(Value, Value)],
    item: &Value,
) -> EvalResult<Rc<Class>> {
    let ancestors = class.resolution_order();
    let bases = vec![Value::Class(Rc::clone(class))];
    let mut model =
        Class::new(&class.module, name, name, bases, ancestors, None, Vars::default(), class.span);
    model.hooks.clone_from(&class.hooks);
    let model = Rc::new(model);
    let mut annotations = Vec::new();
    if class.has_dotted_name(fields::ROOT_MODEL) {
        annotations.push(("root".into(), Annotation { value: item.clone(), span: class.span }));
    }
    for (field, hint) in evaluator.class_hints(class)? {
        let value = Engine::new(evaluator, Span::NONE).substituted(&hint.value, bindings);
        let value = value.map_err(|fault| fault.into_interrupt(evaluator, Span::NONE))?;
        annotations.push((field, Annotation { value, span: hint.span }));
    }
    let left: Vec<Value> = bindings
        .iter()
        .map(|(_, value)| value.clone())
        .filter(|value| type_variable(value).is_some())
        .collect();
    model.set_attribute("__parameters__", Value::tuple(left));
    config::merge(&model, &[]);
    fields::collect_parametrized(&model, annotations);
    decorators::collect(&model);
    Ok(model)
}

/// What tells types apart that are displayed alike.
fn identity(python_type: &Value) -> String {
    match python_type {
        Value::Class(class) => format!("{:p}", Rc::as_ptr(class)),
        other => arguments(other).iter().map(identity).collect(),
    }
}

/// The type as pydantic displays it in the name of a generic model (`pydantic._internal._repr.display_as_type`).
fn displayed(python_type: &Value) -> Option<String> {
    if is_none(python_type) {
        return Some("NoneType".to_owned());
    }
    if annotated(python_type).is_some() {
        return None;
    }
    if let Some(union) = union(python_type) {
        let members: Option<Vec<String>> = union.members.iter().map(displayed).collect();
        return Some(format!("Union[{}]", members?.join(", ")));
    }
    if let Some(variable) = type_variable(python_type) {
        return Some(format!("~{}", variable.name));
    }
    if let Some(alias) = generic(python_type) {
        let name = alias.spelled.strip_prefix("typing.").unwrap_or(&alias.spelled);
        let known = name.chars().all(char::is_alphanumeric);
        let arguments: Option<Vec<String>> = arguments(python_type).iter().map(displayed).collect();
        return known.then_some(format!("{name}[{}]", arguments?.join(", ")));
    }
    let class = python_type.as_class()?;
    Some(class.qualname.to_string())
}
