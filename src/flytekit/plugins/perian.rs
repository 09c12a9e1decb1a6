//! `flytekitplugins.perian_job`: functions and containers that run on the Perian job platform.

use crate::flytekit::library::Library;
use crate::flytekit::prelude;
use crate::python::Evaluator;

const PACKAGE: &str = "flytekitplugins.perian_job";
const TASK: &str = "flytekitplugins.perian_job.task";

/// Defines the classes.
pub(super) fn define(_evaluator: &mut Evaluator, library: &mut Library) {
    library.computed(TASK, |evaluator| prelude::evaluate(evaluator, TASK, include_str!("perian/task.py")));
    for name in ["PerianConfig", "PerianContainerTask", "PerianTask"] {
        library.forward(PACKAGE, name, TASK);
    }
}
