//! `date`.

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::rc::Rc;

use super::super::named_tuple;
use super::super::parts::{Names, counted, receiver, take_first};
use super::moment::EPOCH;
use super::{
    Compare, Date, DateTime, LOCAL, Time, TimeDelta, bounded, calendar, comparison, date_from, format,
    hash_number, instance, moment_value, not_an_integer, out_of_range, parse, present, time_tuple, zone,
};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Value, Vars};

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let [year, month, day] =
            arguments.clone().bind_builtin(evaluator, "", ["year!", "month!", "day!"])?;
        let whole = |value| bounded(evaluator, value, 0, (i64::MIN, i64::MAX), "");
        let (year, month, day) = (whole(year)?, whole(month)?, whole(day)?);
        Ok(Some(instance(class, date_from(evaluator, year, month, day)?)))
    }
}

pub(super) fn class(object: &[Rc<Class>]) -> Rc<Class> {
    let mut names = Names::default()
        .functions(&[
            ("isoformat", |evaluator, mut arguments| {
                Ok(Value::from(format::iso_date(&get(evaluator, &mut arguments)?)))
            }),
            ("__str__", |evaluator, mut arguments| {
                Ok(Value::from(format::iso_date(&get(evaluator, &mut arguments)?)))
            }),
            ("__repr__", repr),
            ("replace", replace),
            ("ctime", |evaluator, mut arguments| {
                Ok(Value::from(format::ctime(&get(evaluator, &mut arguments)?, 0, 0, 0)))
            }),
            ("__add__", |evaluator, arguments| shift(evaluator, arguments, 1)),
            ("__radd__", |evaluator, arguments| shift(evaluator, arguments, 1)),
            ("__sub__", subtract),
            ("__hash__", |evaluator, mut arguments| {
                Ok(hash_number(i128::from(get(evaluator, &mut arguments)?.ordinal())))
            }),
            ("__eq__", |evaluator, arguments| comparison(evaluator, arguments, COMPARE, Ordering::is_eq)),
            ("__lt__", |evaluator, arguments| comparison(evaluator, arguments, COMPARE, Ordering::is_lt)),
            ("__le__", |evaluator, arguments| comparison(evaluator, arguments, COMPARE, Ordering::is_le)),
            ("__gt__", |evaluator, arguments| comparison(evaluator, arguments, COMPARE, Ordering::is_gt)),
            ("__ge__", |evaluator, arguments| comparison(evaluator, arguments, COMPARE, Ordering::is_ge)),
        ])
        .class_methods(&[
            ("fromordinal", from_ordinal),
            ("fromisoformat", from_iso_format),
            ("fromisocalendar", from_iso_calendar),
            ("today", today),
        ])
        .unknown_functions("datetime.date", &["fromtimestamp"], LOCAL)
        .vars();
    names = counted(names, "date", 1, &[("isoformat", 0, 0), ("ctime", 0, 0), ("today", 0, 0)]);
    names = counted(names, "", 1, &[("fromordinal", 1, 1)]);
    names = counted(names, "date", 1, &[("fromisoformat", 1, 1)]);
    names.extend(shared());
    Class::native("datetime", "date", object, Some(Rc::new(Hooks)), names)
}

/// What dates and datetimes have in common.
fn shared() -> Vars {
    const ALONE: &[(&str, usize, usize)] = &[
        ("isocalendar", 0, 0),
        ("isoweekday", 0, 0),
        ("timetuple", 0, 0),
        ("toordinal", 0, 0),
        ("weekday", 0, 0),
    ];
    let names = Names::default()
        .properties(&[
            ("year", |evaluator, mut arguments| Ok(Value::int(date_of(evaluator, &mut arguments)?.year))),
            ("month", |evaluator, mut arguments| Ok(Value::int(date_of(evaluator, &mut arguments)?.month))),
            ("day", |evaluator, mut arguments| Ok(Value::int(date_of(evaluator, &mut arguments)?.day))),
        ])
        .functions(&[
            ("toordinal", |evaluator, mut arguments| {
                Ok(Value::int(date_of(evaluator, &mut arguments)?.ordinal()))
            }),
            ("weekday", |evaluator, mut arguments| {
                Ok(Value::int(date_of(evaluator, &mut arguments)?.weekday()))
            }),
            ("isoweekday", |evaluator, mut arguments| {
                Ok(Value::int(date_of(evaluator, &mut arguments)?.weekday() + 1))
            }),
            ("isocalendar", iso_calendar),
            ("strftime", format::strftime),
            ("__format__", format::format),
        ])
        .functions(&[("timetuple", time_tuple::of_date)])
        .vars();
    counted(names, "date", 1, ALONE)
}

/// The class of what `isocalendar` gives.
#[derive(Default)]
struct IsoCalendarDate(OnceCell<Rc<Class>>);

fn iso_calendar(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (year, week, day) = date_of(evaluator, &mut arguments)?.iso_calendar();
    let state = evaluator.extension::<IsoCalendarDate>();
    let class = state.0.get_or_init(|| {
        let repr = Names::default().functions(&[("__repr__", iso_calendar_repr)]).vars();
        let fields = ["year", "week", "weekday"];
        named_tuple::native_class(evaluator, "datetime", "IsoCalendarDate", &fields, repr)
    });
    Ok(named_tuple::instance(class, vec![Value::int(year), Value::int(week), Value::int(day)]))
}

