//! `flytekitplugins.neptune`: `@neptune_init_run` and `@neptune_scale_run`, which link a task to Neptune.

use super::class_decorator::{self, Parameters, text};
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, fields};
use crate::python::{EvalResult, Evaluator, Instance};

const PACKAGE: &str = "flytekitplugins.neptune";

/// Defines the decorators.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let module = "flytekitplugins.neptune.tracking";
    let fields = fields! { project: Required, secret: Required, host: Str("https://app.neptune.ai") };
    let class = class_decorator::class(
        evaluator,
        library,
        module,
        "_neptune_init_run_class",
        Parameters::and_more(fields),
        None,
        run_config,
    );
    let run = class_decorator::factory("neptune_init_run", &class);
    library.export("neptune_init_run", &run, module, &[PACKAGE]);
    let module = "flytekitplugins.neptune.scale_tracking";
    let fields = fields! { project: Required, secret: Required, run_id: None, experiment_name: None };
    let class = class_decorator::class(
        evaluator,
        library,
        module,
        "_neptune_scale_run_class",
        Parameters::and_more(fields),
        None,
        scale_config,
    );
    let run = class_decorator::factory("neptune_scale_run", &class);
    library.export("neptune_scale_run", &run, module, &[PACKAGE]);
}

fn run_config(evaluator: &mut Evaluator, decorator: &Instance) -> EvalResult<Vec<(&'static str, String)>> {
    Ok(vec![
        ("host", text(evaluator, decorator, "host")?),
        ("project", text(evaluator, decorator, "project")?),
        ("link_type", "neptune-run-id".to_owned()),
    ])
}

fn scale_config(evaluator: &mut Evaluator, decorator: &Instance) -> EvalResult<Vec<(&'static str, String)>> {
    let mut config = vec![("project", text(evaluator, decorator, "project")?)];
    if record::get(decorator, "run_id").is_none() {
        config.push(("link_type", "neptune-scale-run".to_owned()));
    } else {
        config.push(("id", text(evaluator, decorator, "run_id")?));
        config.push(("link_type", "neptune-scale-custom-id".to_owned()));
    }
    Ok(config)
}
