//! Dataclasses (`flytekit.core.type_engine.DataclassTransformer`).
//!
//! The Flyte type is a structure with a JSON schema (`schema`), the types of all fields, and a note that values are msgpack
//! bytes (`pack`), after some conversions (`prepare`). Both follow what `mashumaro` 3.23 writes.

mod assertion;
mod constraints;
mod field_schema;
mod follow;
mod generics;
mod options;
mod pack;
mod packing;
mod prepare;
mod schema;
mod strategies;

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::engine::{Engine, msgpack_struct};
use super::fault::{Fault, Outcome};
use super::packed::Packed;
use super::python_type::{is_none, underlying, union};
use super::user_transformers::UserTransformers;
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{Literal, LiteralType, Map, Scalar, TypeStructure};
use crate::python::stdlib::dataclasses::DataclassFields;
use crate::python::{Arguments, Class, Value};
pub(super) use constraints::ANNOTATIONS;
use pack::is_class_variable;
pub(super) use pack::{Dialect, is_empty_tuple};
pub(super) use strategies::Strategies;

/// The variable that asks for JSON instead of msgpack bytes.
const OLD_FORMAT: &str = "FLYTE_USE_OLD_DC_FORMAT";

/// The fields of a dataclass, inherited ones included; `None` for any other class.
pub(super) fn fields_of(class: &Class) -> Option<Rc<DataclassFields>> {
    class.inherited_data::<DataclassFields>()
}

/// The types of dataclasses that were asked for before: most classes are one task's output and another one's input.
#[derive(Default)]
struct KnownDataclasses(RefCell<FxHashMap<*const Class, Known>>);

/// The type of a class as it was when so many transformers were registered.
struct Known {
    /// Keeps the class at its address, so that no other one can be found there.
    _class: Rc<Class>,
    fields: Option<Rc<DataclassFields>>,
    registered: usize,
    literal_type: LiteralType,
}

impl KnownDataclasses {
    fn find(&self, class: &Rc<Class>, registered: usize) -> Option<LiteralType> {
        let known = self.0.borrow();
        let known = known.get(&Rc::as_ptr(class))?;
        let is_current = known.registered == registered
            && known.fields.as_ref().map(Rc::as_ptr) == fields_of(class).as_ref().map(Rc::as_ptr);
        is_current.then(|| known.literal_type.clone())
    }

    fn keep(&self, class: &Rc<Class>, registered: usize, literal_type: LiteralType) {
        let known = Known { _class: Rc::clone(class), fields: fields_of(class), registered, literal_type };
        self.0.borrow_mut().insert(Rc::as_ptr(class), known);
    }
}

