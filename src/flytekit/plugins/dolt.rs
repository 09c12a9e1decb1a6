//! `flytekitplugins.dolt`: tables of a Dolt database, and where they are.
//!
//! What such a place says of branches and remotes are classes of `dolt_integrations`, the package that the plugin is for.

use crate::flytekit::library::Library;
use crate::flytekit::prelude;
use crate::python::Evaluator;

const PACKAGE: &str = "flytekitplugins.dolt";
const SCHEMA: &str = "flytekitplugins.dolt.schema";
const CORE: &str = "dolt_integrations.core";
const INTERFACE: &str = "dolt_integrations.core.interface";

/// Defines the classes.
pub(super) fn define(_evaluator: &mut Evaluator, library: &mut Library) {
    library
        .computed(SCHEMA, |evaluator| prelude::evaluate(evaluator, SCHEMA, include_str!("dolt_schema.py")));
    library.computed(INTERFACE, |evaluator| {
        prelude::evaluate(evaluator, INTERFACE, include_str!("dolt_interface.py"))
    });
    for name in ["DoltConfig", "DoltTable"] {
        library.forward(PACKAGE, name, SCHEMA);
    }
    for name in ["Branch", "MergeBranch", "SerialBranch", "NewBranch", "Meta", "Remote"] {
        library.forward(CORE, name, INTERFACE);
    }
}
