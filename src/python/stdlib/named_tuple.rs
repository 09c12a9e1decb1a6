//! Named tuples: `collections.namedtuple` and `typing.NamedTuple`.
//!
//! An instance is an instance of the class that is a tuple too; the fields are properties. What the fields are is kept on
//! the class as [`NamedTupleFields`].

use std::cell::OnceCell;
use std::rc::Rc;

use super::binding::{GeneratedParameter, bind_generated};
use super::parts::{Names, Text, closure_accepting_unknown, derived_class_with_hooks, property, take_first};
use crate::python::{Annotation, Arguments, Class, ClassHooks, EvalResult, Evaluator, Instance, Value, Vars};

/// The fields of a named tuple, kept on its class.
pub struct NamedTupleFields {
    /// Names in order, with their annotations where the class has some.
    pub fields: Vec<(Rc<str>, Option<Annotation>)>,
    /// Defaults by name.
    pub defaults: Vars,
}

/// The keywords of Python, which are no names.
pub(super) const KEYWORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def",
    "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is",
    "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

#[derive(Default)]
struct State {
    typed: OnceCell<Rc<Class>>,
}

/// `typing.NamedTuple`, a class here.
pub(super) fn typed_class(evaluator: &mut Evaluator) -> Rc<Class> {
    let state = evaluator.extension::<State>();
    let tuple = std::slice::from_ref(&evaluator.types.tuple);
    let make = || Class::native("typing", "NamedTuple", tuple, Some(Rc::new(Hooks)), Vars::default());
    Rc::clone(state.typed.get_or_init(make))
}

struct Hooks;

impl ClassHooks for Hooks {
    fn subclass_created(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        _keywords: &[(Rc<str>, Value)],
    ) -> EvalResult<()> {
        let typed = Value::Class(typed_class(evaluator));
        if !class.bases.iter().any(|base| base.is(&typed)) {
            return Ok(());
        }
        let annotations = class.annotations.borrow().clone();
        let mut defaults = Vars::default();
        for (name, _) in &annotations {
            match class.own_attribute(name) {
                Some(value) => {
                    defaults.insert(Rc::clone(name), value);
                }
                None => check_order(evaluator, name, &defaults)?,
            }
        }
        let fields = annotations.into_iter().map(|(name, annotation)| (name, Some(annotation))).collect();
        finish(class, NamedTupleFields { fields, defaults });
        Ok(())
    }

    fn construct(
        &self,
        evaluator: &mut Evaluator,
        class: &Rc<Class>,
        arguments: &Arguments,
    ) -> EvalResult<Option<Value>> {
        if class.has_dotted_name("typing.NamedTuple") {
            return typed_call(evaluator, class, arguments.clone()).map(Some);
        }
        let written = match class.lookup("__new__") {
            Some(Value::StaticMethod(inner)) => matches!(&*inner, Value::Function(_)),
            other => matches!(other, Some(Value::Function(_))),
        };
        if written { Ok(None) } else { construct(evaluator, class, arguments.clone()).map(Some) }
    }
}

fn check_order(evaluator: &Evaluator, name: &str, defaults: &Vars) -> EvalResult<()> {
    if defaults.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = defaults.keys().map(|name| &**name).collect();
    Err(evaluator.type_error(&format!(
        "Non-default namedtuple field {name} cannot follow default field{} {}",
        if names.len() > 1 { "s" } else { "" },
        names.join(", ")
    )))
}

/// `NamedTuple("Name", [("field", type), …])`, or the fields as keyword arguments.
fn typed_call(evaluator: &mut Evaluator, class: &Rc<Class>, mut arguments: Arguments) -> EvalResult<Value> {
    let span = arguments.span();
    let mut by_name = Vec::new();
    if arguments.positional.len() == 1 && arguments.keyword("fields").is_none() {
        let pair = |(name, value)| Value::tuple([Value::Str(name), value]);
        by_name = std::mem::take(&mut arguments.keywords).into_iter().map(pair).collect();
        arguments.keyword_spans.clear();
    }
    let [name, given] = arguments.bind(evaluator, "NamedTuple", ["typename!", "fields"])?;
    let mut fields = Vec::new();
    for pair in evaluator.iterate(&given.unwrap_or_else(|| Value::list(by_name)))? {
        let pair = evaluator.iterate(&pair)?;
        let [name, value] = pair.as_slice() else {
            return Err(evaluator.value_error("too many values to unpack (expected 2)"));
        };
        let annotation = Annotation { value: super::typing::converted(evaluator, value), span };
        fields.push((name.as_str().unwrap_or_default(), Some(annotation)));
    }
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    let bases = std::slice::from_ref(class);
    let made = derived_class_with_hooks(evaluator, None, &name, bases, Vars::default(), None);
    *made.annotations.borrow_mut() =
        fields.iter().filter_map(|(name, annotation)| Some((Rc::clone(name), annotation.clone()?))).collect();
    finish(&made, NamedTupleFields { fields, defaults: Vars::default() });
    Ok(Value::Class(made))
}

