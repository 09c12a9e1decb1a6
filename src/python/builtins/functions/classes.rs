//! Functions about classes: `isinstance`, `issubclass` and `callable`.

use std::rc::Rc;

use crate::python::builtins::parameters::exactly;
use crate::python::builtins::{bounds, special, table};
use crate::python::stdlib::typing::{GenericAlias, SpecialForm, UnionType};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Truth, Unknown, Value, Vars};

pub(super) fn functions() -> Vars {
    table(&[("isinstance", is_instance), ("issubclass", is_subclass), ("callable", callable)])
}

/// What is asked about a value or a class.
#[derive(Clone, Copy)]
enum Question<'a> {
    Instance(&'a Value),
    Subclass(&'a Rc<Class>),
}

fn is_instance(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value, classes] = exactly(evaluator, "isinstance", arguments)?;
    Ok(answer(evaluator, Question::Instance(&value), &classes)?.into())
}

fn is_subclass(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [class, classes] = exactly(evaluator, "issubclass", arguments)?;
    let Value::Class(class) = class else {
        return Err(evaluator.type_error("issubclass() arg 1 must be a class"));
    };
    Ok(answer(evaluator, Question::Subclass(&class), &classes)?.into())
}

fn answer(evaluator: &mut Evaluator, question: Question, classes: &Value) -> EvalResult<Truth> {
    let _level = bounds::enter(evaluator, " in __instancecheck__")?;
    match classes {
        Value::Unknown(unknown) => Ok(Truth::Ambiguous(Rc::clone(unknown))),
        Value::Class(class) => of_class(evaluator, question, class),
        Value::Tuple(classes) => any(evaluator, question, classes),
        Value::Instance(_) => of_special(evaluator, question, classes),
        _ => Err(not_a_class(evaluator, question)),
    }
}

fn any(evaluator: &mut Evaluator, question: Question, classes: &[Value]) -> EvalResult<Truth> {
    let mut ambiguous: Option<Rc<Unknown>> = None;
    for class in classes {
        // `None` stands for its type in a union, and only there.
        match answer(evaluator, question, class)? {
            Truth::Known(true) => return Ok(Truth::Known(true)),
            Truth::Known(false) => {}
            Truth::Ambiguous(unknown) => {
                ambiguous.get_or_insert(unknown);
            }
        }
    }
    Ok(ambiguous.map_or(Truth::Known(false), Truth::Ambiguous))
}

fn of_class(evaluator: &mut Evaluator, question: Question, class: &Rc<Class>) -> EvalResult<Truth> {
    let (check, asked) = match question {
        Question::Instance(value) => ("__instancecheck__", value.clone()),
        Question::Subclass(class) => ("__subclasscheck__", Value::Class(Rc::clone(class))),
    };
    let is_exact =
        matches!(question, Question::Instance(value) if Rc::ptr_eq(&evaluator.class_of(value), class));
    if !is_exact && let Some(answer) = evaluator.special_of_class(class, check, [asked])? {
        return evaluator.truth(&answer);
    }
    let subject = match question {
        Question::Instance(value) => evaluator.class_of(value),
        Question::Subclass(class) => Rc::clone(class),
    };
    if subject.is_subclass_of(class) {
        return Ok(Truth::Known(true));
    }
    if let Some(hook) = class.own_attribute("__subclasshook__") {
        let hook = match hook {
            Value::ClassMethod(function) | Value::StaticMethod(function) => (*function).clone(),
            other => other,
        };
        let arguments = [Value::Class(Rc::clone(class)), Value::Class(Rc::clone(&subject))];
        match evaluator.call(&hook, Arguments::positional(arguments))? {
            Value::NotImplemented => {}
            other => return evaluator.truth(&other),
        }
    }
    if is_protocol(class) {
        let unknown = evaluator.unknown("whether an object follows a protocol is not evaluated");
        return evaluator.truth(&unknown);
    }
    Ok(subject.unknown_base.clone().map_or(Truth::Known(false), Truth::Ambiguous))
}

/// Whether the class is itself a protocol, not just a class that follows one.
fn is_protocol(class: &Class) -> bool {
    let is_base = |base: &Value| match base {
        Value::Class(base) => base.has_dotted_name("typing.Protocol"),
        _ => base.payload::<SpecialForm>().is_some_and(|form| &*form.name == "Protocol"),
    };
    class.bases.iter().chain(&class.original_bases).any(is_base)
}

/// Classes that are written as types: unions and generic aliases.
fn of_special(evaluator: &mut Evaluator, question: Question, classes: &Value) -> EvalResult<Truth> {
    if let Some(union) = classes.payload::<UnionType>() {
        let members: Vec<Value> = union
            .members
            .iter()
            .map(|member| match member {
                Value::None => Value::Class(Rc::clone(&evaluator.types.none_type)),
                member => member.clone(),
            })
            .collect();
        return any(evaluator, question, &members);
    }
    if let Some(alias) = classes.payload::<GenericAlias>() {
        if alias.arguments.is_none() {
            return answer(evaluator, question, &alias.origin);
        }
        let message = match question {
            _ if alias.spelled.starts_with("typing.") => {
                "Subscripted generics cannot be used with class and instance checks"
            }
            Question::Instance(_) => "isinstance() argument 2 cannot be a parameterized generic",
            Question::Subclass(_) => "issubclass() argument 2 cannot be a parameterized generic",
        };
        return Err(evaluator.type_error(message));
    }
    let (method, subject) = match question {
        Question::Instance(value) => ("__instancecheck__", value.clone()),
        Question::Subclass(class) => ("__subclasscheck__", Value::Class(Rc::clone(class))),
    };
    match special::call(evaluator, classes, method, [subject])? {
        Some(result) => evaluator.truth(&result),
        None => Err(not_a_class(evaluator, question)),
    }
}

fn not_a_class(evaluator: &Evaluator, question: Question) -> Box<crate::python::Interrupt> {
    evaluator.type_error(match question {
        Question::Instance(_) => "isinstance() arg 2 must be a type, a tuple of types, or a union",
        Question::Subclass(_) => "issubclass() arg 2 must be a class, a tuple of classes, or a union",
    })
}

fn callable(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [value] = exactly(evaluator, "callable", arguments)?;
    Ok(match &value {
        Value::Function(_)
        | Value::Native(_)
        | Value::Method(_)
        | Value::Class(_)
        | Value::StaticMethod(_) => Value::Bool(true),
        Value::Instance(_) => match special::lookup(evaluator, &value, "__call__") {
            Some(Value::Unknown(unknown)) => Value::Unknown(unknown),
            method => Value::Bool(method.is_some()),
        },
        _ => Value::Bool(false),
    })
}
