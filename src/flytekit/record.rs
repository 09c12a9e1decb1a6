//! Classes whose constructor keeps its arguments as attributes: flytekit's dataclasses and model classes.
//!
//! A record is a table of fields with defaults, and a check that runs when the fields are set (`__post_init__`). The
//! attributes of the instance are its state, as in Python: a program may read and change them until a specification is
//! made of them. Fields may be unknown; whoever makes a specification asks for known ones. A record that is a dataclass in
//! the reference is one for `dataclasses` too: programs extend it, copy it and look at its fields.

use std::rc::Rc;

use crate::python::stdlib::dataclasses::{self, DataclassFields, FieldKind};
use crate::python::{
    Annotation, Arguments, Class, EvalResult, Evaluator, Instance, NativeFunction, Value, Vars,
};
use crate::source::Span;

/// What a program's own class may do when the fields are set.
const AFTER: &str = "__post_init__";

/// The default of a field.
#[derive(Clone, Copy)]
pub(crate) enum Default {
    /// The field must be given.
    Required,
    /// `None`.
    None,
    /// A truth value.
    Bool(bool),
    /// A number.
    Int(i64),
    /// Text.
    Str(&'static str),
    /// The empty tuple.
    Tuple,
    /// A new empty list.
    List,
    /// A new empty dictionary.
    Dict,
}

/// A field: its name and default.
pub(crate) type Field = (&'static str, Default);

/// A table of fields: `fields! { name: Required, group: None, retries: Int(0) }`.
macro_rules! fields {
    ($($name:ident: $default:ident $(($value:expr))?),* $(,)?) => {
        &[$((stringify!($name), $crate::flytekit::record::Default::$default $(($value))?)),*]
    };
}
pub(crate) use fields;

/// What runs when the fields are set.
pub(crate) type Check = fn(&mut Evaluator, &Rc<Instance>) -> EvalResult<()>;

/// A record class in the making.
pub(crate) struct Record {
    module: &'static str,
    name: &'static str,
    fields: &'static [Field],
    bases: Vec<Rc<Class>>,
    check: Option<Check>,
    attributes: Vars,
    dataclass: bool,
}

/// The fields of a record class, kept as data of the class.
pub(crate) struct RecordFields(pub(crate) &'static [Field]);

impl Record {
    /// A class of the module with the fields, all of which may be given by position.
    pub(crate) fn new(module: &'static str, name: &'static str, fields: &'static [Field]) -> Self {
        let attributes = Vars::default();
        Self { module, name, fields, bases: Vec::new(), check: None, attributes, dataclass: false }
    }

    /// The same for a dataclass of the reference.
    pub(crate) fn dataclass(module: &'static str, name: &'static str, fields: &'static [Field]) -> Self {
        Self { dataclass: true, ..Self::new(module, name, fields) }
    }

    /// With a base class.
    pub(crate) fn base(mut self, base: &Rc<Class>) -> Self {
        self.bases.push(Rc::clone(base));
        self
    }

    /// With a check that runs when the fields are set; it may change them.
    pub(crate) fn check(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    /// With methods and other attributes of the class.
    pub(crate) fn attributes(mut self, attributes: Vars) -> Self {
        self.attributes.extend(attributes);
        self
    }

    /// The class.
    pub(crate) fn class(self, evaluator: &Evaluator) -> Rc<Class> {
        let Self { module, name, fields, mut bases, check, mut attributes, dataclass } = self;
        if bases.is_empty() {
            bases.push(Rc::clone(&evaluator.types.object));
        }
        let names: Vec<Rc<str>> = fields.iter().map(|(field, _)| Rc::from(*field)).collect();
        let initialize = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
            let Some(Value::Instance(instance)) = arguments.take_first() else {
                return Err(evaluator.type_error(&format!("{name}.__init__() needs an instance")));
            };
            let values = field_values(evaluator, name, fields, arguments)?;
            instance.set_attributes(names.iter().cloned().zip(values));
            if let Some(Value::Function(_)) = instance.class.lookup(AFTER) {
                evaluator.call_method(&Value::Instance(instance), AFTER, Arguments::default())?;
            } else if let Some(check) = check {
                check(evaluator, &instance)?;
            }
            Ok(Value::None)
        };
        let function = NativeFunction::closure("__init__", initialize).accepting_unknown();
        attributes.insert("__init__".into(), Value::Native(Rc::new(function)));
        for (method, code) in [("__eq__", equals as crate::python::NativeCode), ("__repr__", repr)] {
            attributes.entry(method.into()).or_insert_with(|| super::library::function(method, code));
        }
        if let Some(check) = check {
            let check = NativeFunction::closure(AFTER, move |evaluator, mut arguments| {
                let Some(Value::Instance(instance)) = arguments.take_first() else { return Ok(Value::None) };
                check(evaluator, &instance).map(|()| Value::None)
            });
            attributes.insert(AFTER.into(), Value::Native(Rc::new(check.accepting_unknown())));
        }
        let class = Class::native(module, name, &bases, None, attributes);
        class.set_data(RecordFields(fields));
        if dataclass {
            class.set_data(dataclass_fields(evaluator, fields));
        }
        class
    }
}

/// The fields as `dataclasses` sees them. The types of the fields are not recorded.
fn dataclass_fields(evaluator: &Evaluator, fields: &[Field]) -> DataclassFields {
    let untyped = evaluator.unknown("the types of the fields of flytekit's classes are not recorded");
    let field = |(name, default): &Field| {
        Rc::new(dataclasses::Field {
            name: Rc::from(*name),
            annotation: Annotation { value: untyped.clone(), span: Span::NONE },
            kind: FieldKind::Field,
            default: default.constant(),
            default_factory: default.factory(evaluator),
            init: true,
            repr: true,
            hash: None,
            compare: true,
            metadata: Value::dict::<&str>([]),
            kw_only: Some(false),
        })
    };
    DataclassFields { all: fields.iter().map(field).collect(), frozen: false, eq: true, order: false }
}

/// A value for each field.
fn field_values(
    evaluator: &Evaluator,
    name: &str,
    fields: &[Field],
    arguments: Arguments,
) -> EvalResult<Vec<Value>> {
    let given = arguments.positional.len();
    if given > fields.len() {
        let message = format!(
            "{name}.__init__() takes {} positional arguments but {} were given",
            fields.len() + 1,
            given + 1
        );
        return Err(evaluator.type_error(&message));
    }
    let mut values: Vec<Option<Value>> = arguments.positional.into_iter().map(Some).collect();
    values.resize(fields.len(), None);
    for (keyword, value) in arguments.keywords {
        let Some(at) = fields.iter().position(|(field, _)| *field == &*keyword) else {
            return Err(evaluator
                .type_error(&format!("{name}.__init__() got an unexpected keyword argument '{keyword}'")));
        };
        if values[at].replace(value).is_some() {
            return Err(evaluator
                .type_error(&format!("{name}.__init__() got multiple values for argument '{keyword}'")));
        }
    }
    let values = fields.iter().zip(values).map(|((field, default), value)| {
        value.or_else(|| default.value()).ok_or_else(|| {
            evaluator.type_error(&format!("{name}.__init__() missing required argument: '{field}'"))
        })
    });
    values.collect()
}

impl Default {
    /// A new default value; `None` where the field must be given.
    pub(crate) fn value(self) -> Option<Value> {
        match self {
            Self::Required => None,
            Self::None => Some(Value::None),
            Self::Bool(truth) => Some(Value::Bool(truth)),
            Self::Int(number) => Some(Value::int(number)),
            Self::Str(text) => Some(Value::str(text)),
            Self::Tuple => Some(Value::tuple([])),
            Self::List => Some(Value::list(Vec::new())),
            Self::Dict => Some(Value::dict::<&str>([])),
        }
    }
}

impl Default {
    /// The default where all instances share it.
    fn constant(self) -> Option<Value> {
        self.value().filter(|_| !matches!(self, Self::List | Self::Dict))
    }

    /// The class whose instances are the defaults.
    fn factory(self, evaluator: &Evaluator) -> Option<Value> {
        match self {
            Self::List => Some(Value::Class(Rc::clone(&evaluator.types.list))),
            Self::Dict => Some(Value::Class(Rc::clone(&evaluator.types.dict))),
            _ => None,
        }
    }
}

/// The fields of an instance of a record, with their values.
pub(crate) fn values(instance: &Instance) -> Vec<(&'static str, Value)> {
    let table = instance.class.inherited_data::<RecordFields>();
    let names = table.iter().flat_map(|table| table.0);
    names.map(|(name, _)| (*name, instance.attribute(name).unwrap_or(Value::None))).collect()
}

/// The record that `value` is, where it is an instance of the class of that dotted name.
pub(crate) fn instance_of(value: &Value, class: &str) -> Option<Rc<Instance>> {
    value.as_instance().filter(|instance| instance.class.descends_from(class)).cloned()
}

/// A field of a record; `None` where it was deleted.
pub(crate) fn get(instance: &Instance, field: &str) -> Value {
    instance.attribute(field).unwrap_or(Value::None)
}

/// A copy of a record: the same class and attributes, without native state.
pub(crate) fn copy(instance: &Instance) -> Rc<Instance> {
    let new = Instance::new(&instance.class);
    new.attributes.borrow_mut().clone_from(&instance.attributes.borrow());
    Rc::new(new)
}

fn equals(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [Some(Value::Instance(left)), Some(Value::Instance(right))] =
        arguments.bind(evaluator, "__eq__", ["self!", "other!"])?
    else {
        return Ok(Value::NotImplemented);
    };
    if !Rc::ptr_eq(&left.class, &right.class) {
        return Ok(Value::NotImplemented);
    }
    for ((_, left), (_, right)) in values(&left).into_iter().zip(values(&right)) {
        let equal = evaluator.equals(&left, &right)?;
        if !equal.is_true() {
            return Ok(equal.into());
        }
    }
    Ok(Value::Bool(true))
}

fn repr(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [Some(Value::Instance(instance))] = arguments.bind(evaluator, "__repr__", ["self!"])? else {
        return Ok(Value::NotImplemented);
    };
    let mut parts = Vec::new();
    for (name, value) in values(&instance) {
        match evaluator.repr_of(&value)? {
            Value::Str(text) => parts.push(format!("{name}={text}")),
            unknown => return Ok(unknown),
        }
    }
    Ok(Value::from(format!("{}({})", instance.class.qualname, parts.join(", "))))
}
