//! `FlyteContext` and `FlyteContextManager`: what programs may ask about the workflow that is being compiled
//! (`flytekit.core.context_manager`). What they say of a running task is unknown.

use std::rc::Rc;

use super::compilation::Compilation;
use super::library::{Library, function, methods};
use super::promise::property;
use super::state::state;
use super::{classes, node};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Value, Vars};

const MODULE: &str = "flytekit.core.context_manager";
const REASON: &str = "it is known only when a task runs";

/// The classes of contexts.
pub(crate) struct ContextClasses {
    context: Rc<Class>,
    manager: Rc<Class>,
    compilation: Rc<Class>,
    execution: Rc<Class>,
}

/// What the classes do not have is known only when a task runs.
struct UnknownAttributes;

impl ClassHooks for UnknownAttributes {
    fn attribute(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        name: &str,
    ) -> EvalResult<Option<Value>> {
        Ok(Some(evaluator.unknown_path(&format!("{}.{name}", class.dotted_name()), REASON)))
    }
}

/// A context: the section that was being compiled when it was asked for.
struct Context(Option<Rc<Compilation>>);

impl ContextClasses {
    /// The classes.
    pub(crate) fn new(evaluator: &Evaluator) -> Self {
        let object = [Rc::clone(&evaluator.types.object)];
        let current = Value::StaticMethod(Rc::new(function("current_context", current_context)));
        let class = |name: &str, attributes: Vars| Class::native(MODULE, name, &object, None, attributes);
        let entry = |name: &str, mut attributes: Vars| {
            attributes.insert("current_context".into(), current.clone());
            Class::native(MODULE, name, &object, Some(Rc::new(UnknownAttributes)), attributes)
        };
        let mut context = methods(&[("__getattr__", unknown_attribute)]);
        property(&mut context, "compilation_state", compilation_state);
        property(&mut context, "execution_state", execution_state);
        let mut compilation = Vars::default();
        property(&mut compilation, "nodes", nodes);
        property(&mut compilation, "prefix", |_, arguments| {
            Ok(section(arguments).map_or(Value::None, |section| Value::str(&section.prefix)))
        });
        property(&mut compilation, "mode", |_, _| Ok(Value::int(1)));
        let mut execution = methods(&[("is_local_execution", |_, _| Ok(Value::Bool(false)))]);
        execution.insert("mode".into(), Value::None);
        Self {
            context: entry("FlyteContext", context),
            manager: entry("FlyteContextManager", Vars::default()),
            compilation: class("CompilationState", compilation),
            execution: class("ExecutionState", execution),
        }
    }
}

/// Defines the classes.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let all = classes::classes(evaluator);
    library.class(&all.context.context, &["flytekit"]);
    library.class(&all.context.manager, &["flytekit"]);
}

fn current_context(evaluator: &mut Evaluator, _: Arguments) -> EvalResult<Value> {
    let section = state(evaluator).compilation();
    let class = Rc::clone(&classes::classes(evaluator).context.context);
    Ok(Value::Instance(Rc::new(Instance::with_payload(&class, Context(section)))))
}

fn section(mut arguments: Arguments) -> Option<Rc<Compilation>> {
    let receiver = arguments.take_first()?;
    receiver.payload::<Context>().and_then(|context| context.0.clone())
}

fn compilation_state(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let Some(section) = section(arguments) else { return Ok(Value::None) };
    let class = Rc::clone(&classes::classes(evaluator).context.compilation);
    Ok(Value::Instance(Rc::new(Instance::with_payload(&class, Context(Some(section))))))
}

fn execution_state(evaluator: &mut Evaluator, _: Arguments) -> EvalResult<Value> {
    let class = Rc::clone(&classes::classes(evaluator).context.execution);
    Ok(Value::Instance(Rc::new(Instance::new(&class))))
}

fn nodes(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let nodes = section(arguments).map_or_else(Vec::new, |section| section.nodes.borrow().clone());
    Ok(Value::list(nodes.iter().map(|made| node::value(evaluator, made)).collect()))
}

fn unknown_attribute(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let name = arguments.positional.get(1).and_then(Value::as_str).unwrap_or_default();
    Ok(evaluator.unknown_path(&format!("{MODULE}.FlyteContext.{name}"), REASON))
}
