//! Interfaces: names and types of the inputs and outputs of an entity (`flytekit.core.interface.Interface`).
//!
//! Types are Python types; each variable has its Flyte type beside it. A type that has none is reported where the interface
//! is made, and the variable goes on without: nothing that follows from the fault is reported again.

use std::rc::Rc;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::classes::classes;
use super::docstring::Docstring;
use super::library::{Library, methods};
use super::promise::property;
use super::{artifact, need, report, types};
use crate::model::{self, LiteralType, Map};
use crate::python::stdlib::typing::AnnotatedType;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

/// An input.
#[derive(Clone)]
pub(crate) struct Input {
    /// Its type.
    pub(crate) python_type: Value,
    /// Its default; `None` in Python counts as none.
    pub(crate) default: Option<Value>,
    /// Where it stands.
    pub(crate) span: Span,
}

/// An output.
#[derive(Clone)]
pub(crate) struct Output {
    /// Its type.
    pub(crate) python_type: Value,
    /// Where it stands.
    pub(crate) span: Span,
}

/// The Flyte side of an input or output; nothing where its type is at fault, which was reported.
#[derive(Clone)]
pub(crate) struct Variable(Option<Arc<model::Variable>>);

/// Names and types, as the program gives them.
#[derive(Clone, Default)]
pub(crate) struct Signature {
    /// Inputs in order.
    pub(crate) inputs: Map<Input>,
    /// Outputs in order.
    pub(crate) outputs: Map<Output>,
    /// The name of the named tuple that names the outputs.
    pub(crate) tuple_name: Option<String>,
    /// What the docstring says.
    pub(crate) docstring: Option<Docstring>,
    /// Whether it was reported that the function declares outputs and never returns.
    pub(crate) lacks_return: bool,
}

/// An interface: the signature, and the Flyte side of each variable.
pub(crate) struct Interface {
    /// Names and Python types.
    pub(crate) signature: Signature,
    /// The inputs' Flyte side.
    pub(crate) inputs: Map<Variable>,
    /// The outputs' Flyte side.
    pub(crate) outputs: Map<Variable>,
}

impl Signature {
    /// A signature of inputs and outputs without defaults and documentation, all at one place.
    pub(crate) fn of_types<K: Into<String>>(
        inputs: impl IntoIterator<Item = (K, Value)>,
        outputs: impl IntoIterator<Item = (K, Value)>,
        span: Span,
    ) -> Self {
        let input =
            |(name, python_type): (K, Value)| (name.into(), Input { python_type, default: None, span });
        let output = |(name, python_type): (K, Value)| (name.into(), Output { python_type, span });
        Self {
            inputs: inputs.into_iter().map(input).collect(),
            outputs: outputs.into_iter().map(output).collect(),
            ..Self::default()
        }
    }

    /// With the Flyte side of each variable; reports types that have none.
    pub(crate) fn resolve(self, evaluator: &mut Evaluator) -> EvalResult<Rc<Interface>> {
        let docstring = self.docstring.as_ref();
        let mut inputs = new_map(self.inputs.len());
        for (name, input) in &self.inputs {
            let description =
                docstring.map_or_else(|| name.clone(), |docstring| docstring.input_description(name));
            inputs.insert(name.clone(), variable(evaluator, &input.python_type, description, input.span)?);
        }
        let mut outputs = new_map(self.outputs.len());
        for (name, output) in &self.outputs {
            let description =
                docstring.map_or_else(|| name.clone(), |docstring| docstring.output_description(name));
            outputs.insert(name.clone(), variable(evaluator, &output.python_type, description, output.span)?);
        }
        Ok(Rc::new(Interface { signature: self, inputs, outputs }))
    }
}

