//! `ImageSpec`: an image by what it is made of.
//!
//! Nothing is built here. A specification reaches a task as the name that the image has when it is built: registry, name,
//! and a tag that hashes everything that the image is made of, the project's modules included (`tag`).

mod files;
mod methods;
mod tag;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::LazyLock;

use indexmap::IndexMap;
use regex::Regex;

pub(crate) use tag::{id, listed};

use super::library::Library;
use super::record::{self, Field, Record, fields};
use super::{enumeration, need};
use crate::configuration::{ImageTemplateError, SerializationSettings, get_registerable_container_image};
use crate::diagnostic::{Diagnostic, Id};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Interrupt, Value};
use crate::source::Span;

const MODULE: &str = "flytekit.image_spec.image_spec";
const CLASS: &str = "flytekit.image_spec.image_spec.ImageSpec";
/// The order of the fields is that of the text that is hashed.
const FIELDS: &[Field] = fields! {
    name: Str("flytekit"), python_version: None, builder: None, source_root: None, env: None, registry: None,
    packages: None, conda_packages: None, conda_channels: None, requirements: None, apt_packages: None, cuda: None,
    cudnn: None, base_image: None, platform: None, pip_index: None, pip_extra_index_url: None, pip_secret_mounts: None,
    pip_extra_args: None, registry_config: None, entrypoint: None, commands: None, tag_format: None,
    source_copy_mode: None, copy: None, python_exec: None, runtime_packages: None, builder_options: None,
    builder_config: None,
};
const LISTS_OF_TEXT: [&str; 8] = [
    "packages",
    "conda_channels",
    "conda_packages",
    "apt_packages",
    "pip_extra_index_url",
    "entrypoint",
    "commands",
    "runtime_packages",
];
const DEFAULT_BUILDER: &str = "default";
const NO_BUILDER: &str = "noop";
/// Builders that name an image as its specification does.
const BUILDERS: [&str; 2] = [DEFAULT_BUILDER, "envd"];

static REGISTRY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(localhost:\d{1,5}|([a-z\d\._-]+)(:\d{1,5})?)(/[\w\.-]+)*\n?$").ok());

/// Names under which images are known to their builder, by the names that follow from their specifications
/// (`ImageBuildEngine._IMAGE_NAME_TO_REAL_NAME`).
#[derive(Default)]
struct BuiltImages(RefCell<IndexMap<String, String>>);

/// Specifications that lack a registry, for which a warning was given.
#[derive(Default)]
struct WithoutRegistry(RefCell<Vec<Rc<Instance>>>);

/// Digests of the loaded modules by source root and number of modules.
#[derive(Default)]
struct SourceDigests(RefCell<IndexMap<(String, usize), String>>);

/// Defines the class.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let members = [("LOADED_MODULES", 1), ("ALL", 2), ("NO_COPY", 3)];
    let copy_modes = enumeration::class(evaluator, "flytekit.constants", "CopyFileDetection", &members);
    library.class(&copy_modes, &[]);
    let class = Record::dataclass(MODULE, "ImageSpec", FIELDS)
        .check(check)
        .attributes(methods::table())
        .class(evaluator);
    class.set_data(CopyModes(copy_modes.lookup("LOADED_MODULES").unwrap_or(Value::None)));
    library.class(&class, &["flytekit", "flytekit.image_spec"]);
}

/// `CopyFileDetection.LOADED_MODULES`, kept on the class.
struct CopyModes(Value);

/// `CopyFileDetection.LOADED_MODULES`.
fn loaded_modules(spec: &Instance) -> Value {
    spec.class.inherited_data::<CopyModes>().map_or(Value::None, |modes| modes.0.clone())
}

/// The specification that `value` is, if it is one.
pub(crate) fn instance(value: &Value) -> Option<Rc<Instance>> {
    record::instance_of(value, CLASS)
}

/// `ImageSpec.__post_init__`. Unknown fields pass.
fn check(evaluator: &mut Evaluator, spec: &Rc<Instance>) -> EvalResult<()> {
    if let Some(name) = record::get(spec, "name").as_str() {
        spec.set_attribute("name", Value::from(name.to_lowercase()));
    }
    let registry = record::get(spec, "registry").as_str().filter(|registry| !registry.is_empty());
    if let Some(registry) = &registry {
        let registry = registry.to_lowercase();
        if !REGISTRY.as_ref().is_some_and(|pattern| pattern.is_match(&registry)) {
            return Err(invalid_registry(evaluator, &registry));
        }
        spec.set_attribute("registry", Value::from(registry));
    }
    if record::get(spec, "platform").is_none() {
        let is_local = registry.is_some_and(|registry| registry.to_lowercase().starts_with("localhost:"));
        let is_arm = cfg!(target_arch = "aarch64");
        spec.set_attribute("platform", if is_local && is_arm { "linux/arm64" } else { "linux/amd64" }.into());
    }
    if !record::get(spec, "source_root").is_none() && record::get(spec, "source_copy_mode").is_none() {
        spec.set_attribute("source_copy_mode", loaded_modules(spec));
    }
    if record::get(spec, "builder").is_none() {
        spec.set_attribute("builder", DEFAULT_BUILDER.into());
    }
    check_types(evaluator, spec)
}

