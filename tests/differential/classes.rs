//! Classes of the generated programs.

use super::generator::{Function, Generator, Names, Scope, Variable};
use super::grammar::{Kind, SHOWN};
use super::statements::indented;

/// Methods that operators call, where the class has a first field of the kind.
const SPECIAL: &[(Kind, &str)] = &[
    ('i', "def __add__(self, other): return self.$0 + $i"),
    ('i', "def __radd__(self, other): return other + self.$0"),
    ('i', "def __lt__(self, other): return self.$0 < other.$0"),
    ('i', "def __eq__(self, other): return isinstance(other, type(self)) and self.$0 == other.$0"),
    ('i', "def __bool__(self): return self.$0 > $i"),
    ('i', "def __index__(self): return self.$0"),
    ('i', "def __int__(self): return self.$0"),
    ('i', "def __call__(self, x): return x + self.$0"),
    ('i', "def __hash__(self): return self.$0"),
    ('s', "def __str__(self): return self.$0"),
    ('s', "def __repr__(self): return f\"<{self.$0!r}>\""),
    ('s', "def __contains__(self, item): return item in self.$0"),
    ('s', "def __len__(self): return len(self.$0)"),
    ('s', "def __getitem__(self, key): return self.$0[key]"),
    ('s', "def __format__(self, spec): return format(self.$0, spec)"),
    ('I', "def __iter__(self): return iter(self.$0)"),
    ('I', "def __len__(self): return len(self.$0)"),
    ('I', "def __getitem__(self, key): return self.$0[key]"),
    ('I', "def __setitem__(self, key, value): self.$0[key] = value"),
    ('I', "def __mul__(self, n): return self.$0 * (n % 3)"),
    ('D', "def __getattr__(self, name): return self.$0.get(name, name)"),
    ('D', "def __contains__(self, key): return key in self.$0"),
];

/// What is done with an instance, `$0`.
const USES: &[&str] = &[
    "$0 + $i",
    "$i + $0",
    "$0 < $0",
    "$0 == $0",
    "bool($0)",
    "[1, 2, 3][$0]",
    "int($0)",
    "$0($i)",
    "len($0)",
    "$0[$j]",
    "$0[$j:]",
    "list($0)",
    "$s in $0",
    "f\"{$0:>9}\"",
    "sum($0)",
    "sorted($0)",
    "$0 * $d",
    "-$0",
    "$0.missing",
    "not $0",
    "type($0 and 1).__name__",
    "max($0, $0, key=lambda one: 1) is $0",
    "range($0)",
    "hex($0)",
    "$0 > $0",
    "isinstance($0, object)",
    "type($0).__name__",
    "sorted(vars($0))",
    "[*$0]",
    "$0 != $0",
    "{$0: 1}[$0]",
    "$0 is $0",
    "hasattr($0, \"__len__\")",
    "dict(k=$0)[\"k\"] is $0",
    "type($0 or 5).__name__",
    "\"%d\" % $0",
    "iter($0) is None",
    "$0 + $0",
];

