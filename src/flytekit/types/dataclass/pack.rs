//! Values of dataclasses and dictionaries as plain data (`mashumaro.core.meta.types.pack`).
//!
//! What a value becomes follows from the declared type, not from the value: an `int` in a field of type `float` stays an
//! integer, and text is no `FlyteFile`, unless `prepare` made it one.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::enumeration::enum_value;
use super::super::fault::{Fault, Outcome, unless_refused};
use super::super::packed::Packed;
use super::super::python_type::{
    arguments, forward_reference, generic, is_any, is_none, literal_values, new_type, origin_class,
    special_form, type_variable, underlying, union,
};
use super::options::Options;
use super::packing::{Packing, not_packed, packing};
use super::prepare::is_path_class;
use super::{fields_of, is_optional};
use crate::python::stdlib::dataclasses::{DataclassFields, Field};
use crate::python::stdlib::named_tuple::NamedTupleFields;
use crate::python::stdlib::typing::TypedDictFields;
use crate::python::{Arguments, Class, Truth, Value};

/// Which encoding the plain data is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Dialect {
    /// Bytes stay bytes.
    Msgpack,
    /// Bytes become base64 text.
    Json,
}

impl Engine<'_> {
    /// A value of the declared type as plain data.
    pub(in super::super) fn pack(
        &mut self,
        value: &Value,
        declared: &Value,
        dialect: Dialect,
    ) -> Outcome<Packed> {
        self.deeper(|engine| engine.pack_inner(value, declared, dialect))
    }

    fn pack_inner(&mut self, value: &Value, declared: &Value, dialect: Dialect) -> Outcome<Packed> {
        if let Value::Unknown(unknown) = value {
            return Err(self.unknown(unknown, "a value that is stored"));
        }
        let declared = underlying(declared);
        if let Some(strategy) = self.packing_strategy(&declared)? {
            return self.pack_by_strategy(value, &strategy);
        }
        if let Some(union) = union(&declared) {
            return self.pack_union(value, &union.members, dialect);
        }
        if let Some(values) = literal_values(&declared) {
            return self.pack_literal_form(value, &values);
        }
        if let Some(new_type) = new_type(&declared) {
            return self.pack(value, &new_type.base, dialect);
        }
        if is_any(&declared) || is_none(&declared) || type_variable(&declared).is_some() {
            return self.pack_any(value);
        }
        if let Some(form) = generic(&declared).and_then(|alias| special_form(&alias.origin))
            && matches!(&*form, "Final" | "Required" | "NotRequired" | "ReadOnly")
        {
            let inner = arguments(&declared);
            return self.pack(value, inner.first().unwrap_or(&Value::None), dialect);
        }
        if let Some(class) = forward_reference(&declared).and_then(|text| self.builtin_class(&text)) {
            return self.pack(value, &class, dialect);
        }
        let Some(class) = origin_class(&declared) else {
            let name = self.spelled(&declared);
            return Err(not_packed(&name));
        };
        self.pack_class(value, &declared, &class, dialect)
    }

    fn pack_class(
        &mut self,
        value: &Value,
        declared: &Value,
        class: &Rc<Class>,
        dialect: Dialect,
    ) -> Outcome<Packed> {
        match packing(class).ok_or_else(|| not_packed(&class.qualname))? {
            Packing::Flyte => self.pack_flyte_type(value, class),
            Packing::Serializable => {
                let serialized = self.evaluator.call_method(value, "_serialize", Arguments::default())?;
                self.pack_any(&serialized)
            }
            Packing::Dataclass => self.pack_dataclass(value, declared, class, dialect),
            Packing::Enum => {
                let inner = enum_value(value).ok_or_else(|| self.expected(value, "a member of an enum"))?;
                self.pack_any(&inner)
            }
            Packing::AsIs => self.pack_any(value),
            Packing::Method(method) => self.pack_method(value, method),
            Packing::Zone => {
                let name =
                    self.evaluator.call_method(value, "tzname", Arguments::positional([Value::None]))?;
                self.pack_any(&name)
            }
            Packing::Text => self.pack_text(value),
            Packing::Bytes => self.pack_bytes(value, dialect),
            Packing::Tuple => self.pack_tuple(value, declared, dialect),
            Packing::NamedTuple(fields) => self.pack_named_tuple(value, &fields, dialect),
            Packing::TypedDict(fields) => self.pack_typed_dict(value, &fields, dialect),
            Packing::Mapping => self.pack_mapping(value, &arguments(declared), dialect),
            Packing::Sequence if self.stay(declared, dialect)? => self.pack_any(value),
            Packing::Sequence => self.pack_sequence(value, &arguments(declared), dialect),
        }
    }

    /// `FlyteFile`, `FlyteDirectory`, `StructuredDataset` and `FlyteSchema`.
    fn pack_flyte_type(&mut self, value: &Value, class: &Rc<Class>) -> Outcome<Packed> {
        if is_path_class(class) {
            if !value.as_instance().is_some_and(|path| is_path_class(&path.class)) {
                return Err(self.expected(value, &format!("a {}", class.qualname)));
            }
            return self.stored_path(value, class);
        }
        if class.descends_from("flytekit.types.structured.structured_dataset.StructuredDataset") {
            return self.stored_dataset(value);
        }
        Err(Fault::not_static("a FlyteSchema in a dataclass would have to be stored"))
    }

    /// The fields of a dataclass by name; the value may be of another class that has the same attributes.
    fn pack_dataclass(
        &mut self,
        value: &Value,
        declared: &Value,
        class: &Rc<Class>,
        dialect: Dialect,
    ) -> Outcome<Packed> {
        let Some(fields) = fields_of(class) else { return self.pack_any(value) };
        let value = &self.hook(value, class, "__pre_serialize__", None)?.unwrap_or_else(|| value.clone());
        let options = self.options(class)?;
        let strategies = Rc::clone(&options.strategies);
        let packed = self.with_named_tuples(options.named_tuples_as_dict, |engine| {
            engine.with_strategies(&strategies, |engine| {
                engine.pack_fields(value, declared, class, &fields, &options, dialect)
            })
        })?;
        match self.hook(value, class, "__post_serialize__", Some(packed.clone()))? {
            Some(changed) => self.pack_any(&changed),
            None => Ok(packed),
        }
    }

    fn pack_fields(
        &mut self,
        value: &Value,
        declared: &Value,
        class: &Rc<Class>,
        fields: &DataclassFields,
        options: &Options,
        dialect: Dialect,
    ) -> Outcome<Packed> {
        let hints = self.evaluator.class_hints(class)?;
        let resolved = self.resolved(declared, class)?;
        let mut entries = Vec::new();
        for (name, hint) in hints {
            if is_class_variable(&hint.value) {
                continue;
            }
            let hint = self.field_hint(class, &resolved, &name, &hint.value)?;
            let field = fields.field(&name);
            let metadata = field.map_or(Value::None, |field| field.metadata.clone());
            let strategy = match self.field_option(&metadata, "serialization_strategy")? {
                Some(strategy) => self.strategy(&strategy)?,
                None => None,
            };
            let serialize = self.field_option(&metadata, "serialize")?;
            let as_dict = self.field_named_tuples(serialize.as_ref(), &hint)?;
            if serialize.as_ref().and_then(Value::as_str).is_some_and(|option| &*option == "omit") {
                continue;
            }
            let inner = self.evaluator.get_attribute(value, &name)?;
            let nullable = is_optional(&hint)
                || is_any(&hint)
                || field.is_some_and(|field| field.default.as_ref().is_some_and(Value::is_none));
            let packed = match serialize {
                None if nullable && inner.is_none() && strategy.is_none() => {
                    self.check_packing(&hint, &mut vec![Rc::clone(class)])
                        .map_err(|fault| fault.within(format_args!("the field `{name}`")))?;
                    Packed::None
                }
                _ if nullable && inner.is_none() => Packed::None,
                Some(function) if function.as_str().is_none() => {
                    let result = self.evaluator.call(&function, Arguments::positional([inner.clone()]))?;
                    self.pack_any(&result)?
                }
                None if let Some(strategy) = &strategy => self.pack_by_strategy(&inner, strategy)?,
                _ => self
                    .with_named_tuples(as_dict, |engine| engine.pack(&inner, &hint, dialect))
                    .map_err(|fault| fault.within(format_args!("the field `{name}`")))?,
            };
            if options.omit_none && packed == Packed::None
                || options.omit_default && self.is_default(field, &inner)?
            {
                continue;
            }
            let key = match field {
                Some(field) if options.serialize_by_alias => self.field_alias(field, &hint, options)?,
                _ => Rc::clone(&name),
            };
            entries.push((key, packed));
        }
        if options.sort_keys {
            entries.sort_by(|(left, _), (right, _)| left.cmp(right));
        }
        let entries = entries.into_iter().map(|(key, packed)| (Packed::Str(key), packed)).collect();
        Ok(Packed::Map(entries))
    }

    /// Whether a field has its default.
    fn is_default(&mut self, field: Option<&Field>, value: &Value) -> Outcome<bool> {
        let default = match field.map(|field| (&field.default, &field.default_factory)) {
            Some((Some(default), _)) => default.clone(),
            Some((None, Some(factory))) => self.evaluator.call(&factory.clone(), Arguments::default())?,
            _ => return Ok(false),
        };
        match self.evaluator.equals(value, &default)? {
            Truth::Ambiguous(unknown) => Err(self.unknown(&unknown, "a value that is stored")),
            Truth::Known(equal) => Ok(equal),
        }
    }

    /// What a hook of a dataclass gives, where it has one.
    fn hook(
        &mut self,
        value: &Value,
        class: &Rc<Class>,
        name: &str,
        argument: Option<Packed>,
    ) -> Outcome<Option<Value>> {
        let Some(Value::Function(_)) = class.lookup(name) else { return Ok(None) };
        let argument = argument.map(|packed| packed.value(self.evaluator)).transpose()?;
        let arguments = Arguments::positional(argument.into_iter().collect::<Vec<_>>());
        Ok(Some(self.evaluator.call_method(value, name, arguments)?))
    }

    /// Members are tried in turn (`mashumaro.core.meta.types.pack.pack_union`). Those whose values stay as they are are one
    /// member, which comes first if it is no container; the last of them decides whether the value's class matters.
    fn pack_union(&mut self, value: &Value, members: &[Value], dialect: Dialect) -> Outcome<Packed> {
        if value.is_none() && members.iter().any(is_none) {
            return Ok(Packed::None);
        }
        let others: Vec<&Value> = members.iter().filter(|member| !is_none(member)).collect();
        if let ([member], 2) = (&others[..], members.len()) {
            return self.pack(value, member, dialect);
        }
        let mut plain = Vec::new();
        for member in members {
            if self.stay(member, dialect)? {
                plain.push(member);
            }
        }
        if plain.len() == members.len() {
            return self.pack_any(value);
        }
        let class = self.evaluator.class_of(value);
        let takes = match plain.last() {
            Some(last) if is_container(last) => true,
            _ => {
                plain.iter().filter_map(|member| plain_class(member)).any(|known| Rc::ptr_eq(&known, &class))
            }
        };
        let comes_first = plain.first().is_some_and(|first| !is_container(first));
        if comes_first && takes {
            return self.pack_any(value);
        }
        for member in members {
            if plain.iter().any(|known| std::ptr::eq(*known, member)) {
                if takes {
                    return self.pack_any(value);
                }
                continue;
            }
            if let Some(packed) = unless_refused(self.pack(value, member, dialect))? {
                return Ok(packed);
            }
        }
        Err(self.expected(value, "a value of a member of the union"))
    }

    fn pack_literal_form(&mut self, value: &Value, values: &[Value]) -> Outcome<Packed> {
        for known in values {
            if self.evaluator.equals(value, known)?.is_true() {
                let inner = enum_value(value).unwrap_or_else(|| value.clone());
                return self.pack_any(&inner);
            }
        }
        Err(self.expected(value, "a value of the Literal"))
    }

    fn pack_tuple(&mut self, value: &Value, declared: &Value, dialect: Dialect) -> Outcome<Packed> {
        let types = arguments(declared);
        let items = match &types[..] {
            [] | [_, Value::Ellipsis] => self.items(value)?,
            _ => self.indexed(value)?,
        };
        let packed: Outcome<Vec<Packed>> = match &types[..] {
            [] if is_empty_tuple(declared) => Ok(Vec::new()),
            [] => items.iter().map(|item| self.pack_any(item)).collect(),
            [item, Value::Ellipsis] => items.iter().map(|value| self.pack(value, item, dialect)).collect(),
            types if types.len() > items.len() => {
                return Err(Fault::mismatch(format!("a tuple of {} items is needed", types.len())));
            }
            types => types
                .iter()
                .zip(&items)
                .map(|(item, value)| self.pack_nullable(value, item, dialect))
                .collect(),
        };
        packed.map(Packed::Array)
    }

    fn pack_named_tuple(
        &mut self,
        value: &Value,
        fields: &NamedTupleFields,
        dialect: Dialect,
    ) -> Outcome<Packed> {
        let items = self.indexed(value)?;
        let mut packed = Vec::new();
        for ((_, annotation), item) in fields.fields.iter().zip(&items) {
            packed.push(match annotation {
                Some(annotation) => self.pack(item, &annotation.value.clone(), dialect)?,
                None => self.pack_any(item)?,
            });
        }
        if !self.named_tuples_as_dict {
            return Ok(Packed::Array(packed));
        }
        let names = fields.fields.iter().map(|(name, _)| Packed::Str(Rc::clone(name)));
        Ok(Packed::Map(names.zip(packed).collect()))
    }

    /// Required keys in order, then optional ones that are there.
    fn pack_typed_dict(
        &mut self,
        value: &Value,
        fields: &TypedDictFields,
        dialect: Dialect,
    ) -> Outcome<Packed> {
        let Value::Dict(dict) = value.unwrapped() else {
            return Err(self.expected(value, "a dictionary"));
        };
        if let Some(unknown) = dict.taint() {
            return Err(self.unknown(&unknown, "a dictionary that is stored"));
        }
        let (required, optional): (Vec<_>, Vec<_>) = fields.fields.iter().partition(|field| field.required);
        let mut entries = Vec::new();
        for field in required.into_iter().chain(optional) {
            match dict.get_str(&field.name) {
                Some(value) => {
                    let packed = self.pack(&value, &field.annotation.value, dialect)?;
                    entries.push((Packed::Str(Rc::clone(&field.name)), packed));
                }
                None if field.required => {
                    return Err(Fault::mismatch(format!("the key `{}` is missing", field.name)));
                }
                None => {}
            }
        }
        Ok(Packed::Map(entries))
    }

    /// Whatever the value is, it is iterated (`mashumaro.core.meta.types.pack.pack_collection`): a text gives its characters,
    /// a dictionary its keys.
    fn pack_sequence(&mut self, value: &Value, types: &[Value], dialect: Dialect) -> Outcome<Packed> {
        let items = self.items(value)?;
        let packed: Outcome<Vec<Packed>> = match types {
            [item, ..] => items.iter().map(|value| self.pack(value, item, dialect)).collect(),
            [] => items.iter().map(|item| self.pack_any(item)).collect(),
        };
        packed.map(Packed::Array)
    }

    fn pack_mapping(&mut self, value: &Value, types: &[Value], dialect: Dialect) -> Outcome<Packed> {
        let Value::Dict(dict) = value.unwrapped() else {
            return Err(self.expected(value, "a dictionary"));
        };
        if let Some(unknown) = dict.taint() {
            return Err(self.unknown(&unknown, "a dictionary that is stored"));
        }
        let mut entries = Vec::new();
        for (key, value) in dict.pairs() {
            entries.push(match types {
                [key_type, value_type] => {
                    (self.pack(&key, key_type, dialect)?, self.pack(&value, value_type, dialect)?)
                }
                _ => (self.pack_any(&key)?, self.pack_any(&value)?),
            });
        }
        Ok(Packed::Map(entries))
    }

    fn pack_nullable(&mut self, value: &Value, declared: &Value, dialect: Dialect) -> Outcome<Packed> {
        if value.is_none() && is_optional(declared) {
            Ok(Packed::None)
        } else {
            self.pack(value, declared, dialect)
        }
    }

    fn pack_bytes(&mut self, value: &Value, dialect: Dialect) -> Outcome<Packed> {
        let Value::Bytes(bytes) = value.unwrapped() else {
            return if dialect == Dialect::Msgpack {
                self.pack_any(value)
            } else {
                Err(self.expected(value, "bytes"))
            };
        };
        Ok(match dialect {
            Dialect::Msgpack => Packed::Bytes(bytes),
            Dialect::Json => Packed::text(base64_lines(&bytes)),
        })
    }

    /// What a method of the value gives.
    fn pack_method(&mut self, value: &Value, method: &str) -> Outcome<Packed> {
        let result = self.evaluator.call_method(value, method, Arguments::default())?;
        self.pack_any(&result)
    }

    fn pack_text(&mut self, value: &Value) -> Outcome<Packed> {
        let text = self.evaluator.str_of(value)?;
        self.pack_any(&text)
    }

    /// A value without a declared type: what `msgpack` itself can encode.
    pub(in super::super) fn pack_any(&mut self, value: &Value) -> Outcome<Packed> {
        self.deeper(|engine| match value.unwrapped() {
            Value::None => Ok(Packed::None),
            Value::Bool(truth) => Ok(Packed::Bool(truth)),
            Value::Int(number) => Ok(Packed::Int(number)),
            number @ Value::Float(_) => Ok(Packed::Float(number.as_f64().unwrap_or_default())),
            Value::Str(text) => Ok(Packed::Str(text)),
            Value::Bytes(bytes) => Ok(Packed::Bytes(bytes)),
            Value::Unknown(unknown) => Err(engine.unknown(&unknown, "a value that is stored")),
            inner @ (Value::List(_) | Value::Tuple(_)) => {
                let items = engine.items(&inner)?;
                let items: Outcome<Vec<Packed>> = items.iter().map(|item| engine.pack_any(item)).collect();
                items.map(Packed::Array)
            }
            inner @ Value::Dict(_) => engine.pack_mapping(&inner, &[], Dialect::Msgpack),
            _ => {
                let fault = engine.expected(value, "plain data (text, numbers, lists and dictionaries)");
                Ok(Packed::Raw(fault.message().into()))
            }
        })
    }

    /// The items of a known value at their places; what has none is refused.
    fn indexed(&mut self, value: &Value) -> Outcome<Vec<Value>> {
        match value.unwrapped() {
            inner @ (Value::Dict(_) | Value::Set(_)) => Err(self.expected(&inner, "a tuple")),
            inner => self.items(&inner),
        }
    }

    /// The items of a known value.
    fn items(&mut self, value: &Value) -> Outcome<Vec<Value>> {
        match value.unwrapped() {
            Value::Unknown(unknown) => Err(self.unknown(&unknown, "a value that is stored")),
            Value::Tuple(items) => Ok(items.to_vec()),
            Value::List(list) => match list.taint() {
                Some(unknown) => Err(self.unknown(&unknown, "a list that is stored")),
                None => Ok(list.to_vec()),
            },
            Value::Set(set) => match set.taint() {
                Some(unknown) => Err(self.unknown(&unknown, "a set that is stored")),
                None if set.len() > 1 => {
                    Err(Fault::not_static("the order of a set's members is not the same on every run"))
                }
                None => Ok(set.to_vec()),
            },
            Value::Dict(dict) => match dict.taint() {
                Some(unknown) => Err(self.unknown(&unknown, "a dictionary that is stored")),
                None => Ok(dict.pairs().into_iter().map(|(key, _)| key).collect()),
            },
            inner @ (Value::Str(_) | Value::Bytes(_) | Value::Instance(_)) => {
                Ok(self.evaluator.iterate(&inner)?)
            }
            inner => Err(self.expected(&inner, "a list")),
        }
    }
}

