//! A diagnostic for programs: one JSON object.
//!
//! Lines and columns count from 1, columns in characters; `end_line` and `end_column` are the place after the last
//! character. The keys are part of the command's interface.

use serde_json::{Value, json};

use super::{Diagnostic, Label, Viewpoint};

/// The diagnostic as an object with the keys `id`, `severity`, `message`, `labels`, `notes` and `help`.
pub fn render_json(diagnostic: &Diagnostic, from: Viewpoint<'_>) -> Value {
    json!({
        "id": diagnostic.id.name(),
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message,
        "labels": diagnostic.labels.iter().filter_map(|label| render_label(label, from)).collect::<Vec<_>>(),
        "notes": diagnostic.notes,
        "help": diagnostic.help,
    })
}

fn render_label(label: &Label, from: Viewpoint<'_>) -> Option<Value> {
    let place = from.locate(label.span)?;
    Some(json!({
        "path": place.path,
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
        "message": label.message,
        "primary": label.primary,
    }))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use insta::assert_snapshot;

    use super::*;
    use crate::diagnostic::Id;
    use crate::source::{SourceFile, Sources, Span};

    #[test]
    fn places_are_lines_and_columns() {
        let sources = Sources::new();
        let file = sources.add(SourceFile::new("/app/a.py", "x = 1\ny = (\n  2)\n"));
        let diagnostic = Diagnostic::error(Id::UnknownValue, "no value")
            .at(Span::new(file, 10, 15), "here")
            .with_note("a fact");
        let from = Viewpoint { sources: &sources, base: Path::new("/app") };
        assert_snapshot!(render_json(&diagnostic, from), @r#"{"id":"unknown-value","severity":"error","message":"no value","labels":[{"path":"a.py","line":2,"column":5,"end_line":3,"end_column":4,"message":"here","primary":true}],"notes":["a fact"],"help":null}"#);
    }
}
