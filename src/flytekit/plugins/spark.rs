//! `flytekitplugins.spark`: tasks that run as Spark jobs, on Kubernetes or Databricks.

use std::rc::Rc;

use super::function_task;
use super::message::{self, Message};
use crate::configuration::SerializationSettings;
use crate::flytekit::image_spec;
use crate::flytekit::library::Library;
use crate::flytekit::record::{self, Record, fields};
use crate::flytekit::task::{TaskBehavior, TaskDefinition, receive_function_task};
use crate::flytekit::{convert, native_task, need, pod_template, versions};
use crate::model::Json;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};

const PACKAGE: &str = "flytekitplugins.spark";
const MODULE: &str = "flytekitplugins.spark.task";
const DATABRICKS: &str = "flytekitplugins.spark.task.Databricks";
const DATABRICKS_V2: &str = "flytekitplugins.spark.task.DatabricksV2";
/// Where the published image of Spark has its interpreter and the program that starts tasks.
const IMAGE_INTERPRETER: &str = "/usr/bin/python3";
const IMAGE_ENTRYPOINT: &str = "local:///usr/local/bin/entrypoint.py";

/// Settings of Databricks that are written only when they are given: field, key.
const DATABRICKS_SETTINGS: [(&str, &str); 9] = [
    ("databricks_service_credential_provider", "databricksServiceCredentialProvider"),
    ("databricks_token_secret", "databricksTokenSecret"),
    ("databricks_auth_type", "databricksAuthType"),
    ("databricks_client_id", "databricksClientId"),
    ("databricks_oauth_secret", "databricksOauthSecret"),
    ("databricks_oidc_token_file", "databricksOidcTokenFile"),
    ("databricks_oidc_audience", "databricksOidcAudience"),
    ("notebook_path", "notebookPath"),
    ("notebook_base_parameters", "notebookBaseParameters"),
];

/// Interpreter and program of the job, where the image decides them.
struct SparkJob {
    executor_path: Value,
    applications_path: Value,
}

/// A job in Java or Scala.
struct GenericJob;

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        spark_conf: None, hadoop_conf: None, executor_path: None, applications_path: None, driver_pod: None,
        executor_pod: None,
    };
    let spark = Record::dataclass(MODULE, "Spark", fields).check(check).class(evaluator);
    let fields = fields! {
        spark_conf: None, hadoop_conf: None, executor_path: None, applications_path: None, driver_pod: None,
        executor_pod: None, databricks_conf: None, databricks_instance: None,
    };
    let databricks = Record::dataclass(MODULE, "Databricks", fields).base(&spark).class(evaluator);
    let fields = fields! {
        spark_conf: None, hadoop_conf: None, executor_path: None, applications_path: None, driver_pod: None,
        executor_pod: None, databricks_conf: None, databricks_instance: None,
        databricks_service_credential_provider: None, databricks_token_secret: None, databricks_auth_type: None,
        databricks_client_id: None, databricks_oauth_secret: None, databricks_oidc_token_file: None,
        databricks_oidc_audience: None, notebook_path: None, notebook_base_parameters: None,
    };
    let databricks_v2 =
        Record::dataclass(MODULE, "DatabricksV2", fields).base(&spark).check(check).class(evaluator);
    let fields =
        fields! { main_class: Required, applications_path: Required, spark_conf: None, hadoop_conf: None };
    let module = "flytekitplugins.spark.generic_task";
    let generic = Record::dataclass(module, "GenericSparkConf", fields).check(check).class(evaluator);
    let all: [&Rc<Class>; 4] = [&spark, &databricks, &databricks_v2, &generic];
    for class in all {
        library.class(class, &[PACKAGE]);
    }
    let configurations: [&Rc<Class>; 3] = [&spark, &databricks, &databricks_v2];
    function_task::define(evaluator, library, MODULE, "PysparkFunctionTask", construct, &configurations);
    function_task::define(evaluator, library, module, "GenericSparkTask", construct_generic, &[&generic]);
}

/// Dictionaries that are not given are empty.
fn check(_evaluator: &mut Evaluator, config: &Rc<Instance>) -> EvalResult<()> {
    for field in ["spark_conf", "hadoop_conf"] {
        if record::get(config, field).is_none() {
            config.set_attribute(field, Value::dict::<&str>([]));
        }
    }
    Ok(())
}

