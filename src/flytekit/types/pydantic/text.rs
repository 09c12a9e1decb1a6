//! Texts that pydantic makes: titles of fields, descriptions, lengths of time.

/// The title of a field: words with capitals (`str.replace("_", " ").title()`), without blanks around it.
pub(super) fn title(name: &str) -> String {
    let mut title = String::new();
    let mut in_word = false;
    for character in name.replace('_', " ").trim().chars() {
        if character.is_alphabetic() {
            if in_word {
                title.extend(character.to_lowercase());
            } else {
                title.extend(character.to_uppercase());
            }
            in_word = true;
        } else {
            title.push(character);
            in_word = false;
        }
    }
    title
}

/// A docstring without its indentation (`inspect.cleandoc`).
pub(super) fn cleandoc(text: &str) -> String {
    let text = text.replace('\t', "        ");
    let lines: Vec<&str> = text.split('\n').collect();
    let indentation = |line: &&&str| line.len() - line.trim_start().len();
    let rest = lines.iter().skip(1).filter(|line| !line.trim().is_empty());
    let margin = rest.map(|line| indentation(&line)).min().unwrap_or(0);
    let mut clean = vec![lines.first().map_or("", |line| line.trim_start()).to_owned()];
    clean.extend(lines.iter().skip(1).map(|line| line.get(margin..).unwrap_or("").to_owned()));
    while clean.last().is_some_and(String::is_empty) {
        clean.pop();
    }
    while clean.first().is_some_and(String::is_empty) {
        clean.remove(0);
    }
    clean.join("\n")
}

/// A length of time as ISO 8601 text: `P1DT2H3M4.5S`; 365 days are a year.
pub(super) fn duration(days: i64, seconds: i64, microseconds: i64) -> String {
    let total = (i128::from(days) * 86_400 + i128::from(seconds)) * 1_000_000 + i128::from(microseconds);
    let sign = if total < 0 { "-" } else { "" };
    let total = total.unsigned_abs();
    let (seconds, fraction) = (total / 1_000_000, total % 1_000_000);
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (years, days) = (days / 365, days % 365);
    let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
    let part = |number: u128, unit: &str| if number == 0 { String::new() } else { format!("{number}{unit}") };
    let fraction = match fraction {
        0 => String::new(),
        fraction => format!(".{fraction:06}").trim_end_matches('0').to_owned(),
    };
    let seconds =
        if seconds == 0 && fraction.is_empty() { String::new() } else { format!("{seconds}{fraction}S") };
    let date = format!("{}{}", part(years, "Y"), part(days, "D"));
    let time = format!("{}{}{seconds}", part(hours, "H"), part(minutes, "M"));
    match (date.is_empty(), time.is_empty()) {
        (true, true) => "PT0S".to_owned(),
        (false, true) => format!("{sign}P{date}"),
        _ => format!("{sign}P{date}T{time}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_capitals_after_what_is_no_letter() {
        for (name, expected) in
            [("http_url", "Http Url"), ("someURLThing", "Someurlthing"), ("a1b2", "A1B2"), ("os_", "Os")]
        {
            assert_eq!(title(name), expected);
        }
    }

    #[test]
    fn docstrings_lose_their_indentation() {
        assert_eq!(cleandoc(" Doc\n        more\n    "), "Doc\nmore");
        assert_eq!(cleandoc("Doc.\n\n    a\n      b\n"), "Doc.\n\na\n  b");
    }

    #[test]
    fn durations_are_written_as_iso_8601() {
        assert_eq!(duration(1, 5, 7), "P1DT5.000007S");
        assert_eq!(duration(-1, 82_800, 0), "-PT1H");
        assert_eq!(duration(0, 3600, 500_000), "PT1H0.5S");
        assert_eq!(duration(0, 0, 0), "PT0S");
        assert_eq!(duration(2, 0, 0), "P2D");
        assert_eq!(duration(800, 5, 0), "P2Y70DT5S");
    }
}