/// Whether a type's values stay as they are.
pub(super) fn is_as_is(declared: &Value, dialect: Dialect) -> bool {
    let declared = underlying(declared);
    if let Some(new_type) = new_type(&declared) {
        return is_as_is(&new_type.base, dialect);
    }
    if is_any(&declared) || is_none(&declared) {
        return true;
    }
    let Some(class) = origin_class(&declared) else { return false };
    match &*class.dotted_name() {
        "builtins.int" | "builtins.float" | "builtins.bool" | "builtins.str" => true,
        "builtins.bytes" | "builtins.bytearray" => dialect == Dialect::Msgpack,
        "builtins.list" | "builtins.dict" => {
            dialect == Dialect::Msgpack && arguments(&declared).iter().all(|item| is_as_is(item, dialect))
        }
        _ => false,
    }
}

/// Whether a type is that of text, bytes, lists or dictionaries.
fn is_container(declared: &Value) -> bool {
    plain_class(declared).is_some_and(|class| {
        ["bytearray", "bytes", "dict", "list", "str"]
            .iter()
            .any(|name| class.has_dotted_name(&format!("builtins.{name}")))
    })
}

/// The class of a type as a value's own class is compared with it; a `NewType` is none.
fn plain_class(declared: &Value) -> Option<Rc<Class>> {
    origin_class(&underlying(declared))
}