fn construct(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, mut keywords) = receive_function_task(evaluator, "PysparkFunctionTask", arguments)?;
    let config = keywords.get("task_config").cloned().unwrap_or(Value::None);
    let mut job = SparkJob {
        executor_path: evaluator.get_attribute(&config, "executor_path")?,
        applications_path: evaluator.get_attribute(&config, "applications_path")?,
    };
    let image = keywords.get("container_image").cloned().unwrap_or(Value::None);
    if let Some(spec) = image_spec::instance(&image)
        && record::get(&spec, "base_image").is_none()
    {
        let base = format!("cr.flyte.org/flyteorg/flytekit:spark-{}", versions::version_suffix(evaluator));
        let mut changes = vec![("base_image", Value::from(base))];
        if record::get(&spec, "builder").as_str().as_deref() == Some("default") {
            changes.push(("python_exec", Value::str(IMAGE_INTERPRETER)));
        }
        keywords.set("container_image", image_spec::replace(evaluator, &spec, &changes)?);
        for (path, default) in
            [(&mut job.executor_path, IMAGE_INTERPRETER), (&mut job.applications_path, IMAGE_ENTRYPOINT)]
        {
            if evaluator.truth(path)?.is_false() {
                *path = Value::str(default);
            }
        }
    }
    let is_databricks = record::instance_of(&config, DATABRICKS_V2).is_some();
    let task_type = if is_databricks { "databricks" } else { "spark" };
    function_task::initialize(evaluator, &instance, keywords, task_type, 0, Rc::new(job))?;
    Ok(Value::None)
}

fn construct_generic(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (instance, keywords) = receive_function_task(evaluator, "GenericSparkTask", arguments)?;
    function_task::initialize(evaluator, &instance, keywords, "spark", 0, Rc::new(GenericJob))?;
    Ok(Value::None)
}

/// A path that the image or the configuration gives, else the one that follows from the settings.
fn path(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    given: &Value,
    otherwise: &str,
) -> EvalResult<String> {
    let what = "a path of the Spark job";
    let given = need::optional_text(evaluator, given, what, task.span_of("task_config"))?;
    let given = given.filter(|path| !path.is_empty());
    Ok(given.map_or_else(|| otherwise.to_owned(), |path| path.to_string()))
}

impl TaskBehavior for SparkJob {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let config = task.task_config.borrow().clone();
        let span = task.span_of("task_config");
        let entrypoint = settings.entrypoint_settings().path.unwrap_or_default();
        let entrypoint = path(evaluator, task, &self.applications_path, &format!("local://{entrypoint}"))?;
        let interpreter = path(evaluator, task, &self.executor_path, &settings.python_interpreter)?;
        let pods = ["driver_pod", "executor_pod"].map(|field| pod(evaluator, task, &config, field, settings));
        let [driver, executor] = pods;
        let is_databricks =
            [DATABRICKS, DATABRICKS_V2].iter().any(|class| record::instance_of(&config, class).is_some());
        let mut databricks = Json::Object(serde_json::Map::new());
        let mut databricks_instance = String::new();
        if is_databricks {
            let conf = evaluator.get_attribute(&config, "databricks_conf")?;
            if !conf.is_none() {
                databricks = convert::json(evaluator, &conf, "the configuration of Databricks", span)?;
            }
            databricks_instance = message::text(evaluator, &config, "databricks_instance", span)?;
        }
        let mut written = Message::default()
            .text("mainApplicationFile", entrypoint)
            .text("executorPath", interpreter)
            .map("sparkConf", message::text_map(evaluator, &config, "spark_conf", span)?)
            .map("hadoopConf", message::text_map(evaluator, &config, "hadoop_conf", span)?)
            .message("databricksConf", databricks)
            .text("databricksInstance", databricks_instance)
            .message("driverPod", driver?)
            .message("executorPod", executor?);
        if record::instance_of(&config, DATABRICKS_V2).is_some() {
            for (field, key) in DATABRICKS_SETTINGS {
                let value = evaluator.get_attribute(&config, field)?;
                let what = format!("`{field}` of the task's configuration");
                if need::truth(evaluator, &value, &what, span)? {
                    written = written.message(key, convert::json(evaluator, &value, &what, span)?);
                }
            }
        }
        Ok(Some(written.json()))
    }
}

/// The pod of a driver or executor.
fn pod(
    evaluator: &mut Evaluator,
    task: &TaskDefinition,
    config: &Value,
    field: &str,
    settings: &SerializationSettings,
) -> EvalResult<Option<Json>> {
    let template = evaluator.get_attribute(config, field)?;
    if template.is_none() {
        return Ok(None);
    }
    pod_template::plain_pod(evaluator, &template, settings, task.span_of("task_config")).map(Some)
}

impl TaskBehavior for GenericJob {
    fn custom(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        let config = task.task_config.borrow().clone();
        let span = task.span_of("task_config");
        let application = native_task::config_text(evaluator, task, "applications_path")?;
        let written = Message::default()
            .text("mainApplicationFile", format!("local://{application}"))
            .text("mainClass", message::text(evaluator, &config, "main_class", span)?)
            .text("executorPath", settings.python_interpreter.as_str())
            .map("sparkConf", message::text_map(evaluator, &config, "spark_conf", span)?)
            .map("hadoopConf", message::text_map(evaluator, &config, "hadoop_conf", span)?)
            .message("databricksConf", Json::Object(serde_json::Map::new()));
        Ok(Some(written.json()))
    }
}
