//! `match`.

use std::rc::Rc;

use ruff_python_ast::{MatchCase, Pattern, PatternArguments, Singleton, StmtMatch};

use super::Flow;
use crate::python::format::repr_str;
use crate::python::{Class, EvalResult, Evaluator, Interrupt, Truth, Unknown, Value};

/// Names that a pattern binds once the whole of it matches, with their values.
type Captures<'p> = Vec<(&'p str, Value)>;

impl Evaluator {
    pub(super) fn match_statement(&mut self, statement: &StmtMatch) -> EvalResult<Flow> {
        let subject = self.expression(&statement.subject)?;
        self.match_cases(&subject, &statement.cases)
    }

    fn match_cases(&mut self, subject: &Value, cases: &[MatchCase]) -> EvalResult<Flow> {
        let Some((case, rest)) = cases.split_first() else { return Ok(Flow::Next) };
        match self.case_matches(subject, case)? {
            Truth::Known(true) => self.block(&case.body),
            Truth::Known(false) => self.match_cases(subject, rest),
            Truth::Ambiguous(condition) => self.either(
                &condition,
                |evaluator| evaluator.block(&case.body),
                |evaluator| evaluator.match_cases(subject, rest),
            ),
        }
    }

    /// Whether a case takes the subject; the names of its pattern are bound then.
    pub(super) fn case_matches(&mut self, subject: &Value, case: &MatchCase) -> EvalResult<Truth> {
        let mut captures = Captures::new();
        let truth = self.matches(&case.pattern, subject, &mut captures)?;
        if truth.is_false() {
            return Ok(truth);
        }
        for (name, value) in captures {
            self.store_name(name, value)?;
        }
        match &case.guard {
            Some(guard) => Ok(and(truth, self.condition_of(guard)?)),
            None => Ok(truth),
        }
    }

