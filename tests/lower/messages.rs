//! The rules of each message.

use std::sync::Arc;

use flyte_serialize::idl::flyteidl::{admin, core};
use flyte_serialize::model::*;
use flyte_serialize::source::Span;
use serde_json::json;

use super::build::*;

fn container() -> Container {
    Container {
        image: "registry.example/app:v1".to_owned(),
        args: vec!["pyflyte-execute".to_owned(), "--inputs".to_owned()],
        fast_registration: true,
        environment: texts(&[("B", "2"), ("A", "1")]),
        ..Container::default()
    }
}

fn container_of(spec: admin::TaskSpec) -> core::Container {
    match spec.template.unwrap().target {
        Some(core::task_template::Target::Container(container)) => container,
        other => panic!("{other:?}"),
    }
}

fn pod_of(spec: admin::TaskSpec) -> core::K8sPod {
    match spec.template.unwrap().target {
        Some(core::task_template::Target::K8sPod(pod)) => pod,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_task_that_says_nothing_still_writes_its_empty_messages() {
    let written = task_spec(Task { custom: Some(json!({})), ..task("m.t") }, &settings());
    let metadata = core::TaskMetadata {
        runtime: Some(core::RuntimeMetadata {
            r#type: 1,
            version: "1.16.31".to_owned(),
            flavor: "python".to_owned(),
        }),
        retries: Some(core::RetryStrategy { retries: 0 }),
        generates_deck: Some(false),
        metadata: Some(core::K8sObjectMetadata::default()),
        ..core::TaskMetadata::default()
    };
    let template = core::TaskTemplate {
        id: Some(core::Identifier {
            resource_type: 1,
            name: "m.t".to_owned(),
            ..core::Identifier::default()
        }),
        r#type: "python-task".to_owned(),
        metadata: Some(metadata),
        interface: Some(core::TypedInterface {
            inputs: Some(core::VariableMap::default()),
            outputs: Some(core::VariableMap::default()),
        }),
        ..core::TaskTemplate::default()
    };
    assert_eq!(written, admin::TaskSpec { template: Some(template), description: None });
}

#[test]
fn identifiers_carry_what_the_settings_say() {
    let settings = flyte_serialize::configuration::SerializationSettings {
        project: Some("shop".to_owned()),
        version: Some("v7".to_owned()),
        ..settings()
    };
    let id = task_spec(task("m.t"), &settings).template.unwrap().id.unwrap();
    assert_eq!((&*id.project, &*id.domain, &*id.version, &*id.org), ("shop", "", "v7", ""));
}

#[test]
fn containers_keep_the_order_of_variables_and_get_the_fast_prefix() {
    let a_task = || Task { target: TaskTarget::Container(container()), ..task("m.t") };
    let normal = container_of(task_spec(a_task(), &settings()));
    assert_eq!(normal.args, ["pyflyte-execute", "--inputs"]);
    assert_eq!(normal.env.iter().map(|pair| pair.key.as_str()).collect::<Vec<_>>(), ["B", "A"]);
    assert_eq!(normal.resources, Some(core::Resources::default()));

    let fast = container_of(task_spec(a_task(), &fast_settings(None)));
    assert_eq!(
        fast.args,
        [
            "pyflyte-fast-execute",
            "--additional-distribution",
            "{{ .remote_package_path }}",
            "--dest-dir",
            "{{ .dest_dir }}",
            "--",
            "pyflyte-execute",
            "--inputs",
        ]
    );
    let located = container_of(task_spec(a_task(), &fast_settings(Some("s3://code/a.tar.gz"))));
    assert_eq!(located.args[2], "s3://code/a.tar.gz");

    let raw = Container { fast_registration: false, ..container() };
    let raw = Task { target: TaskTarget::Container(raw), ..task("m.t") };
    assert_eq!(container_of(task_spec(raw, &fast_settings(None))).args, ["pyflyte-execute", "--inputs"]);
}

fn pod(pod_spec: Json) -> K8sPod {
    K8sPod {
        metadata: Some(K8sMetadata { labels: texts(&[("team", "fish")]), annotations: Map::default() }),
        pod_spec,
        primary_container_name: "main".to_owned(),
        written_name: String::new(),
        fast_registration: true,
        data_loading: None,
    }
}

#[test]
fn only_the_primary_container_of_a_pod_gets_the_fast_prefix() {
    let pod_spec =
        json!({"containers": [{"name": "side", "args": ["x"]}, {"name": "main", "args": ["run", 1]}]});
    let a_task = || Task { target: TaskTarget::K8sPod(pod(pod_spec.clone())), ..task("m.t") };
    let args = |pod: &core::K8sPod, index: usize| {
        let spec = format!("{:?}", pod.pod_spec.as_ref().unwrap().decoded().fields["containers"]);
        spec.split("\"args\"").nth(index + 1).unwrap().matches("pyflyte-fast-execute").count()
    };
    let fast = pod_of(task_spec(a_task(), &fast_settings(None)));
    assert_eq!((args(&fast, 0), args(&fast, 1)), (0, 1));
    assert_eq!(fast.metadata.as_ref().unwrap().labels["team"], "fish");
    assert_eq!(fast.primary_container_name, "");
    let normal = pod_of(task_spec(a_task(), &settings()));
    assert_eq!((args(&normal, 0), args(&normal, 1)), (0, 0));

    let empty = Task { target: TaskTarget::K8sPod(pod(json!({}))), ..task("m.t") };
    assert_eq!(pod_of(task_spec(empty, &settings())).pod_spec, None);
}

#[test]
fn json_becomes_a_structure_and_only_objects_may() {
    let custom = json!({"n": 3, "deep": {"list": [null, true, "text", 1.5]}});
    let written = task_spec(Task { custom: Some(custom), ..task("m.t") }, &settings());
    let fields = written.template.unwrap().custom.unwrap().decoded().fields;
    assert_eq!(fields["n"], prost_types::Value::from(3.0));
    let error =
        lowered(vec![Entity::Task(Arc::new(Task { custom: Some(json!([])), ..task("m.t") }))]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`m.t` cannot be written: the custom configuration is JSON, but not an object"
    );
}

#[test]
fn documentation_is_written_as_restructured_text() {
    let documentation = Documentation {
        short_description: "Counts.".to_owned(),
        long_description: Some(Description::text("")),
        source_code: String::new(),
    };
    let written = task_spec(Task { documentation: Some(documentation), ..task("m.t") }, &settings());
    let description = written.description.unwrap();
    let long = description.long_description.unwrap();
    assert_eq!((description.short_description.as_str(), long.format, long.content), ("Counts.", 3, None));
    assert_eq!(description.source_code, None);
}

#[test]
fn sub_workflows_are_contained_by_name_but_not_from_conditionals_within_conditionals() {
    let calls = |workflow: &Arc<Workflow>| NodeTarget::Workflow(Arc::clone(workflow));
    let leaf = workflow("m.z_leaf", vec![]);
    let inner = workflow("m.a_inner", vec![node("n0", calls(&leaf))]);
    let hidden = workflow("m.hidden", vec![]);
    let in_branch = workflow("m.branch", vec![]);
    let handler = workflow("m.handler", vec![]);
    let nested = branch(node("n0", calls(&hidden)), failure());
    let mut outer = Arc::unwrap_or_clone(workflow(
        "m.outer",
        vec![
            node("n0", calls(&leaf)),
            node("n1", calls(&inner)),
            node("n2", calls(&inner)),
            node(
                "n3",
                branch(node("n0", nested), OtherwiseBranch::Node(Arc::new(node("n1", calls(&in_branch))))),
            ),
        ],
    ));
    outer.failure_node = Some(Arc::new(node("fn0", calls(&handler))));
    let spec = workflow_spec(Arc::new(outer));
    let names: Vec<_> = spec.sub_workflows.into_iter().map(|template| template.id.unwrap().name).collect();
    assert_eq!(names, ["m.a_inner", "m.branch", "m.handler", "m.z_leaf"]);
    assert!(spec.template.unwrap().failure_node.is_some());
}

fn bound(var: &str) -> Binding {
    let reference = OutputReference {
        node_id: "n0".to_owned(),
        var: "o0".to_owned(),
        attr_path: vec![PathElement::Key("size".to_owned()), PathElement::Index(0)],
    };
    Binding { var: var.to_owned(), data: BindingData::Promise(reference), span: Span::NONE }
}

#[test]
fn what_a_launch_plan_fixes_is_no_input_of_its_node() {
    let sub = workflow("m.sub", vec![]);
    let mut plan = launch_plan("m.plan", &sub);
    plan.fixed_inputs.insert("fixed".to_owned(), Primitive::Integer(3).into());
    let inputs = vec![bound("fixed"), bound("open")];
    let call = Node { inputs, ..node("n0", NodeTarget::LaunchPlan(Arc::new(plan))) };
    let template = workflow_spec(workflow("m.w", vec![call])).template.unwrap();
    let written = &template.nodes[0];
    assert_eq!(written.inputs.iter().map(|input| input.var.as_str()).collect::<Vec<_>>(), ["open"]);
    let Some(core::binding_data::Value::Promise(promise)) =
        &written.inputs[0].binding.as_ref().unwrap().value
    else {
        panic!("{written:?}")
    };
    assert_eq!(promise.attr_path.len(), 2);
    assert_eq!(template.metadata, Some(core::WorkflowMetadata::default()));
    assert_eq!(template.metadata_defaults, Some(core::WorkflowMetadataDefaults::default()));
}

#[test]
fn tasks_of_the_program_have_overrides_and_references_none() {
    let identifier = Identifier {
        resource_type: ResourceType::Task,
        project: "p".to_owned(),
        domain: "d".to_owned(),
        name: "elsewhere.t".to_owned(),
        version: "v".to_owned(),
    };
    let own = Arc::new(task("m.t"));
    let spec = workflow_spec(workflow(
        "m.w",
        vec![node("n0", runs(&own)), node("n1", NodeTarget::Reference(identifier))],
    ));
    let overrides = spec.template.unwrap().nodes.into_iter().map(|node| match node.target {
        Some(core::node::Target::TaskNode(task)) => task.overrides,
        other => panic!("{other:?}"),
    });
    assert_eq!(overrides.collect::<Vec<_>>(), [Some(core::TaskNodeOverrides::default()), None]);
}

#[test]
fn a_launch_plan_writes_its_empty_messages_and_an_empty_closure() {
    let plan = Arc::new(launch_plan("m.plan", &workflow("m.w", vec![])));
    let written: admin::LaunchPlan = last(vec![Entity::LaunchPlan(plan)], &settings());
    let identifier = |resource_type, name: &str| {
        Some(core::Identifier { resource_type, name: name.to_owned(), ..core::Identifier::default() })
    };
    let expected = admin::LaunchPlan {
        id: identifier(3, "m.plan"),
        spec: Some(admin::LaunchPlanSpec {
            workflow_id: identifier(2, "m.w"),
            entity_metadata: Some(admin::LaunchPlanMetadata::default()),
            default_inputs: Some(core::ParameterMap::default()),
            fixed_inputs: Some(core::LiteralMap::default()),
            labels: Some(admin::Labels::default()),
            annotations: Some(admin::Annotations::default()),
            raw_output_data_config: Some(admin::RawOutputDataConfig::default()),
            ..admin::LaunchPlanSpec::default()
        }),
        closure: Some(admin::LaunchPlanClosure {
            expected_inputs: Some(core::ParameterMap::default()),
            expected_outputs: Some(core::VariableMap::default()),
            ..admin::LaunchPlanClosure::default()
        }),
    };
    assert_eq!(written, expected);
}

#[test]
fn oneofs_are_written_even_when_their_value_is_the_default() {
    let mut a_task = task("m.t");
    a_task.metadata.interruptible = Some(false);
    a_task
        .interface
        .inputs
        .insert("x".to_owned(), variable(LiteralType::simple(SimpleType::None), "x").into());
    let array = ArrayNode {
        node: node("m.t", runs(&Arc::new(a_task.clone()))),
        parallelism: Some(0),
        success: ArraySuccess::MinSuccesses(0),
        execution_mode: ExecutionMode::MinimalState,
        is_original_sub_node_interface: Some(false),
        data_mode: DataMode::SingleInputFile,
        bound_inputs: vec!["z".to_owned(), "a".to_owned()],
        run_all_sub_nodes: false,
    };
    let template =
        workflow_spec(workflow("m.w", vec![node("n0", NodeTarget::Array(Box::new(array)))])).template;
    let Some(core::node::Target::ArrayNode(array)) = &template.unwrap().nodes[0].target.clone() else {
        panic!("no array node")
    };
    assert_eq!(array.parallelism_option, Some(core::array_node::ParallelismOption::Parallelism(0)));
    assert_eq!(array.success_criteria, Some(core::array_node::SuccessCriteria::MinSuccesses(0)));
    assert_eq!(array.is_original_sub_node_interface, Some(false));
    assert_eq!(array.bound_inputs, ["a", "z"]);

    let template = task_spec(a_task, &settings()).template.unwrap();
    let interruptible = template.metadata.unwrap().interruptible_value;
    assert_eq!(interruptible, Some(core::task_metadata::InterruptibleValue::Interruptible(false)));
    let input = template.interface.unwrap().inputs.unwrap().variables["x"].clone();
    assert_eq!(input.r#type.unwrap().r#type, Some(core::literal_type::Type::Simple(0)));
}
