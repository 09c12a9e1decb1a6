//! Modules of the standard library, one file each: what has a definite answer gets it, the rest is unknown.
//!
//! A file has `module(evaluator)`, which makes the names of its module when it is first imported; [`MODULES`] is the table
//! of them. A name that a module does not give is an unknown with its dotted path, and so is every name of the modules in
//! [`OPAQUE`]. Nothing here touches the outside world: only files of the project are read.

mod abc;
mod abstract_classes;
mod asyncio;
mod base64;
mod binding;
mod collections;
pub(super) mod contextlib;
mod convert;
mod copy;
pub mod dataclasses;
pub mod datetime;
pub mod enums;
mod fnmatch;
pub mod functools;
mod glob;
mod hashlib;
mod heapq;
pub(crate) mod importlib;
mod inspect;
pub(crate) mod io;
mod itertools;
mod json;
mod logging;
mod math;
pub mod named_tuple;
mod numbers;
mod operator;
mod os;
mod outside;
mod parts;
pub mod pathlib;
pub(crate) mod project;
mod re;
mod shlex;
mod string;
pub(crate) mod sys;
mod textwrap;
mod types;
pub mod typing;
mod url;
mod uuid;
mod warnings;
mod yaml;
mod zlib;

use super::{EvalResult, Evaluator, Vars};

/// Makes the names of a module.
type Build = fn(&mut Evaluator) -> EvalResult<Vars>;

/// Modules that the interpreter has loaded when it starts: a file of that name is never found.
pub(super) const LOADED_AT_START: &[&str] =
    &["abc", "builtins", "codecs", "io", "itertools", "math", "os", "site", "stat", "sys", "time"];

/// Modules with names that have a definite answer.
const MODULES: &[(&str, Build)] = &[
    ("abc", abc::module),
    ("asyncio", asyncio::module),
    ("base64", base64::module),
    ("binascii", base64::binascii),
    ("collections", collections::module),
    ("collections.abc", abstract_classes::collections_abc),
    ("contextlib", contextlib::module),
    ("copy", copy::module),
    ("dataclasses", dataclasses::module),
    ("datetime", datetime::module),
    ("enum", enums::module),
    ("fnmatch", fnmatch::module),
    ("functools", functools::module),
    ("glob", glob::module),
    ("gzip", zlib::gzip),
    ("hashlib", hashlib::module),
    ("heapq", heapq::module),
    ("importlib", importlib::module),
    ("importlib.metadata", importlib::metadata),
    ("importlib.util", importlib::util),
    ("inspect", inspect::module),
    ("io", io::module),
    ("itertools", itertools::module),
    ("json", json::module),
    ("json.decoder", json::decoder),
    ("json.encoder", json::encoder),
    ("logging", logging::module),
    ("logging.config", logging::config),
    ("logging.handlers", logging::handlers),
    ("math", math::module),
    ("numbers", numbers::module),
    ("operator", operator::module),
    ("os", os::module),
    ("os.path", os::path::module),
    ("pathlib", pathlib::module),
    ("posixpath", os::path::module),
    ("re", re::module),
    ("shlex", shlex::module),
    ("string", string::module),
    ("sys", sys::module),
    ("textwrap", textwrap::module),
    ("types", types::module),
    ("typing", typing::typing),
    ("typing_extensions", typing::typing_extensions),
    ("urllib.parse", url::module),
    ("uuid", uuid::module),
    ("warnings", warnings::module),
    ("yaml", yaml::module),
    ("zlib", zlib::module),
    ("zoneinfo", datetime::zone_info),
];

/// Modules whose names are all unknown: what they give depends on the machine, other programs or the clock.
const OPAQUE: &[&str] = &[
    "argparse",
    "asyncio.subprocess",
    "bisect",
    "codecs",
    "concurrent",
    "concurrent.futures",
    "configparser",
    "csv",
    "ctypes",
    "decimal",
    "email",
    "fractions",
    "hmac",
    "html",
    "http",
    "http.client",
    "http.server",
    "importlib.resources",
    "locale",
    "multiprocessing",
    "pickle",
    "queue",
    "resource",
    "select",
    "sqlite3",
    "ssl",
    "statistics",
    "struct",
    "tarfile",
    "threading",
    "unittest",
    "unittest.mock",
    "urllib",
    "urllib.error",
    "weakref",
    "xml",
    "xml.etree",
    "xml.etree.ElementTree",
    "zipfile",
];

/// Makes every module of the standard library importable.
pub(super) fn register(evaluator: &mut Evaluator) {
    for (name, build) in MODULES {
        evaluator.register_module(name, build);
    }
    for row in outside::MODULES {
        evaluator.register_module(row.0, |evaluator| outside::module(evaluator, row));
    }
    for name in OPAQUE {
        evaluator.register_module(name, |_| Ok(Vars::default()));
    }
}
