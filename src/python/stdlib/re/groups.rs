//! What stands in parentheses: groups, assertions, conditions, flags.

use std::rc::Rc;

use super::node::{Node, UNBOUNDED, flags};
use super::parse::{Fault, Parser, Step, Stop, error, is_identifier, unknown_group};

impl Parser<'_> {
    /// What stands in parentheses; nothing for comments and flags.
    pub(super) fn group(&mut self) -> Step<Option<Node>> {
        let start = self.at - 1;
        if !self.takes('?') {
            return self.capturing(start, None).map(Some);
        }
        let Some(character) = self.take() else { return error("unexpected end of pattern", self.at) };
        match character {
            ':' => self.inner(start).map(Some),
            '>' => self.inner(start).map(|node| Some(Node::Atomic(Box::new(node)))),
            '#' => loop {
                match self.take() {
                    Some(')') => return Ok(None),
                    Some(_) => {}
                    None => return error("missing ), unterminated comment", start),
                }
            },
            '=' | '!' => self.look(start, false, character == '!').map(Some),
            '<' => match self.take() {
                Some(sign @ ('=' | '!')) => self.look(start, true, sign == '!').map(Some),
                Some(other) => error(format!("unknown extension ?<{other}"), start + 1),
                None => error("unexpected end of pattern", self.at),
            },
            'P' => self.named(start).map(Some),
            '(' => self.conditional(start).map(Some),
            'a' | 'i' | 'L' | 'm' | 's' | 'u' | 'x' | '-' => self.flagged(start, character),
            other => error(format!("unknown extension ?{other}"), start + 1),
        }
    }

    /// What stands up to the closing parenthesis.
    fn inner(&mut self, start: usize) -> Step<Node> {
        let flags = self.flags;
        let node = self.alternatives()?;
        self.flags = flags;
        if !self.takes(')') {
            return error("missing ), unterminated subpattern", start);
        }
        // A group of its own, so that a repetition of it is no repetition of what it ends with.
        Ok(Node::Sequence(vec![node]))
    }

    fn capturing(&mut self, start: usize, name: Option<Rc<str>>) -> Step<Node> {
        self.groups += 1;
        let index = self.groups;
        if let Some(name) = name {
            self.names.push((name, index));
        }
        self.open.push(index);
        self.widths.push((0, UNBOUNDED));
        let node = self.inner(start)?;
        self.open.pop();
        self.widths[index] = node.width(&self.widths);
        Ok(Node::Group(index, Box::new(node)))
    }

    fn look(&mut self, start: usize, is_behind: bool, negated: bool) -> Step<Node> {
        let node = self.inner(start)?;
        let behind = if is_behind {
            let (least, most) = node.width(&self.widths);
            if least != most {
                let message = "look-behind requires fixed-width pattern".to_owned();
                return Err(Stop::Fault(Fault::Error(message, None)));
            }
            Some(least)
        } else {
            None
        };
        Ok(Node::Look { node: Box::new(node), behind, negated })
    }

    /// A name up to the closing character; where it begins.
    fn name(&mut self, close: char) -> Step<(String, usize)> {
        let start = self.at;
        let mut name = String::new();
        loop {
            match self.take() {
                Some(character) if character == close => break,
                Some(character) => name.push(character),
                None if name.is_empty() => return error("missing group name", start),
                None => return error(format!("missing {close}, unterminated name"), start),
            }
        }
        if name.is_empty() { error("missing group name", start) } else { Ok((name, start)) }
    }

    fn checked_name(&mut self, close: char) -> Step<(String, usize)> {
        let (name, start) = self.name(close)?;
        if is_identifier(&name) {
            return Ok((name, start));
        }
        error(format!("bad character in group name {}", crate::python::format::repr_str(&name)), start)
    }

    fn index_of(&self, name: &str) -> Option<usize> {
        self.names.iter().find(|(known, _)| **known == *name).map(|(_, index)| *index)
    }

    /// `(?P<name>…)` and `(?P=name)`.
    fn named(&mut self, start: usize) -> Step<Node> {
        match self.take() {
            Some('<') => {
                let (name, at) = self.checked_name('>')?;
                if let Some(index) = self.index_of(&name) {
                    let (quoted, next) = (crate::python::format::repr_str(&name), self.groups + 1);
                    let message =
                        format!("redefinition of group name {quoted} as group {next}; was group {index}");
                    return error(message, at);
                }
                self.capturing(start, Some(name.into()))
            }
            Some('=') => {
                let (name, at) = self.checked_name(')')?;
                match self.index_of(&name) {
                    Some(group) => self.reference(group, at),
                    None => unknown_group(&name, at),
                }
            }
            Some(other) => error(format!("unknown extension ?P{other}"), start + 1),
            None => error("unexpected end of pattern", self.at),
        }
    }

    /// `(?(group)yes|no)`.
    fn conditional(&mut self, start: usize) -> Step<Node> {
        let (name, at) = self.name(')')?;
        let group = match name.parse::<usize>() {
            Ok(0) => return error("bad group number", at),
            Ok(group) => {
                self.conditions.push((group, at));
                group
            }
            Err(_) => match self.index_of(&name) {
                Some(group) => group,
                None => return unknown_group(&name, at),
            },
        };
        let yes = self.sequence()?;
        let no = if self.takes('|') { self.sequence()? } else { Node::Sequence(Vec::new()) };
        if self.peek() == Some('|') {
            return error("conditional backref with more than two branches", self.at);
        }
        if !self.takes(')') {
            return error("missing ), unterminated subpattern", start);
        }
        Ok(Node::Conditional { group, yes: Box::new(yes), no: Box::new(no) })
    }

    /// `(?flags)`, `(?flags:…)` and `(?flags-flags:…)`.
    fn flagged(&mut self, start: usize, first: char) -> Step<Option<Node>> {
        let (mut added, mut removed) = (0, 0);
        let mut next = Some(first);
        let mut removing = false;
        loop {
            let flag = match next {
                Some('i') => flags::IGNORECASE,
                Some('m') => flags::MULTILINE,
                Some('s') => flags::DOTALL,
                Some('x') => flags::VERBOSE,
                Some('a') if !removing => flags::ASCII,
                Some('u') if !removing => flags::UNICODE,
                Some('L') => {
                    return error("bad inline flags: cannot use 'L' flag with a str pattern", self.at);
                }
                Some('-') if !removing => {
                    removing = true;
                    0
                }
                Some(':') => break,
                Some(')') if !removing => {
                    return self.global_flags(start, added).map(|()| None);
                }
                Some(character) if character.is_alphabetic() => return error("unknown flag", self.at - 1),
                Some(_) => return error("missing -, : or )", self.at - 1),
                None if removing && removed == 0 => return error("missing flag", self.at),
                None => return error("missing -, : or )", self.at),
            };
            if removing {
                removed |= flag;
            } else {
                added |= flag;
            }
            next = self.take();
        }
        let outer = self.flags;
        let charset = flags::ASCII | flags::UNICODE;
        let base = if added & charset == 0 { outer } else { outer & !charset };
        self.flags = (base | added) & !removed;
        let node = self.inner(start);
        self.flags = outer;
        node.map(Some)
    }

    fn global_flags(&mut self, start: usize, added: i64) -> Step<()> {
        if start > 0 && !self.only_flags_before(start) {
            return error("global flags not at the start of the expression", start);
        }
        if added & !self.global != 0 {
            return Err(Stop::Flags(self.global | added));
        }
        Ok(())
    }

    /// Whether nothing stands before but other flags and, where it means nothing, white space.
    fn only_flags_before(&self, start: usize) -> bool {
        let before: String = self.text[..start].iter().collect();
        let mut rest = before.trim_matches(|c: char| self.has(flags::VERBOSE) && c.is_ascii_whitespace());
        while let Some(after) = rest.strip_prefix("(?") {
            match after.split_once(')') {
                Some((flags, after)) if flags.chars().all(|flag| "aimsux".contains(flag)) => {
                    rest = after.trim_matches(|c: char| self.has(flags::VERBOSE) && c.is_ascii_whitespace());
                }
                _ => return false,
            }
        }
        rest.is_empty()
    }
}