fn check_types(evaluator: &mut Evaluator, spec: &Rc<Instance>) -> EvalResult<()> {
    let is_text = |value: &Value| value.as_unknown().is_some() || value.as_str().is_some();
    for field in LISTS_OF_TEXT {
        let valid = match record::get(spec, field) {
            Value::List(list) => list.items().iter().all(is_text),
            other => matches!(other, Value::None | Value::Unknown(_)),
        };
        if !valid {
            return Err(evaluator.value_error(&format!("{field} must be a list of strings or None")));
        }
    }
    let is_pair = |value: &Value| match value {
        Value::Tuple(items) => items.len() == 2 && items.iter().all(is_text),
        other => other.as_unknown().is_some(),
    };
    let mounts_are_valid = match record::get(spec, "pip_secret_mounts") {
        Value::List(list) => list.items().iter().all(is_pair),
        other => matches!(other, Value::None | Value::Unknown(_)),
    };
    if !mounts_are_valid {
        let message = "pip_secret_mounts must be a list of tuples of two strings or None";
        return Err(evaluator.value_error(message));
    }
    if !matches!(
        record::get(spec, "builder_options").unwrapped(),
        Value::None | Value::Dict(_) | Value::Unknown(_)
    ) {
        return Err(evaluator.value_error("builder_options must be a dictionary or None"));
    }
    Ok(())
}

fn invalid_registry(evaluator: &Evaluator, registry: &str) -> Box<Interrupt> {
    let message = format!("Invalid container registry name: '{registry}'");
    let diagnostic = Diagnostic::error(Id::InvalidImage, message)
        .with_help("a registry is written as `localhost:30000`, `ghcr.io/username` or `docker.io/username`");
    evaluator.exception_with(&evaluator.exceptions.value_error, diagnostic)
}

/// How files come into the image of a specification that does not say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CopyHandling {
    /// The modules are copied unless fast registration brings them
    /// (`flytekit.core.python_auto_container.update_image_spec_copy_handling`).
    Modules,
    /// Only the source root is set, as for tasks with a container of their own
    /// (`flytekit.core.python_customized_container_task`).
    SourceRoot,
    /// The specification is taken as it is.
    Unchanged,
}

/// The name of a task's image: `image` is text, an `ImageSpec` or `None`. A specification changes as the reference changes
/// it: source root and copy mode are set on the object itself.
pub(crate) fn container_image(
    evaluator: &mut Evaluator,
    image: &Value,
    settings: &SerializationSettings,
    handling: CopyHandling,
    span: Span,
) -> EvalResult<String> {
    let what = "the container image";
    if let Some(spec) = instance(image) {
        handle_copy(&spec, settings, handling);
        return spec_image(evaluator, &spec, settings, span);
    }
    let text = need::optional_text(evaluator, image, what, span)?;
    get_registerable_container_image(text.as_deref(), &settings.image_config)
        .map_err(|error| template_fault(evaluator, &error, span))
}

fn template_fault(evaluator: &Evaluator, error: &ImageTemplateError, span: Span) -> Box<Interrupt> {
    let help = match error {
        ImageTemplateError::UnknownImage { name } => format!("give it, as in `--image {name}=IMAGE`"),
        ImageTemplateError::UnknownAttribute { .. } => {
            "write `{{.image.NAME.fqn}}:{{.image.NAME.version}}`".to_owned()
        }
        ImageTemplateError::NoVersion { name } => format!("give it a tag, as in `--image {name}=IMAGE:TAG`"),
        ImageTemplateError::NoImage => "name one with `--image IMAGE`, or in `container_image`".to_owned(),
    };
    let diagnostic = Diagnostic::error(Id::InvalidImage, error.to_string()).at(span, "").with_help(help);
    evaluator.exception_with(&evaluator.exceptions.assertion_error, diagnostic)
}

fn handle_copy(spec: &Rc<Instance>, settings: &SerializationSettings, handling: CopyHandling) {
    let fast = settings.should_fast_serialize();
    let root = settings.source_root.as_deref().map_or(Value::None, Value::str);
    match handling {
        CopyHandling::SourceRoot if !fast => spec.set_attribute("source_root", root),
        CopyHandling::SourceRoot | CopyHandling::Unchanged => {}
        CopyHandling::Modules => {
            let mode = enumeration::number(&record::get(spec, "source_copy_mode"));
            let copies = mode.map_or(!fast, |mode| mode != 3);
            if copies && record::get(spec, "source_root").is_none() && !root.is_none() {
                spec.set_attribute("source_root", root);
            }
            if mode.is_none() && !fast && !record::get(spec, "source_root").is_none() {
                spec.set_attribute("source_copy_mode", loaded_modules(spec));
            }
        }
    }
}

