//! The functions that entities are made of: name, module and signature.
//!
//! A decorator of a library that isn't known is taken to keep the function's name and signature, as decorators under
//! `@task` must: the reference reads both from what the decorator returns (`functools.wraps`).

use std::rc::Rc;

use super::docstring;
use super::interface::{Input, Output, Signature};
use super::task::task_of;
use super::workflow::workflow_of;
use super::{naming, report, watch};
use crate::diagnostic::{Diagnostic, Id};
use crate::model::Map;
use crate::python::stdlib::named_tuple::NamedTupleFields;
use crate::python::stdlib::typing::{GenericAlias, UnionType};
use crate::python::{
    Annotation, Class, EvalResult, Evaluator, Function, Instance, Unknown, UnknownForm, Value,
};
use crate::source::{SourceFile, Span};

/// A function with the names under which entities know it.
pub(crate) struct EntityFunction {
    /// What is called: the function, or what its decorators made of it.
    pub(crate) value: Value,
    /// The function whose name, module and documentation count.
    pub(crate) function: Rc<Function>,
    /// The full path of its module.
    pub(crate) module: String,
    /// The last part of `__module__`, which tells test modules.
    pub(crate) module_name: Rc<str>,
    /// `__name__`.
    pub(crate) name: Rc<str>,
}

/// How a signature is read.
#[derive(Clone, Copy, Default)]
pub(crate) struct Reading {
    /// A stub of an entity that is registered elsewhere: it needs no `return`.
    pub(crate) is_reference: bool,
    /// Parameters and results without annotation are `Any`.
    pub(crate) pickle_untyped: bool,
    /// Whether the docstring describes the entity.
    pub(crate) documented: bool,
}

impl EntityFunction {
    /// The function behind a value that is to become an entity; `what` says which.
    pub(crate) fn new(evaluator: &mut Evaluator, value: &Value, what: &str, span: Span) -> EvalResult<Self> {
        if let Value::Unknown(unknown) = value
            && !unknown.reported
            && watch::is_of_flytekit(unknown)
        {
            let path = watch::root(unknown).unwrap_or_default();
            let message = format!(
                "the decorator `{path}` is not supported: what it adds to the {what} is not known here"
            );
            let fault = Diagnostic::error(Id::UnsupportedFeature, message).at(span, "");
            return Err(fault.with_context(unknown.origin, "imported here").into());
        }
        // What `functools.update_wrapper` copies from the inner entity replaces what makes the outer one.
        if task_of(value).is_some() || workflow_of(value).is_some() {
            let message = format!("this {what} is made of an entity, not of a function");
            let fault = Diagnostic::error(Id::UnsupportedFeature, message).at(span, "");
            return Err(fault.with_help("keep one of the decorators that make an entity").into());
        }
        let Some((value, function)) = function_of(value) else {
            if let Value::Unknown(unknown) = value {
                return Err(super::need::unknown_value(unknown, &format!("the function of a {what}"), span));
            }
            let class = evaluator.class_of(value);
            let message = format!("a {what} is made of a function, not of a value of type `{}`", class.name);
            let class = Rc::clone(&evaluator.exceptions.type_error);
            return Err(report::failure(evaluator, &class, Id::InvalidArgument, message, span));
        };
        let module_name = text_attribute(&function, "__module__", &function.module.name);
        let name = text_attribute(&function, "__name__", &function.name);
        let module = evaluator.module(&module_name).unwrap_or(&function.module);
        let module = Rc::clone(module);
        let module = naming::full_module_path(evaluator, &module);
        Ok(Self { value, function, module, module_name, name: naming::short_name(&name).into() })
    }

    /// `module.name`.
    pub(crate) fn full_name(&self) -> String {
        format!("{}.{}", self.module, self.name)
    }

    /// Whether a function encloses it, and no decorator passes it off as one of the module
    /// (`flytekit.core.tracker.isnested`, `is_functools_wrapped_module_level`, `istestfunction`).
    pub(crate) fn is_unreachable(&self) -> bool {
        let base = naming::short_name(&self.module_name);
        let in_tests = base.starts_with("test_") || base.ends_with("_test");
        let qualname = text_attribute(&self.function, "__qualname__", &self.function.qualname);
        let poses = self.function.attribute("__wrapped__").is_some() && qualname == self.name;
        self.function.is_nested() && !in_tests && !poses
    }

