//! `@task`, `@dynamic` and `@eager`: functions become tasks (`flytekit.core.task`).

use std::cell::RefCell;
use std::rc::Rc;

use super::keywords::Keywords;
use super::task_of;
use crate::diagnostic::{Diagnostic, Id, closest, listed};
use crate::flytekit::classes::classes;
use crate::flytekit::function::EntityFunction;
use crate::flytekit::library::{Library, function, strict};
use crate::flytekit::state::state;
use crate::flytekit::{need, record, report};
use crate::python::{Arguments, EvalResult, Evaluator, NativeFunction, Value};

const PARAMETERS: &[&str] = &[
    "_task_function",
    "task_config",
    "cache",
    "retries",
    "interruptible",
    "deprecated",
    "timeout",
    "container_image",
    "environment",
    "requests",
    "limits",
    "secret_requests",
    "execution_mode",
    "node_dependency_hints",
    "task_resolver",
    "docs",
    "disable_deck",
    "enable_deck",
    "deck_fields",
    "pod_template",
    "pod_template_name",
    "accelerator",
    "pickle_untyped",
    "shared_memory",
    "resources",
    "labels",
    "annotations",
];
/// What the decorator passes to the class of a task even where it isn't given.
const PASSED_ALWAYS: &[&str] = &[
    "container_image",
    "environment",
    "requests",
    "limits",
    "secret_requests",
    "node_dependency_hints",
    "task_resolver",
    "disable_deck",
    "enable_deck",
    "docs",
    "pod_template",
    "pod_template_name",
    "accelerator",
    "shared_memory",
    "resources",
    "labels",
    "annotations",
];
/// Has every task wait for an editor when it runs.
const VSCODE_VARIABLE: &str = "_F_E_VS";
const OLDER_CACHE: &[&str] = &["cache_serialize", "cache_version", "cache_ignore_input_vars"];
/// Parameters that become fields of `TaskMetadata`.
const METADATA: &[&str] = &["retries", "interruptible", "deprecated", "timeout"];

/// Defines the decorators.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    library.export("task", &strict("task", task), "flytekit.core.task", &["flytekit"]);
    let dynamic = strict("dynamic", dynamic);
    library.export("dynamic", &dynamic, "flytekit.core.dynamic_workflow_task", &["flytekit"]);
    library.export(
        "eager",
        &strict("eager", eager),
        "flytekit.core.task",
        &["flytekit", "flytekit.experimental"],
    );
    library.export("TaskPlugins", &task_plugins(evaluator), "flytekit.core.task", &["flytekit.extend"]);
}

fn task(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let keywords = Keywords::bind(evaluator, "task", PARAMETERS, arguments)?;
    decorate(evaluator, keywords)
}

/// `functools.partial(task, execution_mode=DYNAMIC)`.
fn dynamic(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let mut keywords = Keywords::bind(evaluator, "dynamic", PARAMETERS, arguments)?;
    let modes = classes(evaluator).task.function.lookup("ExecutionBehavior");
    let mode = modes.as_ref().and_then(Value::as_class).and_then(|modes| modes.lookup("DYNAMIC"));
    keywords.set_default("execution_mode", mode.unwrap_or(Value::None));
    decorate(evaluator, keywords)
}

/// The task where the function is given already, else a decorator.
fn decorate(evaluator: &mut Evaluator, mut keywords: Keywords) -> EvalResult<Value> {
    for name in keywords.names() {
        if !PARAMETERS.contains(&&*name) && !OLDER_CACHE.contains(&&*name) {
            return Err(unknown_keyword(evaluator, &name, &keywords));
        }
    }
    match keywords.take_or_none("_task_function") {
        Value::None => {
            let span = keywords.span;
            let shared = RefCell::new(keywords);
            let decorator = NativeFunction::closure("wrapper", move |evaluator, mut arguments| {
                let function = arguments.take_first().unwrap_or(Value::None);
                let mut keywords = shared.borrow().clone();
                let task = settle_cache(evaluator, &function, &mut keywords).and_then(|()| {
                    shared.replace(keywords.clone());
                    task_of_function(evaluator, function, keywords)
                });
                report::settled(task, "this", span)
            });
            Ok(Value::Native(Rc::new(decorator.accepting_unknown())))
        }
        function => {
            settle_cache(evaluator, &function, &mut keywords)?;
            task_of_function(evaluator, function, keywords)
        }
    }
}

