//! `dataclasses`.
//!
//! The decorator collects the fields of a class, its ancestors' first, keeps them on the class as [`DataclassFields`] (the
//! type engine reads them there), and adds the methods that Python generates, as native functions (`generated`).

mod collection;
mod field;
mod functions;
mod generated;

use std::cell::OnceCell;
use std::rc::Rc;

use super::parts::{Names, closure_accepting_unknown, take_first};
use crate::python::{Annotation, Arguments, Class, EvalResult, Evaluator, Instance, Value, Vars};

pub(super) use functions::rebuilt_container;

/// What kind of field an annotation of a dataclass makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// An ordinary field.
    Field,
    /// `ClassVar`: no field.
    ClassVar,
    /// `InitVar`: a parameter of `__init__` that is passed on to `__post_init__`.
    InitVar,
}

/// A field of a dataclass.
#[derive(Clone)]
pub struct Field {
    /// Its name.
    pub name: Rc<str>,
    /// Its annotation as it stands in the class body.
    pub annotation: Annotation,
    /// What it is.
    pub kind: FieldKind,
    /// Its default.
    pub default: Option<Value>,
    /// What makes its default.
    pub default_factory: Option<Value>,
    /// Whether `__init__` has a parameter for it.
    pub init: bool,
    /// Whether `__repr__` shows it.
    pub repr: bool,
    /// Whether `__hash__` counts it; `None` does what `compare` says.
    pub hash: Option<bool>,
    /// Whether comparison counts it.
    pub compare: bool,
    /// `metadata`, a dictionary.
    pub metadata: Value,
    /// Whether its parameter is given by name alone; `None` where neither the field nor the class has said.
    pub kw_only: Option<bool>,
}

impl Field {
    /// Whether it has a default of either kind.
    pub fn has_default(&self) -> bool {
        self.default.is_some() || self.default_factory.is_some()
    }

    fn is_keyword_only(&self) -> bool {
        self.kw_only.unwrap_or(false)
    }
}

/// The fields of a dataclass, kept on its class; those of its ancestors come first.
pub struct DataclassFields {
    /// Every field in order, with class variables and init variables.
    pub all: Vec<Rc<Field>>,
    /// Whether instances cannot be changed.
    pub frozen: bool,
    /// Whether instances are compared by their fields.
    pub eq: bool,
    /// Whether instances are ordered by their fields.
    pub order: bool,
}

impl DataclassFields {
    /// The ordinary fields in order: `dataclasses.fields`.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.all.iter().map(Rc::as_ref).filter(|field| field.kind == FieldKind::Field)
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().find(|field| &*field.name == name)
    }
}

/// The fields of the class, where it or an ancestor is a dataclass.
pub fn dataclass_fields(class: &Rc<Class>) -> Option<Rc<DataclassFields>> {
    class.inherited_data::<DataclassFields>()
}

/// The classes and constants of the module.
pub(super) struct Classes {
    field: Rc<Class>,
    init_var: Rc<Class>,
    frozen_instance_error: Rc<Class>,
    missing: Value,
    keyword_only: Value,
}

#[derive(Default)]
struct State(OnceCell<Rc<Classes>>);

pub(super) fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = evaluator.extension::<State>();
    let object = std::slice::from_ref(&evaluator.types.object);
    let make = || {
        let class = |name: &str| Class::native("dataclasses", name, object, None, Vars::default());
        let sentinel = |name: &str| Value::Instance(Rc::new(Instance::new(&class(name))));
        let error = std::slice::from_ref(&evaluator.exceptions.attribute_error);
        Rc::new(Classes {
            field: field::class(object),
            init_var: field::init_var_class(object),
            frozen_instance_error: Class::native(
                "dataclasses",
                "FrozenInstanceError",
                error,
                None,
                Vars::default(),
            ),
            missing: sentinel("_MISSING_TYPE"),
            keyword_only: sentinel("_KW_ONLY_TYPE"),
        })
    };
    Rc::clone(state.0.get_or_init(make))
}