/// The Flyte side of a variable (`flytekit.core.interface.transform_type`).
pub(crate) fn variable(
    evaluator: &mut Evaluator,
    python_type: &Value,
    description: String,
    span: Span,
) -> EvalResult<Variable> {
    let literal_type = match python_type {
        Value::Unknown(unknown) if unknown.reported => None,
        _ => {
            let found = types::literal_type(evaluator, python_type, span);
            report::reported(evaluator, found, span)?
        }
    };
    let mut artifact = None;
    let annotated = python_type.payload::<AnnotatedType>();
    for annotation in annotated.iter().flat_map(|annotated| annotated.metadata.iter()) {
        let found = artifact::partial_id(evaluator, annotation, span);
        artifact = report::reported(evaluator, found, span)?.flatten();
        if artifact.is_some() {
            break;
        }
    }
    let artifact_partial_id = artifact.map(Box::new);
    let variable =
        |literal_type| Arc::new(model::Variable { literal_type, description, artifact_partial_id });
    Ok(Variable(literal_type.map(variable)))
}

impl Interface {
    /// The Python type of an input.
    pub(crate) fn input_type(&self, name: &str) -> Option<&Value> {
        self.signature.inputs.get(name).map(|input| &input.python_type)
    }

    /// Reports partitions of artifacts in the outputs that nothing gives a value. Only tasks can give one when they run.
    pub(crate) fn verify_artifacts(&self, evaluator: &mut Evaluator, is_task: bool) -> EvalResult<()> {
        if self.outputs.values().all(|output| !output.is_artifact()) {
            return Ok(());
        }
        let Some(model) = self.model() else { return Ok(()) };
        let span = self.signature.outputs.values().map(|output| output.span).next().unwrap_or(Span::NONE);
        let verified = artifact::verify_outputs(evaluator, &model.inputs, &model.outputs, is_task, span);
        report::reported(evaluator, verified, span).map(|_| ())
    }

    /// The interface as it is written; `None` where a fault was reported.
    pub(crate) fn model(&self) -> Option<model::Interface> {
        Some(model::Interface { inputs: variables(&self.inputs)?, outputs: variables(&self.outputs)? })
    }
}

fn variables(variables: &Map<Variable>) -> Option<Map<Arc<model::Variable>>> {
    let mut models = new_map(variables.len());
    for (name, variable) in variables {
        models.insert(name.clone(), variable.model()?);
    }
    Some(models)
}

/// A map with space for so many entries and no more: most interfaces have one or two variables.
fn new_map<T>(size: usize) -> Map<T> {
    Map::with_capacity_and_hasher(size, FxBuildHasher)
}

impl Variable {
    /// The variable as it is written.
    pub(crate) fn model(&self) -> Option<Arc<model::Variable>> {
        self.0.clone()
    }

    /// Its type.
    pub(crate) fn literal_type(&self) -> Option<&LiteralType> {
        self.0.as_ref().map(|variable| &variable.literal_type)
    }

    fn is_artifact(&self) -> bool {
        self.0.as_ref().is_some_and(|variable| variable.artifact_partial_id.is_some())
    }
}

/// The interface of a map: lists of the inputs and outputs. Inputs that are `bound` stay as they are, those that are
/// `excluded` are left out (`flytekit.core.interface.transform_interface_to_list_interface`).
pub(crate) fn list_interface(
    evaluator: &mut Evaluator,
    signature: &Signature,
    bound: &[&str],
    excluded: &[&str],
    outputs_may_be_none: bool,
) -> EvalResult<Rc<Interface>> {
    let mut mapped = Signature::default();
    for (name, input) in &signature.inputs {
        if excluded.contains(&name.as_str()) {
            continue;
        }
        let mut input = Input { default: None, ..input.clone() };
        if !bound.contains(&name.as_str()) {
            input.python_type = subscripted(evaluator, "List", &input.python_type)?;
        }
        mapped.inputs.insert(name.clone(), input);
    }
    for (name, output) in &signature.outputs {
        let mut output = output.clone();
        if outputs_may_be_none {
            output.python_type = subscripted(evaluator, "Optional", &output.python_type)?;
        }
        output.python_type = subscripted(evaluator, "List", &output.python_type)?;
        mapped.outputs.insert(name.clone(), output);
    }
    mapped.resolve(evaluator)
}

