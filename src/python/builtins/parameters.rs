//! What built-in functions and methods take: counts of arguments, receivers and conversions, with Python's texts.

use std::rc::Rc;

use super::super::{
    Arguments, Class, ClassHooks, EvalResult, Evaluator, NativeCode, NativeFunction, Property, Value, Vars,
};
use super::known::{known, settle};
use super::special::type_name;

/// Exactly `N` positional arguments and no keywords. The name is as Python shows it: `len`, `list.append`.
pub(super) fn exactly<const N: usize>(
    evaluator: &Evaluator,
    name: &str,
    arguments: Arguments,
) -> EvalResult<[Value; N]> {
    no_keywords(evaluator, name, &arguments)?;
    let given = arguments.positional.len();
    <[Value; N]>::try_from(arguments.positional).map_err(|_| {
        evaluator.type_error(&match N {
            0 => format!("{name}() takes no arguments ({given} given)"),
            1 => format!("{name}() takes exactly one argument ({given} given)"),
            _ => format!("{} expected {N} arguments, got {given}", short(name)),
        })
    })
}

/// From `least` to `N` positional arguments and no keywords.
pub(super) fn between<const N: usize>(
    evaluator: &Evaluator,
    name: &str,
    least: usize,
    arguments: Arguments,
) -> EvalResult<[Option<Value>; N]> {
    no_keywords(evaluator, name, &arguments)?;
    let given = arguments.positional.len();
    if given < least || given > N {
        let (word, count) = if given < least { ("least", least) } else { ("most", N) };
        let plural = if count == 1 { "" } else { "s" };
        let name = short(name);
        return Err(
            evaluator.type_error(&format!("{name} expected at {word} {count} argument{plural}, got {given}"))
        );
    }
    let mut values = arguments.positional.into_iter();
    Ok(std::array::from_fn(|_| values.next()))
}

fn short(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// `TypeError` where there is a keyword argument.
pub(super) fn no_keywords(evaluator: &Evaluator, name: &str, arguments: &Arguments) -> EvalResult<()> {
    if arguments.keywords.is_empty() {
        return Ok(());
    }
    Err(evaluator.type_error(&format!("{name}() takes no keyword arguments")))
}

/// Takes the receiver of a method of a built-in class away: the built-in value that it is. `take` picks what the method
/// works on.
pub(super) fn receiver<T>(
    evaluator: &Evaluator,
    arguments: &mut Arguments,
    class: &str,
    method: &str,
    take: impl FnOnce(&Value) -> Option<T>,
) -> EvalResult<T> {
    let Some(first) = arguments.take_first() else {
        return Err(evaluator.type_error(&format!("unbound method {class}.{method}() needs an argument")));
    };
    let first = known(first)?;
    take(&first.unwrapped()).ok_or_else(|| {
        let name = type_name(evaluator, &first);
        evaluator.type_error(&format!(
            "descriptor '{method}' for '{class}' objects doesn't apply to a '{name}' object"
        ))
    })
}

/// Text; `TypeError` with `message` (which gets the name of the type) for other values.
pub(super) fn text(
    evaluator: &Evaluator,
    value: &Value,
    message: impl FnOnce(&str) -> String,
) -> EvalResult<Rc<str>> {
    if let Value::Unknown(unknown) = value {
        return Err(Rc::clone(unknown).into());
    }
    value.as_str().ok_or_else(|| evaluator.type_error(&message(&type_name(evaluator, value))))
}

/// A class attribute that is computed: `number.real`.
pub(super) fn getter(name: &str, code: NativeCode) -> (Rc<str>, Value) {
    let getter = Value::Native(Rc::new(NativeFunction::new(name, code)));
    let property = Property::read_only(getter);
    (name.into(), Value::Property(Rc::new(property)))
}

/// A class method of a built-in class.
pub(super) fn class_method(name: &str, code: NativeCode) -> (Rc<str>, Value) {
    (name.into(), Value::ClassMethod(Rc::new(Value::native(name, code))))
}

/// A static method of a built-in class.
pub(super) fn static_method(name: &str, code: NativeCode) -> (Rc<str>, Value) {
    (name.into(), Value::StaticMethod(Rc::new(Value::native(name, code))))
}

/// Methods whose results are unknown.
pub(super) fn opaque(names: &[&'static str]) -> Vars {
    let method = |name: &'static str| {
        let code = move |evaluator: &mut Evaluator, _: Arguments| {
            Ok(evaluator.unknown(&format!("the method {name} is not evaluated")))
        };
        Value::Native(Rc::new(NativeFunction::closure(name, code)))
    };
    names.iter().map(|name| (Rc::from(*name), method(name))).collect()
}

/// Adds attributes to a table.
pub(super) fn with(mut table: Vars, more: impl IntoIterator<Item = (Rc<str>, Value)>) -> Vars {
    table.extend(more);
    table
}

/// How a built-in class makes a value.
pub(super) type Construct = fn(&mut Evaluator, &Rc<Class>, &Arguments) -> EvalResult<Value>;

struct Constructor(Construct);

impl ClassHooks for Constructor {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        // A member of an enumeration is looked up, not made.
        if class.descends_from("enum.Enum") {
            return Ok(None);
        }
        settle((self.0)(evaluator, class, arguments)).map(Some)
    }
}

/// The hooks of a built-in class that `construct` makes values of.
pub(super) fn constructor(construct: Construct) -> Option<Rc<dyn ClassHooks>> {
    Some(Rc::new(Constructor(construct)))
}

/// Whether a class has an `__init__` of the program, which gets the arguments in place of the built-in class.
pub(super) fn has_own_init(class: &Rc<Class>) -> bool {
    super::special::provider(class, "__init__").is_some_and(|provider| provider.span.is_some())
}
