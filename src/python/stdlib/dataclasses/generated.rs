//! The methods that a dataclass gets: `__init__`, `__repr__`, `__eq__`, the order, `__hash__`, and what freezes it.

use std::cell::RefCell;
use std::rc::Rc;

use super::super::binding::{GeneratedParameter, bind_generated};
use super::super::parts::{Text, closure_accepting_unknown, hash_of, take_first};
use super::{DataclassFields, Field, FieldKind, Options, classes};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Truth, Value};

/// Adds the methods that the options ask for.
pub(super) fn add(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    fields: &Rc<DataclassFields>,
    options: Options,
) -> EvalResult<()> {
    if options.init {
        check_order_of_parameters(evaluator, fields)?;
        add_unless_there(class, "__init__", init(class, fields));
    }
    let explicit_hash = match class.own_attribute("__hash__") {
        None => false,
        Some(Value::None) => class.own_attribute("__eq__").is_none(),
        Some(_) => true,
    };
    if options.repr {
        add_unless_there(class, "__repr__", repr(fields));
    }
    if options.eq {
        add_unless_there(class, "__eq__", equality(fields));
    }
    if options.order {
        add_order(evaluator, class, fields)?;
    }
    if options.frozen {
        add_frozen(evaluator, class)?;
    }
    add_hash(evaluator, class, fields, options, explicit_hash)?;
    if options.match_args {
        let names = fields.fields().filter(|field| field.init && !field.is_keyword_only());
        let names: Vec<Value> = names.map(|field| Value::Str(Rc::clone(&field.name))).collect();
        add_unless_there(class, "__match_args__", Value::tuple(names));
    }
    let mut named = Vec::with_capacity(fields.all.len());
    for field in &fields.all {
        named.push((Rc::clone(&field.name), super::field::field_object(evaluator, field)));
    }
    class.set_attribute("__dataclass_fields__", Value::dict(named));
    let parameters = evaluator.unknown("the parameters of a dataclass are not kept");
    class.set_attribute("__dataclass_params__", parameters);
    Ok(())
}

fn add_unless_there(class: &Rc<Class>, name: &str, value: Value) {
    if class.own_attribute(name).is_none() {
        class.set_attribute(name, value);
    }
}

fn check_order_of_parameters(evaluator: &Evaluator, fields: &DataclassFields) -> EvalResult<()> {
    let mut seen_default = false;
    for field in parameters_of(fields).filter(|field| !field.is_keyword_only()) {
        if field.has_default() {
            seen_default = true;
        } else if seen_default {
            let message = format!("non-default argument '{}' follows default argument", field.name);
            return Err(evaluator.type_error(&message));
        }
    }
    Ok(())
}

/// The fields that are parameters of `__init__`.
fn parameters_of(fields: &DataclassFields) -> impl Iterator<Item = &Field> {
    fields.all.iter().map(Rc::as_ref).filter(|field| field.init && field.kind != FieldKind::ClassVar)
}

fn init(class: &Rc<Class>, fields: &Rc<DataclassFields>) -> Value {
    let fields = Rc::clone(fields);
    let function = format!("{}.__init__", class.qualname);
    closure_accepting_unknown("__init__", move |evaluator, mut arguments| {
        let receiver = take_first(evaluator, &mut arguments)?;
        if let Some(unknown) = unknown_base(&receiver) {
            return initialize_partly(evaluator, &fields, &receiver, arguments, &unknown);
        }
        initialize(evaluator, &function, &fields, &receiver, arguments)?;
        Ok(Value::None)
    })
}

fn unknown_base(receiver: &Value) -> Option<Rc<crate::python::Unknown>> {
    receiver.as_instance().and_then(|instance| instance.class.unknown_base.clone())
}

fn initialize(
    evaluator: &mut Evaluator,
    function: &str,
    fields: &DataclassFields,
    receiver: &Value,
    arguments: Arguments,
) -> EvalResult<()> {
    let (keyword_only, ordinary): (Vec<&Field>, Vec<&Field>) =
        parameters_of(fields).partition(|field| field.is_keyword_only());
    let parameters: Vec<&Field> = ordinary.into_iter().chain(keyword_only).collect();
    let generated: Vec<GeneratedParameter> = parameters
        .iter()
        .map(|field| GeneratedParameter {
            name: Rc::clone(&field.name),
            has_default: field.has_default(),
            keyword_only: field.is_keyword_only(),
        })
        .collect();
    let values = bind_generated(evaluator, function, &generated, arguments)?;
    let given = |field: &Field| {
        let at = parameters.iter().position(|parameter| parameter.name == field.name)?;
        values.get(at).cloned().flatten()
    };
    let mut passed_on = Vec::new();
    for field in fields.all.iter().filter(|field| field.kind != FieldKind::ClassVar) {
        let value = match given(field) {
            Some(value) => Some(value),
            None => default_of(evaluator, receiver, field)?,
        };
        match (field.kind, value) {
            (FieldKind::InitVar, value) => passed_on.push(value.unwrap_or(Value::None)),
            (_, Some(value)) => set(evaluator, fields, receiver, &field.name, value)?,
            (_, None) => {}
        }
    }
    post_init(evaluator, receiver, passed_on)
}

