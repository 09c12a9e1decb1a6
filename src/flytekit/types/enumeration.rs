//! Enums and `Literal` (`flytekit.core.type_engine.EnumTransformer`, `LiteralTypeTransformer`).

use super::engine::Engine;
use super::fault::{Fault, Outcome};
use super::python_type::{annotated, underlying};
use super::transformer::{SIMPLE, Simple};
use crate::model::{Json, Literal, LiteralType, Primitive, TypeKind};
use crate::python::stdlib::enums::EnumMembers;
use crate::python::{Class, Value};

impl Engine<'_> {
    /// The type of an enum whose values are text.
    pub(super) fn enum_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        if annotated(python_type).is_some() {
            return Err(Fault::unsupported_type("an enum cannot be annotated"));
        }
        let values = self.enum_values(python_type)?;
        match values.first() {
            None => return Err(Fault::unsupported_type("an enum without members has no Flyte type")),
            Some(first) if first.as_str().is_none() => {
                return Err(Fault::unsupported_type("the values of an enum must be text"));
            }
            Some(_) => {}
        }
        let values = values.iter().map(|value| value.as_str().map(|text| text.to_string()));
        let values: Option<Vec<String>> = values.collect();
        let values = values.ok_or_else(|| Fault::unsupported_type("all values of an enum must be text"))?;
        Ok(LiteralType::new(TypeKind::Enum(values)))
    }

    /// The values of an enum's members in order.
    pub(super) fn enum_values(&mut self, python_type: &Value) -> Outcome<Vec<Value>> {
        let Value::Class(class) = underlying(python_type) else {
            return Err(Fault::unsupported_type("this is no enum"));
        };
        let values = member_values(&class);
        for value in &values {
            if let Value::Unknown(unknown) = value {
                return Err(self.unknown(unknown, "a value of an enum"));
            }
        }
        Ok(values)
    }

    /// A member of an enum, or text that is the value of one.
    pub(super) fn enum_literal(&mut self, value: &Value, python_type: &Value) -> Outcome<Literal> {
        let value = enum_value(value).unwrap_or_else(|| value.clone());
        if let Value::Unknown(unknown) = &value {
            return Err(self.unknown(unknown, "this value"));
        }
        let Some(text) = value.as_str() else {
            return Err(self.expected(&value, "a member of an enum or text"));
        };
        let values = self.enum_values(python_type)?;
        if !values.iter().any(|value| value.as_str().as_deref() == Some(&*text)) {
            let name = self.spelled(python_type);
            return Err(Fault::mismatch(format!("`{text}` is no value of the enum `{name}`")));
        }
        Ok(Primitive::String(text.to_string()).into())
    }

    /// The type of `Literal[…]`.
    pub(super) fn literal_form_type(&mut self, values: &[Value]) -> Outcome<LiteralType> {
        let base = self.literal_form_base(values)?;
        let mut all = Vec::new();
        for value in values {
            let json = super::super::convert::scalar(value);
            all.push(json.ok_or_else(|| {
                Fault::unsupported_type("this Literal has values that are no text or number")
            })?);
        }
        let annotation = serde_json::json!({ "literal_values": Json::Array(all) });
        Ok(LiteralType { annotation: Some(annotation.into()), ..LiteralType::simple(base.literal_type) })
    }

    /// The simple type that all values have (`flytekit.core.type_engine.LiteralTypeTransformer.get_base_type`).
    pub(super) fn literal_form_base(&mut self, values: &[Value]) -> Outcome<Simple> {
        let Some(first) = values.first() else {
            return Err(Fault::unsupported_type("a Literal needs at least one value"));
        };
        let base = self.evaluator.class_of(first);
        for value in values {
            let class = self.evaluator.class_of(value);
            if !std::rc::Rc::ptr_eq(&class, &base) {
                return Err(Fault::unsupported_type("all values of a Literal must be of the same type"));
            }
        }
        let supported = |simple: &Simple| !matches!(simple.name, "date" | "none");
        SIMPLE
            .iter()
            .filter(|simple| supported(simple))
            .find(|simple| base.has_dotted_name(simple.class))
            .ok_or_else(|| {
                Fault::unsupported_type(format!("a Literal cannot have values of type `{}`", base.name))
            })
    }

    /// A value of `Literal[…]`: its base type is checked, not its value.
    pub(super) fn literal_form_literal(&mut self, value: &Value, values: &[Value]) -> Outcome<Literal> {
        let base = self.literal_form_base(values)?;
        self.simple_literal(base, value)
    }
}

/// The values of an enum's members in order.
pub(super) fn member_values(class: &Class) -> Vec<Value> {
    let members = class.inherited_data::<EnumMembers>();
    let members = members.iter().flat_map(|members| members.members.iter());
    members.map(|(_, member)| enum_value(member).unwrap_or_else(|| member.clone())).collect()
}

/// The value of a member of an enum; `None` for what is no member.
pub(super) fn enum_value(value: &Value) -> Option<Value> {
    let instance = value.as_instance()?;
    instance
        .class
        .descends_from("enum.Enum")
        .then(|| instance.attribute("_value_").or(instance.attribute("value")))?
}
