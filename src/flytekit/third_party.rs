//! Facts about classes of packages that are never loaded: canonical names and ancestry.
//!
//! The dotted path of an unknown class is enough to give it a Flyte type. The tables in `third_party/` say what the class is
//! really called (`sklearn.linear_model.LogisticRegression` is defined in `sklearn.linear_model._logistic`) and which of its
//! ancestors flytekit's type engine treats in its own way. A line is `path canonical ancestor`; `=` is the path itself, `-`
//! is none, `*` is any one name. Most tables are recorded from the installed packages:
//! `python src/flytekit/third_party/record.py src/flytekit/third_party` in an environment that has them. `torch.txt`,
//! `keras.txt`, `pydantic.txt` and `other.txt` are written by hand. Adding a class is adding a line.

/// What is known of a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fact<'p> {
    /// `module.qualname` as the class itself says it.
    pub(crate) canonical: &'p str,
    /// The canonical name of the nearest ancestor (or of the class itself) that has a Flyte type of its own; `dataclass`
    /// for a dataclass.
    pub(crate) ancestor: Option<&'p str>,
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

/// Packages whose tables are complete: a class of theirs that is not listed is called what its path says and has no ancestor
/// with a Flyte type.
const COMPLETE: &[&str] =
    &["PIL", "numpy", "omegaconf", "pandas", "pandera", "polars", "pyarrow", "pyspark", "sklearn", "xgboost"];

/// What is known of the class at a dotted path.
pub(crate) fn fact(path: &str) -> Option<Fact<'_>> {
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
            let fact = Fact {
                canonical: if canonical == "=" { path } else { canonical },
                ancestor: (ancestor != "-").then_some(ancestor),
            };
            if listed == path {
                return Some(fact);
            }
            if wildcard.is_none() && listed.strip_suffix(".*").is_some_and(|listed| matches(listed, parent)) {
                wildcard = Some(fact);
            }
        }
    }
    wildcard.or_else(|| COMPLETE.contains(&package).then_some(Fact { canonical: path, ancestor: None }))
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
pub(crate) fn canonical(path: &str) -> &str {
    fact(path).map_or(path, |fact| fact.canonical)
}

/// The package that a dotted path begins with.
fn first_name(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let regression = fact("sklearn.linear_model.LogisticRegression");
        let expected = Fact {
            canonical: "sklearn.linear_model._logistic.LogisticRegression",
            ancestor: Some("sklearn.base.BaseEstimator"),
        };
        assert_eq!(regression, Some(expected));
        assert_eq!(
            fact("torch.nn.Linear").and_then(|fact| fact.ancestor),
            Some("torch.nn.modules.module.Module")
        );
        assert_eq!(fact("torch.nn.Parameter").and_then(|fact| fact.ancestor), Some("torch.Tensor"));
        assert_eq!(fact("torch.utils.data.DataLoader").and_then(|fact| fact.ancestor), None);
        assert_eq!(fact("numpy.float64").and_then(|fact| fact.ancestor), Some("builtins.float"));
        assert_eq!(
            fact("sklearn.unheard.Of"),
            Some(Fact { canonical: "sklearn.unheard.Of", ancestor: None })
        );
        assert_eq!(fact("unheard.Of"), None);
        assert_eq!(canonical("io.BytesIO"), "_io.BytesIO");
    }
}
