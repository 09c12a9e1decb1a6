//! A diagnostic for a person, in the manner of rustc: the source line with `^^^` under the fault and `---` under what
//! explains it, then notes and help.
//!
//! The drawing is `annotate-snippets`'; what is decided here is which file comes first (that of the first label) and
//! that no text from a program can smuggle control characters to the terminal.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use super::{Diagnostic, Label, Severity, Viewpoint};
use crate::source::{FileId, Span};

/// Draws a diagnostic as text that ends in a line break; with `colour`, with ANSI escape codes.
pub fn render_terminal(diagnostic: &Diagnostic, from: Viewpoint<'_>, colour: bool) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(normalize_untrusted_str(&diagnostic.message)).id(diagnostic.id.name());
    let group = Group::with_title(title)
        .elements(files(&diagnostic.labels).into_iter().filter_map(|file| snippet(diagnostic, file, from)))
        .elements(diagnostic.notes.iter().map(|note| Level::NOTE.message(normalize_untrusted_str(note))))
        .elements(diagnostic.help.iter().map(|help| Level::HELP.message(normalize_untrusted_str(help))));
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.render(&[group]) + "\n"
}

/// The files that the labels point into, each once, in the order of the labels.
fn files(labels: &[Label]) -> Vec<FileId> {
    let mut files = Vec::new();
    for label in labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}

fn snippet<'a>(
    diagnostic: &Diagnostic,
    file: FileId,
    from: Viewpoint<'_>,
) -> Option<Snippet<'a, annotate_snippets::Annotation<'a>>> {
    let path = from.locate(Span::new(file, 0, 0))?.path;
    let text = from.sources.get(file)?.text().to_string();
    let labels = diagnostic.labels.iter().filter(|label| label.span.file == file);
    let annotations: Vec<_> = labels.map(|label| annotation(label, &text)).collect();
    Some(Snippet::source(text).path(path).annotations(annotations))
}

fn annotation<'a>(label: &Label, text: &str) -> annotate_snippets::Annotation<'a> {
    let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
    let annotation = kind.span(range(label.span, text));
    if label.message.is_empty() {
        annotation
    } else {
        annotation.label(normalize_untrusted_str(&label.message))
    }
}

/// The byte range of a span within the bounds of the text and on character boundaries.
fn range(span: Span, text: &str) -> Range<usize> {
    let start = text.floor_char_boundary(span.start as usize);
    let end = text.ceil_char_boundary(span.end as usize);
    start..end.max(start)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use insta::assert_snapshot;

    use super::*;
    use crate::diagnostic::Id;
    use crate::source::{SourceFile, Sources};

    const TRAIN: &str = "import torch\n\n@task(retries=torch.n)\ndef train(x):\n    return x\n";

    fn span(file: FileId, text: &str, part: &str) -> Span {
        let start = text.find(part).unwrap();
        Span::new(file, start as u32, (start + part.len()) as u32)
    }

    fn render(diagnostic: &Diagnostic, sources: &Sources) -> String {
        render_terminal(diagnostic, Viewpoint { sources, base: Path::new("/app") }, false)
    }

    #[test]
    fn labels_stand_under_the_source_in_each_file() {
        let sources = Sources::new();
        let train = sources.add(SourceFile::new("/app/train.py", TRAIN));
        let settings = sources.add(SourceFile::new("/elsewhere/settings.py", "N = open('n').read()\n"));
        let diagnostic = Diagnostic::error(Id::UnknownValue, "`retries` must be known")
            .at(span(train, TRAIN, "torch.n"), "needed here")
            .with_context(span(train, TRAIN, "import torch"), "`torch` is not evaluated")
            .with_context(span(settings, "N = open('n').read()\n", "open('n')"), "read here")
            .with_note("files are not read")
            .with_help("write the number");
        assert_snapshot!(render(&diagnostic, &sources), @r"
        error[unknown-value]: `retries` must be known
         --> train.py:3:15
          |
        1 | import torch
          | ------------ `torch` is not evaluated
        2 |
        3 | @task(retries=torch.n)
          |               ^^^^^^^ needed here
          |
         ::: /elsewhere/settings.py:1:5
          |
        1 | N = open('n').read()
          |     --------- read here
          |
          = note: files are not read
          = help: write the number
        ");
    }

    #[test]
    fn a_fault_without_a_place_is_a_line_with_notes() {
        let diagnostic = Diagnostic::warning(Id::InvalidImage, "two images\x1b[31m").with_help("give one");
        assert_snapshot!(render(&diagnostic, &Sources::new()), @r"
        warning[invalid-image]: two images␛[31m
         |
         = help: give one
        ");
    }

    #[test]
    fn colour_is_only_added_when_asked_for() {
        let sources = Sources::new();
        let file = sources.add(SourceFile::new("a.py", "x\n"));
        let diagnostic = Diagnostic::error(Id::SyntaxError, "no").at(Span::new(file, 0, 1), "here");
        let from = Viewpoint { sources: &sources, base: Path::new("/") };
        assert!(render_terminal(&diagnostic, from, true).contains("\x1b["));
        assert!(!render_terminal(&diagnostic, from, false).contains("\x1b["));
    }

    #[test]
    fn no_span_makes_it_panic() {
        for text in ["", "\n", "ä", "a\r\nb", "\tx = '\u{1F600}'\n", "a\n\n\n\n\n\nb", "x"] {
            let sources = Sources::new();
            let file = sources.add(SourceFile::new("a.py", text));
            let ends = (0..=text.len() as u32 + 2).chain([u32::MAX]);
            for (start, end) in ends.clone().flat_map(|start| ends.clone().map(move |end| (start, end))) {
                let diagnostic = Diagnostic::error(Id::SyntaxError, "fault")
                    .at(Span::new(file, start, end), "here")
                    .with_context(Span::new(file, end, start), "there");
                assert!(render(&diagnostic, &sources).contains("a.py"));
            }
        }
    }
}
