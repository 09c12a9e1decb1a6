//! Bindings of a workflow: what its nodes and its outputs are given (`ValidateBindings` in
//! `flytepropeller/pkg/compiler/validators/bindings.go`).

use std::collections::{HashMap, HashSet};

use super::section::{self, Found, Section};
use super::{branch, cases, literal, types};
use crate::diagnostic::{Diagnostic, Id, Severity};
use crate::model::{
    Binding, BindingData, LiteralType, Node, NodeTarget, OutputReference, Primitive, Scalar, SimpleType,
    TypeKind, Workflow,
};
use crate::source::Span;

/// How the text of a promise begins, where a program puts a promise into text.
const PROMISE_TEXT: &str = "Promise(node:";

/// Adds the faults of a workflow, without those of what its nodes run.
pub(super) fn check(workflow: &Workflow, faults: &mut Vec<Diagnostic>) {
    let section = Section::new(workflow);
    let mut checker = Checker { section: &section, faults };
    checker.distinct_ids();
    for node in workflow.nodes.iter().chain(&workflow.failure_node) {
        checker.node(node);
    }
    for binding in &workflow.outputs {
        let Some(output) = workflow.interface.outputs.get(&binding.var) else { continue };
        let place = Place {
            what: format!("output `{}` of workflow `{}`", binding.var, workflow.name),
            verb: "is declared as",
            label: Label::Declaration,
            span: binding.span.or(workflow.span),
        };
        checker.text(&binding.data, &place);
        checker.bound(&binding.data, &output.literal_type, &place);
    }
}

/// Adds a warning for a workflow without nodes.
pub(super) fn check_emptiness(workflow: &Workflow, faults: &mut Vec<Diagnostic>) {
    if workflow.nodes.is_empty() {
        let message = format!("workflow `{}` runs nothing: Flyte refuses to register it", workflow.name);
        let fault =
            Diagnostic::warning(Id::InvalidWorkflow, message).at(workflow.span, "no calls in its body");
        faults.push(fault.with_help("call a task in it"));
    }
}

struct Checker<'a> {
    section: &'a Section<'a>,
    faults: &'a mut Vec<Diagnostic>,
}

/// What a place in the sources shows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Value,
    Declaration,
}

/// What is bound, for messages.
struct Place {
    what: String,
    verb: &'static str,
    /// What stands at `span`: the value, or the declaration of what it is given to.
    label: Label,
    span: Span,
}

