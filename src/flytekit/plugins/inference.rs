//! `flytekitplugins.inference`: pods with a server of a model beside the task (NIM, Ollama, vLLM).
//!
//! Quantities are written as they are given. The models of kubernetes refuse numbers there, so the reference refuses the
//! plugin's own defaults too.

use crate::flytekit::library::Library;
use crate::flytekit::prelude;
use crate::python::{Evaluator, Value};

const PACKAGE: &str = "flytekitplugins.inference";
const PROGRAMS: &str = "flytekitplugins.inference.programs";
const SERVE: &str = "flytekitplugins.inference.sidecar_template";

/// What the containers run that prepare a model, by name; `<name>` in them stands for a value.
const TEXTS: [(&str, &str); 4] = [
    ("INPUTS", include_str!("inference/inputs.txt")),
    ("PULL", include_str!("inference/pull.txt")),
    ("CREATE", include_str!("inference/create.txt")),
    ("CREATE_WITH_INPUTS", include_str!("inference/create_with_inputs.txt")),
];

/// The classes, by the module from which they come; the package exports them all.
const CLASSES: [(&str, &[&str]); 3] = [
    ("flytekitplugins.inference.nim.serve", &["NIM", "NIMSecrets"]),
    ("flytekitplugins.inference.ollama.serve", &["Model", "Ollama"]),
    ("flytekitplugins.inference.vllm.serve", &["HFSecret", "VLLM"]),
];

/// Defines the classes.
pub(super) fn define(_evaluator: &mut Evaluator, library: &mut Library) {
    for (name, text) in TEXTS {
        library.add(PROGRAMS, name, Value::str(text));
    }
    library
        .computed(SERVE, |evaluator| prelude::evaluate(evaluator, SERVE, include_str!("inference/serve.py")));
    for (module, names) in CLASSES {
        for name in names {
            library.forward(module, name, SERVE);
            library.forward(PACKAGE, name, SERVE);
        }
    }
}
