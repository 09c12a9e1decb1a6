//! Reading dates and times from text: `fromisoformat`, `strptime`.

use std::rc::Rc;

use super::super::parts::take_first;
use super::{Date, DateTime, Time, calendar, date_from, format, moment_value, zone};
use crate::python::format::repr_str;
use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Value};

/// The text to read.
pub(super) fn text_argument(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<str>> {
    match take_first(evaluator, arguments)? {
        Value::Unknown(unknown) => Err(unknown.into()),
        value => value.as_str().ok_or_else(|| evaluator.type_error("fromisoformat: argument must be str")),
    }
}

/// `ValueError: Invalid isoformat string: '…'`.
pub(super) fn invalid(evaluator: &Evaluator, text: &str) -> Box<Interrupt> {
    evaluator.value_error(&format!("Invalid isoformat string: {}", repr_str(text)))
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// Year, month and day of `YYYY-MM-DD`, `YYYYMMDD`, `YYYY-Www-D` and their short forms.
pub(super) fn iso_date(text: &str) -> Option<(i64, i64, i64)> {
    if !text.is_ascii() || !matches!(text.len(), 7 | 8 | 10) {
        return None;
    }
    let year = number(&text[..4])?;
    let rest = &text[4..];
    let (extended, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if let Some(week) = rest.strip_prefix('W') {
        return iso_week_date(year, week, extended);
    }
    match (extended, rest.len()) {
        (true, 5) if rest.as_bytes()[2] == b'-' => Some((year, number(&rest[..2])?, number(&rest[3..])?)),
        (false, 4) => Some((year, number(&rest[..2])?, number(&rest[2..])?)),
        _ => None,
    }
}

fn iso_week_date(year: i64, text: &str, extended: bool) -> Option<(i64, i64, i64)> {
    let week = number(text.get(..2)?)?;
    let day = match (&text[2..], extended) {
        ("", _) => 1,
        (rest, true) => number(rest.strip_prefix('-')?)?,
        (rest, false) => number(rest)?,
    };
    let valid = (1..=9999).contains(&year)
        && (1..=if calendar::has_week_53(year as i32) { 53 } else { 52 }).contains(&week)
        && (1..=7).contains(&day);
    if !valid {
        return None;
    }
    let date = Date::from_iso_calendar(year as i32, week as u32, day as u32)?;
    Some((date.year.into(), date.month.into(), date.day.into()))
}

/// Hours, minutes, seconds and microseconds of `HH[:MM[:SS[.f…]]]`, with or without colons.
fn clock(text: &str) -> Option<(u32, u32, u32, u32)> {
    let (whole, fraction) = match text.find(['.', ',']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let parts: Vec<&str> = if whole.contains(':') {
        whole.split(':').collect()
    } else {
        (0..whole.len())
            .step_by(2)
            .map(|at| whole.get(at..(at + 2).min(whole.len())))
            .collect::<Option<_>>()?
    };
    if parts.is_empty() || parts.len() > 3 || parts.iter().any(|part| part.len() != 2) {
        return None;
    }
    if fraction.is_some() && parts.len() != 3 {
        return None;
    }
    let part = |at: usize| parts.get(at).map_or(Some(0), |part| number(part)).map(|number| number as u32);
    let microsecond = match fraction {
        None => 0,
        Some(digits) => {
            number(digits)?;
            let digits = format!("{digits:0<6}");
            number(&digits[..6])? as u32
        }
    };
    Some((part(0)?, part(1)?, part(2)?, microsecond))
}

/// A time with an optional distance from UTC.
pub(super) fn iso_time(evaluator: &mut Evaluator, text: &str) -> Option<Time> {
    if !text.is_ascii() {
        return None;
    }
    let (time, zone) = match text.find(['+', '-', 'Z']) {
        Some(at) => (&text[..at], Some(&text[at..])),
        None => (text, None),
    };
    let (hour, minute, second, microsecond) = clock(time)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let zone = match zone {
        None => Value::None,
        Some("Z") => zone::utc(evaluator),
        Some(offset) => fixed_zone(evaluator, offset)?,
    };
    Some(Time { hour, minute, second, microsecond, fold: 0, zone })
}

/// The time zone of `+HH:MM[:SS[.f…]]`.
fn fixed_zone(evaluator: &mut Evaluator, text: &str) -> Option<Value> {
    let sign = if text.starts_with('-') { -1 } else { 1 };
    let (hours, minutes, seconds, microseconds) = clock(text.get(1..)?)?;
    let seconds = i128::from((hours * 60 + minutes) * 60 + seconds);
    if seconds >= 86_400 || minutes > 59 {
        return None;
    }
    Some(zone::fixed(evaluator, sign * (seconds * 1_000_000 + i128::from(microseconds))))
}

/// A date, and a time after any one character.
pub(super) fn iso_moment(evaluator: &mut Evaluator, text: &str) -> Option<((i64, i64, i64), Time)> {
    if text.len() < 7 {
        return None;
    }
    if let Some(date) = iso_date(text) {
        return Some((date, Time::from_microseconds(0, Value::None)));
    }
    for length in [10, 8, 7] {
        let Some((date, rest)) = text.split_at_checked(length) else { continue };
        let Some(date) = iso_date(date) else { continue };
        let mut characters = rest.chars();
        characters.next();
        if let Some(time) = iso_time(evaluator, characters.as_str()) {
            return Some((date, time));
        }
    }
    None
}

/// What `strptime` has read so far.
#[derive(Default)]
struct Read {
    year: Option<i64>,
    month: Option<i64>,
    day: Option<i64>,
    day_of_year: Option<i64>,
    hour: i64,
    twelve: bool,
    afternoon: Option<bool>,
    minute: i64,
    second: i64,
    microsecond: i64,
    zone: Option<i128>,
}

/// `datetime.strptime(text, format)`.
pub(super) fn strptime(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    take_first(evaluator, &mut arguments)?;
    let [text, format] = arguments.bind_positional(evaluator, "strptime", 2)?;
    for argument in [&text, &format] {
        if let Some(Value::Unknown(unknown)) = argument {
            return Err(Rc::clone(unknown).into());
        }
    }
    let text = text.and_then(|text| text.as_str());
    let format = format.and_then(|format| format.as_str());
    let (Some(text), Some(format)) = (text, format) else {
        return Err(evaluator.type_error("strptime() arguments must be str"));
    };
    let mut read = Read::default();
    let mut rest: &str = &text;
    if !read_format(evaluator, &format, &mut rest, &mut read)? {
        return Err(evaluator.value_error(&format!(
            "time data {} does not match format {}",
            repr_str(&text),
            repr_str(&format)
        )));
    }
    if !rest.is_empty() {
        return Err(evaluator.value_error(&format!("unconverted data remains: {rest}")));
    }
    finished(evaluator, &read)
}

/// Reads by the format; `false` where the text does not fit.
fn read_format(evaluator: &Evaluator, format: &str, rest: &mut &str, read: &mut Read) -> EvalResult<bool> {
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character.is_whitespace() {
            let trimmed = rest.trim_start();
            if trimmed.len() == rest.len() {
                return Ok(false);
            }
            *rest = trimmed;
            continue;
        }
        if character != '%' {
            match rest.strip_prefix(character) {
                Some(after) => *rest = after,
                None => return Ok(false),
            }
            continue;
        }
        let Some(directive) = characters.next() else {
            let message = format!("stray %% in format {}", repr_str(format));
            return Err(evaluator.value_error(&message.replace("%%", "%")));
        };
        let composed = match directive {
            'c' => Some("%a %b %d %H:%M:%S %Y"),
            'x' => Some("%m/%d/%y"),
            'X' => Some("%H:%M:%S"),
            _ => None,
        };
        let fits = match composed {
            Some(format) => read_format(evaluator, format, rest, read)?,
            None if !"aAbBdfHIjmMpSyYzZ%UWwuGV".contains(directive) => {
                return Err(evaluator.value_error(&format!(
                    "'{directive}' is a bad directive in format {}",
                    repr_str(format)
                )));
            }
            None if "UWwuGVZ".contains(directive) => {
                let reason = format!("`%{directive}` in `strptime` is not evaluated");
                let unknown = crate::python::Unknown::path(
                    "datetime.datetime.strptime",
                    evaluator.current_span(),
                    reason,
                );
                return Err(unknown.into());
            }
            None => read_directive(directive, rest, read).is_some(),
        };
        if !fits {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes up to `most` digits whose number is within the bounds; fewer digits where all of them are too much.
fn take_number(rest: &mut &str, most: usize, bounds: (i64, i64)) -> Option<i64> {
    let available = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    for length in (1..=available).rev() {
        let number = number(&rest[..length])?;
        if number >= bounds.0 && number <= bounds.1 {
            *rest = &rest[length..];
            return Some(number);
        }
    }
    None
}

fn read_directive(directive: char, rest: &mut &str, read: &mut Read) -> Option<()> {
    match directive {
        'Y' => {
            let digits = rest.get(..4)?;
            read.year = Some(number(digits)?);
            *rest = &rest[4..];
        }
        'y' => {
            let digits = rest.get(..2)?;
            let year = number(digits)?;
            read.year = Some(if year <= 68 { 2000 + year } else { 1900 + year });
            *rest = &rest[2..];
        }
        'm' => read.month = Some(take_number(rest, 2, (1, 12))?),
        'd' => {
            *rest = rest.strip_prefix(' ').unwrap_or(rest);
            read.day = Some(take_number(rest, 2, (1, 31))?);
        }
        'j' => read.day_of_year = Some(take_number(rest, 3, (1, 366))?),
        'H' => (read.hour, read.twelve) = (take_number(rest, 2, (0, 23))?, false),
        'I' => (read.hour, read.twelve) = (take_number(rest, 2, (1, 12))?, true),
        'M' => read.minute = take_number(rest, 2, (0, 59))?,
        'S' => read.second = take_number(rest, 2, (0, 61))?,
        'f' => {
            let digits = rest.bytes().take(6).take_while(u8::is_ascii_digit).count();
            let text = rest.get(..digits).filter(|text| !text.is_empty())?;
            read.microsecond = number(&format!("{text:0<6}"))?;
            *rest = &rest[digits..];
        }
        'p' => {
            let at = take_name(rest, &["AM", "PM"])?;
            read.afternoon = Some(at == 1);
        }
        'a' | 'A' => {
            let names = format::day_names();
            let names: Vec<&str> =
                names.iter().map(|name| if directive == 'a' { &name[..3] } else { name }).collect();
            take_name(rest, &names)?;
        }
        'b' | 'B' => {
            let names = format::month_names();
            let names: Vec<&str> =
                names.iter().map(|name| if directive == 'b' { &name[..3] } else { name }).collect();
            read.month = Some(take_name(rest, &names)? as i64 + 1);
        }
        'z' => read.zone = Some(take_offset(rest)?),
        '%' => *rest = rest.strip_prefix('%')?,
        _ => return None,
    }
    Some(())
}

fn take_name(rest: &mut &str, names: &[&str]) -> Option<usize> {
    let fits = |name: &str| rest.get(..name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name));
    let at = names.iter().position(|name| fits(name))?;
    *rest = &rest[names[at].len()..];
    Some(at)
}

/// Takes `+HHMM`, `+HH:MM`, with seconds, or `Z`; gives microseconds.
fn take_offset(rest: &mut &str) -> Option<i128> {
    if let Some(after) = rest.strip_prefix('Z') {
        *rest = after;
        return Some(0);
    }
    let sign = match rest.bytes().next()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let mut at = 1;
    let mut parts = Vec::new();
    while parts.len() < 3 {
        let start = if rest.as_bytes().get(at) == Some(&b':') && !parts.is_empty() { at + 1 } else { at };
        match rest.get(start..start + 2).and_then(number) {
            Some(number) => parts.push(number),
            None => break,
        }
        at = start + 2;
    }
    if parts.len() < 2 || parts[1] > 59 {
        return None;
    }
    *rest = &rest[at..];
    let seconds = parts[0] * 3600 + parts[1] * 60 + parts.get(2).copied().unwrap_or(0);
    Some(sign * i128::from(seconds) * 1_000_000)
}

fn finished(evaluator: &mut Evaluator, read: &Read) -> EvalResult<Value> {
    let hour = match (read.twelve, read.afternoon) {
        (true, Some(true)) => read.hour % 12 + 12,
        (true, _) => read.hour % 12,
        _ => read.hour,
    };
    let year = read.year.unwrap_or(1900);
    let date = match read.day_of_year {
        Some(day) if read.month.is_none() && read.day.is_none() => {
            let first = date_from(evaluator, year, 1, 1)?;
            Date::from_ordinal(first.ordinal() + day - 1).ok_or_else(|| super::out_of_range(evaluator))?
        }
        _ => date_from(evaluator, year, read.month.unwrap_or(1), read.day.unwrap_or(1))?,
    };
    if read.second > 59 {
        return Err(evaluator.value_error("second must be in 0..59"));
    }
    let zone = read.zone.map_or(Value::None, |offset| zone::fixed(evaluator, offset));
    let time = Time {
        hour: hour as u32,
        minute: read.minute as u32,
        second: read.second as u32,
        microsecond: read.microsecond as u32,
        fold: 0,
        zone,
    };
    Ok(moment_value(evaluator, DateTime { date, time }))
}