impl Checker<'_> {
    /// Of two nodes with one id, Flyte drops the second.
    fn distinct_ids(&mut self) {
        let mut seen: HashMap<&str, &Node> = HashMap::new();
        for node in &self.section.workflow.nodes {
            let first = *seen.entry(node.id.as_str()).or_insert(node);
            if std::ptr::eq(first, &raw const **node) {
                continue;
            }
            let message = format!("two nodes have the id `{}`: only the first one will run", node.id);
            let fault = Diagnostic::warning(Id::InvalidWorkflow, message)
                .at(node.span, "this one will not run")
                .with_context(first.span, "the first one")
                .with_help("give each node a `node_name` of its own");
            self.faults.push(fault);
        }
    }

    fn node(&mut self, node: &Node) {
        self.texts(node);
        if let NodeTarget::Branch(branch) = &node.target {
            branch::check(self.section, node, branch, self.faults);
            for case in cases(branch) {
                self.node(case);
            }
        }
        let Some(inputs) = section::inputs(node) else { return };
        let bound: HashSet<&str> = node.inputs.iter().map(|binding| binding.var.as_str()).collect();
        for binding in &node.inputs {
            let Some(input) = inputs.get(&binding.var) else { continue };
            self.bound(&binding.data, &input.literal_type, &place_of(node, binding));
        }
        for (name, input) in inputs {
            if !bound.contains(name.as_str()) && !is_optional(&input.literal_type) {
                let message = format!("input `{name}` of `{}` gets no value", name_of(node));
                let fault = Diagnostic::error(Id::InvalidWorkflow, message).at(node.span, "");
                self.faults.push(fault.with_help("pass it"));
            }
        }
    }

    fn texts(&mut self, node: &Node) {
        for binding in &node.inputs {
            self.text(&binding.data, &place_of(node, binding));
        }
    }

    /// Promises in a text: it is a constant, so it has the words for the promise, not its value.
    fn text(&mut self, data: &BindingData, place: &Place) {
        if holds_promise_text(data) {
            let message = format!("the text for {} holds a promise, not its value", place.what);
            let label = match place.label {
                Label::Value => "the value does not exist yet when this text is made",
                Label::Declaration => "declared here",
            };
            let fault = Diagnostic::warning(Id::PromiseMisuse, message)
                .at(place.span, label)
                .with_help("pass the promise to a task as an input, and make the text there");
            self.faults.push(fault);
        }
    }

    fn bound(&mut self, data: &BindingData, wanted: &LiteralType, place: &Place) {
        if let Err(fault) = self.verdict(data, wanted, place) {
            self.faults.push(*fault);
        }
    }

    /// The first fault of a value that is given to `wanted`. Flyte itself finds a path into a value without parts only
    /// when it runs, so that is a warning.
    fn verdict(
        &self,
        data: &BindingData,
        wanted: &LiteralType,
        place: &Place,
    ) -> Result<(), Box<Diagnostic>> {
        match (data, &wanted.kind) {
            (BindingData::Scalar(scalar), _) => {
                let given = literal::type_of_scalar(scalar);
                if types::is_castable(&given, wanted) && is_member(scalar, wanted) {
                    return Ok(());
                }
                Err(Box::new(mismatch(place, &given, wanted)))
            }
            (BindingData::Promise(promise), _) => self.promise(promise, wanted, place),
            (BindingData::Collection(_) | BindingData::Map(_), TypeKind::Union(variants)) => {
                self.union(data, wanted, variants, place)
            }
            (BindingData::Collection(items), TypeKind::Collection(item)) => {
                items.iter().try_for_each(|data| self.verdict(data, item, place))
            }
            (BindingData::Map(entries), TypeKind::Map(item)) => {
                entries.values().try_for_each(|data| self.verdict(data, item, place))
            }
            (BindingData::Collection(_), _) => Err(Box::new(mismatch_with(place, "a list", wanted))),
            (BindingData::Map(_), _) => Err(Box::new(mismatch_with(place, "a dictionary", wanted))),
        }
    }

    /// A list or dictionary fits a union if it fits exactly one of its types.
    fn union(
        &self,
        data: &BindingData,
        wanted: &LiteralType,
        variants: &[LiteralType],
        place: &Place,
    ) -> Result<(), Box<Diagnostic>> {
        let fitting = variants.iter().filter(|variant| self.verdict(data, variant, place).is_ok()).count();
        if fitting == 1 {
            return Ok(());
        }
        let given = if matches!(data, BindingData::Map(_)) { "a dictionary" } else { "a list" };
        let fault = mismatch_with(place, given, wanted);
        Err(Box::new(if fitting > 1 {
            fault.with_note("it fits more than one type of the union, so Flyte cannot choose")
        } else {
            fault
        }))
    }

    fn promise(
        &self,
        promise: &OutputReference,
        wanted: &LiteralType,
        place: &Place,
    ) -> Result<(), Box<Diagnostic>> {
        let fault = match self.section.promised(promise) {
            Found::Unknown => return Ok(()),
            Found::Type(given) if types::is_castable(given, wanted) => return Ok(()),
            Found::Type(given) => mismatch(place, given, wanted),
            Found::NoField(whole, name) => {
                let message = format!("`{whole}` has no field `{name}`");
                Diagnostic::error(Id::TypeMismatch, message)
                    .at(place.span, format!("given to {}", place.what))
                    .with_help("read one of the fields that the class declares")
            }
            Found::NoParts(whole) => {
                let message = format!("a value of type `{whole}` has no fields and no items");
                let is_accepted = types::is_castable(whole, wanted);
                let severity = if is_accepted { Severity::Warning } else { Severity::Error };
                Diagnostic { severity, ..Diagnostic::error(Id::TypeMismatch, message) }
                    .at(place.span, format!("given to {}", place.what))
                    .with_help("pass the output itself; to name outputs, let the task return a `NamedTuple`")
            }
        };
        Err(Box::new(match self.section.node(&promise.node_id) {
            Some(node) if node.span != place.span => {
                fault.with_context(node.span, format!("`{}` gives it", name_of(node)))
            }
            _ => fault,
        }))
    }
}

