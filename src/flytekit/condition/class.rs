//! `conditional(…).if_(…).then(…).elif_(…).then(…).else_().then(…)`.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::definition::{BranchDefinition, CaseNode, Otherwise};
use super::expression;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::classes::classes;
use crate::flytekit::library::{Library, strict, strict_methods};
use crate::flytekit::naming::dns_label;
use crate::flytekit::node::{NodeDefinition, NodeEntity, node_of_call};
use crate::flytekit::promise::{self, Expression, Promise, VoidPromise, expression_of};
use crate::flytekit::state::state;
use crate::flytekit::{need, report};
use crate::model::{LiteralType, Map, NodeMetadata};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value};
use crate::source::Span;

/// The classes of conditionals.
pub(crate) struct ConditionClasses {
    section: Rc<Class>,
    condition: Rc<Class>,
    case: Rc<Class>,
}

impl ConditionClasses {
    /// The classes.
    pub(crate) fn new(evaluator: &Evaluator) -> Self {
        let object = [Rc::clone(&evaluator.types.object)];
        let class = |name: &str, table: &[(&str, crate::python::NativeCode)]| {
            Class::native("flytekit.core.condition", name, &object, None, strict_methods(table))
        };
        Self {
            section: class("ConditionalSection", &[("if_", case)]),
            condition: class("Condition", &[("elif_", case), ("else_", otherwise)]),
            case: class("Case", &[("then", then), ("fail", fail)]),
        }
    }
}

/// Defines `conditional`.
pub(crate) fn define(library: &mut Library) {
    library.export(
        "conditional",
        &strict("conditional", conditional),
        "flytekit.core.condition",
        &["flytekit"],
    );
}

/// A conditional in the making.
struct Section {
    name: String,
    span: Span,
    /// How deep compilation was before it.
    depth: usize,
    cases: RefCell<Vec<Case>>,
}

/// A case whose outcome is known.
struct Case {
    condition: Option<Rc<Expression>>,
    outcome: Outcome,
    span: Span,
}

enum Outcome {
    Value(Value),
    Fails(String),
}

/// A case that waits for `then` or `fail`.
struct OpenCase {
    section: Rc<Section>,
    condition: Option<Rc<Expression>>,
    is_done: Cell<bool>,
}

/// Whether a value is a conditional that did not end with `else_()`.
pub(crate) fn is_open(value: &Value) -> bool {
    value.payload::<Rc<Section>>().is_some() || value.payload::<OpenCase>().is_some()
}

fn conditional(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let [name] = arguments.bind(evaluator, "conditional", ["name!"])?;
    let name = need::text(evaluator, &name.unwrap_or(Value::None), "the name of a conditional", span)?;
    let state = state(evaluator);
    if state.runs() {
        return Ok(evaluator.unknown("it is decided when the workflow runs"));
    }
    let Some(around) = state.compilation() else {
        let message = "conditionals can be used in the body of a workflow only";
        let fault = report::assertion(evaluator, Id::InvalidWorkflow, message, span);
        return Err(report::advised(fault, "call `conditional` inside a function under `@workflow`"));
    };
    let depth = state.enter(around.section());
    let section = Section { name: name.to_string(), span, depth, cases: RefCell::default() };
    let class = Rc::clone(&classes(evaluator).condition.section);
    Ok(Value::Instance(Rc::new(Instance::with_payload(&class, Rc::new(section)))))
}