fn post_init(evaluator: &mut Evaluator, receiver: &Value, arguments: Vec<Value>) -> EvalResult<()> {
    if let Some(method) = evaluator.find_attribute(receiver, "__post_init__")? {
        evaluator.call(&method, Arguments::positional(arguments))?;
    }
    Ok(())
}

/// What a field gets that is not given. One that is no parameter has its default in the class, where that has no slots.
fn default_of(evaluator: &mut Evaluator, receiver: &Value, field: &Field) -> EvalResult<Option<Value>> {
    if let Some(factory) = &field.default_factory {
        return evaluator.call(factory, Arguments::default()).map(Some);
    }
    let has_slots = evaluator.class_of(receiver).lookup("__slots__").is_some();
    Ok(field.default.clone().filter(|_| field.init || has_slots))
}

fn set(
    evaluator: &mut Evaluator,
    fields: &DataclassFields,
    receiver: &Value,
    name: &Rc<str>,
    value: Value,
) -> EvalResult<()> {
    let Value::Instance(instance) = receiver else {
        return evaluator.set_attribute(receiver, name, value);
    };
    if fields.frozen {
        instance.set_attribute(name, value);
        return Ok(());
    }
    // The instance is new: what it is given does not depend on the conditions under which it is made.
    match instance.class.lookup("__setattr__") {
        Some(Value::Function(_)) => evaluator.set_attribute(receiver, name, value),
        _ => evaluator.set_instance_attribute(receiver, instance, name, value),
    }
}

/// An instance whose class has an unknown ancestor: which parameters `__init__` has cannot be known, so what was given by
/// name and fits is kept, and the instance counts as unknown otherwise.
fn initialize_partly(
    evaluator: &mut Evaluator,
    fields: &DataclassFields,
    receiver: &Value,
    arguments: Arguments,
    unknown: &Rc<crate::python::Unknown>,
) -> EvalResult<Value> {
    let positional = arguments.positional.len();
    let mut complete = positional == 0;
    for field in parameters_of(fields) {
        let given = arguments.keyword(&field.name).cloned();
        let value = match given {
            Some(value) => Some(value),
            None if complete => default_of(evaluator, receiver, field)?,
            None => None,
        };
        match value {
            Some(value) => set(evaluator, fields, receiver, &field.name, value)?,
            None => complete = false,
        }
    }
    complete &= arguments.keywords.iter().all(|(name, _)| fields.all.iter().any(|field| field.name == *name));
    match receiver {
        Value::Instance(instance) if !complete => instance.set_taint(Rc::clone(unknown)),
        _ => post_init(evaluator, receiver, Vec::new())?,
    }
    Ok(Value::None)
}

/// The instances whose text is being made, so that one that contains itself prints as `...`.
#[derive(Default)]
struct Printing(RefCell<Vec<usize>>);

fn repr(fields: &Rc<DataclassFields>) -> Value {
    let fields = Rc::clone(fields);
    closure_accepting_unknown("__repr__", move |evaluator, mut arguments| {
        let receiver = take_first(evaluator, &mut arguments)?;
        let address = receiver.address().unwrap_or_default();
        let printing = evaluator.extension::<Printing>();
        if printing.0.borrow().contains(&address) {
            return Ok(Value::str("..."));
        }
        printing.0.borrow_mut().push(address);
        let text = repr_of_fields(evaluator, &fields, &receiver);
        printing.0.borrow_mut().pop();
        text
    })
}

fn repr_of_fields(
    evaluator: &mut Evaluator,
    fields: &DataclassFields,
    receiver: &Value,
) -> EvalResult<Value> {
    let mut text = Text::default();
    text.push(&evaluator.class_of(receiver).qualname);
    text.push("(");
    for (at, field) in fields.fields().filter(|field| field.repr).enumerate() {
        text.push(if at > 0 { ", " } else { "" });
        text.push(&format!("{}=", field.name));
        let value = evaluator.get_attribute(receiver, &field.name)?;
        text.push_repr(evaluator, &value)?;
    }
    text.push(")");
    Ok(text.finish())
}

