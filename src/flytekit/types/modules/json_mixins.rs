//! `dataclasses_json` and `mashumaro`: decorators and base classes of dataclasses, and the options of fields.

use std::rc::Rc;

use super::super::dataclass::ANNOTATIONS;
use super::class_method;
use crate::flytekit::enumeration;
use crate::flytekit::library::{self, Library};
use crate::flytekit::record::{Record, fields};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, NativeFunction, Value, Vars};

/// Classes of `mashumaro` and the modules that define them, with those that export them.
const MASHUMARO: &[(&str, &str, &[&str])] = &[
    ("mashumaro.mixins.dict", "DataClassDictMixin", &["mashumaro"]),
    ("mashumaro.mixins.json", "DataClassJSONMixin", &[]),
    ("mashumaro.mixins.orjson", "DataClassORJSONMixin", &[]),
    ("mashumaro.mixins.yaml", "DataClassYAMLMixin", &[]),
    ("mashumaro.mixins.msgpack", "DataClassMessagePackMixin", &[]),
    ("mashumaro.types", "SerializableType", &[]),
    ("mashumaro.types", "GenericSerializableType", &[]),
    ("mashumaro.types", "SerializationStrategy", &[]),
    ("mashumaro.config", "BaseConfig", &[]),
    ("mashumaro.dialect", "Dialect", &[]),
];

/// Annotations that add a constraint to a field's schema.
const CONSTRAINTS: &[&str] = &[
    "Contains",
    "DependentRequired",
    "ExclusiveMaximum",
    "ExclusiveMinimum",
    "MaxContains",
    "MaxItems",
    "MaxLength",
    "MaxProperties",
    "Maximum",
    "MinContains",
    "MinItems",
    "MinLength",
    "MinProperties",
    "Minimum",
    "MultipleOf",
    "Pattern",
    "UniqueItems",
];

/// Defines both packages.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    define_mashumaro(evaluator, library);
    define_dataclasses_json(evaluator, library);
}

fn define_mashumaro(evaluator: &mut Evaluator, library: &mut Library) {
    let object = [Rc::clone(&evaluator.types.object)];
    let mut dict_mixin = None;
    for (module, name, exported) in MASHUMARO {
        let bases = match &dict_mixin {
            Some(mixin) if module.starts_with("mashumaro.mixins") => std::slice::from_ref(mixin),
            _ => &object[..],
        };
        let class = Class::native(
            module,
            name,
            bases,
            None,
            run_time_methods(&["from_dict", "from_json"], &["to_dict", "to_json"]),
        );
        library.class(&class, exported);
        dict_mixin.get_or_insert(class);
    }
    for name in CONSTRAINTS {
        let constraint = Record::new(ANNOTATIONS, name, fields! { value: Required })
            .attributes(library::methods(&[("__hash__", hash)]));
        library.class(&constraint.class(evaluator), &[]);
    }
    let alias = Record::new("mashumaro.types", "Alias", fields! { name: Required }).class(evaluator);
    library.class(&alias, &[]);
    // Unknown, so that it is refused where mashumaro would add it to a schema.
    let schema = evaluator.unknown_path("mashumaro.jsonschema.models.JSONSchema", "it is not supported");
    library.add("mashumaro.jsonschema.models", "JSONSchema", schema);
    let sentinel = Class::native("mashumaro.helper", "pass_through", &object, None, Vars::default());
    let pass_through = Value::Instance(Rc::new(Instance::new(&sentinel)));
    library.export("pass_through", &pass_through, "mashumaro.helper", &["mashumaro"]);
    library.function("field_options", field_options, &["mashumaro", "mashumaro.helper"]);
}

/// The hash of a dataclass with one field, which is that of the tuple of its value.
fn hash(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let constraint = arguments.take_first().unwrap_or(Value::None);
    let value = evaluator.get_attribute(&constraint, "value")?;
    evaluator.call_method(&Value::tuple([value]), "__hash__", Arguments::default())
}

