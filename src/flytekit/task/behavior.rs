//! What a class of tasks does differently when its specification is made: the methods that flytekit's own classes and its
//! plugins override. Each gets the evaluator, the task and the settings that are in force for it.

use super::definition::TaskDefinition;
use super::{auto_container, command};
use crate::configuration::SerializationSettings;
use crate::model::{Container, ExtendedResources, Json, K8sPod, Map, Sql};
use crate::python::{EvalResult, Evaluator};

/// How the specification of a class of tasks differs from that of a Python task.
pub(crate) trait TaskBehavior {
    /// `get_custom`: a JSON object.
    fn custom(
        &self,
        _evaluator: &mut Evaluator,
        _task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Json>> {
        Ok(None)
    }

    /// `get_config`. By default the name of the primary container, where there is a pod template.
    fn config(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Map<String>> {
        auto_container::config(evaluator, task, settings)
    }

    /// `get_command`, from the command of a Python task: that of a map task, where `command` begins with
    /// `pyflyte-map-execute`.
    fn command(
        &self,
        _evaluator: &mut Evaluator,
        _task: &TaskDefinition,
        _settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Vec<String>> {
        Ok(command)
    }

    /// `get_container`. By default that of a Python task; none for tasks without container, and where there is a pod
    /// template.
    fn container(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Option<Container>> {
        auto_container::container(evaluator, task, settings, command)
    }

    /// `get_k8s_pod`. By default the pod template with the container merged into it, if there is one.
    fn k8s_pod(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
        command: Vec<String>,
    ) -> EvalResult<Option<K8sPod>> {
        auto_container::k8s_pod(evaluator, task, settings, command)
    }

    /// `get_sql`.
    fn sql(
        &self,
        _evaluator: &mut Evaluator,
        _task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<Sql>> {
        Ok(None)
    }

    /// `get_extended_resources`. By default accelerator and shared memory.
    fn extended_resources(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        _settings: &SerializationSettings,
    ) -> EvalResult<Option<ExtendedResources>> {
        auto_container::extended_resources(evaluator, task)
    }

    /// `get_default_command`: what a container of the task runs.
    fn default_command(
        &self,
        evaluator: &mut Evaluator,
        task: &TaskDefinition,
        settings: &SerializationSettings,
    ) -> EvalResult<Vec<String>> {
        command::default_command(evaluator, task, settings)
    }
}

/// A Python task as it is.
pub(crate) struct Plain;

impl TaskBehavior for Plain {}
