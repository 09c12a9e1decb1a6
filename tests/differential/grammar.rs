//! The grammar of the generated programs, read from `expressions.txt` and `scenarios.txt`.

use std::collections::BTreeMap;

/// What kind of value an expression gives, as the letter that stands for it in templates.
pub(crate) type Kind = char;

/// Kinds whose values print alike in every run: all but sets of text, iterators and functions.
pub(crate) const SHOWN: &[Kind] =
    &['i', 'f', 's', 'b', 'y', 'I', 'F', 'S', 'P', 'L', 'T', 't', 'D', 'E', 'K', 'M', 'X', 'r'];

/// Kinds of variables.
pub(crate) const STORED: &[Kind] = &[
    'i', 'i', 'i', 'f', 's', 's', 'b', 'y', 'I', 'I', 'F', 'S', 'P', 'L', 'T', 't', 'D', 'E', 'K', 'M', 'X',
    'Z', 'r', 'g', 'h', 'c', 'p', 'u',
];

/// Statements that belong together.
pub(crate) struct Scenario {
    /// Template lines.
    pub(crate) text: String,
    /// A name that it leaves behind: its kind and its number in the template.
    pub(crate) leaves: Option<(Kind, char)>,
}

/// The grammar.
#[derive(Default)]
pub(crate) struct Grammar {
    expressions: BTreeMap<Kind, Vec<String>>,
    /// The scenarios.
    pub(crate) scenarios: Vec<Scenario>,
    /// Whether the programs are made of some of the scenarios and nothing else.
    pub(crate) is_narrowed: bool,
}

impl Grammar {
    /// The grammar of the two files; of the scenarios only those whose title has the text, if one is given.
    pub(crate) fn load(narrowed_to: Option<&str>) -> Self {
        let mut expressions: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
        for line in include_str!("expressions.txt").lines() {
            let mut parts = line.splitn(2, ' ');
            let (Some(kind), Some(template)) = (parts.next(), parts.next()) else { continue };
            if let Some(kind) = kind.chars().next().filter(|kind| *kind != '#') {
                expressions.entry(kind).or_default().push(template.to_owned());
            }
        }
        let blocks = include_str!("scenarios.txt").split("\n## ").skip(1);
        let blocks = blocks.filter(|block| narrowed_to.is_none_or(|text| title(block).contains(text)));
        Self { expressions, scenarios: blocks.map(scenario).collect(), is_narrowed: narrowed_to.is_some() }
    }

    /// The templates of a kind.
    pub(crate) fn templates(&self, kind: Kind) -> &[String] {
        self.expressions.get(&kind).map_or(&[], Vec::as_slice)
    }
}

fn title(block: &str) -> &str {
    block.lines().next().unwrap_or_default()
}

fn scenario(block: &str) -> Scenario {
    let (title, text) = block.split_once('\n').expect("a scenario has lines");
    let (_, leaves) = title.split_once(" -> ").unwrap_or((title, ""));
    let leaves = leaves.chars().next().zip(leaves.chars().last());
    Scenario { text: text.trim_end().to_owned(), leaves }
}