/// `field_options(serialize, deserialize, serialization_strategy, alias)`: metadata of a field.
fn field_options(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let names = ["serialize", "deserialize", "serialization_strategy", "alias"];
    let values = arguments.bind(evaluator, "field_options", names)?;
    Ok(Value::dict(names.into_iter().zip(values.map(|value| value.unwrap_or(Value::None)))))
}

fn define_dataclasses_json(evaluator: &mut Evaluator, library: &mut Library) {
    let object = [Rc::clone(&evaluator.types.object)];
    let methods = run_time_methods(&["from_dict", "from_json", "schema"], &["to_dict", "to_json"]);
    let mixin = Class::native("dataclasses_json.api", "DataClassJsonMixin", &object, None, methods);
    library.class(&mixin, &["dataclasses_json"]);
    library.function("dataclass_json", dataclass_json, &["dataclasses_json", "dataclasses_json.api"]);
    library.function("config", config, &["dataclasses_json", "dataclasses_json.cfg"]);
    let cases =
        [("CAMEL", "camelcase"), ("KEBAB", "spinalcase"), ("SNAKE", "snakecase"), ("PASCAL", "pascalcase")];
    library.class(
        &enumeration::class(evaluator, "dataclasses_json.cfg", "LetterCase", &cases),
        &["dataclasses_json"],
    );
    let undefined = [("INCLUDE", "include"), ("RAISE", "raise"), ("EXCLUDE", "exclude")];
    let undefined = enumeration::class(evaluator, "dataclasses_json.undefined", "Undefined", &undefined);
    library.class(&undefined, &["dataclasses_json"]);
    let exclude = [("ALWAYS", "always"), ("NEVER", "never")];
    library.class(
        &enumeration::class(evaluator, "dataclasses_json.cfg", "Exclude", &exclude),
        &["dataclasses_json"],
    );
    library.add(
        "dataclasses_json",
        "CatchAll",
        evaluator.unknown_path("dataclasses_json.CatchAll", "it is a type variable"),
    );
}

/// `@dataclass_json` and `@dataclass_json(letter_case=…)`: the class itself, with methods for JSON.
fn dataclass_json(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    arguments.keywords.retain(|(name, _)| &**name == "_cls");
    let [class] = arguments.bind(evaluator, "dataclass_json", ["_cls"])?;
    match class {
        Some(class) if !class.is_none() => Ok(decorated(class)),
        _ => {
            let decorator = NativeFunction::closure("wrap", |evaluator, mut arguments| {
                let class = arguments.take_first();
                class.map(decorated).ok_or_else(|| evaluator.type_error("a class is needed"))
            });
            Ok(Value::Native(Rc::new(decorator.accepting_unknown())))
        }
    }
}

fn decorated(class: Value) -> Value {
    if let Value::Class(class) = &class {
        for (name, method) in run_time_methods(&["from_dict", "from_json", "schema"], &["to_dict", "to_json"])
        {
            class.set_attribute(&name, method);
        }
        class.set_data(DataclassJson);
    }
    class
}

/// Marks a class that `@dataclass_json` decorated.
pub(in super::super) struct DataclassJson;

/// `config(…)`: metadata of a field, kept under one key that mashumaro does not read.
fn config(_: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let options = Value::dict(arguments.keywords);
    Ok(Value::dict([("dataclasses_json", options)]))
}

/// Methods whose results are only known when the program runs.
fn run_time_methods(of_class: &[&str], of_instance: &[&str]) -> Vars {
    let unknown = |name: &str| {
        class_method(name, |evaluator, _| Ok(evaluator.unknown("it is only known when the program runs")))
    };
    let of_class = of_class.iter().map(|name| (Rc::from(*name), unknown(name)));
    let of_instance = of_instance.iter().map(|name| (Rc::from(*name), super::at_run_time(name)));
    of_class.chain(of_instance).collect()
}
