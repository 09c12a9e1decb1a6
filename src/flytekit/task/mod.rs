//! Tasks: the classes of flytekit's tasks, and the decorators that make tasks of functions.
//!
//! A class of tasks has an `__init__` that takes its own keyword arguments out of [`Keywords`] and passes the rest on to
//! the class below it, down to [`python_task::define`], which makes the [`TaskDefinition`]. What a class does differently
//! when its specification is made is its [`TaskBehavior`].

pub(crate) mod answers;
pub(crate) mod auto_container;
mod behavior;
mod class;
mod command;
mod decorator;
mod definition;
mod eager;
mod function_task;
mod instance_task;
mod keywords;
mod map_task;
mod metadata;
mod overriding;
pub(crate) mod python_task;

pub(crate) use behavior::{Plain, TaskBehavior};
pub(crate) use class::{TaskClasses, define};
pub(crate) use command::execute_command;
pub(crate) use definition::{ExecutionMode, Resolver, TaskDefinition, task_of};
pub(crate) use eager::as_workflow;
pub(crate) use function_task::{
    NAME_IN_PLACE_OF_THE_FUNCTIONS, initialize as initialize_function_task, receive as receive_function_task,
};
pub(crate) use instance_task::initialize as initialize_instance_task;
pub(crate) use keywords::Keywords;
pub(crate) use map_task::{Criteria, MapTask};
pub(crate) use metadata::model as metadata_model;
