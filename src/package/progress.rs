//! What a long run tells its caller while it works.

/// Hears how far the reading of files has come, and may stop it.
pub trait Reporter {
    /// Reading starts: how many files, and how many bytes they have together.
    fn started(&self, _files: usize, _bytes: u64) {}

    /// This many more bytes were read.
    fn read(&self, _bytes: u64) {}

    /// A file is read to its end.
    fn finished_file(&self, _path: &str) {}

    /// Everything is read.
    fn finished(&self) {}

    /// Whether to stop as soon as possible; nothing stays on disk then.
    fn is_interrupted(&self) -> bool {
        false
    }
}

/// Hears nothing.
impl Reporter for () {}
