"""Writes the tables of unicode.rs from what Python 3.11 says of each code point.

    python3.11 src/python/format/unicode.py > src/python/format/unicode.rs && rustfmt src/python/format/unicode.rs
"""

HEAD = '''\
//! What Python 3.11 (Unicode 14.0) says of characters, where Rust's own answer differs.
//!
//! A set of characters is a sorted list of the code points at which membership changes. The tables are written by
//! `python3.11 src/python/format/unicode.py > src/python/format/unicode.rs && rustfmt src/python/format/unicode.rs`.

/// Whether `repr` shows the character as it is (`str.isprintable`).
pub(crate) fn is_printable(character: char) -> bool {
    contains(PRINTABLE, character)
}

/// `str.isalpha` of one character.
pub(crate) fn is_alphabetic(character: char) -> bool {
    contains(ALPHABETIC, character)
}

/// `str.isdigit` of one character.
pub(crate) fn is_digit(character: char) -> bool {
    decimal_value(character).is_some() || contains(OTHER_DIGIT, character)
}

/// `str.isnumeric` of one character.
pub(crate) fn is_numeric(character: char) -> bool {
    is_digit(character) || contains(OTHER_NUMERIC, character)
}

/// `str.isspace` of one character.
pub(crate) fn is_space(character: char) -> bool {
    character.is_whitespace() || ('\\u{1c}'..='\\u{1f}').contains(&character)
}

/// Whether the character is a capital letter that stands before small ones of the same character.
pub(crate) fn is_title(character: char) -> bool {
    contains(TITLE, character)
}

/// The value of a decimal digit of any script.
pub(crate) fn decimal_value(character: char) -> Option<u32> {
    let code = u32::from(character);
    let at = DECIMAL.partition_point(|boundary| *boundary <= code);
    if at % 2 == 1 { DECIMAL.get(at - 1).map(|start| (code - start) % 10) } else { None }
}

/// The character as the first of a capitalized word.
pub(crate) fn title_case(character: char) -> String {
    special(TITLE_CASE, character).map_or_else(|| character.to_uppercase().collect(), str::to_owned)
}

/// The character for comparison without regard to case.
pub(crate) fn fold_case(character: char) -> String {
    special(FOLDED, character).map_or_else(|| character.to_lowercase().collect(), str::to_owned)
}

fn contains(boundaries: &[u32], character: char) -> bool {
    boundaries.partition_point(|boundary| *boundary <= u32::from(character)) % 2 == 1
}

fn special(table: &'static [(char, &'static str)], character: char) -> Option<&'static str> {
    let at = table.binary_search_by_key(&character, |(from, _)| *from).ok()?;
    table.get(at).map(|(_, to)| *to)
}
'''


def members(name, test):
    boundaries, inside = [], False
    for code in range(0x110000):
        if test(chr(code)) != inside:
            boundaries.append(code)
            inside = not inside
    if inside:
        boundaries.append(0x110000)
    print(f"\n#[rustfmt::skip]\nconst {name}: &[u32] = &[")
    rows([f"{code:#x}," for code in boundaries])
    print("];")


def mapping(name, change, usual):
    items = [(c, change(c)) for c in map(chr, range(0x110000)) if change(c) != usual(c)]
    print(f"\n#[rustfmt::skip]\nconst {name}: &[(char, &str)] = &[")
    escape = lambda text: "".join(f"\\u{{{ord(c):x}}}" for c in text)
    rows([f"('{escape(a)}', \"{escape(b)}\")," for a, b in items])
    print("];")


def rows(items):
    row = "   "
    for item in items:
        if len(row) + len(item) + 1 > 110:
            print(row)
            row = "   "
        row += " " + item
    print(row)


print(HEAD, end="")
members("PRINTABLE", str.isprintable)
members("ALPHABETIC", str.isalpha)
members("DECIMAL", str.isdecimal)
members("OTHER_DIGIT", lambda c: c.isdigit() and not c.isdecimal())
members("OTHER_NUMERIC", lambda c: c.isnumeric() and not c.isdigit())
members("TITLE", lambda c: c.istitle() and not c.isupper())
mapping("TITLE_CASE", str.title, str.upper)
mapping("FOLDED", str.casefold, str.lower)