/// The options of the decorator.
#[expect(clippy::struct_excessive_bools, reason = "the keyword arguments of the decorator, each a bool")]
#[derive(Clone, Copy)]
pub(super) struct Options {
    init: bool,
    repr: bool,
    eq: bool,
    order: bool,
    unsafe_hash: bool,
    frozen: bool,
    match_args: bool,
    kw_only: bool,
    slots: bool,
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let classes = classes(evaluator);
    Ok(Names::default()
        .class(&classes.field)
        .class(&classes.init_var)
        .class(&classes.frozen_instance_error)
        .value("MISSING", classes.missing.clone())
        .value("KW_ONLY", classes.keyword_only.clone())
        .functions_accepting_unknown(&[
            ("dataclass", dataclass),
            ("field", field::field),
            ("fields", functions::fields),
            ("is_dataclass", functions::is_dataclass),
            ("asdict", functions::as_dict),
            ("astuple", functions::as_tuple),
            ("replace", functions::replace),
            ("make_dataclass", functions::make_dataclass),
        ])
        .vars())
}

/// `@dataclass` and `@dataclass(…)`.
fn dataclass(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parameters = [
        "cls",
        "*init",
        "*repr",
        "*eq",
        "*order",
        "*unsafe_hash",
        "*frozen",
        "*match_args",
        "*kw_only",
        "*slots",
        "*weakref_slot",
    ];
    let [class, init, repr, eq, order, unsafe_hash, frozen, match_args, kw_only, slots, _weakref] =
        arguments.bind(evaluator, "dataclass", parameters)?;
    let mut option = |value: Option<Value>, default: bool| match value {
        Some(value) => Ok::<bool, Box<crate::python::Interrupt>>(evaluator.truth(&value)?.is_true()),
        None => Ok(default),
    };
    let options = Options {
        init: option(init, true)?,
        repr: option(repr, true)?,
        eq: option(eq, true)?,
        order: option(order, false)?,
        unsafe_hash: option(unsafe_hash, false)?,
        frozen: option(frozen, false)?,
        match_args: option(match_args, true)?,
        kw_only: option(kw_only, false)?,
        slots: option(slots, false)?,
    };
    match class {
        None | Some(Value::None) => {
            Ok(closure_accepting_unknown("dataclass", move |evaluator, mut arguments| {
                let class = take_first(evaluator, &mut arguments)?;
                decorate(evaluator, class, options)
            }))
        }
        Some(class) => decorate(evaluator, class, options),
    }
}

fn decorate(evaluator: &mut Evaluator, value: Value, options: Options) -> EvalResult<Value> {
    match &value {
        Value::Class(class) => {
            process(evaluator, class, options)?;
            Ok(value)
        }
        Value::Unknown(_) => Ok(value),
        _ => {
            let class = evaluator.class_of(&value);
            let message = format!("'{}' object has no attribute '__mro__'", class.name);
            Err(evaluator.attribute_error(&message))
        }
    }
}

/// Makes the class a dataclass.
fn process(evaluator: &mut Evaluator, class: &Rc<Class>, options: Options) -> EvalResult<()> {
    let all = collection::collect(evaluator, class, options)?;
    if options.order && !options.eq {
        return Err(evaluator.value_error("eq must be true if order is true"));
    }
    let fields = DataclassFields { all, frozen: options.frozen, eq: options.eq, order: options.order };
    class.set_data(fields);
    if let Some(fields) = class.data::<DataclassFields>() {
        generated::add(evaluator, class, &fields, options)?;
        if options.slots {
            let inherited = |name: &str| {
                let base = class.ancestors.iter().find_map(|base| base.data::<DataclassFields>());
                base.is_some_and(|base| base.fields().any(|field| &*field.name == name))
            };
            let own = fields.fields().filter(|field| !inherited(&field.name));
            for field in fields.fields() {
                class.attributes.borrow_mut().shift_remove(&*field.name);
            }
            let slots: Vec<Value> = own.map(|field| Value::Str(Rc::clone(&field.name))).collect();
            class.set_attribute("__slots__", Value::tuple(slots));
        }
    }
    Ok(())
}
