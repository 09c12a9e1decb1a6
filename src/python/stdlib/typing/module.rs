//! The names of `typing` and `typing_extensions`, and the aliases of classes (`List`, `Dict`, `Callable` …).

use std::rc::Rc;

use super::super::abstract_classes::abstract_class;
use super::super::named_tuple;
use super::super::parts::Names;
use super::alias::typing_alias;
use super::parameters::check_count;
use super::special::{FORMS, FURTHER_FORMS};
use super::{GenericAlias, checked, classes, converted, form, introspection, items_of};
use crate::python::{Class, EvalResult, Evaluator, Value, Vars};

/// How many arguments an alias takes.
#[derive(Clone, Copy)]
enum Count {
    Exactly(usize),
    /// `Tuple`, and `Callable` with its own rules.
    Special,
}
use Count::{Exactly, Special};

/// Aliases: the name in `typing`, the dotted name of the class, the number of arguments.
const ALIASES: &[(&str, &str, Count)] = &[
    ("List", "builtins.list", Exactly(1)),
    ("Dict", "builtins.dict", Exactly(2)),
    ("Set", "builtins.set", Exactly(1)),
    ("FrozenSet", "builtins.frozenset", Exactly(1)),
    ("Tuple", "builtins.tuple", Special),
    ("Type", "builtins.type", Exactly(1)),
    ("Callable", "collections.abc.Callable", Special),
    ("Deque", "collections.deque", Exactly(1)),
    ("DefaultDict", "collections.defaultdict", Exactly(2)),
    ("OrderedDict", "collections.OrderedDict", Exactly(2)),
    ("Counter", "collections.Counter", Exactly(1)),
    ("ChainMap", "collections.ChainMap", Exactly(2)),
    ("Hashable", "collections.abc.Hashable", Exactly(0)),
    ("Sized", "collections.abc.Sized", Exactly(0)),
    ("ByteString", "collections.abc.ByteString", Exactly(0)),
    ("Awaitable", "collections.abc.Awaitable", Exactly(1)),
    ("Coroutine", "collections.abc.Coroutine", Exactly(3)),
    ("AsyncIterable", "collections.abc.AsyncIterable", Exactly(1)),
    ("AsyncIterator", "collections.abc.AsyncIterator", Exactly(1)),
    ("AsyncGenerator", "collections.abc.AsyncGenerator", Exactly(2)),
    ("Iterable", "collections.abc.Iterable", Exactly(1)),
    ("Iterator", "collections.abc.Iterator", Exactly(1)),
    ("Generator", "collections.abc.Generator", Exactly(3)),
    ("Reversible", "collections.abc.Reversible", Exactly(1)),
    ("Container", "collections.abc.Container", Exactly(1)),
    ("Collection", "collections.abc.Collection", Exactly(1)),
    ("AbstractSet", "collections.abc.Set", Exactly(1)),
    ("MutableSet", "collections.abc.MutableSet", Exactly(1)),
    ("Mapping", "collections.abc.Mapping", Exactly(2)),
    ("MutableMapping", "collections.abc.MutableMapping", Exactly(2)),
    ("Sequence", "collections.abc.Sequence", Exactly(1)),
    ("MutableSequence", "collections.abc.MutableSequence", Exactly(1)),
    ("MappingView", "collections.abc.MappingView", Exactly(1)),
    ("KeysView", "collections.abc.KeysView", Exactly(1)),
    ("ItemsView", "collections.abc.ItemsView", Exactly(2)),
    ("ValuesView", "collections.abc.ValuesView", Exactly(1)),
    ("ContextManager", "contextlib.AbstractContextManager", Exactly(1)),
    ("AsyncContextManager", "contextlib.AbstractAsyncContextManager", Exactly(1)),
    ("Pattern", "re.Pattern", Exactly(1)),
    ("Match", "re.Match", Exactly(1)),
];

/// Protocols with one method, which only annotations use.
const PROTOCOLS: &[&str] = &[
    "SupportsInt",
    "SupportsFloat",
    "SupportsComplex",
    "SupportsBytes",
    "SupportsIndex",
    "SupportsAbs",
    "SupportsRound",
];

fn class_named(evaluator: &mut Evaluator, dotted_name: &str) -> Rc<Class> {
    let types = &evaluator.types;
    match dotted_name {
        "builtins.list" => Rc::clone(&types.list),
        "builtins.dict" => Rc::clone(&types.dict),
        "builtins.set" => Rc::clone(&types.set),
        "builtins.frozenset" => Rc::clone(&types.frozenset),
        "builtins.tuple" => Rc::clone(&types.tuple),
        "builtins.type" => Rc::clone(&types.type_),
        _ => abstract_class(evaluator, dotted_name),
    }
}

