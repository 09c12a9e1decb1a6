//! Whether a cron expression is one that the reference accepts: the grammar of the package `croniter` (7.0), five, six or
//! seven fields, and a date that exists. Whether a year lies in the past is not asked, which depends on the clock.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Aliases of flytekit (`CronSchedule._VALID_CRON_ALIASES`).
const ALIASES: [&str; 17] = [
    "hourly",
    "hours",
    "@hourly",
    "daily",
    "days",
    "@daily",
    "weekly",
    "weeks",
    "@weekly",
    "monthly",
    "months",
    "@monthly",
    "annually",
    "@annually",
    "yearly",
    "years",
    "@yearly",
];
const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const LONGEST_MONTH: [u64; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const DAY: usize = 2;
const MONTH: usize = 3;
const WEEKDAY: usize = 4;
/// The least and the greatest number of each field: minute, hour, day, month, weekday, second, year.
const RANGES: [(u64, u64); 7] = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6), (0, 59), (1970, 2099)];

type Pattern = LazyLock<Option<Regex>>;

static NTH_WEEKDAY: Pattern = LazyLock::new(|| {
    let (weekdays, months) = (WEEKDAYS.join("|"), MONTHS.join("|"));
    let pattern = format!(
        r"^(?:((?:(?:{weekdays})(?:-(?:{weekdays}))?)|(?:(?:{months})(?:-(?:{months}))?)|[0-9A-Za-z_]+)#|(l))([0-9]+)$"
    );
    Regex::new(&pattern).ok()
});
static NEAREST_WEEKDAY: Pattern = LazyLock::new(|| Regex::new(r"^(?:([0-9]+)w|w([0-9]+))$").ok());
static RANGE: Pattern = LazyLock::new(|| Regex::new(r"^([^-]+)-([^-/]+)(?:/([0-9]+))?$").ok());
static RANDOM: Pattern =
    LazyLock::new(|| Regex::new(r"^(h|r)(?:\(([0-9]+)-([0-9]+)\))?(?:/([0-9]+))?$").ok());

/// One value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Item {
    Any,
    /// The last day of the month.
    Last,
    Number(u64),
}

/// What a field allows.
#[derive(Default)]
struct Field {
    items: BTreeSet<Item>,
    /// Weekdays that count only once or twice in a month.
    nth: BTreeSet<Item>,
    /// Whether the nearest working day is meant.
    nearest_weekday: bool,
}

/// Checks an expression; the error says in words what is wrong.
pub(super) fn validate(expression: &str) -> Result<(), String> {
    let lower = expression.to_lowercase();
    if ALIASES.contains(&lower.as_str()) || lower == "@midnight" {
        return Ok(());
    }
    let is_space = |character: char| character.is_ascii_whitespace() || character == '\x0b';
    let texts: Vec<&str> = lower.split(is_space).filter(|field| !field.is_empty()).collect();
    if !(5..=7).contains(&texts.len()) {
        return Err(format!("it has {} fields instead of 5, 6 or 7", texts.len()));
    }
    let fields = texts.iter().enumerate().map(|(index, text)| {
        field(index, text).map_err(|reason| format!("in field {} (`{text}`), {reason}", index + 1))
    });
    let fields: Vec<Field> = fields.collect::<Result<_, String>>()?;
    let mut plain_weekdays = fields[WEEKDAY].items.clone();
    let all_weekdays = plain_weekdays.len() == 7;
    plain_weekdays.retain(|item| *item != Item::Any && !fields[WEEKDAY].nth.contains(item));
    if !fields[WEEKDAY].nth.is_empty() && !plain_weekdays.is_empty() && !all_weekdays {
        return Err("plain days of the week cannot be mixed with those of one week in the month".to_owned());
    }
    if has_date(&fields) { Ok(()) } else { Err("there is no such date".to_owned()) }
}

