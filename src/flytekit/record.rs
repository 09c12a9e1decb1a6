//! Classes whose constructor keeps its arguments as attributes: flytekit's dataclasses and model classes.
//!
//! A record is a table of fields with defaults, and a check that runs when the fields are set (`__post_init__`). The
//! attributes of the instance are its state, as in Python: a program may read and change them until a specification is
//! made of them. Fields may be unknown; whoever makes a specification asks for known ones.

use std::rc::Rc;

use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, NativeFunction, Value, Vars};

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
}

/// The fields of a record class, kept as data of the class.
pub(crate) struct RecordFields(pub(crate) &'static [Field]);

impl Record {
    /// A class of the module with the fields, all of which may be given by position.
    pub(crate) fn new(module: &'static str, name: &'static str, fields: &'static [Field]) -> Self {
        Self { module, name, fields, bases: Vec::new(), check: None, attributes: Vars::default() }
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
        let Self { module, name, fields, mut bases, check, mut attributes } = self;
        if bases.is_empty() {
            bases.push(Rc::clone(&evaluator.types.object));
        }
        let initialize = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
            let Some(Value::Instance(instance)) = arguments.take_first() else {
                return Err(evaluator.type_error(&format!("{name}.__init__() needs an instance")));
            };
            set_fields(evaluator, name, fields, &instance, arguments)?;
            check.map_or(Ok(()), |check| check(evaluator, &instance))?;
            Ok(Value::None)
        };
        let function = NativeFunction::closure("__init__", initialize).accepting_unknown();
        attributes.insert("__init__".into(), Value::Native(Rc::new(function)));
        for (method, code) in [("__eq__", equals as crate::python::NativeCode), ("__repr__", repr)] {
            attributes.entry(method.into()).or_insert_with(|| super::library::function(method, code));
        }
        let class = Class::native(module, name, &bases, None, attributes);
        class.set_data(RecordFields(fields));
        class
    }
}

fn set_fields(
    evaluator: &Evaluator,
    name: &str,
    fields: &[Field],
    instance: &Rc<Instance>,
    arguments: Arguments,
) -> EvalResult<()> {
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
    for ((field, default), value) in fields.iter().zip(values) {
        let Some(value) = value.or_else(|| default.value()) else {
            return Err(
                evaluator.type_error(&format!("{name}.__init__() missing required argument: '{field}'"))
            );
        };
        instance.set_attribute(field, value);
    }
    Ok(())
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
