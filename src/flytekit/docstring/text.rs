//! Text as Python cleans and cuts it.

/// Whether Python's `str.isspace` holds for the character.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\x1c'..='\x1f').contains(&character)
}

/// `str.strip`.
pub(super) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `inspect.cleandoc`: tabs expanded, common indentation of all lines but the first removed, empty lines at both ends removed.
pub(super) fn clean(text: &str) -> String {
    let text = expand_tabs(text);
    let mut lines: Vec<&str> = text.split('\n').collect();
    let indents = lines.iter().skip(1).filter_map(|line| {
        let content = line.trim_start_matches(is_space);
        (!content.is_empty()).then(|| line.chars().count() - content.chars().count())
    });
    let margin = indents.min();
    lines[0] = lines[0].trim_start_matches(is_space);
    if let Some(margin) = margin {
        for line in lines.iter_mut().skip(1) {
            *line = skip_characters(line, margin);
        }
    }
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let start = lines.iter().take(end).position(|line| !line.is_empty()).unwrap_or(end);
    lines[start..end].join("\n")
}

/// A text of several lines with all but the first cleaned; a text of one line is itself.
pub(super) fn clean_rest(text: &str, joined_by: &str) -> String {
    match text.split_once('\n') {
        Some((first, rest)) => format!("{first}{joined_by}{}", clean(rest)),
        None => text.to_owned(),
    }
}

/// `textwrap.dedent`.
pub(super) fn dedent(text: &str) -> String {
    let mut margin: Option<&str> = None;
    for line in text.split('\n') {
        let content = line.trim_start_matches([' ', '\t']);
        if content.is_empty() {
            continue;
        }
        let indent = &line[..line.len() - content.len()];
        margin = Some(margin.map_or(indent, |margin| common_prefix(margin, indent)));
    }
    let margin = margin.unwrap_or_default();
    let cut = |line: &str| {
        if line.trim_start_matches([' ', '\t']).is_empty() {
            String::new()
        } else {
            line.strip_prefix(margin).unwrap_or(line).to_owned()
        }
    };
    text.split('\n').map(cut).collect::<Vec<_>>().join("\n")
}

/// Offsets at which a line begins with the character.
pub(super) fn line_starts_with(text: &str, start: char) -> Vec<usize> {
    line_starts(text).filter(|at| text[*at..].starts_with(start)).collect()
}

/// Offsets at which lines begin.
pub(super) fn line_starts(text: &str) -> impl Iterator<Item = usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1))
}

/// The parts of a text from each offset to the next one, the last one to the end.
pub(super) fn cut_at<'a>(text: &'a str, starts: &[usize]) -> Vec<&'a str> {
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| &text[*start..end]).collect()
}

fn expand_tabs(text: &str) -> String {
    let mut expanded = String::with_capacity(text.len());
    let mut column = 0;
    for character in text.chars() {
        if character == '\t' {
            let width = 8 - column % 8;
            expanded.extend(std::iter::repeat_n(' ', width));
            column += width;
        } else {
            expanded.push(character);
            column = if matches!(character, '\n' | '\r') { 0 } else { column + 1 };
        }
    }
    expanded
}

fn skip_characters(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or("", |(at, _)| &text[at..])
}

fn common_prefix<'a>(left: &'a str, right: &str) -> &'a str {
    let length = left.bytes().zip(right.bytes()).take_while(|(left, right)| left == right).count();
    &left[..length]
}
