//! `flytekitplugins.comet_ml`: `@comet_ml_login`, which links a task to Comet.

use shake::Shake256;
use shake::digest::{ExtendableOutput, Update, XofReader};

use super::class_decorator::{self, Parameters, text};
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, fields};
use crate::python::{EvalResult, Evaluator, Instance};

const MODULE: &str = "flytekitplugins.comet_ml.tracking";

/// Defines the decorator.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        project_name: Required, workspace: Required, secret: Required, experiment_key: None,
        host: Str("https://www.comet.com"),
    };
    let name = "_comet_ml_login_class";
    let class = class_decorator::class(
        evaluator,
        library,
        MODULE,
        name,
        Parameters::and_more(fields),
        None,
        extra_config,
    );
    let login = class_decorator::factory("comet_ml_login", &class);
    library.export("comet_ml_login", &login, MODULE, &["flytekitplugins.comet_ml"]);
}

fn extra_config(evaluator: &mut Evaluator, decorator: &Instance) -> EvalResult<Vec<(&'static str, String)>> {
    let project = text(evaluator, decorator, "project_name")?;
    let workspace = text(evaluator, decorator, "workspace")?;
    let suffix = suffix(&project, &workspace);
    let host = text(evaluator, decorator, "host")?;
    let mut config = vec![("project_name", project), ("workspace", workspace), ("host", host)];
    if record::get(decorator, "experiment_key").is_none() {
        config.push(("link_suffix", suffix));
        config.push(("link_type", "comet-ml-execution-id".to_owned()));
    } else {
        config.push(("experiment_key", text(evaluator, decorator, "experiment_key")?));
        config.push(("link_type", "comet-ml-custom-id".to_owned()));
    }
    Ok(config)
}

/// Ten hexadecimal digits that stand for project and workspace in the keys of experiments.
fn suffix(project: &str, workspace: &str) -> String {
    let mut hasher = Shake256::default();
    hasher.update(format!("{project}-{workspace}").as_bytes());
    let mut bytes = [0; 5];
    hasher.finalize_xof().read(&mut bytes);
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn suffixes_are_those_of_the_plugin() {
        assert_eq!(super::suffix("my-project", "my-space"), "3d49f15f73");
    }
}