fn place_of(node: &Node, binding: &Binding) -> Place {
    Place {
        what: format!("input `{}` of `{}`", binding.var, name_of(node)),
        verb: "takes",
        label: Label::Value,
        span: binding.span.or(node.span),
    }
}

/// The name of what a node runs.
fn name_of(node: &Node) -> &str {
    match &node.target {
        NodeTarget::Task { task, .. } => &task.name,
        NodeTarget::Workflow(workflow) => &workflow.name,
        NodeTarget::LaunchPlan(plan) => &plan.name,
        NodeTarget::Reference(identifier) => &identifier.name,
        NodeTarget::Array(array) if node.metadata.name.is_empty() => name_of(&array.node),
        NodeTarget::Array(_) | NodeTarget::Branch(_) | NodeTarget::Gate(_) => &node.metadata.name,
    }
}

fn mismatch(place: &Place, given: &LiteralType, wanted: &LiteralType) -> Diagnostic {
    mismatch_with(place, &format!("`{given}`"), wanted).with_help(advice(given, wanted))
}

fn mismatch_with(place: &Place, given: &str, wanted: &LiteralType) -> Diagnostic {
    let label = match place.label {
        Label::Value => format!("this is {given}"),
        Label::Declaration => format!("declared as `{wanted}` here"),
    };
    Diagnostic::error(
        Id::TypeMismatch,
        format!("{} {} `{wanted}`, and is given {given}", place.what, place.verb),
    )
    .at(place.span, label)
    .with_help(format!("pass a value of type `{wanted}`"))
}

/// What to do about a value of one type where another is wanted.
fn advice(given: &LiteralType, wanted: &LiteralType) -> String {
    match (&given.kind, &wanted.kind) {
        (TypeKind::Simple(SimpleType::Integer), TypeKind::Simple(SimpleType::Float))
        | (TypeKind::Simple(SimpleType::Float), TypeKind::Simple(SimpleType::Integer)) => {
            "Flyte does not convert numbers: use one type on both sides, or convert in a task".to_owned()
        }
        (TypeKind::Union(variants), kind) if variants.iter().any(|variant| variant.kind == *kind) => {
            format!("let a task turn it into `{wanted}`, or let the type here be the same union")
        }
        (TypeKind::Collection(item), _) if types::is_castable(item, wanted) => {
            "pick an item with `[index]`, or run the task on every item with `map_task`".to_owned()
        }
        (_, TypeKind::Collection(item)) if types::is_castable(given, item) => {
            "put it into a list: `[value]`".to_owned()
        }
        _ => format!("pass a value of type `{wanted}`, or convert it in a task"),
    }
}

/// Whether a constant is one of the enum's values, where an enum is wanted.
fn is_member(scalar: &Scalar, wanted: &LiteralType) -> bool {
    match (&wanted.kind, scalar) {
        (TypeKind::Enum(values), Scalar::Primitive(Primitive::String(text))) => values.contains(text),
        _ => true,
    }
}

fn is_optional(literal_type: &LiteralType) -> bool {
    let is_none = |variant: &LiteralType| variant.kind == TypeKind::Simple(SimpleType::None);
    matches!(&literal_type.kind, TypeKind::Union(variants) if variants.iter().any(is_none))
}

fn holds_promise_text(data: &BindingData) -> bool {
    match data {
        BindingData::Scalar(Scalar::Primitive(Primitive::String(text))) => text.contains(PROMISE_TEXT),
        BindingData::Collection(items) => items.iter().any(holds_promise_text),
        BindingData::Map(entries) => entries.values().any(holds_promise_text),
        BindingData::Scalar(_) | BindingData::Promise(_) => false,
    }
}
