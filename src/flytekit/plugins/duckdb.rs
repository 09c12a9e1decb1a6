//! `flytekitplugins.duckdb`: queries that `DuckDB` runs in the task's container.

use crate::flytekit::library::Library;
use crate::flytekit::prelude;
use crate::python::Evaluator;

const PACKAGE: &str = "flytekitplugins.duckdb";
const TASK: &str = "flytekitplugins.duckdb.task";

/// Defines the classes.
pub(super) fn define(_evaluator: &mut Evaluator, library: &mut Library) {
    library.computed(TASK, |evaluator| prelude::evaluate(evaluator, TASK, include_str!("duckdb/task.py")));
    for name in ["DuckDBProvider", "DuckDBQuery"] {
        library.forward(PACKAGE, name, TASK);
    }
}
