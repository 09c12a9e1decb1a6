//! `flytekitplugins.memray`: `@memray_profiling`, which adds nothing to the specification.

use crate::flytekit::library::Library;
use crate::flytekit::record::fields;
use crate::python::Evaluator;

/// Defines the decorator.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let fields = fields! {
        native_traces: Bool(false), trace_python_allocators: Bool(false), follow_fork: Bool(false),
        memory_interval_ms: Int(10), memray_html_reporter: Str("flamegraph"), memray_reporter_args: None,
    };
    let module = "flytekitplugins.memray.profiling";
    let class = super::class_decorator::class(
        evaluator,
        library,
        module,
        "memray_profiling",
        fields,
        None,
        |_, _| Ok(Vec::new()),
    );
    library.class(&class, &["flytekitplugins.memray"]);
}
