//! The class of promises.

use std::rc::Rc;

use super::{Expression, Promise, VoidPromise};
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::binding::path_element;
use crate::flytekit::classes::classes;
use crate::flytekit::library::{function, strict_methods};
use crate::flytekit::node::{self, NodeDefinition};
use crate::flytekit::{need, report};
use crate::model::{ComparisonOperator, PathElement, SimpleType, TypeKind};
use crate::python::{
    Arguments, Class, EvalResult, Evaluator, Instance, Interrupt, NativeCode, Property, Value, Vars,
};

/// `flytekit.core.promise.Promise`.
pub(crate) fn promise_class(evaluator: &Evaluator) -> Rc<Class> {
    let bases = [Rc::clone(&evaluator.types.object)];
    let table: &[(&str, NativeCode)] = &[
        ("__getattr__", attribute),
        ("__getitem__", item),
        ("__rshift__", before),
        ("__eq__", |evaluator, arguments| compare(evaluator, arguments, ComparisonOperator::Equal)),
        ("__ne__", |evaluator, arguments| compare(evaluator, arguments, ComparisonOperator::NotEqual)),
        ("__gt__", |evaluator, arguments| compare(evaluator, arguments, ComparisonOperator::GreaterThan)),
        ("__ge__", |evaluator, arguments| {
            compare(evaluator, arguments, ComparisonOperator::GreaterThanOrEqual)
        }),
        ("__lt__", |evaluator, arguments| compare(evaluator, arguments, ComparisonOperator::LessThan)),
        ("__le__", |evaluator, arguments| compare(evaluator, arguments, ComparisonOperator::LessThanOrEqual)),
        ("is_", |evaluator, arguments| compare(evaluator, arguments, ComparisonOperator::Equal)),
        ("is_true", |evaluator, arguments| compare_with(evaluator, arguments, Value::Bool(true))),
        ("is_false", |evaluator, arguments| compare_with(evaluator, arguments, Value::Bool(false))),
        ("is_none", |evaluator, arguments| compare_with(evaluator, arguments, Value::None)),
        ("__hash__", hash),
        ("__repr__", repr),
        ("with_overrides", with_overrides),
        ("deepcopy", deepcopy),
        ("__bool__", |evaluator, _| misuse(evaluator, TRUTH)),
        ("__iter__", |evaluator, _| misuse(evaluator, ITERATION)),
        ("__len__", |evaluator, _| misuse(evaluator, "its length is not known yet")),
        ("__and__", |evaluator, _| misuse(evaluator, CONJUNCTION)),
        ("__or__", |evaluator, _| misuse(evaluator, CONJUNCTION)),
        ("eval", |evaluator, _| misuse(evaluator, "it cannot be evaluated while a workflow is compiled")),
        ("__int__", |evaluator, _| misuse(evaluator, ARITHMETIC)),
        ("__float__", |evaluator, _| misuse(evaluator, ARITHMETIC)),
        ("__index__", |evaluator, _| misuse(evaluator, ARITHMETIC)),
    ];
    let mut attributes = strict_methods(table);
    for operator in ARITHMETIC_METHODS {
        attributes
            .insert((*operator).into(), function(operator, |evaluator, _| misuse(evaluator, ARITHMETIC)));
    }
    attributes.insert("__str__".into(), function("__str__", repr));
    property(&mut attributes, "var", |evaluator, arguments| {
        with(evaluator, arguments, |promise| Value::str(&promise.var))
    });
    property(&mut attributes, "is_ready", |_, _| Ok(Value::Bool(false)));
    property(&mut attributes, "val", |_, _| Ok(Value::None));
    property(&mut attributes, "attr_path", |evaluator, arguments| with(evaluator, arguments, path));
    property(&mut attributes, "ref", reference);
    Class::native("flytekit.core.promise", "Promise", &bases, None, attributes)
}

