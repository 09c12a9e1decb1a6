//! The versions of flytekit and Python that the specifications are made for.

use std::rc::Rc;

use super::library::{Library, methods};
use super::state::state;
use crate::configuration::{DefaultImages, Environment, PythonVersion};
use crate::python::{Class, Evaluator, Value};

/// The reference's version, unless the run says another.
const FLYTEKIT: &str = "1.16.31";
const PYTHON: &str = "3.11";

/// Defines the class that programs ask for the published image.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let methods = methods(&[("default_image", |evaluator, _| Ok(Value::from(default_image(evaluator, ""))))]);
    let methods =
        methods.into_iter().map(|(name, method)| (name, Value::ClassMethod(Rc::new(method)))).collect();
    let object = [Rc::clone(&evaluator.types.object)];
    let class =
        Class::native("flytekit.configuration.default_images", "DefaultImages", &object, None, methods);
    library.class(&class, &[]);
}

/// The version of flytekit.
fn flytekit_version(evaluator: &mut Evaluator) -> String {
    let version = state(evaluator).flytekit_version();
    if version.is_empty() { FLYTEKIT.to_owned() } else { version }
}

/// Whether the specifications are made for the reference's version.
pub(super) fn is_reference(evaluator: &mut Evaluator) -> bool {
    flytekit_version(evaluator) == FLYTEKIT
}

fn default_images(evaluator: &mut Evaluator) -> Option<DefaultImages> {
    let (major, minor) = evaluator.settings.python_version;
    let python: PythonVersion = format!("{major}.{minor}").parse().or_else(|_| PYTHON.parse()).ok()?;
    let variables = evaluator.settings.environment.clone().into_iter().collect();
    let environment = Environment { variables, ..Environment::default() };
    Some(DefaultImages::new(flytekit_version(evaluator), python, &environment))
}

/// The published image of flytekit; `variant` names one of its variants (`openai-batch`), or is empty.
pub(crate) fn default_image(evaluator: &mut Evaluator, variant: &str) -> String {
    let image = default_images(evaluator).map(|images| images.default_image()).unwrap_or_default();
    if variant.is_empty() {
        return image;
    }
    match image.rsplit_once('-') {
        Some((start, version)) if image.starts_with("cr.flyte.org/") => {
            format!("{start}-{variant}-{version}")
        }
        _ => image,
    }
}

/// The end of the tag of flytekit's images.
pub(crate) fn version_suffix(evaluator: &mut Evaluator) -> String {
    default_images(evaluator).map(|images| images.version_suffix().to_owned()).unwrap_or_default()
}
