//! `uuid`: identifiers from known text are known; those made by chance or from the clock are not.

use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::ToPrimitive as _;

use super::convert::{big_integer, bytes, stop, text};
use super::hashlib::digest;
use super::parts::{Names, closure, follows, hash_of, receiver};
use crate::python::{Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Int, Key, Value, Vars};

/// The payload of a `UUID`: its number.
struct Identifier(u128);

/// The last group of the namespaces of RFC 4122 is the same; the first says which.
const NAMESPACES: [(&str, u128); 4] =
    [("DNS", 0x6ba7_b810), ("URL", 0x6ba7_b811), ("OID", 0x6ba7_b812), ("X500", 0x6ba7_b814)];
const NAMESPACE_REST: u128 = 0x9dad_11d1_80b4_00c0_4fd4_30c8;

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let object = std::slice::from_ref(&evaluator.types.object);
    let class = Class::native("uuid", "UUID", object, Some(Rc::new(Hooks)), attributes());
    let mut names = Names::default().class(&class);
    for (name, first) in NAMESPACES {
        names = names.value(&format!("NAMESPACE_{name}"), instance(&class, first << 96 | NAMESPACE_REST));
    }
    for (name, algorithm, version) in [("uuid3", "md5", 3), ("uuid5", "sha1", 5)] {
        let class = Rc::clone(&class);
        let make = move |evaluator: &mut Evaluator, arguments: Arguments| {
            of_name(evaluator, arguments, &class, algorithm, version)
        };
        names = names.value(name, closure(name, make));
    }
    Ok(names
        .unknown_functions("uuid", &["uuid1", "uuid4", "uuid6", "uuid7", "uuid8"], "it depends on chance")
        .unknown_functions("uuid", &["getnode"], "it depends on the machine")
        .vars())
}

fn instance(class: &Rc<Class>, number: u128) -> Value {
    Value::Instance(Rc::new(Instance::with_payload(class, Identifier(number))))
}

fn attributes() -> Vars {
    Names::default()
        .properties(&[
            ("hex", |evaluator, arguments| {
                with(evaluator, arguments, |number| format!("{number:032x}").into())
            }),
            ("int", |evaluator, arguments| {
                with(evaluator, arguments, |number| Value::Int(BigInt::from(number).into()))
            }),
            ("bytes", |evaluator, arguments| {
                with(evaluator, arguments, |number| Value::Bytes(Rc::from(number.to_be_bytes().as_slice())))
            }),
            ("urn", |evaluator, arguments| {
                with(evaluator, arguments, |number| format!("urn:uuid:{}", shown(number)).into())
            }),
            ("version", |evaluator, arguments| {
                with(evaluator, arguments, |number| match number >> 62 & 3 {
                    2 => Value::int((number >> 76 & 15) as i64),
                    _ => Value::None,
                })
            }),
        ])
        .functions(&[
            ("__str__", |evaluator, arguments| with(evaluator, arguments, |number| shown(number).into())),
            ("__repr__", |evaluator, arguments| {
                with(evaluator, arguments, |number| format!("UUID('{}')", shown(number)).into())
            }),
            ("__int__", |evaluator, arguments| {
                with(evaluator, arguments, |number| Value::Int(BigInt::from(number).into()))
            }),
            ("__hash__", |evaluator, arguments| {
                with(evaluator, arguments, |number| hash_of(&Key::Str(shown(number).into())))
            }),
            ("__eq__", |evaluator, arguments| compared(evaluator, arguments, |left, right| left == right)),
            ("__lt__", |evaluator, arguments| compared(evaluator, arguments, |left, right| left < right)),
            ("__le__", |evaluator, arguments| compared(evaluator, arguments, |left, right| left <= right)),
            ("__gt__", |evaluator, arguments| compared(evaluator, arguments, |left, right| left > right)),
            ("__ge__", |evaluator, arguments| compared(evaluator, arguments, |left, right| left >= right)),
        ])
        .vars()
}

fn with(evaluator: &mut Evaluator, mut arguments: Arguments, make: fn(u128) -> Value) -> EvalResult<Value> {
    let (_, identifier) = receiver::<Identifier>(evaluator, &mut arguments)?;
    Ok(make(identifier.0))
}

fn compared(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    holds: fn(u128, u128) -> bool,
) -> EvalResult<Value> {
    let (_, identifier) = receiver::<Identifier>(evaluator, &mut arguments)?;
    let other = arguments.take_first().and_then(|other| other.payload::<Identifier>());
    Ok(other.map_or(Value::NotImplemented, |other| holds(identifier.0, other.0).into()))
}

fn shown(number: u128) -> String {
    let hex = format!("{number:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

struct Hooks;

impl ClassHooks for Hooks {
    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if let Some(unknown) = arguments.first_unknown() {
            return Ok(Some(follows(unknown)));
        }
        let parameters = ["hex", "bytes", "bytes_le", "fields", "int", "version"];
        let [hex, content, _, _, number, version] =
            arguments.clone().bind(evaluator, "UUID.__init__", parameters)?;
        if version.is_some() {
            return stop(evaluator, "versions of identifiers are not set here");
        }
        let number = match (hex, content, number) {
            (Some(hex), None, None) => {
                let hex = text(evaluator, &hex, "'{}' object has no attribute 'replace'")?;
                from_text(evaluator, &hex)?
            }
            (None, Some(content), None) => match <[u8; 16]>::try_from(&*bytes(evaluator, &content)?) {
                Ok(content) => u128::from_be_bytes(content),
                Err(_) => return Err(evaluator.value_error("bytes is not a 16-char string")),
            },
            (None, None, Some(number)) => from_int(evaluator, &number)?,
            _ => {
                let message = "one of the hex, bytes, bytes_le, fields, or int arguments must be given";
                return Err(evaluator.type_error(message));
            }
        };
        Ok(Some(instance(class, number)))
    }
}

fn from_text(evaluator: &Evaluator, source: &str) -> EvalResult<u128> {
    let plain = source.replace("urn:", "").replace("uuid:", "");
    let digits = plain.trim_matches(['{', '}']).replace('-', "");
    let number = (digits.chars().count() == 32).then(|| u128::from_str_radix(&digits, 16).ok()).flatten();
    number.ok_or_else(|| evaluator.value_error("badly formed hexadecimal UUID string"))
}

fn from_int(evaluator: &mut Evaluator, value: &Value) -> EvalResult<u128> {
    let number: Int = big_integer(evaluator, value)?;
    number
        .to_big()
        .to_u128()
        .ok_or_else(|| evaluator.value_error("int is out of range (need a 128-bit value)"))
}

/// `uuid3` and `uuid5`: the digest of a namespace and a name, with the version in its place.
fn of_name(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    class: &Rc<Class>,
    algorithm: &str,
    version: u128,
) -> EvalResult<Value> {
    let [namespace, name] = arguments.bind(evaluator, algorithm, ["namespace!", "name!"])?;
    let Some(namespace) = namespace.and_then(|namespace| namespace.payload::<Identifier>()) else {
        return Err(evaluator.attribute_error("'str' object has no attribute 'bytes'"));
    };
    let name = name.unwrap_or(Value::None);
    let mut content = namespace.0.to_be_bytes().to_vec();
    match name.as_str() {
        Some(name) => content.extend_from_slice(name.as_bytes()),
        None => content.extend_from_slice(&bytes(evaluator, &name)?),
    }
    let digest = digest(algorithm, &content).unwrap_or_default();
    let number = digest.iter().take(16).fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let number = number & !(0xf << 76) & !(3 << 62) | version << 76 | 2 << 62;
    Ok(instance(class, number))
}