/// `typing.List[…]` and the like; what is known to be at fault stays so.
fn subscripted(evaluator: &mut Evaluator, form: &str, python_type: &Value) -> EvalResult<Value> {
    if matches!(python_type, Value::Unknown(unknown) if unknown.reported) {
        return Ok(python_type.clone());
    }
    let typing = evaluator.import_module("typing")?;
    let form = evaluator.get_attribute(&typing, form)?;
    evaluator.get_item(&form, python_type)
}

/// Defines the class.
pub(crate) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    library.class(&classes(evaluator).interface, &["flytekit.extend"]);
}

/// `flytekit.core.interface.Interface`.
pub(crate) fn class(evaluator: &Evaluator) -> Rc<Class> {
    let bases = [Rc::clone(&evaluator.types.object)];
    let mut attributes = methods(&[("__init__", construct)]);
    property(&mut attributes, "inputs", |_, arguments| {
        Ok(types_of(arguments, |signature| {
            Value::dict(signature.inputs.iter().map(|(name, input)| (name, input.python_type.clone())))
        }))
    });
    property(&mut attributes, "outputs", |_, arguments| {
        Ok(types_of(arguments, |signature| {
            Value::dict(signature.outputs.iter().map(|(name, output)| (name, output.python_type.clone())))
        }))
    });
    Class::native("flytekit.core.interface", "Interface", &bases, None, attributes)
}

fn types_of(mut arguments: Arguments, get: fn(&Signature) -> Value) -> Value {
    let signature = arguments.take_first().as_ref().and_then(signature_of);
    signature.map_or(Value::None, |signature| get(&signature))
}

/// `Interface.__init__(self, inputs=None, outputs=None, output_tuple_name=None, docstring=None)`. An input is a type, or a
/// type and a default.
fn construct(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let instance = arguments.take_first();
    let parameters = ["inputs", "outputs", "output_tuple_name", "docstring"];
    let [inputs, outputs, tuple_name, _] = arguments.bind(evaluator, "Interface", parameters)?;
    let mut signature = Signature::default();
    for (name, value) in variables_of(evaluator, inputs, span)? {
        let (python_type, default) = match &value {
            Value::Tuple(pair) if pair.len() > 1 => (pair[0].clone(), Some(pair[1].clone())),
            _ => (value, None),
        };
        let default = default.filter(|default| !default.is_none());
        signature.inputs.insert(name, Input { python_type, default, span });
    }
    for (name, python_type) in variables_of(evaluator, outputs, span)? {
        signature.outputs.insert(name, Output { python_type, span });
    }
    signature.tuple_name = tuple_name.and_then(|name| name.as_str()).map(|name| name.to_string());
    if let Some(Value::Instance(instance)) = instance {
        instance.set_payload(signature);
    }
    Ok(Value::None)
}

fn variables_of(
    evaluator: &mut Evaluator,
    types: Option<Value>,
    span: Span,
) -> EvalResult<Vec<(String, Value)>> {
    let what = "the variables of an interface";
    let entries = need::entries(evaluator, &types.unwrap_or(Value::None), what, span)?;
    let mut variables = Vec::new();
    for (name, value) in entries {
        variables.push((need::text(evaluator, &name, "the name of a variable", span)?.to_string(), value));
    }
    Ok(variables)
}

/// The signature that an `Interface` of the program has.
pub(crate) fn signature_of(value: &Value) -> Option<Rc<Signature>> {
    value.payload::<Signature>()
}

/// The Python object of a signature.
pub(crate) fn value(evaluator: &mut Evaluator, signature: &Signature) -> Value {
    let class = Rc::clone(&classes(evaluator).interface);
    Value::Instance(Rc::new(Instance::with_payload(&class, signature.clone())))
}
