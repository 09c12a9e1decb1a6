//! Matching by backtracking: each piece tries its ways in Python's order, and asks whether the rest matches.

use super::node::{Manner, Node, Place, Set, UNBOUNDED, is_word, same};

/// How many tries a search may take.
const STEP_LIMIT: usize = 2_000_000;

/// A search took too long.
pub(super) struct TooLong;

/// Where the groups of a match stand; the first is the whole match.
pub(super) type Spans = Vec<Option<(usize, usize)>>;

/// A match.
pub(super) struct Found {
    pub(super) spans: Spans,
    /// The group that was closed last.
    pub(super) last: Option<usize>,
}

/// How much of the text must match.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// From the start.
    Prefix,
    /// All of it.
    Full,
    /// Some part.
    Anywhere,
}

type Matched = Result<bool, TooLong>;
type Rest<'a> = &'a mut dyn FnMut(&mut Search<'_>, usize) -> Matched;

/// The state of a search.
pub(super) struct Search<'a> {
    text: &'a [char],
    spans: Spans,
    last: Option<usize>,
    steps: usize,
}

/// Looks for a match that begins at `start` or later. `not_empty` forbids an empty match at `start`.
pub(super) fn find(
    node: &Node,
    groups: usize,
    text: &[char],
    start: usize,
    extent: Extent,
    not_empty: bool,
) -> Result<Option<Found>, TooLong> {
    let mut search = Search { text, spans: vec![None; groups + 1], last: None, steps: 0 };
    for from in start..=text.len() {
        let mut end = from;
        let matched = search.node(node, from, &mut |search, at| {
            let is_end = extent != Extent::Full || at == search.text.len();
            let accepted = is_end && !(not_empty && from == start && at == from);
            if accepted {
                end = at;
            }
            Ok(accepted)
        })?;
        if matched {
            search.spans[0] = Some((from, end));
            return Ok(Some(Found { spans: search.spans, last: search.last }));
        }
        if extent != Extent::Anywhere {
            break;
        }
    }
    Ok(None)
}

