//! `flytekitplugins.wandb`: `@wandb_init`, which links a task to Weights & Biases.

use std::rc::Rc;

use super::class_decorator::{self, Parameters, text};
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, fields};
use crate::python::{EvalResult, Evaluator, Instance};

/// Defines the decorator.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        project: None, entity: None, secret: None, id: None, host: Str("https://wandb.ai"),
        api_host: Str("https://api.wandb.ai"),
    };
    let module = "flytekitplugins.wandb.tracking";
    let class = class_decorator::class(
        evaluator,
        library,
        module,
        "wandb_init",
        Parameters::and_more(fields),
        Some(check),
        extra_config,
    );
    library.class(&class, &["flytekitplugins.wandb"]);
}

fn check(evaluator: &mut Evaluator, decorator: &Rc<Instance>) -> EvalResult<()> {
    for field in ["project", "entity", "secret"] {
        if record::get(decorator, field).is_none() {
            return Err(evaluator.value_error(&format!("{field} must be set")));
        }
    }
    Ok(())
}

fn extra_config(evaluator: &mut Evaluator, decorator: &Instance) -> EvalResult<Vec<(&'static str, String)>> {
    let mut config = Vec::new();
    for field in ["project", "entity", "host"] {
        config.push((field, text(evaluator, decorator, field)?));
    }
    let link_type = if record::get(decorator, "id").is_none() {
        "wandb-execution-id"
    } else {
        config.push(("id", text(evaluator, decorator, "id")?));
        "wandb-custom-id"
    };
    config.push(("link_type", link_type.to_owned()));
    Ok(config)
}
