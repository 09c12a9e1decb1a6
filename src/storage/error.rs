//! Why an archive was not uploaded.

use std::io;
use std::path::PathBuf;

/// Why an archive was not uploaded. After any of these, what is under the archive's name is what was there before.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The archive can't be read.
    #[error("cannot read the code archive: {0}")]
    Content(#[from] io::Error),
    /// The archive's bytes are not what they were.
    #[error("the code archive changed while it was uploaded")]
    Changed,
    /// The system refused to write into a folder.
    #[error("cannot write {path}: {cause}")]
    Folder {
        /// The file that was to be written.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// What says how to reach a service is wrong.
    #[error("{0}")]
    Setting(String),
    /// There are no credentials to show.
    #[error("cannot find credentials: {0}")]
    Credentials(String),
    /// There was no answer.
    #[error("cannot upload to {object}: {words}{}", after(*tries))]
    Connection {
        /// Where the archive was to go.
        object: String,
        /// What went wrong, in the system's words.
        words: String,
        /// Whether the server's certificate is not trusted.
        is_certificate: bool,
        /// How often it was tried.
        tries: u32,
    },
    /// The answer was no.
    #[error("cannot upload to {object}: the server answered {answer}{}", after(*tries))]
    Refused {
        /// Where the archive was to go.
        object: String,
        /// The status.
        status: u16,
        /// The status, the service's code for the reason and its words.
        answer: String,
        /// How often it was tried.
        tries: u32,
        /// Which credentials were shown and where they are from.
        identity: Option<String>,
        /// The region that the service says the bucket is in.
        region: Option<String>,
    },
    /// What arrived isn't what was sent, and is removed.
    #[error("cannot upload to {0}: the archive arrived damaged each time")]
    Corrupted(String),
    /// The program was built without the part that knows such locations.
    #[error("this build of serialize cannot upload to {0}")]
    NotBuiltIn(String),
    /// The caller asked to stop.
    #[error("interrupted")]
    Interrupted,
}

impl StorageError {
    /// What can be done about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Credentials(_) => Some("the README lists where credentials are looked for".to_owned()),
            Self::Connection { is_certificate: true, .. } => Some(
                "name the certificate of its authority with `caCertFilePath` in Flyte's configuration"
                    .to_owned(),
            ),
            Self::Connection { .. } => {
                Some("is the address right, and can this machine reach it?".to_owned())
            }
            Self::Refused { region: Some(region), status: 301 | 307 | 400, .. } => {
                Some(format!("the bucket is in the region {region}: set AWS_REGION to it"))
            }
            Self::Refused { status: 300..=399, .. } => {
                Some("the server points to another place: give its address instead".to_owned())
            }
            Self::Refused { status: 401 | 403, identity, .. } => Some(match identity {
                Some(identity) => format!("the credentials shown are {identity}; may they write there?"),
                None => "no credentials were shown".to_owned(),
            }),
            Self::Refused { status: 404, .. } => {
                Some("is the bucket, container or folder there, and its name right?".to_owned())
            }
            Self::Refused { status: 408 | 429 | 500.., .. } => Some("try again later".to_owned()),
            _ => None,
        }
    }

    /// Whether the upload may have been done although there was no answer that says so.
    #[cfg(feature = "storage")]
    pub(super) fn may_be_done(&self) -> bool {
        // What is refused the second time may have been done the first time, whose answer was lost.
        matches!(self, Self::Connection { .. } | Self::Refused { tries: 2.., .. })
    }
}

/// How often something was tried, if more than once.
fn after(tries: u32) -> String {
    if tries > 1 { format!(" (tried {tries} times)") } else { String::new() }
}