/// How many steps may lead into a promise.
const PATH_LIMIT: usize = 1000;
const TRUTH: &str = "it is neither true nor false yet";
const ITERATION: &str = "it cannot be iterated over";
const ARITHMETIC: &str = "it cannot be computed with";
const CONJUNCTION: &str = "`&` and `|` join comparisons";
const ARITHMETIC_METHODS: &[&str] = &[
    "__add__",
    "__radd__",
    "__sub__",
    "__rsub__",
    "__mul__",
    "__rmul__",
    "__truediv__",
    "__rtruediv__",
    "__floordiv__",
    "__rfloordiv__",
    "__mod__",
    "__rmod__",
    "__pow__",
    "__rpow__",
    "__neg__",
    "__pos__",
    "__abs__",
    "__contains__",
    "__call__",
];

/// Puts a read-only property into the attributes of a class.
pub(crate) fn property(attributes: &mut Vars, name: &str, getter: NativeCode) {
    let property = Property::read_only(function(name, getter));
    attributes.insert(name.into(), Value::Property(Rc::new(property)));
}

/// The fault of a promise that is used as if its value were known.
fn misuse(evaluator: &mut Evaluator, why: &str) -> EvalResult<Value> {
    Err(misused(evaluator, why))
}

fn misused(evaluator: &Evaluator, why: &str) -> Box<Interrupt> {
    let help = match why {
        TRUTH => {
            "branch with `conditional(...)`, or compute in a task; comparisons are joined with `&` and `|`"
        }
        ITERATION => {
            "pick items with `[index]`, map over a list with `map_task`, or iterate in a `@dynamic` workflow"
        }
        CONJUNCTION => "compare it first, as in `(a == 1) & (b == 2)` or `a.is_true() & b.is_true()`",
        _ => "compute in a task, or in a `@dynamic` workflow",
    };
    let message = format!("a promise stands for a value that does not exist yet: {why}");
    let fault = Diagnostic::error(Id::PromiseMisuse, message)
        .at(
            evaluator.current_span(),
            "in the body of a workflow, the results of calls and the inputs are promises",
        )
        .with_help(help);
    evaluator.exception_with(&evaluator.exceptions.value_error, fault)
}

fn receiver(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Promise>> {
    let promise = arguments.take_first().and_then(|value| value.payload::<Promise>());
    promise.ok_or_else(|| evaluator.type_error("a promise was expected"))
}

fn with(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    get: fn(&Promise) -> Value,
) -> EvalResult<Value> {
    receiver(evaluator, &mut arguments).map(|promise| get(&promise))
}

fn path(promise: &Promise) -> Value {
    let element = |element: &PathElement| match element {
        PathElement::Key(key) => Value::str(key),
        PathElement::Index(index) => Value::int(i64::from(*index)),
    };
    Value::list(promise.path.iter().map(element).collect())
}

/// A promise of a part of what a promise stands for.
fn part(evaluator: &mut Evaluator, promise: &Promise, element: PathElement) -> EvalResult<Value> {
    if promise.path.len() >= PATH_LIMIT {
        let message = format!("a path into a promise has more than {PATH_LIMIT} steps");
        let fault = Diagnostic::error(Id::BoundReached, message).at(evaluator.current_span(), "");
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
    }
    Ok(value(evaluator, promise.part(element)))
}

/// The Python value of a promise.
pub(crate) fn value(evaluator: &mut Evaluator, promise: Promise) -> Value {
    let class = Rc::clone(&classes(evaluator).promise);
    Value::Instance(Rc::new(Instance::with_payload(&class, promise)))
}

fn attribute(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let promise = receiver(evaluator, &mut arguments)?;
    let name = arguments.take_first().and_then(|name| name.as_str()).unwrap_or_default();
    if name.starts_with("__") && name.ends_with("__") {
        return Err(evaluator.attribute_error(&format!("'Promise' object has no attribute '{name}'")));
    }
    part(evaluator, &promise, PathElement::Key(name.to_string()))
}

fn item(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let promise = receiver(evaluator, &mut arguments)?;
    let span = arguments.span().or(evaluator.current_span());
    let key = arguments.take_first().unwrap_or(Value::None);
    let opaque = promise.literal_type.as_ref().is_some_and(|literal_type| {
        literal_type.kind == TypeKind::Simple(SimpleType::Struct) && literal_type.metadata.is_none()
    });
    if opaque {
        let fault = Diagnostic::error(
            Id::PromiseMisuse,
            "the keys of this value are not known from its type",
        )
        .at(span, "")
        .with_help(
            "annotate it as `dict[str, ...]` or as a dataclass; `.key` reads an attribute without a check",
        );
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
    }
    crate::flytekit::need::known(evaluator, &key, "the index", span)?;
    let element = path_element(evaluator, &key, span)?;
    part(evaluator, &promise, element)
}

fn compare(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    operator: ComparisonOperator,
) -> EvalResult<Value> {
    let promise = receiver(evaluator, &mut arguments)?;
    let span = arguments.span().or(evaluator.current_span());
    let other = arguments.take_first().unwrap_or(Value::None);
    Expression::compare(evaluator, &promise, operator, &other, span)
}

fn compare_with(evaluator: &mut Evaluator, mut arguments: Arguments, other: Value) -> EvalResult<Value> {
    let promise = receiver(evaluator, &mut arguments)?;
    let span = arguments.span().or(evaluator.current_span());
    Expression::compare(evaluator, &promise, ComparisonOperator::Equal, &other, span)
}

fn hash(_: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let address = arguments.take_first().and_then(|value| value.address()).unwrap_or_default();
    Ok(Value::int(address as i64))
}

/// The text of a promise, which is a constant like any other text.
fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let promise = receiver(evaluator, &mut arguments)?;
    match evaluator.repr_of(&path(&promise))? {
        Value::Str(path) => {
            let text = format!("Promise(node:{}.{}.{path})", promise.node.id.borrow(), promise.var);
            Ok(Value::from(text))
        }
        unknown => Ok(unknown),
    }
}

