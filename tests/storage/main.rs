//! Uploads as users see them: the built command against real servers on loopback addresses, with a proxy before them that
//! makes what real servers can't be asked for: cut connections, errors that pass, damaged bytes, slow lines.
//!
//! `tests/storage/servers.sh` installs the servers into `target/servers`. Without them these tests say that they are
//! skipped; where `CI` is set they fail. The S3 server is a crate and always there.

#![cfg(feature = "storage")]
#![expect(clippy::unwrap_used, reason = "a test that cannot set up its servers has failed")]

mod azure;
mod checks;
mod farm;
mod folder;
mod google;
mod handmade;
mod http;
mod installed;
mod kills;
mod proxy;
mod s3;
mod web;
