//! `kubernetes.client`: the model classes of a pod.
//!
//! All classes come from one table (`models.txt`) of fields and types. A constructor takes the fields by name, in Python's
//! spelling or in that of JSON, checks their types as the package does, and makes instances of dictionaries where a class is
//! expected. Classes that are not in the table are unknown.

mod json;
mod table;

use std::rc::Rc;

pub(crate) use json::{Images, json, specification};
use table::ModelField;

use super::library::{self, Library};
use super::{image_spec, need, record};
use crate::diagnostic::{Diagnostic, Id};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Interrupt, NativeFunction, Value};
use crate::source::Span;

const MODELS: &str = "kubernetes.client.models";

/// The fields of a model class, kept as data of the class.
struct Model(Vec<ModelField>);

/// The classes by name.
#[derive(Default)]
struct Models(Vec<Rc<Class>>);

impl Models {
    fn get(&self, name: &str) -> Option<&Rc<Class>> {
        self.0.iter().find(|class| &*class.name == name)
    }
}

/// Defines the classes and `ApiClient`.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    let mut models = Models::default();
    for (name, fields) in table::classes() {
        let module = format!("{MODELS}.{}", module_name(name));
        let initialize = |evaluator: &mut Evaluator, arguments| initialize(evaluator, arguments);
        let initialize = NativeFunction::closure("__init__", initialize).accepting_unknown();
        let mut attributes = library::methods(&[("__eq__", equals), ("to_dict", to_dict)]);
        attributes.insert("__init__".into(), Value::Native(Rc::new(initialize)));
        let class = Class::native(&module, name, &[Rc::clone(&evaluator.types.object)], None, attributes);
        class.set_data(Model(fields));
        library.class(&class, &["kubernetes.client", MODELS]);
        models.0.push(class);
    }
    evaluator.set_extension(models);
    let object = Rc::clone(&evaluator.types.object);
    let client = library::methods(&[("sanitize_for_serialization", sanitize)]);
    let client = Class::native("kubernetes.client.api_client", "ApiClient", &[object], None, client);
    library.class(&client, &["kubernetes.client"]);
}

/// `V1PodSpec` stands in the module `v1_pod_spec`.
fn module_name(class: &str) -> String {
    let characters: Vec<char> = class.chars().collect();
    let mut name = String::new();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| characters.get(before));
        let after = characters.get(at + 1);
        let starts_word = character.is_uppercase()
            && (before.is_some_and(|before| !before.is_uppercase())
                || (before.is_some() && after.is_some_and(|after| after.is_lowercase())));
        if starts_word {
            name.push('_');
        }
        name.extend(character.to_lowercase());
    }
    name
}

/// A new instance of a class of the table, with fields in Python's spelling.
pub(crate) fn instantiate(
    evaluator: &mut Evaluator,
    class: &str,
    fields: &[(&str, Value)],
) -> EvalResult<Value> {
    let models = evaluator.extension::<Models>();
    let Some(class) = models.get(class) else {
        return Err(evaluator.type_error(&format!("kubernetes has no class {class}")));
    };
    let keywords = fields.iter().map(|(name, value)| (*name, value.clone()));
    evaluator.call(&Value::Class(Rc::clone(class)), Arguments::keywords(keywords))
}

/// The model of an instance, where it is one.
fn model(instance: &Instance) -> Option<Rc<Model>> {
    instance.class.inherited_data::<Model>()
}

fn initialize(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let receiver = arguments.take_first();
    let Some((instance, model)) = receiver
        .as_ref()
        .and_then(Value::as_instance)
        .and_then(|instance| Some((Rc::clone(instance), model(instance)?)))
    else {
        return Err(evaluator.type_error("__init__() needs a model"));
    };
    if !arguments.positional.is_empty() {
        return Err(evaluator.type_error("BaseModel.__init__() takes 1 positional argument"));
    }
    set_fields(evaluator, &instance, &model, arguments.keywords)?;
    Ok(Value::None)
}

