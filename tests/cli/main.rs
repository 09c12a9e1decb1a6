//! The command as its users see it: each test runs the built binary in an empty folder with an empty environment and
//! states exit code, standard output and standard error in one snapshot.

#![expect(clippy::unwrap_used, reason = "a test that cannot set up its folder has failed")]

mod completions;
mod distribution;
#[cfg(unix)]
mod kills;
mod package;
mod programs;
mod sandbox;
mod usage;
mod workflows;
