//! `tuple`.

use std::rc::Rc;

use super::super::{Arguments, ClassHooks, EvalResult, Evaluator, Value, Vars};
use super::list::{count_equal, index_of, items_of};
use super::parameters::{self, constructor, exactly, with};
use super::{protocol, table};

pub(super) fn attributes() -> Vars {
    let special = protocol::methods(&[
        "__add__",
        "__contains__",
        "__eq__",
        "__ge__",
        "__getitem__",
        "__gt__",
        "__hash__",
        "__iter__",
        "__le__",
        "__len__",
        "__lt__",
        "__mul__",
        "__ne__",
        "__repr__",
        "__rmul__",
    ]);
    with(special, table(&[("count", count), ("index", index)]))
}

pub(super) fn hooks() -> Option<Rc<dyn ClassHooks>> {
    constructor(|evaluator, _, arguments| match &arguments.positional[..] {
        [tuple @ Value::Tuple(_)] => Ok(tuple.clone()),
        _ => Ok(Value::tuple(items_of(evaluator, "tuple", arguments.clone())?)),
    })
}

fn own(evaluator: &Evaluator, arguments: &mut Arguments, method: &str) -> EvalResult<Rc<[Value]>> {
    parameters::receiver(evaluator, arguments, "tuple", method, |value| match value {
        Value::Tuple(items) => Some(Rc::clone(items)),
        _ => None,
    })
}

fn count(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let items = own(evaluator, &mut arguments, "count")?;
    let [wanted] = exactly(evaluator, "tuple.count", arguments)?;
    count_equal(evaluator, &items, &wanted)
}

fn index(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let items = own(evaluator, &mut arguments, "index")?;
    match index_of(evaluator, &items, arguments)? {
        Some(at) => Ok(Value::int(at)),
        None => Err(evaluator.value_error("tuple.index(x): x not in tuple")),
    }
}
