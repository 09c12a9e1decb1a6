//! What stands in `Annotated` beside `Field(…)`: validators, constraints of `annotated_types`, names of aliases.

use std::rc::Rc;

use super::fields::{ALIAS_GENERATOR, AliasChoices, FieldOptions};
use super::model::field_info;
use super::steps::{Mode, Replacement, Validator};
use crate::flytekit::library::Library;
use crate::flytekit::record::{Record, fields};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, NativeFunction, Value, Vars};

/// The classes of validators.
const VALIDATORS: &[(&str, Mode)] = &[
    ("BeforeValidator", Mode::Before),
    ("AfterValidator", Mode::After),
    ("PlainValidator", Mode::Plain),
    ("WrapValidator", Mode::Wrap),
];

/// The constraints of `annotated_types` and their parameters, named as those of `Field(…)`.
const CONSTRAINTS: &[(&str, &[&str])] = &[
    ("Gt", &["gt"]),
    ("Ge", &["ge"]),
    ("Lt", &["lt"]),
    ("Le", &["le"]),
    ("MultipleOf", &["multiple_of"]),
    ("MinLen", &["min_length"]),
    ("MaxLen", &["max_length"]),
    ("Len", &["min_length", "max_length"]),
    ("Interval", &["gt", "ge", "lt", "le"]),
];

/// Defines them.
pub(super) fn define(evaluator: &mut Evaluator, library: &mut Library) {
    for (name, mode) in VALIDATORS {
        let module = "pydantic.functional_validators";
        let class = plain(evaluator, module, name);
        let mode = *mode;
        let code = move |evaluator: &mut Evaluator, arguments: Arguments| {
            let [function, input] =
                arguments.bind(evaluator, "Validator", ["func!", "json_schema_input_type"])?;
            let function = function.unwrap_or(Value::None);
            let validator = Validator { mode, function, owner: None, has_input_type: input.is_some() };
            Ok(Value::Instance(Rc::new(Instance::with_payload(&class, validator))))
        };
        add(library, name, &["pydantic", module], NativeFunction::closure(name, code).accepting_unknown());
    }
    for (name, parameters) in CONSTRAINTS {
        let code = move |evaluator: &mut Evaluator, arguments: Arguments| {
            constraint(evaluator, arguments, parameters)
        };
        add(library, name, &["annotated_types"], NativeFunction::closure(name, code).accepting_unknown());
    }
    let keywords = |evaluator: &mut Evaluator, arguments: Arguments| {
        let options = FieldOptions(arguments.keywords);
        Ok(field_info(evaluator, options))
    };
    add(
        library,
        "StringConstraints",
        &["pydantic", "pydantic.types"],
        NativeFunction::closure("StringConstraints", keywords).accepting_unknown(),
    );
    let schema = plain(evaluator, "pydantic.json_schema", "WithJsonSchema");
    let code = move |evaluator: &mut Evaluator, arguments: Arguments| {
        let [schema_given, mode] = arguments.bind(evaluator, "WithJsonSchema", ["json_schema!", "mode"])?;
        let holds = mode.and_then(|mode| mode.as_str()).is_none_or(|mode| &*mode == "validation");
        let replacement = Replacement(schema_given.filter(|_| holds));
        Ok(Value::Instance(Rc::new(Instance::with_payload(&schema, replacement))))
    };
    let function = NativeFunction::closure("WithJsonSchema", code).accepting_unknown();
    add(library, "WithJsonSchema", &["pydantic", "pydantic.json_schema"], function);
    let choices = plain(evaluator, "pydantic.aliases", "AliasChoices");
    let code = move |evaluator: &mut Evaluator, arguments: Arguments| {
        let names: Option<Vec<Rc<str>>> = arguments.positional.iter().map(Value::as_str).collect();
        Ok(match names {
            Some(names) => Value::Instance(Rc::new(Instance::with_payload(&choices, AliasChoices(names)))),
            None => evaluator.unknown("paths as aliases are not supported"),
        })
    };
    let modules = ["pydantic", "pydantic.aliases"];
    add(library, "AliasChoices", &modules, NativeFunction::closure("AliasChoices", code).accepting_unknown());
    let (module, name) = ALIAS_GENERATOR.rsplit_once('.').unwrap_or_default();
    let fields = fields! { alias: None, validation_alias: None, serialization_alias: None };
    library.class(&Record::new(module, name, fields).class(evaluator), &["pydantic"]);
    for (name, code) in
        [("to_pascal", pascal as crate::python::NativeCode), ("to_camel", camel), ("to_snake", snake)]
    {
        library.function(name, code, &["pydantic.alias_generators"]);
    }
}

