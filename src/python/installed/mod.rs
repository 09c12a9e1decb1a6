//! What is installed beside the program: where its packages are, and what their sources say of their classes.
//!
//! Code of installed packages is read, never run. [`Installed`] is where they are: folders of installed packages
//! (`site-packages`), and the folders of first-party code that editable installs add to them. [`PackageIndex`] reads outlines
//! of the modules that a dotted path leads through, no others, and says which class stands at its end and what that
//! descends from. What the text leaves open stays open. Where it matters that something is *not* there, `presence` says so.

mod classes;
mod index;
mod lazy;
mod namespace;
mod presence;
mod site;
pub(crate) mod standard;
pub(crate) mod standard_names;

pub(crate) use classes::{Ancestor, Lineage};
pub(crate) use index::PackageIndex;
pub(crate) use presence::Presence;
pub use site::Installed;