fn receiver(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Section>> {
    let section = arguments.take_first().and_then(|value| value.payload::<Rc<Section>>());
    section
        .map(|section| Rc::clone(&*section))
        .ok_or_else(|| evaluator.type_error("a conditional was expected"))
}

fn open_case(evaluator: &mut Evaluator, section: &Rc<Section>, condition: Option<Rc<Expression>>) -> Value {
    let class = Rc::clone(&classes(evaluator).condition.case);
    let case = OpenCase { section: Rc::clone(section), condition, is_done: Cell::new(false) };
    Value::Instance(Rc::new(Instance::with_payload(&class, case)))
}

/// `if_(expression)` and `elif_(expression)`.
fn case(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.positional_span(1).or(evaluator.current_span());
    let section = receiver(evaluator, &mut arguments)?;
    let [value] = arguments.bind(evaluator, "if_", ["expr!"])?;
    let value = value.unwrap_or(Value::None);
    match expression_of(&value) {
        Some(condition) => Ok(open_case(evaluator, &section, Some(condition))),
        None => Err(no_condition(evaluator, &value, span)),
    }
}

fn no_condition(evaluator: &Evaluator, value: &Value, span: Span) -> Box<crate::python::Interrupt> {
    if let Value::Unknown(unknown) = value {
        return need::unknown_value(unknown, "a condition", span);
    }
    let help = if value.payload::<Promise>().is_some() {
        "compare it: `x.is_true()`, `x == 1`"
    } else {
        "compare promises with `==`, `!=`, `<`, `<=`, `>`, `>=`, and join comparisons with `&` and `|`"
    };
    let fault =
        Diagnostic::error(Id::PromiseMisuse, "a condition is a comparison of promises, or several joined")
            .at(span, "")
            .with_help(help);
    evaluator.exception_with(&evaluator.exceptions.assertion_error, fault)
}

fn otherwise(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let section = receiver(evaluator, &mut arguments)?;
    Ok(open_case(evaluator, &section, None))
}

fn take_case(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<OpenCase>> {
    let case = arguments.take_first().and_then(|value| value.payload::<OpenCase>());
    let case = case.ok_or_else(|| evaluator.type_error("a case of a conditional was expected"))?;
    if case.is_done.replace(true) {
        let message = "a case of a conditional ends with one `then` or `fail`";
        return Err(report::assertion(evaluator, Id::InvalidWorkflow, message, evaluator.current_span()));
    }
    Ok(case)
}

fn then(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let case = take_case(evaluator, &mut arguments)?;
    let [value] = arguments.bind(evaluator, "then", ["p!"])?;
    end_case(evaluator, &case, Outcome::Value(value.unwrap_or(Value::None)), span)
}

fn fail(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span().or(evaluator.current_span());
    let case = take_case(evaluator, &mut arguments)?;
    let [message] = arguments.bind(evaluator, "fail", ["err!"])?;
    let message = need::text(evaluator, &message.unwrap_or(Value::None), "the message of a failure", span)?;
    end_case(evaluator, &case, Outcome::Fails(message.to_string()), span)
}

/// After `else_()` the conditional is done; otherwise it goes on.
fn end_case(evaluator: &mut Evaluator, case: &OpenCase, outcome: Outcome, span: Span) -> EvalResult<Value> {
    let section = &case.section;
    let condition = case.condition.clone();
    let is_last = condition.is_none();
    section.cases.borrow_mut().push(Case { condition, outcome, span });
    if is_last {
        return close(evaluator, section);
    }
    let class = Rc::clone(&classes(evaluator).condition.condition);
    Ok(Value::Instance(Rc::new(Instance::with_payload(&class, Rc::clone(section)))))
}

/// Adds the branch node to the section around the conditional; gives its outputs.
fn close(evaluator: &mut Evaluator, section: &Rc<Section>) -> EvalResult<Value> {
    let state = state(evaluator);
    let inner = state.compilation();
    state.leave(section.depth);
    let Some(around) = state.compilation() else {
        let message = "conditionals can be used in the body of a workflow only";
        return Err(report::assertion(evaluator, Id::InvalidWorkflow, message, section.span));
    };
    report::refuse_condition(evaluator, &format!("conditional `{}`", section.name), section.span);
    let cases = section.cases.borrow();
    let branch = branch(evaluator, section, &cases)?;
    let conditions: Vec<Rc<Expression>> =
        branch.cases.iter().map(|case| Rc::clone(&case.condition)).collect();
    let (bindings, upstream) = expression::inputs(&conditions);
    if let Some(inner) = inner {
        let made = inner.nodes.borrow();
        if let Some(lost) = upstream.iter().find(|node| made.iter().any(|made| Rc::ptr_eq(made, node))) {
            return Err(lost_node(section, lost).into());
        }
    }
    let metadata = NodeMetadata { name: section.name.clone(), ..NodeMetadata::default() };
    let id = dns_label(&around.next_id());
    let entity = NodeEntity::Branch(Rc::new(branch));
    let node = NodeDefinition::new(id.clone(), metadata, bindings, upstream, entity, section.span);
    around.nodes.borrow_mut().push(Rc::clone(&node));
    let outputs: Map<Option<LiteralType>> =
        common_outputs(&cases).into_iter().flatten().map(|name| (name, None)).collect();
    Ok(promise::outputs(evaluator, &node, &id, &outputs, None))
}

/// The fault of a call within a condition: its node is made in the conditional, which keeps the nodes of its cases only. What
/// the condition then reads is the output of another node, the one that has the same id in the workflow.
fn lost_node(section: &Section, node: &NodeDefinition) -> Diagnostic {
    let message = format!(
        "a condition of `{}` reads the result of a call within the conditional, which is no node of the workflow",
        section.name
    );
    Diagnostic::error(Id::InvalidWorkflow, message)
        .at(node.span, "this call is lost")
        .with_context(section.span, "the conditional begins here")
        .with_help("make the call before the conditional, and compare its result")
}

fn branch(evaluator: &Evaluator, section: &Section, cases: &[Case]) -> EvalResult<BranchDefinition> {
    let mut found = Vec::new();
    let mut otherwise = Otherwise::Error("Condition failed".to_owned());
    for case in cases {
        match (&case.condition, &case.outcome) {
            (Some(condition), Outcome::Value(value)) => {
                let node = case_node(evaluator, value, case.span)?;
                found.push(CaseNode { condition: Rc::clone(condition), node });
            }
            (Some(_), Outcome::Fails(_)) => {
                let message = "only the last case of a conditional, `else_()`, can fail";
                let fault = report::assertion(evaluator, Id::InvalidWorkflow, message, case.span);
                return Err(report::advised(fault, "let the other cases run a task that raises"));
            }
            (None, Outcome::Value(value)) => {
                otherwise = Otherwise::Node(case_node(evaluator, value, case.span)?);
            }
            (None, Outcome::Fails(message)) if message.is_empty() => {}
            (None, Outcome::Fails(message)) => otherwise = Otherwise::Error(message.clone()),
        }
    }
    if found.is_empty() {
        let message = format!("conditional `{}` has no case before `else_()`", section.name);
        let fault = report::assertion(evaluator, Id::InvalidWorkflow, message, section.span);
        return Err(report::advised(fault, "begin it with `.if_(condition).then(...)`"));
    }
    Ok(BranchDefinition { name: section.name.clone(), cases: found, otherwise })
}

/// The node that a case runs: the one whose result it gives.
fn case_node(evaluator: &Evaluator, value: &Value, span: Span) -> EvalResult<Rc<NodeDefinition>> {
    if let Value::Unknown(unknown) = value {
        return Err(need::unknown_value(unknown, "the result of a case", span));
    }
    node_of_call(value).filter(|node| !node.is_start()).ok_or_else(|| {
        let message = "a case of a conditional gives the result of a task, a workflow or a conditional";
        let fault = Diagnostic::error(Id::InvalidWorkflow, message)
            .at(span, "")
            .with_help("to pass an input or a constant on, return it from a task");
        evaluator.exception_with(&evaluator.exceptions.assertion_error, fault)
    })
}

/// The outputs that all cases have, in the order of the first; `None` where a case has none.
fn common_outputs(cases: &[Case]) -> Option<Vec<String>> {
    let mut common: Vec<String> = Vec::new();
    for case in cases {
        let Outcome::Value(value) = &case.outcome else { continue };
        if value.is_none() || value.payload::<VoidPromise>().is_some() {
            return None;
        }
        let names = output_names(value);
        if common.is_empty() {
            common = names;
        } else {
            common.retain(|name| names.contains(name));
        }
    }
    Some(common)
}

fn output_names(value: &Value) -> Vec<String> {
    let name = |value: &Value| value.payload::<Promise>().map(|promise| promise.var.clone());
    match value.unwrapped() {
        Value::Tuple(promises) => promises.iter().filter_map(name).collect(),
        _ => name(value).into_iter().collect(),
    }
}
