//! `typing` and `typing_extensions`.
//!
//! What a subscripted or special type *is* stands in the payload of an instance, one payload type for each kind; flytekit's
//! type engine reads these. The evaluator asks [`union_of`] for `X | Y`, [`subscript_class`] for `X[Y]` on a class and
//! [`mro_entries`] for bases of a class that are no classes.
//!
//! Two types are equal when their keys are (`equality`), and then mostly one object (`kept`); they print as Python 3.11 prints
//! them (`representation`).

mod alias;
mod annotated;
mod equality;
mod generic;
mod introspection;
mod kept;
mod module;
mod parameters;
mod references;
mod representation;
mod special;
mod typed_dict;
mod union;
mod variables;

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::parts::Functions;
use crate::python::{Class, EvalResult, Evaluator, Instance, Value, Vars};

pub(crate) use generic::{class_get_item, mro_entries, subscript_class};
pub(crate) use introspection::strip_annotated;
pub(super) use module::{typing, typing_extensions};
pub(crate) use references::{AnnotationNames, resolve_references};
pub use typed_dict::TypedDictFields;
pub(crate) use union::{make_union, union_of};

/// A bare special form: `Any`, `Union`, `Optional`, `Literal`, `ClassVar`, `Self` …
pub struct SpecialForm {
    /// Its name in `typing`.
    pub name: Rc<str>,
}

/// A subscripted generic: `List[int]`, `list[int]`, `Iterator[str]`, `Literal["a"]`, `Generic[T]`, `Callable[[int], str]` (its
/// arguments are flat, the result last); also the bare `typing.List`, whose `arguments` are `None`.
pub struct GenericAlias {
    /// The class (`list`, a user's class) or special form that is subscripted; what `__origin__` gives.
    pub origin: Value,
    /// The arguments; `None` for a bare alias of `typing`.
    pub arguments: Option<Rc<[Value]>>,
    /// How it prints before the bracket: `typing.List`, `list`, `app.Box`.
    pub spelled: Rc<str>,
    /// Whether it is an alias of `types` (`list[int]`) and not one of `typing` (`List[int]`).
    pub builtin: bool,
}

/// A union: `Union[int, str]`, `Optional[int]`, `int | str`; flat and without repetition, at least two members. `None` is
/// the class `NoneType`.
pub struct UnionType {
    /// The members in order.
    pub members: Rc<[Value]>,
    /// Whether it was written with `|`.
    pub pep604: bool,
}

/// `Annotated[base, …]`.
pub struct AnnotatedType {
    /// The type.
    pub base: Value,
    /// What it is annotated with.
    pub metadata: Rc<[Value]>,
}

/// What a type variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VariableKind {
    /// `TypeVar`: one type.
    Type,
    /// `ParamSpec`: the parameters of a callable.
    Parameters,
    /// `TypeVarTuple`: any number of types.
    Types,
}

/// A type variable.
pub struct TypeVariable {
    /// Its name.
    pub name: Rc<str>,
    /// What it stands for.
    pub kind: VariableKind,
    /// `__bound__`; `None` of Python where there is none.
    pub bound: Value,
    /// `__constraints__`.
    pub constraints: Rc<[Value]>,
    /// `__covariant__`.
    pub covariant: bool,
    /// `__contravariant__`.
    pub contravariant: bool,
}

/// `NewType("Name", base)`.
pub struct NewType {
    /// Its name.
    pub name: Rc<str>,
    /// The module that made it.
    pub module: Rc<str>,
    /// The base type.
    pub base: Value,
}

/// A type given as text that could not be resolved yet (`List["Node"]`).
pub struct ForwardReference {
    /// The text.
    pub text: Rc<str>,
    /// What it meant when it was last resolved.
    meaning: RefCell<Option<Value>>,
}

/// The classes that the objects of `typing` are instances of.
pub(crate) struct Classes {
    /// `typing._SpecialForm`.
    pub(crate) special_form: Rc<Class>,
    /// `typing._GenericAlias`.
    pub(crate) alias: Rc<Class>,
    /// `types.GenericAlias`.
    pub(crate) builtin_alias: Rc<Class>,
    /// `typing._UnionGenericAlias`.
    pub(crate) union: Rc<Class>,
    /// `types.UnionType`.
    pub(crate) builtin_union: Rc<Class>,
    /// `typing._AnnotatedAlias`.
    pub(crate) annotated: Rc<Class>,
    /// `typing.TypeVar`.
    pub(crate) type_variable: Rc<Class>,
    /// `typing.ParamSpec`.
    pub(crate) parameter_specification: Rc<Class>,
    /// `typing.TypeVarTuple`.
    pub(crate) type_variable_tuple: Rc<Class>,
    /// `typing.NewType`.
    pub(crate) new_type: Rc<Class>,
    /// `typing.ForwardRef`.
    pub(crate) forward_reference: Rc<Class>,
    /// `typing.Generic`.
    pub(crate) generic: Rc<Class>,
    /// `typing.Protocol`.
    pub(crate) protocol: Rc<Class>,
    /// `typing.TypedDict`, a class here.
    pub(crate) typed_dict: Rc<Class>,
}

#[derive(Default)]
struct State {
    classes: OnceCell<Rc<Classes>>,
    forms: RefCell<Vars>,
}

/// The classes of `typing`, made when first asked for.
pub(crate) fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = evaluator.extension::<State>();
    Rc::clone(state.classes.get_or_init(|| Rc::new(make_classes(evaluator))))
}