impl Generator<'_> {
    /// A class, an instance of it, and what is done with it.
    pub(crate) fn class(&mut self, depth: usize) -> Vec<String> {
        let name = self.fresh("C");
        let fields: Vec<(String, Kind)> =
            (0..=self.random.below(3)).map(|_| (self.fresh("z"), *self.random.pick(SHOWN))).collect();
        let mut lines = vec![format!("class {name}{}:", self.random.pick(&["", "(object)", "()"]))];
        let shared = self.fresh("k");
        lines.push(format!("    {shared} = {}", self.operand_without_walrus('i')));
        lines.extend(self.constructor(&fields));
        let mut methods = Vec::new();
        for _ in 0..self.random.below(3) {
            let (method, text) = self.method(&fields, depth);
            methods.push(method);
            lines.extend(indented(text));
        }
        lines.extend(self.special_methods(&fields));
        let mut used = vec![name.clone()];
        if self.random.percent(35) {
            let (child, text) = self.subclass(&name, &methods, depth);
            lines.extend(text);
            used.push(child);
        }
        let class = self.random.pick(&used).clone();
        lines.extend(self.instance(&class, &shared, &fields, methods));
        lines
    }

    fn operand_without_walrus(&mut self, kind: Kind) -> String {
        self.fill(&format!("${kind}!"), 1, &mut Names::default())
    }

    fn constructor(&mut self, fields: &[(String, Kind)]) -> Vec<String> {
        let defaults: Vec<String> = fields
            .iter()
            .map(|(name, kind)| format!("{name}={}", self.operand_without_walrus(*kind)))
            .collect();
        let mut lines = vec![format!("    def __init__(self, {}):", defaults.join(", "))];
        for (name, _) in fields {
            lines.push(format!("        self.{name} = {name}"));
        }
        lines
    }

    fn method(&mut self, fields: &[(String, Kind)], depth: usize) -> (Function, Vec<String>) {
        let name = self.fresh("m");
        let result = *self.random.pick(SHOWN);
        let (receiver, decorator) = match self.random.below(10) {
            0 => ("", "@staticmethod"),
            1 => ("cls", "@classmethod"),
            _ => ("self", ""),
        };
        let before = self.assignable_from;
        let mut scope = Scope::default();
        if receiver == "self" {
            let field = |(name, kind): &(String, Kind)| Variable {
                name: format!("self.{name}"),
                kind: *kind,
                assignable: true,
            };
            scope.variables.extend(fields.iter().map(field));
        }
        self.scopes.push(scope);
        // Defaults stand in the class body, where a comprehension can't have `:=`.
        self.strict += 1;
        let (function, mut lines) = self.definition(&name, result, receiver, depth.min(2));
        self.strict -= 1;
        self.scopes.pop();
        self.assignable_from = before;
        if !decorator.is_empty() {
            lines.insert(0, decorator.to_owned());
        }
        (function, lines)
    }

    fn special_methods(&mut self, fields: &[(String, Kind)]) -> Vec<String> {
        let mut lines = Vec::new();
        for _ in 0..self.random.below(4) {
            let (name, kind) = self.random.pick(fields).clone();
            let matching: Vec<&str> =
                SPECIAL.iter().filter(|(of, _)| *of == kind).map(|(_, text)| *text).collect();
            if !matching.is_empty() {
                let template = *self.random.pick(&matching);
                let mut names = Names::default();
                names.fresh.insert('0', name);
                lines.push(format!("    {}", self.fill(template, 1, &mut names)));
            }
        }
        lines
    }

    /// A subclass that overrides a method and calls the one that it overrides.
    fn subclass(&mut self, base: &str, methods: &[Function], depth: usize) -> (String, Vec<String>) {
        let name = self.fresh("C");
        let mut lines = vec![format!("class {name}({base}):")];
        match methods.first() {
            Some(method) if self.random.percent(70) => {
                lines.push(format!("    def {}(self, *args, **options):", method.name));
                lines.push(format!("        show(\"{name}\", len(args), sorted(options))"));
                if depth > 1 {
                    let count = self.random.below(2);
                    let before = std::mem::replace(&mut self.assignable_from, self.scopes.len());
                    lines.extend(indented(indented(self.block(count, 1))));
                    self.assignable_from = before;
                }
                lines.push(format!("        return super().{}(*args, **options)", method.name));
            }
            _ => lines.push("    pass".to_owned()),
        }
        (name, lines)
    }

    fn instance(
        &mut self,
        class: &str,
        shared: &str,
        fields: &[(String, Kind)],
        methods: Vec<Function>,
    ) -> Vec<String> {
        let name = self.fresh("o");
        let given: Vec<(String, Kind, char, bool)> =
            fields.iter().map(|(field, kind)| (field.clone(), *kind, 'e', true)).collect();
        let constructor = Function { name: class.to_owned(), parameters: given, result: 'a', cost: 2 };
        let mut lines = vec![format!("{name} = {}", self.call_of(&constructor, 2))];
        for (field, kind) in fields {
            self.declare(&format!("{name}.{field}"), *kind, true);
        }
        self.declare(&format!("{class}.{shared}"), 'i', true);
        for method in methods {
            let bound = Function { name: format!("{name}.{}", method.name), ..method };
            lines.push(format!("show({})", self.call_of(&bound, 2)));
            if let Some(scope) = self.scopes.last_mut() {
                scope.functions.push(bound);
            }
        }
        for _ in 0..=self.random.below(3) {
            let mut names = Names::default();
            names.fresh.insert('0', name.clone());
            let template = *self.random.pick(USES);
            let value = self.fill(template, 1, &mut names);
            lines.push("try:".to_owned());
            lines.push(format!("    show({value})"));
            lines.push("except Exception as error:".to_owned());
            lines.push("    caught(error)".to_owned());
        }
        lines
    }
}
