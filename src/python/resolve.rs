//! Import resolution on files.
