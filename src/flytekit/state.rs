//! What a run knows beside the values of the program: the entities in the order of their construction, the workflows that
//! are being compiled, the launch plans by name, the settings.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use super::classes::Classes;
use super::compilation::Compilation;
use super::launch_plan::LaunchPlanDefinition;
use super::report;
use crate::configuration::SerializationSettings;
use crate::model::Map;
use crate::python::{Class, Evaluator, Value};
use crate::source::Span;

/// The state of a run, an extension of the evaluator.
#[derive(Default)]
pub(crate) struct State {
    entities: RefCell<Vec<Value>>,
    compilations: RefCell<Vec<Rc<Compilation>>>,
    launch_plans: RefCell<Map<Rc<LaunchPlanDefinition>>>,
    function_plugins: RefCell<Map<Value>>,
    settings: RefCell<Rc<SerializationSettings>>,
    flytekit_version: RefCell<String>,
    awaits: Cell<bool>,
    runs: Cell<bool>,
    uses_union: Cell<bool>,
    pub(super) classes: OnceCell<Rc<Classes>>,
}

/// The state of the run.
pub(crate) fn state(evaluator: &mut Evaluator) -> Rc<State> {
    evaluator.extension::<State>()
}

impl State {
    /// The entities so far: tasks, workflows and launch plans, in the order of their construction
    /// (`flytekit.core.context_manager.FlyteEntities`).
    pub(crate) fn entities(&self) -> Vec<Value> {
        self.entities.borrow().clone()
    }

    /// How many entities there are so far.
    pub(crate) fn entity_count(&self) -> usize {
        self.entities.borrow().len()
    }

    /// What is being compiled, if anything is.
    pub(crate) fn compilation(&self) -> Option<Rc<Compilation>> {
        self.compilations.borrow().last().cloned()
    }

    /// Begins to compile; gives how deep compilation was, for [`Self::leave`].
    pub(crate) fn enter(&self, compilation: Rc<Compilation>) -> usize {
        let mut compilations = self.compilations.borrow_mut();
        compilations.push(compilation);
        compilations.len() - 1
    }

    /// Goes back to where compilation was this deep.
    pub(crate) fn leave(&self, depth: usize) {
        self.compilations.borrow_mut().truncate(depth);
    }

    /// The launch plan that was made under the name (`flytekit.core.launch_plan.LaunchPlan.CACHE`).
    pub(crate) fn launch_plan(&self, name: &str) -> Option<Rc<LaunchPlanDefinition>> {
        self.launch_plans.borrow().get(name).cloned()
    }

    /// Keeps a launch plan under its name.
    pub(crate) fn keep_launch_plan(&self, name: &str, launch_plan: &Rc<LaunchPlanDefinition>) {
        self.launch_plans.borrow_mut().insert(name.to_owned(), Rc::clone(launch_plan));
    }

    /// The class of tasks whose `task_config` is of exactly this class, if a plugin gives one
    /// (`flytekit.core.task.TaskPlugins`).
    pub(crate) fn function_plugin(&self, config: &Class) -> Option<Value> {
        self.function_plugins.borrow().get(&config.dotted_name()).cloned()
    }

    /// Makes tasks whose `task_config` is of the class with this dotted name tasks of `task_class`.
    pub(crate) fn register_function_plugin(&self, config: &str, task_class: Value) {
        self.function_plugins.borrow_mut().insert(config.to_owned(), task_class);
    }

    /// The settings of the run.
    pub(crate) fn settings(&self) -> Rc<SerializationSettings> {
        Rc::clone(&self.settings.borrow())
    }

    /// Whether `create_node` calls, which awaits what it calls.
    pub(crate) fn awaits(&self) -> bool {
        self.awaits.get()
    }

    /// Says whether `create_node` calls; gives what was said before.
    pub(crate) fn set_awaits(&self, awaits: bool) -> bool {
        self.awaits.replace(awaits)
    }

    /// Whether the function of a workflow is run, not compiled.
    pub(crate) fn runs(&self) -> bool {
        self.runs.get() && self.compilations.borrow().is_empty()
    }

    /// Says whether the function of a workflow is run; gives what was said before.
    pub(crate) fn set_runs(&self, runs: bool) -> bool {
        self.runs.replace(runs)
    }

    /// Whether the program imports `union`, whose configuration flytekit then uses.
    pub(crate) fn uses_union(&self) -> bool {
        self.uses_union.get()
    }

    /// Says that the program imports `union`. The last entity is the one that `union` makes when flytekit is loaded, before
    /// all others.
    pub(crate) fn use_union(&self) {
        self.uses_union.set(true);
        self.entities.borrow_mut().rotate_right(1);
    }

    /// The version of flytekit that the program sees.
    pub(crate) fn flytekit_version(&self) -> String {
        self.flytekit_version.borrow().clone()
    }

    /// Sets the version of flytekit that the program sees.
    pub(crate) fn set_flytekit_version(&self, version: &str) {
        version.clone_into(&mut self.flytekit_version.borrow_mut());
    }

    /// Sets the settings of the run.
    pub(crate) fn set_settings(&self, settings: Rc<SerializationSettings>) {
        *self.settings.borrow_mut() = settings;
    }
}

/// Adds an entity to those of the run. Where a condition that can't be known decides whether it is made, that is a fault.
pub(crate) fn register_entity(evaluator: &mut Evaluator, entity: Value, what: &str, span: Span) {
    report::refuse_condition(evaluator, what, span);
    state(evaluator).entities.borrow_mut().push(entity);
}
