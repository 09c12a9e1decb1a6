//! `wrap`, `fill` and `shorten`, by the rules of `textwrap.TextWrapper`.

use super::is_blank;
use crate::python::stdlib::convert::{flag, integer, method_of_text, stop, text};
use crate::python::{Arguments, EvalResult, Evaluator, Value};

/// The options of `TextWrapper` that are followed; others make the result unknown.
struct Wrapper {
    width: usize,
    first_indent: Vec<char>,
    other_indent: Vec<char>,
    max_lines: Option<usize>,
    placeholder: Vec<char>,
    break_long_words: bool,
    break_on_hyphens: bool,
    drop_blank: bool,
}

type Word = Vec<char>;

fn is_space(word: &[char]) -> bool {
    word.iter().all(|character| character.is_whitespace() || ('\x1c'..='\x1f').contains(character))
}

/// The text, and the options that the arguments say.
fn options(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    function: &str,
) -> EvalResult<(String, Wrapper)> {
    let mut wrapper = Wrapper {
        width: 70,
        first_indent: Vec::new(),
        other_indent: Vec::new(),
        max_lines: None,
        placeholder: " [...]".chars().collect(),
        break_long_words: true,
        break_on_hyphens: true,
        drop_blank: true,
    };
    for (name, value) in std::mem::take(&mut arguments.keywords) {
        match &*name {
            "text" | "width" => arguments.keywords.push((name, value)),
            "initial_indent" => wrapper.first_indent = characters(evaluator, &value)?,
            "subsequent_indent" => wrapper.other_indent = characters(evaluator, &value)?,
            "placeholder" => wrapper.placeholder = characters(evaluator, &value)?,
            "max_lines" if value.is_none() => {}
            "max_lines" => wrapper.max_lines = Some(size(evaluator, &value)?),
            "break_long_words" => wrapper.break_long_words = flag(evaluator, Some(&value), true)?,
            "break_on_hyphens" => wrapper.break_on_hyphens = flag(evaluator, Some(&value), true)?,
            "drop_whitespace" => wrapper.drop_blank = flag(evaluator, Some(&value), true)?,
            _ => return stop(evaluator, "this option of text wrapping is not followed"),
        }
    }
    let [source, width] = arguments.bind(evaluator, function, ["text!", "width"])?;
    if let Some(width) = width {
        wrapper.width = size(evaluator, &width)?;
    }
    let first = if function == "shorten" { "strip" } else { "expandtabs" };
    Ok((method_of_text(evaluator, source.unwrap_or(Value::None), first)?.to_string(), wrapper))
}

fn characters(evaluator: &Evaluator, value: &Value) -> EvalResult<Vec<char>> {
    text(evaluator, value, "expected str, not {}").map(|text| text.chars().collect())
}

fn size(evaluator: &mut Evaluator, value: &Value) -> EvalResult<usize> {
    let number = integer(evaluator, value)?;
    match usize::try_from(number) {
        Ok(size) if size > 0 => Ok(size),
        _ => Err(evaluator.value_error(&format!("invalid width {number} (must be > 0)"))),
    }
}

pub(super) fn wrap(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (source, wrapper) = options(evaluator, arguments, "wrap")?;
    let lines = wrapper.lines(evaluator, &source)?;
    Ok(Value::list(lines.into_iter().map(Value::from).collect()))
}

pub(super) fn fill(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (source, wrapper) = options(evaluator, arguments, "fill")?;
    Ok(wrapper.lines(evaluator, &source)?.join("\n").into())
}

pub(super) fn shorten(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let (source, mut wrapper) = options(evaluator, arguments, "shorten")?;
    wrapper.max_lines = Some(1);
    let words: Vec<&str> = source.split(crate::python::format::unicode::is_space).collect();
    let plain: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    Ok(wrapper.lines(evaluator, &plain.join(" "))?.join("\n").into())
}