fn iso_calendar_repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let parts: Vec<i64> = evaluator.iterate(&value)?.iter().filter_map(Value::as_i64).collect();
    let [year, week, day] = parts[..] else { return Ok(evaluator.unknown("it is no date of a calendar")) };
    Ok(format!("datetime.IsoCalendarDate(year={year}, week={week}, weekday={day})").into())
}

/// The date of a `date` or `datetime`.
pub(super) fn date_of(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Date> {
    let value = take_first(evaluator, arguments)?;
    if let Some(moment) = value.payload::<DateTime>() {
        return Ok(moment.date);
    }
    match value.payload::<Date>() {
        Some(date) => Ok(*date),
        None => Err(evaluator.type_error("the method was called on an object of another class")),
    }
}

fn get(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Date> {
    Ok(*receiver::<Date>(evaluator, arguments)?.1)
}

/// The class of a class method: makes a date of it, or a datetime at midnight.
pub(super) fn made(evaluator: &mut Evaluator, class: &Value, date: Date) -> EvalResult<Value> {
    match class {
        Value::Class(class) if class.descends_from("datetime.datetime") => {
            let time = Time::from_microseconds(0, Value::None);
            Ok(moment_value(evaluator, DateTime { date, time }))
        }
        Value::Class(class) => Ok(instance(class, date)),
        _ => Err(evaluator.type_error("the first argument must be a class")),
    }
}

fn from_ordinal(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let ordinal = take_first(evaluator, &mut arguments)?;
    let ordinal = bounded(evaluator, Some(ordinal), 0, (i64::MIN, i64::MAX), "")?;
    match Date::from_ordinal(ordinal) {
        Some(date) => made(evaluator, &class, date),
        None if ordinal < 1 => Err(evaluator.value_error("ordinal must be >= 1")),
        None => {
            let year = super::calendar::year_of(ordinal);
            Err(evaluator.value_error(&format!("year {year} is out of range")))
        }
    }
}

fn from_iso_format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let text = parse::text_argument(evaluator, &mut arguments)?;
    match parse::iso_date(&text) {
        Some(date) => made(evaluator, &class, date_from(evaluator, date.0, date.1, date.2)?),
        None => Err(parse::invalid(evaluator, &text)),
    }
}

fn from_iso_calendar(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let [year, week, day] =
        arguments.bind_builtin(evaluator, "fromisocalendar", ["year!", "week!", "day!"])?;
    let whole = |value: Option<Value>| {
        let value = value.unwrap_or(Value::None);
        value.as_i64().ok_or_else(|| not_an_integer(evaluator, &value))
    };
    let (year, week, day) = (whole(year)?, whole(week)?, whole(day)?);
    if !(1..=9999).contains(&year) {
        return Err(evaluator.value_error(&format!("Year is out of range: {year}")));
    }
    let last = if calendar::has_week_53(year as i32) { 53 } else { 52 };
    if !(1..=last).contains(&week) {
        return Err(evaluator.value_error(&format!("Invalid week: {week}")));
    }
    if !(1..=7).contains(&day) {
        return Err(evaluator.value_error(&format!("Invalid day: {day} (range is [1, 7])")));
    }
    match Date::from_iso_calendar(year as i32, week as u32, day as u32) {
        Some(date) => made(evaluator, &class, date),
        None => Err(out_of_range(evaluator)),
    }
}

const COMPARE: Compare = |_, left, right| {
    let (left, right) = (left.payload::<Date>(), right.payload::<Date>());
    Ok(left.zip(right).map(|(left, right)| left.cmp(&right)))
};

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, date) = receiver::<Date>(evaluator, &mut arguments)?;
    let class = evaluator.class_of(&value).dotted_name();
    Ok(Value::from(format!("{class}({}, {}, {})", date.year, date.month, date.day)))
}

fn replace(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, date) = receiver::<Date>(evaluator, &mut arguments)?;
    let parameters = ["year", "month", "day"];
    let [year, month, day] = arguments.bind_builtin(evaluator, "replace", parameters)?;
    let whole = |value, default| bounded(evaluator, value, default, (i64::MIN, i64::MAX), "");
    let (year, month, day) =
        (whole(year, date.year.into())?, whole(month, date.month.into())?, whole(day, date.day.into())?);
    let date = date_from(evaluator, year, month, day)?;
    Ok(instance(&evaluator.class_of(&value), date))
}

/// `date + delta`: only the days of the duration count.
fn shift(evaluator: &mut Evaluator, mut arguments: Arguments, sign: i64) -> EvalResult<Value> {
    let (value, date) = receiver::<Date>(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    let Some(delta) = other.payload::<TimeDelta>() else { return Ok(Value::NotImplemented) };
    match Date::from_ordinal(date.ordinal() + sign * delta.days) {
        Some(date) => Ok(instance(&evaluator.class_of(&value), date)),
        None => Err(out_of_range(evaluator)),
    }
}

fn subtract(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let other = arguments.positional.get(1).and_then(Value::payload::<Date>);
    let Some(other) = other else { return shift(evaluator, arguments, -1) };
    let mut arguments = arguments;
    let days = get(evaluator, &mut arguments)?.ordinal() - other.ordinal();
    Ok(super::delta_value(evaluator, TimeDelta { days, seconds: 0, microseconds: 0 }))
}

fn today(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let local = i128::from(present(evaluator, "datetime.date.today")?.local_microseconds());
    let shown = zone::shown(evaluator, EPOCH + local, Value::None)?;
    match shown.payload::<DateTime>() {
        Some(moment) => made(evaluator, &class, moment.date),
        None => Err(out_of_range(evaluator)),
    }
}
