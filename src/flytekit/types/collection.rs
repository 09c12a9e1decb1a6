//! Lists, dictionaries and iterators (`flytekit.core.type_engine.ListTransformer`, `DictTransformer`,
//! `flytekit.types.iterator.iterator.IteratorTransformer`).

use super::engine::{Engine, msgpack_struct};
use super::fault::{Fault, Outcome};
use super::python_type::{arguments, generic, metadata, underlying};
use crate::model::{Literal, LiteralType, LiteralValue, Map, SimpleType, TypeKind};
use crate::python::{Key, Value};

/// Key and value type of a dictionary type.
struct DictParts {
    key: Value,
    value: Value,
}

impl Engine<'_> {
    /// The type of `list[T]`.
    pub(super) fn list_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        let item = list_item(python_type)?;
        let item = self.literal_type(&item).map_err(|fault| fault.within("the items of a list"))?;
        Ok(item.collection())
    }

    /// The type of `Iterator[T]`.
    pub(super) fn iterator_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        let item = iterator_item(python_type)?;
        let item = self.literal_type(&item).map_err(|fault| fault.within("the items of an iterator"))?;
        Ok(item.collection())
    }

    /// The type of a dictionary: a map where keys are text, else a structure.
    pub(super) fn dict_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        match self.dict_parts(python_type)? {
            Some(parts) if is_text(&parts.key) => {
                let value = self.literal_type(&parts.value);
                Ok(value.map_err(|fault| fault.within("the values of a dictionary"))?.map())
            }
            _ => Ok(msgpack_struct(None, None)),
        }
    }

    /// `flytekit.core.type_engine.DictTransformer.extract_types`.
    fn dict_parts(&mut self, python_type: &Value) -> Outcome<Option<DictParts>> {
        if self.has_flyte_annotation(python_type)? {
            return Err(Fault::unsupported_type("a FlyteAnnotation cannot annotate a dictionary"));
        }
        let base = underlying(python_type);
        let Some(alias) = generic(&base) else { return Ok(None) };
        let is_dict = alias.origin.as_class().is_some_and(|origin| origin.has_dotted_name("builtins.dict"));
        if !is_dict {
            return Err(Fault::unsupported_type("a subscripted dictionary type must be `dict` or `Dict`"));
        }
        match &arguments(&base)[..] {
            [key, value] => Ok(Some(DictParts { key: key.clone(), value: value.clone() })),
            _ => Ok(None),
        }
    }

    /// A list as a collection.
    pub(super) fn list_literal(
        &mut self,
        value: &Value,
        python_type: &Value,
        expected: &LiteralType,
    ) -> Outcome<Literal> {
        let Value::List(list) = value else {
            return Err(self.expected(value, "a list"));
        };
        if let Some(unknown) = list.taint() {
            return Err(self.unknown(&unknown, "this list"));
        }
        let item = list_item(python_type)?;
        self.collection(&list.to_vec(), &item, expected)
    }

    /// What an iterator gives, as a collection.
    pub(super) fn iterator_literal(
        &mut self,
        value: &Value,
        python_type: &Value,
        expected: &LiteralType,
    ) -> Outcome<Literal> {
        let item = iterator_item(python_type)?;
        let items = self.evaluator.iterate(value)?;
        self.collection(&items, &item, expected)
    }

    fn collection(&mut self, items: &[Value], item: &Value, expected: &LiteralType) -> Outcome<Literal> {
        let inner = match &expected.kind {
            TypeKind::Collection(inner) => inner.as_ref().clone(),
            _ => self.literal_type(item)?,
        };
        let literals = items.iter().map(|value| self.literal(value, item, &inner));
        let literals: Outcome<Vec<Literal>> = literals.collect();
        let literals = literals.map_err(|fault| fault.within("an item of a list"))?;
        Ok(LiteralValue::Collection(literals).into())
    }

    /// A dictionary as a map, or as msgpack bytes where its type is a structure.
    pub(super) fn dict_literal(
        &mut self,
        value: &Value,
        python_type: &Value,
        expected: &LiteralType,
    ) -> Outcome<Literal> {
        let Value::Dict(dict) = value else {
            return Err(self.expected(value, "a dictionary"));
        };
        if let Some(unknown) = dict.taint() {
            return Err(self.unknown(&unknown, "this dictionary"));
        }
        if expected.kind == TypeKind::Simple(SimpleType::Struct) {
            let allows_pickle = metadata(python_type).iter().any(allows_pickle);
            return self.msgpack_literal(value, &underlying(python_type), allows_pickle);
        }
        let parts = self.dict_parts(python_type)?;
        let item = parts.map_or_else(|| Value::None, |parts| parts.value);
        let inner = match &expected.kind {
            TypeKind::Map(inner) => inner.as_ref().clone(),
            _ => self.literal_type(&item)?,
        };
        let mut literals = Map::default();
        for (key, value) in dict.pairs() {
            let Value::Str(key) = key else {
                return Err(Fault::mismatch("the keys of this dictionary must be text"));
            };
            let literal = self.literal(&value, &item, &inner);
            let literal = literal.map_err(|fault| fault.within(format_args!("the value of `{key}`")))?;
            literals.insert(key.to_string(), literal);
        }
        Ok(LiteralValue::Map(literals).into())
    }
}

/// `flytekit.core.type_engine.ListTransformer.get_sub_type`.
pub(super) fn list_item(python_type: &Value) -> Outcome<Value> {
    let base = underlying(python_type);
    let is_list = super::engine::is_generic_of(&base, "builtins.list");
    match arguments(&base).first() {
        Some(item) if is_list => Ok(item.clone()),
        _ => {
            Err(Fault::unsupported_type("a list type needs the type of its items")
                .with_help("write `list[int]`"))
        }
    }
}

fn iterator_item(python_type: &Value) -> Outcome<Value> {
    arguments(python_type)
        .first()
        .cloned()
        .ok_or_else(|| Fault::unsupported_type("an iterator type needs the type of its items"))
}

fn is_text(python_type: &Value) -> bool {
    python_type.as_class().is_some_and(|class| class.has_dotted_name("builtins.str"))
}

/// `flytekit.core.type_engine.DictTransformer.is_pickle`.
fn allows_pickle(annotation: &Value) -> bool {
    let Value::Dict(dict) = annotation.unwrapped() else { return false };
    dict.get(&Key::Str("allow_pickle".into())).is_some_and(|value| matches!(value, Value::Bool(true)))
}
