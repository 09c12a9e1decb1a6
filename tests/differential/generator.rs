//! Expressions of the generated programs: templates of the grammar, filled in by kind.
//!
//! In a template, `$i` is an expression of kind `i`, `$i!` one that uses no name that the template binds (for what is
//! evaluated outside of a comprehension), `$vi` a variable or a plain literal, `$1` a fresh name, `$1=i` the same where it
//! is bound to a value of kind `i`, `$[a|b]` one of the texts (`\|`, `\[` and `\]` stand for themselves), and `$$` a dollar.

use std::collections::BTreeMap;

use super::grammar::{Grammar, Kind, SHOWN};
use super::literals::literal;
use super::random::Random;

/// What a call of a generated function costs at most where it may be called.
const CALL_COST: usize = 200;

/// A name and what it is bound to.
#[derive(Clone)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) assignable: bool,
}

/// A function of the program.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// Name, kind, and whether it must be given by position (`p`), by name (`k`) or either way (`e`); whether it has a default.
    pub(crate) parameters: Vec<(String, Kind, char, bool)>,
    pub(crate) result: Kind,
    pub(crate) cost: usize,
}

/// What is bound in a block.
#[derive(Default)]
pub(crate) struct Scope {
    pub(crate) variables: Vec<Variable>,
    pub(crate) functions: Vec<Function>,
}

/// Makes one program.
pub(crate) struct Generator<'grammar> {
    pub(crate) random: Random,
    pub(crate) grammar: &'grammar Grammar,
    pub(crate) scopes: Vec<Scope>,
    /// Whether some expressions may be of a wrong kind.
    pub(crate) faulty: bool,
    /// How many turns of loops a statement is in, multiplied.
    pub(crate) turns: usize,
    /// What the statements so far cost, of the function that is being made.
    pub(crate) cost: usize,
    /// Index of the first scope whose variables may be assigned.
    pub(crate) assignable_from: usize,
    /// Whether `:=` is forbidden here.
    pub(crate) strict: usize,
    names: usize,
}

/// The names of a template.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) fresh: BTreeMap<char, String>,
    bound: Vec<Variable>,
}

impl<'grammar> Generator<'grammar> {
    /// The generator of a program.
    pub(crate) fn new(grammar: &'grammar Grammar, seed: u64, index: u64) -> Self {
        Self {
            random: Random::new(seed, index),
            grammar,
            scopes: vec![Scope::default()],
            faulty: false,
            turns: 1,
            cost: 0,
            assignable_from: 0,
            strict: 0,
            names: 0,
        }
    }

    /// A name that the program has not used.
    pub(crate) fn fresh(&mut self, prefix: &str) -> String {
        self.names += 1;
        format!("{prefix}{}", self.names)
    }

