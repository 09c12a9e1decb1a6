//! flytekit's exceptions (`flytekit.exceptions`): the classes that programs raise, catch and extend.
//!
//! Those with constructors of their own take whatever they are given; what they make of it is not known.

use std::rc::Rc;

use super::library::{self, Library};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, NativeCode, Value, Vars};

const BASE: &str = "flytekit.exceptions.base";
const USER: &str = "flytekit.exceptions.user";
const SYSTEM: &str = "flytekit.exceptions.system";
const SCOPES: &str = "flytekit.exceptions.scopes";

/// Module, name, code (empty for that of the parent), flytekit's parent, and a built-in class that it extends too.
type Row = (&'static str, &'static str, &'static str, (&'static str, &'static str), Option<&'static str>);

const TABLE: &[Row] = &[
    (BASE, "FlyteRecoverableException", "RecoverableFlyteException", (BASE, "FlyteException"), None),
    (USER, "FlyteUserException", "USER:Unknown", (BASE, "FlyteException"), None),
    (USER, "FlyteUserRuntimeException", "USER:RuntimeError", (BASE, "FlyteException"), None),
    (USER, "FlyteTypeException", "USER:TypeError", (USER, "FlyteUserException"), Some("TypeError")),
    (USER, "FlyteValueException", "USER:ValueError", (USER, "FlyteUserException"), Some("ValueError")),
    (USER, "FlyteDataNotFoundException", "", (USER, "FlyteValueException"), None),
    (USER, "FlyteEntityNotFoundException", "", (USER, "FlyteValueException"), None),
    (USER, "FlyteAssertion", "USER:AssertionError", (USER, "FlyteUserException"), Some("AssertionError")),
    (USER, "FlyteValidationException", "USER:ValidationError", (USER, "FlyteAssertion"), None),
    (
        USER,
        "FlyteFailureNodeInputMismatchException",
        "USER:FailureNodeInputMismatch",
        (USER, "FlyteAssertion"),
        None,
    ),
    (USER, "FlyteDisapprovalException", "USER:ResultNotApproved", (USER, "FlyteAssertion"), None),
    (USER, "FlyteEntityAlreadyExistsException", "USER:EntityAlreadyExists", (USER, "FlyteAssertion"), None),
    (USER, "FlyteEntityNotExistException", "USER:EntityNotExist", (USER, "FlyteAssertion"), None),
    (USER, "FlyteTimeout", "USER:Timeout", (USER, "FlyteAssertion"), None),
    (USER, "FlyteRecoverableException", "USER:Recoverable", (USER, "FlyteUserException"), None),
    (USER, "FlyteAuthenticationException", "USER:AuthenticationError", (USER, "FlyteAssertion"), None),
    (USER, "FlyteInvalidInputException", "USER:BadInputToAPI", (USER, "FlyteUserException"), None),
    (
        USER,
        "FlytePromiseAttributeResolveException",
        "USER:PromiseAttributeResolveError",
        (USER, "FlyteAssertion"),
        None,
    ),
    (USER, "FlyteCompilationException", "USER:CompileError", (USER, "FlyteUserException"), None),
    (USER, "FlyteMissingTypeException", "USER:MissingTypeError", (USER, "FlyteCompilationException"), None),
    (
        USER,
        "FlyteMissingReturnValueException",
        "USER:MissingReturnValueError",
        (USER, "FlyteCompilationException"),
        None,
    ),
    (SYSTEM, "FlyteSystemException", "SYSTEM:Unknown", (BASE, "FlyteRecoverableException"), None),
    (SYSTEM, "FlyteSystemUnavailableException", "SYSTEM:Unavailable", (SYSTEM, "FlyteSystemException"), None),
    (
        SYSTEM,
        "FlyteNotImplementedException",
        "SYSTEM:NotImplemented",
        (SYSTEM, "FlyteSystemException"),
        Some("NotImplementedError"),
    ),
    (SYSTEM, "FlyteEntrypointNotLoadable", "SYSTEM:UnloadableCode", (SYSTEM, "FlyteSystemException"), None),
    (
        SYSTEM,
        "FlyteSystemAssertion",
        "SYSTEM:AssertionError",
        (SYSTEM, "FlyteSystemException"),
        Some("AssertionError"),
    ),
    (
        SYSTEM,
        "FlyteAgentNotFound",
        "SYSTEM:AgentNotFound",
        (SYSTEM, "FlyteSystemException"),
        Some("AssertionError"),
    ),
    (
        SYSTEM,
        "FlyteConnectorNotFound",
        "SYSTEM:ConnectorNotFound",
        (SYSTEM, "FlyteSystemException"),
        Some("AssertionError"),
    ),
    (
        SYSTEM,
        "FlyteDownloadDataException",
        "SYSTEM:DownloadDataError",
        (SYSTEM, "FlyteSystemException"),
        None,
    ),
    (SYSTEM, "FlyteUploadDataException", "SYSTEM:UploadDataError", (SYSTEM, "FlyteSystemException"), None),
    (
        SYSTEM,
        "FlyteNonRecoverableSystemException",
        "USER:NonRecoverableSystemError",
        (BASE, "FlyteException"),
        None,
    ),
    (SCOPES, "FlyteScopedException", "", (BASE, "FlyteException"), None),
    (SCOPES, "FlyteScopedSystemException", "", (SCOPES, "FlyteScopedException"), None),
    (SCOPES, "FlyteScopedUserException", "", (SCOPES, "FlyteScopedException"), None),
];