fn set_fields(
    evaluator: &mut Evaluator,
    instance: &Rc<Instance>,
    model: &Model,
    given: Vec<(Rc<str>, Value)>,
) -> EvalResult<()> {
    let class = Rc::clone(&instance.class.name);
    for field in &model.0 {
        instance.set_attribute(field.name, Value::None);
    }
    for (name, value) in given {
        let Some(field) = model.0.iter().find(|field| field.is_called(&name)) else {
            return Err(invalid(evaluator, &format!("`{class}` has no field `{name}`")));
        };
        let value = if value.is_none() {
            value
        } else {
            converted(evaluator, field.kind, &value, &format!("`{name}` of `{class}`"), 0)?
        };
        instance.set_attribute(field.name, value);
    }
    let missing = model.0.iter().find(|field| field.required && record::get(instance, field.name).is_none());
    match missing {
        Some(field) => Err(invalid(evaluator, &format!("`{class}` needs the field `{}`", field.name))),
        None => Ok(()),
    }
}

/// The value of a field, checked against its type. Unknown values pass.
fn converted(
    evaluator: &mut Evaluator,
    kind: &str,
    value: &Value,
    what: &str,
    depth: usize,
) -> EvalResult<Value> {
    need::bounded(depth, what, Span::NONE)?;
    if value.as_unknown().is_some() {
        return Ok(value.clone());
    }
    if let Some(inner) = kind.strip_prefix('[').and_then(|kind| kind.strip_suffix(']')) {
        if !matches!(value, Value::List(_) | Value::Tuple(_)) {
            return Err(wrong_type(evaluator, value, what, "a list"));
        }
        let items = need::items(evaluator, value, what, Span::NONE)?;
        let items: EvalResult<Vec<Value>> =
            items.iter().map(|item| converted(evaluator, inner, item, what, depth + 1)).collect();
        return items.map(Value::list);
    }
    if let Some(inner) = kind.strip_prefix('{').and_then(|kind| kind.strip_suffix('}')) {
        let dict = Value::dict::<&str>([]);
        for (key, value) in need::entries(evaluator, value, what, Span::NONE)? {
            let what = format!("{what}, entry {},", key.as_str().unwrap_or_default());
            let value = converted(evaluator, inner, &value, &what, depth + 1)?;
            evaluator.set_item(&dict, &key, value)?;
        }
        return Ok(dict);
    }
    let (fits, expected) = match kind {
        "any" => (true, ""),
        // Images may be given by what they are made of, as flytekit allows for every container.
        "text" => (value.as_str().is_some() || image_spec::instance(value).is_some(), "text"),
        "number" => (matches!(value.unwrapped(), Value::Int(_)), "a whole number"),
        "truth" => (value.as_bool().is_some(), "True or False"),
        "number|text" => {
            (value.as_str().is_some() || matches!(value, Value::Int(_)), "a whole number or text")
        }
        "time" => (value.as_str().is_some() || value.as_instance().is_some(), "a point in time"),
        class => return model_value(evaluator, class, value, what),
    };
    if fits { Ok(value.clone()) } else { Err(wrong_type(evaluator, value, what, expected)) }
}

/// An instance of a class, made of a dictionary where it is none yet.
fn model_value(evaluator: &mut Evaluator, class: &str, value: &Value, what: &str) -> EvalResult<Value> {
    let models = evaluator.extension::<Models>();
    let Some(class) = models.get(class) else { return Ok(value.clone()) };
    match value {
        Value::Instance(instance) if instance.class.is_subclass_of(class) => Ok(value.clone()),
        Value::Dict(_) => {
            let instance = Rc::new(Instance::new(class));
            let entries = need::entries(evaluator, value, what, Span::NONE)?;
            let given = entries.into_iter().filter_map(|(key, value)| Some((key.as_str()?, value))).collect();
            if let Some(model) = model(&instance) {
                set_fields(evaluator, &instance, &model, given)?;
            }
            Ok(Value::Instance(instance))
        }
        _ => Err(wrong_type(evaluator, value, what, &format!("a `{}`", class.name))),
    }
}

fn wrong_type(evaluator: &mut Evaluator, value: &Value, what: &str, expected: &str) -> Box<Interrupt> {
    let class = evaluator.class_of(value);
    invalid(evaluator, &format!("{what} must be {expected}, not `{}`", class.name))
}

fn invalid(evaluator: &Evaluator, message: &str) -> Box<Interrupt> {
    let diagnostic = Diagnostic::error(Id::InvalidArgument, message);
    evaluator.exception_with(&evaluator.exceptions.value_error, diagnostic)
}

