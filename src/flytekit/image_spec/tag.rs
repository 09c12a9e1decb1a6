//! Identity, tag and name of an image specification.
//!
//! The identity is a hash of the text that Python prints for a dictionary of all fields that are set. The tag is the
//! identity of a copy in which files are replaced by digests of what they hold: it changes when the image has to be built
//! anew. Both are kept once they are known, as the reference keeps them: what changes afterwards does not count.

use std::fmt::Display;
use std::path::PathBuf;
use std::rc::Rc;

use base64::Engine;
use md5::{Digest, Md5};

use super::files;
use crate::configuration::Image;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::{enumeration, need, record};
use crate::python::{Arguments, EvalResult, Evaluator, Instance, Interrupt, Value};
use crate::source::Span;

/// Fields that don't change the image.
const NOT_HASHED: [&str; 3] = ["pip_secret_mounts", "builder", "runtime_packages"];
/// `CopyFileDetection` members.
const COPY_ALL: i64 = 2;
const NO_COPY: i64 = 3;

/// The fields of a specification, some of them replaced.
type Fields = Vec<(&'static str, Value)>;

/// `ImageSpec.id`: text, or an unknown where a field is.
pub(crate) fn id(evaluator: &mut Evaluator, spec: &Rc<Instance>) -> EvalResult<Value> {
    if let Some(known) = spec.attribute("id") {
        return Ok(known);
    }
    let id = id_of_fields(evaluator, &record::values(spec))?;
    spec.set_attribute("id", id.clone());
    Ok(id)
}

fn id_of_fields(evaluator: &mut Evaluator, fields: &Fields) -> EvalResult<Value> {
    let text = dict_text(evaluator, fields, 0)?;
    Ok(text.as_str().map_or(text, |text| Value::from(hash(&text))))
}

/// `str(dataclasses.asdict(spec))` without fields that are not set.
fn dict_text(evaluator: &mut Evaluator, fields: &Fields, depth: usize) -> EvalResult<Value> {
    need::bounded(depth, "the image specification", Span::NONE)?;
    let mut entries = Vec::new();
    for (name, value) in fields {
        if value.is_none() || NOT_HASHED.contains(name) {
            continue;
        }
        let text = match super::instance(value) {
            Some(base) => dict_text(evaluator, &record::values(&base), depth + 1)?,
            None => evaluator.repr_of(value)?,
        };
        let Some(text) = text.as_str() else { return Ok(text) };
        entries.push(format!("'{name}': {text}"));
    }
    Ok(Value::from(format!("{{{}}}", entries.join(", "))))
}

fn hash(text: &str) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Md5::digest(text.as_bytes()))
}

/// `ImageSpec.tag`: text, or an unknown where a field is.
pub(super) fn tag(evaluator: &mut Evaluator, spec: &Rc<Instance>, span: Span) -> EvalResult<Value> {
    if let Some(known) = spec.attribute("tag") {
        return Ok(known);
    }
    let tag = compute_tag(evaluator, spec, span)?;
    spec.set_attribute("tag", tag.clone());
    Ok(tag)
}

fn compute_tag(evaluator: &mut Evaluator, spec: &Rc<Instance>, span: Span) -> EvalResult<Value> {
    let mut fields = record::values(spec);
    if let Some(base) = super::instance(&record::get(spec, "base_image")) {
        let name = image_name(evaluator, &base, span)?;
        set(&mut fields, "base_image", name);
    }
    let mode = enumeration::number(&record::get(spec, "source_copy_mode"));
    if mode != Some(NO_COPY) {
        check_source_root(evaluator, spec, span)?;
    }
    if mode.is_some_and(|mode| mode != NO_COPY) {
        let digest = source_digest(evaluator, spec, mode, span)?;
        set(&mut fields, "source_root", digest);
    } else if !record::get(spec, "source_root").is_none() && mode.is_none() {
        set(&mut fields, "source_copy_mode", super::loaded_modules(spec));
    }
    let copied = record::get(spec, "copy");
    if need::truth(evaluator, &copied, "the copied files", span)? {
        let sources = need::texts(evaluator, &copied, "the copied files of the image specification", span)?;
        let digest = files::digest_of_paths(&evaluator.settings.source_root, &sources);
        set(&mut fields, "copy", digest.map_err(|error| unreadable("copied files", &error, span))?.into());
    }
    let requirements = record::get(spec, "requirements");
    if need::truth(evaluator, &requirements, "the requirements file", span)? {
        let path = evaluator.str_of(&requirements)?;
        let path = need::text(evaluator, &path, "the requirements file of the image specification", span)?;
        let digest = files::digest_of_requirements(&evaluator.settings.source_root.join(&*path));
        let what = format!("requirements file {path}");
        set(&mut fields, "requirements", digest.map_err(|error| unreadable(&what, &error, span))?.into());
    }
    set(&mut fields, "registry_config", Value::None);
    let id = id_of_fields(evaluator, &fields)?;
    let Some(id) = id.as_str() else { return Ok(id) };
    let tag = Value::from(id.replace('-', "_"));
    let format = record::get(spec, "tag_format");
    if need::truth(evaluator, &format, "the tag format", span)? {
        return evaluator.call_method(&format, "format", Arguments::keywords([("spec_hash", tag)]));
    }
    Ok(tag)
}