fn unknown_keyword(evaluator: &Evaluator, name: &str, keywords: &Keywords) -> Box<crate::python::Interrupt> {
    let known: Vec<&str> = PARAMETERS.iter().skip(1).chain(OLDER_CACHE).copied().collect();
    let help = match closest(name, known.iter().copied()) {
        Some(similar) => format!("there is `{similar}`"),
        None => format!("`@task` takes {}", listed(known, "no arguments")),
    };
    let fault = Diagnostic::error(Id::InvalidArgument, format!("a task takes no argument `{name}`"))
        .at(keywords.span_of(name), "")
        .with_help(help);
    evaluator.exception_with(&evaluator.exceptions.value_error, fault)
}

fn task_of_function(evaluator: &mut Evaluator, function: Value, mut keywords: Keywords) -> EvalResult<Value> {
    let span = evaluator.current_span().or(keywords.span);
    let entity = EntityFunction::new(evaluator, &function, "task", span)?;
    let config_span = keywords.span_of("task_config");
    let config = keywords.get("task_config").cloned().unwrap_or(Value::None);
    if let Value::Unknown(unknown) = &config {
        return Err(need::unknown_value(unknown, "the configuration of a task", config_span));
    }
    refuse_vscode(evaluator, span)?;
    let metadata = metadata(evaluator, &keywords)?;
    keywords.set("metadata", metadata);
    keywords.set("task_function", function.clone());
    keywords.set_default("task_config", Value::None);
    let class = task_class(evaluator, &config, entity.function.is_async, span)?;
    keywords.span = entity.function.name_span.or(keywords.span);
    if class
        .as_class()
        .and_then(|class| class.lookup("__init__"))
        .is_some_and(|it| matches!(it, Value::Function(_)))
    {
        // A constructor of the program's own sees all that the decorator passes, given or not.
        for name in PASSED_ALWAYS {
            keywords.set_default(name, Value::None);
        }
    }
    let task = evaluator.call(&class, keywords.into_arguments())?;
    if let (Value::Instance(instance), Some(_)) = (&task, task_of(&task)) {
        entity.lend_names(instance);
    }
    Ok(task)
}

/// A variable puts every task under the decorator of an editor (`flytekit.core.task.decorate_function`), which is not supported.
fn refuse_vscode(evaluator: &Evaluator, span: crate::source::Span) -> EvalResult<()> {
    let value = evaluator.settings.environment.get(VSCODE_VARIABLE);
    if !value.is_some_and(|value| matches!(value.to_lowercase().as_str(), "true" | "t" | "1")) {
        return Ok(());
    }
    let fault = Diagnostic::error(
        Id::UnsupportedFeature,
        format!("`{VSCODE_VARIABLE}` is set, which is not supported"),
    );
    Err(fault.at(span, "").with_help("unset the variable").into())
}

/// The class of the task: that of the plugin for its configuration, else a Python task.
fn task_class(
    evaluator: &mut Evaluator,
    config: &Value,
    is_async: bool,
    span: crate::source::Span,
) -> EvalResult<Value> {
    let config_class = evaluator.class_of(config);
    let plugin = state(evaluator).function_plugin(&config_class);
    let classes = classes(evaluator);
    match (plugin, is_async) {
        (None, false) => Ok(Value::Class(Rc::clone(&classes.task.function))),
        (None, true) => Ok(Value::Class(Rc::clone(&classes.task.asynchronous))),
        (Some(plugin), false) => Ok(plugin),
        (Some(plugin), true) => match plugin.as_class() {
            Some(class) if class.is_subclass_of(&classes.task.asynchronous) => Ok(plugin),
            _ => {
                let message = format!("tasks configured by `{}` cannot be `async`", config_class.name);
                Err(report::assertion(evaluator, Id::InvalidArgument, message, span))
            }
        },
    }
}

/// The `TaskMetadata` that the keywords describe.
fn metadata(evaluator: &mut Evaluator, keywords: &Keywords) -> EvalResult<Value> {
    let cache = keywords.get("cache").cloned().unwrap_or(Value::Bool(false));
    let mut fields = vec![("cache", cache)];
    for name in OLDER_CACHE.iter().chain(METADATA) {
        match keywords.get(name) {
            Some(value) if !value.is_none() || METADATA.contains(name) => fields.push((name, value.clone())),
            _ => {}
        }
    }
    let class = Value::Class(Rc::clone(&classes(evaluator).task.metadata));
    let mut arguments = Arguments::keywords(fields);
    arguments.span = Some(keywords.span_of("cache"));
    evaluator.call(&class, arguments)
}

