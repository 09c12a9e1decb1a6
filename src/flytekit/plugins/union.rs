//! `union`: flytekit's names once more, and actors, whose tasks share containers.
//!
//! Where union is installed, flytekit uses its configuration: secrets need no group. It also registers a task of its own
//! before all others, which every set of specifications then holds.

use std::rc::Rc;

use serde_json::json;

use super::function_task;
use crate::configuration::SerializationSettings;
use crate::flytekit::library::Library;
use crate::flytekit::state::state;
use crate::flytekit::task::{TaskBehavior, TaskDefinition, auto_container, receive_function_task};
use crate::flytekit::{native_task, need, prelude};
use crate::model::Json;
use crate::python::{Arguments, EvalResult, Evaluator, Value};

const PACKAGE: &str = "union";
const ACTOR: &str = "union.actor";
/// The class of actors, which [`ACTOR`] defines.
const ENVIRONMENT: &str = "union.actor.ActorEnvironment";
const WORKSPACE: &str = "union.workspace._vscode";

/// What union exports from flytekit, by flytekit's module.
const NAMES: [(&str, &[&str]); 5] = [
    (
        "flytekit",
        &[
            "ContainerTask",
            "Deck",
            "ImageSpec",
            "LaunchPlan",
            "PodTemplate",
            "Resources",
            "Secret",
            "StructuredDataset",
            "current_context",
            "dynamic",
            "map_task",
            "task",
            "workflow",
        ],
    ),
    ("flytekit.core.cache", &["Cache", "CachePolicy", "VersionParameters"]),
    ("flytekit.types.directory", &["FlyteDirectory"]),
    ("flytekit.types.file", &["FlyteFile"]),
    ("flytekit.core.artifact", &["Artifact"]),
];

/// A task that runs in an actor.
struct Actor;

/// Defines the modules.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    for (module, names) in NAMES {
        for name in names {
            library.forward(PACKAGE, name, module);
        }
    }
    library.forward("union.artifacts", "Artifact", "flytekit.core.artifact");
    let task = function_task::define(evaluator, library, ACTOR, "ActorTask", construct, &[]);
    state(evaluator).register_function_plugin(ENVIRONMENT, Value::Class(task));
    library.computed(ACTOR, |evaluator| {
        evaluator.import_module(WORKSPACE)?;
        prelude::evaluate(evaluator, ACTOR, include_str!("union/actor.py"))
    });
    for name in ["ActorEnvironment", "actor_cache"] {
        library.forward(PACKAGE, name, ACTOR);
    }
    library.computed(WORKSPACE, |evaluator| {
        let names = prelude::evaluate(evaluator, WORKSPACE, include_str!("union/workspace.py"))?;
        state(evaluator).use_union();
        Ok(names)
    });
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = receive_function_task(evaluator, "ActorTask", arguments)?;
    function_task::initialize(evaluator, &instance, keywords, "actor", 0, Rc::new(Actor))?;
    Ok(Value::None)
}

impl TaskBehavior for Actor {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let image = auto_container::image(evaluator, task, settings)?;
        let version = native_task::imported(evaluator, ACTOR, "_version")?;
        let config = task.task_config.borrow().clone();
        let arguments = Arguments::positional([config, Value::from(image.clone())]);
        let version = evaluator.call(&version, arguments)?;
        let version =
            need::text(evaluator, &version, "the version of the actor", task.span_of("task_config"))?;
        let mut custom = native_task::config_json(evaluator, task, &[("name", "name")])?;
        let counts = [("replica_count", "replica_count"), ("ttl_seconds", "ttl_seconds")];
        let mut spec = native_task::config_json(evaluator, task, &counts)?;
        spec["container_image"] = json!(image);
        spec["backlog_length"] = Json::Null;
        spec["parallelism"] = json!(1);
        custom["version"] = json!(&*version);
        custom["type"] = json!("actor");
        custom["spec"] = spec;
        Ok(Some(custom))
    }
}