fn set(fields: &mut Fields, name: &str, value: Value) {
    if let Some(field) = fields.iter_mut().find(|(field, _)| *field == name) {
        field.1 = value;
    }
}

/// Fails where the source root is no folder: the reference asks git there which files it ignores.
fn check_source_root(evaluator: &mut Evaluator, spec: &Rc<Instance>, span: Span) -> EvalResult<()> {
    let source_root = record::get(spec, "source_root");
    if source_root.is_none() {
        return Ok(());
    }
    let Some(source_root) = evaluator.str_of(&source_root)?.as_str() else { return Ok(()) };
    let folder = evaluator.settings.source_root.join(&*source_root);
    let checked = if source_root.is_empty() { Ok(()) } else { std::fs::read_dir(folder).map(drop) };
    checked.map_err(|error| unreadable(&format!("source root `{source_root}`"), &error, span))
}

fn source_digest(
    evaluator: &mut Evaluator,
    spec: &Rc<Instance>,
    mode: Option<i64>,
    span: Span,
) -> EvalResult<Value> {
    let source_root = record::get(spec, "source_root");
    if !need::truth(evaluator, &source_root, "the source root of the image specification", span)? {
        let name = evaluator.str_of(&record::get(spec, "name"))?.as_str().unwrap_or_default();
        let message = format!("Field source_root for image spec {name} must be set when copy is set");
        return Err(fault(evaluator, &message, span));
    }
    if mode == Some(COPY_ALL) {
        let message = "an image specification that copies all files of a folder is not supported";
        return Err(Diagnostic::error(Id::UnsupportedFeature, message)
            .at(span, "")
            .with_help("use `CopyFileDetection.LOADED_MODULES`")
            .into());
    }
    let source_root = evaluator.str_of(&source_root)?;
    let source_root =
        need::text(evaluator, &source_root, "the source root of the image specification", span)?;
    let modules = evaluator.modules().filter_map(|module| module.path.clone()).collect::<Vec<PathBuf>>();
    let digests = evaluator.extension::<super::SourceDigests>();
    let key = (source_root.to_string(), modules.len());
    if let Some(known) = digests.0.borrow().get(&key) {
        return Ok(Value::str(known));
    }
    let digest = files::digest_of_modules(&source_root, &modules)
        .map_err(|error| unreadable("project's modules", &error, span))?;
    digests.0.borrow_mut().insert(key, digest.clone());
    Ok(Value::from(digest))
}

/// `ImageSpec.image_name()`: text, or an unknown where a field is.
pub(super) fn image_name(evaluator: &mut Evaluator, spec: &Rc<Instance>, span: Span) -> EvalResult<Value> {
    let tag = tag(evaluator, spec, span)?;
    let parts = [record::get(spec, "registry"), record::get(spec, "name"), tag];
    if let Some(unknown) = parts.iter().find(|part| part.as_unknown().is_some()) {
        return Ok(unknown.clone());
    }
    let [registry, name, tag] = parts.map(|part| part.as_str().unwrap_or_default());
    let name = if registry.is_empty() { format!("{name}:{tag}") } else { format!("{registry}/{name}:{tag}") };
    let built = evaluator.extension::<super::BuiltImages>();
    let real = built.0.borrow().get(&name).cloned();
    Ok(Value::from(real.unwrap_or(name)))
}

/// The image of an identity, as the settings of tasks that serialize others list it.
pub(crate) fn listed(
    evaluator: &mut Evaluator,
    spec: &Rc<Instance>,
    full_name: &str,
) -> EvalResult<Option<Image>> {
    let id = id(evaluator, spec)?;
    let image = id.as_str().map(|id| Image::look_up_image_info(&id, full_name, false));
    Ok(image.and_then(Result::ok))
}

/// The fault of an image specification.
pub(super) fn fault(evaluator: &Evaluator, message: &str, span: Span) -> Box<Interrupt> {
    let diagnostic = Diagnostic::error(Id::InvalidImage, message).at(span, "");
    evaluator.exception_with(&evaluator.exceptions.value_error, diagnostic)
}

fn unreadable(what: &str, error: &dyn Display, span: Span) -> Box<Interrupt> {
    let message = format!("the {what} of an image specification cannot be read: {error}");
    Diagnostic::error(Id::UnreadableFile, message).at(span, "").into()
}
