//! Python's syntax of regular expressions.

use std::rc::Rc;

use super::escapes::{self, Escaped};
use super::node::{Item, Manner, Node, Place, Set, UNBOUNDED, flags};

/// Why a pattern can't be used.
pub(super) enum Fault {
    /// The message of `re.error`, and where; nowhere for faults of the pattern as a whole.
    Error(String, Option<usize>),
    /// Something that is not followed here.
    Unsupported(&'static str),
}

pub(super) type Result<T> = std::result::Result<T, Fault>;

/// A pattern that was read.
pub(super) struct Parsed {
    pub(super) node: Node,
    pub(super) flags: i64,
    /// How many groups it has.
    pub(super) groups: usize,
    /// The named groups in order.
    pub(super) names: Vec<(Rc<str>, usize)>,
}

/// Reads a pattern.
pub(super) fn parse(pattern: &str, given: i64) -> Result<Parsed> {
    let text: Vec<char> = pattern.chars().collect();
    let first = Parser::new(&text, given).whole();
    match first {
        // Flags inside of the pattern hold for all of it, so it is read once more.
        Err(Stop::Flags(added)) => Parser::new(&text, given | added).whole().map_err(Stop::fault),
        other => other.map_err(Stop::fault),
    }
}

/// Why reading stops.
pub(super) enum Stop {
    Fault(Fault),
    /// `(?x)` was met: white space means nothing in all of the pattern.
    Flags(i64),
}

impl Stop {
    fn fault(self) -> Fault {
        match self {
            Self::Fault(fault) => fault,
            Self::Flags(_) => Fault::Unsupported("the flags of the pattern contradict each other"),
        }
    }
}

pub(super) type Step<T> = std::result::Result<T, Stop>;

/// Stops with the message, at a place of the pattern.
pub(super) fn error<T>(message: impl Into<String>, at: usize) -> Step<T> {
    Err(Stop::Fault(Fault::Error(message.into(), Some(at))))
}

pub(super) fn unknown_group<T>(name: &str, at: usize) -> Step<T> {
    error(format!("unknown group name {}", crate::python::format::repr_str(name)), at)
}

pub(super) struct Parser<'a> {
    pub(super) text: &'a [char],
    pub(super) at: usize,
    pub(super) flags: i64,
    /// Flags of the whole pattern.
    pub(super) global: i64,
    /// How many groups were opened.
    pub(super) groups: usize,
    /// Groups that are not closed yet.
    pub(super) open: Vec<usize>,
    pub(super) names: Vec<(Rc<str>, usize)>,
    /// Groups that conditions ask for, and where: they may come later in the pattern.
    pub(super) conditions: Vec<(usize, usize)>,
    /// How many characters each closed group matches.
    pub(super) widths: Vec<(usize, usize)>,
    depth: usize,
}

/// How deep groups may be nested.
const DEPTH_LIMIT: usize = 200;

impl<'a> Parser<'a> {
    fn new(text: &'a [char], flags: i64) -> Self {
        let global = flags;
        Self {
            text,
            at: 0,
            flags,
            global,
            groups: 0,
            open: Vec::new(),
            names: Vec::new(),
            conditions: Vec::new(),
            widths: vec![(0, UNBOUNDED)],
            depth: 0,
        }
    }

