//! How a node's inputs and a workflow's outputs get their values.

use super::{Map, Scalar};
use crate::source::Span;

/// A value for one variable (`flyteidl.core.Binding`).
#[derive(Clone, Debug, PartialEq)]
pub struct Binding {
    /// The variable.
    pub var: String,
    /// Its value.
    pub data: BindingData,
    /// Where the value is passed; without a place for one that stands nowhere, such as a default.
    pub span: Span,
}

/// `flyteidl.core.BindingData`.
#[derive(Clone, Debug, PartialEq)]
pub enum BindingData {
    /// A constant.
    Scalar(Scalar),
    /// A list.
    Collection(Vec<BindingData>),
    /// A map from text.
    Map(Map<BindingData>),
    /// What another node, or the workflow itself, provides.
    Promise(OutputReference),
}

/// An output of a node, or an input of the workflow (`flyteidl.core.OutputReference`).
#[derive(Clone, Debug, PartialEq)]
pub struct OutputReference {
    /// The node's id; empty for an input of the workflow.
    pub node_id: String,
    /// The output's (or input's) name.
    pub var: String,
    /// The way into the value.
    pub attr_path: Vec<PathElement>,
}

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathElement {
    /// A key or attribute.
    Key(String),
    /// A list index.
    Index(i32),
}
