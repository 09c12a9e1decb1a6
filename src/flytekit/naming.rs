//! Names of entities and nodes.
//!
//! An entity is named after its function and the module that the function is in (`flytekit.core.tracker`). The module's
//! name is the one by which it was imported, or its full path from the outermost package around its file where that is
//! longer.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::Path;
use std::rc::Rc;

use rustc_hash::FxHashMap;
use sha2::{Digest as _, Sha224};

use crate::python::{Evaluator, Module, Value};

/// Names the folder in which module paths begin; `.` switches full paths off.
const PACKAGE_ROOT_VARIABLE: &str = "FLYTE_PYTHON_PACKAGE_ROOT";
const LABEL_LIMIT: usize = 63;
const HASH_LENGTH: usize = 10;

/// Bytes as hexadecimal digits.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The last part of a dotted name (`flytekit.core.promise.extract_obj_name`).
pub(crate) fn short_name(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// A name as a DNS label (`flytekit.core.utils._dnsify`): long ones are cut and begin with a hash of the whole.
pub(crate) fn dns_label(name: &str) -> String {
    let count = name.chars().count();
    let shortened = if count >= LABEL_LIMIT {
        let hash = hexadecimal(&Sha224::digest(name.as_bytes()));
        let rest: String = name.chars().skip(count - (LABEL_LIMIT - HASH_LENGTH - 1)).collect();
        format!("{}-{rest}", &hash[..HASH_LENGTH])
    } else {
        name.to_owned()
    };
    let mut label = String::new();
    for character in shortened.chars() {
        let room = !label.is_empty() && label.chars().count() < LABEL_LIMIT - 1;
        if matches!(character, '_' | '-' | '.') {
            if room {
                label.push('-');
            }
        } else if character.is_lowercase() || character.is_numeric() {
            label.push(character);
        } else if character.is_alphabetic() {
            if room && !label.ends_with('-') {
                label.push('-');
            }
            label.extend(character.to_lowercase());
        }
    }
    if label.ends_with('-') {
        label.pop();
    }
    label
}

/// The name under which entities of the module are registered (`flytekit.core.tracker.get_full_module_path`).
pub(crate) fn full_module_path(evaluator: &mut Evaluator, module: &Module) -> String {
    let known = evaluator.extension::<FullNames>();
    if let Some(name) = known.0.borrow().get(&module.name) {
        return name.clone();
    }
    let name = full_name(evaluator, module);
    known.0.borrow_mut().insert(Rc::clone(&module.name), name.clone());
    name
}

/// The names that were found, for every entity of a module asks.
#[derive(Default)]
struct FullNames(RefCell<FxHashMap<Rc<str>, String>>);

fn full_name(evaluator: &Evaluator, module: &Module) -> String {
    let root = evaluator.settings.environment.get(PACKAGE_ROOT_VARIABLE).map_or("auto", String::as_str);
    let full = match &module.path {
        Some(path) if root != "." => path_name(path, (root != "auto").then(|| Path::new(root))),
        _ => String::new(),
    };
    if full.chars().count() > module.name.chars().count() { full } else { module.name.to_string() }
}

/// The dotted path of a file from the outermost of the packages around it.
fn path_name(path: &Path, package_root: Option<&Path>) -> String {
    let base = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    match path.parent() {
        Some(folder) if Some(folder) != package_root && folder.join("__init__.py").exists() => {
            format!("{}.{base}", path_name(folder, package_root))
        }
        _ => base,
    }
}

/// The first name, in alphabetical order, that the module binds to the object for which `is_it` holds
/// (`flytekit.core.tracker.TrackedInstance.find_lhs`).
pub(crate) fn bound_name(module: &Module, is_it: impl Fn(&Value) -> bool) -> Option<Rc<str>> {
    let vars = module.scope.vars.borrow();
    vars.iter().filter(|(_, value)| is_it(value)).map(|(name, _)| Rc::clone(name)).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_what_a_cluster_accepts() {
        assert_eq!(dns_label("My_LP.x"), "my-l-p-x");
        assert_eq!(dns_label("_n0"), "n0");
        assert_eq!(dns_label("n0-"), "n0");
        assert_eq!(dns_label("a b/c"), "abc");
    }

    #[test]
    fn long_labels_begin_with_a_hash() {
        let label = dns_label(&"x".repeat(70));
        assert_eq!(label.len(), 63);
        assert_eq!(label, format!("{}-{}", &label[..10], "x".repeat(52)));
        assert_ne!(&label[..10], &dns_label(&"x".repeat(71))[..10]);
    }

    #[test]
    fn packages_around_a_file_are_part_of_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let package = folder.path().join("a/b");
        std::fs::create_dir_all(&package).unwrap();
        std::fs::write(package.join("__init__.py"), "").unwrap();
        let file = package.join("c.py");
        assert_eq!(path_name(&file, None), "b.c");
        std::fs::write(folder.path().join("a/__init__.py"), "").unwrap();
        assert_eq!(path_name(&file, None), "a.b.c");
        assert_eq!(path_name(&file, Some(&folder.path().join("a"))), "b.c");
        assert_eq!(path_name(&package.join("__init__.py"), None), "a.b.__init__");
    }
}