    /// Makes a name known.
    pub(crate) fn declare(&mut self, name: &str, kind: Kind, assignable: bool) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.variables.retain(|variable| variable.name != name);
            scope.variables.push(Variable { name: name.to_owned(), kind, assignable });
        }
    }

    /// A variable of the kind, the innermost ones first.
    pub(crate) fn variable(&mut self, kind: Kind) -> Option<String> {
        let matching: Vec<&str> = self
            .scopes
            .iter()
            .flat_map(|scope| &scope.variables)
            .filter(|variable| variable.kind == kind)
            .map(|variable| variable.name.as_str())
            .collect();
        if matching.is_empty() {
            return None;
        }
        let from = if self.random.percent(60) { matching.len().saturating_sub(3) } else { 0 };
        Some(self.random.pick(&matching[from..]).to_string())
    }

    /// An expression of the kind, as operand.
    pub(crate) fn operand(&mut self, kind: Kind, depth: usize) -> String {
        let text = self.expression(kind, depth);
        if is_atom(&text) || matches!(kind, 'q' | 'Q' | 'z') { text } else { format!("({text})") }
    }

    /// An expression of the kind.
    pub(crate) fn expression(&mut self, kind: Kind, depth: usize) -> String {
        let kind = match kind {
            'a' if self.random.percent(5) => return "None".to_owned(),
            'a' => *self.random.pick(SHOWN),
            kind if self.faulty && "ifsbyIFSPLTtDEKMr".contains(kind) && self.random.percent(2) => {
                *self.random.pick(&['i', 'f', 's', 'b', 'y', 'I', 'T', 'D', 'n'])
            }
            kind => kind,
        };
        if kind == 'n' {
            return "None".to_owned();
        }
        if let 'd' | 'j' | 'w' | 'q' | 'Q' | 'z' = kind {
            return literal(&mut self.random, kind).unwrap_or_default();
        }
        if self.random.percent(if depth == 0 { 70 } else { 30 })
            && let Some(name) = self.variable(kind)
        {
            return name;
        }
        if depth == 0 || self.random.percent(10) {
            return literal(&mut self.random, kind).unwrap_or_else(|| format!("no literal of {kind}"));
        }
        if self.random.percent(15)
            && let Some(call) = self.call(kind, depth)
        {
            return call;
        }
        let faulty = self.faulty;
        let grammar = self.grammar;
        let mut template = self.random.pick(grammar.templates(kind));
        while self.strict > 0 && template.contains(":=") {
            template = self.random.pick(grammar.templates(kind));
        }
        // The order in which a set of mixed kinds is seen differs from run to run, and where a library finds a fault in an
        // argument is its own affair.
        self.faulty &= !matches!(kind, 'X' | 'Z') && !template.contains('.');
        let text = self.fill(template, depth - 1, &mut Names::default());
        self.faulty = faulty;
        text
    }

    /// A call of a function of the program which gives the kind.
    fn call(&mut self, kind: Kind, depth: usize) -> Option<String> {
        let room = CALL_COST / self.turns.max(1);
        let matching: Vec<Function> = self
            .scopes
            .iter()
            .flat_map(|scope| &scope.functions)
            .filter(|function| function.result == kind && function.cost <= room)
            .cloned()
            .collect();
        if matching.is_empty() {
            return None;
        }
        let function = self.random.pick(&matching).clone();
        Some(self.call_of(&function, depth))
    }

    /// A call of the function.
    pub(crate) fn call_of(&mut self, function: &Function, depth: usize) -> String {
        self.cost += function.cost * self.turns;
        let (mut arguments, mut by_name) = (Vec::new(), false);
        for (name, kind, way, has_default) in &function.parameters {
            if *has_default && self.random.percent(40) && *way != 'p' {
                by_name = true;
                continue;
            }
            let value = self.operand(*kind, depth.saturating_sub(1));
            by_name |= *way == 'k' || *way == 'e' && self.random.percent(15);
            arguments.push(if by_name { format!("{name}={value}") } else { value });
        }
        if self.faulty && self.random.percent(5) {
            match self.random.below(3) {
                0 => drop(arguments.pop()),
                1 => arguments.push("surplus=1".to_owned()),
                _ => arguments.insert(0, "*(1, 2, 3, 4, 5, 6)".to_owned()),
            }
        }
        format!("{}({})", function.name, arguments.join(", "))
    }

    /// The template with everything filled in.
    pub(crate) fn fill(&mut self, template: &str, depth: usize, names: &mut Names) -> String {
        let bound = names.bound.len();
        self.bind(template, names);
        let mut text = String::new();
        let mut rest = template;
        while let Some(at) = rest.find('$') {
            text.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            rest = self.hole(rest, depth, names, &mut text);
        }
        text.push_str(rest);
        names.bound.truncate(bound);
        text
    }

    /// Names what the template binds.
    fn bind(&mut self, template: &str, names: &mut Names) {
        let letters: Vec<char> = template.chars().collect();
        for window in letters.windows(4) {
            let [dollar, number, equals, kind] = *window else { continue };
            if dollar == '$' && number.is_ascii_digit() && equals == '=' && kind.is_ascii_alphabetic() {
                let name = self.name_of(number, names);
                names.bound.push(Variable { name, kind, assignable: false });
            }
        }
    }

    fn name_of(&mut self, number: char, names: &mut Names) -> String {
        if let Some(name) = names.fresh.get(&number) {
            return name.clone();
        }
        let name = self.fresh("v");
        names.fresh.insert(number, name.clone());
        name
    }

    /// Fills in one hole, whose text follows the dollar, and gives the rest.
    fn hole<'text>(
        &mut self,
        rest: &'text str,
        depth: usize,
        names: &mut Names,
        text: &mut String,
    ) -> &'text str {
        let mut letters = rest.chars();
        match letters.next() {
            Some('$') => text.push('$'),
            Some('[') => {
                let (options, after) = choices(letters.as_str());
                let option = options[self.random.below(options.len())].clone();
                let filled = self.fill(&option, depth, names);
                text.push_str(&filled);
                return after;
            }
            Some(number) if number.is_ascii_digit() => {
                text.push_str(&self.name_of(number, names));
                let mut after = letters.clone();
                if after.next() == Some('=') && after.next().is_some_and(|kind| kind.is_ascii_alphabetic()) {
                    return after.as_str();
                }
            }
            Some('v') => {
                let kind = letters.next().unwrap_or('i');
                let value = self.plain(kind, names);
                text.push_str(&value);
            }
            Some(kind) => {
                let closed = letters.as_str().strip_prefix('!');
                let value = self.value(kind, depth, names, closed.is_some());
                let needs_parentheses = value.chars().all(|letter| letter.is_ascii_digit() || letter == '_')
                    && closed.unwrap_or(letters.as_str()).starts_with('.');
                let value = if needs_parentheses { format!("({value})") } else { value };
                text.push_str(&value);
                return closed.unwrap_or(letters.as_str());
            }
            None => {}
        }
        letters.as_str()
    }

    fn value(&mut self, kind: Kind, depth: usize, names: &Names, closed: bool) -> String {
        self.strict += usize::from(closed);
        let variables = if closed { Vec::new() } else { names.bound.clone() };
        self.scopes.push(Scope { variables, functions: Vec::new() });
        let value = self.operand(kind, depth);
        self.scopes.pop();
        self.strict -= usize::from(closed);
        value
    }

    /// A variable or a literal that may stand in an f-string between double quotes.
    fn plain(&mut self, kind: Kind, names: &Names) -> String {
        let kind = if kind == 'a' { *self.random.pick(&['i', 'f', 's', 'I', 'D', 'T', 'b']) } else { kind };
        let bound: Vec<&Variable> = names.bound.iter().filter(|variable| variable.kind == kind).collect();
        if !bound.is_empty() && self.random.percent(60) {
            return self.random.pick(&bound).name.clone();
        }
        if self.random.percent(70)
            && let Some(name) = self.variable(kind).filter(|name| !name.contains('"'))
        {
            return name;
        }
        let plain: &[&str] = match kind {
            'i' => &["0", "-5", "42", "1234567", "10**20"],
            'f' => &["0.5", "-1e10", "3.14159", "1e-7", "12345.678"],
            's' => &["'abc'", "''", "'é'", "'a b'"],
            'b' => &["True", "False"],
            'I' => &["[1, 2]", "[5]"],
            'D' => &["dict(a=1)", "dict()"],
            'T' => &["(1, 2)", "()"],
            _ => &["None"],
        };
        (*self.random.pick(plain)).to_owned()
    }
}

