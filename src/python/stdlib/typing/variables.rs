//! `TypeVar`, `ParamSpec`, `TypeVarTuple`, `NewType` and `ForwardRef`.

use std::rc::Rc;

use super::super::parts::{Names, receiver, take_first};
use super::{
    COMMON, ForwardReference, NewType, TypeVariable, VariableKind, checked, forward_reference, instance,
};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value, Vars};

/// Makes the instances of one of the classes.
struct Maker(fn(&mut Evaluator, &Rc<Class>, Arguments) -> EvalResult<Value>);

impl ClassHooks for Maker {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        (self.0)(evaluator, class, arguments.clone()).map(Some)
    }
}

fn class(
    object: &[Rc<Class>],
    name: &str,
    attributes: Vars,
    make: fn(&mut Evaluator, &Rc<Class>, Arguments) -> EvalResult<Value>,
) -> Rc<Class> {
    Class::native("typing", name, object, Some(Rc::new(Maker(make))), attributes)
}

pub(super) fn type_variable_class(object: &[Rc<Class>]) -> Rc<Class> {
    class(object, "TypeVar", variable_attributes(), make_type_variable)
}

pub(super) fn parameter_specification_class(object: &[Rc<Class>]) -> Rc<Class> {
    class(object, "ParamSpec", variable_attributes(), |evaluator, class, arguments| {
        make_variable(evaluator, class, arguments, VariableKind::Parameters)
    })
}

pub(super) fn type_variable_tuple_class(object: &[Rc<Class>]) -> Rc<Class> {
    class(object, "TypeVarTuple", variable_attributes(), |evaluator, class, arguments| {
        make_variable(evaluator, class, arguments, VariableKind::Types)
    })
}

fn variable_attributes() -> Vars {
    Names::default()
        .functions_accepting_unknown(COMMON)
        .properties(&[
            ("__name__", |evaluator, mut arguments| {
                Ok(Value::Str(Rc::clone(&variable(evaluator, &mut arguments)?.name)))
            }),
            ("__bound__", |evaluator, mut arguments| Ok(variable(evaluator, &mut arguments)?.bound.clone())),
            ("__constraints__", |evaluator, mut arguments| {
                Ok(Value::Tuple(Rc::clone(&variable(evaluator, &mut arguments)?.constraints)))
            }),
            ("__covariant__", |evaluator, mut arguments| {
                Ok(Value::Bool(variable(evaluator, &mut arguments)?.covariant))
            }),
            ("__contravariant__", |evaluator, mut arguments| {
                Ok(Value::Bool(variable(evaluator, &mut arguments)?.contravariant))
            }),
            ("args", component),
            ("kwargs", component),
        ])
        .functions_accepting_unknown(&[("__iter__", unpacked)])
        .vars()
}

fn variable(evaluator: &mut Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<TypeVariable>> {
    Ok(receiver::<TypeVariable>(evaluator, arguments)?.1)
}

/// `P.args` and `P.kwargs`, which only annotations use.
fn component(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, variable) = receiver::<TypeVariable>(evaluator, &mut arguments)?;
    if variable.kind == VariableKind::Parameters {
        return Ok(value);
    }
    Err(evaluator.attribute_error("'TypeVar' object has no attribute 'args'"))
}

/// `*Ts`.
fn unpacked(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, variable) = receiver::<TypeVariable>(evaluator, &mut arguments)?;
    if variable.kind != VariableKind::Types {
        return Err(evaluator.type_error("'TypeVar' object is not iterable"));
    }
    let form = super::form(evaluator, "Unpack");
    let item = super::alias::typing_alias(evaluator, &form, Some(vec![value]), "typing.Unpack");
    let iterator = crate::python::PyIterator::of("generator", vec![item]);
    Ok(Value::Iterator(Rc::new(iterator)))
}

fn make_type_variable(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    arguments: Arguments,
) -> EvalResult<Value> {
    let mut arguments = arguments;
    let further = arguments.positional.split_off(arguments.positional.len().min(1));
    let mut constraints = Vec::new();
    for constraint in &further {
        constraints.push(checked(
            evaluator,
            constraint,
            "TypeVar(name, constraint, ...): constraints must be types.",
        )?);
    }
    if constraints.len() == 1 {
        return Err(evaluator.type_error("A single constraint is not allowed"));
    }
    let made = variable_from(evaluator, arguments, VariableKind::Type, constraints)?;
    Ok(instance(class, made))
}

