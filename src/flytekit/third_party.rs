//! Facts about packages that are never loaded: canonical names and ancestry of classes, and constants.
//!
//! The dotted path of an unknown class is enough to give it a Flyte type. Where its package is installed, the package's own
//! sources say what is known ([`installed`]); where it is not, and where the sources leave it open, tables do. The tables in `third_party/` say what the class is
//! really called (`sklearn.linear_model.LogisticRegression` is defined in `sklearn.linear_model._logistic`) and which of its
//! ancestors flytekit's type engine treats in its own way. A line is `path canonical ancestor`; `=` is the path itself, `-`
//! is none, `*` is any one name. Most tables are recorded from the installed packages:
//! `python src/flytekit/third_party/record.py src/flytekit/third_party` in an environment that has them. `torch.txt`,
//! `keras.txt`, `pydantic.txt` and `other.txt` are written by hand. Adding a class is adding a line. `constants.txt` has the
//! values of constants.

mod installed;

use std::collections::HashMap;
use std::sync::OnceLock;

use super::convert;
use crate::python::{Evaluator, Value};

/// What is known of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fact {
    /// `module.qualname` as the class itself says it.
    pub(crate) canonical: String,
    /// The canonical name of the nearest ancestor (or of the class itself) that has a Flyte type of its own; `dataclass`
    /// for a dataclass.
    pub(crate) ancestor: Option<String>,
}

/// Tables by the first name of the paths in them; the last one holds all the others.
const TABLES: &[(&[&str], &str)] = &[
    (&["PIL"], include_str!("third_party/PIL.txt")),
    (&["keras", "tensorflow"], include_str!("third_party/keras.txt")),
    (&["numpy"], include_str!("third_party/numpy.txt")),
    (&["omegaconf"], include_str!("third_party/omegaconf.txt")),
    (&["pandera"], include_str!("third_party/pandera.txt")),
    (&["polars"], include_str!("third_party/polars.txt")),
    (&["pyarrow"], include_str!("third_party/pyarrow.txt")),
    (&["pydantic"], include_str!("third_party/pydantic.txt")),
    (&["pyspark"], include_str!("third_party/pyspark.txt")),
    (&["sklearn"], include_str!("third_party/sklearn.txt")),
    (&["torch", "torchvision", "lightning", "pytorch_lightning"], include_str!("third_party/torch.txt")),
    (&["xgboost"], include_str!("third_party/xgboost.txt")),
    (&["pandas"], include_str!("third_party/pandas.txt")),
    (&[], include_str!("third_party/other.txt")),
    (&[], include_str!("third_party/stdlib.txt")),
];

const CONSTANTS: &str = include_str!("third_party/constants.txt");

/// Packages whose tables are complete: a class of theirs that is not listed is called what its path says and has no ancestor
/// with a Flyte type.
const COMPLETE: &[&str] =
    &["PIL", "numpy", "omegaconf", "pandas", "pandera", "polars", "pyarrow", "pyspark", "sklearn", "xgboost"];

/// The class that messages of protobuf descend from.
const MESSAGE: &str = "google.protobuf.message.Message";

/// Tells the evaluator which classes there are.
pub(super) fn register(evaluator: &mut Evaluator) {
    evaluator.know_names(|path| line(path).is_some() || constant(path).is_some());
    evaluator.know_values(constant);
}

/// The constant at a dotted path.
fn constant(path: &str) -> Option<Value> {
    static TABLE: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| CONSTANTS.lines().filter_map(|line| line.split_once(' ')).collect());
    serde_json::from_str(table.get(path)?).ok().map(|json| convert::value(&json))
}

/// What is known of the class at a dotted path.
pub(crate) fn fact(evaluator: &Evaluator, path: &str) -> Option<Fact> {
    let known = installed::fact(evaluator, path).or_else(|| {
        // Of what is installed, only what a table lists is more than a guess.
        if installed::is_installed(evaluator, path) {
            line(path).or_else(|| line(&installed::definition(evaluator, path)?))
        } else {
            listed(path)
        }
    });
    known.or_else(|| {
        generated_message(path)?;
        Some(Fact { canonical: path.to_owned(), ancestor: Some(MESSAGE.to_owned()) })
    })
}

/// The module and the name of a message in a module that protobuf's compiler generates: those end with `_pb2`.
pub(crate) fn generated_message(path: &str) -> Option<(&str, &str)> {
    let end = path.find("_pb2.")? + "_pb2".len();
    let (_, name) = path[end..].rsplit_once('.')?;
    let is_class = name.starts_with(|first: char| first.is_ascii_uppercase());
    is_class.then_some((&path[..end], name))
}