/// Whether some month has one of the days. A day of the week is as good, unless it is one of one week in the month.
fn has_date(fields: &[Field]) -> bool {
    let [days, months, weekdays] = [DAY, MONTH, WEEKDAY].map(|index| &fields[index]);
    let is_any = |field: &Field| field.items.contains(&Item::Any);
    if days.nearest_weekday || is_any(days) || is_any(months) || days.items.contains(&Item::Last) {
        return true;
    }
    if !is_any(weekdays) && weekdays.items.len() < 7 && weekdays.nth.is_empty() {
        return true;
    }
    let number = |item: &Item| if let Item::Number(number) = item { Some(*number) } else { None };
    let first = days.items.iter().filter_map(number).min().unwrap_or(1);
    let length = |month: u64| LONGEST_MONTH.get(month.saturating_sub(1) as usize).copied().unwrap_or(31);
    months.items.iter().filter_map(number).any(|month| first <= length(month))
}

fn field(index: usize, text: &str) -> Result<Field, String> {
    if let Some(random) = captures(&RANDOM, text) {
        return random_field(index, &random);
    }
    let mut field = Field::default();
    let text = match text {
        "?" if index == DAY || index == WEEKDAY => "*",
        _ if text.contains('?') => return Err("a question mark stands alone, for a day".to_owned()),
        _ => text,
    };
    let parts: Vec<&str> = text.split(',').collect();
    for part in &parts {
        if index == DAY
            && let Some(found) = captures(&NEAREST_WEEKDAY, part)
        {
            let day = found.get(1).or(found.get(2)).and_then(|day| day.as_str().parse::<u64>().ok());
            if !day.is_some_and(|day| (1..=31).contains(&day)) || parts.len() > 1 {
                return Err("`w` needs one day from 1 to 31".to_owned());
            }
            field.nearest_weekday = true;
            continue;
        }
        add(index, part, &mut field)?;
    }
    Ok(field)
}

/// A random number: `r`, `r(1-5)`, `r/10`. A hashed one (`h`) needs an identity that schedules don't have.
fn random_field(index: usize, found: &Captures<'_>) -> Result<Field, String> {
    let number = |group: usize| found.get(group).map(|text| text.as_str().parse::<u64>().unwrap_or(u64::MAX));
    let (minimum, maximum) = RANGES[index];
    if &found[1] == "h" || number(4) == Some(0) {
        return Err("the value is not allowed".to_owned());
    }
    let alias = |number: u64| if index == WEEKDAY && number == 7 { 0 } else { number };
    if let (Some(first), Some(last)) = (number(2), number(3))
        && (first >= last || alias(first) < minimum || alias(first) > maximum || alias(last) > maximum)
    {
        return Err("the range is not allowed".to_owned());
    }
    Ok(Field { items: BTreeSet::from([Item::Any]), ..Field::default() })
}

fn add(index: usize, part: &str, field: &mut Field) -> Result<(), String> {
    let mut text = part.to_owned();
    let mut is_nth = false;
    if index == WEEKDAY
        && let Some(found) = captures(&NTH_WEEKDAY, part)
    {
        is_nth = true;
        if let Some(day) = found.get(1) {
            if !found[3].parse::<u64>().is_ok_and(|nth| (1..=5).contains(&nth)) {
                return Err("a month has the weeks 1 to 5".to_owned());
            }
            day.as_str().clone_into(&mut text);
        } else {
            found[3].clone_into(&mut text);
        }
    }
    let items = match range(index, &text)? {
        Some(numbers) => numbers.into_iter().map(Item::Number).collect(),
        None => vec![single(index, &text)?],
    };
    for item in items {
        if let Item::Number(number) = item
            && !(RANGES[index].0..=RANGES[index].1).contains(&number)
        {
            return Err(format!("{number} is out of range"));
        }
        field.items.insert(item);
        if is_nth {
            field.nth.insert(item);
        }
    }
    Ok(())
}

