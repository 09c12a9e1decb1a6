//! What an upload tells its caller while it works.

use std::time::Duration;

/// Hears how far an upload has come, and may stop it.
pub trait Reporter {
    /// Sending starts: where to, and how many bytes.
    fn started(&self, _object: &str, _bytes: u64) {}

    /// This many more bytes were sent.
    fn sent(&self, _bytes: u64) {}

    /// This many of the bytes sent have to be sent again.
    fn lost(&self, _bytes: u64) {}

    /// Something went wrong that may pass; it is tried again after this time.
    fn waiting(&self, _reason: &str, _time: Duration) {}

    /// Everything is sent.
    fn finished(&self) {}

    /// Whether to stop as soon as possible.
    fn is_interrupted(&self) -> bool {
        false
    }
}

/// Hears nothing.
impl Reporter for () {}