/// The values of the fields that comparison counts, as a tuple.
fn compared(evaluator: &mut Evaluator, fields: &DataclassFields, value: &Value) -> EvalResult<Value> {
    let mut values = Vec::new();
    for field in fields.fields().filter(|field| field.compare) {
        values.push(evaluator.get_attribute(value, &field.name)?);
    }
    Ok(Value::tuple(values))
}

/// The two values to compare, where both are of one class.
fn operands(evaluator: &Evaluator, mut arguments: Arguments) -> EvalResult<Option<(Value, Value)>> {
    let left = take_first(evaluator, &mut arguments)?;
    let right = take_first(evaluator, &mut arguments)?;
    let same = Rc::ptr_eq(&evaluator.class_of(&left), &evaluator.class_of(&right));
    Ok(same.then_some((left, right)))
}

fn equality(fields: &Rc<DataclassFields>) -> Value {
    let fields = Rc::clone(fields);
    closure_accepting_unknown("__eq__", move |evaluator, arguments| {
        let Some((left, right)) = operands(evaluator, arguments)? else { return Ok(Value::NotImplemented) };
        let left = compared(evaluator, &fields, &left)?;
        let right = compared(evaluator, &fields, &right)?;
        Ok(evaluator.equals(&left, &right)?.into())
    })
}

fn add_order(evaluator: &mut Evaluator, class: &Rc<Class>, fields: &Rc<DataclassFields>) -> EvalResult<()> {
    for name in ["__lt__", "__le__", "__gt__", "__ge__"] {
        if class.own_attribute(name).is_some() {
            return Err(evaluator.type_error(&format!(
                "Cannot overwrite attribute {name} in class {}. Consider using functools.total_ordering",
                class.name
            )));
        }
        let fields = Rc::clone(fields);
        let method = closure_accepting_unknown(name, move |evaluator, arguments| {
            let Some((left, right)) = operands(evaluator, arguments)? else {
                return Ok(Value::NotImplemented);
            };
            let left = compared(evaluator, &fields, &left)?;
            let right = compared(evaluator, &fields, &right)?;
            Ok(compare(evaluator, name, &left, &right)?.into())
        });
        class.set_attribute(name, method);
    }
    Ok(())
}

fn compare(evaluator: &mut Evaluator, name: &str, left: &Value, right: &Value) -> EvalResult<Truth> {
    let (left, right) = if matches!(name, "__gt__" | "__ge__") { (right, left) } else { (left, right) };
    let less = evaluator.less_than(left, right)?;
    if matches!(name, "__lt__" | "__gt__") || !less.is_false() {
        return Ok(less);
    }
    evaluator.equals(left, right)
}

fn add_frozen(evaluator: &mut Evaluator, class: &Rc<Class>) -> EvalResult<()> {
    for (name, action) in [("__setattr__", "assign to"), ("__delattr__", "delete")] {
        if class.own_attribute(name).is_some() {
            let message = format!("Cannot overwrite attribute {name} in class {}", class.name);
            return Err(evaluator.type_error(&message));
        }
        let method = closure_accepting_unknown(name, move |evaluator, mut arguments| {
            take_first(evaluator, &mut arguments)?;
            let field = take_first(evaluator, &mut arguments)?.as_str().unwrap_or_default();
            let error = Rc::clone(&classes(evaluator).frozen_instance_error);
            Err(evaluator.exception(&error, &format!("cannot {action} field '{field}'")))
        });
        class.set_attribute(name, method);
    }
    Ok(())
}

/// `dataclasses._hash_action`.
fn add_hash(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    fields: &Rc<DataclassFields>,
    options: Options,
    explicit: bool,
) -> EvalResult<()> {
    if options.unsafe_hash {
        if explicit {
            let message = format!("Cannot overwrite attribute __hash__ in class {}", class.name);
            return Err(evaluator.type_error(&message));
        }
        class.set_attribute("__hash__", hash(fields));
    } else if options.eq && !explicit {
        class.set_attribute("__hash__", if options.frozen { hash(fields) } else { Value::None });
    }
    Ok(())
}

fn hash(fields: &Rc<DataclassFields>) -> Value {
    let fields = Rc::clone(fields);
    closure_accepting_unknown("__hash__", move |evaluator, mut arguments| {
        let receiver = take_first(evaluator, &mut arguments)?;
        let mut values = Vec::new();
        for field in fields.fields().filter(|field| field.hash.unwrap_or(field.compare)) {
            values.push(evaluator.get_attribute(&receiver, &field.name)?);
        }
        let key = evaluator.key_of(&Value::tuple(values))?;
        Ok(hash_of(&key))
    })
}
