//! `flytekitplugins.dolt`: tables of a Dolt database. Their Flyte type is known by the name of the class.

use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::python::Evaluator;

const MODULE: &str = "flytekitplugins.dolt.schema";

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        db_path: Required, tablename: None, sql: None, io_args: None, branch_conf: None, meta_conf: None,
        remote_conf: None,
    };
    library
        .class(&Record::dataclass(MODULE, "DoltConfig", fields).class(evaluator), &["flytekitplugins.dolt"]);
    let fields = fields! { config: Required, data: None };
    library
        .class(&Record::dataclass(MODULE, "DoltTable", fields).class(evaluator), &["flytekitplugins.dolt"]);
}
