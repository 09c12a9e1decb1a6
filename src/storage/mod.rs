//! Where tasks fetch the code archive from: a folder, a bucket of one of the clouds, or an HTTP server.
//!
//! A [`Location`] is what the user names; an [`Object`] is the archive's place in it. [`upload`] puts the [`Content`] there
//! unless it is there already, and proves that it arrived: what is under the object's name is whole, or nothing is.
//! Nothing of a location that may be secret (user, password, query) is ever shown.

mod content;
mod error;
mod folder;
mod location;
mod progress;
#[cfg(feature = "storage")]
mod remote;
mod settings;

pub use content::Content;
pub use error::StorageError;
pub use location::{Location, LocationError, Object};
pub use progress::Reporter;
pub use settings::Settings;

use location::Place;

/// What came of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uploaded {
    /// The archive was sent.
    Sent,
    /// The same archive was there already.
    Present,
}

/// Puts the content where the object is, unless the same is there already.
pub fn upload(
    object: &Object,
    content: &Content<'_>,
    settings: &Settings,
    reporter: &dyn Reporter,
) -> Result<Uploaded, StorageError> {
    match &object.place {
        Place::Folder(folder) => folder::store(folder, &object.name, content, reporter),
        _ => elsewhere(object, content, settings, reporter),
    }
}

#[cfg(feature = "storage")]
use remote::upload as elsewhere;

/// A build without the services knows folders only.
#[cfg(not(feature = "storage"))]
fn elsewhere(
    object: &Object,
    _: &Content<'_>,
    _: &Settings,
    _: &dyn Reporter,
) -> Result<Uploaded, StorageError> {
    Err(StorageError::NotBuiltIn(object.to_string()))
}