fn make_classes(evaluator: &Evaluator) -> Classes {
    let object = std::slice::from_ref(&evaluator.types.object);
    let class =
        |module: &str, name: &str, attributes: Vars| Class::native(module, name, object, None, attributes);
    let generic = generic::generic_class(object);
    Classes {
        special_form: class("typing", "_SpecialForm", special::attributes()),
        alias: class("typing", "_GenericAlias", alias::attributes()),
        builtin_alias: alias::builtin_class(object),
        union: class("typing", "_UnionGenericAlias", union::attributes()),
        builtin_union: class("types", "UnionType", union::attributes()),
        annotated: class("typing", "_AnnotatedAlias", annotated::attributes()),
        type_variable: variables::type_variable_class(object),
        parameter_specification: variables::parameter_specification_class(object),
        type_variable_tuple: variables::type_variable_tuple_class(object),
        new_type: variables::new_type_class(object),
        forward_reference: variables::forward_reference_class(object),
        protocol: generic::protocol_class(&generic),
        typed_dict: typed_dict::class(std::slice::from_ref(&evaluator.types.dict)),
        generic,
    }
}

/// A special form by its name in `typing`; always the same object.
pub(crate) fn form(evaluator: &mut Evaluator, name: &str) -> Value {
    let state = evaluator.extension::<State>();
    if let Some(known) = state.forms.borrow().get(name) {
        return known.clone();
    }
    let class = Rc::clone(&classes(evaluator).special_form);
    let value = instance(&class, SpecialForm { name: name.into() });
    state.forms.borrow_mut().insert(name.into(), value.clone());
    value
}

/// Whether a value is the bare special form of the name.
pub(crate) fn is_form(value: &Value, name: &str) -> bool {
    value.payload::<SpecialForm>().is_some_and(|form| &*form.name == name)
}

/// A forward reference to the text.
pub(crate) fn forward_reference(evaluator: &mut Evaluator, text: &Rc<str>) -> Value {
    let class = Rc::clone(&classes(evaluator).forward_reference);
    instance(&class, ForwardReference { text: Rc::clone(text), meaning: RefCell::default() })
}

fn instance<T: 'static>(class: &Rc<Class>, payload: T) -> Value {
    Value::Instance(Rc::new(Instance::with_payload(class, payload)))
}

/// A type as `typing` keeps it: `None` is `NoneType`, text is a forward reference.
pub(crate) fn converted(evaluator: &mut Evaluator, argument: &Value) -> Value {
    match argument {
        Value::None => Value::Class(Rc::clone(&evaluator.types.none_type)),
        Value::Str(text) => forward_reference(evaluator, text),
        _ => argument.clone(),
    }
}

/// The items between the brackets.
fn items_of(item: &Value) -> Vec<Value> {
    match item {
        Value::Tuple(items) => items.to_vec(),
        _ => vec![item.clone()],
    }
}

/// A type argument, converted and checked.
fn checked(evaluator: &mut Evaluator, argument: &Value, message: &str) -> EvalResult<Value> {
    let argument = converted(evaluator, argument);
    check_size(evaluator, &argument)?;
    if let Value::Tuple(_) = argument {
        let text = plain_repr(evaluator, &argument)?;
        return Err(evaluator.type_error(&format!("{message} Got {text}.")));
    }
    let generic = Rc::clone(&classes(evaluator).generic);
    let protocol = Rc::clone(&classes(evaluator).protocol);
    let plain = match &argument {
        Value::Class(class) => Rc::ptr_eq(class, &generic) || Rc::ptr_eq(class, &protocol),
        _ => argument.payload::<SpecialForm>().is_some_and(|form| !special::is_type(&form.name)),
    };
    if plain {
        let text = plain_repr(evaluator, &argument)?;
        return Err(evaluator.type_error(&format!("Plain {text} is not valid as type argument")));
    }
    if let Some(alias) = argument.payload::<GenericAlias>()
        && (is_form(&alias.origin, "ClassVar") || is_form(&alias.origin, "Final"))
    {
        let text = plain_repr(evaluator, &argument)?;
        return Err(evaluator.type_error(&format!("{text} is not valid as type argument")));
    }
    Ok(argument)
}

/// How deep types may be nested, and how many parts one may have.
const MOST_LEVELS: usize = 100;
const MOST_PARTS: usize = 10_000;

/// Raises `RecursionError` for a type that is nested so deep, or so large, that working on it would not end.
fn check_size(evaluator: &Evaluator, value: &Value) -> EvalResult<()> {
    let mut parts = 0;
    let mut waiting = vec![(value.clone(), 0)];
    while let Some((value, level)) = waiting.pop() {
        parts += 1;
        if level > MOST_LEVELS || parts > MOST_PARTS {
            let class = &evaluator.exceptions.recursion_error;
            return Err(evaluator.exception(class, "maximum recursion depth exceeded"));
        }
        waiting.extend(parts_of(&value).into_iter().map(|part| (part, level + 1)));
    }
    Ok(())
}

/// The types that a type is made of.
fn parts_of(value: &Value) -> Vec<Value> {
    if let Some(alias) = value.payload::<GenericAlias>() {
        return alias.arguments.as_deref().unwrap_or_default().to_vec();
    }
    if let Some(union) = value.payload::<UnionType>() {
        return union.members.to_vec();
    }
    value.payload::<AnnotatedType>().map(|annotated| vec![annotated.base.clone()]).unwrap_or_default()
}

/// `repr(value)` for a message.
fn plain_repr(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Rc<str>> {
    let text = evaluator.repr_of(value)?;
    Ok(text.as_str().unwrap_or_else(|| "…".into()))
}

/// The functions that every object of `typing` has: `|` on both sides, `repr`, `==` and `hash`.
const COMMON: Functions = &[
    ("__or__", union::or),
    ("__ror__", union::reflected_or),
    ("__repr__", representation::repr),
    ("__eq__", equality::equal),
    ("__hash__", equality::hash),
];