/// What the tables say of the class at a dotted path.
fn listed(path: &str) -> Option<Fact> {
    // Tables list what packages show, and where that is defined; other classes of hidden modules are not in them.
    let is_shown = !path.split('.').any(|name| name.starts_with('_'));
    let is_complete = is_shown && COMPLETE.contains(&first_name(path));
    line(path).or_else(|| is_complete.then(|| Fact { canonical: path.to_owned(), ancestor: None }))
}

/// The line of a table that is about the class at a dotted path.
fn line(path: &str) -> Option<Fact> {
    let package = first_name(path);
    let (parent, _) = path.rsplit_once('.')?;
    let mut wildcard = None;
    for (packages, table) in TABLES {
        if !packages.is_empty() && !packages.contains(&package) {
            continue;
        }
        for line in table.lines() {
            let mut words = line.split(' ');
            let (Some(listed), Some(canonical), Some(ancestor)) = (words.next(), words.next(), words.next())
            else {
                continue;
            };
            let fact = || Fact {
                canonical: if canonical == "=" { path } else { canonical }.to_owned(),
                ancestor: (ancestor != "-").then(|| ancestor.to_owned()),
            };
            if listed == path || canonical == path {
                return Some(fact());
            }
            if wildcard.is_none() && listed.strip_suffix(".*").is_some_and(|listed| matches(listed, parent)) {
                wildcard = Some(fact());
            }
        }
    }
    wildcard
}

/// Whether the dotted name fits the pattern, in which `*` is any one name.
fn matches(pattern: &str, name: &str) -> bool {
    let (mut patterns, mut names) = (pattern.split('.'), name.split('.'));
    loop {
        match (patterns.next(), names.next()) {
            (None, None) => return true,
            (Some(pattern), Some(name)) if pattern == "*" || pattern == name => {}
            _ => return false,
        }
    }
}

/// The canonical name of the class at a dotted path: the path itself where nothing is known.
pub(crate) fn canonical(evaluator: &Evaluator, path: &str) -> String {
    if let Some(lineage) = evaluator.packages.lineage(path) {
        return lineage.canonical.to_string();
    }
    fact(evaluator, path).map_or_else(|| path.to_owned(), |fact| fact.canonical)
}

/// The package that a dotted path begins with.
fn first_name(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use crate::flytekit::testing::Program;
    use crate::python::Value;

    use super::*;

    #[test]
    fn constants_are_known_wherever_they_come_from() {
        let program = Program::new(
            "from torch import distributed as dist\nfrom torch.distributed import Backend\nimport numpy as np\n\
             A = dist.Backend.GLOO\nB = Backend.NCCL\nC = np.pi\nD = np.newaxis\nE = dist.Backend.HEARSAY\n",
        );
        let texts = ["A", "B"].map(|name| program.global(name).as_str().map(|text| text.to_string()));
        assert_eq!(texts, [Some("gloo".to_owned()), Some("nccl".to_owned())]);
        assert!(
            matches!(program.global("C"), Value::Float(number) if number.to_bits() == std::f64::consts::PI.to_bits())
        );
        assert!(program.global("D").is_none());
        assert!(program.global("E").as_unknown().is_some());
    }

    #[test]
    fn every_line_has_three_words_and_stands_in_the_table_of_its_package() {
        for (packages, table) in TABLES {
            for line in table.lines().filter(|line| !line.starts_with('#')) {
                let words: Vec<&str> = line.split(' ').collect();
                assert_eq!(words.len(), 3, "{line}");
                assert!(packages.is_empty() || packages.contains(&first_name(line)), "{line}");
            }
        }
    }

    #[test]
    fn paths_lead_to_canonical_names_and_ancestors() {
        let regression = listed("sklearn.linear_model.LogisticRegression");
        let expected = Fact {
            canonical: "sklearn.linear_model._logistic.LogisticRegression".to_owned(),
            ancestor: Some("sklearn.base.BaseEstimator".to_owned()),
        };
        assert_eq!(regression.as_ref(), Some(&expected));
        let ancestor = |path: &str| listed(path).and_then(|fact| fact.ancestor);
        assert_eq!(ancestor("torch.nn.Linear").as_deref(), Some("torch.nn.modules.module.Module"));
        assert_eq!(ancestor("torch.nn.Parameter").as_deref(), Some("torch.Tensor"));
        assert_eq!(ancestor("torch.utils.data.DataLoader"), None);
        assert_eq!(ancestor("numpy.float64").as_deref(), Some("builtins.float"));
        assert_eq!(listed("sklearn.linear_model._logistic.LogisticRegression"), regression);
        assert_eq!(listed("sklearn.linear_model._base.LinearModel"), None);
        let unheard = Fact { canonical: "sklearn.unheard.Of".to_owned(), ancestor: None };
        assert_eq!(listed("sklearn.unheard.Of"), Some(unheard));
        assert_eq!(listed("unheard.Of"), None);
        assert_eq!(listed("io.BytesIO").map(|fact| fact.canonical).as_deref(), Some("_io.BytesIO"));
    }
}
