//! `datetime`.
//!
//! The values have payloads with exact integer fields ([`Date`], [`Time`], [`DateTime`], [`TimeDelta`]), which the type engine
//! reads. The present is a setting ([`Present`]), unknown where it is not given; so is what else
//! depends on the local time zone.

mod calendar;
mod date;
mod delta;
mod format;
mod moment;
mod parse;
mod time;
mod time_tuple;
mod zone;

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::rc::Rc;

use super::parts::{Names, hash_of, take_first};
use crate::python::{
    Arguments, Class, EvalResult, Evaluator, Instance, Int, Interrupt, Key, Present, Unknown, Value, Vars,
};

/// Why `now()` and its kin are unknown.
const CLOCK: &str = "it depends on the clock";
/// Why the time stamp of a naive time is unknown.
const LOCAL: &str = "it depends on the local time zone";

/// The present, or the unknown that the clock is where none is given.
pub(super) fn present(evaluator: &Evaluator, name: &str) -> EvalResult<Present> {
    let unknown = || Unknown::path(name, evaluator.current_span(), CLOCK).into();
    evaluator.settings.present.ok_or_else(unknown)
}

/// The payload of a `date`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: i32,
    /// The month, 1 to 12.
    pub month: u32,
    /// The day of the month.
    pub day: u32,
}

/// The payload of a `time`.
#[derive(Clone)]
pub struct Time {
    /// The hour, 0 to 23.
    pub hour: u32,
    /// The minute.
    pub minute: u32,
    /// The second.
    pub second: u32,
    /// The microsecond, 0 to 999999.
    pub microsecond: u32,
    /// Which of two equal local times: 0 or 1.
    pub fold: u32,
    /// The time zone, an instance of `tzinfo`, or `None`.
    pub zone: Value,
}

/// The payload of a `datetime`.
#[derive(Clone)]
pub struct DateTime {
    /// The date.
    pub date: Date,
    /// The time of the day.
    pub time: Time,
}

/// The payload of a `timedelta`, normalized as Python does it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeDelta {
    /// Days; negative for a negative duration.
    pub days: i64,
    /// Seconds of the day, 0 to 86399.
    pub seconds: i64,
    /// Microseconds of the second, 0 to 999999.
    pub microseconds: i64,
}

/// The payload of a `timezone`: a fixed distance from UTC.
pub struct TimeZone {
    /// The distance.
    pub offset: TimeDelta,
    /// The name that was given.
    pub name: Option<Rc<str>>,
}

/// The distance of a time zone from UTC.
pub enum Offset {
    /// There is no time zone.
    Naive,
    /// The distance.
    Known(TimeDelta),
    /// Known only to a time zone database or to the program.
    Unknown(Rc<crate::python::Unknown>),
}

impl TimeDelta {
    /// The duration of a number of microseconds.
    pub fn from_microseconds(microseconds: i128) -> Self {
        let (seconds, microseconds) =
            (microseconds.div_euclid(1_000_000), microseconds.rem_euclid(1_000_000));
        let (days, seconds) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        Self { days: days as i64, seconds: seconds as i64, microseconds: microseconds as i64 }
    }

    /// The number of microseconds.
    pub fn microseconds_in_all(&self) -> i128 {
        (i128::from(self.days) * 86_400 + i128::from(self.seconds)) * 1_000_000
            + i128::from(self.microseconds)
    }
}

impl Time {
    /// The microseconds since midnight.
    pub fn microseconds_of_day(&self) -> i128 {
        let seconds = (self.hour * 60 + self.minute) * 60 + self.second;
        i128::from(seconds) * 1_000_000 + i128::from(self.microsecond)
    }

    fn from_microseconds(of_day: i128, zone: Value) -> Self {
        let seconds = (of_day / 1_000_000) as u32;
        Self {
            hour: seconds / 3600,
            minute: seconds / 60 % 60,
            second: seconds % 60,
            microsecond: (of_day % 1_000_000) as u32,
            fold: 0,
            zone,
        }
    }
}

impl DateTime {
    /// The microseconds since the beginning of the year 1, as the clock of its own zone shows it.
    pub fn local_microseconds(&self) -> i128 {
        i128::from(self.date.ordinal()) * 86_400_000_000 + self.time.microseconds_of_day()
    }