    fn whole(mut self) -> Step<Parsed> {
        let node = self.alternatives()?;
        if self.at < self.text.len() {
            return error("unbalanced parenthesis", self.at);
        }
        if let Some((group, at)) = self.conditions.iter().find(|(group, _)| *group > self.groups) {
            return error(format!("invalid group reference {group}"), *at);
        }
        let mut flags = self.global;
        if flags & flags::ASCII == 0 {
            flags |= flags::UNICODE;
        }
        Ok(Parsed { node, flags, groups: self.groups, names: self.names })
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    pub(super) fn take(&mut self) -> Option<char> {
        let character = self.peek();
        self.at += usize::from(character.is_some());
        character
    }

    pub(super) fn takes(&mut self, character: char) -> bool {
        let is_next = self.peek() == Some(character);
        self.at += usize::from(is_next);
        is_next
    }

    pub(super) fn has(&self, flag: i64) -> bool {
        self.flags & flag != 0
    }

    fn ascii(&self) -> bool {
        self.has(flags::ASCII)
    }

    fn one(&self, items: Vec<Item>, negated: bool) -> Node {
        let ignore_case = self.has(flags::IGNORECASE);
        Node::One(Set { items, negated, ignore_case, ascii: self.ascii() })
    }

    fn literal(&self, character: char) -> Node {
        self.one(vec![Item::Range(character, character)], false)
    }

    pub(super) fn alternatives(&mut self) -> Step<Node> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(Stop::Fault(Fault::Unsupported("the pattern is nested too deep")));
        }
        let mut branches = vec![self.sequence()?];
        while self.takes('|') {
            branches.push(self.sequence()?);
        }
        self.depth -= 1;
        Ok(match <[Node; 1]>::try_from(branches) {
            Ok([only]) => only,
            Err(branches) => Node::Alternatives(branches),
        })
    }

    pub(super) fn sequence(&mut self) -> Step<Node> {
        let mut nodes = Vec::new();
        while let Some(character) = self.peek() {
            if matches!(character, '|' | ')') {
                break;
            }
            self.at += 1;
            if self.has(flags::VERBOSE) && self.skips(character) {
                continue;
            }
            if matches!(character, '*' | '+' | '?') || character == '{' && self.bounds().is_some() {
                let start = self.at - 1;
                self.repetition(character, start, &mut nodes)?;
            } else {
                nodes.extend(self.atom(character)?);
            }
        }
        Ok(Node::Sequence(nodes))
    }

    /// White space and comments, which mean nothing with the flag `VERBOSE`.
    fn skips(&mut self, character: char) -> bool {
        if character == '#' {
            while self.take().is_some_and(|character| character != '\n') {}
            return true;
        }
        matches!(character, ' ' | '\t'..='\r')
    }

    fn atom(&mut self, character: char) -> Step<Option<Node>> {
        let multiline = self.has(flags::MULTILINE);
        Ok(Some(match character {
            '.' if self.has(flags::DOTALL) => self.one(vec![Item::Any], false),
            '.' => self.one(vec![Item::AnyButBreak], false),
            '^' => Node::Place(if multiline { Place::LineStart } else { Place::Start }),
            '$' => Node::Place(if multiline { Place::LineEnd } else { Place::End }),
            '(' => return self.group(),
            '[' => self.set()?,
            '\\' => self.escape()?,
            other => self.literal(other),
        }))
    }

    fn escape(&mut self) -> Step<Node> {
        let start = self.at - 1;
        let ascii = self.ascii();
        Ok(match escapes::outside(self, start)? {
            Escaped::Character(character) => self.literal(character),
            Escaped::Class(class, negated) => self.one(vec![Item::Class(class, negated)], false),
            Escaped::Start => Node::Place(Place::Start),
            Escaped::End => Node::Place(Place::VeryEnd),
            Escaped::Boundary => Node::Place(Place::Boundary { ascii }),
            Escaped::NoBoundary => Node::Place(Place::NoBoundary { ascii }),
            Escaped::Group(group) => {
                if group > self.groups {
                    return error(format!("invalid group reference {group}"), start + 1);
                }
                self.reference(group, start)?
            }
        })
    }

    pub(super) fn reference(&self, group: usize, at: usize) -> Step<Node> {
        if self.open.contains(&group) {
            return error("cannot refer to an open group", at);
        }
        Ok(Node::Backreference { group, ignore_case: self.has(flags::IGNORECASE) })
    }

    /// The bounds of `{m,n}`, where that is what stands here after the brace; how long it is.
    fn bounds(&self) -> Option<(Option<usize>, Option<usize>, usize)> {
        let rest = self.text.get(self.at..)?;
        let end = rest.iter().position(|character| *character == '}')?;
        let inside: String = rest[..end].iter().collect();
        let number = |digits: &str| -> Option<Option<usize>> {
            if digits.is_empty() {
                return Some(None);
            }
            let is_number = digits.bytes().all(|digit| digit.is_ascii_digit());
            is_number.then(|| Some(digits.parse().unwrap_or(UNBOUNDED)))
        };
        let (least, most) = match inside.split_once(',') {
            Some((least, most)) => (number(least)?, number(most)?),
            None if inside.is_empty() => return None,
            None => (number(&inside)?, number(&inside)?),
        };
        Some((least, most, end + 1))
    }

    fn repetition(&mut self, character: char, start: usize, nodes: &mut Vec<Node>) -> Step<()> {
        let (least, most) = match character {
            '*' => (0, UNBOUNDED),
            '+' => (1, UNBOUNDED),
            '?' => (0, 1),
            _ => {
                let (least, most, length) = self.bounds().unwrap_or((None, None, 0));
                self.at += length;
                (least.unwrap_or(0), most.unwrap_or(UNBOUNDED))
            }
        };
        if most < least {
            return error("min repeat greater than max repeat", start + 1);
        }
        let manner = if self.takes('?') {
            Manner::Lazy
        } else if self.takes('+') {
            Manner::Possessive
        } else {
            Manner::Greedy
        };
        match nodes.pop() {
            None | Some(Node::Place(_)) => error("nothing to repeat", start),
            Some(Node::Repeat { .. }) => error("multiple repeat", start),
            Some(node) => {
                nodes.push(Node::Repeat { node: Box::new(node), least, most, manner });
                Ok(())
            }
        }
    }

    fn set(&mut self) -> Step<Node> {
        let start = self.at - 1;
        let negated = self.takes('^');
        let mut items = Vec::new();
        let mut is_first = true;
        loop {
            let at = self.at;
            let Some(character) = self.take() else { return error("unterminated character set", start) };
            if character == ']' && !is_first {
                break;
            }
            is_first = false;
            let item = self.set_item(character, at)?;
            if self.peek() != Some('-') || self.text.get(self.at + 1) == Some(&']') {
                items.push(item);
                continue;
            }
            self.at += 1;
            let last_at = self.at;
            let Some(character) = self.take() else { return error("unterminated character set", start) };
            let last = self.set_item(character, last_at)?;
            match (item, last) {
                (Item::Range(first, _), Item::Range(last, _)) if first <= last => {
                    items.push(Item::Range(first, last));
                }
                _ => {
                    let shown: String = self.text[at..self.at].iter().collect();
                    return error(format!("bad character range {shown}"), at);
                }
            }
        }
        Ok(self.one(items, negated))
    }

    fn set_item(&mut self, character: char, at: usize) -> Step<Item> {
        if character != '\\' {
            return Ok(Item::Range(character, character));
        }
        Ok(match escapes::inside(self, at)? {
            Escaped::Class(class, negated) => Item::Class(class, negated),
            Escaped::Character(character) => Item::Range(character, character),
            _ => Item::Any,
        })
    }
}

/// Whether text is a name, as far as the names of groups go.
pub(super) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let first = characters.next().is_some_and(|first| first.is_alphabetic() || first == '_');
    first && characters.all(|character| character.is_alphanumeric() || character == '_')
}
