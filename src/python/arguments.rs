//! The arguments of a call, and how native functions take them apart.
//!
//! [`Arguments::bind`] matches arguments with parameter names as Python does. A parameter is written `name` (optional),
//! `name!` (required), `*name` (by keyword alone) or `*name!`.

use std::rc::Rc;

use super::{EvalResult, Evaluator, Value};
use crate::source::Span;

/// The arguments of a call.
#[derive(Clone, Default)]
pub struct Arguments {
    /// Positional arguments.
    pub positional: Vec<Value>,
    /// Keyword arguments in order.
    pub keywords: Vec<(Rc<str>, Value)>,
    /// The call.
    pub span: Option<Span>,
    /// Where the positional arguments stand; may be shorter.
    pub positional_spans: Vec<Span>,
    /// Where the keyword arguments stand; may be shorter.
    pub keyword_spans: Vec<Span>,
}

impl Arguments {
    /// Positional arguments alone.
    pub fn positional(arguments: impl Into<Vec<Value>>) -> Self {
        Self { positional: arguments.into(), ..Self::default() }
    }

    /// Keyword arguments alone.
    pub fn keywords<K: AsRef<str>>(arguments: impl IntoIterator<Item = (K, Value)>) -> Self {
        let keywords = arguments.into_iter().map(|(name, value)| (Rc::from(name.as_ref()), value)).collect();
        Self { keywords, ..Self::default() }
    }

    /// These arguments with one more in front.
    #[must_use]
    pub fn with_first(mut self, first: Value) -> Self {
        self.positional.insert(0, first);
        self.positional_spans.insert(0, self.span());
        self
    }

    /// Takes the first positional argument away: the receiver of a method. `None` where there is none.
    pub fn take_first(&mut self) -> Option<Value> {
        if self.positional.is_empty() {
            return None;
        }
        if !self.positional_spans.is_empty() {
            self.positional_spans.remove(0);
        }
        Some(self.positional.remove(0))
    }

    /// The place of the call; [`Span::NONE`] for calls from native code.
    pub fn span(&self) -> Span {
        self.span.unwrap_or(Span::NONE)
    }

    /// A keyword argument.
    pub fn keyword(&self, name: &str) -> Option<&Value> {
        self.keywords.iter().find(|(key, _)| &**key == name).map(|(_, value)| value)
    }

    /// Where a keyword argument stands, else the call.
    pub fn keyword_span(&self, name: &str) -> Span {
        let at = self.keywords.iter().position(|(key, _)| &**key == name);
        at.and_then(|at| self.keyword_spans.get(at).copied()).unwrap_or(self.span())
    }

    /// Where a positional argument stands, else the call.
    pub fn positional_span(&self, index: usize) -> Span {
        self.positional_spans.get(index).copied().unwrap_or(self.span())
    }

    /// The first unknown among the arguments, if any.
    pub fn first_unknown(&self) -> Option<&Rc<super::Unknown>> {
        let keywords = self.keywords.iter().map(|(_, value)| value);
        self.positional.iter().chain(keywords).find_map(Value::as_unknown)
    }

    /// Matches the arguments with parameters (see the module's text); a mismatch is Python's `TypeError`.
    pub fn bind<const N: usize>(
        self,
        evaluator: &Evaluator,
        function: &str,
        parameters: [&str; N],
    ) -> EvalResult<[Option<Value>; N]> {
        let mut values: [Option<Value>; N] = std::array::from_fn(|_| None);
        let names = parameters.map(|text| text.trim_start_matches('*').trim_end_matches('!'));
        let positional_limit = parameters.iter().position(|text| text.starts_with('*')).unwrap_or(N);
        let given = self.positional.len();
        if given > positional_limit {
            return Err(evaluator.type_error(&format!(
                "{function}() takes {positional_limit} positional argument{} but {given} {} given",
                if positional_limit == 1 { "" } else { "s" },
                if given == 1 { "was" } else { "were" },
            )));
        }
        for (slot, value) in values.iter_mut().zip(self.positional) {
            *slot = Some(value);
        }
        for (name, value) in self.keywords {
            let Some(at) = names.iter().position(|known| *known == &*name) else {
                return Err(evaluator
                    .type_error(&format!("{function}() got an unexpected keyword argument '{name}'")));
            };
            if values[at].is_some() {
                return Err(
                    evaluator.type_error(&format!("{function}() got multiple values for argument '{name}'"))
                );
            }
            values[at] = Some(value);
        }
        let missing = |by_name: bool| {
            let is_missing = |at: &usize| {
                parameters[*at].ends_with('!')
                    && values[*at].is_none()
                    && (*at >= positional_limit) == by_name
            };
            (0..N).filter(is_missing).map(|at| format!("'{}'", names[at])).collect::<Vec<_>>()
        };
        for (missing, kind) in [(missing(false), "positional"), (missing(true), "keyword-only")] {
            let plural = if missing.len() == 1 { "" } else { "s" };
            let names = match &missing[..] {
                [] => continue,
                [one] => one.clone(),
                [one, other] => format!("{one} and {other}"),
                [first @ .., last] => format!("{}, and {last}", first.join(", ")),
            };
            let count = missing.len();
            return Err(evaluator.type_error(&format!(
                "{function}() missing {count} required {kind} argument{plural}: {names}"
            )));
        }
        Ok(values)
    }

