//! `inspect`: what functions and classes are, and their signatures. Source text and frames are unknown.

mod build;

use std::cell::OnceCell;
use std::rc::Rc;

use super::parts::{Names, receiver, take_first};
use crate::python::{
    Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Parameter, ParameterKind, Signature,
    Value, Vars,
};

const KINDS: [(&str, &str, ParameterKind); 5] = [
    ("POSITIONAL_ONLY", "positional-only", ParameterKind::PositionalOnly),
    ("POSITIONAL_OR_KEYWORD", "positional or keyword", ParameterKind::Positional),
    ("VAR_POSITIONAL", "variadic positional", ParameterKind::VarPositional),
    ("KEYWORD_ONLY", "keyword-only", ParameterKind::KeywordOnly),
    ("VAR_KEYWORD", "variadic keyword", ParameterKind::VarKeyword),
];

struct Classes {
    signature: Rc<Class>,
    parameter: Rc<Class>,
    empty: Rc<Class>,
    kinds: Vec<Value>,
}

#[derive(Default)]
struct State(OnceCell<Rc<Classes>>);

/// One of the kinds of parameters.
struct Kind(usize);

fn classes(evaluator: &mut Evaluator) -> Rc<Classes> {
    let state = evaluator.extension::<State>();
    let object = std::slice::from_ref(&evaluator.types.object);
    let make = || {
        let class = |name: &str, names: Names| Class::native("inspect", name, object, None, names.vars());
        let made = |name: &str, hooks: Rc<dyn ClassHooks>, names: Names| {
            Class::native("inspect", name, object, Some(hooks), names.vars())
        };
        let kind = class(
            "_ParameterKind",
            Names::default().functions(&[("__repr__", kind_repr), ("__str__", kind_str)]),
        );
        let kinds = (0..KINDS.len()).map(|at| payload(&kind, Kind(at))).collect::<Vec<_>>();
        let empty = class("_empty", Names::default());
        let mut names = Names::default()
            .value("empty", Value::Class(Rc::clone(&empty)))
            .functions(&[("replace", build::replace_parameter)])
            .properties(&[
                ("name", |evaluator, mut arguments| {
                    Ok(Value::Str(Rc::clone(&receiver::<Parameter>(evaluator, &mut arguments)?.1.name)))
                }),
                ("default", |evaluator, mut arguments| {
                    let default = receiver::<Parameter>(evaluator, &mut arguments)?.1.default.clone();
                    Ok(or_empty(evaluator, default))
                }),
                ("annotation", |evaluator, mut arguments| {
                    let annotation = receiver::<Parameter>(evaluator, &mut arguments)?.1.annotation.clone();
                    Ok(or_empty(evaluator, annotation.map(|annotation| annotation.value)))
                }),
                ("kind", |evaluator, mut arguments| {
                    let kind = receiver::<Parameter>(evaluator, &mut arguments)?.1.kind;
                    let at = KINDS.iter().position(|(_, _, known)| *known == kind).unwrap_or(1);
                    Ok(classes(evaluator).kinds[at].clone())
                }),
            ]);
        for ((name, _, _), kind) in KINDS.iter().zip(&kinds) {
            names = names.value(name, kind.clone());
        }
        let parameter = made("Parameter", Rc::new(build::ParameterHooks), names);
        let signature = Names::default()
            .value("empty", Value::Class(Rc::clone(&empty)))
            .functions(&[("replace", build::replace_signature)])
            .properties(&[
                ("parameters", parameters),
                ("return_annotation", |evaluator, mut arguments| {
                    let returns = receiver::<Signature>(evaluator, &mut arguments)?.1.returns.clone();
                    Ok(or_empty(evaluator, returns.map(|annotation| annotation.value)))
                }),
            ]);
        Rc::new(Classes {
            signature: made("Signature", Rc::new(build::SignatureHooks), signature),
            parameter,
            empty,
            kinds,
        })
    };
    Rc::clone(state.0.get_or_init(make))
}

fn payload<T: 'static>(class: &Rc<Class>, payload: T) -> Value {
    Value::Instance(Rc::new(Instance::with_payload(class, payload)))
}

fn kind_repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, kind) = receiver::<Kind>(evaluator, &mut arguments)?;
    Ok(Value::str(KINDS.get(kind.0).map_or("", |(_, text, _)| text)))
}

fn kind_str(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, kind) = receiver::<Kind>(evaluator, &mut arguments)?;
    Ok(Value::str(KINDS.get(kind.0).map_or("", |(name, _, _)| name)))
}

fn or_empty(evaluator: &mut Evaluator, value: Option<Value>) -> Value {
    value.unwrap_or_else(|| Value::Class(Rc::clone(&classes(evaluator).empty)))
}

