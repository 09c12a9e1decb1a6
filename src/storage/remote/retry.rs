//! Which faults are worth another try, and when to make it.
//!
//! Worth it are broken connections, the statuses 408, 429 and 5xx, and answers that say the bytes were damaged on their way.
//! The wait doubles from a quarter of a second, with half of it left to chance; what the server asks for in `Retry-After`
//! counts more. One request is tried six times, and one upload waits two minutes in all.

use std::time::{Duration, SystemTime};

/// How often one request is made.
pub(super) const TRIES: u32 = 6;

/// How long one upload waits in all.
pub(super) const TOTAL: Duration = Duration::from_mins(2);

const FIRST: Duration = Duration::from_millis(250);

/// Codes by which services say that what arrived isn't what was sent, or came too slowly.
const PASSING_CODES: [&str; 6] = [
    "BadDigest",
    "XAmzContentSHA256Mismatch",
    "XAmzContentChecksumMismatch",
    "IncompleteBody",
    "RequestTimeout",
    "Md5Mismatch",
];

/// What went wrong with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble<'a> {
    /// No answer: the connection failed, or nothing moved for too long.
    Connection,
    /// The server's certificate is not trusted.
    Certificate,
    /// An answer that says no, with the service's own code for the reason.
    Answer(u16, Option<&'a str>),
}

/// Whether it may go better the next time.
pub(super) fn may_pass(trouble: Trouble<'_>) -> bool {
    match trouble {
        Trouble::Connection => true,
        Trouble::Certificate => false,
        Trouble::Answer(status, code) => {
            matches!(status, 408 | 429 | 500..=599) || code.is_some_and(|code| PASSING_CODES.contains(&code))
        }
    }
}

/// How long to wait before the next try; `None` if there is none. `failed` tries were made, `waited` was waited in the
/// upload so far, and `chance` is between 0 and 1.
pub(super) fn wait(failed: u32, waited: Duration, asked: Option<Duration>, chance: f64) -> Option<Duration> {
    if failed >= TRIES {
        return None;
    }
    let longest = FIRST * 2_u32.pow(failed.saturating_sub(1));
    let wait = longest.mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0).max(asked.unwrap_or_default());
    (waited + wait <= TOTAL).then_some(wait)
}

/// What `Retry-After` says, as a number of seconds or as a date.
pub(super) fn retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = jiff::fmt::rfc2822::parse(value).ok()?;
    Some(SystemTime::from(then.timestamp()).duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status() {
        let passing: Vec<_> = (100..600).filter(|status| may_pass(Trouble::Answer(*status, None))).collect();
        let expected: Vec<_> = [408, 429].into_iter().chain(500..600).collect();
        assert_eq!(passing, expected);
        assert!(may_pass(Trouble::Connection) && !may_pass(Trouble::Certificate));
    }

    #[test]
    fn every_code() {
        for code in PASSING_CODES {
            assert!(may_pass(Trouble::Answer(400, Some(code))), "{code}");
        }
        for code in ["AccessDenied", "NoSuchBucket", "SignatureDoesNotMatch", ""] {
            assert!(!may_pass(Trouble::Answer(400, Some(code))), "{code}");
        }
    }

    #[test]
    fn waits_double_within_their_bounds() {
        let waits = |chance| (1..=TRIES).map_while(move |failed| wait(failed, Duration::ZERO, None, chance));
        let milliseconds = |chance| waits(chance).map(|wait| wait.as_millis()).collect::<Vec<_>>();
        assert_eq!(milliseconds(0.0), [125, 250, 500, 1000, 2000]);
        assert_eq!(milliseconds(1.0), [250, 500, 1000, 2000, 4000]);
        assert_eq!(wait(1, TOTAL, None, 0.0), None);
    }

    #[test]
    fn the_server_may_ask_for_more_but_not_for_too_much() {
        let asked = |seconds| wait(1, Duration::ZERO, Some(Duration::from_secs(seconds)), 0.0);
        assert_eq!(asked(0), Some(Duration::from_millis(125)));
        assert_eq!(asked(7), Some(Duration::from_secs(7)));
        assert_eq!(asked(121), None);
    }

    #[test]
    fn both_forms_of_retry_after() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        assert_eq!(retry_after(" 120 ", now), Some(Duration::from_mins(2)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:57 GMT", now), Some(Duration::from_secs(20)));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:49:07 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }
}
