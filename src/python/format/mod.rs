//! Python's text forms of numbers and strings, and its little languages for formatting.
//!
//! Everything here is a pure function of plain data: `repr` of floats, text and bytes, the format specification
//! (`format(1.5, ">10.2f")`), the pieces of `str.format` templates and of `%` formats, and the parsing of numbers. Faults
//! carry the text of the exception that Python raises.

mod float;
mod int;
mod percent;
mod quote;
mod specification;
mod template;
pub(crate) mod unicode;

pub(crate) use float::{parse_float, repr_float};
pub(crate) use int::{decimal, in_radix, parse_int};
pub(crate) use percent::{Count, PercentField, PercentPiece, PercentPieces};
pub(crate) use quote::{ascii, repr_bytes, repr_str};
pub(crate) use specification::{format_float, format_int, format_str};
pub(crate) use template::{FieldAccess, FieldName, FieldStart, TemplatePiece, TemplatePieces};

/// The widest text, in characters, that a width or precision may ask for.
pub(crate) const WIDTH_LIMIT: usize = 1 << 24;

/// Why text can't be formatted or parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FormatFault {
    /// `ValueError` with the text.
    Value(String),
    /// `OverflowError` with the text.
    Overflow(String),
    /// The result would be larger than the evaluator allows.
    TooLarge,
}

impl FormatFault {
    fn value<T>(text: impl Into<String>) -> Result<T, Self> {
        Err(Self::Value(text.into()))
    }
}
