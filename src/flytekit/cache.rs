//! `Cache`: how a task's outputs are cached.
//!
//! A version that is not given is a hash over what the program's policies say of the task. flytekit itself has no policy.

use std::rc::Rc;

use sha2::{Digest, Sha256};

use super::library::{self, Library};
use super::record::{self, Record, fields};
use crate::diagnostic::{Diagnostic, Id};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Value, Vars};

const MODULE: &str = "flytekit.core.cache";
const CLASS: &str = "flytekit.core.cache.Cache";

/// Defines the classes.
pub(super) fn define(evaluator: &Evaluator, library: &mut Library) {
    let fields = fields! { version: None, serialize: Bool(false), ignored_inputs: Tuple, salt: Str(""), policies: None };
    let methods = library::methods(&[("get_ignored_inputs", ignored_inputs), ("get_version", version)]);
    let class = Record::dataclass(MODULE, "Cache", fields).check(check).attributes(methods).class(evaluator);
    library.class(&class, &["flytekit"]);
    let object = Rc::clone(&evaluator.types.object);
    library.class(&Class::native(MODULE, "CachePolicy", &[object], None, Vars::default()), &["flytekit"]);
    let fields =
        fields! { func: Required, container_image: None, pod_template: None, pod_template_name: None };
    library.class(&Record::dataclass(MODULE, "VersionParameters", fields).class(evaluator), &["flytekit"]);
}

/// `Cache.__post_init__`.
fn check(evaluator: &mut Evaluator, cache: &Rc<Instance>) -> EvalResult<()> {
    let [version, policies] = ["version", "policies"].map(|field| record::get(cache, field));
    if version.is_none() && evaluator.truth(&policies)?.is_false() {
        let message = "If version is not defined then at least one cache policy needs to be set";
        let diagnostic = Diagnostic::error(Id::InvalidArgument, message)
            .with_help("give the cache a version: `Cache(version=\"1\")`");
        return Err(evaluator.exception_with(&evaluator.exceptions.value_error, diagnostic));
    }
    Ok(())
}

fn receiver(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Instance>> {
    let cache = arguments.take_first().and_then(|value| record::instance_of(&value, CLASS));
    cache.ok_or_else(|| evaluator.type_error("a Cache is needed"))
}

/// `Cache.get_ignored_inputs`: one name stands for a tuple of one.
fn ignored_inputs(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let cache = receiver(evaluator, &mut arguments)?;
    Ok(match record::get(&cache, "ignored_inputs") {
        name @ Value::Str(_) => Value::tuple([name]),
        names => names,
    })
}

/// `Cache.get_version`: the version that was given, else a hash over what the policies say of the task.
fn version(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let cache = receiver(evaluator, &mut arguments)?;
    let [parameters] = arguments.bind(evaluator, "get_version", ["params!"])?;
    let parameters = parameters.unwrap_or(Value::None);
    let version = record::get(&cache, "version");
    if !version.is_none() {
        return Ok(version);
    }
    let salt = record::get(&cache, "salt");
    let policies = match record::get(&cache, "policies") {
        list @ (Value::List(_) | Value::Tuple(_)) => evaluator.iterate(&list)?,
        one => vec![one],
    };
    let mut hasher = Sha256::new();
    for policy in policies {
        let arguments = Arguments::positional([salt.clone(), parameters.clone()]);
        let part = evaluator.call_method(&policy, "get_version", arguments)?;
        let Some(text) = part.as_str() else { return Ok(part) };
        hasher.update(text.as_bytes());
    }
    let digest = hasher.finalize();
    Ok(Value::from(digest.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))))
}

#[cfg(test)]
mod tests {
    use crate::flytekit::testing::Program;

    #[test]
    fn versions_are_given_or_hashed_from_policies() {
        let mut program = Program::new(
            "
from flytekit import Cache
class Policy:
    def get_version(self, salt, params):
        return salt + 'v'
given = Cache(version='1', ignored_inputs='a').get_version(None)
ignored = Cache(version='1', ignored_inputs='a').get_ignored_inputs()
hashed = Cache(salt='s', policies=[Policy(), Policy()]).get_version(None)
",
        );
        assert_eq!(program.repr("given"), "'1'");
        assert_eq!(program.repr("ignored"), "('a',)");
        // sha256 of `svsv`
        assert_eq!(
            program.repr("hashed"),
            "'a5fa5644b544fa5167194859e0c75c9cc9375a8230ac0803dd221ac6d5302463'"
        );
        let program = Program::new("from flytekit import Cache\nCache()\n");
        assert_eq!(
            program.messages(),
            ["If version is not defined then at least one cache policy needs to be set"]
        );
    }
}