impl Engine<'_> {
    /// The type of a dataclass.
    pub(super) fn dataclass_type(&mut self, python_type: &Value) -> Outcome<LiteralType> {
        if self.has_flyte_annotation(python_type)? {
            return Err(Fault::unsupported_type("a FlyteAnnotation cannot annotate a dataclass"));
        }
        let Value::Class(class) = underlying(python_type) else {
            return Err(Fault::unsupported_type("this is no dataclass"));
        };
        if std::mem::take(&mut self.without_fields) {
            let schema = self.dataclass_schema(&class);
            let schema = self.unless_refused(schema)?;
            return Ok(msgpack_struct(schema, Some(TypeStructure::default())));
        }
        let known = self.evaluator.extension::<KnownDataclasses>();
        let registered = self.evaluator.extension::<UserTransformers>().count();
        if let Some(literal_type) = known.find(&class, registered) {
            return Ok(literal_type);
        }
        let left_out = std::mem::take(&mut self.left_out);
        let schema = self.dataclass_schema(&class);
        let schema = self.unless_refused(schema)?;
        let dataclass_type = self.inside(&class, |engine| engine.field_types(&class))?;
        let structure = TypeStructure { tag: String::new(), dataclass_type };
        let literal_type = msgpack_struct(schema, Some(structure));
        // What was left out may be there when the class is asked for again, such as a class that is defined later.
        if !self.left_out {
            known.keep(&class, registered, literal_type.clone());
        }
        self.left_out |= left_out;
        Ok(literal_type)
    }

    /// The types of all fields; a field whose type flytekit refuses is left out.
    fn field_types(&mut self, class: &Rc<Class>) -> Outcome<Map<LiteralType>> {
        let hints = self.evaluator.class_hints(class)?;
        let Some(fields) = fields_of(class) else { return Ok(Map::default()) };
        let mut types = Map::with_capacity_and_hasher(fields.all.len(), FxBuildHasher);
        for field in &fields.all {
            let Some((_, hint)) = hints.iter().find(|(name, _)| *name == field.name) else {
                let message = format!("the types of the fields of `{}` are not known", class.qualname);
                return Err(Fault::not_static(message));
            };
            let python_type = self.stripped(&hint.value)?;
            let field_type = self.literal_type(&python_type);
            if let Some(field_type) = self.unless_refused(field_type)? {
                types.insert(field.name.to_string(), field_type);
            }
        }
        Ok(types)
    }

    /// Runs `inner` with the class among those that are being looked at. flytekit follows a class that contains itself until
    /// Python's recursion limit stops it.
    pub(super) fn inside<T>(
        &mut self,
        class: &Rc<Class>,
        inner: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        if self.open_classes.iter().any(|open| Rc::ptr_eq(open, class)) {
            let message = format!("`{}` contains itself; its Flyte type would have no end", class.qualname);
            let diagnostic = Diagnostic::error(Id::UnsupportedType, message)
                .at(self.span, "")
                .with_context(class.span, "a field of this class leads back to it")
                .with_help("keep the nested values in a `dict`, or give the field the type `Any`");
            return Err(Fault::Stopped(diagnostic.into()));
        }
        self.open_classes.push(Rc::clone(class));
        let result = inner(self);
        self.open_classes.pop();
        result
    }

    /// A value of a dataclass as msgpack bytes (`DataclassTransformer.to_literal`).
    pub(super) fn dataclass_literal(&mut self, value: &Value, python_type: &Value) -> Outcome<Literal> {
        let base = underlying(python_type);
        let is_old = self.uses_old_format()?;
        if let Value::Dict(_) = value {
            let packed = self.pack_any(value)?;
            return if is_old { generic(&packed) } else { Ok(binary(packed.msgpack()?)) };
        }
        let instance = value.as_instance().filter(|instance| fields_of(&instance.class).is_some());
        let Some(instance) = instance else {
            return Err(self.expected(value, "a dataclass"));
        };
        self.prepared(value, &base)?;
        let is_json = instance.class.descends_from("mashumaro.mixins.json.DataClassJSONMixin");
        let packed = if is_json {
            let own = Value::Class(Rc::clone(&instance.class));
            self.pack(value, &own, Dialect::Json)?.through_json()?
        } else if is_old {
            self.pack(value, &base, Dialect::Json)?
        } else {
            self.pack(value, &base, Dialect::Msgpack)?
        };
        if is_old { generic(&packed) } else { Ok(binary(packed.msgpack()?)) }
    }

    /// Whether structures are JSON instead of msgpack bytes, as they were before flytekit 1.14: the variable
    /// `FLYTE_USE_OLD_DC_FORMAT` says so (`flytekit.core.constants`), which the program may set.
    pub(super) fn uses_old_format(&mut self) -> Outcome<bool> {
        let os = self.evaluator.import_module("os")?;
        match self.evaluator.call_method(&os, "getenv", Arguments::positional([Value::str(OLD_FORMAT)]))? {
            Value::Unknown(unknown) => Err(self.unknown(&unknown, "the format of structures")),
            Value::Str(text) => Ok(matches!(&*text.to_lowercase(), "true" | "t" | "1")),
            _ => Ok(false),
        }
    }

    /// Anything as msgpack bytes of the given type (`DictTransformer.dict_to_binary_literal`).
    pub(super) fn msgpack_literal(
        &mut self,
        value: &Value,
        python_type: &Value,
        allows_pickle: bool,
    ) -> Outcome<Literal> {
        let packed = if self.uses_old_format()? {
            self.pack(value, python_type, Dialect::Json).and_then(|packed| {
                let metadata = [("format".to_owned(), "json".to_owned())].into_iter().collect();
                Ok(Literal { metadata, ..generic(&packed)? })
            })
        } else {
            self.pack(value, python_type, Dialect::Msgpack).and_then(|packed| Ok(binary(packed.msgpack()?)))
        };
        match packed {
            Err(fault) if fault.is_refusal() && allows_pickle => {
                Err(Fault::not_static("this dictionary would have to be pickled and stored"))
            }
            other => other,
        }
    }
}

/// Plain data as a literal that holds JSON.
pub(super) fn generic(packed: &Packed) -> Outcome<Literal> {
    Ok(Scalar::Generic(packed.json()?).into())
}

/// Msgpack bytes as a literal.
pub(super) fn binary(value: Vec<u8>) -> Literal {
    Scalar::Binary { value, tag: "msgpack".to_owned() }.into()
}

/// Whether `None` is a member of the union that a type is.
pub(super) fn is_optional(python_type: &Value) -> bool {
    union(python_type).is_some_and(|union| union.members.iter().any(is_none))
}

/// `{"path": …}` and the like, which the fields of flytekit's own types become.
pub(super) fn single_entry(key: &str, value: &str) -> Packed {
    Packed::object([(key, Packed::text(value))])
}