fn plain(evaluator: &Evaluator, module: &str, name: &str) -> Rc<Class> {
    Class::native(module, name, &[Rc::clone(&evaluator.types.object)], None, Vars::default())
}

fn add(library: &mut Library, name: &str, modules: &[&str], function: NativeFunction) {
    let function = Value::Native(Rc::new(function));
    for module in modules {
        library.add(module, name, function.clone());
    }
}

fn constraint(
    evaluator: &mut Evaluator,
    arguments: Arguments,
    parameters: &[&'static str],
) -> EvalResult<Value> {
    let mut options: Vec<(Rc<str>, Value)> = Vec::new();
    for (name, value) in parameters.iter().zip(arguments.positional) {
        options.push((Rc::from(*name), value));
    }
    options.extend(arguments.keywords);
    Ok(field_info(evaluator, FieldOptions(options)))
}

/// The text that a generator is given.
fn name(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<String> {
    let name = arguments.take_first().and_then(|name| name.as_str());
    name.map(|name| name.to_string()).ok_or_else(|| evaluator.type_error("a name is needed"))
}

fn pascal(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::from(to_pascal(&name(evaluator, arguments)?)))
}

fn camel(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::from(to_camel(&name(evaluator, arguments)?)))
}

fn snake(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::from(to_snake(&name(evaluator, arguments)?)))
}

/// `pydantic.alias_generators.to_pascal`: a title without underscores between letters or digits.
fn to_pascal(name: &str) -> String {
    let mut titled: Vec<char> = Vec::new();
    let mut in_word = false;
    for character in name.chars() {
        if in_word {
            titled.extend(character.to_lowercase());
        } else {
            titled.extend(character.to_uppercase());
        }
        in_word = character.is_alphabetic();
    }
    let mut pascal = String::new();
    let mut last_kept = ' ';
    for (at, character) in titled.iter().enumerate() {
        let next = titled.get(at + 1).copied().unwrap_or(' ');
        let is_joint = *character == '_'
            && last_kept.is_ascii_alphanumeric()
            && (next.is_ascii_uppercase() || next.is_ascii_digit());
        last_kept = if is_joint { ' ' } else { *character };
        if !is_joint {
            pascal.push(*character);
        }
    }
    pascal
}

/// `pydantic.alias_generators.to_camel`.
fn to_camel(name: &str) -> String {
    let is_camel = name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.chars().all(|character| character.is_ascii_alphanumeric());
    let characters: Vec<char> = name.chars().collect();
    let has_digit_before_small =
        characters.windows(2).any(|pair| pair[0].is_numeric() && pair[1].is_ascii_lowercase());
    if is_camel && !has_digit_before_small {
        return name.to_owned();
    }
    let pascal = to_pascal(name);
    let first = pascal.chars().position(|character| character != '_').unwrap_or(0);
    let lowered = pascal
        .chars()
        .enumerate()
        .map(|(at, character)| if at == first { character.to_ascii_lowercase() } else { character });
    lowered.collect()
}

/// `pydantic.alias_generators.to_snake`.
fn to_snake(name: &str) -> String {
    let characters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (at, character) in characters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| characters.get(before)).copied().unwrap_or('_');
        let after = characters.get(at + 1).copied().unwrap_or('_');
        let starts_word = character.is_ascii_uppercase()
            && (before.is_ascii_lowercase()
                || before.is_ascii_digit()
                || before.is_ascii_uppercase() && after.is_ascii_lowercase());
        let starts_number = character.is_ascii_digit() && before.is_ascii_lowercase();
        if starts_word || starts_number {
            snake.push('_');
        }
        snake.push(if *character == '-' { '_' } else { *character });
    }
    snake.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_camels() {
        assert_eq!(to_camel("some_name_2"), "someName2");
        assert_eq!(to_camel("someName"), "someName");
        assert_eq!(to_pascal("some_name"), "SomeName");
        assert_eq!(to_snake("someURLName2"), "some_url_name_2");
    }
}