/// The options of a choice, and what follows its closing bracket.
fn choices(text: &str) -> (Vec<String>, &str) {
    let mut options = vec![String::new()];
    // The brackets that are open: whether each opens a choice in this one.
    let mut open: Vec<bool> = Vec::new();
    let mut before = ' ';
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let option = options.last_mut().expect("there is an option");
        if letter == '\\'
            && let Some((_, next)) = letters.next_if(|(_, next)| "|[]".contains(*next))
        {
            // A choice in a choice is filled in later: its escapes stay.
            if open.contains(&true) {
                option.push('\\');
            }
            option.push(next);
            continue;
        }
        match letter {
            ']' if open.is_empty() => return (options, &text[at + 1..]),
            '|' if open.is_empty() => {
                options.push(String::new());
                continue;
            }
            '[' => open.push(before == '$'),
            ']' => drop(open.pop()),
            _ => {}
        }
        option.push(letter);
        before = letter;
    }
    panic!("a choice is not closed: {text}")
}

/// Whether the text needs no parentheses as an operand.
fn is_atom(text: &str) -> bool {
    if text.starts_with(['-', '+', '~']) {
        return false;
    }
    let (mut depth, mut quote, mut letters) = (0, None, text.chars());
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (_, '\\') => drop(letters.next()),
            (Some(open), letter) if letter == open => quote = None,
            (None, '"' | '\'') => quote = Some(letter),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, ' ') if depth == 0 => return false,
            _ => {}
        }
    }
    true
}
