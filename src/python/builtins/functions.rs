//! Built-in functions.

use super::super::Vars;
use super::table;

/// The functions of the module `builtins`.
pub(super) fn functions() -> Vars {
    table(&[])
}
