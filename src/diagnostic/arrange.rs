//! The order in which the faults of a run are told.

use std::path::PathBuf;

use super::Diagnostic;
use crate::source::Sources;

/// Puts faults in the order of the sources: by file, then by place; those without a place come first. What is found twice
/// is told once.
pub fn arrange(diagnostics: &mut Vec<Diagnostic>, sources: &Sources) {
    diagnostics.sort_by_cached_key(|diagnostic| {
        let span = diagnostic.primary_span()?;
        let path: PathBuf = sources.get(span.file)?.path().to_owned();
        Some((path, span.start, span.end))
    });
    diagnostics.dedup();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Id;
    use crate::source::{SourceFile, Span};

    #[test]
    fn faults_stand_in_the_order_of_the_sources_and_once() {
        let sources = Sources::new();
        let later = sources.add(SourceFile::new("b.py", "x = 1\ny = 2\n"));
        let first = sources.add(SourceFile::new("a.py", "z = 3\n"));
        let at = |file, start| {
            Diagnostic::error(Id::Usage, format!("at {start}")).at(Span::new(file, start, start + 1), "")
        };
        let mut found = vec![
            at(later, 6),
            at(later, 0),
            at(first, 0),
            Diagnostic::error(Id::Usage, "nowhere"),
            at(later, 6),
        ];
        arrange(&mut found, &sources);
        let places: Vec<_> = found.iter().map(|fault| fault.primary_span().map(|span| span.start)).collect();
        assert_eq!(places, [None, Some(0), Some(0), Some(6)]);
    }
}
