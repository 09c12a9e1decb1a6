//! What `import flytekit` yields: native modules, one file for each noun.
//!
//! Each file defines its classes and functions in a [`library::Library`], under the dotted names that flytekit gives them
//! and under those from which programs import them. [`register`] makes all of it importable. State of the run lives in
//! extensions of the evaluator.

mod accelerators;
mod array_node;
mod artifact;
mod binding;
mod cache;
mod class_decorator;
mod class_names;
mod classes;
mod compilation;
mod condition;
mod container_task;
mod context;
mod convert;
mod customized_container;
mod docstring;
mod duration;
mod entity_docs;
mod enumeration;
mod environment;
mod exceptions;
mod finalize;
mod function;
mod gate;
mod hidden_task;
mod image_spec;
mod interface;
mod kubernetes;
mod launch_plan;
mod lazy_module;
mod library;
mod load;
mod local;
mod models;
mod names;
mod naming;
mod native_task;
mod need;
mod node;
mod notification;
mod plugins;
mod pod_template;
mod prelude;
mod promise;
mod protobuf;
mod quantity;
mod record;
mod reference;
mod report;
mod resources;
mod schedule;
mod secret;
mod sensor;
mod settings;
mod shell_task;
mod small_tasks;
mod sql_task;
mod sqlite3_task;
mod state;
mod task;
mod task_models;
#[cfg(test)]
mod testing;
mod third_party;
mod tracker;
pub mod types;
mod versions;
mod watch;
mod workflow;

pub use load::{LoadOutcome, LoadRequest, load};

use crate::python::{Evaluator, Value};

/// Makes flytekit's modules importable.
pub fn register(evaluator: &mut Evaluator) {
    class_names::register(evaluator);
    names::register(evaluator);
    third_party::register(evaluator);
    let mut library = library::Library::default();
    accelerators::define(evaluator, &mut library);
    artifact::define(evaluator, &mut library);
    image_spec::define(evaluator, &mut library);
    kubernetes::define(evaluator, &mut library);
    pod_template::define(evaluator, &mut library);
    cache::define(evaluator, &mut library);
    environment::define(evaluator, &mut library);
    models::define(evaluator, &mut library);
    task_models::define(&mut library);
    tracker::define(evaluator, &mut library);
    notification::define(evaluator, &mut library);
    protobuf::define(evaluator, &mut library);
    schedule::define(evaluator, &mut library);
    resources::define(evaluator, &mut library);
    secret::define(evaluator, &mut library);
    types::define(evaluator, &mut library);
    versions::define(evaluator, &mut library);
    lazy_module::define(&mut library);
    exceptions::define(evaluator, &mut library);
    entities(evaluator, &mut library);
    instance_tasks(evaluator, &mut library);
    plugins::define(evaluator, &mut library);
    library.register(evaluator);
    evaluator.load_first(loaded_modules());
}

/// The top-level modules that are loaded when flytekit's command begins to load a program, where nothing but flytekit is
/// installed. `fixtures/record.py` wrote them down, and checks them.
fn loaded_modules() -> impl Iterator<Item = &'static str> {
    include_str!("loaded_modules.txt").lines().filter(|line| !line.starts_with('#'))
}

/// Tasks without a function of the program.
fn instance_tasks(evaluator: &mut Evaluator, library: &mut library::Library) {
    container_task::define(evaluator, library);
    customized_container::define(evaluator, library);
    sql_task::define(evaluator, library);
    sqlite3_task::define(evaluator, library);
    shell_task::define(evaluator, library);
    sensor::define(evaluator, library);
    small_tasks::define(evaluator, library);
}

/// Tasks, workflows, launch plans, and what workflows are made of.
fn entities(evaluator: &mut Evaluator, library: &mut library::Library) {
    task::define(evaluator, library);
    workflow::define(evaluator, library);
    launch_plan::define(evaluator, library);
    reference::define(evaluator, library);
    condition::define(library);
    gate::define(evaluator, library);
    class_decorator::define(evaluator, library);
    context::define(evaluator, library);
    node::define(evaluator, library);
    interface::define(evaluator, library);
    promise::define(evaluator, library);
    watch::register(evaluator);
    let version = state::state(evaluator).flytekit_version();
    library.add("flytekit", "__version__", Value::from(version));
}
