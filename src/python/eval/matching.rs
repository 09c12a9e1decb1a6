//! `match`.

use std::rc::Rc;

use ruff_python_ast::{Pattern, PatternArguments, Singleton, StmtMatch};

use super::Flow;
use crate::python::{EvalResult, Evaluator, Truth, Unknown, Value};

impl Evaluator {
    pub(super) fn match_statement(&mut self, statement: &StmtMatch) -> EvalResult<Flow> {
        let subject = self.expression(&statement.subject)?;
        self.match_cases(&subject, &statement.cases)
    }

    fn match_cases(&mut self, subject: &Value, cases: &[ruff_python_ast::MatchCase]) -> EvalResult<Flow> {
        let Some((case, rest)) = cases.split_first() else { return Ok(Flow::Next) };
        let mut truth = self.matches(&case.pattern, subject)?;
        if let (Some(guard), false) = (&case.guard, truth.is_false()) {
            truth = and(truth, self.condition_of(guard)?);
        }
        match truth {
            Truth::Known(true) => self.block(&case.body),
            Truth::Known(false) => self.match_cases(subject, rest),
            Truth::Ambiguous(condition) => self.either(
                &condition,
                |evaluator| evaluator.block(&case.body),
                |evaluator| evaluator.match_cases(subject, rest),
            ),
        }
    }

    fn matches(&mut self, pattern: &Pattern, subject: &Value) -> EvalResult<Truth> {
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
                    Some(inner) => self.matches(inner, subject)?,
                    None => Truth::Known(true),
                };
                if let (Some(name), false) = (&pattern.name, truth.is_false()) {
                    self.store_name(name, subject.clone())?;
                }
                Ok(truth)
            }
            Pattern::MatchOr(pattern) => {
                let mut result = Truth::Known(false);
                for pattern in &pattern.patterns {
                    match self.matches(pattern, subject)? {
                        Truth::Known(true) => return Ok(Truth::Known(true)),
                        Truth::Known(false) => {}
                        ambiguous => result = ambiguous,
                    }
                }
                Ok(result)
            }
            Pattern::MatchSequence(pattern) => self.matches_sequence(&pattern.patterns, subject),
            Pattern::MatchMapping(pattern) => self.matches_mapping(pattern, subject),
            Pattern::MatchClass(pattern) => {
                let class = self.expression(&pattern.cls)?;
                self.matches_class(&class, &pattern.arguments, subject)
            }
            Pattern::MatchStar(_) => Ok(Truth::Known(true)),
        }
    }

    fn matches_sequence(&mut self, patterns: &[Pattern], subject: &Value) -> EvalResult<Truth> {
        let inner = subject.unwrapped();
        let items = match &inner {
            Value::Unknown(unknown) => return self.bind_unknown(patterns, unknown),
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
                        self.store_name(name, Value::list(middle))?;
                    }
                    Truth::Known(true)
                }
                (pattern, Some(star)) if at > star => {
                    self.matches(pattern, &items[items.len() + at - patterns.len()])?
                }
                (pattern, _) => self.matches(pattern, &items[at])?,
            };
            truth = and(truth, result);
            if truth.is_false() {
                break;
            }
        }
        Ok(truth)
    }

    fn bind_unknown(&mut self, patterns: &[Pattern], unknown: &Rc<Unknown>) -> EvalResult<Truth> {
        for pattern in patterns {
            self.matches(pattern, &Value::Unknown(Rc::clone(unknown)))?;
        }
        Ok(Truth::Ambiguous(Rc::clone(unknown)))
    }

    fn matches_mapping(
        &mut self,
        pattern: &ruff_python_ast::PatternMatchMapping,
        subject: &Value,
    ) -> EvalResult<Truth> {
        let inner = subject.unwrapped();
        let dict = match &inner {
            Value::Unknown(unknown) => return self.bind_unknown(&pattern.patterns, unknown),
            Value::Dict(dict) => match dict.taint() {
                Some(unknown) => return self.bind_unknown(&pattern.patterns, &unknown),
                None => Rc::clone(dict),
            },
            _ => return Ok(Truth::Known(false)),
        };
        let mut truth = Truth::Known(true);
        let mut used = Vec::new();
        for (key, pattern) in pattern.keys.iter().zip(&pattern.patterns) {
            let key = self.expression(key)?;
            let key = self.key_of(&key)?;
            let Some(value) = dict.get(&key) else { return Ok(Truth::Known(false)) };
            truth = and(truth, self.matches(pattern, &value)?);
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
            self.store_name(name, Value::Dict(Rc::new(rest)))?;
        }
        Ok(truth)
    }

    fn matches_class(
        &mut self,
        class: &Value,
        arguments: &PatternArguments,
        subject: &Value,
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
        let mut truth = Truth::Known(true);
        let names = match class.lookup("__match_args__") {
            Some(names) => Some(self.iterate(&names)?),
            None => None,
        };
        for (at, pattern) in arguments.patterns.iter().enumerate() {
            let value = match names.as_ref().and_then(|names| names.get(at)).and_then(Value::as_str) {
                Some(name) => self.get_attribute(subject, &name)?,
                // Built-in classes match their whole value by position.
                None if at == 0 && !class.span.is_some() => subject.clone(),
                None => {
                    let message = format!("{}() accepts fewer positional sub-patterns", class.name);
                    return Err(self.type_error(&message));
                }
            };
            truth = and(truth, self.matches(pattern, &value)?);
        }
        for keyword in &arguments.keywords {
            let Some(value) = self.find_attribute(subject, &keyword.attr)? else {
                return Ok(Truth::Known(false));
            };
            truth = and(truth, self.matches(&keyword.pattern, &value)?);
        }
        Ok(truth)
    }
}

fn and(first: Truth, second: Truth) -> Truth {
    match (&first, &second) {
        (Truth::Known(false), _) | (_, Truth::Known(false)) => Truth::Known(false),
        (Truth::Ambiguous(_), _) => first,
        _ => second,
    }
}
