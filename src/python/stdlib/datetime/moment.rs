//! `datetime`.

use std::cmp::Ordering;
use std::rc::Rc;

use super::super::parts::{Names, counted, receiver, take_first};
use super::{
    Compare, Date, DateTime, LOCAL, Offset, Time, TimeDelta, big, bounded, comparison, date_from,
    delta_value, format, hash_number, instance, moment_value, parse, present, time, time_tuple, time_value,
    zone, zone_argument,
};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Interrupt, Unknown, Value};

/// The ordinal of 1 January 1970.
const EPOCH_ORDINAL: i64 = 719_163;
/// 1 January 1970 in microseconds since the beginning of the year 1.
pub(super) const EPOCH: i128 = EPOCH_ORDINAL as i128 * 86_400_000_000;

const PARAMETERS: [&str; 9] =
    ["year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "*fold"];

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let mut parameters = PARAMETERS;
        (parameters[0], parameters[1], parameters[2]) = ("year!", "month!", "day!");
        let values = arguments.clone().bind_builtin(evaluator, "", parameters)?;
        let old = DateTime {
            date: Date { year: 1, month: 1, day: 1 },
            time: Time::from_microseconds(0, Value::None),
        };
        Ok(Some(instance(class, moment_from(evaluator, values, &old, false)?)))
    }
}

fn moment_from(
    evaluator: &mut Evaluator,
    values: [Option<Value>; 9],
    old: &DateTime,
    replacing: bool,
) -> EvalResult<DateTime> {
    let [year, month, day, rest @ ..] = values;
    let whole = |value, default| bounded(evaluator, value, default, (i64::MIN, i64::MAX), "");
    let year = whole(year, old.date.year.into())?;
    let month = whole(month, old.date.month.into())?;
    let day = whole(day, old.date.day.into())?;
    let date = date_from(evaluator, year, month, day)?;
    Ok(DateTime { date, time: time::time_from(evaluator, rest, &old.time, replacing)? })
}

pub(super) fn class(date: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default()
        .properties(&[
            ("hour", |evaluator, mut arguments| Ok(Value::int(get(evaluator, &mut arguments)?.time.hour))),
            ("minute", |evaluator, mut arguments| {
                Ok(Value::int(get(evaluator, &mut arguments)?.time.minute))
            }),
            ("second", |evaluator, mut arguments| {
                Ok(Value::int(get(evaluator, &mut arguments)?.time.second))
            }),
            ("microsecond", |evaluator, mut arguments| {
                Ok(Value::int(get(evaluator, &mut arguments)?.time.microsecond))
            }),
            ("fold", |evaluator, mut arguments| Ok(Value::int(get(evaluator, &mut arguments)?.time.fold))),
            ("tzinfo", |evaluator, mut arguments| Ok(get(evaluator, &mut arguments)?.time.zone.clone())),
        ])
        .functions(&[
            ("isoformat", iso_format),
            ("__str__", |evaluator, mut arguments| {
                let value = take_first(evaluator, &mut arguments)?;
                iso_format(evaluator, Arguments::positional([value, Value::str(" ")]))
            }),
            ("__repr__", repr),
            ("replace", replace),
            ("date", |evaluator, mut arguments| {
                let date = get(evaluator, &mut arguments)?.date;
                Ok(super::date_value(evaluator, date))
            }),
            ("time", |evaluator, mut arguments| {
                let time = get(evaluator, &mut arguments)?.time.clone();
                Ok(time_value(evaluator, Time { zone: Value::None, ..time }))
            }),
            ("timetz", |evaluator, mut arguments| {
                let time = get(evaluator, &mut arguments)?.time.clone();
                Ok(time_value(evaluator, time))
            }),
            ("ctime", |evaluator, mut arguments| {
                let moment = get(evaluator, &mut arguments)?;
                let time = &moment.time;
                Ok(Value::from(format::ctime(&moment.date, time.hour, time.minute, time.second)))
            }),
            ("timestamp", timestamp),
            ("astimezone", as_time_zone),
            ("utcoffset", |evaluator, mut arguments| {
                let (value, moment) = receiver::<DateTime>(evaluator, &mut arguments)?;
                match moment.offset(evaluator, &value)? {
                    Offset::Naive => Ok(Value::None),
                    Offset::Known(delta) => Ok(delta_value(evaluator, delta)),
                    Offset::Unknown(unknown) => Err(unknown.into()),
                }
            }),
            ("tzname", |evaluator, arguments| of_zone(evaluator, arguments, "tzname")),
            ("dst", |evaluator, arguments| of_zone(evaluator, arguments, "dst")),
            ("__add__", |evaluator, arguments| shift(evaluator, arguments, 1)),
            ("__radd__", |evaluator, arguments| shift(evaluator, arguments, 1)),
            ("__sub__", subtract),
            ("__hash__", |evaluator, mut arguments| {
                let (value, moment) = receiver::<DateTime>(evaluator, &mut arguments)?;
                Ok(hash_number(instant(evaluator, &value, &moment)?.1))
            }),
            ("__eq__", |evaluator, arguments| comparison(evaluator, arguments, EQUAL, Ordering::is_eq)),
            ("__lt__", |evaluator, arguments| comparison(evaluator, arguments, ORDER, Ordering::is_lt)),
            ("__le__", |evaluator, arguments| comparison(evaluator, arguments, ORDER, Ordering::is_le)),
            ("__gt__", |evaluator, arguments| comparison(evaluator, arguments, ORDER, Ordering::is_gt)),
            ("__ge__", |evaluator, arguments| comparison(evaluator, arguments, ORDER, Ordering::is_ge)),
        ])
        .class_methods(&[
            ("combine", combine),
            ("fromisoformat", from_iso_format),
            ("strptime", parse::strptime),
            ("fromtimestamp", from_timestamp),
            ("utcfromtimestamp", from_utc_timestamp),
            ("now", now),
            ("today", today),
            ("utcnow", utc_now),
        ])
        .functions(&[("timetuple", time_tuple::of_moment), ("utctimetuple", time_tuple::of_utc)]);
    let names = counted(names.vars(), "datetime", 1, COUNTS);
    Class::native("datetime", "datetime", date, Some(Rc::new(Hooks)), names)
}

