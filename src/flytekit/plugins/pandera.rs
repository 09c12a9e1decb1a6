//! `flytekitplugins.pandera`: data frames with a schema. Their Flyte type is known by the name of the class; how they are
//! validated is no part of a specification.

use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::python::Evaluator;

/// Defines the class.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! { on_error: Str("raise") };
    let class =
        Record::dataclass("flytekitplugins.pandera.config", "ValidationConfig", fields).class(evaluator);
    library.class(&class, &["flytekitplugins.pandera"]);
}