    /// The distance of its time zone from UTC.
    pub fn offset(&self, evaluator: &mut Evaluator, value: &Value) -> EvalResult<Offset> {
        zone::offset_of(evaluator, &self.time.zone, value)
    }
}

/// The classes of the module.
pub(super) struct Classes {
    pub(super) date: Rc<Class>,
    time: Rc<Class>,
    pub(super) moment: Rc<Class>,
    delta: Rc<Class>,
    zone_base: Rc<Class>,
    zone: Rc<Class>,
}

#[derive(Default)]
struct State(OnceCell<Rc<Classes>>);

pub(super) fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = evaluator.extension::<State>();
    if let Some(known) = state.0.get() {
        return Rc::clone(known);
    }
    let object = std::slice::from_ref(&evaluator.types.object);
    let date = date::class(object);
    let zone_base = zone::base_class(object);
    let made = Rc::new(Classes {
        time: time::class(object),
        moment: moment::class(std::slice::from_ref(&date)),
        delta: delta::class(object),
        zone: zone::class(std::slice::from_ref(&zone_base)),
        date,
        zone_base,
    });
    let made = Rc::clone(state.0.get_or_init(|| made));
    settle_constants(evaluator, &made);
    made
}

/// The constants of the classes, which are instances of them.
fn settle_constants(evaluator: &mut Evaluator, classes: &Classes) {
    let delta = |evaluator: &mut Evaluator, microseconds: i128| {
        delta_value(evaluator, TimeDelta::from_microseconds(microseconds))
    };
    let longest = (i128::from(delta::LIMIT) * 86_400 + 86_399) * 1_000_000 + 999_999;
    for (name, microseconds) in
        [("min", -i128::from(delta::LIMIT) * 86_400_000_000), ("max", longest), ("resolution", 1)]
    {
        let value = delta(evaluator, microseconds);
        classes.delta.set_attribute(name, value);
    }
    let (first, last) = (Date { year: 1, month: 1, day: 1 }, Date { year: 9999, month: 12, day: 31 });
    let time = |microseconds| Time::from_microseconds(microseconds, Value::None);
    let end = 86_400_000_000 - 1;
    for (name, day, of_day) in [("min", first, 0), ("max", last, end)] {
        classes.date.set_attribute(name, instance(&classes.date, day));
        classes.time.set_attribute(name, instance(&classes.time, time(of_day)));
        let moment = DateTime { date: day, time: time(of_day) };
        classes.moment.set_attribute(name, instance(&classes.moment, moment));
    }
    let (day, microsecond) = (delta(evaluator, 86_400_000_000), delta(evaluator, 1));
    classes.date.set_attribute("resolution", day);
    classes.time.set_attribute("resolution", microsecond.clone());
    classes.moment.set_attribute("resolution", microsecond);
    let utc = zone::utc(evaluator);
    classes.zone.set_attribute("utc", utc);
    for (name, minutes) in [("min", -(24 * 60 - 1)), ("max", 24 * 60 - 1)] {
        let offset = TimeDelta::from_microseconds(minutes * 60_000_000);
        classes.zone.set_attribute(name, instance(&classes.zone, TimeZone { offset, name: None }));
    }
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let classes = classes(evaluator);
    Ok(Names::default()
        .class(&classes.date)
        .class(&classes.time)
        .class(&classes.moment)
        .class(&classes.delta)
        .class(&classes.zone_base)
        .class(&classes.zone)
        .value("UTC", zone::utc(evaluator))
        .value("MINYEAR", Value::int(1))
        .value("MAXYEAR", Value::int(9999))
        .vars())
}

/// The names of `zoneinfo`.
pub(super) fn zone_info(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    Ok(Names::default()
        .class(&zone::zone_info_class(evaluator))
        .unknown_functions("zoneinfo", &["available_timezones"], "it depends on the machine")
        .vars())
}

fn instance<T: 'static>(class: &Rc<Class>, payload: T) -> Value {
    Value::Instance(Rc::new(Instance::with_payload(class, payload)))
}

/// A `date`.
pub(super) fn date_value(evaluator: &mut Evaluator, date: Date) -> Value {
    instance(&classes(evaluator).date, date)
}

