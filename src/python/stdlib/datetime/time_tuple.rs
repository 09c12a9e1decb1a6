//! `time.struct_time`, as `timetuple` and `utctimetuple` give it.

use std::cell::OnceCell;
use std::rc::Rc;

use super::super::parts::{Names, closure, property, take_first};
use super::{Date, DateTime, TimeDelta, date::date_of};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};

/// The names of the numbers.
const FIELDS: [&str; 9] =
    ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"];

#[derive(Default)]
struct StructTime(OnceCell<Rc<Class>>);

fn class(evaluator: &mut Evaluator) -> Rc<Class> {
    let state = evaluator.extension::<StructTime>();
    let make = || {
        let mut names = Names::default()
            .functions(&[("__repr__", repr)])
            .value("n_fields", 11)
            .value("n_sequence_fields", 9)
            .value("n_unnamed_fields", 0)
            .value("__match_args__", Value::tuple(FIELDS.map(Value::str)));
        for (at, name) in FIELDS.into_iter().enumerate() {
            let getter = closure(name, move |evaluator, mut arguments| {
                let value = take_first(evaluator, &mut arguments)?;
                evaluator.get_item(&value.unwrapped(), &Value::int(at))
            });
            names = names.value(name, property(getter));
        }
        for name in ["tm_zone", "tm_gmtoff"] {
            names = names.value(name, property(closure(name, |_, _| Ok(Value::None))));
        }
        let tuple = std::slice::from_ref(&evaluator.types.tuple);
        Class::native("time", "struct_time", tuple, None, names.vars())
    };
    Rc::clone(state.0.get_or_init(make))
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?.unwrapped();
    let mut parts = Vec::new();
    for (name, number) in FIELDS.iter().zip(evaluator.iterate(&value)?) {
        let number = evaluator.repr_of(&number)?.as_str().unwrap_or_default();
        parts.push(format!("{name}={number}"));
    }
    Ok(format!("time.struct_time({})", parts.join(", ")).into())
}

fn made(evaluator: &mut Evaluator, date: &Date, [hour, minute, second]: [i64; 3], summer: i64) -> Value {
    let first = Date { month: 1, day: 1, ..*date };
    let day_of_year = date.ordinal() - first.ordinal() + 1;
    let numbers = [
        i64::from(date.year),
        i64::from(date.month),
        i64::from(date.day),
        hour,
        minute,
        second,
        date.weekday().into(),
        day_of_year,
        summer,
    ];
    let class = class(evaluator);
    Value::Instance(Rc::new(Instance::with_builtin(&class, Value::tuple(numbers.map(Value::int)))))
}

/// `date.timetuple`.
pub(super) fn of_date(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let date = date_of(evaluator, &mut arguments)?;
    Ok(made(evaluator, &date, [0; 3], -1))
}

fn clock(moment: &DateTime) -> [i64; 3] {
    [moment.time.hour.into(), moment.time.minute.into(), moment.time.second.into()]
}

/// `datetime.timetuple`.
pub(super) fn of_moment(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let summer = match evaluator.call_method(&value, "dst", Arguments::default())? {
        Value::Unknown(unknown) => return Err(unknown.into()),
        Value::None => -1,
        delta => delta.payload::<TimeDelta>().map_or(0, |delta| i64::from(*delta != TimeDelta::default())),
    };
    let moment = value.payload::<DateTime>();
    Ok(moment.map_or(Value::None, |moment| made(evaluator, &moment.date, clock(&moment), summer)))
}

/// `datetime.utctimetuple`.
pub(super) fn of_utc(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let offset = evaluator.call_method(&value, "utcoffset", Arguments::default())?;
    let value = if offset.is_none() { value } else { evaluator.binary("-", &value, &offset)? };
    if let Value::Unknown(unknown) = value {
        return Err(unknown.into());
    }
    let moment = value.payload::<DateTime>();
    Ok(moment.map_or(Value::None, |moment| made(evaluator, &moment.date, clock(&moment), 0)))
}
