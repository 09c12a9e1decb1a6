//! `Cache`: how a task's outputs are cached.
//!
//! A version that is not given comes from policies. flytekit itself has none; those of a program may compute anything from
//! the task's function, so that their result is not known here.

use std::rc::Rc;

use super::library::Library;
use super::need;
use super::record::{self, Record, fields};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::CacheSettings;
use crate::python::{Class, EvalResult, Evaluator, Instance, Value, Vars};
use crate::source::Span;

const MODULE: &str = "flytekit.core.cache";
const CLASS: &str = "flytekit.core.cache.Cache";

/// Defines the classes.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let fields = fields! { version: None, serialize: Bool(false), ignored_inputs: Tuple, salt: Str(""), policies: None };
    let class = Record::new(MODULE, "Cache", fields).check(check).class(evaluator);
    library.class(&class, &["flytekit"]);
    let object = Rc::clone(&evaluator.types.object);
    library.class(&Class::native(MODULE, "CachePolicy", &[object], None, Vars::default()), &["flytekit"]);
    let fields =
        fields! { func: Required, container_image: None, pod_template: None, pod_template_name: None };
    library.class(&Record::new(MODULE, "VersionParameters", fields).class(evaluator), &["flytekit"]);
}

/// `Cache.__post_init__`.
fn check(evaluator: &mut Evaluator, cache: &Rc<Instance>) -> EvalResult<()> {
    let [version, policies] = ["version", "policies"].map(|field| record::get(cache, field));
    if version.is_none() && evaluator.truth(&policies)?.is_false() {
        let message = "If version is not defined then at least one cache policy needs to be set";
        let diagnostic = Diagnostic::error(Id::InvalidArgument, message)
            .with_help("give the cache a version: `Cache(version=\"1\")`");
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, diagnostic));
    }
    Ok(())
}

/// Whether the value is a `Cache`.
pub(crate) fn is_cache(value: &Value) -> bool {
    record::instance_of(value, CLASS).is_some()
}

/// What a `Cache` says; it is enabled.
pub(crate) fn settings(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<CacheSettings> {
    let Some(cache) = record::instance_of(value, CLASS) else {
        return Err(need::mismatch(evaluator, value, "the cache", "a `Cache`", span));
    };
    let version = record::get(&cache, "version");
    if version.is_none() {
        let message = "a cache version that policies compute is not supported";
        return Err(Diagnostic::error(Id::UnsupportedFeature, message)
            .at(span, "this cache has no version")
            .with_help("give the cache a version: `Cache(version=\"1\")`")
            .into());
    }
    let version = need::text(evaluator, &version, "the version of the cache", span)?.to_string();
    let serialize = record::get(&cache, "serialize");
    let serialize = need::truth(evaluator, &serialize, "`serialize` of the cache", span)?;
    let ignored = record::get(&cache, "ignored_inputs");
    let what = "the inputs that the cache ignores";
    let ignore_input_vars = match ignored.as_str() {
        Some(name) => vec![name.to_string()],
        None => need::texts(evaluator, &ignored, what, span)?,
    };
    Ok(CacheSettings { enabled: true, version, serialize, ignore_input_vars })
}
