//! What flytekit does to a dataclass before it is encoded (`DataclassTransformer._make_dataclass_serializable`).
//!
//! It goes by the declared types alone: a value in a field of type `List[T]` becomes a list of what iteration over it gives,
//! whatever it is, and the first member of a union that does not complain decides for the whole union. Text in a field of
//! type `FlyteFile` or `FlyteDirectory` becomes one. As in flytekit, the changed values stay in the dataclass.

use std::rc::Rc;

use super::super::blob;
use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome, unless_refused};
use super::super::python_type::{arguments, generic, is_none, underlying, union};
use super::super::transformer::Transformer;
use super::fields_of;
use crate::python::{Arguments, Class, Dict, Value};

/// Dataclasses of flytekit that are no paths.
const DATASET: &str = "flytekit.types.structured.structured_dataset.StructuredDataset";
const SCHEMA: &str = "flytekit.types.schema.types.FlyteSchema";

impl Engine<'_> {
    /// The value as flytekit encodes it.
    pub(super) fn prepared(&mut self, value: &Value, declared: &Value) -> Outcome<Value> {
        self.deeper(|engine| engine.prepared_inner(value, &underlying(declared)))
    }

    fn prepared_inner(&mut self, value: &Value, declared: &Value) -> Outcome<Value> {
        if let Value::Unknown(unknown) = value {
            return Err(self.unknown(unknown, "a value that is stored"));
        }
        if let Some(union) = union(declared) {
            if value.is_none() {
                return Ok(Value::None);
            }
            return match self.first_member(value, &union.members)? {
                Some(member) => self.prepared(value, &member),
                None => Ok(value.clone()),
            };
        }
        let origin = generic(declared).and_then(|alias| alias.origin.as_class().cloned());
        let types = arguments(declared);
        match (origin, &types[..]) {
            _ if value.is_none() => self.prepared_none(declared),
            (Some(origin), [item, ..]) if origin.has_dotted_name("builtins.list") => {
                let items = self.evaluator.iterate(value)?;
                let items = items.iter().map(|value| self.prepared(value, item)).collect::<Outcome<_>>()?;
                Ok(Value::list(items))
            }
            (Some(origin), [_, item]) if origin.has_dotted_name("builtins.dict") => {
                let Value::Dict(dict) = value.unwrapped() else {
                    return Err(self.expected(value, "a dictionary"));
                };
                if let Some(unknown) = dict.taint() {
                    return Err(self.unknown(&unknown, "a dictionary that is stored"));
                }
                let result = Dict::default();
                for (key, value) in dict.pairs() {
                    let value = self.prepared(&value, item)?;
                    self.evaluator.insert(&result, key, value)?;
                }
                Ok(Value::Dict(Rc::new(result)))
            }
            (None, _) => match declared.as_class() {
                Some(class) if is_path_class(class) && value.as_str().is_some() => {
                    let path = Arguments::positional([value.clone()]);
                    Ok(self.evaluator.call(declared, path)?)
                }
                Some(class) if fields_of(class).is_some() => self.prepared_fields(value, class),
                _ => Ok(value.clone()),
            },
            _ => Ok(value.clone()),
        }
    }

    /// `None` where a value of the type is needed: the fields of a dataclass are looked for in it.
    fn prepared_none(&mut self, declared: &Value) -> Outcome<Value> {
        let Some(class) = declared.as_class() else { return Ok(Value::None) };
        let is_dataclass = fields_of(class).is_some_and(|fields| fields.fields().next().is_some())
            || [DATASET, SCHEMA].iter().any(|name| class.descends_from(name));
        if is_path_class(class) || !is_dataclass {
            return Ok(Value::None);
        }
        let name = self.spelled(declared);
        Err(Fault::mismatch(format!("the value is None, and `{name}` does not accept that"))
            .with_help(format!("write `Optional[{name}]` where None is meant to be possible")))
    }

    fn prepared_fields(&mut self, value: &Value, class: &Rc<Class>) -> Outcome<Value> {
        let Value::Instance(instance) = value else { return Err(self.expected(value, "a dataclass")) };
        for (name, hint) in self.evaluator.class_hints(class)? {
            let inner = self.evaluator.get_attribute(value, &name)?;
            let hint = self.stripped(&hint.value)?;
            let prepared = self.prepared(&inner, &hint);
            let prepared = prepared.map_err(|fault| fault.within(format_args!("the field `{name}`")))?;
            if !prepared.is(&inner) {
                instance.set_attribute(&name, prepared);
            }
        }
        Ok(value.clone())
    }

    /// The first member of a union whose transformer does not complain about the value (`TypeTransformer.assert_type`).
    pub(in super::super) fn first_member(
        &mut self,
        value: &Value,
        members: &[Value],
    ) -> Outcome<Option<Value>> {
        for member in members {
            let accepts =
                self.transformer(member).and_then(|transformer| self.asserts(&transformer, value, member));
            if unless_refused(accepts)? == Some(true) {
                return Ok(Some(member.clone()));
            }
        }
        Ok(None)
    }

    fn asserts(&mut self, transformer: &Transformer, value: &Value, member: &Value) -> Outcome<bool> {
        let is_instance =
            |class: &str, value: &Value, engine: &Self| engine.evaluator.class_of(value).descends_from(class);
        Ok(match transformer {
            Transformer::StructuredDataset | Transformer::Pickle => true,
            Transformer::Enum => self.enum_literal(value, member).is_ok(),
            Transformer::Dataclass => self.assert_dataclass(value, member).map(|()| true)?,
            Transformer::File => value.as_str().is_some() || is_path(value, super::super::blob::FILE),
            Transformer::Directory => {
                value.as_str().is_some() || is_path(value, super::super::blob::DIRECTORY)
            }
            Transformer::User(transformer) => {
                self.assert_user_type(transformer, value, member).map(|()| true)?
            }
            _ => match (member, generic(member)) {
                (Value::None, _) => value.is_none(),
                (_, Some(alias)) if !alias.builtin => true,
                (_, Some(alias)) => match alias.origin.as_class() {
                    Some(origin) => is_instance(&origin.dotted_name(), value, self),
                    None => true,
                },
                (Value::Class(class), None) => {
                    is_none(member) && value.is_none() || is_instance(&class.dotted_name(), value, self)
                }
                _ => true,
            },
        })
    }
}

/// Whether a class is `FlyteFile`, `FlyteDirectory`, or descends from one.
pub(super) fn is_path_class(class: &Class) -> bool {
    [blob::FILE, blob::DIRECTORY].iter().any(|name| class.descends_from(name))
}

fn is_path(value: &Value, class: &str) -> bool {
    value.as_instance().is_some_and(|instance| {
        instance.class.descends_from(class) || instance.class.descends_from("pathlib.PurePath")
    })
}
