//! Paths as text, by the rules of `posixpath`: no file is looked at.

/// `posixpath.split`.
pub(crate) fn split(path: &str) -> (String, String) {
    let at = path.rfind('/').map_or(0, |at| at + 1);
    let (head, tail) = path.split_at(at);
    let trimmed = head.trim_end_matches('/');
    let head = if trimmed.is_empty() { head } else { trimmed };
    (head.to_owned(), tail.to_owned())
}

/// `posixpath.dirname`.
pub(crate) fn dirname(path: &str) -> String {
    split(path).0
}

/// `posixpath.basename`.
pub(crate) fn basename(path: &str) -> String {
    split(path).1
}

/// `posixpath.join`.
pub(crate) fn join<'a>(first: &str, rest: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = first.to_owned();
    for part in rest {
        if part.starts_with('/') {
            joined.clear();
        } else if !joined.is_empty() && !joined.ends_with('/') {
            joined.push('/');
        }
        joined.push_str(part);
    }
    joined
}

/// `posixpath.splitext`.
pub(crate) fn splitext(path: &str) -> (&str, &str) {
    let name_at = path.rfind('/').map_or(0, |at| at + 1);
    let name = &path[name_at..];
    let dots = name.len() - name.trim_start_matches('.').len();
    match name[dots..].rfind('.') {
        Some(at) => path.split_at(name_at + dots + at),
        None => (path, ""),
    }
}

/// `posixpath.normpath`.
pub(crate) fn normpath(path: &str) -> String {
    if path.is_empty() {
        return ".".to_owned();
    }
    let slashes = match path.len() - path.trim_start_matches('/').len() {
        2 => "//",
        0 => "",
        _ => "/",
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(last) if *last != ".." => {
                    parts.pop();
                }
                None if !slashes.is_empty() => {}
                _ => parts.push(part),
            },
            _ => parts.push(part),
        }
    }
    let normal = format!("{slashes}{}", parts.join("/"));
    if normal.is_empty() { ".".to_owned() } else { normal }
}

/// `posixpath.relpath` of two absolute, normal paths.
pub(crate) fn relpath(path: &str, start: &str) -> String {
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    };
    let (path, start) = (parts(path), parts(start));
    let common = path.iter().zip(&start).take_while(|(left, right)| left == right).count();
    let up = std::iter::repeat_n("..", start.len() - common);
    let relative: Vec<&str> = up.chain(path[common..].iter().map(String::as_str)).collect();
    if relative.is_empty() { ".".to_owned() } else { relative.join("/") }
}

/// `posixpath.commonpath`; the error is the text of Python's `ValueError`.
pub(crate) fn commonpath(paths: &[String]) -> Result<String, &'static str> {
    let Some(first) = paths.first() else { return Err("commonpath() arg is an empty sequence") };
    let is_absolute = first.starts_with('/');
    if paths.iter().any(|path| path.starts_with('/') != is_absolute) {
        return Err("Can't mix absolute and relative paths");
    }
    let split: Vec<Vec<&str>> = paths
        .iter()
        .map(|path| path.split('/').filter(|part| !part.is_empty() && *part != ".").collect())
        .collect();
    let shortest = split.iter().map(Vec::len).min().unwrap_or(0);
    let common = (0..shortest).take_while(|at| split.iter().all(|parts| parts[*at] == split[0][*at])).count();
    let root = if is_absolute { "/" } else { "" };
    Ok(format!("{root}{}", split[0][..common].join("/")))
}

/// `posixpath.expandvars`, with `lookup` for the environment.
pub(crate) fn expandvars(path: &str, lookup: impl Fn(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut rest = path;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let (name, length) = if let Some(inner) = after.strip_prefix('{') {
            inner.find('}').map_or(("", 0), |end| (&inner[..end], end + 2))
        } else {
            let end = after.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(after.len());
            (&after[..end], end)
        };
        match lookup(name).filter(|_| length > 0) {
            Some(value) => result.push_str(&value),
            None => result.push_str(&rest[at..=at + length]),
        }
        rest = &after[length..];
    }
    result + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joins_and_splits_as_posixpath() {
        assert_eq!(join("a", ["b", "/c", "", "d/"]), "/c/d/");
        assert_eq!(join("", ["x"]), "x");
        assert_eq!(split("/a"), ("/".into(), "a".into()));
        assert_eq!(split("a//b/"), ("a//b".into(), String::new()));
        assert_eq!(splitext("a/.b.tar.gz"), ("a/.b.tar", ".gz"));
        assert_eq!(splitext("...x"), ("...x", ""));
        assert_eq!(splitext("a.b/c"), ("a.b/c", ""));
    }

    #[test]
    fn normalizes_as_posixpath() {
        for (path, normal) in [
            ("", "."),
            ("a/../..", ".."),
            ("//a/./b//", "//a/b"),
            ("///a/../../b", "/b"),
            ("./", "."),
            ("../a/..", ".."),
        ] {
            assert_eq!(normpath(path), normal, "{path}");
        }
        assert_eq!(relpath("/a/b", "/a/c/d"), "../../b");
        assert_eq!(relpath("/a", "/a"), ".");
    }

    #[test]
    fn expands_variables_as_posixpath() {
        let lookup = |name: &str| (name == "A").then(|| "1$A".to_owned());
        assert_eq!(expandvars("$A/${A}x$B${C}$$A${A", lookup), "1$A/1$Ax$B${C}$1$A${A");
    }
}
