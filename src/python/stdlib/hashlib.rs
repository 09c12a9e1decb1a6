//! `hashlib`: digests of known bytes.

use std::cell::RefCell;
use std::rc::Rc;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::convert::{bytes, known, stop, text, type_name};
use super::parts::{Names, closure_accepting_unknown, receiver, take_first};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Unknown, Value, Vars};

/// An algorithm: its name, the size of its digest and of its blocks in bytes.
struct Algorithm {
    name: &'static str,
    digest_size: usize,
    block_size: usize,
    digest: fn(&[u8]) -> Vec<u8>,
}

fn digest_of<D: Digest>(content: &[u8]) -> Vec<u8> {
    D::digest(content).to_vec()
}

const ALGORITHMS: &[Algorithm] = &[
    Algorithm { name: "md5", digest_size: 16, block_size: 64, digest: digest_of::<Md5> },
    Algorithm { name: "sha1", digest_size: 20, block_size: 64, digest: digest_of::<Sha1> },
    Algorithm { name: "sha224", digest_size: 28, block_size: 64, digest: digest_of::<Sha224> },
    Algorithm { name: "sha256", digest_size: 32, block_size: 64, digest: digest_of::<Sha256> },
    Algorithm { name: "sha384", digest_size: 48, block_size: 128, digest: digest_of::<Sha384> },
    Algorithm { name: "sha512", digest_size: 64, block_size: 128, digest: digest_of::<Sha512> },
];

/// The payload of a hash object: what it was given so far.
struct Hash {
    algorithm: &'static Algorithm,
    content: RefCell<Vec<u8>>,
    unknown: RefCell<Option<Rc<Unknown>>>,
}

/// The digest of a known algorithm.
pub(super) fn digest(algorithm: &str, content: &[u8]) -> Option<Vec<u8>> {
    let algorithm = ALGORITHMS.iter().find(|known| known.name == algorithm)?;
    Some((algorithm.digest)(content))
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let attributes = Names::default()
        .functions(&[("digest", digest_method), ("hexdigest", hexdigest), ("copy", copy)])
        .functions_accepting_unknown(&[("update", update)]);
    let object = std::slice::from_ref(&evaluator.types.object);
    let class = Class::native("_hashlib", "HASH", object, None, attributes.vars());
    let mut names = Names::default();
    for algorithm in ALGORITHMS {
        let class = Rc::clone(&class);
        let make = move |evaluator: &mut Evaluator, arguments: Arguments| {
            let [content, _] = arguments.bind(evaluator, algorithm.name, ["string", "*usedforsecurity"])?;
            make(evaluator, &class, algorithm, content)
        };
        names = names.value(algorithm.name, closure_accepting_unknown(algorithm.name, make));
    }
    let new = closure_accepting_unknown("new", move |evaluator, arguments| {
        let [name, content, _] = arguments.bind(evaluator, "new", ["name!", "data", "*usedforsecurity"])?;
        let name = known(name.unwrap_or(Value::None))?;
        let name = text(evaluator, &name, "name must be a string")?;
        match ALGORITHMS.iter().find(|algorithm| *algorithm.name == *name.to_lowercase()) {
            Some(algorithm) => make(evaluator, &class, algorithm, content),
            None => stop(evaluator, "which algorithms there are depends on the machine"),
        }
    });
    Ok(names.value("new", new).vars())
}

fn make(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    algorithm: &'static Algorithm,
    content: Option<Value>,
) -> EvalResult<Value> {
    let content = match content {
        None => Vec::new(),
        Some(content) => hashable(evaluator, &known(content)?)?.to_vec(),
    };
    let hash = Hash { algorithm, content: RefCell::new(content), unknown: RefCell::default() };
    let instance = Instance::with_payload(class, hash);
    instance.set_attribute("name", Value::str(algorithm.name));
    instance.set_attribute("digest_size", Value::int(algorithm.digest_size));
    instance.set_attribute("block_size", Value::int(algorithm.block_size));
    Ok(Value::Instance(Rc::new(instance)))
}

fn hashable(evaluator: &Evaluator, value: &Value) -> EvalResult<Rc<[u8]>> {
    match value.unwrapped() {
        Value::Bytes(_) => bytes(evaluator, value),
        Value::Str(_) => Err(evaluator.type_error("Strings must be encoded before hashing")),
        Value::Instance(_) => stop(evaluator, "only bytes are hashed"),
        _ => Err(evaluator.type_error("object supporting the buffer API required")),
    }
}

fn update(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, hash) = receiver::<Hash>(evaluator, &mut arguments)?;
    let content = take_first(evaluator, &mut arguments)?;
    if let Some(unknown) = content.as_unknown().cloned().or_else(|| evaluator.condition()) {
        *hash.unknown.borrow_mut() = Some(unknown);
        return Ok(Value::None);
    }
    hash.content.borrow_mut().extend_from_slice(&hashable(evaluator, &content)?);
    Ok(Value::None)
}

fn finished(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Vec<u8>> {
    let (_, hash) = receiver::<Hash>(evaluator, &mut arguments)?;
    if let Some(unknown) = &*hash.unknown.borrow() {
        return Err(Rc::clone(unknown).into());
    }
    Ok((hash.algorithm.digest)(&hash.content.borrow()))
}

fn digest_method(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    finished(evaluator, arguments).map(|digest| Value::Bytes(digest.into()))
}

/// Bytes as hexadecimal digits.
pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |number: u8| char::from_digit(u32::from(number), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn hexdigest(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    finished(evaluator, arguments).map(|digest| hexadecimal(&digest).into())
}

fn copy(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (value, hash) = receiver::<Hash>(evaluator, &mut arguments)?;
    let content = Value::Bytes(hash.content.borrow().as_slice().into());
    let copied = make(evaluator, &evaluator.class_of(&value), hash.algorithm, Some(content))?;
    if let Some(copied) = copied.payload::<Hash>() {
        (*hash.unknown.borrow()).clone_into(&mut copied.unknown.borrow_mut());
    }
    Ok(copied)
}

/// `hmac.compare_digest`.
pub(super) fn compare_digest(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let [left, right] = arguments.bind(evaluator, "compare_digest", ["a!", "b!"])?;
    let (left, right) = (left.unwrap_or(Value::None), right.unwrap_or(Value::None));
    match (left.unwrapped(), right.unwrapped()) {
        (Value::Str(left), Value::Str(right)) => Ok((left == right).into()),
        (Value::Bytes(left), Value::Bytes(right)) => Ok((left == right).into()),
        _ => {
            let (left, right) = (type_name(evaluator, &left), type_name(evaluator, &right));
            Err(evaluator.type_error(&format!(
                "unsupported operand types(s) or combination of types: '{left}' and '{right}'"
            )))
        }
    }
}