/// The numbers of `low-high`, `low-high/step`, `*/step` and `start/step`.
fn range(index: usize, text: &str) -> Result<Option<Vec<u64>>, String> {
    let (minimum, maximum) = RANGES[index];
    let spelled = match text.strip_prefix('*') {
        Some(step) if step.len() > 1 && step.starts_with('/') => format!("{minimum}-{maximum}{step}"),
        _ => text.to_owned(),
    };
    let with_end = || match text.rsplit_once('/') {
        Some((start, step)) if !start.is_empty() && !step.is_empty() => format!("{start}-{maximum}/{step}"),
        _ => String::new(),
    };
    let start_with_step = captures(&RANGE, &spelled).is_none();
    let spelled = if start_with_step { with_end() } else { spelled };
    let Some(found) = captures(&RANGE, &spelled) else { return Ok(None) };
    let bound = |text: &str| match number(index, text)? {
        Item::Number(number) => Ok(number),
        Item::Any | Item::Last => Err(format!("`{text}` is no bound")),
    };
    let last = if index == DAY && &found[2] == "l" { "31" } else { &found[2] };
    let (mut low, mut high) = (bound(&found[1])?, bound(last)?);
    let step = found.get(3).map_or(Ok(1), |step| step.as_str().parse::<u64>()).unwrap_or(u64::MAX);
    if step == 0 {
        return Err("the step is 0".to_owned());
    }
    if low.max(high) > maximum {
        return Err("the range is out of bounds".to_owned());
    }
    if start_with_step && low == high {
        return Ok(Some(vec![low]));
    }
    if low == high {
        (low, high) = (minimum, maximum);
    }
    let stepped = |low: u64, high: u64| (low..=high).step_by(usize::try_from(step).unwrap_or(usize::MAX));
    if low <= high {
        return Ok(Some(stepped(low, high).collect()));
    }
    // Backwards over the end of the field; how steps go on at its start is of no matter for what is allowed.
    Ok(Some(stepped(low, maximum).chain(minimum..=high).collect()))
}

fn single(index: usize, text: &str) -> Result<Item, String> {
    if text.starts_with('-') {
        return Err("numbers are not negative".to_owned());
    }
    number(index, text)
}

/// A number, a star, or the name of a month or day.
fn number(index: usize, text: &str) -> Result<Item, String> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = text.parse::<u64>().unwrap_or(u64::MAX);
        return Ok(Item::Number(if index == WEEKDAY && number == 7 { 0 } else { number }));
    }
    let position = |names: &[&str]| names.iter().position(|name| *name == text).map(|at| at as u64);
    let found = match index {
        _ if text == "*" => Some(Item::Any),
        DAY if text == "l" => Some(Item::Last),
        MONTH => position(&MONTHS).map(|month| Item::Number(month + 1)),
        WEEKDAY => position(&WEEKDAYS).map(Item::Number),
        _ => None,
    };
    found.ok_or_else(|| format!("`{text}` is not allowed"))
}

fn captures<'a>(pattern: &Pattern, text: &'a str) -> Option<Captures<'a>> {
    pattern.as_ref().and_then(|pattern| pattern.captures(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_patterns_compile() {
        assert!([&NTH_WEEKDAY, &NEAREST_WEEKDAY, &RANGE, &RANDOM].iter().all(|pattern| pattern.is_some()));
    }

    #[test]
    fn expressions_are_accepted_as_the_reference_accepts_them() {
        for valid in [
            "* * * * *",
            "*/10 0-5,9 1 jan-mar mon",
            "0 0 l * *",
            "0 0 15w * ?",
            "0 0 * * fri#2",
            "0 0 * * 7",
            "@midnight",
            "Hourly",
            "0 0 29 2 *",
            "0 0 31 2 mon",
            "5/15 * * * *",
            "0 22 * * sat-sun",
            "* * * * * 30 2030",
        ] {
            assert_eq!(validate(valid), Ok(()), "{valid}");
        }
        for invalid in [
            "* * * *",
            "60 * * * *",
            "* * 0 * *",
            "* * * 13 *",
            "* * * * 8",
            "a * * * *",
            "*/0 * * * *",
            "? * * * *",
            "0 0 31 2 *",
            "0 0 30 2 ?",
            "0 0 15w,16 * *",
            "0 0 * * 1#6",
            "0 0 * * 1,2#3",
            "-1 * * * *",
            "h * * * *",
            "@every",
        ] {
            assert!(validate(invalid).is_err(), "{invalid}");
        }
    }
}