    fn matches<'p>(
        &mut self,
        pattern: &'p Pattern,
        subject: &Value,
        captures: &mut Captures<'p>,
    ) -> EvalResult<Truth> {
        match pattern {
            Pattern::MatchValue(pattern) => {
                let value = self.expression(&pattern.value)?;
                self.equals(subject, &value)
            }
            Pattern::MatchSingleton(pattern) => {
                let value = match pattern.value {
                    Singleton::None => Value::None,
                    Singleton::True => Value::Bool(true),
                    Singleton::False => Value::Bool(false),
                };
                Ok(match subject {
                    Value::Unknown(unknown) => Truth::Ambiguous(Rc::clone(unknown)),
                    _ => Truth::Known(subject.is(&value)),
                })
            }
            Pattern::MatchAs(pattern) => {
                let truth = match &pattern.pattern {
                    Some(inner) => self.matches(inner, subject, captures)?,
                    None => Truth::Known(true),
                };
                if let (Some(name), false) = (&pattern.name, truth.is_false()) {
                    captures.push((name.as_str(), subject.clone()));
                }
                Ok(truth)
            }
            Pattern::MatchOr(pattern) => {
                let mut result = Truth::Known(false);
                for pattern in &pattern.patterns {
                    let before = captures.len();
                    match self.matches(pattern, subject, captures)? {
                        Truth::Known(true) => return Ok(Truth::Known(true)),
                        Truth::Known(false) => captures.truncate(before),
                        ambiguous => result = ambiguous,
                    }
                }
                Ok(result)
            }
            Pattern::MatchSequence(pattern) => self.matches_sequence(&pattern.patterns, subject, captures),
            Pattern::MatchMapping(pattern) => self.matches_mapping(pattern, subject, captures),
            Pattern::MatchClass(pattern) => {
                let class = self.expression(&pattern.cls)?;
                self.matches_class(&class, &pattern.arguments, subject, captures)
            }
            Pattern::MatchStar(_) => Ok(Truth::Known(true)),
        }
    }

    fn matches_sequence<'p>(
        &mut self,
        patterns: &'p [Pattern],
        subject: &Value,
        captures: &mut Captures<'p>,
    ) -> EvalResult<Truth> {
        let inner = subject.unwrapped();
        let items = match &inner {
            Value::Unknown(unknown) => return self.bind_unknown(patterns, unknown, captures),
            Value::List(_) | Value::Tuple(_) | Value::Range(_) => self.iterate(&inner)?,
            _ => return Ok(Truth::Known(false)),
        };
        let star = patterns.iter().position(Pattern::is_match_star);
        let fits =
            if star.is_some() { items.len() + 1 >= patterns.len() } else { items.len() == patterns.len() };
        if !fits {
            return Ok(Truth::Known(false));
        }
        let mut truth = Truth::Known(true);
        let after = star.map_or(0, |at| patterns.len() - at - 1);
        for (at, pattern) in patterns.iter().enumerate() {
            let result = match (pattern, star) {
                (Pattern::MatchStar(pattern), _) => {
                    if let Some(name) = &pattern.name {
                        let middle = items[at..items.len() - after].to_vec();
                        captures.push((name.as_str(), Value::list(middle)));
                    }
                    Truth::Known(true)
                }
                (pattern, Some(star)) if at > star => {
                    self.matches(pattern, &items[items.len() + at - patterns.len()], captures)?
                }
                (pattern, _) => self.matches(pattern, &items[at], captures)?,
            };
            truth = and(truth, result);
            if truth.is_false() {
                break;
            }
        }
        Ok(truth)
    }

    fn bind_unknown<'p>(
        &mut self,
        patterns: &'p [Pattern],
        unknown: &Rc<Unknown>,
        captures: &mut Captures<'p>,
    ) -> EvalResult<Truth> {
        for pattern in patterns {
            self.matches(pattern, &Value::Unknown(Rc::clone(unknown)), captures)?;
        }
        Ok(Truth::Ambiguous(Rc::clone(unknown)))
    }

    fn matches_mapping<'p>(
        &mut self,
        pattern: &'p ruff_python_ast::PatternMatchMapping,
        subject: &Value,
        captures: &mut Captures<'p>,
    ) -> EvalResult<Truth> {
        let inner = subject.unwrapped();
        let dict = match &inner {
            Value::Unknown(unknown) => return self.bind_unknown(&pattern.patterns, unknown, captures),
            Value::Dict(dict) => match dict.taint() {
                Some(unknown) => return self.bind_unknown(&pattern.patterns, &unknown, captures),
                None => Rc::clone(dict),
            },
            _ => return Ok(Truth::Known(false)),
        };
        let mut truth = Truth::Known(true);
        let mut used = Vec::new();
        for (key, pattern) in pattern.keys.iter().zip(&pattern.patterns) {
            let key = self.expression(key)?;
            let key = self.key_in(&key, &*dict)?;
            let Some(value) = dict.get(&key) else { return Ok(Truth::Known(false)) };
            truth = and(truth, self.matches(pattern, &value, captures)?);
            used.push(key);
            if truth.is_false() {
                return Ok(truth);
            }
        }
        if let Some(name) = &pattern.rest {
            let rest = crate::python::Dict::default();
            for (key, (name, value)) in dict.entries().iter().filter(|(key, _)| !used.contains(key)) {
                rest.insert(key.clone(), name.clone(), value.clone());
            }
            captures.push((name.as_str(), Value::Dict(Rc::new(rest))));
        }
        Ok(truth)
    }

    fn matches_class<'p>(
        &mut self,
        class: &Value,
        arguments: &'p PatternArguments,
        subject: &Value,
        captures: &mut Captures<'p>,
    ) -> EvalResult<Truth> {
        let class = match (class, subject) {
            (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) => {
                return Ok(Truth::Ambiguous(Rc::clone(unknown)));
            }
            (Value::Class(class), _) => Rc::clone(class),
            _ => return Err(self.type_error("called match pattern must be a class")),
        };
        if !self.is_instance(subject, &class) {
            return Ok(Truth::Known(false));
        }
        let mut values = Vec::new();
        let names = self.names_of_positions(&class, arguments.patterns.len())?;
        for (at, pattern) in arguments.patterns.iter().enumerate() {
            match names.get(at) {
                Some(name) => values.push((self.find_attribute(subject, name)?, pattern)),
                None => values.push((Some(subject.clone()), pattern)),
            }
        }
        for keyword in &arguments.keywords {
            if names.iter().any(|name| **name == *keyword.attr) {
                return Err(self.attribute_twice(&class, &keyword.attr));
            }
            values.push((self.find_attribute(subject, &keyword.attr)?, &keyword.pattern));
        }
        let mut truth = Truth::Known(true);
        for (value, pattern) in values {
            let Some(value) = value else { return Ok(Truth::Known(false)) };
            truth = and(truth, self.matches(pattern, &value, captures)?);
            if truth.is_false() {
                return Ok(truth);
            }
        }
        Ok(truth)
    }

    /// The attributes that patterns by position stand for (`__match_args__`); none for built-in classes, which match their
    /// whole value by position.
    fn names_of_positions(&mut self, class: &Rc<Class>, given: usize) -> EvalResult<Vec<Rc<str>>> {
        if given == 0 {
            return Ok(Vec::new());
        }
        let names = match class.lookup("__match_args__").map(|names| names.unwrapped()) {
            Some(Value::Tuple(names)) => names.to_vec(),
            Some(Value::Unknown(unknown)) => return Err(unknown.into()),
            Some(other) => {
                let kind = Rc::clone(&self.class_of(&other).name);
                let message = format!("{}.__match_args__ must be a tuple (got {kind})", class.name);
                return Err(self.type_error(&message));
            }
            None if matches_itself(class) && given == 1 => return Ok(Vec::new()),
            None => Vec::new(),
        };
        let accepted = if names.is_empty() && matches_itself(class) { 1 } else { names.len() };
        if given > accepted {
            let plural = if accepted == 1 { "" } else { "s" };
            let message =
                format!("{}() accepts {accepted} positional sub-pattern{plural} ({given} given)", class.name);
            return Err(self.type_error(&message));
        }
        let mut attributes: Vec<Rc<str>> = Vec::new();
        for name in names.into_iter().take(given) {
            let Some(attribute) = name.as_str() else {
                let kind = Rc::clone(&self.class_of(&name).name);
                let message = format!("__match_args__ elements must be strings (got {kind})");
                return Err(self.type_error(&message));
            };
            if attributes.contains(&attribute) {
                return Err(self.attribute_twice(class, &attribute));
            }
            attributes.push(attribute);
        }
        Ok(attributes)
    }

    fn attribute_twice(&self, class: &Class, attribute: &str) -> Box<Interrupt> {
        let name = repr_str(attribute);
        self.type_error(&format!("{}() got multiple sub-patterns for attribute {name}", class.name))
    }
}

/// Whether a pattern by position stands for the whole value.
fn matches_itself(class: &Rc<Class>) -> bool {
    const BUILTINS: &[&str] =
        &["bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple"];
    let is_one = |class: &Rc<Class>| &*class.module == "builtins" && BUILTINS.contains(&&*class.name);
    is_one(class) || class.ancestors.iter().any(is_one)
}

fn and(first: Truth, second: Truth) -> Truth {
    match (&first, &second) {
        (Truth::Known(false), _) | (_, Truth::Known(false)) => Truth::Known(false),
        (Truth::Ambiguous(_), _) => first,
        _ => second,
    }
}