    /// From `least` to `N` positional arguments of a function that CPython has in C, and no keywords. The name is as Python
    /// shows it: `math.comb`, `deque.insert`.
    pub fn bind_positional<const N: usize>(
        self,
        evaluator: &Evaluator,
        function: &str,
        least: usize,
    ) -> EvalResult<[Option<Value>; N]> {
        self.check_positional(evaluator, function, least, N)?;
        let mut values = self.positional.into_iter();
        Ok(std::array::from_fn(|_| values.next()))
    }

    /// `TypeError` unless there are from `least` to `most` positional arguments and no keywords, in the words of C functions.
    pub fn check_positional(
        &self,
        evaluator: &Evaluator,
        function: &str,
        least: usize,
        most: usize,
    ) -> EvalResult<()> {
        let wrong = |text: String| Err(evaluator.type_error(&text));
        let given = self.positional.len();
        let short = function.rsplit('.').next().unwrap_or(function);
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        if !self.keywords.is_empty() {
            return wrong(format!("{function}() takes no keyword arguments"));
        }
        match (least, most) {
            _ if (least..=most).contains(&given) => Ok(()),
            (0, 0) => wrong(format!("{function}() takes no arguments ({given} given)")),
            (1, 1) => wrong(format!("{function}() takes exactly one argument ({given} given)")),
            _ if least == most => {
                wrong(format!("{short} expected {least} argument{}, got {given}", plural(least)))
            }
            _ => {
                let (word, count) = if given < least { ("least", least) } else { ("most", most) };
                wrong(format!("{short} expected at {word} {count} argument{}, got {given}", plural(count)))
            }
        }
    }

    /// The same for functions that CPython has in C, whose texts are others. A `/` before a name: only given by position.
    pub fn bind_builtin<const N: usize>(
        self,
        evaluator: &Evaluator,
        function: &str,
        parameters: [&str; N],
    ) -> EvalResult<[Option<Value>; N]> {
        let wrong = |text: String| Err(evaluator.type_error(&text));
        let names = parameters.map(|text| text.trim_start_matches(['*', '/']).trim_end_matches('!'));
        let (called, this) = match function {
            "" => ("function".to_owned(), "this function".to_owned()),
            _ => (format!("{function}()"), format!("{function}()")),
        };
        let (given, by_name) = (self.positional.len(), self.keywords.len());
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        if given + by_name > N {
            let (kind, given) = (if given == 0 { "keyword " } else { "" }, given + by_name);
            return wrong(format!("{called} takes at most {N} {kind}argument{} ({given} given)", plural(N)));
        }
        let least = parameters.iter().take_while(|text| text.starts_with('/') && text.ends_with('!')).count();
        if given < least {
            let word = if least == N { "exactly" } else { "at least" };
            return wrong(format!(
                "{called} takes {word} {least} positional argument{} ({given} given)",
                plural(least)
            ));
        }
        match parameters.iter().position(|text| text.starts_with('*')).unwrap_or(N) {
            0 if given > 0 => return wrong(format!("{called} takes no positional arguments")),
            most if given > most => {
                return wrong(format!(
                    "{called} takes at most {most} positional argument{} ({given} given)",
                    plural(most)
                ));
            }
            _ => {}
        }
        for at in given..N {
            if parameters[at].ends_with('!') && self.keyword(names[at]).is_none() {
                let (name, position) = (names[at], at + 1);
                return wrong(format!("{called} missing required argument '{name}' (pos {position})"));
            }
        }
        let mut values: [Option<Value>; N] = std::array::from_fn(|_| None);
        for (slot, value) in values.iter_mut().zip(self.positional) {
            *slot = Some(value);
        }
        for (name, value) in self.keywords {
            let known = |at: &usize| names[*at] == &*name && !parameters[*at].starts_with('/');
            let Some(at) = (0..N).find(known) else {
                return wrong(format!("'{name}' is an invalid keyword argument for {this}"));
            };
            if values[at].replace(value).is_some() {
                let position = at + 1;
                return wrong(format!(
                    "argument for {this} given by name ('{name}') and position ({position})"
                ));
            }
        }
        Ok(values)
    }
}
