//! Which arguments native functions take: `native_arguments.txt`, made by `native_arguments.py`.
//!
//! A function of the table is never called with other arguments than CPython's takes; the texts of the faults are those of
//! CPython. What functions that are not in the table take, they say themselves.

use std::rc::Rc;

use super::{Arguments, EvalResult, Evaluator, NativeFunction, Parameter, ParameterKind, Value, Vars};
use crate::source::Span;

/// Lines in the order of their bytes: a dotted name, what messages call the function, then either `written` and the
/// parameters of a function that CPython has in Python, or how one in C counts, and the least and largest number of positional
/// arguments (`*`: any).
const TABLE: &str = include_str!("native_arguments.txt");

/// The version of Python whose functions are in the table.
const RECORDED: (u8, u8) = (3, 11);

/// What a native function takes.
pub(super) enum Taken {
    /// Positional arguments alone, and how many.
    Counted(Counted),
    /// What parameters say.
    Written(&'static str, Vec<Parameter>),
}

pub(super) struct Counted {
    shown: &'static str,
    words: &'static str,
    least: usize,
    most: usize,
}

/// Of which module or class a native function is, and whether its first argument is what it is a method of.
pub(super) struct Owner {
    name: Rc<str>,
    attribute: Rc<str>,
    has_receiver: bool,
}

impl Owner {
    fn path(&self) -> String {
        format!("{}.{}", self.name, self.attribute)
    }
}

/// Says of which module the functions among its names are.
pub(super) fn own_functions(module: &str, names: &Vars) {
    let owner: Rc<str> = module.into();
    for (name, value) in names {
        if let Value::Native(function) = value {
            let (name, attribute) = (Rc::clone(&owner), Rc::clone(name));
            function.set_owner(Owner { name, attribute, has_receiver: false });
        }
    }
}

/// Says of which class the functions among its attributes are.
pub(super) fn own_methods(module: &str, class: &str, attributes: &Vars) {
    let owner: Rc<str> = format!("{module}.{class}").into();
    for (name, value) in attributes {
        let (value, has_receiver) = match value {
            Value::StaticMethod(function) => (&**function, false),
            Value::ClassMethod(function) => (&**function, true),
            value => (value, true),
        };
        if let Value::Native(function) = value {
            let (name, attribute) = (Rc::clone(&owner), Rc::clone(name));
            function.set_owner(Owner { name, attribute, has_receiver });
        }
    }
}

/// The line of a dotted name.
fn line(path: &str) -> Option<&'static str> {
    let (mut low, mut high) = (0, TABLE.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        let start = TABLE[..middle].rfind('\n').map_or(0, |at| at + 1);
        let end = TABLE[start..].find('\n').map_or(TABLE.len(), |at| start + at);
        let line = &TABLE[start..end];
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        match name.cmp(path) {
            std::cmp::Ordering::Equal => return Some(rest),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

/// What the table says of a function.
fn taken(owner: &Owner) -> Option<Taken> {
    let mut parts = line(&owner.path())?.split(' ');
    let (shown, words) = (parts.next()?, parts.next()?);
    if words == "written" {
        return Some(Taken::Written(shown, parameters(parts)));
    }
    let mut count = || Some(parts.next()?.parse().unwrap_or(usize::MAX));
    let (least, most) = (count()?, count()?);
    Some(Taken::Counted(Counted { shown, words, least, most }))
}

/// Parameters as the table has them: `name`, `name=` with a default, `*name`, `**name`; those before `/` are only given by
/// position, those after `*` by name.
fn parameters<'a>(tokens: impl Iterator<Item = &'a str>) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut kind = ParameterKind::Positional;
    for token in tokens {
        let (name, own) = match token {
            "/" => {
                for before in &mut parameters {
                    before.kind = ParameterKind::PositionalOnly;
                }
                continue;
            }
            "*" => {
                kind = ParameterKind::KeywordOnly;
                continue;
            }
            _ => match (token.strip_prefix("**"), token.strip_prefix('*')) {
                (Some(name), _) => (name, ParameterKind::VarKeyword),
                (None, Some(name)) => {
                    kind = ParameterKind::KeywordOnly;
                    (name, ParameterKind::VarPositional)
                }
                (None, None) => (token, kind),
            },
        };
        let (name, default) = match name.strip_suffix('=') {
            Some(name) => (name, Some(Value::None)),
            None => (name, None),
        };
        parameters.push(Parameter {
            name: name.into(),
            kind: own,
            default,
            annotation: None,
            span: Span::NONE,
        });
    }
    parameters
}

impl NativeFunction {
    fn set_owner(&self, owner: Owner) {
        // What several modules have belongs to the first that has it.
        drop(self.owner.set(owner));
    }