/// A `datetime`.
pub(super) fn moment_value(evaluator: &mut Evaluator, moment: DateTime) -> Value {
    instance(&classes(evaluator).moment, moment)
}

/// A `timedelta`.
pub(super) fn delta_value(evaluator: &mut Evaluator, delta: TimeDelta) -> Value {
    instance(&classes(evaluator).delta, delta)
}

fn time_value(evaluator: &mut Evaluator, time: Time) -> Value {
    instance(&classes(evaluator).time, time)
}

/// An integer argument within bounds; otherwise the error that the constructor raises.
fn bounded(
    evaluator: &Evaluator,
    value: Option<Value>,
    default: i64,
    bounds: (i64, i64),
    message: &str,
) -> EvalResult<i64> {
    let Some(value) = value else { return Ok(default) };
    if let Value::Unknown(unknown) = &value {
        return Err(Rc::clone(unknown).into());
    }
    let overflow = |message| Err(evaluator.exception(&evaluator.exceptions.overflow_error, message));
    // Python's own classes take such numbers as an `int` of C.
    match value.as_i64() {
        None if matches!(value.unwrapped(), Value::Int(_)) => {
            overflow("Python int too large to convert to C long")
        }
        Some(number) if number > i64::from(i32::MAX) => overflow("signed integer is greater than maximum"),
        Some(number) if number < i64::from(i32::MIN) => overflow("signed integer is less than minimum"),
        Some(number) if number >= bounds.0 && number <= bounds.1 => Ok(number),
        Some(_) => Err(evaluator.value_error(message)),
        None => Err(not_an_integer(evaluator, &value)),
    }
}

fn not_an_integer(evaluator: &Evaluator, value: &Value) -> Box<Interrupt> {
    let class = evaluator.class_of(value);
    evaluator.type_error(&format!("'{}' object cannot be interpreted as an integer", class.name))
}

/// A date from its parts, checked.
fn date_from(evaluator: &Evaluator, year: i64, month: i64, day: i64) -> EvalResult<Date> {
    if !(1..=9999).contains(&year) {
        return Err(evaluator.value_error(&format!("year {year} is out of range")));
    }
    if !(1..=12).contains(&month) {
        return Err(evaluator.value_error("month must be in 1..12"));
    }
    let (year, month) = (year as i32, month as u32);
    if day < 1 || day > i64::from(calendar::days_in_month(year, month)) {
        return Err(evaluator.value_error("day is out of range for month"));
    }
    Ok(Date { year, month, day: day as u32 })
}

/// A time zone argument: `None` or an instance of `tzinfo`.
fn zone_argument(evaluator: &mut Evaluator, value: Option<Value>) -> EvalResult<Value> {
    let value = value.unwrap_or(Value::None);
    let base = Rc::clone(&classes(evaluator).zone_base);
    match &value {
        Value::None => Ok(value),
        Value::Unknown(unknown) => Err(Rc::clone(unknown).into()),
        _ if evaluator.is_instance(&value, &base) => Ok(value),
        _ => {
            let class = evaluator.class_of(&value);
            Err(evaluator.type_error(&format!(
                "tzinfo argument must be None or of a tzinfo subclass, not type '{}'",
                class.name
            )))
        }
    }
}

/// The comparison methods, from what orders two values; `None` where the other is of another class.
type Compare = fn(&mut Evaluator, &Value, &Value) -> EvalResult<Option<Ordering>>;

fn comparison(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    compare: Compare,
    holds: fn(Ordering) -> bool,
) -> EvalResult<Value> {
    let left = take_first(evaluator, &mut arguments)?;
    let right = take_first(evaluator, &mut arguments)?;
    Ok(compare(evaluator, &left, &right)?.map_or(Value::NotImplemented, |order| Value::Bool(holds(order))))
}

/// `__hash__` of a value that is equal to others by a number.
fn hash_number(number: i128) -> Value {
    hash_of(&Key::Int(Int::from(num_bigint::BigInt::from(number))))
}

/// A number of microseconds as an exact integer value.
fn big(number: i128) -> Value {
    Value::Int(Int::from(num_bigint::BigInt::from(number)))
}

/// `OverflowError: date value out of range`.
fn out_of_range(evaluator: &Evaluator) -> Box<Interrupt> {
    evaluator.exception(&evaluator.exceptions.overflow_error, "date value out of range")
}