fn make_variable(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    arguments: Arguments,
    kind: VariableKind,
) -> EvalResult<Value> {
    let made = variable_from(evaluator, arguments, kind, Vec::new())?;
    Ok(instance(class, made))
}

fn variable_from(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    kind: VariableKind,
    constraints: Vec<Value>,
) -> EvalResult<TypeVariable> {
    let parameters = ["name!", "*bound", "*covariant", "*contravariant", "*default", "*infer_variance"];
    let [name, bound, covariant, contravariant, _default, _infer] =
        arguments.bind(evaluator, "TypeVar", parameters)?;
    let is_true = |value: Option<Value>| value.and_then(|value| value.as_bool()).unwrap_or(false);
    let (covariant, contravariant) = (is_true(covariant), is_true(contravariant));
    if covariant && contravariant {
        return Err(evaluator.value_error("Bivariant types are not supported."));
    }
    let bound = bound.unwrap_or(Value::None);
    if !constraints.is_empty() && !bound.is_none() {
        return Err(evaluator.type_error("Constraints cannot be combined with bound=..."));
    }
    let bound = if bound.is_none() { bound } else { checked(evaluator, &bound, "Bound must be a type.")? };
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    Ok(TypeVariable { name, kind, bound, constraints: constraints.into(), covariant, contravariant })
}

pub(super) fn new_type_class(object: &[Rc<Class>]) -> Rc<Class> {
    let attributes = Names::default()
        .functions_accepting_unknown(&[("__call__", |evaluator, mut arguments| {
            take_first(evaluator, &mut arguments)?;
            let [value] = arguments.bind(evaluator, "__call__", ["x!"])?;
            Ok(value.unwrap_or(Value::None))
        })])
        .functions_accepting_unknown(&[COMMON[0], COMMON[1], COMMON[2]])
        .properties(&[
            ("__name__", |evaluator, mut arguments| {
                Ok(Value::Str(Rc::clone(&receiver::<NewType>(evaluator, &mut arguments)?.1.name)))
            }),
            ("__qualname__", |evaluator, mut arguments| {
                Ok(Value::Str(Rc::clone(&receiver::<NewType>(evaluator, &mut arguments)?.1.name)))
            }),
            ("__module__", |evaluator, mut arguments| {
                Ok(Value::Str(Rc::clone(&receiver::<NewType>(evaluator, &mut arguments)?.1.module)))
            }),
            ("__supertype__", |evaluator, mut arguments| {
                Ok(receiver::<NewType>(evaluator, &mut arguments)?.1.base.clone())
            }),
        ])
        .vars();
    class(object, "NewType", attributes, make_new_type)
}

fn make_new_type(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: Arguments) -> EvalResult<Value> {
    let [name, base] = arguments.bind(evaluator, "NewType", ["name!", "tp!"])?;
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    let module =
        evaluator.current_module().map_or_else(|| Rc::from("builtins"), |module| Rc::clone(&module.name));
    Ok(instance(class, NewType { name, module, base: base.unwrap_or(Value::None) }))
}

pub(super) fn forward_reference_class(object: &[Rc<Class>]) -> Rc<Class> {
    let attributes = Names::default()
        .functions_accepting_unknown(COMMON)
        .properties(&[("__forward_arg__", |evaluator, mut arguments| {
            Ok(Value::Str(Rc::clone(&receiver::<ForwardReference>(evaluator, &mut arguments)?.1.text)))
        })])
        .vars();
    class(object, "ForwardRef", attributes, |evaluator, _, mut arguments| {
        let argument = take_first(evaluator, &mut arguments)?;
        match argument {
            Value::Str(text) => Ok(forward_reference(evaluator, &text)),
            other => {
                let text = super::plain_repr(evaluator, &other)?;
                Err(evaluator.type_error(&format!("Forward reference must be a string -- got {text}")))
            }
        }
    })
}
