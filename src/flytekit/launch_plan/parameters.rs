//! The parameters of a launch plan (`flytekit.core.interface.transform_inputs_to_parameters`).

use rustc_hash::FxBuildHasher;

use crate::flytekit::interface::{Input, Interface, Variable};
use crate::flytekit::node::is_optional;
use crate::flytekit::{artifact, report, types};
use crate::model::{Literal, Map, Parameter, ParameterBehavior, Scalar};
use crate::python::{EvalResult, Evaluator, Value};
use crate::source::Span;

/// A parameter for each input; `None` where a fault was reported.
pub(super) fn of_interface(
    evaluator: &mut Evaluator,
    interface: &Interface,
) -> EvalResult<Option<Map<Parameter>>> {
    let size = interface.signature.inputs.len();
    let mut parameters = Some(Map::with_capacity_and_hasher(size, FxBuildHasher));
    for (name, input) in &interface.signature.inputs {
        let variable = interface.inputs.get(name);
        let found = match variable {
            Some(variable) => parameter(evaluator, input, variable, input.span),
            None => Ok(None),
        };
        match (report::reported(evaluator, found, input.span)?.flatten(), &mut parameters) {
            (Some(parameter), Some(parameters)) => drop(parameters.insert(name.clone(), parameter)),
            _ => parameters = None,
        }
    }
    Ok(parameters)
}

/// The parameter of an input; `None` where a fault was reported.
pub(super) fn parameter(
    evaluator: &mut Evaluator,
    input: &Input,
    variable: &Variable,
    span: Span,
) -> EvalResult<Option<Parameter>> {
    let Some(model) = variable.model() else { return Ok(None) };
    let behavior = match &input.default {
        None if is_optional(&input.python_type) => ParameterBehavior::Default(Literal::from(Scalar::None)),
        None => ParameterBehavior::Required,
        Some(default) => default_behavior(evaluator, default, input, variable, span)?,
    };
    Ok(Some(Parameter { variable: model, behavior }))
}

fn default_behavior(
    evaluator: &mut Evaluator,
    default: &Value,
    input: &Input,
    variable: &Variable,
    span: Span,
) -> EvalResult<ParameterBehavior> {
    if let Some(behavior) = artifact::parameter_behavior(evaluator, default, span)? {
        return Ok(behavior);
    }
    match variable.literal_type() {
        Some(expected) => types::literal(evaluator, default, &input.python_type, expected, span)
            .map(ParameterBehavior::Default)
            .map_err(|fault| report::advised(fault, format!("its type is `{expected}`"))),
        None => Ok(ParameterBehavior::Required),
    }
}
