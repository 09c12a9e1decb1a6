//! The patterns that always count: `flytekit.tools.ignore.STANDARD_IGNORE_PATTERNS`, matched as Python's `fnmatch` does,
//! where `*` stands for any characters, also `/`.

const PATTERNS: [&str; 5] = ["*.pyc", ".cache", ".cache/*", "__pycache__/*", "**/__pycache__/*"];

/// The first pattern that matches a path.
pub(super) fn matching(path: &str) -> Option<&'static str> {
    PATTERNS.into_iter().find(|pattern| matches(pattern, path))
}

/// Whether a pattern whose only special character is `*` matches all of a text.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(rest) = parts.next().and_then(|first| text.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = parts.next_back() else {
        return rest.is_empty();
    };
    // Taking the first place where a part occurs leaves the most for those that follow.
    let rest = parts.try_fold(rest, |rest, part| rest.split_once(part).map(|(_, rest)| rest));
    rest.is_some_and(|rest| rest.ends_with(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_always_ignored() {
        let ignored =
            ["a.pyc", "a/b.pyc", ".pyc", ".cache", ".cache/a/b", "__pycache__/x", "a/__pycache__/b/c"];
        let kept = ["a.pyc/b", "a/.cache", "a/.cache/b", "__pycache__", "a__pycache__/b", "a.PYC", ""];
        assert_eq!(ignored.into_iter().find(|path| matching(path).is_none()), None);
        assert_eq!(kept.into_iter().find(|path| matching(path).is_some()), None);
    }

    #[test]
    fn stars() {
        assert!(matches("a*b*c", "abxbc") && matches("**", "") && matches("a*a", "aa"));
        assert!(!matches("a*a", "a") && !matches("a", "ab") && !matches("a*b*c", "acb"));
    }
}
