//! What `import flytekit` yields: native modules, one file for each noun.
//!
//! Each file defines its classes and functions in a [`library::Library`], under the dotted names that flytekit gives them
//! and under those from which programs import them. [`register`] makes all of it importable. State of the run lives in
//! extensions of the evaluator.

mod accelerators;
mod artifact;
mod cache;
mod convert;
mod docstring;
mod enumeration;
mod environment;
mod image_spec;
mod kubernetes;
mod library;
mod models;
mod need;
mod notification;
mod pod_template;
mod record;
mod resources;
mod schedule;
mod secret;
#[cfg(test)]
mod testing;
mod third_party;
pub mod types;

use crate::python::Evaluator;

/// Makes flytekit's modules importable.
pub fn register(evaluator: &mut Evaluator) {
    let mut library = library::Library::default();
    accelerators::define(evaluator, &mut library);
    artifact::define(evaluator, &mut library);
    image_spec::define(evaluator, &mut library);
    kubernetes::define(evaluator, &mut library);
    pod_template::define(evaluator, &mut library);
    cache::define(evaluator, &mut library);
    environment::define(evaluator, &mut library);
    models::define(evaluator, &mut library);
    notification::define(evaluator, &mut library);
    schedule::define(evaluator, &mut library);
    resources::define(evaluator, &mut library);
    secret::define(evaluator, &mut library);
    types::define(evaluator, &mut library);
    library.register(evaluator);
}
