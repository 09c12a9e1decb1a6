//! Literals of each kind, chosen for the corners of Python's rules.

use super::random::Random;

const INTS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "5",
    "7",
    "10",
    "-1",
    "-2",
    "-3",
    "-7",
    "42",
    "100",
    "255",
    "256",
    "-128",
    "1000",
    "12345",
    "-99999",
    "1000000",
    "0x7f",
    "0b1011",
    "0o17",
    "1_000",
    "2147483647",
    "-2147483648",
    "9007199254740993",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551616",
    "123456789012345678901234567890",
    "-1000000000000000000000",
];
const FLOATS: &[&str] = &[
    "0.0",
    "-0.0",
    "1.0",
    "0.5",
    "1.5",
    "2.5",
    "-2.5",
    "0.1",
    "0.2",
    "3.14159",
    "2.675",
    "-1.25",
    "100.0",
    "1e16",
    "1e15",
    "1e-4",
    "1e-5",
    "123456.789",
    "1e22",
    "1e100",
    "5e-324",
    "1.7976931348623157e308",
    "0.30000000000000004",
    "float(\"inf\")",
    "float(\"-inf\")",
    "float(\"nan\")",
    "9007199254740992.0",
    "1e3",
    ".5",
    "7.",
    "-7.25",
    "33.333",
];
const TEXTS: &[&str] = &[
    "\"\"",
    "\"a\"",
    "\"b\"",
    "\"ab\"",
    "\"abc\"",
    "\"aab\"",
    "\"key\"",
    "\"zz\"",
    "\"Hello\"",
    "\"hello world\"",
    "\"A b C\"",
    "\"  padded \"",
    "\"a,b,,c\"",
    "\"1\"",
    "\"12\"",
    "\"007\"",
    "\"-3\"",
    "\"1.5\"",
    "'it\\'s'",
    "'say \"hi\"'",
    "'\\'\"'",
    "\"line\\nbreak\"",
    "\"tab\\there\"",
    "\"back\\\\slash\"",
    "\"é\"",
    "\"straße\"",
    "\"😀\"",
    "\"日本\"",
    "\"\\x00\\x7f\"",
    "\"ÀÉ\"",
    "\"x_1\"",
    "\"CamelCase\"",
    "\"snake_case\"",
    "\"a b  c\"",
    "\"%s\"",
    "\"{}\"",
    "\"\\u200b\"",
    "\"ab\" \"cd\"",
    "\"they're bill's\"",
    "\"AbC dEf\"",
    "r\"raw\\n\"",
    "\"a\\r\\nb\\x0bc\"",
    "\"\\u2028\"",
];
const BYTES: &[&str] = &[
    "b\"\"",
    "b\"a\"",
    "b\"abc\"",
    "b\"aab b\"",
    "b\"\\x00\\xff\"",
    "b\"it's\"",
    "b'\"'",
    "b\"A,b\"",
    "b\"\\n\\t\\\\\"",
    "b\"12\"",
];

