//! `operator`: Python's operators as functions, and functions that get items, attributes and results of methods.

use super::convert::{known, text};
use super::parts::{Names, closure_accepting_unknown, take_first};
use crate::python::{Arguments, EvalResult, Evaluator, Truth, UnknownForm, Value, Vars};

/// Function and operator, for operators with two operands. The function with underscores (`__add__`) is the same.
const BINARY: &[(&str, &str)] = &[
    ("add", "+"),
    ("and_", "&"),
    ("floordiv", "//"),
    ("lshift", "<<"),
    ("matmul", "@"),
    ("mod", "%"),
    ("mul", "*"),
    ("or_", "|"),
    ("pow", "**"),
    ("rshift", ">>"),
    ("sub", "-"),
    ("truediv", "/"),
    ("xor", "^"),
];

/// Function and operator, for comparisons.
const COMPARISONS: &[(&str, &str)] =
    &[("eq", "=="), ("ne", "!="), ("lt", "<"), ("le", "<="), ("gt", ">"), ("ge", ">=")];

/// The names of the module.
pub(super) fn module(_evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let mut names = Names::default();
    for (name, operator) in BINARY {
        let function = two(name, move |evaluator, left, right| evaluator.binary(operator, left, right));
        names = names.value(&special(name), function.clone()).value(name, function);
        let in_place = format!("i{}", name.trim_end_matches('_'));
        let function = two(&in_place, move |evaluator, left, right| evaluator.binary(operator, left, right));
        names = names.value(&in_place, function);
    }
    for (name, operator) in COMPARISONS {
        let function = two(name, move |evaluator, left, right| evaluator.compare(operator, left, right));
        names = names.value(&special(name), function.clone()).value(name, function);
    }
    Ok(names
        .value(
            "contains",
            two("contains", |evaluator, container, item| {
                evaluator.contains(container, item).map(Value::from)
            }),
        )
        .value("concat", two("concat", concatenate))
        .value("__concat__", two("concat", concatenate))
        .value("getitem", two("getitem", Evaluator::get_item))
        .value("countOf", two("countOf", count_of))
        .value("indexOf", two("indexOf", index_of))
        .value("is_", two("is_", |_, left, right| Ok(left.is(right).into())))
        .value("is_not", two("is_not", |_, left, right| Ok((!left.is(right)).into())))
        .functions_accepting_unknown(&[
            ("truth", truth),
            ("not_", not),
            ("setitem", setitem),
            ("delitem", delitem),
        ])
        .functions(&[
            ("neg", |evaluator, arguments| unary(evaluator, arguments, "neg", "__neg__")),
            ("pos", |evaluator, arguments| unary(evaluator, arguments, "pos", "__pos__")),
            ("abs", |evaluator, arguments| unary(evaluator, arguments, "abs", "__abs__")),
            ("inv", |evaluator, arguments| unary(evaluator, arguments, "inv", "__invert__")),
            ("invert", |evaluator, arguments| unary(evaluator, arguments, "invert", "__invert__")),
            ("index", |evaluator, arguments| unary(evaluator, arguments, "index", "__index__")),
            ("attrgetter", attrgetter),
            ("itemgetter", itemgetter),
        ])
        .functions_accepting_unknown(&[("methodcaller", methodcaller)])
        .vars())
}

fn special(name: &str) -> String {
    format!("__{}__", name.trim_end_matches('_'))
}

/// A function of two operands.
fn two(name: &str, code: impl Fn(&mut Evaluator, &Value, &Value) -> EvalResult<Value> + 'static) -> Value {
    let shown = name.to_owned();
    closure_accepting_unknown(name, move |evaluator, arguments| {
        if !arguments.keywords.is_empty() {
            return Err(evaluator.type_error(&format!("{shown}() takes no keyword arguments")));
        }
        match &arguments.positional[..] {
            [left, right] => code(evaluator, left, right),
            given => {
                let count = given.len();
                Err(evaluator.type_error(&format!("{shown} expected 2 arguments, got {count}")))
            }
        }
    })
}

fn unary(evaluator: &mut Evaluator, arguments: Arguments, name: &str, method: &str) -> EvalResult<Value> {
    let operand = super::convert::single(evaluator, arguments, name)?;
    let symbol = match method {
        "__neg__" => "-",
        "__pos__" => "+",
        "__invert__" => "~",
        _ => "",
    };
    if let Some(value) = evaluator.special(&operand, method, [])? {
        return Ok(value);
    }
    if let Some(value) = crate::python::builtins::operators::unary(evaluator, symbol, &operand.unwrapped())? {
        return Ok(value);
    }
    let class = super::convert::type_name(evaluator, &operand);
    Err(evaluator.type_error(&match method {
        "__abs__" => format!("bad operand type for abs(): '{class}'"),
        "__index__" => format!("'{class}' object cannot be interpreted as an integer"),
        _ => format!("bad operand type for unary {symbol}: '{class}'"),
    }))
}

