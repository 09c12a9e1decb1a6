//! Built-in functions, by what they are about.

mod attributes;
mod classes;
mod iteration;
mod numbers;
mod order;
mod outside;
mod values;

pub(super) use iteration::{advance, as_value, reversed_builtin};
pub(super) use numbers::{absolute, round_builtin};
pub(crate) use order::sort;
pub(super) use order::sort_in_place;

use super::super::Vars;

/// The functions of the module `builtins`.
pub(super) fn functions() -> Vars {
    let mut functions = Vars::default();
    for part in [
        attributes::functions(),
        classes::functions(),
        iteration::functions(),
        numbers::functions(),
        order::functions(),
        outside::functions(),
        values::functions(),
    ] {
        functions.extend(part);
    }
    functions
}
