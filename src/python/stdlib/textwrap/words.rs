//! Where `textwrap.TextWrapper` may break a text: the pieces that its expressions for words split it into.

use crate::python::format::unicode::{decimal_value, is_alphabetic, is_numeric};

/// A piece of the text: a word, or white space.
pub(super) type Word = Vec<char>;

/// What `textwrap` takes for white space.
pub(super) fn is_blank(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | ' ')
}

/// White space and what stands between.
pub(super) fn at_spaces(source: &[char]) -> Vec<Word> {
    source.chunk_by(|left, right| is_blank(*left) == is_blank(*right)).map(<[char]>::to_vec).collect()
}

fn is_word_character(character: char) -> bool {
    character == '_' || is_alphabetic(character) || is_numeric(character)
}

fn is_letter(character: Option<&char>) -> bool {
    character.is_some_and(|character| is_word_character(*character) && decimal_value(*character).is_none())
}

fn is_word_or_mark(character: Option<&char>) -> bool {
    character.is_some_and(|character| is_word_character(*character) || "!\"'&.,?".contains(*character))
}

/// How many dashes begin here, where they are at least two and a word follows them.
fn long_dash(source: &[char]) -> Option<usize> {
    let dashes = source.iter().take_while(|character| **character == '-').count();
    (dashes >= 2 && source.get(dashes).is_some_and(|next| is_word_character(*next))).then_some(dashes)
}

/// White space, and words that are divided after hyphens and around long dashes.
pub(super) fn at_hyphens(source: &[char]) -> Vec<Word> {
    let (mut words, mut at) = (Vec::new(), 0);
    while at < source.len() {
        let end = end_of_word(source, at);
        words.push(source[at..end].to_vec());
        at = end;
    }
    words
}

fn end_of_word(source: &[char], at: usize) -> usize {
    let before = |at: usize, distance: usize| at.checked_sub(distance).and_then(|at| source.get(at));
    if is_blank(source[at]) {
        return at + source[at..].iter().take_while(|character| is_blank(**character)).count();
    }
    if is_word_or_mark(before(at, 1))
        && let Some(dashes) = long_dash(&source[at..])
    {
        return at + dashes;
    }
    let mut end = at + 1;
    while let Some(next) = source.get(end).filter(|next| !is_blank(**next)) {
        if *next == '-' && is_hyphen(source, end) {
            return end + 1;
        }
        if is_word_or_mark(before(end, 1)) && long_dash(&source[end..]).is_some() {
            return end;
        }
        end += 1;
    }
    end
}

/// Whether a word may be broken after the dash: between letters, of which two stand on each side.
fn is_hyphen(source: &[char], dash: usize) -> bool {
    let before = |distance: usize| dash.checked_sub(distance).and_then(|at| source.get(at));
    let two_before = is_letter(before(1)) && is_letter(before(2));
    let divided_before = is_word_or_mark(before(1)) && before(2) == Some(&'-') && is_letter(before(3));
    let after = &source[dash + 1..];
    let second = if after.get(1) == Some(&'-') { after.get(2) } else { after.get(1) };
    (two_before || divided_before) && is_letter(after.first()) && is_letter(second)
}

#[cfg(test)]
mod tests {
    use super::at_hyphens;

    fn split(source: &str) -> Vec<String> {
        let characters: Vec<char> = source.chars().collect();
        at_hyphens(&characters).into_iter().map(|word| word.into_iter().collect()).collect()
    }

    #[test]
    fn words_are_divided_at_hyphens() {
        assert_eq!(
            split("Look, goof-ball -- use the -b"),
            ["Look,", " ", "goof-", "ball", " ", "--", " ", "use", " ", "the", " ", "-b"]
        );
        assert_eq!(split("one--two"), ["one", "--", "two"]);
        assert_eq!(split("a-b 1-2"), ["a-b", " ", "1-2"]);
        assert_eq!(split("--long-option"), ["--long-", "option"]);
    }
}