/// `collections.namedtuple(typename, field_names, *, rename, defaults, module)`.
pub(super) fn named_tuple(evaluator: &mut Evaluator, arguments: Arguments) -> EvalResult<Value> {
    let parameters = ["typename!", "field_names!", "*rename", "*defaults", "*module"];
    let [name, names, rename, defaults, _module] = arguments.bind(evaluator, "namedtuple", parameters)?;
    let name = name.and_then(|name| name.as_str()).unwrap_or_default();
    let mut names = field_names(evaluator, &names.unwrap_or(Value::None))?;
    let rename = rename.and_then(|rename| rename.as_bool()).unwrap_or(false);
    check_names(evaluator, &name, &mut names, rename)?;
    let defaults = match defaults {
        Some(Value::None) | None => Vec::new(),
        Some(values) => evaluator.iterate(&values)?,
    };
    if defaults.len() > names.len() {
        return Err(evaluator.type_error("Got more default values than field names"));
    }
    let first = names.len() - defaults.len();
    let defaults = names[first..].iter().cloned().zip(defaults).collect();
    let bases = [Rc::clone(&evaluator.types.tuple)];
    let class =
        derived_class_with_hooks(evaluator, None, &name, &bases, Vars::default(), Some(Rc::new(Hooks)));
    let fields = names.into_iter().map(|name| (name, None)).collect();
    finish(&class, NamedTupleFields { fields, defaults });
    Ok(Value::Class(class))
}

fn field_names(evaluator: &mut Evaluator, names: &Value) -> EvalResult<Vec<Rc<str>>> {
    if let Some(text) = names.as_str() {
        return Ok(text.replace(',', " ").split_whitespace().map(Rc::from).collect());
    }
    let mut found = Vec::new();
    for name in evaluator.iterate(names)? {
        let text = evaluator.str_of(&name)?;
        found.push(text.as_str().unwrap_or_default());
    }
    Ok(found)
}

fn check_names(evaluator: &Evaluator, class: &str, names: &mut [Rc<str>], rename: bool) -> EvalResult<()> {
    if rename {
        for at in 0..names.len() {
            let bad =
                !is_identifier(&names[at]) || names[at].starts_with('_') || names[..at].contains(&names[at]);
            if bad {
                names[at] = format!("_{at}").into();
            }
        }
    }
    for name in std::iter::once(class).chain(names.iter().map(|name| &**name)) {
        if !is_identifier(name) {
            let message = format!("Type names and field names must be valid identifiers: '{name}'");
            return Err(evaluator.value_error(&message));
        }
    }
    for name in std::iter::once(class).chain(names.iter().map(|name| &**name)) {
        if KEYWORDS.contains(&name) {
            let message = format!("Type names and field names cannot be a keyword: '{name}'");
            return Err(evaluator.value_error(&message));
        }
    }
    for (at, name) in names.iter().enumerate() {
        if name.starts_with('_') && !rename {
            return Err(
                evaluator.value_error(&format!("Field names cannot start with an underscore: '{name}'"))
            );
        }
        if names[..at].contains(name) {
            return Err(evaluator.value_error(&format!("Encountered duplicate field name: '{name}'")));
        }
    }
    Ok(())
}

pub(super) fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let first = characters.next().is_some_and(|first| first.is_alphabetic() || first == '_');
    first && characters.all(|character| character.is_alphanumeric() || character == '_')
}

/// A native named tuple; `attributes` are kept over those that follow from the fields.
pub(super) fn native_class(
    evaluator: &Evaluator,
    module: &str,
    name: &str,
    fields: &[&str],
    attributes: Vars,
) -> Rc<Class> {
    let tuple = std::slice::from_ref(&evaluator.types.tuple);
    let class = Class::native(module, name, tuple, Some(Rc::new(Hooks)), attributes);
    let fields = fields.iter().map(|name| (Rc::from(*name), None)).collect();
    finish(&class, NamedTupleFields { fields, defaults: Vars::default() });
    class
}

/// Gives the class the attributes of a named tuple.
fn finish(class: &Rc<Class>, fields: NamedTupleFields) {
    let names: Vec<Value> = fields.fields.iter().map(|(name, _)| Value::Str(Rc::clone(name))).collect();
    let mut attributes = Names::default()
        .value("_fields", Value::tuple(names.clone()))
        .value("__match_args__", Value::tuple(names))
        .value("_field_defaults", Value::dict(fields.defaults.clone()))
        .functions_accepting_unknown(&[
            ("__repr__", repr),
            ("_asdict", as_dict),
            ("_replace", replace),
            ("__getnewargs__", new_arguments),
        ])
        .class_methods(&[("_make", make)])
        .static_methods(&[("__new__", new)])
        .vars();
    for (at, (name, _)) in fields.fields.iter().enumerate() {
        attributes.insert(Rc::clone(name), property(item_getter(name, at)));
    }
    let own = class.attributes.borrow().clone();
    let keeps =
        |name: &Rc<str>| own.contains_key(name) && !fields.fields.iter().any(|(field, _)| field == name);
    for (name, value) in attributes {
        if !keeps(&name) {
            class.set_attribute(&name, value);
        }
    }
    class.set_data(fields);
}