fn truth(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = super::convert::single(evaluator, arguments, "truth")?;
    evaluator.truth(&value).map(Value::from)
}

fn not(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let value = super::convert::single(evaluator, arguments, "not_")?;
    Ok(match evaluator.truth(&value)? {
        Truth::Known(truth) => Value::Bool(!truth),
        Truth::Ambiguous(unknown) => Value::Unknown(unknown.derived(UnknownForm::Other)),
    })
}

fn setitem(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [container, key, value] = arguments.bind_positional(evaluator, "_operator.setitem", 3)?;
    if let (Some(container), Some(key), Some(value)) = (container, key, value) {
        evaluator.set_item(&container, &key, value)?;
    }
    Ok(Value::None)
}

fn delitem(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [container, key] = arguments.bind_positional(evaluator, "_operator.delitem", 2)?;
    if let (Some(container), Some(key)) = (container, key)
        && crate::python::builtins::sequence::del_item(evaluator, &container.unwrapped(), &key)?.is_none()
    {
        evaluator.call_method(&container, "__delitem__", Arguments::positional([key]))?;
    }
    Ok(Value::None)
}

/// `left + right` of sequences.
fn concatenate(evaluator: &mut Evaluator, left: &Value, right: &Value) -> EvalResult<Value> {
    let class = evaluator.class_of(left);
    let is_number = matches!(left.unwrapped(), Value::Int(_) | Value::Bool(_) | Value::Float(_));
    if left.as_unknown().is_none() && (is_number || class.lookup("__getitem__").is_none()) {
        return Err(evaluator.type_error(&format!("'{}' object can't be concatenated", class.name)));
    }
    evaluator.binary("+", left, right)
}

fn count_of(evaluator: &mut Evaluator, container: &Value, wanted: &Value) -> EvalResult<Value> {
    let mut count = 0_i64;
    for item in evaluator.iterate(container)? {
        match evaluator.equals(&item, wanted)? {
            Truth::Known(equal) => count += i64::from(equal),
            Truth::Ambiguous(unknown) => return Err(unknown.into()),
        }
    }
    Ok(count.into())
}

fn index_of(evaluator: &mut Evaluator, container: &Value, wanted: &Value) -> EvalResult<Value> {
    for (at, item) in evaluator.iterate(container)?.into_iter().enumerate() {
        match evaluator.equals(&item, wanted)? {
            Truth::Known(true) => return Ok(Value::int(at)),
            Truth::Known(false) => {}
            Truth::Ambiguous(unknown) => return Err(unknown.into()),
        }
    }
    Err(evaluator.value_error("sequence.index(x): x not in sequence"))
}

fn itemgetter(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let keys = arguments.positional;
    if keys.is_empty() {
        return Err(evaluator.type_error("itemgetter expected at least 1 argument, got 0"));
    }
    Ok(closure_accepting_unknown("itemgetter", move |evaluator, arguments| {
        let value = super::convert::single(evaluator, arguments, "itemgetter")?;
        if let [key] = &keys[..] {
            return evaluator.get_item(&value, key);
        }
        let items: EvalResult<Vec<Value>> = keys.iter().map(|key| evaluator.get_item(&value, key)).collect();
        items.map(Value::tuple)
    }))
}

fn attrgetter(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let mut paths: Vec<std::rc::Rc<str>> = Vec::new();
    for path in &arguments.positional {
        paths.push(text(evaluator, path, "attribute name must be a string")?);
    }
    if paths.is_empty() {
        return Err(evaluator.type_error("attrgetter expected at least 1 argument, got 0"));
    }
    Ok(closure_accepting_unknown("attrgetter", move |evaluator, arguments| {
        let value = super::convert::single(evaluator, arguments, "attrgetter")?;
        let mut found = Vec::new();
        for path in &paths {
            let mut inner = value.clone();
            for name in path.split('.') {
                inner = evaluator.get_attribute(&inner, name)?;
            }
            found.push(inner);
        }
        Ok(if found.len() == 1 { found.remove(0) } else { Value::tuple(found) })
    }))
}

fn methodcaller(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let name = known(take_first(evaluator, &mut arguments)?)?;
    let name = text(evaluator, &name, "method name must be a string")?;
    Ok(closure_accepting_unknown("methodcaller", move |evaluator, mut call| {
        let value = take_first(evaluator, &mut call)?;
        evaluator.call_method(&value, &name, arguments.clone())
    }))
}