/// A literal of the kind; also of the kinds that are always literals (`d`, `j`, `w`, `q`, `Q`, `z`).
pub(crate) fn literal(random: &mut Random, kind: char) -> Option<String> {
    Some(match kind {
        'i' if random.percent(55) => random.between(-10, 20).to_string(),
        'i' => (*random.pick(INTS)).to_owned(),
        'f' if random.percent(30) => format!("{:?}", random.between(-2000, 2000) as f64 / 16.0),
        'f' if random.percent(20) => {
            format!("{:?}", random.next() as f64 / 1e9_f64.powi(random.below(3) as i32))
        }
        'f' => (*random.pick(FLOATS)).to_owned(),
        's' => (*random.pick(TEXTS)).to_owned(),
        'b' => (*random.pick(&["True", "False"])).to_owned(),
        'y' => (*random.pick(BYTES)).to_owned(),
        'd' => random.between(0, 6).to_string(),
        'j' => random.between(-4, 6).to_string(),
        'w' => random.between(0, 24).to_string(),
        'q' => specification(random, "bcdoxXneEfFgG%"),
        'Q' => specification(random, "eEfFgG%n"),
        'z' => specification(random, "s"),
        'I' => (*random.pick(&["[]", "[1]", "[3, 1, 2]", "[0, 0, 1]", "[5, -1, 5, 2]"])).to_owned(),
        'F' => (*random.pick(&["[]", "[0.5]", "[1.5, -2.0, 0.1]", "[1e16, 1.0, -1e16]"])).to_owned(),
        'S' => {
            (*random.pick(&["[]", "[\"\"]", "[\"b\", \"a\", \"C\"]", "[\"a\", \"bb\", \"a\"]"])).to_owned()
        }
        'L' => (*random.pick(&["[]", "[[]]", "[[1, 2], [3]]", "[[2], [1], []]"])).to_owned(),
        'P' => (*random.pick(&["[]", "[(1, \"a\")]", "[(2, \"b\"), (1, \"z\"), (2, \"a\")]"])).to_owned(),
        'T' => (*random.pick(&["()", "(1,)", "(3, 1, 2)", "(0, -1)"])).to_owned(),
        't' => (*random.pick(&["(1, \"a\")", "(0, \"\")", "(-5, \"x y\")"])).to_owned(),
        'D' => (*random.pick(&["{}", "{\"a\": 1}", "{\"b\": 2, \"a\": 1}", "{\"key\": 0, \"zz\": -1}"]))
            .to_owned(),
        'E' => (*random.pick(&["{}", "{1: \"a\"}", "{2: \"b\", 0: \"\"}"])).to_owned(),
        'K' => (*random.pick(&["{}", "{\"a\": [1, 2]}", "{\"a\": [], \"b\": [0]}"])).to_owned(),
        'M' => (*random.pick(&["[]", "[1, \"a\", None]", "[0.5, (1, 2), [], {}]", "[True, b\"x\", ...]"]))
            .to_owned(),
        'X' => (*random.pick(&[
            "set()",
            "{1}",
            "{3, 1, 2}",
            "{30, 10, 20}",
            "{50, 40, 30, 20, 10}",
            "frozenset({2, 5})",
        ]))
        .to_owned(),
        'Z' => (*random.pick(&["set()", "{\"a\"}", "{\"a\", \"b\", \"zz\"}"])).to_owned(),
        'r' => (*random.pick(&["range(0)", "range(3)", "range(2, 9, 3)", "range(5, 0, -2)"])).to_owned(),
        'g' => (*random.pick(&["iter([1, 2, 3])", "iter(())", "iter(range(4))"])).to_owned(),
        'h' => (*random.pick(&["iter(\"abc\")", "iter([\"x\", \"\"])"])).to_owned(),
        'c' => {
            (*random.pick(&["abs", "(lambda x: x + 1)", "(lambda x: -x)", "(lambda x: x % 3)"])).to_owned()
        }
        'p' => (*random.pick(&["max", "min", "(lambda x, y: x - y)", "(lambda x, y: x * 2 + y)"])).to_owned(),
        'u' => (*random.pick(&["str", "str.upper", "(lambda x: x[:2])", "repr"])).to_owned(),
        _ => return None,
    })
}

/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`, mostly well-formed.
fn specification(random: &mut Random, types: &str) -> String {
    let mut text = String::new();
    let mut part = |random: &mut Random, share: usize, options: &[&str]| {
        if random.percent(share) {
            text.push_str(options[random.below(options.len())]);
        }
    };
    part(random, 30, &["<", ">", "^", "=", "*<", "_>", "x^", "0=", " <", "é>"]);
    part(random, 20, &["+", "-", " "]);
    part(random, 4, &["z"]);
    part(random, 10, &["#"]);
    part(random, 15, &["0"]);
    part(random, 50, &["1", "5", "8", "12", "20"]);
    part(random, 15, &[",", "_"]);
    part(random, 35, &[".0", ".1", ".2", ".3", ".5", ".10"]);
    if random.percent(60) {
        let types: Vec<char> = types.chars().collect();
        text.push(*random.pick(&types));
    }
    text
}
