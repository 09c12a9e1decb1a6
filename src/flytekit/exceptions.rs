//! flytekit's exceptions (`flytekit.exceptions`): the classes that programs raise, catch and extend.

use std::rc::Rc;

use super::library::Library;
use crate::python::{Class, Evaluator, Vars};

const BASE: &str = "flytekit.exceptions.base";
const USER: &str = "flytekit.exceptions.user";
const SYSTEM: &str = "flytekit.exceptions.system";
const SCOPES: &str = "flytekit.exceptions.scopes";

/// Module, name, flytekit's parent, and a built-in class that it extends too.
type Row = (&'static str, &'static str, (&'static str, &'static str), Option<&'static str>);

const TABLE: &[Row] = &[
    (BASE, "FlyteRecoverableException", (BASE, "FlyteException"), None),
    (USER, "FlyteUserException", (BASE, "FlyteException"), None),
    (USER, "FlyteUserRuntimeException", (BASE, "FlyteException"), None),
    (USER, "FlyteTypeException", (USER, "FlyteUserException"), Some("TypeError")),
    (USER, "FlyteValueException", (USER, "FlyteUserException"), Some("ValueError")),
    (USER, "FlyteDataNotFoundException", (USER, "FlyteValueException"), None),
    (USER, "FlyteEntityNotFoundException", (USER, "FlyteValueException"), None),
    (USER, "FlyteAssertion", (USER, "FlyteUserException"), Some("AssertionError")),
    (USER, "FlyteValidationException", (USER, "FlyteAssertion"), None),
    (USER, "FlyteFailureNodeInputMismatchException", (USER, "FlyteAssertion"), None),
    (USER, "FlyteDisapprovalException", (USER, "FlyteAssertion"), None),
    (USER, "FlyteEntityAlreadyExistsException", (USER, "FlyteAssertion"), None),
    (USER, "FlyteEntityNotExistException", (USER, "FlyteAssertion"), None),
    (USER, "FlyteTimeout", (USER, "FlyteAssertion"), None),
    (USER, "FlyteRecoverableException", (USER, "FlyteUserException"), None),
    (USER, "FlyteAuthenticationException", (USER, "FlyteAssertion"), None),
    (USER, "FlyteInvalidInputException", (USER, "FlyteUserException"), None),
    (USER, "FlytePromiseAttributeResolveException", (USER, "FlyteAssertion"), None),
    (USER, "FlyteCompilationException", (USER, "FlyteUserException"), None),
    (USER, "FlyteMissingTypeException", (USER, "FlyteCompilationException"), None),
    (USER, "FlyteMissingReturnValueException", (USER, "FlyteCompilationException"), None),
    (SYSTEM, "FlyteSystemException", (BASE, "FlyteRecoverableException"), None),
    (SYSTEM, "FlyteSystemUnavailableException", (SYSTEM, "FlyteSystemException"), None),
    (SYSTEM, "FlyteNotImplementedException", (SYSTEM, "FlyteSystemException"), Some("NotImplementedError")),
    (SYSTEM, "FlyteEntrypointNotLoadable", (SYSTEM, "FlyteSystemException"), None),
    (SYSTEM, "FlyteSystemAssertion", (SYSTEM, "FlyteSystemException"), Some("AssertionError")),
    (SYSTEM, "FlyteAgentNotFound", (SYSTEM, "FlyteSystemException"), Some("AssertionError")),
    (SYSTEM, "FlyteConnectorNotFound", (SYSTEM, "FlyteSystemException"), Some("AssertionError")),
    (SYSTEM, "FlyteDownloadDataException", (SYSTEM, "FlyteSystemException"), None),
    (SYSTEM, "FlyteUploadDataException", (SYSTEM, "FlyteSystemException"), None),
    (SYSTEM, "FlyteNonRecoverableSystemException", (BASE, "FlyteException"), None),
    (SCOPES, "FlyteScopedException", (BASE, "FlyteException"), None),
    (SCOPES, "FlyteScopedSystemException", (SCOPES, "FlyteScopedException"), None),
    (SCOPES, "FlyteScopedUserException", (SCOPES, "FlyteScopedException"), None),
];

/// Defines the classes.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let exception = Rc::clone(&evaluator.exceptions.exception);
    let class = |module: &str, name: &str, bases: &[Rc<Class>]| {
        Class::native(module, name, bases, None, Vars::default())
    };
    let mut made = vec![class(BASE, "FlyteException", &[exception])];
    for (module, name, (parent_module, parent_name), builtin) in TABLE {
        let find = |class: &&Rc<Class>| &*class.module == *parent_module && &*class.name == *parent_name;
        let builtins = evaluator.exceptions.all();
        let builtin = builtins.into_iter().find(|class| Some(&*class.name) == *builtin);
        let bases: Vec<Rc<Class>> = made.iter().find(find).into_iter().chain(builtin).cloned().collect();
        made.push(class(module, name, &bases));
    }
    for class in made {
        library.class(&class, &[]);
    }
}