/// Puts what a `Cache` says into the older arguments. A decorator that is applied to several functions does so once: the
/// version that was computed from the first function is that of all (`flytekit.core.task.task`).
fn settle_cache(evaluator: &mut Evaluator, function: &Value, keywords: &mut Keywords) -> EvalResult<()> {
    let span = keywords.span_of("cache");
    let cache = keywords.get("cache").cloned().unwrap_or(Value::Bool(false));
    need::known(evaluator, &cache, "whether the task is cached", span)?;
    if record::instance_of(&cache, "flytekit.core.cache.Cache").is_none() {
        return Ok(());
    }
    let given = |name: &&&str| keywords.get(name).is_some_and(|value| !value.is_none());
    if let Some(name) = OLDER_CACHE.iter().find(given) {
        let fault =
            Diagnostic::error(Id::InvalidArgument, format!("`{name}` cannot be given beside a `Cache`"))
                .at(keywords.span_of(name), "")
                .with_context(span, "the `Cache` says it");
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, fault));
    }
    let version = cache_version(evaluator, &cache, function, keywords)?;
    let serialize = evaluator.get_attribute(&cache, "serialize")?;
    let ignored = evaluator.call_method(&cache, "get_ignored_inputs", Arguments::default())?;
    keywords.set("cache", Value::Bool(true));
    keywords.set("cache_version", version);
    keywords.set("cache_serialize", serialize);
    keywords.set("cache_ignore_input_vars", ignored);
    Ok(())
}

/// The version of a `Cache`, which its policies may compute from the function.
fn cache_version(
    evaluator: &mut Evaluator,
    cache: &Value,
    function: &Value,
    keywords: &Keywords,
) -> EvalResult<Value> {
    let module = evaluator.import_module("flytekit.core.cache")?;
    let class = evaluator.get_attribute(&module, "VersionParameters")?;
    let mut parameters = vec![("func", function.clone())];
    for name in ["container_image", "pod_template", "pod_template_name"] {
        parameters.push((name, keywords.get(name).cloned().unwrap_or(Value::None)));
    }
    let parameters = evaluator.call(&class, Arguments::keywords(parameters))?;
    evaluator.call_method(cache, "get_version", Arguments::positional([parameters]))
}

/// `eager(_fn=None, **kwargs)`: a task whose body starts executions as it runs.
fn eager(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let mut keywords = Keywords::bind(evaluator, "eager", &["_fn"], arguments)?;
    match keywords.take_or_none("_fn") {
        Value::None => {
            let decorator = NativeFunction::closure("eager", move |evaluator, mut arguments| {
                let function = arguments.take_first().unwrap_or(Value::None);
                let task = eager_of_function(evaluator, &function, keywords.clone());
                report::settled(task, "this", keywords.span)
            });
            Ok(Value::Native(Rc::new(decorator.accepting_unknown())))
        }
        function => eager_of_function(evaluator, &function, keywords),
    }
}

fn eager_of_function(
    evaluator: &mut Evaluator,
    function: &Value,
    mut keywords: Keywords,
) -> EvalResult<Value> {
    let span = evaluator.current_span().or(keywords.span);
    let entity = EntityFunction::new(evaluator, function, "task", span)?;
    keywords.set("task_function", function.clone());
    keywords.set("task_config", Value::None);
    keywords.set("enable_deck", Value::Bool(true));
    keywords.span = entity.function.name_span.or(keywords.span);
    let class = Value::Class(Rc::clone(&classes(evaluator).task.eager));
    evaluator.call(&class, keywords.into_arguments())
}

/// `TaskPlugins`, with which plugins of the program say which class of tasks a configuration makes.
fn task_plugins(evaluator: &Evaluator) -> Value {
    let register = function("register_pythontask_plugin", |evaluator, arguments| {
        let [config, class] =
            arguments.bind(evaluator, "register_pythontask_plugin", ["plugin_config_type!", "plugin!"])?;
        if let (Some(Value::Class(config)), Some(class)) = (config, class) {
            state(evaluator).register_function_plugin(&config.dotted_name(), class);
        }
        Ok(Value::None)
    });
    let attributes = [("register_pythontask_plugin".into(), Value::StaticMethod(Rc::new(register)))];
    let bases = [Rc::clone(&evaluator.types.object)];
    let attributes = attributes.into_iter().collect();
    Value::Class(crate::python::Class::native("flytekit.core.task", "TaskPlugins", &bases, None, attributes))
}
