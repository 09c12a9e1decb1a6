//! Makes a program with a difference smaller: blocks of lines are taken away while a difference stays.

/// The smallest program found for which `differs` holds.
pub(crate) fn shrink(text: &str, differs: &mut dyn FnMut(&str) -> bool) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let mut changed = true;
    while changed {
        changed = false;
        // The first two lines are imports.
        let mut at = 2;
        while at < lines.len() {
            let candidates = [without_block(&lines, at), unwrapped(&lines, at)];
            let smaller =
                candidates.into_iter().flatten().find(|candidate| differs(&(candidate.join("\n") + "\n")));
            match smaller {
                Some(smaller) => {
                    lines = smaller;
                    changed = true;
                }
                None => at += 1,
            }
        }
    }
    lines.join("\n") + "\n"
}

fn depth(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The line and what is indented below it.
fn block(lines: &[String], at: usize) -> std::ops::Range<usize> {
    let below = lines[at + 1..].iter().take_while(|line| depth(line) > depth(&lines[at])).count();
    at..at + 1 + below
}

/// Without the block, and without what goes on with it (`else`, `except` …) where it opens a statement.
fn without_block(lines: &[String], at: usize) -> Option<Vec<String>> {
    let mut range = block(lines, at);
    let goes_on = |line: &str| {
        ["elif", "else", "except", "finally", "case"].iter().any(|word| line.trim_start().starts_with(word))
    };
    if !goes_on(&lines[at]) {
        while let Some(next) = lines.get(range.end)
            && goes_on(next)
            && depth(next) == depth(&lines[at])
        {
            range.end = block(lines, range.end).end;
        }
    }
    let mut rest = lines.to_vec();
    rest.drain(range);
    Some(rest)
}

/// With the body of the block in place of the statement.
fn unwrapped(lines: &[String], at: usize) -> Option<Vec<String>> {
    let range = block(lines, at);
    if range.len() < 2 {
        return None;
    }
    let mut end = range.end;
    while let Some(next) = lines.get(end)
        && depth(next) == depth(&lines[at])
        && ["elif", "else", "except", "finally"].iter().any(|word| next.trim_start().starts_with(word))
    {
        end = block(lines, end).end;
    }
    let mut rest = lines[..at].to_vec();
    rest.extend(lines[at + 1..range.end].iter().map(|line| line.get(4..).unwrap_or_default().to_owned()));
    rest.extend_from_slice(&lines[end..]);
    Some(rest)
}