/// Tabs become spaces up to the next multiple of eight, other white space one space.
fn plain_spaces(source: &str) -> Vec<char> {
    let mut result = Vec::new();
    let mut column = 0;
    for character in source.chars() {
        match character {
            '\t' => {
                let next = column / 8 * 8 + 8;
                result.extend(std::iter::repeat_n(' ', next - column));
                column = next;
            }
            '\n' | '\r' => {
                result.push(' ');
                column = 0;
            }
            '\u{b}' | '\u{c}' => {
                result.push(' ');
                column += 1;
            }
            other => {
                result.push(other);
                column += 1;
            }
        }
    }
    result
}

impl Wrapper {
    fn lines(&self, evaluator: &Evaluator, source: &str) -> EvalResult<Vec<String>> {
        if self.break_on_hyphens && source.contains('-') {
            return stop(evaluator, "lines are not broken at hyphens here");
        }
        if let Some(most) = self.max_lines {
            let indent = if most > 1 { &self.other_indent } else { &self.first_indent };
            let blank = self.placeholder.iter().take_while(|character| character.is_whitespace()).count();
            if indent.len() + self.placeholder.len() - blank > self.width {
                return Err(evaluator.value_error("placeholder too large for max width"));
            }
        }
        let source = plain_spaces(source);
        let words = source.chunk_by(|left, right| is_blank(*left) == is_blank(*right));
        let mut words: Vec<Word> = words.map(<[char]>::to_vec).collect();
        words.reverse();
        let mut lines: Vec<Word> = Vec::new();
        while !words.is_empty() {
            let indent = if lines.is_empty() { &self.first_indent } else { &self.other_indent };
            let width = self.width.saturating_sub(indent.len());
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
            let length: usize = line.iter().map(Vec::len).sum();
            let fits =
                self.max_lines.is_none_or(|max| lines.len() + 1 < max) || rest_is_blank && length <= width;
            if !fits {
                self.end_early(line, width, indent, &mut lines);
                break;
            }
            lines.push(indent.iter().copied().chain(line.into_iter().flatten()).collect());
        }
        Ok(lines.into_iter().map(|line| line.into_iter().collect()).collect())
    }

    /// Takes the words of the next line.
    fn line(&self, words: &mut Vec<Word>, width: usize) -> Vec<Word> {
        let (mut line, mut length) = (Vec::new(), 0);
        while let Some(word) = words.pop_if(|word| length + word.len() <= width) {
            length += word.len();
            line.push(word);
        }
        if let Some(long) = words.pop_if(|word| word.len() > width) {
            if self.break_long_words {
                let mut head = long;
                let tail = head.split_off(if width < 1 { 1 } else { width - length });
                words.push(tail);
                if head.is_empty() && !line.is_empty() {
                    // The empty piece of the long word stands last: a blank before it is not dropped.
                    return line;
                }
                if !head.is_empty() {
                    line.push(head);
                }
            } else if line.is_empty() {
                line.push(long);
            } else {
                words.push(long);
            }
        }
        if self.drop_blank && line.last().is_some_and(|word| is_space(word)) {
            line.pop();
        }
        line
    }

    /// Ends the text with the placeholder, on this line or on the one before.
    fn end_early(&self, mut line: Vec<Word>, width: usize, indent: &[char], lines: &mut Vec<Word>) {
        let mut length: usize = line.iter().map(Vec::len).sum();
        while let Some(word) = line.last() {
            if !is_space(word) && length + self.placeholder.len() <= width {
                let words = line.into_iter().flatten().chain(self.placeholder.iter().copied());
                lines.push(indent.iter().copied().chain(words).collect());
                return;
            }
            length -= word.len();
            line.pop();
        }
        if let Some(previous) = lines.last_mut() {
            let kept = previous.iter().rposition(|character| *character != ' ').map_or(0, |at| at + 1);
            if kept + self.placeholder.len() <= self.width {
                previous.truncate(kept);
                previous.extend(&self.placeholder);
                return;
            }
        }
        let placeholder = self.placeholder.iter().copied().skip_while(|character| *character == ' ');
        lines.push(indent.iter().copied().chain(placeholder).collect());
    }
}
