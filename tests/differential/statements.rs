//! Statements of the generated programs.

use super::generator::{Function, Generator, Names, Scope, Variable};
use super::grammar::{Kind, SHOWN, STORED};

/// How deep statements are nested.
const DEPTH: usize = 3;

/// A program's text.
pub(crate) fn program(generator: &mut Generator) -> String {
    let mut lines = vec![String::new(), "from harness import caught, print, show".to_owned()];
    let count = 4 + generator.random.below(8);
    for _ in 0..count {
        generator.faulty = false;
        if generator.grammar.is_narrowed {
            let scenario = generator.scenario();
            guarded(&mut lines, scenario);
        } else if generator.random.percent(15) {
            in_function(generator, &mut lines);
        } else {
            let statement = generator.statement(DEPTH);
            guarded(&mut lines, statement);
        }
    }
    lines[0] = imports(&lines);
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// Runs statements as the body of a function.
fn in_function(generator: &mut Generator, lines: &mut Vec<String>) {
    let name = generator.fresh("main");
    let count = 2 + generator.random.below(4);
    let before = (generator.assignable_from, generator.cost);
    generator.assignable_from = generator.scopes.len();
    let body = generator.block(count, DEPTH);
    (generator.assignable_from, generator.cost) = before;
    lines.push(format!("def {name}():"));
    lines.extend(indented(body));
    guarded(lines, vec![format!("{name}()")]);
}

fn guarded(lines: &mut Vec<String>, statement: Vec<String>) {
    lines.push("try:".to_owned());
    lines.extend(indented(statement));
    lines.push("except BaseException as error:".to_owned());
    lines.push("    caught(error, True)".to_owned());
}

/// The modules that the program names.
fn imports(lines: &[String]) -> String {
    let text = lines.join("\n");
    let modules = [
        "abc",
        "base64",
        "bisect",
        "collections",
        "contextlib",
        "copy",
        "dataclasses",
        "datetime",
        "enum",
        "fractions",
        "functools",
        "heapq",
        "html",
        "itertools",
        "json",
        "math",
        "operator",
        "os",
        "pathlib",
        "re",
        "shlex",
        "statistics",
        "string",
        "textwrap",
        "types",
        "typing",
    ];
    let used: Vec<&str> = modules.into_iter().filter(|module| text.contains(&format!("{module}."))).collect();
    if used.is_empty() { "pass".to_owned() } else { format!("import {}", used.join(", ")) }
}

/// The lines of a block.
pub(crate) fn indented(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().map(|line| format!("    {line}")).collect()
}

impl Generator<'_> {
    /// Statements with a scope of their own; what they bind is forgotten.
    pub(crate) fn block(&mut self, count: usize, depth: usize) -> Vec<String> {
        self.scopes.push(Scope::default());
        let lines = (0..count).flat_map(|_| self.statement(depth)).collect();
        self.scopes.pop();
        lines
    }

    fn short_block(&mut self, depth: usize) -> Vec<String> {
        let count = 1 + self.random.below(2);
        self.block(count, depth.saturating_sub(1))
    }

    /// A statement.
    pub(crate) fn statement(&mut self, depth: usize) -> Vec<String> {
        self.cost += self.turns;
        let compound = depth > 0 && self.turns < 60;
        match self.random.below(100) {
            22..40 => vec![self.assignment()],
            40..50 => vec![self.change()],
            50..54 => self.unpacking(),
            54..60 if compound => self.conditional(depth),
            60..66 if compound => self.for_loop(depth),
            66..68 if compound => self.while_loop(depth),
            68..72 if compound => self.attempt(depth),
            72..78 if compound && self.turns == 1 => self.function(depth),
            78..82 if compound && self.turns == 1 => self.class(depth),
            82..84 => vec![format!("assert {}, {}", self.operand('b', 2), self.operand('a', 1))],
            84..100 if compound && self.turns == 1 => self.scenario(),
            _ => vec![self.show()],
        }
    }

    /// Prints expressions, of which some may fail.
    pub(crate) fn show(&mut self) -> String {
        self.faulty = true;
        let count = 1 + self.random.below(3);
        let values: Vec<String> = (0..count)
            .map(|_| match self.random.below(12) {
                0 => format!("list({})", self.operand('X', 2)),
                1 => format!("sorted({})", self.operand('Z', 2)),
                2 => format!("list({})", self.operand('g', 2)),
                _ => {
                    let kind = *self.random.pick(SHOWN);
                    self.expression(kind, 3)
                }
            })
            .collect();
        self.faulty = false;
        format!("show({})", values.join(", "))
    }

    /// An expression whose value stays small however often it is assigned.
    fn bounded(&mut self, kind: Kind, depth: usize) -> String {
        let text = self.operand(kind, depth);
        if self.turns == 1 && self.assignable_from == 0 {
            return text;
        }
        match kind {
            'i' => format!("{text} % 1000003"),
            's' | 'y' => format!("{text}[:20]"),
            'I' | 'F' | 'S' | 'P' | 'L' | 'T' | 'M' => format!("{text}[:6]"),
            'D' | 'E' | 'K' => format!("dict(list({text}.items())[:6])"),
            'X' | 'Z' => format!("set(sorted({text})[:6])"),
            _ => text,
        }
    }

    fn assignment(&mut self) -> String {
        if self.random.percent(35)
            && let Some(variable) = self.assignable()
        {
            return format!("{} = {}", variable.name, self.bounded(variable.kind, 3));
        }
        let kind = *self.random.pick(STORED);
        let value = self.bounded(kind, 3);
        let name = self.fresh("x");
        self.declare(&name, kind, true);
        match self.random.below(12) {
            0 => {
                let other = self.fresh("x");
                self.declare(&other, kind, true);
                format!("{name} = {other} = {value}")
            }
            1 => format!("{name}: \"some type\" = {value}"),
            _ => format!("{name} = {value}"),
        }
    }

    fn assignable(&mut self) -> Option<Variable> {
        let all: Vec<&Variable> = self.scopes[self.assignable_from..]
            .iter()
            .flat_map(|scope| &scope.variables)
            .filter(|variable| variable.assignable)
            .collect();
        if all.is_empty() { None } else { Some((*self.random.pick(&all)).clone()) }
    }

    /// Changes a variable in place.
    fn change(&mut self) -> String {
        let Some(variable) = self.assignable() else { return self.assignment() };
        let templates: &[&str] = match variable.kind {
            'i' => &[
                "$0 += $i",
                "$0 -= $i",
                "$0 //= $i",
                "$0 %= $i",
                "$0 ^= $i",
                "$0 |= $i",
                "$0 &= $i",
                "$0 >>= $d",
            ],
            'f' => &["$0 += $f", "$0 -= $f", "$0 *= 0.5", "$0 /= $f", "$0 //= $f", "$0 %= $f"],
            's' => &["$0 = $s[:5] + $0[:9]", "$0 = $0.$[upper|lower|strip|title]()", "$0 = $0[::-1]"],
            'I' => &[
                "$0.append($i)",
                "$0.insert($j, $i)",
                "$0.sort()",
                "$0.sort(key=$c, reverse=$b)",
                "$0.reverse()",
                "$0.remove($i)",
                "$0[$j] = $i",
                "del $0[$j]",
                "$0[$j:$j] = $T[:2]",
                "$0.pop($j)",
                "$0 += [$i]",
                "del $0[::$j]",
                "$0.extend($r)",
                "$0[1:2] = []",
                "$0.clear()",
                "$0[::2] = $I",
            ],
            'S' => &[
                "$0.append($s)",
                "$0.sort()",
                "$0.sort(key=len)",
                "$0[$j] = $s",
                "$0.remove($s)",
                "$0.reverse()",
            ],
            'M' => &["$0.append($a)", "$0[$j] = $a", "$0.remove($a)", "del $0[$j:]", "$0.insert(0, $a)"],
            'L' => &["$0.append($I)", "$0[$j].append($i)", "$0[$j][$j] = $i", "$0.sort()"],
            'D' => &[
                "$0[$s] = $i",
                "$0[\"a\"] = $0.get(\"a\", 0) + $i",
                "$0.update($D)",
                "del $0[$s]",
                "$0.pop($s, None)",
                "$0 |= $D",
                "$0.update(a=$i)",
                "$0.popitem()",
                "$0[\"a\"] += 1",
            ],
            'E' => &["$0[$i] = $s", "$0.update($E)", "del $0[$i]", "$0.setdefault($i, $s)"],
            'K' => &[
                "$0.setdefault($s, []).append($i)",
                "$0[$s] = $I",
                "$0[\"a\"].append($i)",
                "$0[\"a\"][0] += 1",
            ],
            'X' => &[
                "$0 = $0 | {$i}",
                "$0 = set($0); $0.add($i)",
                "$0 = set($0); $0.discard($i)",
                "$0 &= $X",
                "$0 -= $X",
                "$0 ^= $X",
                "$0 = set($0); $0.update($I)",
            ],
            _ => return self.assignment(),
        };
        let template = *self.random.pick(templates);
        let mut names = Names::default();
        names.fresh.insert('0', variable.name);
        self.fill(template, 2, &mut names)
    }

    fn unpacking(&mut self) -> Vec<String> {
        let (first, second) = (self.fresh("x"), self.fresh("x"));
        let (template, kinds) = *self.random.pick(&[
            ("$1, $2 = $i, $s", ('i', 's')),
            ("$1, $2 = $t", ('i', 's')),
            ("[$1, $2] = ($I, $D)", ('I', 'D')),
            ("$1, *$2 = $s + \"ab\"", ('s', 'S')),
            ("*$1, $2 = [*$I, $i]", ('I', 'i')),
            ("($1, $2), _ = ($i, $f), None", ('i', 'f')),
            ("$1, $2 = divmod($i, $i)", ('i', 'i')),
            ("$2, $1 = $s, $I", ('I', 's')),
        ]);
        let mut names = Names::default();
        names.fresh.extend([('1', first.clone()), ('2', second.clone())]);
        let line = self.fill(template, 2, &mut names);
        self.declare(&first, kinds.0, true);
        self.declare(&second, kinds.1, true);
        vec![line, format!("show({first}, {second})")]
    }

    fn conditional(&mut self, depth: usize) -> Vec<String> {
        let mut lines = vec![format!("if {}:", self.expression('b', 3))];
        lines.extend(indented(self.short_block(depth)));
        while self.random.percent(30) {
            let kind = *self.random.pick(&['b', 'i', 's', 'I', 'D']);
            lines.push(format!("elif {}:", self.expression(kind, 2)));
            lines.extend(indented(self.short_block(depth)));
        }
        if self.random.percent(60) {
            lines.push("else:".to_owned());
            lines.extend(indented(self.short_block(depth)));
        }
        lines
    }

    /// What a `for` runs over: targets with their kinds, and the iterable.
    fn iteration(&mut self) -> (Vec<Kind>, &'static str) {
        let (kinds, iterable): (&[Kind], _) = *self.random.pick(&[
            (&['i'][..], "$I[:5]"),
            (&['i'], "$T[:4]"),
            (&['i'], "range($d)"),
            (&['s'], "$S[:4]"),
            (&['s'], "$s[:4]"),
            (&['s'], "list($D)[:4]"),
            (&['s', 'i'], "list($D.items())[:4]"),
            (&['i', 's'], "enumerate($S[:4])"),
            (&['i', 's'], "$P[:4]"),
            (&['i', 's'], "zip($I[:4], $S)"),
            (&['I'], "$L[:4]"),
            (&['f'], "$F[:4]"),
            (&['i'], "list($X)[:4]"),
            (&['i'], "itertools.islice($g, 4)"),
            (&['s'], "itertools.islice($h, 3)"),
        ]);
        (kinds.to_vec(), iterable)
    }

    fn for_loop(&mut self, depth: usize) -> Vec<String> {
        let (kinds, iterable) = self.iteration();
        let iterable = self.fill(iterable, 2, &mut Names::default());
        self.scopes.push(Scope::default());
        let names: Vec<String> = kinds.iter().map(|_| self.fresh("x")).collect();
        for (name, kind) in names.iter().zip(&kinds) {
            self.declare(name, *kind, true);
        }
        let mut lines = vec![format!("for {} in {iterable}:", names.join(", "))];
        lines.extend(self.loop_body(depth));
        self.scopes.pop();
        lines
    }

    fn while_loop(&mut self, depth: usize) -> Vec<String> {
        let counter = self.fresh("n");
        self.scopes.push(Scope::default());
        self.declare(&counter, 'i', false);
        let condition = self.operand('b', 2);
        let mut lines = vec![
            format!("{counter} = 0"),
            format!("while {counter} < 4 and {condition}:"),
            format!("    {counter} += 1"),
        ];
        lines.extend(self.loop_body(depth));
        self.scopes.pop();
        lines
    }

    fn loop_body(&mut self, depth: usize) -> Vec<String> {
        self.turns *= 5;
        let mut lines = indented(self.short_block(depth));
        if self.random.percent(35) {
            let condition = self.expression('b', 2);
            lines.push(format!("    if {condition}:"));
            lines.push(format!("        {}", self.random.pick(&["break", "continue"])));
            let end = self.show();
            lines.push(format!("    {end}"));
        }
        self.turns /= 5;
        if self.random.percent(25) {
            lines.push("else:".to_owned());
            lines.extend(indented(self.short_block(depth)));
        }
        lines
    }

    fn attempt(&mut self, depth: usize) -> Vec<String> {
        let mut lines = vec!["try:".to_owned()];
        lines.extend(indented(self.short_block(depth)));
        self.faulty = true;
        let kind = *self.random.pick(SHOWN);
        let risky = self.expression(kind, 3);
        self.faulty = false;
        lines.push(format!("    show({risky})"));
        if self.random.percent(20) {
            let class =
                *self.random.pick(&["ValueError", "KeyError", "TypeError", "RuntimeError", "IndexError"]);
            lines.push(format!("    raise {class}({})", self.expression('a', 1)));
        }
        let classes =
            ["(TypeError, ValueError)", "LookupError", "ArithmeticError", "Exception", "AttributeError"];
        let count = self.random.below(3);
        for _ in 0..count {
            let name = self.fresh("e");
            lines.push(format!("except {} as {name}:", self.random.pick(&classes)));
            lines.push(format!("    caught({name})"));
            lines.extend(indented(self.short_block(depth)));
        }
        if count > 0 && self.random.percent(40) {
            lines.push("else:".to_owned());
            lines.extend(indented(self.short_block(depth)));
        }
        if count == 0 || self.random.percent(40) {
            lines.push("finally:".to_owned());
            lines.extend(indented(self.short_block(depth)));
        }
        lines
    }

    pub(crate) fn scenario(&mut self) -> Vec<String> {
        let grammar = self.grammar;
        let scenario = self.random.pick(&grammar.scenarios);
        let mut names = Names::default();
        let mut lines: Vec<String> = Vec::new();
        // A comprehension with `:=` can't stand in the body of a class.
        let strict = usize::from(scenario.text.contains("class "));
        self.strict += strict;
        for line in scenario.text.lines() {
            let filled = self.fill(line, 2, &mut names);
            lines.push(filled);
        }
        self.strict -= strict;
        if let Some((kind, number)) = scenario.leaves
            && let Some(name) = names.fresh.get(&number)
        {
            self.declare(&name.clone(), kind, false);
        }
        lines
    }

    /// A function, and a call of it.
    fn function(&mut self, depth: usize) -> Vec<String> {
        let name = self.fresh("f");
        let result = *self.random.pick(SHOWN);
        let (function, mut lines) = self.definition(&name, result, "", depth);
        let call = self.call_of(&function, 2);
        if let Some(scope) = self.scopes.last_mut() {
            scope.functions.push(function);
        }
        lines.push(format!("show({call})"));
        lines
    }

    /// A definition; `receiver` is the first parameter's name, or nothing.
    pub(crate) fn definition(
        &mut self,
        name: &str,
        result: Kind,
        receiver: &str,
        depth: usize,
    ) -> (Function, Vec<String>) {
        let mut parameters = Vec::new();
        let mut texts: Vec<String> =
            (!receiver.is_empty()).then(|| receiver.to_owned()).into_iter().collect();
        let count = self.random.below(4);
        let positional_only = if self.random.percent(15) { self.random.below(count + 1) } else { 0 };
        let by_name = if self.random.percent(20) { self.random.below(count + 1) } else { count };
        let mut optional = false;
        for at in 0..count {
            let parameter = self.fresh("a");
            let kind = *self.random.pick(STORED);
            optional |= self.random.percent(30);
            let way = if at < positional_only {
                'p'
            } else if at >= by_name {
                'k'
            } else {
                'e'
            };
            if at == by_name && at >= positional_only {
                texts.push((*self.random.pick(&["*", "*more"])).to_owned());
            }
            let way = if way == 'k' && texts.iter().all(|text| !text.starts_with('*')) { 'e' } else { way };
            let text =
                if optional { format!("{parameter}={}", self.operand(kind, 1)) } else { parameter.clone() };
            texts.push(text);
            if at + 1 == positional_only {
                texts.push("/".to_owned());
            }
            parameters.push((parameter, kind, way, optional));
        }
        if self.random.percent(15) {
            texts.push("**options".to_owned());
        }
        let before = (self.assignable_from, std::mem::take(&mut self.cost));
        self.assignable_from = self.scopes.len();
        let mut scope = Scope::default();
        for (parameter, kind, _, _) in &parameters {
            scope.variables.push(Variable { name: parameter.clone(), kind: *kind, assignable: true });
        }
        self.scopes.push(scope);
        let mut lines = vec![format!("def {name}({}):", texts.join(", "))];
        lines.extend(indented(self.outer_names()));
        let count = self.random.below(4);
        lines.extend(indented((0..count).flat_map(|_| self.statement(depth - 1)).collect()));
        if self.random.percent(20) {
            let condition = self.expression('b', 2);
            lines.push(format!("    if {condition}:"));
            lines.push(format!("        return {}", self.bounded(result, 2)));
        }
        lines.push(format!("    return {}", self.bounded(result, 3)));
        self.scopes.pop();
        let cost = self.cost + 2;
        (self.assignable_from, self.cost) = before;
        (Function { name: name.to_owned(), parameters, result, cost }, lines)
    }

    /// `global` and `nonlocal`, for some names of the enclosing scopes.
    fn outer_names(&mut self) -> Vec<String> {
        let outer = self.scopes.len() - 1;
        // The names of the outermost scope are global where no function encloses them.
        let candidates: Vec<Variable> =
            self.scopes[0].variables.iter().filter(|found| found.assignable).cloned().collect();
        if outer == 0 || candidates.is_empty() || !self.random.percent(25) {
            return Vec::new();
        }
        let variable = self.random.pick(&candidates).clone();
        if variable.name.contains('.') {
            return Vec::new();
        }
        self.declare(&variable.name, variable.kind, true);
        vec![format!("global {}", variable.name)]
    }
}