/// What methods take besides the moment.
const COUNTS: &[(&str, usize, usize)] = &[
    ("ctime", 0, 0),
    ("date", 0, 0),
    ("dst", 0, 0),
    ("time", 0, 0),
    ("timestamp", 0, 0),
    ("timetuple", 0, 0),
    ("timetz", 0, 0),
    ("tzname", 0, 0),
    ("utcoffset", 0, 0),
    ("utctimetuple", 0, 0),
];

fn get(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<DateTime>> {
    Ok(receiver::<DateTime>(evaluator, arguments)?.1)
}

/// Whether a time is aware, and its microseconds since the beginning of the year 1, of UTC where it is.
type Instant = (bool, i128);

fn instant(evaluator: &mut Evaluator, value: &Value, moment: &DateTime) -> EvalResult<Instant> {
    let local = moment.local_microseconds();
    match moment.offset(evaluator, value)? {
        Offset::Naive => Ok((false, local)),
        Offset::Known(delta) => Ok((true, local - delta.microseconds_in_all())),
        Offset::Unknown(unknown) => Err(unknown.into()),
    }
}

/// The instants of two datetimes; `None` where the other is none. Those in one zone are compared by their clocks.
fn instants(
    evaluator: &mut Evaluator,
    left: &Value,
    right: &Value,
) -> EvalResult<Option<(Instant, Instant)>> {
    let (Some(one), Some(other)) = (left.payload::<DateTime>(), right.payload::<DateTime>()) else {
        return Ok(None);
    };
    if one.time.zone.is(&other.time.zone) {
        return Ok(Some(((true, one.local_microseconds()), (true, other.local_microseconds()))));
    }
    Ok(Some((instant(evaluator, left, &one)?, instant(evaluator, right, &other)?)))
}

const ORDER: Compare = |evaluator, left, right| {
    if right.payload::<Date>().is_some() {
        return Err(evaluator.type_error("can't compare datetime.datetime to datetime.date"));
    }
    match instants(evaluator, left, right)? {
        None => Ok(None),
        Some((left, right)) if left.0 == right.0 => Ok(Some(left.1.cmp(&right.1))),
        Some(_) => Err(evaluator.type_error("can't compare offset-naive and offset-aware datetimes")),
    }
};

const EQUAL: Compare = |evaluator, left, right| {
    if right.payload::<Date>().is_some() {
        return Ok(Some(Ordering::Less));
    }
    let both = instants(evaluator, left, right)?;
    Ok(both.map(|(left, right)| if left.0 == right.0 { left.1.cmp(&right.1) } else { Ordering::Less }))
};

fn iso_format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, moment) = receiver::<DateTime>(evaluator, &mut arguments)?;
    let [separator, precision] = arguments.bind_builtin(evaluator, "isoformat", ["sep", "timespec"])?;
    let separator = separator.unwrap_or_else(|| "T".into());
    let separator = separator.as_str().filter(|text| text.chars().count() == 1).ok_or_else(|| {
        let kind = evaluator.class_of(&separator).shown_name();
        evaluator.type_error(&format!("isoformat() argument 1 must be a unicode character, not {kind}"))
    })?;
    let precision = precision.unwrap_or_else(|| "auto".into());
    let precision = precision.as_str().ok_or_else(|| {
        let kind = evaluator.class_of(&precision).shown_name();
        evaluator.type_error(&format!("isoformat() argument 2 must be str, not {kind}"))
    })?;
    let mut text = format!("{}{separator}", format::iso_date(&moment.date));
    text.push_str(&format::iso_time(evaluator, &moment.time, &precision)?);
    text.push_str(&format::offset_text(evaluator, &moment.time.zone, &value, ":")?);
    Ok(Value::from(text))
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, moment) = receiver::<DateTime>(evaluator, &mut arguments)?;
    let class = evaluator.class_of(&value).dotted_name();
    let (date, time) = (&moment.date, &moment.time);
    let mut text =
        format!("{class}({}, {}, {}, {}, {}", date.year, date.month, date.day, time.hour, time.minute);
    text.push_str(&format::tail_of_repr(evaluator, time)?);
    Ok(Value::from(text))
}

