//! Words for help lines: names that might have been meant, and lists of names.

/// How many names a list shows.
const SHOWN: usize = 8;

/// The name that was probably meant: the one that takes the fewest edits, where they are less than half of it.
pub fn closest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase();
    let known = known.into_iter().map(|other| (edits(&name, &other.to_lowercase()), other));
    known
        .filter(|(edits, other)| edits * 2 < name.len().max(other.len()))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, other)| other)
}

/// Names in backquotes, as in `` `a`, `b` and `c` ``; `nothing` where there are none.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>, nothing: &str) -> String {
    let mut quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    if quoted.len() > SHOWN {
        let more = quoted.len() - SHOWN + 1;
        quoted.truncate(SHOWN - 1);
        quoted.push(format!("{more} more"));
    }
    match quoted.pop() {
        None => nothing.to_owned(),
        Some(only) if quoted.is_empty() => only,
        Some(last) => format!("{} and {last}", quoted.join(", ")),
    }
}

/// How many letters must be put in, left out or replaced to make one word of the other.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.chars().enumerate() {
        let mut row = vec![at + 1];
        for (column, other) in right.iter().enumerate() {
            let replaced = before[column] + usize::from(letter != *other);
            row.push(replaced.min(before[column + 1] + 1).min(row[column] + 1));
        }
        before = row;
    }
    before.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_close() {
        let known = ["retries", "timeout", "cache", "cache_version", "interruptible"];
        for (name, expected) in [
            ("retry", Some("retries")),
            ("Timeouts", Some("timeout")),
            ("cache_versions", Some("cache_version")),
            ("interuptable", Some("interruptible")),
            ("gpu", None),
            ("", None),
        ] {
            assert_eq!(closest(name, known), expected, "{name}");
        }
    }

    #[test]
    fn lists_of_names() {
        assert_eq!(listed([], "nothing"), "nothing");
        assert_eq!(listed(["a"], ""), "`a`");
        assert_eq!(listed(["a", "b", "c"], ""), "`a`, `b` and `c`");
        assert_eq!(listed(["a"; 10], ""), "`a`, `a`, `a`, `a`, `a`, `a`, `a` and 3 more");
    }
}
