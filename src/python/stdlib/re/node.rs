//! What a regular expression is made of.

/// Flags, as in `re`.
pub(super) mod flags {
    pub(in super::super) const IGNORECASE: i64 = 2;
    pub(in super::super) const LOCALE: i64 = 4;
    pub(in super::super) const MULTILINE: i64 = 8;
    pub(in super::super) const DOTALL: i64 = 16;
    pub(in super::super) const UNICODE: i64 = 32;
    pub(in super::super) const VERBOSE: i64 = 64;
    pub(in super::super) const DEBUG: i64 = 128;
    pub(in super::super) const ASCII: i64 = 256;
}

/// A piece of a pattern.
pub(super) enum Node {
    /// One character.
    One(Set),
    /// A place between characters.
    Place(Place),
    /// A group, numbered where it captures.
    Group(usize, Box<Node>),
    /// The text of a group once more.
    Backreference { group: usize, ignore_case: bool },
    /// One after the other.
    Sequence(Vec<Node>),
    /// The first that lets the rest match.
    Alternatives(Vec<Node>),
    /// Several times the same.
    Repeat { node: Box<Node>, least: usize, most: usize, manner: Manner },
    /// What follows, or what stands before in the given width, without being consumed.
    Look { node: Box<Node>, behind: Option<usize>, negated: bool },
    /// One of two, depending on whether a group has matched.
    Conditional { group: usize, yes: Box<Node>, no: Box<Node> },
    /// The first way to match, and no other.
    Atomic(Box<Node>),
}

/// How a repetition tries.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Greedy,
    Lazy,
    Possessive,
}

/// A place between characters.
#[derive(Clone, Copy)]
pub(super) enum Place {
    Start,
    LineStart,
    /// The end, or before a line break at the end.
    End,
    LineEnd,
    VeryEnd,
    Boundary {
        ascii: bool,
    },
    NoBoundary {
        ascii: bool,
    },
}

/// A set of characters.
pub(super) struct Set {
    pub(super) items: Vec<Item>,
    pub(super) negated: bool,
    pub(super) ignore_case: bool,
    pub(super) ascii: bool,
}

/// A part of a set.
#[derive(Clone, Copy)]
pub(super) enum Item {
    Range(char, char),
    /// A class, and whether its complement is meant.
    Class(Class, bool),
    /// Every character.
    Any,
    /// Every character but the line break.
    AnyButBreak,
}

/// `\d`, `\s`, `\w`.
#[derive(Clone, Copy)]
pub(super) enum Class {
    Digit,
    Space,
    Word,
}

/// How often at most, where there is no bound.
pub(super) const UNBOUNDED: usize = usize::MAX;

impl Node {
    /// How many characters it matches at least and at most.
    pub(super) fn width(&self, groups: &[(usize, usize)]) -> (usize, usize) {
        match self {
            Self::One(_) => (1, 1),
            Self::Place(_) | Self::Look { .. } => (0, 0),
            Self::Group(_, node) | Self::Atomic(node) => node.width(groups),
            Self::Backreference { group, .. } => groups.get(*group).copied().unwrap_or((0, UNBOUNDED)),
            Self::Sequence(nodes) => nodes.iter().fold((0, 0), |sum: (usize, usize), node| {
                let width = node.width(groups);
                (sum.0.saturating_add(width.0), sum.1.saturating_add(width.1))
            }),
            Self::Alternatives(nodes) => {
                let widths: Vec<(usize, usize)> = nodes.iter().map(|node| node.width(groups)).collect();
                let least = widths.iter().map(|width| width.0).min().unwrap_or(0);
                (least, widths.iter().map(|width| width.1).max().unwrap_or(0))
            }
            Self::Repeat { node, least, most, .. } => {
                let width = node.width(groups);
                (width.0.saturating_mul(*least), width.1.saturating_mul(*most))
            }
            Self::Conditional { yes, no, .. } => {
                let (yes, no) = (yes.width(groups), no.width(groups));
                (yes.0.min(no.0), yes.1.max(no.1))
            }
        }
    }
}

impl Class {
    fn contains(self, character: char, ascii: bool) -> bool {
        use crate::python::format::unicode;
        match self {
            Self::Digit if ascii => character.is_ascii_digit(),
            Self::Digit => unicode::decimal_value(character).is_some(),
            Self::Space if ascii => matches!(character, ' ' | '\t'..='\r'),
            Self::Space => unicode::is_space(character),
            Self::Word => is_word(character, ascii),
        }
    }
}

/// Whether `\w` matches the character.
pub(super) fn is_word(character: char, ascii: bool) -> bool {
    use crate::python::format::unicode;
    if character == '_' || character.is_ascii_alphanumeric() {
        return true;
    }
    let is_number = || unicode::is_digit(character) || unicode::is_numeric(character);
    !ascii && (unicode::is_alphabetic(character) || is_number())
}

/// The other cases of a character, and itself.
fn cases(character: char, ascii: bool) -> impl Iterator<Item = char> {
    let single = |mut characters: Box<dyn Iterator<Item = char>>| {
        let first = characters.next();
        first.filter(|_| characters.next().is_none())
    };
    let (lower, upper) = if ascii {
        (Some(character.to_ascii_lowercase()), Some(character.to_ascii_uppercase()))
    } else {
        (single(Box::new(character.to_lowercase())), single(Box::new(character.to_uppercase())))
    };
    let again = upper.filter(|_| !ascii).and_then(|upper| single(Box::new(upper.to_lowercase())));
    std::iter::once(character).chain(lower).chain(upper).chain(again)
}

/// Whether two characters are the same, in any case.
pub(super) fn same(left: char, right: char, ignore_case: bool) -> bool {
    left == right || ignore_case && cases(left, false).any(|case| case == right)
}

impl Set {
    /// Whether the set has the character.
    pub(super) fn contains(&self, character: char) -> bool {
        let found = if self.ignore_case {
            cases(character, self.ascii).any(|case| self.has(case))
        } else {
            self.has(character)
        };
        found != self.negated
    }

    fn has(&self, character: char) -> bool {
        self.items.iter().any(|item| match item {
            Item::Range(first, last) => (*first..=*last).contains(&character),
            Item::Class(class, negated) => class.contains(character, self.ascii) != *negated,
            Item::Any => true,
            Item::AnyButBreak => character != '\n',
        })
    }
}
