//! Compares the type engine with flytekit: the types and values of the Python modules in this folder, against what
//! `record.py` recorded of them.
//!
//! `TYPES_CASE=text cargo test --test types` compares the cases whose name contains the text, and shows both messages in full.

#[cfg(test)]
mod cases;