    fn taken(&self) -> Option<&Taken> {
        let taken = || self.owner.get().and_then(taken);
        self.taken.get_or_init(taken).as_ref()
    }
}

impl Evaluator {
    /// `TypeError` where a native function does not take the arguments.
    pub(super) fn check_taken(&self, function: &NativeFunction, arguments: &Arguments) -> EvalResult<()> {
        // A later Python may take more.
        if self.settings.python_version > RECORDED {
            return Ok(());
        }
        match function.taken() {
            None => Ok(()),
            Some(Taken::Written(shown, parameters)) => self.check_arguments(shown, parameters, arguments),
            Some(Taken::Counted(counted)) => {
                let receivers = usize::from(function.owner.get().is_some_and(|owner| owner.has_receiver));
                match arguments.positional.len().checked_sub(receivers) {
                    Some(given) => self.check_counted(counted, given, !arguments.keywords.is_empty()),
                    None => Ok(()),
                }
            }
        }
    }

    fn check_counted(&self, counted: &Counted, given: usize, has_keywords: bool) -> EvalResult<()> {
        let Counted { shown, words, least, most } = counted;
        let wrong = |text: String| Err(self.type_error(&text));
        if has_keywords {
            return wrong(format!("{shown}() takes no keyword arguments"));
        }
        if (*least..=*most).contains(&given) {
            return Ok(());
        }
        let (word, count) = if given < *least { ("least", least) } else { ("most", most) };
        let plural = if *count == 1 { "" } else { "s" };
        let short = shown.rsplit('.').next().unwrap_or(shown);
        wrong(match *words {
            "alone" if *most == 0 => format!("{shown}() takes no arguments ({given} given)"),
            "alone" => format!("{shown}() takes exactly one argument ({given} given)"),
            "parsed" if least == most => {
                format!("{short}() takes exactly {count} argument{plural} ({given} given)")
            }
            "parsed" => format!("{short}() takes at {word} {count} argument{plural} ({given} given)"),
            _ if least == most => format!("{short} expected {count} argument{plural}, got {given}"),
            _ => format!("{short} expected at {word} {count} argument{plural}, got {given}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::rc::Rc;

    use super::{TABLE, line};
    use crate::python::{Class, Evaluator, NativeFunction, Settings, Value};
    use crate::source::Sources;

    /// Modules of which little is evaluated: what their functions take does not matter.
    const LEFT_OUT: &[&str] = &[
        "asyncio",
        "atexit",
        "faulthandler",
        "gc",
        "getpass",
        "gzip",
        "importlib",
        "io",
        "logging",
        "os",
        "platform",
        "pprint",
        "random",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "subprocess",
        "sys",
        "tempfile",
        "time",
        "traceback",
        "typing_extensions",
        "warnings",
        "yaml",
        "zoneinfo",
    ];

    fn described(function: &NativeFunction, without: &mut BTreeSet<String>) {
        let Some(owner) = function.owner.get() else { return };
        let path = owner.path();
        let module = path.split('.').next().unwrap_or_default();
        if !owner.attribute.starts_with("__") && !LEFT_OUT.contains(&module) && line(&path).is_none() {
            without.insert(path);
        }
    }

    #[test]
    fn all_native_functions_are_described() {
        let mut evaluator = Evaluator::new(Settings::default(), Sources::new().into());
        let mut names: Vec<Rc<str>> = evaluator.native_modules.keys().cloned().collect();
        names.sort();
        let mut without = BTreeSet::new();
        for name in names {
            let Ok(Value::Module(module)) = evaluator.import_module(&name) else { continue };
            let mut values: Vec<Value> = module.scope.vars.borrow().values().cloned().collect();
            values.extend(evaluator.builtin_names.values().cloned());
            let classes: Vec<Rc<Class>> =
                values.iter().filter_map(Value::as_class).flat_map(Class::resolution_order).collect();
            for class in classes {
                values.extend(class.attributes.borrow().values().cloned());
            }
            for value in values {
                match value {
                    Value::Native(function) => described(&function, &mut without),
                    Value::StaticMethod(inner) | Value::ClassMethod(inner) => {
                        if let Value::Native(function) = &*inner {
                            described(function, &mut without);
                        }
                    }
                    _ => {}
                }
            }
        }
        let without: Vec<String> = without.into_iter().collect();
        assert!(
            without.is_empty(),
            "add to native_arguments.txt and run native_arguments.py:\n{}",
            without.join("\n")
        );
    }

    #[test]
    fn lines_are_found() {
        let lines: Vec<&str> = TABLE.lines().collect();
        assert!(lines.is_sorted_by_key(|line| line.split(' ').next()));
        for text in lines {
            let (path, rest) = text.split_once(' ').unwrap_or((text, ""));
            assert_eq!(line(path), Some(rest));
        }
    }
}