fn item_getter(name: &str, at: usize) -> Value {
    closure_accepting_unknown(name, move |evaluator, mut arguments| {
        let items = items_of(evaluator, &mut arguments)?;
        items
            .get(at)
            .cloned()
            .ok_or_else(|| evaluator.exception(&evaluator.exceptions.index_error, "tuple index out of range"))
    })
}

fn items_of(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<[Value]>> {
    match take_first(evaluator, arguments)?.unwrapped() {
        Value::Tuple(items) => Ok(items),
        _ => Err(evaluator.type_error("the method was called on an object of another class")),
    }
}

fn fields_of(evaluator: &Evaluator, class: &Rc<Class>) -> EvalResult<Rc<NamedTupleFields>> {
    let fields = class.inherited_data::<NamedTupleFields>();
    fields.ok_or_else(|| evaluator.type_error("the class is not a named tuple"))
}

fn construct(evaluator: &mut Evaluator, class: &Rc<Class>, arguments: Arguments) -> EvalResult<Value> {
    let fields = fields_of(evaluator, class)?;
    let parameters: Vec<GeneratedParameter> = fields
        .fields
        .iter()
        .map(|(name, _)| GeneratedParameter {
            name: Rc::clone(name),
            has_default: fields.defaults.contains_key(name),
            keyword_only: false,
        })
        .collect();
    let values = bind_generated(evaluator, &format!("{}.__new__", class.name), &parameters, arguments)?;
    let items: Vec<Value> = values
        .into_iter()
        .zip(&parameters)
        .map(|(value, parameter)| {
            value.or_else(|| fields.defaults.get(&parameter.name).cloned()).unwrap_or(Value::None)
        })
        .collect();
    Ok(instance(class, items))
}

/// An instance of a named tuple.
pub(super) fn instance(class: &Rc<Class>, items: Vec<Value>) -> Value {
    Value::Instance(Rc::new(Instance::with_builtin(class, Value::tuple(items))))
}

fn class_argument(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Rc<Class>> {
    match take_first(evaluator, arguments)? {
        Value::Class(class) => Ok(class),
        _ => Err(evaluator.type_error("the first argument must be a class")),
    }
}

fn new(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = class_argument(evaluator, &mut arguments)?;
    construct(evaluator, &class, arguments)
}

fn make(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = class_argument(evaluator, &mut arguments)?;
    let items = take_first(evaluator, &mut arguments)?;
    let items = evaluator.iterate(&items)?;
    let expected = fields_of(evaluator, &class)?.fields.len();
    if items.len() != expected {
        let message = format!("Expected {expected} arguments, got {}", items.len());
        return Err(evaluator.type_error(&message));
    }
    Ok(instance(&class, items))
}

/// The receiver of a method: its class, its fields and items.
type Receiver = (Rc<Class>, Rc<NamedTupleFields>, Rc<[Value]>);

fn parts(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<Receiver> {
    let receiver = arguments.positional.first().cloned().unwrap_or(Value::None);
    let class = evaluator.class_of(&receiver);
    let items = items_of(evaluator, arguments)?;
    let fields = fields_of(evaluator, &class)?;
    Ok((class, fields, items))
}

fn repr(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, fields, items) = parts(evaluator, &mut arguments)?;
    let mut text = Text::default();
    text.push(&class.name);
    text.push("(");
    for (at, ((name, _), item)) in fields.fields.iter().zip(items.iter()).enumerate() {
        text.push(if at > 0 { ", " } else { "" });
        text.push(&format!("{name}="));
        text.push_repr(evaluator, item)?;
    }
    text.push(")");
    Ok(text.finish())
}

fn as_dict(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, fields, items) = parts(evaluator, &mut arguments)?;
    Ok(Value::dict(fields.fields.iter().map(|(name, _)| name).zip(items.iter().cloned())))
}

fn replace(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, fields, items) = parts(evaluator, &mut arguments)?;
    let mut items = items.to_vec();
    let mut unexpected = Vec::new();
    for (name, value) in arguments.keywords {
        match fields.fields.iter().position(|(field, _)| *field == name) {
            Some(at) => items[at] = value,
            None => unexpected.push(format!("'{name}'")),
        }
    }
    if !unexpected.is_empty() {
        let message = format!("Got unexpected field names: [{}]", unexpected.join(", "));
        return Err(evaluator.value_error(&message));
    }
    Ok(instance(&class, items))
}

fn new_arguments(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    Ok(Value::Tuple(items_of(evaluator, &mut arguments)?))
}