    /// Its signature as an interface (`flytekit.core.interface.transform_function_to_interface`). Parameters without
    /// annotation are reported.
    pub(crate) fn signature(&self, evaluator: &mut Evaluator, reading: Reading) -> EvalResult<Signature> {
        let found = evaluator.typed_signature(&self.value)?;
        let any = reading.pickle_untyped.then(|| any_type(evaluator)).transpose()?;
        let mut inputs = Map::default();
        for parameter in &found.parameters {
            let annotation = parameter.annotation.as_ref().filter(|annotation| !annotation.value.is_none());
            let python_type = match (annotation, &any) {
                (Some(annotation), _) => annotation.value.clone(),
                (None, Some(any)) => any.clone(),
                (None, None) => {
                    let fault = self.missing_annotation(&parameter.name, parameter.span);
                    evaluator.report(fault);
                    Value::Unknown(Unknown::reported(parameter.span))
                }
            };
            let default = parameter.default.clone().filter(|default| !default.is_none());
            inputs.insert(parameter.name.to_string(), Input { python_type, default, span: parameter.span });
        }
        let returns = match (found.returns, any) {
            (None, Some(any)) => Some(Annotation { value: any, span: self.function.name_span }),
            (returns, _) => returns.filter(|returns| !is_none_type(&returns.value)),
        };
        let lacks_return = returns
            .as_ref()
            .is_some_and(|returns| self.lacks_return(evaluator, &returns.value, reading, returns.span));
        let (outputs, tuple_name) = match returns {
            Some(returns) => outputs_of(evaluator, &returns)?,
            None => (Map::default(), None),
        };
        let text = || self.function.docstring().unwrap_or_default();
        let docstring = reading.documented.then(|| docstring::parse(&text()));
        Ok(Signature { inputs, outputs, tuple_name, docstring, lacks_return })
    }

    /// Gives an entity the attributes of its function (`functools.update_wrapper`).
    pub(crate) fn lend_names(&self, entity: &Instance) {
        let function = &self.function;
        for (name, value) in function.attributes.borrow().iter() {
            entity.set_attribute(name, value.clone());
        }
        let qualname = text_attribute(function, "__qualname__", &function.qualname);
        entity.set_attribute("__module__", Value::Str(Rc::clone(&self.module_name)));
        entity.set_attribute("__name__", Value::Str(Rc::clone(&self.name)));
        entity.set_attribute("__qualname__", Value::Str(qualname));
        entity.set_attribute("__doc__", function.docstring().map_or(Value::None, Value::Str));
        entity.set_attribute("__wrapped__", self.value.clone());
    }

    fn missing_annotation(&self, parameter: &str, span: Span) -> Diagnostic {
        let message = format!("parameter `{parameter}` of `{}` has no type annotation", self.name);
        Diagnostic::error(Id::MissingAnnotation, message)
            .at(span, "annotate it, as in `name: int`")
            .with_help("inputs of tasks and workflows are typed; the type decides how values are passed")
    }

    /// Reports a function that declares outputs and has no line with `return` or `yield`
    /// (`flytekit.core.utils.has_return_statement`).
    fn lacks_return(&self, evaluator: &mut Evaluator, returns: &Value, reading: Reading, span: Span) -> bool {
        let may_be_none = arguments_of(returns).iter().any(is_none_type);
        if reading.is_reference || may_be_none || mentions_return(evaluator, &unwrapped(&self.function)) {
            return false;
        }
        let message = format!("`{}` declares outputs but never returns a value", self.name);
        let fault = Diagnostic::error(Id::MissingReturn, message)
            .at(self.function.name_span, "no `return` in this function")
            .with_context(span, "outputs are declared here")
            .with_help("return a value, or declare no outputs");
        evaluator.report(fault);
        true
    }
}