/// Whether an annotation is that of no field.
pub(super) fn is_class_variable(hint: &Value) -> bool {
    let form = special_form(hint).or_else(|| generic(hint).and_then(|alias| special_form(&alias.origin)));
    form.is_some_and(|name| &*name == "ClassVar")
        || hint.as_instance().is_some_and(|instance| instance.class.has_dotted_name("dataclasses.InitVar"))
        || hint.as_class().is_some_and(|class| {
            class.has_dotted_name("dataclasses.InitVar") || class.has_dotted_name("dataclasses.KW_ONLY")
        })
}

/// Whether a class is a dictionary or one of the abstract mappings.
pub(super) fn is_mapping(class: &Class) -> bool {
    class.descends_from("builtins.dict")
        || matches!(
            &*class.dotted_name(),
            "collections.abc.Mapping"
                | "collections.abc.MutableMapping"
                | "collections.OrderedDict"
                | "collections.defaultdict"
                | "collections.Counter"
        )
}

/// Whether a class is a list, set or one of the abstract collections.
pub(super) fn is_sequence(class: &Class) -> bool {
    class.descends_from("builtins.list")
        || is_set(class)
        || matches!(
            &*class.dotted_name(),
            "collections.abc.Sequence" | "collections.abc.MutableSequence" | "collections.deque"
        )
}

/// Whether a class is a set or one of the abstract sets.
pub(super) fn is_set(class: &Class) -> bool {
    class.descends_from("builtins.set")
        || class.descends_from("builtins.frozenset")
        || matches!(&*class.dotted_name(), "collections.abc.Set" | "collections.abc.MutableSet")
}

/// `base64.encodebytes(data).decode()`: lines of 76 characters, each ended.
pub(super) fn base64_lines(data: &[u8]) -> String {
    use base64::Engine as _;
    let mut text = String::new();
    for chunk in data.chunks(57) {
        base64::engine::general_purpose::STANDARD.encode_string(chunk, &mut text);
        text.push('\n');
    }
    text
}

/// Whether a type is `tuple[()]`.
pub(in super::super) fn is_empty_tuple(python_type: &Value) -> bool {
    generic(python_type).is_some_and(|alias| {
        alias.origin.as_class().is_some_and(|class| class.has_dotted_name("builtins.tuple"))
            && alias.arguments.as_deref().is_some_and(<[Value]>::is_empty)
    })
}