fn replace(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, old) = receiver::<DateTime>(evaluator, &mut arguments)?;
    let values = arguments.bind_builtin(evaluator, "replace", PARAMETERS)?;
    let moment = moment_from(evaluator, values, &old, true)?;
    Ok(instance(&evaluator.class_of(&value), moment))
}

fn of_zone(evaluator: &mut Evaluator, mut arguments: Arguments, name: &str) -> EvalResult<Value> {
    let (value, moment) = receiver::<DateTime>(evaluator, &mut arguments)?;
    if moment.time.zone.is_none() {
        return Ok(Value::None);
    }
    evaluator.call_method(&moment.time.zone, name, Arguments::positional([value]))
}

fn local_time(evaluator: &Evaluator) -> Box<Interrupt> {
    Unknown::path("datetime.datetime", evaluator.current_span(), LOCAL).into()
}

fn timestamp(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, moment) = receiver::<DateTime>(evaluator, &mut arguments)?;
    match instant(evaluator, &value, &moment)? {
        (true, instant) => evaluator.binary("/", &big(instant - EPOCH), &Value::int(1_000_000)),
        (false, _) => Err(local_time(evaluator)),
    }
}

fn as_time_zone(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, moment) = receiver::<DateTime>(evaluator, &mut arguments)?;
    let [zone] = arguments.bind_builtin(evaluator, "astimezone", ["tz"])?;
    let zone = zone_argument(evaluator, zone)?;
    if zone.is_none() {
        return Err(local_time(evaluator));
    }
    if zone.is(&moment.time.zone) {
        return Ok(value);
    }
    match instant(evaluator, &value, &moment)? {
        (true, instant) => in_zone(evaluator, instant, zone),
        (false, _) => Err(local_time(evaluator)),
    }
}

/// The time of an instant as a clock of a zone shows it.
fn in_zone(evaluator: &mut Evaluator, instant: i128, zone: Value) -> EvalResult<Value> {
    let utc = zone::utc(evaluator);
    let at = zone::shown(evaluator, instant, utc)?;
    match zone::offset_of(evaluator, &zone, &at)? {
        Offset::Known(delta) => zone::shown(evaluator, instant + delta.microseconds_in_all(), zone),
        Offset::Unknown(unknown) => Err(unknown.into()),
        Offset::Naive => Err(evaluator.value_error("fromutc() requires a non-None utcoffset() result")),
    }
}

fn shift(evaluator: &mut Evaluator, mut arguments: Arguments, sign: i128) -> EvalResult<Value> {
    let (value, moment) = receiver::<DateTime>(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    let Some(delta) = other.payload::<TimeDelta>() else { return Ok(Value::NotImplemented) };
    let local = moment.local_microseconds() + sign * delta.microseconds_in_all();
    let shifted = zone::shown(evaluator, local, moment.time.zone.clone())?;
    let class = evaluator.class_of(&value);
    Ok(match shifted.payload::<DateTime>() {
        Some(moment) if class.span.is_some() => instance(&class, moment.as_ref().clone()),
        _ => shifted,
    })
}

fn subtract(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let left = arguments.positional.first().cloned().unwrap_or(Value::None);
    let right = arguments.positional.get(1).cloned().unwrap_or(Value::None);
    match instants(evaluator, &left, &right)? {
        None => shift(evaluator, arguments, -1),
        Some((left, right)) if left.0 == right.0 => {
            Ok(delta_value(evaluator, TimeDelta::from_microseconds(left.1 - right.1)))
        }
        Some(_) => Err(evaluator.type_error("can't subtract offset-naive and offset-aware datetimes")),
    }
}

fn combine(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)?;
    let [date, time, zone] = arguments.bind_builtin(evaluator, "combine", ["date!", "time!", "tzinfo"])?;
    let mut date_arguments = Arguments::positional([date.unwrap_or(Value::None)]);
    let date = super::date::date_of(evaluator, &mut date_arguments)?;
    let Some(time) = time.as_ref().and_then(Value::payload::<Time>) else {
        return Err(evaluator.type_error("combine() argument 2 must be datetime.time"));
    };
    let mut time = time.as_ref().clone();
    if zone.is_some() {
        time.zone = zone_argument(evaluator, zone)?;
    }
    Ok(moment_value(evaluator, DateTime { date, time }))
}

