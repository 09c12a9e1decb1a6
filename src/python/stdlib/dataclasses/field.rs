//! `field(…)`, the objects of `fields(…)`, and `InitVar`.

use std::rc::Rc;

use super::super::parts::{Names, receiver, take_first};
use super::{Field, FieldKind, classes};
use crate::python::{Annotation, Arguments, Class, ClassHooks, Dict, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

/// `InitVar[type]`.
pub(super) struct InitVar {
    /// The type.
    pub(super) base: Value,
}

struct InitVarHooks;

impl ClassHooks for InitVarHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let base = take_first(evaluator, &mut arguments.clone())?;
        Ok(Some(Value::Instance(Rc::new(Instance::with_payload(class, InitVar { base })))))
    }

    fn item(&self, _evaluator: &mut Evaluator, class: &Rc<Class>, item: &Value) -> EvalResult<Option<Value>> {
        let payload = InitVar { base: item.clone() };
        Ok(Some(Value::Instance(Rc::new(Instance::with_payload(class, payload)))))
    }
}

pub(super) fn init_var_class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default().properties(&[("type", |evaluator, mut arguments| {
        Ok(receiver::<InitVar>(evaluator, &mut arguments)?.1.base.clone())
    })]);
    Class::native("dataclasses", "InitVar", object, Some(Rc::new(InitVarHooks)), names.vars())
}

/// The class `Field`.
pub(super) fn class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default().properties(&[
        ("name", |evaluator, mut arguments| Ok(Value::Str(Rc::clone(&get(evaluator, &mut arguments)?.name)))),
        ("type", |evaluator, mut arguments| Ok(get(evaluator, &mut arguments)?.annotation.value.clone())),
        ("default", |evaluator, mut arguments| {
            let default = get(evaluator, &mut arguments)?.default.clone();
            Ok(default.unwrap_or_else(|| classes(evaluator).missing.clone()))
        }),
        ("default_factory", |evaluator, mut arguments| {
            let factory = get(evaluator, &mut arguments)?.default_factory.clone();
            Ok(factory.unwrap_or_else(|| classes(evaluator).missing.clone()))
        }),
        ("init", |evaluator, mut arguments| Ok(Value::Bool(get(evaluator, &mut arguments)?.init))),
        ("repr", |evaluator, mut arguments| Ok(Value::Bool(get(evaluator, &mut arguments)?.repr))),
        ("hash", |evaluator, mut arguments| {
            Ok(get(evaluator, &mut arguments)?.hash.map_or(Value::None, Value::Bool))
        }),
        ("compare", |evaluator, mut arguments| Ok(Value::Bool(get(evaluator, &mut arguments)?.compare))),
        ("metadata", |evaluator, mut arguments| Ok(get(evaluator, &mut arguments)?.metadata.clone())),
        ("kw_only", |evaluator, mut arguments| {
            Ok(Value::Bool(get(evaluator, &mut arguments)?.is_keyword_only()))
        }),
    ]);
    Class::native("dataclasses", "Field", object, None, names.vars())
}

fn get(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Field>> {
    Ok(receiver::<Field>(evaluator, arguments)?.1)
}

/// An object of `dataclasses.Field`.
pub(super) fn field_object(evaluator: &mut Evaluator, field: &Rc<Field>) -> Value {
    let class = Rc::clone(&classes(evaluator).field);
    Value::Instance(Rc::new(Instance::with_shared_payload(&class, field)))
}

/// `field(*, default, default_factory, init, repr, hash, compare, metadata, kw_only)`.
pub(super) fn field(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parameters =
        ["*default", "*default_factory", "*init", "*repr", "*hash", "*compare", "*metadata", "*kw_only"];
    let [default, factory, init, repr, hash, compare, metadata, kw_only] =
        arguments.bind(evaluator, "field", parameters)?;
    let missing = classes(evaluator).missing.clone();
    let given = |value: Option<Value>| value.filter(|value| !value.is(&missing));
    let (default, default_factory, kw_only) = (given(default), given(factory), given(kw_only));
    if default.is_some() && default_factory.is_some() {
        return Err(evaluator.value_error("cannot specify both default and default_factory"));
    }
    let truth = |value: Option<Value>| value.and_then(|value| value.as_bool());
    let metadata = match metadata {
        None | Some(Value::None) => Value::Dict(Rc::new(Dict::default())),
        Some(value) => value,
    };
    let annotation = Annotation { value: Value::None, span: Span::NONE };
    let field = Field {
        name: "".into(),
        annotation,
        kind: FieldKind::Field,
        default,
        default_factory,
        init: truth(init).unwrap_or(true),
        repr: truth(repr).unwrap_or(true),
        hash: truth(hash),
        compare: truth(compare).unwrap_or(true),
        metadata,
        kw_only: truth(kw_only),
    };
    Ok(field_object(evaluator, &Rc::new(field)))
}