/// The names of the module.
pub(super) fn module(evaluator: &mut Evaluator) -> EvalResult<Vars> {
    let known = classes(evaluator);
    Ok(Names::default()
        .class(&known.signature)
        .class(&known.parameter)
        .value("_empty", Value::Class(Rc::clone(&known.empty)))
        .functions(&[
            ("signature", signature),
            ("cleandoc", |evaluator, mut arguments| {
                let text = take_first(evaluator, &mut arguments)?.as_str().unwrap_or_default();
                Ok(Value::from(clean_docstring(&text)))
            }),
            ("getdoc", docstring),
            ("unwrap", unwrap),
            ("getmro", |evaluator, mut arguments| {
                let class = take_first(evaluator, &mut arguments)?;
                evaluator.get_attribute(&class, "__mro__")
            }),
            ("isclass", |evaluator, arguments| {
                is(evaluator, arguments, |value| matches!(value, Value::Class(_)))
            }),
            ("isfunction", |evaluator, arguments| {
                is(evaluator, arguments, |value| matches!(value, Value::Function(_)))
            }),
            ("ismethod", |evaluator, arguments| {
                is(evaluator, arguments, |value| matches!(value, Value::Method(_)))
            }),
            ("ismodule", |evaluator, arguments| {
                is(evaluator, arguments, |value| matches!(value, Value::Module(_)))
            }),
            ("isbuiltin", |evaluator, arguments| {
                is(evaluator, arguments, |value| matches!(value, Value::Native(_)))
            }),
            ("isgenerator", |evaluator, arguments| {
                is(evaluator, arguments, |value| matches!(value, Value::Iterator(_)))
            }),
            ("isroutine", |evaluator, arguments| {
                is(evaluator, arguments, |value| {
                    matches!(value, Value::Function(_) | Value::Method(_) | Value::Native(_))
                })
            }),
            ("isgeneratorfunction", |evaluator, arguments| {
                is(evaluator, arguments, |value| {
                    function_of(value).is_some_and(|it| it.bindings.is_generator && !it.is_async)
                })
            }),
            ("iscoroutinefunction", is_coroutine_function),
            ("isasyncgenfunction", |evaluator, arguments| {
                is(evaluator, arguments, |value| {
                    function_of(value).is_some_and(|it| it.bindings.is_generator && it.is_async)
                })
            }),
            ("isabstract", |evaluator, arguments| {
                is(evaluator, arguments, |value| {
                    value.as_class().is_some_and(|class| {
                        class.descends_from("abc.ABC") && !super::abc::abstract_methods(class).is_empty()
                    })
                })
            }),
        ])
        .unknown_functions(
            "inspect",
            &[
                "getsource",
                "getsourcelines",
                "getsourcefile",
                "getfile",
                "getmodule",
                "getmembers",
                "stack",
                "currentframe",
                "getcallargs",
                "getfullargspec",
                "trace",
                "getattr_static",
            ],
            "it depends on how the program runs",
        )
        .vars())
}

fn is(evaluator: &mut Evaluator, mut arguments: Arguments, test: fn(&Value) -> bool) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    Ok(Value::Bool(test(&value)))
}

fn function_of(value: &Value) -> Option<&Rc<crate::python::Function>> {
    match value {
        Value::Function(function) => Some(function),
        Value::Method(method) => function_of(&method.function),
        _ => None,
    }
}

/// `iscoroutinefunction(value)`.
pub(super) fn is_coroutine_function(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    is(evaluator, arguments, |value| {
        function_of(value).is_some_and(|function| function.is_async && !function.bindings.is_generator)
    })
}

fn signature(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let callable = take_first(evaluator, &mut arguments)?;
    let signature = evaluator.signature(&callable)?;
    let class = Rc::clone(&classes(evaluator).signature);
    Ok(payload(&class, signature))
}

fn parameters(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, signature) = receiver::<Signature>(evaluator, &mut arguments)?;
    let class = Rc::clone(&classes(evaluator).parameter);
    let named = |parameter: &Parameter| (Rc::clone(&parameter.name), payload(&class, parameter.clone()));
    Ok(Value::dict(signature.parameters.iter().map(named).collect::<Vec<_>>()))
}

fn unwrap(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let mut function = take_first(evaluator, &mut arguments)?;
    while let Some(wrapped) = evaluator.find_attribute(&function, "__wrapped__")? {
        evaluator.step()?;
        function = wrapped;
        if matches!(function, Value::Unknown(_)) {
            break;
        }
    }
    Ok(function)
}

fn docstring(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let value = take_first(evaluator, &mut arguments)?;
    let text = evaluator.find_attribute(&value, "__doc__")?.unwrap_or(Value::None);
    Ok(text.as_str().map_or(text, |text| Value::from(clean_docstring(&text))))
}

/// Text without the indentation that all lines but the first share, and without empty lines at both ends.
fn clean_docstring(text: &str) -> String {
    let text = expand_tabs(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let indentation = lines.iter().skip(1).filter(|line| !line.trim().is_empty());
    let margin = indentation.map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let mut cleaned: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        cleaned.push(if at == 0 { line.trim_start() } else { line.get(margin..).unwrap_or("") });
    }
    while cleaned.last().is_some_and(|line| line.is_empty()) {
        cleaned.pop();
    }
    let first = cleaned.iter().position(|line| !line.is_empty()).unwrap_or(cleaned.len());
    cleaned[first..].join("\n")
}

fn expand_tabs(text: &str) -> String {
    let mut expanded = String::new();
    let mut column = 0;
    for character in text.chars() {
        if character == '\t' {
            let width = 8 - column % 8;
            expanded.push_str(&" ".repeat(width));
            column += width;
        } else {
            expanded.push(character);
            column = if character == '\n' { 0 } else { column + 1 };
        }
    }
    expanded
}
