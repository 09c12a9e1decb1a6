//! `tzinfo`, `timezone` and `zoneinfo.ZoneInfo`.

use std::cell::OnceCell;
use std::rc::Rc;

use super::super::parts::{Names, hash_of, receiver, take_first};
use super::{DateTime, Offset, Time, TimeDelta, TimeZone, classes, delta_value, instance, moment_value};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Key, Unknown, UnknownForm, Value};

/// A zone of the time zone database.
struct ZoneInfo {
    key: Rc<str>,
}

pub(super) fn base_class(object: &[Rc<Class>]) -> Rc<Class> {
    Class::native("datetime", "tzinfo", object, None, Names::default().vars())
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let [offset, name] = arguments.clone().bind_builtin(evaluator, "timezone", ["offset!", "name"])?;
        let offset = offset.unwrap_or(Value::None);
        if let Value::Unknown(unknown) = &offset {
            return Err(Rc::clone(unknown).into());
        }
        let Some(delta) = offset.payload::<TimeDelta>() else {
            let class = evaluator.class_of(&offset);
            let message = format!("timezone() argument 1 must be datetime.timedelta, not {}", class.name);
            return Err(evaluator.type_error(&message));
        };
        if delta.microseconds_in_all().abs() >= 86_400_000_000 {
            let text = evaluator.repr_of(&offset)?.as_str().unwrap_or_default();
            return Err(evaluator.value_error(&format!(
                "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not {text}."
            )));
        }
        let name = name.and_then(|name| name.as_str());
        if name.is_none() && delta.microseconds_in_all() == 0 {
            return Ok(Some(utc(evaluator)));
        }
        Ok(Some(instance(class, TimeZone { offset: *delta, name })))
    }
}

#[derive(Default)]
struct State {
    utc: OnceCell<Value>,
    zone_info: OnceCell<Rc<Class>>,
}

/// `timezone.utc`.
pub(super) fn utc(evaluator: &mut Evaluator) -> Value {
    let class = Rc::clone(&classes(evaluator).zone);
    let state = evaluator.extension::<State>();
    let zero = TimeDelta::from_microseconds(0);
    state.utc.get_or_init(|| instance(&class, TimeZone { offset: zero, name: None })).clone()
}

/// A time zone with a distance in microseconds.
pub(super) fn fixed(evaluator: &mut Evaluator, microseconds: i128) -> Value {
    if microseconds == 0 {
        return utc(evaluator);
    }
    let offset = TimeDelta::from_microseconds(microseconds);
    instance(&classes(evaluator).zone, TimeZone { offset, name: None })
}

pub(super) fn class(base: &[Rc<Class>]) -> Rc<Class> {
    let names = Names::default().functions(&[
        ("utcoffset", |evaluator, mut arguments| {
            let (_, zone) = receiver::<TimeZone>(evaluator, &mut arguments)?;
            Ok(delta_value(evaluator, zone.offset))
        }),
        ("tzname", |evaluator, mut arguments| {
            let (_, zone) = receiver::<TimeZone>(evaluator, &mut arguments)?;
            Ok(Value::from(name_of(&zone)))
        }),
        ("dst", |_, _| Ok(Value::None)),
        ("__str__", |evaluator, mut arguments| {
            let (_, zone) = receiver::<TimeZone>(evaluator, &mut arguments)?;
            Ok(Value::from(name_of(&zone)))
        }),
        ("__repr__", repr),
        ("__eq__", |evaluator, mut arguments| {
            let (_, left) = receiver::<TimeZone>(evaluator, &mut arguments)?;
            let right = take_first(evaluator, &mut arguments)?.payload::<TimeZone>();
            Ok(right.map_or(Value::NotImplemented, |right| Value::Bool(left.offset == right.offset)))
        }),
        ("__hash__", |evaluator, mut arguments| {
            let (_, zone) = receiver::<TimeZone>(evaluator, &mut arguments)?;
            Ok(super::hash_number(zone.offset.microseconds_in_all()))
        }),
        ("fromutc", |evaluator, mut arguments| {
            let (zone, fixed) = receiver::<TimeZone>(evaluator, &mut arguments)?;
            let value = take_first(evaluator, &mut arguments)?;
            match value.payload::<DateTime>() {
                Some(moment) => {
                    let local = moment.local_microseconds() + fixed.offset.microseconds_in_all();
                    shown(evaluator, local, zone)
                }
                None => Err(evaluator.type_error("fromutc() argument must be a datetime instance")),
            }
        }),
    ]);
    Class::native("datetime", "timezone", base, Some(Rc::new(Hooks)), names.vars())
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, zone) = receiver::<TimeZone>(evaluator, &mut arguments)?;
    if value.is(&utc(evaluator)) {
        return Ok(Value::str("datetime.timezone.utc"));
    }
    let delta = delta_value(evaluator, zone.offset);
    let delta = evaluator.repr_of(&delta)?.as_str().unwrap_or_default();
    Ok(Value::from(match &zone.name {
        Some(name) => format!("datetime.timezone({delta}, {})", crate::python::format::repr_str(name)),
        None => format!("datetime.timezone({delta})"),
    }))
}