fn from_iso_format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)?;
    let text = parse::text_argument(evaluator, &mut arguments)?;
    match parse::iso_moment(evaluator, &text) {
        Some(((year, month, day), time)) => {
            let date = date_from(evaluator, year, month, day)?;
            Ok(moment_value(evaluator, DateTime { date, time }))
        }
        None => Err(parse::invalid(evaluator, &text)),
    }
}

/// The seconds since 1970 whose year, as C counts it from 1900, has 32 bits.
const SECONDS_OF_C: std::ops::RangeInclusive<i64> = -67_768_040_609_740_800..=67_768_036_191_676_799;

/// A time stamp in microseconds, rounded as Python does.
fn stamp(evaluator: &mut Evaluator, value: &Value) -> EvalResult<i128> {
    let overflow = |evaluator: &Evaluator| {
        let message = "timestamp out of range for platform time_t";
        Err(evaluator.exception(&evaluator.exceptions.overflow_error, message))
    };
    let microseconds = match value.unwrapped() {
        Value::Float(number) if number.is_nan() => {
            return Err(evaluator.value_error("Invalid value NaN (not a number)"));
        }
        Value::Float(number) if number.abs() > 2.0_f64.powi(63) => return overflow(evaluator),
        Value::Float(number) => {
            let whole = number.trunc();
            let microseconds = ((number - whole) * 1e6).round_ties_even();
            whole as i128 * 1_000_000 + microseconds as i128
        }
        other => match other.as_i64() {
            Some(number) => i128::from(number) * 1_000_000,
            None if matches!(other, Value::Int(_)) => return overflow(evaluator),
            None => return Err(super::not_an_integer(evaluator, &other)),
        },
    };
    let seconds = i64::try_from(microseconds.div_euclid(1_000_000)).unwrap_or(i64::MAX);
    if !SECONDS_OF_C.contains(&seconds) {
        let text = Value::str("Value too large for defined data type");
        let class = Value::Class(Rc::clone(&evaluator.exceptions.os_error));
        let error = evaluator.call(&class, Arguments::positional([Value::int(75), text]))?;
        return Err(evaluator.raise_value(error));
    }
    let year = super::calendar::year_of(seconds.div_euclid(86_400) + EPOCH_ORDINAL);
    if (1..=9999).contains(&year) {
        return Ok(microseconds);
    }
    Err(evaluator.value_error(&format!("year {year} is out of range")))
}

fn from_timestamp(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)?;
    let [value, zone] = arguments.bind_builtin(evaluator, "fromtimestamp", ["timestamp!", "tz"])?;
    let zone = zone_argument(evaluator, zone)?;
    let value = value.unwrap_or(Value::None);
    if let Value::Unknown(unknown) = &value {
        return Err(Rc::clone(unknown).into());
    }
    let instant = EPOCH + stamp(evaluator, &value)?;
    if zone.is_none() { Err(local_time(evaluator)) } else { in_zone(evaluator, instant, zone) }
}

fn from_utc_timestamp(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)?;
    let value = take_first(evaluator, &mut arguments)?;
    if let Value::Unknown(unknown) = &value {
        return Err(Rc::clone(unknown).into());
    }
    let instant = EPOCH + stamp(evaluator, &value)?;
    zone::shown(evaluator, instant, Value::None)
}

/// What a clock without time zone shows, as an instance of the class that was asked.
fn naive(evaluator: &mut Evaluator, class: &Value, microseconds: i64) -> EvalResult<Value> {
    let shown = zone::shown(evaluator, EPOCH + i128::from(microseconds), Value::None)?;
    Ok(match (class, shown.payload::<DateTime>()) {
        (Value::Class(class), Some(moment)) => instance(class, moment.as_ref().clone()),
        _ => shown,
    })
}

fn now(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let [zone] = arguments.bind_builtin(evaluator, "now", ["tz"])?;
    let zone = zone_argument(evaluator, zone)?;
    let present = present(evaluator, "datetime.datetime.now")?;
    if zone.is_none() {
        return naive(evaluator, &class, present.local_microseconds());
    }
    in_zone(evaluator, EPOCH + i128::from(present.unix_microseconds), zone)
}

fn today(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let present = present(evaluator, "datetime.datetime.today")?;
    naive(evaluator, &class, present.local_microseconds())
}

fn utc_now(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let present = present(evaluator, "datetime.datetime.utcnow")?;
    naive(evaluator, &class, present.unix_microseconds)
}
