//! How the values of a class are packed, and which types have values that can't be.
//!
//! `mashumaro` writes the code for all fields of a dataclass before it packs a value: one whose type it cannot pack is a fault
//! whatever the value is (`mashumaro.exceptions.UnserializableField`).

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use super::super::python_type::{
    arguments, forward_reference, generic, is_any, is_none, literal_values, new_type, origin_class,
    special_form, type_variable, underlying, union,
};
use super::fields_of;
use super::pack::{is_class_variable, is_mapping, is_sequence};
use crate::python::stdlib::named_tuple::NamedTupleFields;
use crate::python::stdlib::typing::TypedDictFields;
use crate::python::{Class, Value};

/// How the values of a class are packed.
pub(super) enum Packing {
    /// As flytekit's own types are.
    Flyte,
    /// By their method `_serialize`.
    Serializable,
    /// Field by field.
    Dataclass,
    /// By the value of the member.
    Enum,
    /// As they are.
    AsIs,
    /// As what a method without arguments gives.
    Method(&'static str),
    /// By the name of the time zone.
    Zone,
    /// As the text that `str` gives.
    Text,
    /// As bytes.
    Bytes,
    /// Item by item.
    Tuple,
    /// Field by field, in order.
    NamedTuple(Rc<NamedTupleFields>),
    /// Key by key.
    TypedDict(Rc<TypedDictFields>),
    /// Entry by entry.
    Mapping,
    /// Item by item.
    Sequence,
}

/// Flytekit's own types, and what they descend from.
const FLYTE_TYPES: &[&str] = &[
    "flytekit.types.file.file.FlyteFile",
    "flytekit.types.directory.types.FlyteDirectory",
    "flytekit.types.structured.structured_dataset.StructuredDataset",
    "flytekit.types.schema.types.FlyteSchema",
];

/// How the values of a class are packed; `None` where they can't be.
pub(super) fn packing(class: &Rc<Class>) -> Option<Packing> {
    if FLYTE_TYPES.iter().any(|name| class.descends_from(name)) {
        return Some(Packing::Flyte);
    }
    if class.descends_from("mashumaro.types.SerializableType") {
        return Some(Packing::Serializable);
    }
    if fields_of(class).is_some() {
        return Some(Packing::Dataclass);
    }
    if class.descends_from("enum.Enum") {
        return Some(Packing::Enum);
    }
    match &*class.dotted_name() {
        "builtins.int" | "builtins.float" | "builtins.bool" | "builtins.NoneType" => {
            return Some(Packing::AsIs);
        }
        "datetime.datetime" | "datetime.date" | "datetime.time" => return Some(Packing::Method("isoformat")),
        "datetime.timedelta" => return Some(Packing::Method("total_seconds")),
        "datetime.timezone" => return Some(Packing::Zone),
        "uuid.UUID" | "decimal.Decimal" | "fractions.Fraction" | "zoneinfo.ZoneInfo" => {
            return Some(Packing::Text);
        }
        name if name.starts_with("ipaddress.") => return Some(Packing::Text),
        "builtins.bytes" | "builtins.bytearray" => return Some(Packing::Bytes),
        "builtins.tuple" => return Some(Packing::Tuple),
        _ => {}
    }
    if let Some(fields) = class.inherited_data::<NamedTupleFields>() {
        return Some(Packing::NamedTuple(fields));
    }
    if let Some(fields) = class.inherited_data::<TypedDictFields>() {
        return Some(Packing::TypedDict(fields));
    }
    if class.descends_from("builtins.str") {
        Some(Packing::AsIs)
    } else if is_mapping(class) {
        Some(Packing::Mapping)
    } else if is_sequence(class) {
        Some(Packing::Sequence)
    } else if class.descends_from("os.PathLike") || class.descends_from("pathlib.PurePath") {
        Some(Packing::Method("__fspath__"))
    } else {
        None
    }
}

/// The fault of a type whose values can't be packed.
pub(super) fn not_packed(name: &str) -> Fault {
    Fault::mismatch(format!("values of type `{name}` cannot be stored in a dataclass"))
}

impl Engine<'_> {
    /// Fails where values of a type can't be packed, or those of a type within it.
    pub(super) fn check_packing(&mut self, declared: &Value, open: &mut Vec<Rc<Class>>) -> Outcome<()> {
        let declared = underlying(declared);
        if self.packing_strategy(&declared)?.is_some() {
            return Ok(());
        }
        if let Some(union) = union(&declared) {
            return union.members.iter().try_for_each(|member| self.check_packing(member, open));
        }
        if let Some(new_type) = new_type(&declared) {
            return self.check_packing(&new_type.base, open);
        }
        let form = generic(&declared).and_then(|alias| special_form(&alias.origin));
        if form.is_some() {
            return arguments(&declared).iter().try_for_each(|item| self.check_packing(item, open));
        }
        let is_free = is_any(&declared) || is_none(&declared) || type_variable(&declared).is_some();
        if is_free || literal_values(&declared).is_some() || forward_reference(&declared).is_some() {
            return Ok(());
        }
        let Some(class) = origin_class(&declared) else {
            let name = self.spelled(&declared);
            return Err(not_packed(&name));
        };
        match packing(&class) {
            None => Err(not_packed(&class.qualname)),
            Some(Packing::Dataclass) => self.check_packing_of_fields(&declared, &class, open),
            Some(Packing::Tuple | Packing::Mapping | Packing::Sequence) => {
                let items = arguments(&declared);
                let items = items.iter().filter(|item| !matches!(item, Value::Ellipsis));
                items.into_iter().try_for_each(|item| self.check_packing(item, open))
            }
            Some(_) => Ok(()),
        }
    }

    fn check_packing_of_fields(
        &mut self,
        declared: &Value,
        class: &Rc<Class>,
        open: &mut Vec<Rc<Class>>,
    ) -> Outcome<()> {
        if open.iter().any(|known| Rc::ptr_eq(known, class)) {
            return Ok(());
        }
        open.push(Rc::clone(class));
        let strategies = self.options(class)?.strategies;
        self.with_strategies(&strategies, |engine| engine.check_each_field(declared, class, open))
    }

    fn check_each_field(
        &mut self,
        declared: &Value,
        class: &Rc<Class>,
        open: &mut Vec<Rc<Class>>,
    ) -> Outcome<()> {
        let fields = fields_of(class);
        let hints = self.evaluator.class_hints(class)?;
        let resolved = self.resolved(declared, class)?;
        for (name, hint) in hints {
            if is_class_variable(&hint.value) {
                continue;
            }
            let field = fields.as_ref().and_then(|fields| fields.field(&name));
            let metadata = field.map_or(Value::None, |field| field.metadata.clone());
            let is_replaced = self.field_option(&metadata, "serialize")?.is_some()
                || self.field_option(&metadata, "serialization_strategy")?.is_some();
            if is_replaced {
                continue;
            }
            let hint = self.field_hint(class, &resolved, &name, &hint.value)?;
            self.check_packing(&hint, open)
                .map_err(|fault| fault.within(format_args!("the field `{name}`")))?;
        }
        Ok(())
    }
}
