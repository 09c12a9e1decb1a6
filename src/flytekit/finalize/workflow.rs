//! Workflows (`flytekit.tools.translator.get_serializable_workflow`).

use std::rc::Rc;
use std::sync::Arc;

use super::{Builder, report_cycle};
use crate::configuration::SerializationSettings;
use crate::diagnostic::{Diagnostic, Id};
use crate::flytekit::workflow::{WorkflowDefinition, compile};
use crate::model::{Binding, Workflow};
use crate::python::{EvalResult, Evaluator};

/// The id that is reserved for failure handlers.
const FAILURE_NODE_ID: &str = "efn";

impl Builder {
    /// The model of a workflow, which is compiled where it was not yet.
    pub(super) fn workflow(
        &mut self,
        evaluator: &mut Evaluator,
        workflow: &Rc<WorkflowDefinition>,
        settings: &Rc<SerializationSettings>,
    ) -> EvalResult<Option<Arc<Workflow>>> {
        let key = Rc::as_ptr(workflow);
        if let Some(made) = self.workflows.get(&key) {
            return Ok(made.clone());
        }
        if !self.open_workflows.insert(key) {
            report_cycle(evaluator, &format!("workflow `{}`", workflow.name()), workflow.span);
            return Ok(None);
        }
        let model = self.new_workflow(evaluator, workflow, settings)?.map(Arc::new);
        self.open_workflows.remove(&key);
        self.workflows.insert(key, model.clone());
        Ok(model)
    }

    fn new_workflow(
        &mut self,
        evaluator: &mut Evaluator,
        workflow: &Rc<WorkflowDefinition>,
        settings: &Rc<SerializationSettings>,
    ) -> EvalResult<Option<Workflow>> {
        compile(evaluator, workflow)?;
        let graph = workflow.graph();
        let mut nodes = Some(Vec::new());
        for node in &graph.nodes {
            if *node.id.borrow() == FAILURE_NODE_ID {
                let message = format!("node id `{FAILURE_NODE_ID}` is reserved for failure handlers");
                evaluator.report(Diagnostic::error(Id::InvalidWorkflow, message).at(node.span, ""));
            }
            match (self.node(evaluator, node, settings)?, &mut nodes) {
                (Some(node), Some(nodes)) => nodes.push(node),
                _ => nodes = None,
            }
        }
        let failure_node = match &graph.failure_node {
            Some(node) => match self.node(evaluator, node, settings)? {
                Some(node) => Some(node),
                None => return Ok(None),
            },
            None => None,
        };
        let outputs = graph.outputs.iter();
        let outputs: Option<Vec<Binding>> = outputs.map(|(var, bound)| bound.binding(var)).collect();
        let (Some(nodes), Some(outputs), Some(interface), false) =
            (nodes, outputs, workflow.interface().model(), graph.is_faulty)
        else {
            return Ok(None);
        };
        Ok(Some(Workflow {
            span: workflow.span,
            name: workflow.name(),
            interface,
            nodes,
            outputs,
            failure_node,
            failure_policy: workflow.failure_policy,
            interruptible: workflow.interruptible,
            documentation: workflow.documentation.clone(),
        }))
    }
}
