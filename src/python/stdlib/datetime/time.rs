//! `time`.

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::parts::{Names, receiver, take_first};
use super::{
    Compare, Offset, Time, bounded, comparison, delta_value, format, hash_number, instance, parse,
    time_value, zone, zone_argument,
};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value};

/// The parameters that times and datetimes have in common.
pub(super) const PARAMETERS: [&str; 6] = ["hour", "minute", "second", "microsecond", "tzinfo", "*fold"];

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let values = arguments.clone().bind_builtin(evaluator, "", PARAMETERS)?;
        Ok(Some(instance(class, time_from(evaluator, values, &midnight(), false)?)))
    }
}

fn midnight() -> Time {
    Time::from_microseconds(0, Value::None)
}

/// A time from arguments; what is not given is as in `old`. `replacing` keeps the time zone unless it is given.
pub(super) fn time_from(
    evaluator: &mut Evaluator,
    values: [Option<Value>; 6],
    old: &Time,
    replacing: bool,
) -> EvalResult<Time> {
    let [hour, minute, second, microsecond, zone, fold] = values;
    let part = |value, default: u32, limit, message| {
        bounded(evaluator, value, default.into(), (0, limit), message).map(|number| number as u32)
    };
    let hour = part(hour, old.hour, 23, "hour must be in 0..23")?;
    let minute = part(minute, old.minute, 59, "minute must be in 0..59")?;
    let second = part(second, old.second, 59, "second must be in 0..59")?;
    let microsecond = part(microsecond, old.microsecond, 999_999, "microsecond must be in 0..999999")?;
    let fold = part(fold, old.fold, 1, "fold must be either 0 or 1")?;
    let zone = if zone.is_none() && replacing { old.zone.clone() } else { zone_argument(evaluator, zone)? };
    Ok(Time { hour, minute, second, microsecond, fold, zone })
}

pub(super) fn class(object: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default()
        .properties(&[
            ("hour", |evaluator, mut arguments| Ok(Value::int(get(evaluator, &mut arguments)?.hour))),
            ("minute", |evaluator, mut arguments| Ok(Value::int(get(evaluator, &mut arguments)?.minute))),
            ("second", |evaluator, mut arguments| Ok(Value::int(get(evaluator, &mut arguments)?.second))),
            ("microsecond", |evaluator, mut arguments| {
                Ok(Value::int(get(evaluator, &mut arguments)?.microsecond))
            }),
            ("fold", |evaluator, mut arguments| Ok(Value::int(get(evaluator, &mut arguments)?.fold))),
            ("tzinfo", |evaluator, mut arguments| Ok(get(evaluator, &mut arguments)?.zone.clone())),
        ])
        .functions(&[
            ("isoformat", iso_format),
            ("__str__", iso_format),
            ("__repr__", repr),
            ("replace", replace),
            ("strftime", format::strftime),
            ("__format__", format::format),
            ("utcoffset", |evaluator, mut arguments| {
                let (_, time) = receiver::<Time>(evaluator, &mut arguments)?;
                match zone::offset_of(evaluator, &time.zone, &Value::None)? {
                    Offset::Naive => Ok(Value::None),
                    Offset::Known(delta) => Ok(delta_value(evaluator, delta)),
                    Offset::Unknown(unknown) => Err(unknown.into()),
                }
            }),
            ("tzname", |evaluator, mut arguments| {
                let zone = get(evaluator, &mut arguments)?.zone.clone();
                if zone.is_none() {
                    return Ok(Value::None);
                }
                evaluator.call_method(&zone, "tzname", Arguments::positional([Value::None]))
            }),
            ("__hash__", |evaluator, mut arguments| {
                let (_, time) = receiver::<Time>(evaluator, &mut arguments)?;
                Ok(hash_number(moment(evaluator, &time)?.1))
            }),
            ("__eq__", |evaluator, arguments| comparison(evaluator, arguments, EQUAL, Ordering::is_eq)),
            ("__lt__", |evaluator, arguments| comparison(evaluator, arguments, ORDER, Ordering::is_lt)),
            ("__le__", |evaluator, arguments| comparison(evaluator, arguments, ORDER, Ordering::is_le)),
            ("__gt__", |evaluator, arguments| comparison(evaluator, arguments, ORDER, Ordering::is_gt)),
            ("__ge__", |evaluator, arguments| comparison(evaluator, arguments, ORDER, Ordering::is_ge)),
        ])
        .class_methods(&[("fromisoformat", from_iso_format)]);
    Class::native("datetime", "time", object, Some(Rc::new(Hooks)), names.vars())
}

fn get(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Time>> {
    Ok(receiver::<Time>(evaluator, arguments)?.1)
}

/// Whether the time is aware, and its microseconds since midnight, of UTC where it is.
fn moment(evaluator: &mut Evaluator, time: &Time) -> EvalResult<(bool, i128)> {
    let of_day = time.microseconds_of_day();
    match zone::offset_of(evaluator, &time.zone, &Value::None)? {
        Offset::Naive => Ok((false, of_day)),
        Offset::Known(delta) => Ok((true, of_day - delta.microseconds_in_all())),
        Offset::Unknown(unknown) => Err(unknown.into()),
    }
}

const ORDER: Compare = |evaluator, left, right| {
    let (Some(left), Some(right)) = (left.payload::<Time>(), right.payload::<Time>()) else {
        return Ok(None);
    };
    let (left, right) = (moment(evaluator, &left)?, moment(evaluator, &right)?);
    if left.0 != right.0 {
        return Err(evaluator.type_error("can't compare offset-naive and offset-aware times"));
    }
    Ok(Some(left.1.cmp(&right.1)))
};

const EQUAL: Compare = |evaluator, left, right| {
    let (Some(left), Some(right)) = (left.payload::<Time>(), right.payload::<Time>()) else {
        return Ok(None);
    };
    let (left, right) = (moment(evaluator, &left)?, moment(evaluator, &right)?);
    Ok(Some(if left.0 == right.0 { left.1.cmp(&right.1) } else { Ordering::Less }))
};

fn iso_format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, time) = receiver::<Time>(evaluator, &mut arguments)?;
    let [precision] = arguments.bind_builtin(evaluator, "isoformat", ["timespec"])?;
    let precision = precision.and_then(|precision| precision.as_str()).unwrap_or_else(|| "auto".into());
    let mut text = format::iso_time(evaluator, &time, &precision)?;
    text.push_str(&format::offset_text(evaluator, &time.zone, &value, ":")?);
    Ok(Value::from(text))
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, time) = receiver::<Time>(evaluator, &mut arguments)?;
    let class = evaluator.class_of(&value).dotted_name();
    let mut text = format!("{class}({}, {}", time.hour, time.minute);
    text.push_str(&format::tail_of_repr(evaluator, &time)?);
    Ok(Value::from(text))
}

fn replace(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, old) = receiver::<Time>(evaluator, &mut arguments)?;
    let values = arguments.bind_builtin(evaluator, "replace", PARAMETERS)?;
    let time = time_from(evaluator, values, &old, true)?;
    Ok(time_value(evaluator, time))
}

fn from_iso_format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)?;
    let text = parse::text_argument(evaluator, &mut arguments)?;
    let rest = text.strip_prefix('T').unwrap_or(&text);
    match parse::iso_time(evaluator, rest) {
        Some(time) => Ok(time_value(evaluator, time)),
        None => Err(parse::invalid(evaluator, &text)),
    }
}