/// The name of a fixed time zone: `UTC`, `UTC+02:00`.
pub(super) fn name_of(zone: &TimeZone) -> String {
    match &zone.name {
        Some(name) => name.to_string(),
        None if zone.offset.microseconds_in_all() == 0 => "UTC".to_owned(),
        None => format!("UTC{}", super::format::fixed_offset(&zone.offset, ":")),
    }
}

/// The time that a clock of the zone shows `local` microseconds after the beginning of the year 1.
pub(super) fn shown(evaluator: &mut Evaluator, local: i128, zone: Value) -> EvalResult<Value> {
    let days = i64::try_from(local.div_euclid(86_400_000_000)).unwrap_or(i64::MAX);
    let Some(date) = super::Date::from_ordinal(days) else { return Err(super::out_of_range(evaluator)) };
    let time = Time::from_microseconds(local.rem_euclid(86_400_000_000), zone);
    Ok(moment_value(evaluator, DateTime { date, time }))
}

/// The distance of a time zone from UTC at a time.
pub(super) fn offset_of(evaluator: &mut Evaluator, zone: &Value, at: &Value) -> EvalResult<Offset> {
    if zone.is_none() {
        return Ok(Offset::Naive);
    }
    if let Some(fixed) = zone.payload::<TimeZone>() {
        return Ok(Offset::Known(fixed.offset));
    }
    let result = evaluator.call_method(zone, "utcoffset", Arguments::positional([at.clone()]))?;
    Ok(match result {
        Value::None => Offset::Naive,
        Value::Unknown(unknown) => Offset::Unknown(unknown),
        other => {
            let Some(delta) = other.payload::<TimeDelta>() else {
                let class = evaluator.class_of(&other);
                return Err(evaluator.type_error(&format!(
                    "tzinfo.utcoffset() must return None or a timedelta, not '{}'",
                    class.name
                )));
            };
            Offset::Known(*delta)
        }
    })
}

struct ZoneInfoHooks;

impl ClassHooks for ZoneInfoHooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let [key] = arguments.clone().bind_builtin(evaluator, "ZoneInfo", ["key!"])?;
        let key = key.unwrap_or(Value::None);
        if let Value::Unknown(unknown) = &key {
            return Err(Rc::clone(unknown).into());
        }
        let key = key.as_str().ok_or_else(|| evaluator.type_error("the key of a time zone must be text"))?;
        Ok(Some(instance(class, ZoneInfo { key })))
    }
}

/// `zoneinfo.ZoneInfo`: only the distance of `UTC` is known, the database is the machine's.
pub(in super::super) fn zone_info_class(evaluator: &mut Evaluator) -> Rc<Class> {
    let base = Rc::clone(&classes(evaluator).zone_base);
    let state = evaluator.extension::<State>();
    let make = || {
        let names = Names::default()
            .functions(&[
                ("utcoffset", |evaluator, arguments| of_database(evaluator, arguments, "utcoffset")),
                ("dst", |evaluator, arguments| of_database(evaluator, arguments, "dst")),
                ("tzname", |evaluator, arguments| of_database(evaluator, arguments, "tzname")),
                ("__str__", |evaluator, mut arguments| {
                    Ok(Value::Str(Rc::clone(&receiver::<ZoneInfo>(evaluator, &mut arguments)?.1.key)))
                }),
                ("__repr__", |evaluator, mut arguments| {
                    let (_, zone) = receiver::<ZoneInfo>(evaluator, &mut arguments)?;
                    let key = crate::python::format::repr_str(&zone.key);
                    Ok(Value::from(format!("zoneinfo.ZoneInfo(key={key})")))
                }),
                ("__eq__", |evaluator, mut arguments| {
                    let (_, left) = receiver::<ZoneInfo>(evaluator, &mut arguments)?;
                    let right = take_first(evaluator, &mut arguments)?.payload::<ZoneInfo>();
                    Ok(right.map_or(Value::NotImplemented, |right| Value::Bool(left.key == right.key)))
                }),
                ("__hash__", |evaluator, mut arguments| {
                    let (_, zone) = receiver::<ZoneInfo>(evaluator, &mut arguments)?;
                    Ok(hash_of(&Key::Str(Rc::clone(&zone.key))))
                }),
            ])
            .properties(&[("key", |evaluator, mut arguments| {
                Ok(Value::Str(Rc::clone(&receiver::<ZoneInfo>(evaluator, &mut arguments)?.1.key)))
            })]);
        Class::native("zoneinfo", "ZoneInfo", &[base], Some(Rc::new(ZoneInfoHooks)), names.vars())
    };
    Rc::clone(state.zone_info.get_or_init(make))
}

fn of_database(evaluator: &mut Evaluator, mut arguments: Arguments, name: &str) -> EvalResult<Value> {
    let (_, zone) = receiver::<ZoneInfo>(evaluator, &mut arguments)?;
    if matches!(&*zone.key, "UTC" | "Etc/UTC" | "Zulu" | "Etc/Zulu" | "UCT" | "Etc/UCT") {
        let zero = delta_value(evaluator, TimeDelta::from_microseconds(0));
        return Ok(if name == "tzname" { Value::str("UTC") } else { zero });
    }
    let reason = "it depends on the time zone database of the machine";
    let zone = Unknown::new(UnknownForm::Other, evaluator.current_span(), reason);
    Ok(Value::Unknown(zone))
}