impl Search<'_> {
    fn step(&mut self) -> Result<(), TooLong> {
        self.steps += 1;
        if self.steps > STEP_LIMIT { Err(TooLong) } else { Ok(()) }
    }

    /// Whether the node matches at `at`, in a way that lets the rest match.
    fn node(&mut self, node: &Node, at: usize, rest: Rest) -> Matched {
        self.step()?;
        stacker::maybe_grow(64 * 1024, 1024 * 1024, || self.node_inner(node, at, rest))
    }

    fn node_inner(&mut self, node: &Node, at: usize, rest: Rest) -> Matched {
        match node {
            Node::One(set) => {
                let matches = self.text.get(at).is_some_and(|character| set.contains(*character));
                if matches { rest(self, at + 1) } else { Ok(false) }
            }
            Node::Place(place) => {
                if self.is_at(*place, at) {
                    rest(self, at)
                } else {
                    Ok(false)
                }
            }
            Node::Group(index, inner) => self.group(*index, inner, at, rest),
            Node::Backreference { group, ignore_case } => {
                let Some((start, end)) = self.spans[*group] else { return Ok(false) };
                let length = end - start;
                let found = self.text.get(at..at + length).is_some_and(|found| {
                    let wanted = &self.text[start..end];
                    found.iter().zip(wanted).all(|(left, right)| same(*left, *right, *ignore_case))
                });
                if found { rest(self, at + length) } else { Ok(false) }
            }
            Node::Sequence(nodes) => self.sequence(nodes, at, rest),
            Node::Alternatives(nodes) => {
                for node in nodes {
                    if self.attempt(node, at, rest)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Node::Repeat { node, least, most, manner } => match (&**node, manner) {
                (_, Manner::Possessive) => {
                    let greedy = |search: &mut Self, end: &mut usize| {
                        search.repeat(node, *least, *most, Manner::Greedy, 0, at, None, &mut |_, at| {
                            *end = at;
                            Ok(true)
                        })
                    };
                    self.once(greedy, at, rest)
                }
                (Node::One(set), manner) => self.repeat_one(set, *least, *most, *manner, at, rest),
                _ => self.repeat(node, *least, *most, *manner, 0, at, None, rest),
            },
            Node::Look { node, behind, negated } => self.look(node, *behind, *negated, at, rest),
            Node::Conditional { group, yes, no } => {
                let node = if self.spans[*group].is_some() { yes } else { no };
                self.node(node, at, rest)
            }
            Node::Atomic(node) => {
                let first = |search: &mut Self, end: &mut usize| {
                    search.node(node, at, &mut |_, at| {
                        *end = at;
                        Ok(true)
                    })
                };
                self.once(first, at, rest)
            }
        }
    }

    /// Tries one way; groups that it has set are forgotten where it fails.
    fn attempt(&mut self, node: &Node, at: usize, rest: Rest) -> Matched {
        let (spans, last) = (self.spans.clone(), self.last);
        let matched = self.node(node, at, rest)?;
        if !matched {
            self.spans = spans;
            self.last = last;
        }
        Ok(matched)
    }

    /// The first way alone, and then the rest.
    fn once(
        &mut self,
        first: impl FnOnce(&mut Self, &mut usize) -> Matched,
        at: usize,
        rest: Rest,
    ) -> Matched {
        let (spans, last) = (self.spans.clone(), self.last);
        let mut end = at;
        if first(self, &mut end)? && rest(self, end)? {
            return Ok(true);
        }
        self.spans = spans;
        self.last = last;
        Ok(false)
    }

    fn group(&mut self, index: usize, inner: &Node, at: usize, rest: Rest) -> Matched {
        let (before, last) = (self.spans[index], self.last);
        let matched = self.node(inner, at, &mut |search, end| {
            let (inside, inside_last) = (search.spans[index], search.last);
            search.spans[index] = Some((at, end));
            search.last = Some(index);
            let matched = rest(search, end)?;
            if !matched {
                search.spans[index] = inside;
                search.last = inside_last;
            }
            Ok(matched)
        })?;
        if !matched {
            self.spans[index] = before;
            self.last = last;
        }
        Ok(matched)
    }

    fn sequence(&mut self, nodes: &[Node], at: usize, rest: Rest) -> Matched {
        match nodes {
            [] => rest(self, at),
            [one] => self.node(one, at, rest),
            [first, others @ ..] => self.node(first, at, &mut |search, at| search.sequence(others, at, rest)),
        }
    }

    /// Repeats one character.
    fn repeat_one(
        &mut self,
        set: &Set,
        least: usize,
        most: usize,
        manner: Manner,
        at: usize,
        rest: Rest,
    ) -> Matched {
        let available = self.text.len() - at;
        let limit = most.min(available);
        let matching = |search: &Self, count: usize| set.contains(search.text[at + count]);
        if manner == Manner::Lazy {
            let mut count = 0;
            loop {
                self.step()?;
                if count >= least && rest(self, at + count)? {
                    return Ok(true);
                }
                if count >= limit || !matching(self, count) {
                    return Ok(false);
                }
                count += 1;
            }
        }
        let mut count = 0;
        while count < limit && matching(self, count) {
            self.step()?;
            count += 1;
        }
        while count >= least {
            self.step()?;
            if rest(self, at + count)? {
                return Ok(true);
            }
            if count == 0 {
                break;
            }
            count -= 1;
        }
        Ok(false)
    }

    /// Repeats any node. `previous` is where the last turn began that was not required: an empty turn is not repeated.
    #[expect(clippy::too_many_arguments, reason = "the state of a loop whose turns are calls")]
    fn repeat(
        &mut self,
        node: &Node,
        least: usize,
        most: usize,
        manner: Manner,
        count: usize,
        at: usize,
        previous: Option<usize>,
        rest: Rest,
    ) -> Matched {
        self.step()?;
        let turn = |search: &mut Self, previous: Option<usize>, rest: Rest| {
            search.attempt(node, at, &mut |search, end| {
                search.repeat(node, least, most, manner, count + 1, end, previous, rest)
            })
        };
        if count < least {
            return turn(self, previous, rest);
        }
        let may_turn = (count < most || most == UNBOUNDED) && previous != Some(at);
        if manner == Manner::Lazy {
            if rest(self, at)? {
                return Ok(true);
            }
            return if may_turn { turn(self, Some(at), rest) } else { Ok(false) };
        }
        if may_turn && turn(self, Some(at), rest)? {
            return Ok(true);
        }
        rest(self, at)
    }

    fn look(&mut self, node: &Node, behind: Option<usize>, negated: bool, at: usize, rest: Rest) -> Matched {
        let (spans, last) = (self.spans.clone(), self.last);
        let start = match behind {
            Some(width) => at.checked_sub(width),
            None => Some(at),
        };
        let matched = match start {
            Some(start) => self.node(node, start, &mut |_, end| Ok(behind.is_none() || end == at))?,
            None => false,
        };
        if negated || !matched {
            self.spans.clone_from(&spans);
            self.last = last;
        }
        if matched != negated && rest(self, at)? {
            return Ok(true);
        }
        self.spans = spans;
        self.last = last;
        Ok(false)
    }

    fn is_at(&self, place: Place, at: usize) -> bool {
        let length = self.text.len();
        let word = |at: Option<usize>, ascii| {
            at.and_then(|at| self.text.get(at)).is_some_and(|character| is_word(*character, ascii))
        };
        let boundary = |ascii| word(at.checked_sub(1), ascii) != word(Some(at), ascii);
        match place {
            Place::Start => at == 0,
            Place::LineStart => at == 0 || self.text[at - 1] == '\n',
            Place::End => at == length || at + 1 == length && self.text[at] == '\n',
            Place::LineEnd => at == length || self.text[at] == '\n',
            Place::VeryEnd => at == length,
            Place::Boundary { ascii } => boundary(ascii),
            // In an empty text there is neither a boundary nor its opposite.
            Place::NoBoundary { ascii } => length > 0 && !boundary(ascii),
        }
    }
}
