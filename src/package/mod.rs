//! The code archive of fast registration: which files belong in it, its digest, its bytes, and the package around it.
//!
//! [`select`] walks a source root and applies the reference's ignore rules; its [`Selection`] says of each entry which
//! rule kept or dropped it, and warns about what hardly ever belongs in an archive. [`Archive`] reads the chosen files once,
//! for the digest and the compressed tar file together. [`Bundle`] puts
//! specifications and archive into the one file that registration takes.

mod archive;
mod bundle;
mod cache;
mod entry;
mod error;
mod gzip;
mod ignore;
mod listing;
mod progress;
mod select;
mod size;
mod tar;
mod walk;
mod warning;

pub use archive::{Archive, Digest, digest};
pub use bundle::{Bundle, BundleFile};
pub use cache::{Cache, Fingerprint, Written};
pub use entry::{Dropped, Entry, Stamp};
pub use error::PackageError;
pub use ignore::{DropRule, PatternLine};
pub use listing::Listing;
pub use progress::Reporter;
pub use select::{CopyStyle, SelectOptions, Selection, select, select_modules};
pub use size::ByteSize;
pub use warning::SelectionWarning;