/// `alias[item]` for a bare alias of `typing`.
pub(super) fn subscript_bare(
    evaluator: &mut Evaluator,
    alias: &Rc<GenericAlias>,
    item: &Value,
) -> EvalResult<Value> {
    let bare = typing_alias(evaluator, &alias.origin, None, &alias.spelled);
    let name = alias.spelled.trim_start_matches("typing.");
    let count = ALIASES.iter().find(|(known, _, _)| *known == name).map_or(Special, |(_, _, count)| *count);
    let mut items = items_of(item);
    match count {
        _ if name == "Callable" => items = callable_arguments(evaluator, &items)?,
        Exactly(0) => {
            let text = super::plain_repr(evaluator, &bare)?;
            return Err(evaluator.type_error(&format!("{text} is not a generic class")));
        }
        Exactly(count) => {
            items = checked_all(evaluator, &items, "Parameters to generic types must be types.")?;
            check_count(evaluator, &bare, items.len(), count)?;
        }
        Special => items = tuple_arguments(evaluator, &items)?,
    }
    Ok(typing_alias(evaluator, &alias.origin, Some(items), &alias.spelled))
}

fn checked_all(evaluator: &mut Evaluator, items: &[Value], message: &str) -> EvalResult<Vec<Value>> {
    items.iter().map(|item| checked(evaluator, item, message)).collect()
}

fn tuple_arguments(evaluator: &mut Evaluator, items: &[Value]) -> EvalResult<Vec<Value>> {
    if let [types @ .., Value::Ellipsis] = items
        && types.len() == 1
    {
        let mut types = checked_all(evaluator, types, "Tuple[t, ...]: t must be a type.")?;
        types.push(Value::Ellipsis);
        return Ok(types);
    }
    checked_all(evaluator, items, "Tuple[t0, t1, ...]: each t must be a type.")
}

/// The flat arguments of `Callable[[…], result]`.
fn callable_arguments(evaluator: &mut Evaluator, items: &[Value]) -> EvalResult<Vec<Value>> {
    let [parameters, result] = items else {
        return Err(evaluator.type_error("Callable must be used as Callable[[arg, ...], result]."));
    };
    let mut arguments = match parameters {
        Value::List(list) => list.to_vec(),
        Value::Tuple(types) => types.to_vec(),
        other => vec![other.clone()],
    };
    for argument in &mut arguments {
        *argument = converted(evaluator, argument);
    }
    arguments.push(checked(evaluator, result, "Callable[args, result]: result must be a type.")?);
    Ok(arguments)
}

/// The names of `typing`.
pub(in super::super) fn typing(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let classes = classes(evaluator);
    let mut names = Names::default()
        .value("TYPE_CHECKING", false)
        .value("Text", Value::Class(Rc::clone(&evaluator.types.str)))
        .class(&classes.generic)
        .class(&classes.protocol)
        .class(&classes.type_variable)
        .class(&classes.parameter_specification)
        .class(&classes.type_variable_tuple)
        .class(&classes.new_type)
        .class(&classes.typed_dict)
        .value("ForwardRef", Value::Class(Rc::clone(&classes.forward_reference)))
        .value("_GenericAlias", Value::Class(Rc::clone(&classes.alias)))
        .value("_AnnotatedAlias", Value::Class(Rc::clone(&classes.annotated)))
        .value("_UnionGenericAlias", Value::Class(Rc::clone(&classes.union)))
        .value("_SpecialForm", Value::Class(Rc::clone(&classes.special_form)))
        .value("NamedTuple", Value::Class(named_tuple::typed_class(evaluator)))
        .vars();
    for name in FORMS {
        names.insert((*name).into(), form(evaluator, name));
    }
    for (name, origin, _) in ALIASES {
        let origin = Value::Class(class_named(evaluator, origin));
        names.insert((*name).into(), typing_alias(evaluator, &origin, None, &format!("typing.{name}")));
    }
    for name in PROTOCOLS {
        let class =
            Class::native("typing", name, std::slice::from_ref(&classes.protocol), None, Vars::default());
        names.insert((*name).into(), Value::Class(class));
    }
    names.extend(stream_classes(&classes.generic));
    names.insert("AnyStr".into(), any_str(evaluator)?);
    names.extend(introspection::functions());
    Ok(names)
}

fn stream_classes(generic: &Rc<Class>) -> Vars {
    let io = Class::native("typing", "IO", std::slice::from_ref(generic), None, Vars::default());
    let stream = |name| Class::native("typing", name, std::slice::from_ref(&io), None, Vars::default());
    let (binary, text) = (stream("BinaryIO"), stream("TextIO"));
    Names::default().class(&io).class(&binary).class(&text).vars()
}

fn any_str(evaluator: &mut Evaluator) -> EvalResult<Value> {
    let class = Value::Class(Rc::clone(&classes(evaluator).type_variable));
    let types = [&evaluator.types.bytes, &evaluator.types.str].map(|class| Value::Class(Rc::clone(class)));
    let [bytes, text] = types;
    evaluator.call(&class, crate::python::Arguments::positional([Value::str("AnyStr"), bytes, text]))
}

/// The names of `typing_extensions`: those of `typing`, and newer ones.
pub(in super::super) fn typing_extensions(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let mut names = typing(evaluator)?;
    for name in FURTHER_FORMS {
        names.insert((*name).into(), form(evaluator, name));
    }
    let buffer = abstract_class(evaluator, "collections.abc.Buffer");
    names.insert("Buffer".into(), Value::Class(buffer));
    Ok(names)
}
