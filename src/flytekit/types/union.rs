//! Unions and optionals (`flytekit.core.type_engine.UnionTransformer`).

use super::engine::Engine;
use super::fault::{Fault, Outcome, unless_refused};
use super::python_type::{arguments, underlying};
use super::transformer::Transformer;
use super::type_text::type_text;
use crate::model::{Literal, LiteralType, Scalar, TypeKind};
use crate::python::Value;

impl Engine<'_> {
    /// The type of a union: each variant's type with its transformer's name as tag, which replaces whatever structure it had.
    pub(super) fn union_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        let mut variants = Vec::new();
        for member in arguments(&underlying(python_type)) {
            let within = |fault: Fault| fault.within("a member of a union");
            let transformer = self.transformer(&member).map_err(within)?;
            self.without_fields = matches!(transformer, Transformer::Dataclass | Transformer::Pydantic);
            let variant = self.literal_type(&member).map_err(within)?;
            variants.push(variant.tagged(&*transformer.name(self)?));
        }
        Ok(LiteralType::new(TypeKind::Union(variants)))
    }

    /// A value of a union: exactly one variant must accept it; text prefers `str`.
    pub(super) fn union_literal(
        &mut self,
        value: &Value,
        python_type: &Value,
        expected: &LiteralType,
    ) -> Outcome<Literal> {
        let members = arguments(&underlying(python_type));
        let mut accepted = Vec::new();
        for (at, member) in members.iter().enumerate() {
            let outcome = self.variant_literal(value, member, expected, at);
            match outcome {
                Err(fault @ Fault::NotStatic(_)) => accepted.push((member, Err(fault))),
                other => {
                    if let Some(literal) = unless_refused(other)? {
                        accepted.push((member, Ok(literal)));
                    }
                }
            }
        }
        if accepted.len() > 1 && matches!(value, Value::Str(_)) {
            let is_str =
                |member: &Value| member.as_class().is_some_and(|class| class.has_dotted_name("builtins.str"));
            if accepted.iter().filter(|(member, _)| is_str(member)).count() == 1 {
                accepted.retain(|(member, _)| is_str(member));
            }
        }
        if accepted.len() > 1 {
            let names: Vec<String> = accepted.iter().map(|(member, _)| self.spelled(member)).collect();
            let message =
                format!("the value fits more than one member of the union: {}", names.join(" and "));
            return Err(Fault::mismatch(message));
        }
        if let Some((_, literal)) = accepted.pop() {
            return literal;
        }
        let expected = self.spelled(python_type);
        Err(self.expected(value, &format!("a value of `{expected}`")))
    }

    fn variant_literal(
        &mut self,
        value: &Value,
        member: &Value,
        expected: &LiteralType,
        at: usize,
    ) -> Outcome<Literal> {
        let transformer = self.transformer(member)?;
        let variant = match &expected.kind {
            TypeKind::Union(variants) => variants.get(at).cloned(),
            _ => None,
        };
        let variant = match variant {
            Some(variant) => variant,
            None => self.literal_type(member)?,
        };
        let inner = self.transformed_literal(&transformer, value, member, &variant)?;
        self.without_fields = matches!(transformer, Transformer::Dataclass | Transformer::Pydantic);
        let stored_type = self.transformed_type(&transformer, member)?.tagged(&*transformer.name(self)?);
        Ok(Scalar::Union { value: Box::new(inner), stored_type: Box::new(stored_type) }.into())
    }

    /// A type as it is shown to people.
    pub(super) fn spelled(&mut self, python_type: &Value) -> String {
        let text = type_text(self.evaluator, python_type)
            .or_else(|| type_text(self.evaluator, &underlying(python_type)))
            .unwrap_or_else(|| "this type".to_owned());
        match text.strip_prefix("<class '").and_then(|text| text.strip_suffix("'>")) {
            Some(name) => name.to_owned(),
            None => text,
        }
    }
}
