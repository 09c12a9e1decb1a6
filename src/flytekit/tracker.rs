//! Objects that know the module which made them and the name that it gave them: task resolvers of the program, above all
//! (`flytekit.core.tracker.TrackedInstance`).

use std::rc::Rc;

use super::library::{self, Library};
use super::naming::{bound_name, full_module_path};
use super::promise;
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Module, Value};

/// The module whose body made an object.
struct Tracked(Option<Rc<Module>>);

/// Defines the class.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let mut attributes = library::methods(&[("__init__", initialize)]);
    promise::property(&mut attributes, "instantiated_in", |_, arguments| {
        Ok(module(&arguments).map_or(Value::None, |module| Value::Str(Rc::clone(&module.name))))
    });
    promise::property(&mut attributes, "lhs", |evaluator, arguments| {
        found(evaluator, &arguments).map(|(_, name)| Value::Str(name))
    });
    promise::property(&mut attributes, "location", |evaluator, arguments| {
        let (module, name) = found(evaluator, &arguments)?;
        Ok(Value::from(format!("{}.{name}", full_module_path(evaluator, &module))))
    });
    let object = [Rc::clone(&evaluator.types.object)];
    let hooks: Option<Rc<dyn ClassHooks>> = Some(Rc::new(Hooks));
    let class = Class::native("flytekit.core.tracker", "TrackedInstance", &object, hooks, attributes);
    library.class(&class, &[]);
}

/// `TrackedInstance.__init__`, without which no name is looked for.
fn initialize(_: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    if let Some(instance) = arguments.positional.first().and_then(Value::as_instance) {
        instance.set_attribute("_lhs", Value::None);
    }
    Ok(Value::None)
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let instance = Instance::with_payload(class, Tracked(evaluator.module_body()));
        let instance = Value::Instance(Rc::new(instance));
        evaluator.call_method(&instance, "__init__", arguments.clone())?;
        Ok(Some(instance))
    }
}

/// The module that made the receiver.
fn module(arguments: &Arguments) -> Option<Rc<Module>> {
    let tracked = arguments.positional.first()?.payload::<Tracked>()?;
    tracked.0.clone()
}

/// The module that made the receiver, and the first name that it binds to it.
fn found(evaluator: &mut Evaluator, arguments: &Arguments) -> EvalResult<(Rc<Module>, Rc<str>)> {
    let receiver = arguments.positional.first().cloned().unwrap_or(Value::None);
    evaluator.get_attribute(&receiver, "_lhs")?;
    let module = module(arguments);
    let name = module.as_ref().and_then(|module| bound_name(module, |value| value.is(&receiver)));
    match (module, name) {
        (Some(module), Some(name)) => Ok((module, name)),
        _ => {
            let class = evaluator.class_of(&receiver);
            let message = format!("Error looking for LHS of a `{}`: no module has a name for it", class.name);
            Err(evaluator.exception(&evaluator.exceptions.runtime_error, &message))
        }
    }
}
