//! Text of dates and times: ISO 8601, `repr`, `strftime`.

use std::fmt::Write as _;

use super::super::parts::take_first;
use super::{Date, DateTime, Offset, Time, TimeDelta, zone};
use crate::python::format::repr_str;
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Unknown, Value};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of a month in the C locale.
pub(super) fn month_names() -> [&'static str; 12] {
    MONTHS
}

/// The names of the days of the week in the C locale, from Monday.
pub(super) fn day_names() -> [&'static str; 7] {
    DAYS
}

/// `YYYY-MM-DD`.
pub(super) fn iso_date(date: &Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year, date.month, date.day)
}

/// `HH:MM:SS.ffffff`, as precise as asked for.
pub(super) fn iso_time(evaluator: &Evaluator, time: &Time, precision: &str) -> EvalResult<String> {
    let Time { hour, minute, second, microsecond, .. } = time;
    Ok(match precision {
        "auto" if *microsecond == 0 => format!("{hour:02}:{minute:02}:{second:02}"),
        "auto" | "microseconds" => format!("{hour:02}:{minute:02}:{second:02}.{microsecond:06}"),
        "milliseconds" => format!("{hour:02}:{minute:02}:{second:02}.{:03}", microsecond / 1000),
        "seconds" => format!("{hour:02}:{minute:02}:{second:02}"),
        "minutes" => format!("{hour:02}:{minute:02}"),
        "hours" => format!("{hour:02}"),
        _ => return Err(evaluator.value_error("Unknown timespec value")),
    })
}

/// A distance from UTC: `+02:00`, with seconds where it has some.
pub(super) fn fixed_offset(offset: &TimeDelta, separator: &str) -> String {
    let microseconds = offset.microseconds_in_all();
    let sign = if microseconds < 0 { '-' } else { '+' };
    let microseconds = microseconds.abs();
    let seconds = microseconds / 1_000_000;
    let mut text = format!("{sign}{:02}{separator}{:02}", seconds / 3600, seconds / 60 % 60);
    if microseconds % 60_000_000 != 0 {
        let _ = write!(text, "{separator}{:02}", seconds % 60);
    }
    if microseconds % 1_000_000 != 0 {
        let _ = write!(text, ".{:06}", microseconds % 1_000_000);
    }
    text
}

/// The distance of the zone from UTC as text; empty for a naive time.
pub(super) fn offset_text(
    evaluator: &mut Evaluator,
    zone: &Value,
    at: &Value,
    separator: &str,
) -> EvalResult<String> {
    match zone::offset_of(evaluator, zone, at)? {
        Offset::Naive => Ok(String::new()),
        Offset::Known(delta) => Ok(fixed_offset(&delta, separator)),
        Offset::Unknown(unknown) => Err(unknown.into()),
    }
}

/// What follows the minute in `repr`.
pub(super) fn tail_of_repr(evaluator: &mut Evaluator, time: &Time) -> EvalResult<String> {
    let mut text = String::new();
    if time.microsecond != 0 {
        let _ = write!(text, ", {}, {}", time.second, time.microsecond);
    } else if time.second != 0 {
        let _ = write!(text, ", {}", time.second);
    }
    if time.fold != 0 {
        text.push_str(", fold=1");
    }
    if !time.zone.is_none() {
        let zone = evaluator.repr_of(&time.zone)?;
        match zone {
            Value::Unknown(unknown) => return Err(unknown.into()),
            other => {
                let _ = write!(text, ", tzinfo={}", other.as_str().unwrap_or_default());
            }
        }
    }
    text.push(')');
    Ok(text)
}

/// `Thu Feb  1 10:00:00 2024`.
pub(super) fn ctime(date: &Date, hour: u32, minute: u32, second: u32) -> String {
    let day = &DAYS[date.weekday() as usize % 7][..3];
    let month = &MONTHS[(date.month as usize - 1) % 12][..3];
    format!("{day} {month} {:2} {hour:02}:{minute:02}:{second:02} {:04}", date.day, date.year)
}

/// `__format__`: `str` without a specification, else `strftime`.
pub(super) fn format(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let specification = take_first(evaluator, &mut arguments)?;
    if specification.as_str().is_none_or(|text| text.is_empty()) {
        return evaluator.str_of(&value);
    }
    evaluator.call_method(&value, "strftime", Arguments::positional([specification]))
}