/// What is called, and the function behind it.
fn function_of(value: &Value) -> Option<(Value, Rc<Function>)> {
    match value {
        Value::Function(function) => Some((value.clone(), Rc::clone(function))),
        Value::Method(method) => function_of(&method.function).map(|(_, function)| (value.clone(), function)),
        Value::Instance(instance) => {
            let wrapped = instance.attribute("__wrapped__")?;
            function_of(&wrapped).map(|(_, function)| (value.clone(), function))
        }
        Value::Unknown(unknown) => match &unknown.form {
            UnknownForm::Call { positional, keywords, .. } if keywords.is_empty() => match &positional[..] {
                [decorated] => function_of(decorated),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

fn text_attribute(function: &Function, name: &str, otherwise: &Rc<str>) -> Rc<str> {
    function.attribute(name).and_then(|value| value.as_str()).unwrap_or_else(|| Rc::clone(otherwise))
}

/// The function that decorators wrapped last (`inspect.unwrap`).
fn unwrapped(function: &Rc<Function>) -> Rc<Function> {
    let mut function = Rc::clone(function);
    for _ in 0..100 {
        match function.attribute("__wrapped__") {
            Some(Value::Function(inner)) => function = inner,
            _ => break,
        }
    }
    function
}

fn mentions_return(evaluator: &Evaluator, function: &Function) -> bool {
    let Some(file) = evaluator.sources.get(function.span.file) else { return true };
    let first = file.line_column(function.span.start).line;
    (first..=last_line(&file, function))
        .map(|line| file.line_text(line))
        .any(|line| line.contains("return") || line.contains("yield"))
}

/// The last line of a function's source. Comments that follow its body and are indented as it is belong to it
/// (`inspect.BlockFinder`).
fn last_line(file: &SourceFile, function: &Function) -> usize {
    let mut last = file.line_column(function.span.end).line;
    let body = file.line_column(function.body_start());
    if body.line == file.line_column(function.name_span.start).line {
        return last;
    }
    for line in last + 1..=file.line_count() {
        let text = file.line_text(line);
        let code = text.trim_start();
        if code.starts_with('#') && text.len() - code.len() + 1 >= body.column {
            last = line;
        } else if !code.is_empty() && !code.starts_with('#') {
            break;
        }
    }
    last
}

fn any_type(evaluator: &mut Evaluator) -> EvalResult<Value> {
    let typing = evaluator.import_module("typing")?;
    evaluator.get_attribute(&typing, "Any")
}

/// Whether a type is that of `None`.
pub(crate) fn is_none_type(python_type: &Value) -> bool {
    match python_type {
        Value::None => true,
        Value::Class(class) => class.has_dotted_name("builtins.NoneType"),
        _ => false,
    }
}

/// `typing.get_args`.
pub(crate) fn arguments_of(python_type: &Value) -> Vec<Value> {
    if let Some(union) = python_type.payload::<UnionType>() {
        return union.members.to_vec();
    }
    let alias = python_type.payload::<GenericAlias>();
    alias.and_then(|alias| alias.arguments.as_deref().map(<[Value]>::to_vec)).unwrap_or_default()
}

/// The outputs that the annotation of a result names, and the name of the named tuple that names them
/// (`flytekit.core.interface.extract_return_annotation`).
fn outputs_of(evaluator: &mut Evaluator, returns: &Annotation) -> EvalResult<(Map<Output>, Option<String>)> {
    let span = returns.span;
    if let Value::Class(class) = &returns.value
        && is_named_tuple(class)
    {
        let hints = evaluator.class_hints(class)?;
        let output = |(name, hint): (Rc<str>, Annotation)| {
            (name.to_string(), Output { python_type: hint.value, span: hint.span.or(span) })
        };
        let outputs = hints.into_iter().map(output).collect();
        return Ok((outputs, Some(class.name.to_string()).filter(|name| !name.is_empty())));
    }
    let several = match &returns.value {
        Value::Tuple(types) => Some(types.to_vec()),
        value => value
            .payload::<GenericAlias>()
            .filter(|alias| is_tuple_class(evaluator, &alias.origin))
            .map(|alias| alias.arguments.as_deref().unwrap_or_default().to_vec()),
    };
    let Some(types) = several else {
        let output = Output { python_type: returns.value.clone(), span };
        return Ok((Map::from_iter([("o0".to_owned(), output)]), None));
    };
    if types.len() == 1 {
        let fault =
            Diagnostic::error(Id::UnsupportedType, "a tuple stands for several outputs, this one for one")
                .at(span, "")
                .with_help("annotate the type of the one output, without the tuple");
        return Err(evaluator.exception_with(&evaluator.exceptions.assertion_error.clone(), fault));
    }
    let output = |(at, python_type)| (format!("o{at}"), Output { python_type, span });
    Ok((types.into_iter().enumerate().map(output).collect(), None))
}

/// Whether a class is a named tuple itself, not one that extends a named tuple.
pub(crate) fn is_named_tuple(class: &Class) -> bool {
    class.data::<NamedTupleFields>().is_some()
}

fn is_tuple_class(evaluator: &Evaluator, value: &Value) -> bool {
    matches!(value, Value::Class(class) if Rc::ptr_eq(class, &evaluator.types.tuple))
}