fn equals(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [Some(Value::Instance(left)), Some(Value::Instance(right))] =
        arguments.bind(evaluator, "__eq__", ["self!", "other!"])?
    else {
        return Ok(Value::Bool(false));
    };
    if !Rc::ptr_eq(&left.class, &right.class) {
        return Ok(Value::Bool(false));
    }
    for field in model(&left).iter().flat_map(|model| &model.0) {
        let (left, right) = (record::get(&left, field.name), record::get(&right, field.name));
        let equal = evaluator.equals(&left, &right)?;
        if !equal.is_true() {
            return Ok(equal.into());
        }
    }
    Ok(Value::Bool(true))
}

/// `to_dict`: fields in Python's spelling, those that are not set too.
fn to_dict(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [receiver, _] = arguments.bind(evaluator, "to_dict", ["self!", "serialize"])?;
    plain(&receiver.unwrap_or(Value::None), 0)
}

fn plain(value: &Value, depth: usize) -> EvalResult<Value> {
    need::bounded(depth, "the model", Span::NONE)?;
    match value {
        Value::Instance(instance) => {
            let Some(model) = model(instance) else { return Ok(value.clone()) };
            let mut entries = Vec::new();
            for field in &model.0 {
                entries.push((field.name, plain(&record::get(instance, field.name), depth + 1)?));
            }
            Ok(Value::dict(entries))
        }
        Value::List(list) => {
            let items: EvalResult<Vec<Value>> =
                list.to_vec().iter().map(|item| plain(item, depth + 1)).collect();
            items.map(Value::list)
        }
        _ => Ok(value.clone()),
    }
}

fn sanitize(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [_, value] = arguments.bind(evaluator, "sanitize_for_serialization", ["self!", "obj!"])?;
    let json = json(evaluator, &value.unwrap_or(Value::None), &Images::None, "the object", Span::NONE)?;
    Ok(super::convert::value(&json))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flytekit::testing::Program;

    #[test]
    fn modules_are_named_after_classes() {
        for (class, module) in [
            ("V1PodSpec", "v1_pod_spec"),
            ("V1HTTPGetAction", "v1_http_get_action"),
            ("CoreV1ResourceClaim", "core_v1_resource_claim"),
            ("V1PodOS", "v1_pod_os"),
        ] {
            assert_eq!(module_name(class), module);
        }
    }

    #[test]
    fn models_become_json_of_what_is_set() {
        let mut program = Program::new(
            "
from kubernetes.client import V1Container, V1PodSpec
from kubernetes.client.models import V1LifecycleHandler, V1ExecAction, V1ContainerPort
spec = V1PodSpec(host_ipc=True, containers=[
    V1Container(name='a', env=[{'name': 'X', 'value': '1'}], ports=[V1ContainerPort(container_port=80, host_ip='h')],
                lifecycle={'postStart': V1LifecycleHandler(_exec=V1ExecAction(command=['ls']))}),
])
spec.containers.append(V1Container(name='b', imagePullPolicy='Always'))
",
        );
        let spec = program.global("spec");
        let written = json(&mut program.evaluator, &spec, &Images::None, "the pod", Span::NONE).unwrap();
        let expected = serde_json::json!({
            "containers": [
                {
                    "name": "a",
                    "env": [{"name": "X", "value": "1"}],
                    "lifecycle": {"postStart": {"exec": {"command": ["ls"]}}},
                    "ports": [{"containerPort": 80, "hostIP": "h"}],
                },
                {"name": "b", "imagePullPolicy": "Always"},
            ],
            "hostIPC": true,
        });
        assert_eq!(written, expected);
    }

    #[test]
    fn fields_have_types() {
        for (source, expected) in [
            ("V1Container()", "`V1Container` needs the field `name`"),
            ("V1Container(name=1)", "`name` of `V1Container` must be text, not `int`"),
            ("V1Container(name='a', foo=1)", "`V1Container` has no field `foo`"),
            (
                "V1ResourceRequirements(limits={'cpu': 1})",
                "`limits` of `V1ResourceRequirements`, entry cpu, must be text, not `int`",
            ),
        ] {
            let program = Program::new(&format!(
                "from kubernetes.client import V1Container, V1ResourceRequirements\n{source}\n"
            ));
            assert_eq!(program.messages(), [expected]);
        }
    }
}
