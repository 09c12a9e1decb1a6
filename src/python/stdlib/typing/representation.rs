//! How types print, as `typing._type_repr` and the `__repr__` of each kind of type have it.

use super::super::parts::{Text, take_first};
use super::{
    AnnotatedType, ForwardReference, GenericAlias, NewType, SpecialForm, TypeVariable, UnionType,
    VariableKind, is_form,
};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

/// `__repr__`.
pub(super) fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let mut text = Text::default();
    write(evaluator, &mut text, &value)?;
    Ok(text.finish())
}

/// Writes an object of `typing`.
fn write(evaluator: &mut Evaluator, text: &mut Text, value: &Value) -> EvalResult<()> {
    if let Some(form) = value.payload::<SpecialForm>() {
        text.push("typing.");
        text.push(&form.name);
    } else if let Some(alias) = value.payload::<GenericAlias>() {
        write_alias(evaluator, text, &alias)?;
    } else if let Some(union) = value.payload::<UnionType>() {
        write_union(evaluator, text, &union)?;
    } else if let Some(annotated) = value.payload::<AnnotatedType>() {
        text.push("typing.Annotated[");
        write_type(evaluator, text, &annotated.base)?;
        for item in annotated.metadata.iter() {
            text.push(", ");
            text.push_repr(evaluator, item)?;
        }
        text.push("]");
    } else if let Some(variable) = value.payload::<TypeVariable>() {
        text.push(prefix(&variable));
        text.push(&variable.name);
    } else if let Some(new_type) = value.payload::<NewType>() {
        text.push(&format!("{}.{}", new_type.module, new_type.name));
    } else if let Some(reference) = value.payload::<ForwardReference>() {
        text.push("ForwardRef(");
        text.push_repr(evaluator, &Value::Str(reference.text.clone()))?;
        text.push(")");
    }
    Ok(())
}

fn prefix(variable: &TypeVariable) -> &'static str {
    match variable {
        TypeVariable { kind: VariableKind::Types, .. } => "",
        TypeVariable { covariant: true, .. } => "+",
        TypeVariable { contravariant: true, .. } => "-",
        _ => "~",
    }
}

/// `typing._type_repr`: a type as it prints within another.
fn write_type(evaluator: &mut Evaluator, text: &mut Text, value: &Value) -> EvalResult<()> {
    match value {
        Value::Class(class) if &*class.module == "builtins" => text.push(&class.qualname),
        Value::Class(class) => text.push(&class.dotted_name()),
        Value::Ellipsis => text.push("..."),
        Value::Function(function) => text.push(&function.name),
        _ if is_typing(value) => write(evaluator, text, value)?,
        _ => text.push_repr(evaluator, value)?,
    }
    Ok(())
}

fn is_typing(value: &Value) -> bool {
    value.payload::<GenericAlias>().is_some() || value.payload::<UnionType>().is_some()
}

fn write_alias(evaluator: &mut Evaluator, text: &mut Text, alias: &GenericAlias) -> EvalResult<()> {
    let arguments = alias.arguments.as_deref();
    if is_form(&alias.origin, "Unpack") {
        text.push("*");
        return write_types(evaluator, text, arguments.unwrap_or_default());
    }
    text.push(&alias.spelled);
    let Some(arguments) = arguments else { return Ok(()) };
    text.push("[");
    match arguments.split_last() {
        None => text.push("()"),
        Some((result, parameters)) if is_callable(alias) && !is_open(parameters) => {
            text.push("[");
            write_types(evaluator, text, parameters)?;
            text.push("], ");
            write_type(evaluator, text, result)?;
        }
        Some(_) => write_types(evaluator, text, arguments)?,
    }
    text.push("]");
    Ok(())
}

/// Whether it is `Callable[…]`.
pub(super) fn is_callable(alias: &GenericAlias) -> bool {
    alias.origin.as_class().is_some_and(|class| class.has_dotted_name("collections.abc.Callable"))
}

/// Whether the parameters of a `Callable` are `...` or a parameter specification.
pub(super) fn is_open(parameters: &[Value]) -> bool {
    match parameters {
        [Value::Ellipsis] => true,
        [one] => {
            one.payload::<TypeVariable>().is_some_and(|it| it.kind == VariableKind::Parameters)
                || one.payload::<GenericAlias>().is_some_and(|it| is_form(&it.origin, "Concatenate"))
        }
        _ => false,
    }
}

fn write_types(evaluator: &mut Evaluator, text: &mut Text, types: &[Value]) -> EvalResult<()> {
    for (at, item) in types.iter().enumerate() {
        if at > 0 {
            text.push(", ");
        }
        write_type(evaluator, text, item)?;
    }
    Ok(())
}

fn write_union(evaluator: &mut Evaluator, text: &mut Text, union: &UnionType) -> EvalResult<()> {
    let none = Value::Class(evaluator.types.none_type.clone());
    if union.pep604 {
        for (at, member) in union.members.iter().enumerate() {
            text.push(if at > 0 { " | " } else { "" });
            if member.is(&none) {
                text.push("None");
            } else {
                write_type(evaluator, text, member)?;
            }
        }
        return Ok(());
    }
    let (name, members) = match &*union.members {
        [one, other] if other.is(&none) => ("Optional", std::slice::from_ref(one)),
        [other, one] if other.is(&none) => ("Optional", std::slice::from_ref(one)),
        members => ("Union", members),
    };
    text.push(&format!("typing.{name}["));
    write_types(evaluator, text, members)?;
    text.push("]");
    Ok(())
}
