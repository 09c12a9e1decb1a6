//! `str` of a Python type: what a pickle's metadata says (`flytekit.types.pickle.pickle.FlytePickleTransformer`).

use super::python_type::{
    annotated, forward_reference, generic, is_none, new_type, special_form, type_variable, union,
};
use crate::flytekit::third_party;
use crate::python::{Class, Evaluator, UnknownForm, Value};

/// How deep a type may be nested before its text is given up.
const NESTING_LIMIT: usize = 50;

/// `str(python_type)`, as far as it is the same on every run; `None` where it depends on what cannot be known.
pub(super) fn type_text(evaluator: &mut Evaluator, python_type: &Value) -> Option<String> {
    match python_type {
        Value::Class(class) => Some(format!("<class '{}'>", class_name(class))),
        Value::Unknown(_) => Some(format!("<class '{}'>", inner_text(evaluator, python_type, 0)?)),
        _ => match evaluator.repr_of(python_type) {
            Ok(Value::Str(text)) => Some(text.to_string()),
            _ => inner_text(evaluator, python_type, 0),
        },
    }
}

/// The text of a type within another one (`typing._type_repr`).
fn inner_text(evaluator: &mut Evaluator, python_type: &Value, depth: usize) -> Option<String> {
    if depth > NESTING_LIMIT {
        return None;
    }
    if is_none(python_type) {
        return Some("NoneType".to_owned());
    }
    match python_type {
        Value::Class(class) => return Some(class_name(class)),
        Value::Ellipsis => return Some("...".to_owned()),
        Value::List(items) => {
            let items = items.to_vec();
            return Some(format!("[{}]", joined(evaluator, &items, depth)?));
        }
        Value::Unknown(unknown) => match &unknown.form {
            UnknownForm::Path(path) => return Some(third_party::canonical(evaluator, path)),
            _ => return None,
        },
        _ => {}
    }
    if let Some(name) = special_form(python_type) {
        return Some(format!("typing.{name}"));
    }
    if let Some(alias) = generic(python_type) {
        let Some(arguments) = &alias.arguments else {
            return Some(alias.spelled.to_string());
        };
        let is_literal = special_form(&alias.origin).is_some_and(|name| &*name == "Literal");
        let is_callable = alias.spelled.ends_with("Callable");
        let arguments = match &arguments[..] {
            values if is_literal => value_texts(evaluator, values)?,
            [Value::Ellipsis, result] if is_callable => {
                format!("..., {}", inner_text(evaluator, result, depth + 1)?)
            }
            [parameters @ .., result] if is_callable => {
                let parameters = joined(evaluator, parameters, depth)?;
                format!("[{parameters}], {}", inner_text(evaluator, result, depth + 1)?)
            }
            types => joined(evaluator, types, depth)?,
        };
        return Some(format!("{}[{arguments}]", alias.spelled));
    }
    if let Some(union) = union(python_type) {
        return union_text(evaluator, &union.members, union.pep604, depth);
    }
    if let Some(annotated) = annotated(python_type) {
        let base = inner_text(evaluator, &annotated.base, depth + 1)?;
        return Some(format!("typing.Annotated[{base}, {}]", value_texts(evaluator, &annotated.metadata)?));
    }
    if let Some(variable) = type_variable(python_type) {
        return Some(format!("~{}", variable.name));
    }
    if let Some(new_type) = new_type(python_type) {
        return Some(format!("{}.{}", new_type.module, new_type.name));
    }
    if let Some(text) = forward_reference(python_type) {
        return Some(format!("ForwardRef('{text}')"));
    }
    if python_type.as_instance().is_some_and(|instance| instance.class.has_dotted_name("dataclasses.InitVar"))
    {
        let inner = evaluator.get_attribute(python_type, "type").ok()?;
        return Some(format!("dataclasses.InitVar[{}]", inner_text(evaluator, &inner, depth + 1)?));
    }
    let text = evaluator.repr_of(python_type).ok()?;
    text.as_str().map(|text| text.to_string())
}

fn union_text(evaluator: &mut Evaluator, members: &[Value], pep604: bool, depth: usize) -> Option<String> {
    if pep604 {
        let members = members.iter().map(|member| match member {
            member if is_none(member) => Some("None".to_owned()),
            member => inner_text(evaluator, member, depth + 1),
        });
        return Some(members.collect::<Option<Vec<_>>>()?.join(" | "));
    }
    match members {
        [member, none] | [none, member] if is_none(none) => {
            Some(format!("typing.Optional[{}]", inner_text(evaluator, member, depth + 1)?))
        }
        _ => Some(format!("typing.Union[{}]", joined(evaluator, members, depth)?)),
    }
}

fn joined(evaluator: &mut Evaluator, types: &[Value], depth: usize) -> Option<String> {
    let texts = types.iter().map(|inner| inner_text(evaluator, inner, depth + 1));
    Some(texts.collect::<Option<Vec<_>>>()?.join(", "))
}

fn value_texts(evaluator: &mut Evaluator, values: &[Value]) -> Option<String> {
    let texts =
        values.iter().map(|value| evaluator.repr_of(value).ok()?.as_str().map(|text| text.to_string()));
    Some(texts.collect::<Option<Vec<_>>>()?.join(", "))
}

/// `module.qualname`, or the name alone for what is built in.
pub(super) fn class_name(class: &Class) -> String {
    if &*class.module == "builtins" { class.qualname.to_string() } else { class.dotted_name() }
}
