//! What the generated protobuf types promise: one encoding for a message, presence, and names that match their package.

use std::collections::BTreeMap;
use std::num::ParseIntError;

use flyte_serialize::idl::FILE_DESCRIPTOR_SET;
use flyte_serialize::idl::flyteidl::core::{
    self, Literal, LiteralType, OutputReference, SimpleType, TaskMetadata, TaskTemplate, array_node, literal,
    literal_type, node, primitive, scalar, task_metadata, task_template,
};
use prost::Message as _;
use prost_types::{
    FileDescriptorProto, FileDescriptorSet, ListValue, ServiceDescriptorProto, Struct, Value, value,
};

/// What flyteidl's own Python types write for the message of [`task_template`], with ordered map keys.
const TASK_TEMPLATE: &str = "120b707974686f6e2d7461736b1a1440005a060a01611201315a060a01621201327a002a210a160a01611211320f0a0911\
     000000000000f03f0a0208000a070a017a1202200132060a01691a01788201070a026b311201768201070a026b32120177";

fn bytes(hexadecimal: &str) -> Result<Vec<u8>, ParseIntError> {
    let pairs = (0..hexadecimal.len()).step_by(2).map(|start| &hexadecimal[start..start + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16)).collect()
}

fn strings<const N: usize>(entries: [(&str, &str); N]) -> BTreeMap<String, String> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn json(kind: value::Kind) -> Value {
    Value { kind: Some(kind) }
}

/// A task template whose map fields are filled in the given order of keys.
fn task_template(reversed: bool) -> TaskTemplate {
    let list =
        ListValue { values: vec![json(value::Kind::NumberValue(1.0)), json(value::Kind::NullValue(0))] };
    let mut custom = vec![
        ("a".to_owned(), json(value::Kind::ListValue(list))),
        ("z".to_owned(), json(value::Kind::BoolValue(true))),
    ];
    let mut tags = [("a", "1"), ("b", "2")];
    let mut config = [("k1", "v"), ("k2", "w")];
    if reversed {
        custom.reverse();
        tags.reverse();
        config.reverse();
    }
    TaskTemplate {
        r#type: "python-task".to_owned(),
        metadata: Some(TaskMetadata {
            interruptible_value: Some(task_metadata::InterruptibleValue::Interruptible(false)),
            tags: strings(tags),
            generates_deck: Some(false),
            ..TaskMetadata::default()
        }),
        custom: Some((&Struct { fields: custom.into_iter().collect() }).into()),
        config: strings(config),
        target: Some(task_template::Target::Container(core::Container {
            image: "i".to_owned(),
            args: vec!["x".to_owned()],
            ..core::Container::default()
        })),
        ..TaskTemplate::default()
    }
}

#[test]
fn a_message_has_one_encoding_and_it_is_that_of_flyteidl() {
    assert_eq!(Ok(task_template(false).encode_to_vec()), bytes(TASK_TEMPLATE));
    assert_eq!(Ok(task_template(true).encode_to_vec()), bytes(TASK_TEMPLATE));
}

#[test]
fn a_task_template_survives_encoding_and_decoding() {
    let template = task_template(false);
    assert_eq!(TaskTemplate::decode(template.encode_to_vec().as_slice()), Ok(template));
}

#[test]
fn a_wrapper_that_holds_the_default_is_not_an_absent_one() {
    let encode = |generates_deck| TaskMetadata { generates_deck, ..TaskMetadata::default() }.encode_to_vec();
    assert!(encode(None).is_empty());
    assert_eq!(encode(Some(false)), [15 << 3 | 2, 0]);
    assert_eq!(encode(Some(true)), [15 << 3 | 2, 2, 1 << 3, 1]);
    for generates_deck in [None, Some(false), Some(true)] {
        let decoded = TaskMetadata::decode(encode(generates_deck).as_slice()).unwrap();
        assert_eq!(decoded.generates_deck, generates_deck);
    }
}

#[test]
fn a_oneof_that_holds_the_default_is_not_an_absent_one() {
    let zero = Literal {
        value: Some(literal::Value::Scalar(Box::new(core::Scalar {
            value: Some(scalar::Value::Primitive(core::Primitive {
                value: Some(primitive::Value::Integer(0)),
            })),
        }))),
        ..Literal::default()
    };
    assert_eq!(zero.encode_to_vec(), [0x0a, 4, 0x0a, 2, 0x08, 0]);
    assert_eq!(Literal::decode(zero.encode_to_vec().as_slice()), Ok(zero));

    let none = LiteralType {
        r#type: Some(literal_type::Type::Simple(SimpleType::None.into())),
        ..LiteralType::default()
    };
    assert_eq!(none.encode_to_vec(), [0x08, 0]);

    let unlimited = core::ArrayNode {
        parallelism_option: Some(array_node::ParallelismOption::Parallelism(0)),
        ..core::ArrayNode::default()
    };
    assert_eq!(unlimited.encode_to_vec(), [0x10, 0]);
}

#[test]
fn an_empty_message_is_not_an_absent_one() {
    let node = core::Node {
        target: Some(node::Target::TaskNode(core::TaskNode::default())),
        ..core::Node::default()
    };
    let decoded = core::Node::decode(node.encode_to_vec().as_slice()).unwrap();
    assert_eq!(decoded.target, node.target);
    assert_eq!(decoded.metadata, None);
    assert!(OutputReference::default().encode_to_vec().is_empty());
}

#[test]
fn the_descriptor_set_is_complete_and_lies_where_its_packages_say() {
    let set = FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
    let names: Vec<&str> = set.file.iter().map(FileDescriptorProto::name).collect();
    for file in &set.file {
        let folder = file.package().replace('.', "/");
        let name = file.name();
        assert!(name.starts_with(&format!("{folder}/")), "{name} is in package {}", file.package());
        for dependency in &file.dependency {
            assert!(names.contains(&dependency.as_str()), "{name} imports {dependency}");
        }
    }
    let services: Vec<&str> =
        set.file.iter().flat_map(|file| &file.service).map(ServiceDescriptorProto::name).collect();
    assert_eq!(services, ["AdminService", "AuthMetadataService", "DataProxyService", "IdentityService"]);
}
