//! `flytekitplugins.airflow`: operators and sensors of Airflow, each of which is a task that runs them.
//!
//! The plugin replaces `__new__` of Airflow's operators: in a workflow, making one makes a task and calls it. The task holds
//! the operator's class by its name, and the arguments as they are given.

mod jsonpickle;
mod operator;

use std::rc::Rc;

use self::operator::{Kind, Operator};
use crate::configuration::SerializationSettings;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::classes::classes;
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Record, fields};
use crate::flytekit::state::state;
use crate::flytekit::task::python_task::{self, TaskParts};
use crate::flytekit::task::{
    Keywords, Resolver, TaskBehavior, TaskDefinition, auto_container, execute_command,
};
use crate::flytekit::{native_task, need};
use crate::model::Json;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Interrupt, Unknown, Value};
use crate::source::Span;

const PACKAGE: &str = "flytekitplugins.airflow";
const MODULE: &str = "flytekitplugins.airflow.task";
const CONFIG: &str = "flytekitplugins.airflow.task.AirflowObj";
const FIELDS: [&str; 3] = ["module", "name", "parameters"];
const RESOLVER: &str = "flytekitplugins.airflow.task.airflow_task_resolver";
const PARAMETERS: [&str; 3] = ["name", "task_config", "inputs"];

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! { module: Required, name: Required, parameters: Required };
    library.class(&Record::dataclass(MODULE, "AirflowObj", fields).class(evaluator), &[PACKAGE]);
    let parent = Rc::clone(&classes(evaluator).task.python);
    library.class(&native_task::class(&parent, MODULE, "AirflowTask", construct), &[PACKAGE]);
    let parent = Rc::clone(&classes(evaluator).task.auto_container);
    library.class(&native_task::class(&parent, MODULE, "AirflowContainerTask", construct_container), &[]);
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "AirflowTask", &PARAMETERS, arguments)?;
    let inputs = keywords.take_or_none("inputs");
    native_task::set_interface(evaluator, &mut keywords, inputs, Value::None)?;
    keywords.set("task_type", Value::str("airflow"));
    native_task::without_container(evaluator, &instance, keywords, Rc::new(InConnector))?;
    Ok(Value::None)
}

fn construct_container(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "AirflowContainerTask", &PARAMETERS, arguments)?;
    let inputs = keywords.take_or_none("inputs");
    native_task::set_interface(evaluator, &mut keywords, inputs, Value::None)?;
    let name = native_task::name(evaluator, &instance, &mut keywords)?;
    let interface = python_task::given_interface(evaluator, &mut keywords)?;
    let parts = TaskParts::new(name, interface, Rc::new(InContainer));
    auto_container::define(evaluator, &instance, parts, keywords, Resolver::Default)?;
    Ok(Value::None)
}

/// The task's operator as text.
fn pickled(evaluator: &mut Evaluator, task: &TaskDefinition) -> EvalResult<String> {
    let config = task.task_config.borrow().clone();
    let span = task.span_of("task_config");
    let Some(operator) = record::instance_of(&config, CONFIG) else {
        return Err(need::mismatch(evaluator, &config, "`task_config`", "an `AirflowObj`", span));
    };
    jsonpickle::encode(evaluator, &operator, &FIELDS, span)
}

/// A task that Flyte's connector for Airflow runs.
struct InConnector;

impl TaskBehavior for InConnector {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let text = pickled(evaluator, task)?;
        Ok(Some(serde_json::json!({ "task_config_pkl": text })))
    }
}

/// A task that runs an operator in a container.
struct InContainer;

impl TaskBehavior for InContainer {
    fn default_command(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Vec<String>> {
        let text = pickled(evaluator, task)?;
        let class = task.class.name.to_string();
        let loader = ["task-module", MODULE, "task-name", &class, "task-config", &text];
        Ok(execute_command(RESOLVER, loader.map(str::to_owned)))
    }
}

/// Making an operator of Airflow in a workflow: a class that is unknown but for its path, or one of the program that
/// descends from it. `None` where it is something else.
pub(crate) fn call_operator(
    evaluator: &mut Evaluator,
    unknown: &Rc<Unknown>,
    class: Option<&Rc<Class>>,
    arguments: &Arguments,
) -> EvalResult<Option<Value>> {
    let Some(path) = unknown.dotted_path().cloned() else { return Ok(None) };
    if state(evaluator).compilation().is_none() {
        return Ok(None);
    }
    let span = arguments.span().or(evaluator.current_span());
    let mut operator = match operator::kind(evaluator, &path) {
        Kind::Operator(operator) => operator,
        Kind::Other => return Ok(None),
        Kind::Open => return Err(left_open(&path, unknown, span)),
    };
    if let Some(class) = class {
        operator.module = Rc::clone(&class.module);
        operator.name = Rc::clone(&class.name);
    } else if operator.assumed {
        evaluator.report(assumed(&path, unknown, span));
    }
    make(evaluator, &operator, arguments).map(Some)
}

/// `flytekitplugins.airflow.task._flyte_operator`.
fn make(evaluator: &mut Evaluator, operator: &Operator, arguments: &Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let image = arguments.keyword("container_image").cloned();
    let parameters = arguments.keywords.iter().filter(|(name, _)| &**name != "container_image");
    let parameters = Value::dict(parameters.map(|(name, value)| (Rc::clone(name), value.clone())));
    let name = match arguments.keyword("task_id") {
        Some(name) => Value::Str(need::text(evaluator, name, "the name of a task", span)?),
        None => Value::Str(Rc::clone(&operator.name)),
    };
    let config = native_task::imported(evaluator, MODULE, "AirflowObj")?;
    let parts = [
        ("module", Value::Str(Rc::clone(&operator.module))),
        ("name", Value::Str(Rc::clone(&operator.name))),
        ("parameters", parameters),
    ];
    let config = evaluator.call(&config, Arguments::keywords(parts))?;
    let mut given = Arguments::keywords([("name", name), ("task_config", config)]);
    if operator.in_container {
        given.keywords.push(("container_image".into(), image.unwrap_or(Value::None)));
    }
    given.span = Some(span);
    let class = if operator.in_container { "AirflowContainerTask" } else { "AirflowTask" };
    let class = native_task::imported(evaluator, MODULE, class)?;
    let task = evaluator.call(&class, given)?;
    evaluator.call(&task, Arguments { span: Some(span), ..Arguments::default() })
}

const INSTALLED: &str = "give the environment in which Airflow is installed with `--python-path`";

fn left_open(path: &str, unknown: &Unknown, span: Span) -> Box<Interrupt> {
    let message = format!("whether `{path}` is an operator, and where Airflow defines it, is not known here");
    Diagnostic::error(Id::UnsupportedFeature, message)
        .at(span, "called here")
        .with_context(unknown.origin, format!("unknown because {}", unknown.reason))
        .with_help(INSTALLED)
        .into()
}

fn assumed(path: &str, unknown: &Unknown, span: Span) -> Diagnostic {
    let message = format!("`{path}` is taken for an operator that is defined where it is imported from");
    Diagnostic::warning(Id::UnsupportedFeature, message)
        .at(span, "called here")
        .with_context(unknown.origin, format!("unknown because {}", unknown.reason))
        .with_help(INSTALLED)
}
