//! `typing` and `typing_extensions`.
//!
//! What a subscripted or special type *is* stands in the payload of an instance, one payload type for each kind; flytekit's
//! type engine reads these.

use std::rc::Rc;

use crate::python::Value;

/// A bare special form: `Any`, `Union`, `Optional`, `Literal`, `Callable`, `ClassVar`, `Self` …
pub struct SpecialForm {
    /// Its name in `typing`.
    pub name: Rc<str>,
}

/// A subscripted generic: `List[int]`, `list[int]`, `Iterator[str]`, `Literal["a"]`, `Generic[T]`, `Callable[[int], str]`; also the
/// bare `typing.List`, whose `arguments` are `None`.
pub struct GenericAlias {
    /// The class (`list`, a user's class) or special form that is subscripted; what `__origin__` gives.
    pub origin: Value,
    /// The arguments; `None` for a bare alias of `typing`.
    pub arguments: Option<Rc<[Value]>>,
    /// How it prints before the bracket: `typing.List`, `list`, `app.Box`.
    pub spelled: Rc<str>,
}

/// A union: `Union[int, str]`, `Optional[int]`, `int | str`; flat and without repetition, at least two members.
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

/// A type variable.
pub struct TypeVariable {
    /// Its name.
    pub name: Rc<str>,
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
}

use crate::python::{Class, EvalResult, Evaluator, Module};
use crate::source::Span;

pub(crate) fn union_of(
    _evaluator: &mut Evaluator,
    _left: &Value,
    _right: &Value,
) -> EvalResult<Option<Value>> {
    Ok(None)
}

pub(crate) fn subscript_class(
    _evaluator: &mut Evaluator,
    _class: &Rc<Class>,
    _item: &Value,
) -> EvalResult<Option<Value>> {
    Ok(None)
}

pub(crate) fn mro_entries(_base: &Value) -> Option<Vec<Value>> {
    None
}

/// A type with the forward references in it resolved among the names of a module.
pub(crate) fn resolve_references(
    _evaluator: &mut Evaluator,
    value: &Value,
    _module: &Rc<Module>,
    _span: Span,
) -> EvalResult<Value> {
    Ok(value.clone())
}