/// `value.strftime(format)`.
pub(super) fn strftime(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let format = take_first(evaluator, &mut arguments)?;
    let Some(format) = format.as_str() else {
        let class = evaluator.class_of(&format);
        let message = format!("strftime() argument 1 must be str, not {}", class.name);
        return Err(evaluator.type_error(&message));
    };
    let midnight = Time::from_microseconds(0, Value::None);
    let moment = if let Some(moment) = value.payload::<DateTime>() {
        moment.as_ref().clone()
    } else if let Some(date) = value.payload::<Date>() {
        DateTime { date: *date, time: midnight }
    } else if let Some(time) = value.payload::<Time>() {
        DateTime { date: Date { year: 1900, month: 1, day: 1 }, time: time.as_ref().clone() }
    } else {
        return Err(evaluator.type_error("the method was called on an object of another class"));
    };
    let mut text = String::new();
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            text.push(character);
            continue;
        }
        match characters.next() {
            None => text.push('%'),
            Some(directive) => text.push_str(&directive_text(evaluator, &value, &moment, directive)?),
        }
    }
    Ok(Value::from(text))
}

/// The text of `%directive`, in the C locale.
fn directive_text(
    evaluator: &mut Evaluator,
    value: &Value,
    moment: &DateTime,
    directive: char,
) -> EvalResult<String> {
    match directive {
        'z' => offset_text(evaluator, &moment.time.zone, value, ""),
        'Z' if moment.time.zone.is_none() => Ok(String::new()),
        'Z' => {
            let name =
                evaluator.call_method(&moment.time.zone, "tzname", Arguments::positional([value.clone()]))?;
            match name {
                Value::Unknown(unknown) => Err(unknown.into()),
                name => Ok(name.as_str().unwrap_or_default().to_string()),
            }
        }
        's' => Err(unknown_directive(evaluator, directive)),
        _ => format_moment(moment, directive).ok_or_else(|| unknown_directive(evaluator, directive)),
    }
}

fn unknown_directive(evaluator: &Evaluator, directive: char) -> Box<Interrupt> {
    let reason = format!("{} depends on the machine", repr_str(&format!("%{directive}")));
    Unknown::path("datetime.datetime.strftime", evaluator.current_span(), reason).into()
}

/// The text of a directive that depends on the fields alone; `None` for others.
fn format_moment(moment: &DateTime, directive: char) -> Option<String> {
    let (date, time) = (&moment.date, &moment.time);
    let day = DAYS[date.weekday() as usize % 7];
    let month = MONTHS[(date.month as usize - 1) % 12];
    let hour_of_twelve = (time.hour + 11) % 12 + 1;
    let half = if time.hour < 12 { "AM" } else { "PM" };
    let (iso_year, iso_week, _) = date.iso_calendar();
    let clock = format!("{:02}:{:02}:{:02}", time.hour, time.minute, time.second);
    Some(match directive {
        '%' => "%".to_owned(),
        'n' => "\n".to_owned(),
        't' => "\t".to_owned(),
        'Y' => date.year.to_string(),
        'y' => format!("{:02}", date.year % 100),
        'C' => format!("{:02}", date.year / 100),
        'm' => format!("{:02}", date.month),
        'd' => format!("{:02}", date.day),
        'e' => format!("{:2}", date.day),
        'j' => format!("{:03}", date.day_of_year()),
        'H' => format!("{:02}", time.hour),
        'k' => format!("{:2}", time.hour),
        'I' => format!("{hour_of_twelve:02}"),
        'l' => format!("{hour_of_twelve:2}"),
        'M' => format!("{:02}", time.minute),
        'S' => format!("{:02}", time.second),
        'f' => format!("{:06}", time.microsecond),
        'p' => half.to_owned(),
        'P' => half.to_lowercase(),
        'a' => day[..3].to_owned(),
        'A' => day.to_owned(),
        'b' | 'h' => month[..3].to_owned(),
        'B' => month.to_owned(),
        'w' => ((date.weekday() + 1) % 7).to_string(),
        'u' => (date.weekday() + 1).to_string(),
        'G' => iso_year.to_string(),
        'g' => format!("{:02}", iso_year % 100),
        'V' => format!("{iso_week:02}"),
        'U' => format!("{:02}", (date.day_of_year() + 6 - (date.weekday() + 1) % 7) / 7),
        'W' => format!("{:02}", (date.day_of_year() + 6 - date.weekday()) / 7),
        'D' | 'x' => format!("{:02}/{:02}/{:02}", date.month, date.day, date.year % 100),
        'F' => format!("{}-{:02}-{:02}", date.year, date.month, date.day),
        'T' | 'X' => clock,
        'R' => format!("{:02}:{:02}", time.hour, time.minute),
        'r' => format!("{hour_of_twelve:02}:{:02}:{:02} {half}", time.minute, time.second),
        'c' => ctime(date, time.hour, time.minute, time.second),
        _ => return None,
    })
}
