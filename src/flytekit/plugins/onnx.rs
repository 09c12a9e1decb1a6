//! `flytekitplugins.onnxpytorch`, `onnxscikitlearn` and `onnxtensorflow`: models that are converted when a task is done. Their
//! Flyte types are known by the names of the classes; how a model is converted is no part of a specification.

use crate::flytekit::library::Library;
use crate::flytekit::record::{Field, Record, fields};
use crate::python::Evaluator;

/// Package, module, class of models, class of configurations with its fields.
type Converter = (&'static str, &'static str, &'static str, &'static str, &'static [Field]);

const CONVERTERS: [Converter; 3] = [
    (
        "flytekitplugins.onnxpytorch",
        "flytekitplugins.onnxpytorch.schema",
        "PyTorch2ONNX",
        "PyTorch2ONNXConfig",
        fields! {
            args: Required, export_params: Bool(true), verbose: Bool(false), training: None, opset_version: Int(9),
            input_names: List, output_names: List, operator_export_type: None, do_constant_folding: Bool(false),
            dynamic_axes: Dict, keep_initializers_as_inputs: None, custom_opsets: Dict,
            export_modules_as_functions: Bool(false),
        },
    ),
    (
        "flytekitplugins.onnxscikitlearn",
        "flytekitplugins.onnxscikitlearn.schema",
        "ScikitLearn2ONNX",
        "ScikitLearn2ONNXConfig",
        fields! {
            initial_types: Required, name: None, doc_string: Str(""), target_opset: None,
            custom_conversion_functions: Dict, custom_shape_calculators: Dict, custom_parsers: Dict, options: Dict,
            intermediate: Bool(false), naming: None, white_op: None, black_op: None, verbose: Int(0), final_types: None,
        },
    ),
    (
        "flytekitplugins.onnxtensorflow",
        "flytekitplugins.onnxtensorflow.schema",
        "TensorFlow2ONNX",
        "TensorFlow2ONNXConfig",
        fields! {
            input_signature: Required, custom_ops: None, target: None, custom_op_handlers: None, custom_rewriter: None,
            opset: None, extra_opset: None, shape_override: None, inputs_as_nchw: None, large_model: Bool(false),
        },
    ),
];

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    for (package, module, model, configuration, fields) in CONVERTERS {
        library.class(&Record::dataclass(module, configuration, fields).class(evaluator), &[package]);
        let model = Record::dataclass(module, model, fields! { model: None }).class(evaluator);
        library.class(&model, &[package]);
    }
}
