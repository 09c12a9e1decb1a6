//! How words become lines, by the rules of `textwrap.TextWrapper`.

use super::words::{Word, at_hyphens, at_spaces, is_blank};
use crate::python::format::unicode;
use crate::python::{EvalResult, Evaluator};

/// The options of `TextWrapper`.
#[expect(clippy::struct_excessive_bools, reason = "these are the options that Python has")]
pub(super) struct Wrapper {
    pub(super) width: i64,
    pub(super) first_indent: Vec<char>,
    pub(super) other_indent: Vec<char>,
    pub(super) max_lines: Option<i64>,
    pub(super) placeholder: Vec<char>,
    pub(super) break_long_words: bool,
    pub(super) break_on_hyphens: bool,
    pub(super) drop_blank: bool,
    pub(super) replace_blank: bool,
    pub(super) fix_ends: bool,
}

fn is_space(word: &[char]) -> bool {
    word.iter().all(|character| unicode::is_space(*character))
}

fn length_of(line: &[Word]) -> i64 {
    line.iter().map(|word| word.len() as i64).sum()
}

/// Whether a sentence ends with the word: a lower-case letter, a mark, and perhaps a closing quotation mark.
fn ends_sentence(word: &[char]) -> bool {
    let word = word.strip_suffix(&['"']).or_else(|| word.strip_suffix(&['\''])).unwrap_or(word);
    matches!(word, [.., letter, '.' | '!' | '?'] if letter.is_ascii_lowercase())
}

impl Wrapper {
    /// The lines of a text whose tabs are expanded.
    pub(super) fn lines(&self, evaluator: &Evaluator, source: &str) -> EvalResult<Vec<String>> {
        let replaced = |character| if self.replace_blank && is_blank(character) { ' ' } else { character };
        let source: Vec<char> = source.chars().map(replaced).collect();
        let mut words = if self.break_on_hyphens { at_hyphens(&source) } else { at_spaces(&source) };
        if self.fix_ends {
            fix_sentence_ends(&mut words);
        }
        self.check(evaluator)?;
        words.reverse();
        let mut lines: Vec<Word> = Vec::new();
        while !words.is_empty() {
            let indent = if lines.is_empty() { &self.first_indent } else { &self.other_indent };
            let width = self.width - indent.len() as i64;
            if self.drop_blank && !lines.is_empty() && words.last().is_some_and(|word| is_space(word)) {
                words.pop();
            }
            let line = self.line(&mut words, width);
            if line.is_empty() {
                continue;
            }
            let rest_is_blank = match &words[..] {
                [] => true,
                [word] => self.drop_blank && is_space(word),
                _ => false,
            };
            let fits = self.max_lines.is_none_or(|max| lines.len() as i64 + 1 < max)
                || rest_is_blank && length_of(&line) <= width;
            if !fits {
                self.end_early(line, width, indent, &mut lines);
                break;
            }
            lines.push(indent.iter().copied().chain(line.into_iter().flatten()).collect());
        }
        Ok(lines.into_iter().map(|line| line.into_iter().collect()).collect())
    }

    fn check(&self, evaluator: &Evaluator) -> EvalResult<()> {
        if self.width <= 0 {
            return Err(evaluator.value_error(&format!("invalid width {} (must be > 0)", self.width)));
        }
        if let Some(most) = self.max_lines {
            let indent = if most > 1 { &self.other_indent } else { &self.first_indent };
            let shown =
                self.placeholder.iter().skip_while(|character| unicode::is_space(**character)).count();
            if (indent.len() + shown) as i64 > self.width {
                return Err(evaluator.value_error("placeholder too large for max width"));
            }
        }
        Ok(())
    }

    /// Takes the words of the next line.
    fn line(&self, words: &mut Vec<Word>, width: i64) -> Vec<Word> {
        let (mut line, mut length) = (Vec::new(), 0);
        while let Some(word) = words.pop_if(|word| length + word.len() as i64 <= width) {
            length += word.len() as i64;
            line.push(word);
        }
        if let Some(long) = words.pop_if(|word| word.len() as i64 > width) {
            self.break_word(long, if width < 1 { 1 } else { width - length }, &mut line, words);
        }
        if self.drop_blank && line.last().is_some_and(|word| is_space(word) && !word.is_empty()) {
            line.pop();
        }
        // What is left of a long word may be nothing: it kept a blank before it from being dropped.
        if line.iter().all(Vec::is_empty) { Vec::new() } else { line }
    }

    /// Puts on the line what has room of a word that is longer than a line.
    fn break_word(&self, mut word: Word, room: i64, line: &mut Vec<Word>, words: &mut Vec<Word>) {
        let room = usize::try_from(room).unwrap_or_default();
        if self.break_long_words {
            let hyphen = word.iter().take(room).rposition(|character| *character == '-');
            let hyphen = hyphen
                .filter(|at| self.break_on_hyphens && word[..*at].iter().any(|character| *character != '-'));
            let tail = word.split_off(hyphen.map_or(room, |at| at + 1));
            words.push(tail);
            line.push(word);
        } else if line.is_empty() {
            line.push(word);
        } else {
            words.push(word);
        }
    }

    /// Ends the text with the placeholder, on this line or on the one before.
    fn end_early(&self, mut line: Vec<Word>, width: i64, indent: &[char], lines: &mut Vec<Word>) {
        let placeholder = self.placeholder.len() as i64;
        while let Some(word) = line.last() {
            if !is_space(word) && length_of(&line) + placeholder <= width {
                let words = line.into_iter().flatten().chain(self.placeholder.iter().copied());
                lines.push(indent.iter().copied().chain(words).collect());
                return;
            }
            line.pop();
        }
        if let Some(previous) = lines.last_mut() {
            let kept = previous.iter().rposition(|character| !unicode::is_space(*character));
            let kept = kept.map_or(0, |at| at + 1);
            if kept as i64 + placeholder <= self.width {
                previous.truncate(kept);
                previous.extend(&self.placeholder);
                return;
            }
        }
        let placeholder =
            self.placeholder.iter().copied().skip_while(|character| unicode::is_space(*character));
        lines.push(indent.iter().copied().chain(placeholder).collect());
    }
}

/// Two spaces after the end of each sentence.
fn fix_sentence_ends(words: &mut [Word]) {
    let mut at = 0;
    while at + 1 < words.len() {
        if words[at + 1] == [' '] && ends_sentence(&words[at]) {
            words[at + 1] = vec![' ', ' '];
            at += 1;
        }
        at += 1;
    }
}
