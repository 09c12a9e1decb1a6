//! Arguments that do not match parameters, in the words of functions that are written in Python.

use crate::python::{Arguments, EvalResult, Evaluator, Interrupt, Parameter, ParameterKind};

impl Evaluator {
    /// `TypeError` where parameters do not take the arguments; `name` is what messages call the function.
    pub(in crate::python) fn check_arguments(
        &self,
        name: &str,
        parameters: &[Parameter],
        arguments: &Arguments,
    ) -> EvalResult<()> {
        self.check_keywords(name, parameters, arguments)?;
        self.check_positional(name, parameters, arguments)?;
        let is_given = |at: usize, parameter: &Parameter| match parameter.kind {
            ParameterKind::PositionalOnly => at < arguments.positional.len(),
            ParameterKind::Positional => {
                at < arguments.positional.len() || arguments.keyword(&parameter.name).is_some()
            }
            ParameterKind::KeywordOnly => arguments.keyword(&parameter.name).is_some(),
            ParameterKind::VarPositional | ParameterKind::VarKeyword => true,
        };
        let missing: Vec<&Parameter> = parameters
            .iter()
            .enumerate()
            .filter(|(at, it)| it.default.is_none() && !is_given(*at, it))
            .map(|(_, it)| it)
            .collect();
        if missing.is_empty() { Ok(()) } else { Err(self.missing_arguments(name, &missing)) }
    }

    /// `TypeError` for a keyword that no parameter takes, or one that is given by position too.
    pub(super) fn check_keywords(
        &self,
        name: &str,
        parameters: &[Parameter],
        arguments: &Arguments,
    ) -> EvalResult<()> {
        let takes_any = parameters.iter().any(|it| it.kind == ParameterKind::VarKeyword);
        for (keyword, _) in &arguments.keywords {
            let at = parameters.iter().position(|it| it.name == *keyword);
            match at.map(|at| (at, parameters[at].kind)) {
                Some((at, ParameterKind::Positional)) if at < arguments.positional.len() => {
                    let message = format!("{name}() got multiple values for argument '{keyword}'");
                    return Err(self.type_error(&message));
                }
                Some((_, ParameterKind::Positional | ParameterKind::KeywordOnly)) => {}
                _ if takes_any => {}
                Some((_, ParameterKind::PositionalOnly)) => {
                    let is_given = |it: &&Parameter| {
                        it.kind == ParameterKind::PositionalOnly
                            && arguments.keywords.iter().any(|(keyword, _)| *keyword == it.name)
                    };
                    let given: Vec<&str> = parameters.iter().filter(is_given).map(|it| &*it.name).collect();
                    let what = "got some positional-only arguments passed as keyword arguments";
                    return Err(self.type_error(&format!("{name}() {what}: '{}'", given.join(", "))));
                }
                _ => {
                    let message = format!("{name}() got an unexpected keyword argument '{keyword}'");
                    return Err(self.type_error(&message));
                }
            }
        }
        Ok(())
    }

    /// `TypeError` for more positional arguments than the parameters take.
    pub(super) fn check_positional(
        &self,
        name: &str,
        parameters: &[Parameter],
        arguments: &Arguments,
    ) -> EvalResult<()> {
        let by_position =
            |it: &&Parameter| matches!(it.kind, ParameterKind::PositionalOnly | ParameterKind::Positional);
        let (given, most) = (arguments.positional.len(), parameters.iter().filter(by_position).count());
        if given <= most || parameters.iter().any(|it| it.kind == ParameterKind::VarPositional) {
            return Ok(());
        }
        let required = parameters.iter().filter(by_position).filter(|it| it.default.is_none()).count();
        let takes = if required == most { most.to_string() } else { format!("from {required} to {most}") };
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let is_by_name = |it: &&Parameter| {
            it.kind == ParameterKind::KeywordOnly
                && arguments.keywords.iter().any(|(name, _)| *name == it.name)
        };
        let by_name = parameters.iter().filter(is_by_name).count();
        let also = match by_name {
            0 => String::new(),
            _ => {
                let (first, second) = (plural(given), plural(by_name));
                format!(" positional argument{first} (and {by_name} keyword-only argument{second})")
            }
        };
        Err(self.type_error(&format!(
            "{}() takes {takes} positional argument{} but {given}{also} {} given",
            name,
            if required == most { plural(most) } else { "s" },
            if given == 1 && by_name == 0 { "was" } else { "were" },
        )))
    }

    pub(super) fn missing_arguments(&self, name: &str, missing: &[&Parameter]) -> Box<Interrupt> {
        let by_name = |it: &&&Parameter| it.kind == ParameterKind::KeywordOnly;
        // What is missing by position is told first.
        let positional = missing.iter().any(|it| it.kind != ParameterKind::KeywordOnly);
        let names: Vec<String> = missing
            .iter()
            .filter(|it| by_name(it) != positional)
            .map(|parameter| format!("'{}'", parameter.name))
            .collect();
        let listed = match &names[..] {
            [one] => one.clone(),
            [first, second] => format!("{first} and {second}"),
            [all @ .., last] => format!("{}, and {last}", all.join(", ")),
            [] => String::new(),
        };
        self.type_error(&format!(
            "{}() missing {} required {} argument{}: {listed}",
            name,
            names.len(),
            if positional { "positional" } else { "keyword-only" },
            if names.len() == 1 { "" } else { "s" },
        ))
    }
}