fn deepcopy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let promise = receiver(evaluator, &mut arguments)?;
    Ok(value(evaluator, Promise { literal_type: None, ..(*promise).clone() }))
}

fn reference(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let promise = receiver(evaluator, &mut arguments)?;
    let reference = Instance::new(&evaluator.types.object.clone());
    reference.set_attribute("node", node::value(evaluator, &promise.node));
    reference.set_attribute("node_id", Value::str(&*promise.node.id.borrow()));
    reference.set_attribute("var", Value::str(&promise.var));
    Ok(Value::Instance(Rc::new(reference)))
}

/// `promise.with_overrides(…)` changes the promise's node.
fn with_overrides(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.take_first().unwrap_or(Value::None);
    if let Some(promise) = receiver.payload::<Promise>() {
        node::override_node(evaluator, &promise.node, arguments)?;
    }
    Ok(receiver)
}

/// `promise >> other`: the promise's node runs before the other's. Gives the other.
fn before(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let promise = receiver(evaluator, &mut arguments)?;
    let other = arguments.take_first().unwrap_or(Value::None);
    order(evaluator, &promise.node, &other)?;
    Ok(other)
}

/// Makes what a promise or a void promise stands for wait for `node`.
pub(super) fn order(evaluator: &mut Evaluator, node: &Rc<NodeDefinition>, other: &Value) -> EvalResult<()> {
    need::known(evaluator, other, "a node that waits for another", evaluator.current_span())?;
    let later = match (other.payload::<Promise>(), other.payload::<VoidPromise>()) {
        (Some(promise), _) => Rc::clone(&promise.node),
        (None, Some(void)) => Rc::clone(&void.node),
        (None, None) => {
            let span = evaluator.current_span();
            let class = evaluator.class_of(other);
            let fault = Diagnostic::error(
                Id::PromiseMisuse,
                format!("`>>` orders the results of calls; on its right stands a value of type `{}`", class.name),
            )
            .at(span, "")
            .with_help("of a call with several outputs, order one of them; nodes of `create_node` are ordered among each other");
            return Err(evaluator.exception_with(&evaluator.exceptions.attribute_error, fault));
        }
    };
    report::refuse_condition(evaluator, "a dependency", evaluator.current_span());
    node.runs_before(&later);
    Ok(())
}
