//! Serializes Flyte workflows written with flytekit, without running Python.
//!
//! The sources are parsed and evaluated (`python`), with flytekit as a native module (`flytekit`); what the program
//! builds is a plain model (`model`), which is checked (`check`) and lowered to Flyte's protobuf messages (`lower`).
//! The library never prints, never exits and never reads arguments or the environment: settings go in; results and
//! diagnostics come out.

pub mod check;
pub mod configuration;
pub mod diagnostic;
pub mod flytekit;
pub mod idl;
pub mod lower;
pub mod model;
pub mod output;
pub mod package;
pub mod python;
pub mod source;
pub mod storage;
