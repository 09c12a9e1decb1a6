//! Interfaces, parameters and artifacts.

use std::sync::Arc;

use super::error::{Depth, Fault};
use super::literal::literal;
use super::types::literal_type;
use super::well_known::timestamp;
use crate::idl::flyteidl::core::{self, artifact_query, label_value, parameter::Behavior};
use crate::model::{ArtifactBinding, ArtifactId, Interface, Map, Parameter, ParameterBehavior, Variable};

/// Inputs and outputs; both maps are written even when they are empty.
pub(super) fn interface(interface: &Interface) -> Result<core::TypedInterface, Fault> {
    Ok(core::TypedInterface {
        inputs: Some(variable_map(&interface.inputs)?),
        outputs: Some(variable_map(&interface.outputs)?),
    })
}

fn variable_map(variables: &Map<Arc<Variable>>) -> Result<core::VariableMap, Fault> {
    let variables = variables.iter().map(|(name, value)| Ok((name.clone(), variable(value)?)));
    Ok(core::VariableMap { variables: variables.collect::<Result<_, Fault>>()? })
}

fn variable(variable: &Variable) -> Result<core::Variable, Fault> {
    Ok(core::Variable {
        r#type: Some(literal_type(&variable.literal_type, Depth::TOP)?),
        description: variable.description.clone(),
        artifact_partial_id: variable.artifact_partial_id.as_deref().map(artifact_id),
        artifact_tag: None,
    })
}

/// The inputs that a launch plan's caller may give.
pub(super) fn parameter_map(parameters: &Map<Parameter>) -> Result<core::ParameterMap, Fault> {
    let parameters = parameters.iter().map(|(name, value)| Ok((name.clone(), parameter(value)?)));
    Ok(core::ParameterMap { parameters: parameters.collect::<Result<_, Fault>>()? })
}

fn parameter(parameter: &Parameter) -> Result<core::Parameter, Fault> {
    let behavior = match &parameter.behavior {
        ParameterBehavior::Default(value) => Behavior::Default(literal(value, Depth::TOP)?),
        ParameterBehavior::Required => Behavior::Required(true),
        ParameterBehavior::ArtifactQuery(id) => {
            let identifier = artifact_query::Identifier::ArtifactId(artifact_id(id));
            Behavior::ArtifactQuery(core::ArtifactQuery { identifier: Some(identifier) })
        }
        ParameterBehavior::ArtifactId(id) => Behavior::ArtifactId(artifact_id(id)),
    };
    Ok(core::Parameter { var: Some(variable(&parameter.variable)?), behavior: Some(behavior) })
}

fn artifact_id(id: &ArtifactId) -> core::ArtifactId {
    core::ArtifactId {
        artifact_key: Some(core::ArtifactKey {
            project: id.project.clone(),
            domain: id.domain.clone(),
            name: id.name.clone(),
            org: String::new(),
        }),
        version: id.version.clone(),
        partitions: id.partitions.as_ref().map(|partitions| core::Partitions {
            value: partitions.iter().map(|(key, binding)| (key.clone(), label_value(binding))).collect(),
        }),
        time_partition: id.time_partition.as_ref().map(|partition| core::TimePartition {
            value: partition.value.as_ref().map(label_value),
            granularity: partition.granularity,
        }),
    }
}

fn label_value(binding: &ArtifactBinding) -> core::LabelValue {
    let value = match binding {
        ArtifactBinding::Static(text) => label_value::Value::StaticValue(text.clone()),
        ArtifactBinding::Time(moment) => label_value::Value::TimeValue(timestamp(*moment)),
        ArtifactBinding::Input(var) => {
            label_value::Value::InputBinding(core::InputBindingData { var: var.clone() })
        }
        ArtifactBinding::Runtime => label_value::Value::RuntimeBinding(core::RuntimeBinding {}),
    };
    core::LabelValue { value: Some(value) }
}