fn spec_image(
    evaluator: &mut Evaluator,
    spec: &Rc<Instance>,
    settings: &SerializationSettings,
    span: Span,
) -> EvalResult<String> {
    for (field, value) in record::values(spec) {
        need::known(evaluator, &value, &format!("`{field}` of the image specification"), span)?;
    }
    let id = id(evaluator, spec)?.as_str().unwrap_or_default();
    if let Some(image) = settings.image_config.find_image(&id) {
        return Ok(image.full());
    }
    register_built(evaluator, spec, span)?;
    let name = tag::image_name(evaluator, spec, span)?;
    need::text(evaluator, &name, "the image", span).map(|name| name.to_string())
}

/// Notes the name that a builder would give the image (`ImageBuildEngine.build`), those of its base images first.
fn register_built(evaluator: &mut Evaluator, spec: &Rc<Instance>, span: Span) -> EvalResult<()> {
    let base = record::get(spec, "base_image");
    if let Some(base) = instance(&base) {
        evaluator.step()?;
        register_built(evaluator, &base, span)?;
    }
    let builder = record::get(spec, "builder").as_str().unwrap_or_default();
    if BUILDERS.contains(&&*builder) {
        warn_without_registry(evaluator, spec, span);
        return Ok(());
    }
    if &*builder != NO_BUILDER {
        let diagnostic =
            Diagnostic::error(Id::InvalidImage, format!("Image builder {builder} is not registered"))
                .at(span, "")
                .with_help("flytekit has the builders `default` and `noop`; `envd` comes with a plugin");
        return Err(evaluator.exception_with(&evaluator.exceptions.assertion_error, diagnostic));
    }
    let base = match instance(&base) {
        Some(base) => tag::image_name(evaluator, &base, span)?,
        None => base,
    };
    let Some(base) = base.as_str() else {
        return Err(tag::fault(evaluator, "base_image must be a string to use the noop image builder", span));
    };
    let name = tag::image_name(evaluator, spec, span)?.as_str().unwrap_or_default();
    let built = evaluator.extension::<BuiltImages>();
    built.0.borrow_mut().entry(name.to_string()).or_insert_with(|| base.to_string());
    Ok(())
}

/// Without a registry, an image is built where somebody registers the program, and stays there.
fn warn_without_registry(evaluator: &mut Evaluator, spec: &Rc<Instance>, span: Span) {
    let warned = evaluator.extension::<WithoutRegistry>();
    let is_new = !warned.0.borrow().iter().any(|other| Rc::ptr_eq(other, spec));
    if !record::get(spec, "registry").is_none() || !is_new {
        return;
    }
    warned.0.borrow_mut().push(Rc::clone(spec));
    let name = record::get(spec, "name").as_str().unwrap_or_default();
    let message =
        format!("the image specification `{name}` names no registry, so no cluster can pull its image");
    let fault = Diagnostic::warning(Id::InvalidImage, message)
        .at(span, "")
        .with_help("give it one, as in `ImageSpec(registry=\"ghcr.io/username\")`");
    evaluator.report(fault);
}

/// The value of `_F_RUNTIME_PACKAGES` for a task with this image; `None` where nothing is installed at run time.
pub(crate) fn runtime_packages(
    evaluator: &mut Evaluator,
    image: &Value,
    span: Span,
) -> EvalResult<Option<String>> {
    let Some(spec) = instance(image) else { return Ok(None) };
    let packages = record::get(&spec, "runtime_packages");
    let packages = need::texts(evaluator, &packages, "`runtime_packages` of the image specification", span)?;
    Ok((!packages.is_empty()).then(|| packages.join(" ")))
}

/// A copy of a specification with one field replaced (`dataclasses.replace`).
pub(crate) fn replace(
    evaluator: &mut Evaluator,
    spec: &Rc<Instance>,
    changes: &[(&str, Value)],
) -> EvalResult<Value> {
    let mut arguments = record::values(spec);
    for (field, value) in &mut arguments {
        if let Some((_, new)) = changes.iter().find(|(name, _)| name == field) {
            *value = new.clone();
        }
    }
    evaluator.call(&Value::Class(Rc::clone(&spec.class)), Arguments::keywords(arguments))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn registries_have_a_form() {
        let pattern = REGISTRY.as_ref().unwrap();
        for valid in ["localhost:30000", "ghcr.io/user", "docker.io/a/b-c", "flyteorg", "host.x:5000/a"] {
            assert!(pattern.is_match(valid), "{valid}");
        }
        for invalid in ["ghcr.io/<user>", "http://ghcr.io", "ghcr.io/user/", "a b"] {
            assert!(!pattern.is_match(invalid), "{invalid}");
        }
    }
}
