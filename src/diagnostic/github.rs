//! A diagnostic as a workflow command of GitHub Actions, which shows it beside the line in a pull request.

use super::place::Place;
use super::{Diagnostic, Viewpoint};

/// The diagnostic as one line, such as `::error file=a.py,line=1,col=5,title=unknown-value::…`.
///
/// An annotation has one place, the primary one; the other labels, the notes and the help follow the message as lines.
pub fn render_github(diagnostic: &Diagnostic, from: Viewpoint<'_>) -> String {
    let command = diagnostic.severity.name();
    let place = diagnostic.primary_span().and_then(|span| from.locate(span));
    let place = place.map(|place| properties(&place)).unwrap_or_default();
    format!("::{command} {place}title={}::{}", diagnostic.id.name(), data(&text(diagnostic, from)))
}

/// Where the annotation stands; the columns are only allowed where it stands on one line.
fn properties(place: &Place) -> String {
    let (start, end) = (place.start, place.end);
    let lines = format!("file={},line={},endLine={},", property(&place.path), start.line, end.line);
    if start.line == end.line {
        format!("{lines}col={},endColumn={},", start.column, end.column)
    } else {
        lines
    }
}

fn text(diagnostic: &Diagnostic, from: Viewpoint<'_>) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    for label in diagnostic.labels.iter().filter(|label| !label.message.is_empty()) {
        if let Some(place) = from.locate(label.span) {
            lines.push(format!("{}:{}: {}", place.path, place.start.line, label.message));
        }
    }
    lines.extend(diagnostic.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(diagnostic.help.iter().map(|help| format!("help: {help}")));
    lines.join("\n")
}

/// Escapes what ends a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes what ends a command or a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use insta::assert_snapshot;

    use super::*;
    use crate::diagnostic::Id;
    use crate::source::{SourceFile, Sources, Span};

    #[test]
    fn one_line_with_the_primary_place() {
        let sources = Sources::new();
        let file = sources.add(SourceFile::new("/app/a,b.py", "x = 1\n"));
        let diagnostic = Diagnostic::error(Id::UnknownValue, "100% unknown")
            .at(Span::new(file, 4, 5), "here")
            .with_help("write it");
        let from = Viewpoint { sources: &sources, base: Path::new("/app") };
        assert_snapshot!(render_github(&diagnostic, from), @r"::error file=a%2Cb.py,line=1,endLine=1,col=5,endColumn=6,title=unknown-value::100%25 unknown%0Aa,b.py:1: here%0Ahelp: write it");
    }

    #[test]
    fn a_fault_without_a_place() {
        let diagnostic = Diagnostic::warning(Id::InvalidImage, "two images");
        let from = Viewpoint { sources: &Sources::new(), base: Path::new("/") };
        assert_snapshot!(render_github(&diagnostic, from), @r"::warning title=invalid-image::two images");
    }
}