/// Classes whose constructors are not that of `FlyteException`; those that extend them share it.
const OWN_CONSTRUCTORS: &[&str] = &[
    "FlyteUserRuntimeException",
    "FlyteTypeException",
    "FlyteValueException",
    "FlyteFailureNodeInputMismatchException",
    "FlyteInvalidInputException",
    "FlyteCompilationException",
    "FlyteEntrypointNotLoadable",
    "FlyteNonRecoverableSystemException",
    "FlyteScopedException",
];

/// Defines the classes.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let methods: &[(&str, NativeCode)] = &[("__init__", initialize), ("__str__", text)];
    let mut attributes = library::methods(methods);
    attributes.insert("_ERROR_CODE".into(), Value::str("UnknownFlyteException"));
    attributes.insert("error_code".into(), Value::str("UnknownFlyteException"));
    attributes.insert("timestamp".into(), Value::None);
    let exception = [Rc::clone(&evaluator.exceptions.exception)];
    let base = Class::native(BASE, "FlyteException", &exception, Some(Rc::new(Hooks)), attributes);
    let mut made = vec![base];
    for (module, name, code, (parent_module, parent_name), builtin) in TABLE {
        let find = |class: &&Rc<Class>| &*class.module == *parent_module && &*class.name == *parent_name;
        let builtins = evaluator.exceptions.all();
        let builtin = builtins.into_iter().find(|class| Some(&*class.name) == *builtin);
        let bases: Vec<Rc<Class>> = made.iter().find(find).into_iter().chain(builtin).cloned().collect();
        let class = Class::native(module, name, &bases, None, Vars::default());
        if !code.is_empty() {
            class.set_attribute("_ERROR_CODE", Value::str(code));
            class.set_attribute("error_code", Value::str(code));
        }
        made.push(class);
    }
    for class in made {
        library.class(&class, &[]);
    }
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        let order = class.resolution_order();
        let initializing = order.iter().find(|class| class.own_attribute("__init__").is_some());
        if initializing.is_some_and(|class| class.span.is_some()) {
            return Ok(None);
        }
        let instance = Value::Instance(Rc::new(Instance::new(class)));
        initialize(evaluator, arguments.clone().with_first(instance.clone()))?;
        Ok(Some(instance))
    }
}

/// Whether a class has a constructor that is not that of `FlyteException`.
fn has_own_constructor(class: &Rc<Class>) -> bool {
    class.resolution_order().iter().any(|class| OWN_CONSTRUCTORS.contains(&&*class.name))
}

/// `FlyteException.__init__(self, *args, timestamp=None)`, and what takes its place.
fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.take_first();
    let Some(exception) = receiver.as_ref().and_then(Value::as_instance) else { return Ok(Value::None) };
    exception.set_attribute("args", Value::tuple(arguments.positional.clone()));
    for (name, value) in &arguments.keywords {
        if &**name != "timestamp" && !has_own_constructor(&exception.class) {
            let message = format!("FlyteException.__init__() got an unexpected keyword argument '{name}'");
            return Err(evaluator.type_error(&message));
        }
        exception.set_attribute(name, value.clone());
    }
    Ok(Value::None)
}

/// `FlyteException.__str__`.
fn text(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [exception] = arguments.bind(evaluator, "__str__", ["self!"])?;
    let exception = exception.unwrap_or(Value::None);
    if exception.as_instance().is_none_or(|instance| has_own_constructor(&instance.class)) {
        return Ok(evaluator.unknown("what this exception of flytekit says is not modelled"));
    }
    let args = evaluator.get_attribute(&exception, "args")?;
    let args = evaluator.call_method(&Value::str(","), "join", Arguments::positional([args]))?;
    let code = evaluator.get_attribute(&exception, "_ERROR_CODE")?;
    let cause = evaluator.get_attribute(&exception, "__cause__")?;
    let (Some(args), Some(code)) = (args.as_str(), code.as_str()) else {
        return Ok(evaluator.unknown("what this exception of flytekit says is not known"));
    };
    let args = if args.is_empty() { "None" } else { &*args };
    if cause.is_none() {
        return Ok(Value::from(format!("{code}: error={args}")));
    }
    let cause = evaluator.str_of(&cause)?;
    let cause = cause.as_str().unwrap_or_default();
    Ok(Value::from(format!("{code}: error={args}, cause={cause}")))
}
