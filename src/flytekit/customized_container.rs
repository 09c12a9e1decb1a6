//! Tasks that run in a container which flytekit or a plugin brings, found there by their template alone
//! (`flytekit.core.python_customized_container_task`).

use std::rc::Rc;

use super::classes::classes;
use super::image_spec::{self, CopyHandling};
use super::library::{self, Library};
use super::resources::{self, Given};
use super::task::python_task::{self, TaskParts};
use super::task::{Keywords, TaskBehavior, TaskDefinition, auto_container};
use super::{native_task, secret};
use crate::configuration::SerializationSettings;
use crate::model::{Container, Json, K8sPod, Map};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value, Vars};
use crate::source::Span;

const MODULE: &str = "flytekit.core.python_customized_container_task";
const RESOLVER: &str = "flytekit.core.python_customized_container_task.default_task_template_resolver";
const PARAMETERS: [&str; 10] = [
    "name",
    "task_config",
    "container_image",
    "executor_type",
    "task_resolver",
    "task_type",
    "requests",
    "limits",
    "environment",
    "secret_requests",
];

/// The class, which others extend.
struct CustomizedContainerTask(Rc<Class>);

/// Writes the `custom` part of a task.
pub(crate) type Custom =
    fn(&mut Evaluator, &TaskDefinition, &SerializationSettings) -> EvalResult<Option<Json>>;

/// What runs, and how.
struct CustomizedContainer {
    image: Value,
    requests: Value,
    limits: Value,
    /// Dotted path of the class that runs the template.
    executor: String,
    custom: Custom,
}

/// Defines the class, and the classes of executors.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let parent = Rc::clone(&classes(evaluator).task.python);
    let class = native_task::class(&parent, MODULE, "PythonCustomizedContainerTask", construct);
    library.class(&class, &["flytekit.extend"]);
    evaluator.set_extension(CustomizedContainerTask(class));
    let object = [Rc::clone(&evaluator.types.object)];
    let shim = "flytekit.core.shim_task";
    let mut generic = Vars::default();
    generic.insert("__class_getitem__".into(), library::own_item());
    library.class(&Class::native(shim, "ShimTaskExecutor", &object, None, generic), &["flytekit.extend"]);
    library.class(&Class::native(shim, "ExecutableTemplateShimTask", &object, None, Vars::default()), &[]);
}

/// The class `PythonCustomizedContainerTask`.
pub(crate) fn class(evaluator: &mut Evaluator) -> Rc<Class> {
    match evaluator.find_extension::<CustomizedContainerTask>() {
        Some(class) => Rc::clone(&class.0),
        None => Rc::clone(&classes(evaluator).task.python),
    }
}

/// `__init__`, for classes of the program.
fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) =
        Keywords::of_constructor(evaluator, "PythonCustomizedContainerTask", &PARAMETERS, arguments)?;
    let executor = keywords.take_or_none("executor_type");
    let executor = executor.as_class().map(|class| class.dotted_name()).unwrap_or_default();
    initialize(evaluator, &instance, keywords, executor, |_, _, _| Ok(None))?;
    Ok(Value::None)
}

/// Makes the instance a task that `executor` runs from its template.
pub(crate) fn initialize(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    mut keywords: Keywords,
    executor: impl Into<String>,
    custom: Custom,
) -> EvalResult<Rc<TaskDefinition>> {
    let name = native_task::name(evaluator, instance, &mut keywords)?;
    let span = keywords.span_of("secret_requests");
    let secrets = keywords.get("secret_requests").cloned().unwrap_or(Value::None);
    let security_context = secret::security_context(evaluator, &secrets, span)?;
    let given = |name: &str| keywords.get(name).cloned().unwrap_or(Value::None);
    let behavior = CustomizedContainer {
        image: given("container_image"),
        requests: given("requests"),
        limits: given("limits"),
        executor: executor.into(),
        custom,
    };
    let interface = python_task::given_interface(evaluator, &mut keywords)?;
    let mut parts = TaskParts::new(name, interface, Rc::new(behavior));
    parts.security_context = security_context;
    python_task::define(evaluator, instance, parts, keywords)
}

impl TaskBehavior for CustomizedContainer {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        (self.custom)(evaluator, task, settings)
    }

    fn config(
        &self,
        _evaluator: &mut Evaluator,
        _task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Map<String>> {
        Ok(Map::default())
    }

    fn container(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        _command: Vec<String>,
    ) -> EvalResult<Option<Container>> {
        let span = task.span_of("container_image");
        let handling = CopyHandling::SourceRoot;
        let image = image_spec::container_image(evaluator, &self.image, settings, handling, span)?;
        let given = Given { requests: &self.requests, limits: &self.limits, resources: &Value::None };
        let span = ["requests", "limits"].iter().find_map(|name| task.spans.get(*name));
        Ok(Some(Container {
            image,
            args: self.command(),
            resources: resources::of_container(evaluator, &given, span.copied().unwrap_or(task.span))?,
            environment: auto_container::environment(evaluator, task, settings)?,
            ..Container::default()
        }))
    }

    fn k8s_pod(
        &self,
        _evaluator: &mut Evaluator,
        _task: &TaskDefinition,
        _settings: &SerializationSettings,
        _command: Vec<String>,
    ) -> EvalResult<Option<K8sPod>> {
        Ok(None)
    }
}

impl CustomizedContainer {
    fn command(&self) -> Vec<String> {
        [
            "pyflyte-execute",
            "--inputs",
            "{{.input}}",
            "--output-prefix",
            "{{.outputPrefix}}",
            "--raw-output-data-prefix",
            "{{.rawOutputDataPrefix}}",
            "--resolver",
            RESOLVER,
            "--",
            "{{.taskTemplatePath}}",
            &self.executor,
        ]
        .map(str::to_owned)
        .into()
    }
}

/// The parts of a secret that a task's `custom` repeats.
pub(crate) fn secret_json(evaluator: &mut Evaluator, value: &Value, span: Span) -> EvalResult<Json> {
    let written = secret::secret(evaluator, value, span)?;
    let optional = |text: &str| if text.is_empty() { Json::Null } else { Json::from(text) };
    Ok(serde_json::json!({
        "group": optional(&written.group),
        "key": optional(&written.key),
        "group_version": optional(&written.group_version),
        "mount_requirement": written.mount_requirement as i32,
    }))
}
