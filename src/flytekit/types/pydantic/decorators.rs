//! Methods of a model that pydantic calls: validators, serializers, computed fields.
//!
//! A decorator marks its method; when the body of the class was evaluated, the marks are collected and the methods put back.
//! A model inherits the marks of its bases; a method of the same name takes the place of an inherited one.

use std::rc::Rc;

use super::steps::{Mode, Validator};
use crate::flytekit::library::Library;
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, NativeFunction, Value};

/// What a decorated method does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    /// `@field_validator`.
    FieldValidator,
    /// `@model_validator`.
    ModelValidator,
    /// `@validator` and `@root_validator` of pydantic 1.
    OldValidator,
    /// `@field_serializer`.
    FieldSerializer,
    /// `@model_serializer`.
    ModelSerializer,
    /// `@computed_field`.
    ComputedField,
}

/// The decorators and the modules that define them.
const DECORATORS: &[(&str, Kind, &str)] = &[
    ("field_validator", Kind::FieldValidator, "pydantic.functional_validators"),
    ("model_validator", Kind::ModelValidator, "pydantic.functional_validators"),
    ("validator", Kind::OldValidator, "pydantic.deprecated.class_validators"),
    ("root_validator", Kind::OldValidator, "pydantic.deprecated.class_validators"),
    ("field_serializer", Kind::FieldSerializer, "pydantic.functional_serializers"),
    ("model_serializer", Kind::ModelSerializer, "pydantic.functional_serializers"),
    ("computed_field", Kind::ComputedField, "pydantic.fields"),
];

/// A mark on a method.
#[derive(Clone)]
pub(super) struct Decorated {
    /// What the method does.
    pub(super) kind: Kind,
    /// The fields that it is for; `*` stands for all.
    fields: Vec<Rc<str>>,
    /// What the decorator was given by name.
    keywords: Vec<(Rc<str>, Value)>,
}

impl Decorated {
    /// What the decorator was given by that name.
    pub(super) fn keyword(&self, name: &str) -> Option<&Value> {
        let found = self.keywords.iter().find(|(known, _)| &**known == name);
        found.map(|(_, value)| value).filter(|value| !value.is_none())
    }

    /// The mode; `after` for validators and `plain` for serializers that do not say.
    pub(super) fn mode(&self) -> Option<Mode> {
        let usual = match self.kind {
            Kind::FieldValidator | Kind::ModelValidator => Mode::After,
            _ => Mode::Plain,
        };
        match self.keyword("mode") {
            None => Some(usual),
            Some(mode) => Mode::of(&mode.as_str()?),
        }
    }

    /// Whether it is for the field.
    pub(super) fn is_for(&self, field: &str) -> bool {
        self.fields.iter().any(|name| matches!(&**name, "*") || &**name == field)
    }
}

/// The marks of a model's methods, by their names; kept on its class.
#[derive(Clone, Default)]
pub(super) struct Decorators(Vec<(Rc<str>, Decorated)>);

impl Decorators {
    /// Those of a model.
    pub(super) fn of(class: &Class) -> Rc<Self> {
        class.inherited_data::<Self>().unwrap_or_default()
    }

    /// Those of one kind.
    pub(super) fn kind(&self, kind: Kind) -> impl Iterator<Item = (&Rc<str>, &Decorated)> {
        self.0.iter().filter(move |(_, mark)| mark.kind == kind).map(|(name, mark)| (name, mark))
    }

    /// Whether there are any of the kind.
    pub(super) fn has(&self, kind: Kind) -> bool {
        self.kind(kind).next().is_some()
    }
}

/// Collects the marks of a new model and puts the methods back.
pub(super) fn collect(class: &Rc<Class>) {
    let mut all = Decorators::default();
    let mut put = |name: &Rc<str>, mark: &Decorated| match all.0.iter_mut().find(|(known, _)| known == name) {
        Some(entry) => entry.1 = mark.clone(),
        None => all.0.push((Rc::clone(name), mark.clone())),
    };
    for base in class.bases.iter().rev().filter_map(Value::as_class) {
        for (name, mark) in &Decorators::of(base).0 {
            put(name, mark);
        }
    }
    let marked: Vec<(Rc<str>, Rc<Decorated>, Value)> = {
        let attributes = class.attributes.borrow();
        let marked = attributes.iter().filter_map(|(name, value)| {
            let mark = value.payload::<Decorated>()?;
            Some((Rc::clone(name), mark, value.as_instance()?.attribute("function")?))
        });
        marked.collect()
    };
    for (name, mark, function) in marked {
        put(&name, &mark);
        class.set_attribute(&name, function);
    }
    class.set_data(all);
}

/// A validator of a model, as it is called for `class`.
pub(super) fn validator(class: &Rc<Class>, name: &str, mark: &Decorated) -> Option<Validator> {
    let (function, owner) = bound(class, name)?;
    let mode = mark.mode()?;
    Some(Validator {
        mode,
        function,
        owner,
        has_input_type: mark.keyword("json_schema_input_type").is_some(),
    })
}

/// A method without the class or instance, and the class where it wants it first.
pub(super) fn bound(class: &Rc<Class>, name: &str) -> Option<(Value, Option<Value>)> {
    let owner = Value::Class(Rc::clone(class));
    Some(match class.lookup(name)? {
        Value::ClassMethod(function) => ((*function).clone(), Some(owner)),
        Value::StaticMethod(function) => ((*function).clone(), None),
        Value::Function(function) => {
            let takes_class = function.parameters.first().is_some_and(|parameter| &*parameter.name == "cls");
            (Value::Function(function), takes_class.then_some(owner))
        }
        other => (other, None),
    })
}

/// Defines the decorators.
pub(super) fn define(library: &mut Library) {
    for (name, kind, module) in DECORATORS {
        let kind = *kind;
        let code = move |evaluator: &mut Evaluator, mut arguments: Arguments| {
            let is_function = matches!(
                arguments.positional.first(),
                Some(
                    Value::Function(_) | Value::Property(_) | Value::ClassMethod(_) | Value::StaticMethod(_)
                )
            );
            let function = is_function.then(|| arguments.take_first()).flatten();
            let fields = arguments.positional.iter().filter_map(Value::as_str).collect();
            let mark = Decorated { kind, fields, keywords: arguments.keywords };
            if let Some(function) = function {
                return marked(evaluator, function, mark);
            }
            let decorator = NativeFunction::closure("decorator", move |evaluator, mut arguments| {
                let function = arguments.take_first().unwrap_or(Value::None);
                marked(evaluator, function, mark.clone())
            });
            Ok(Value::Native(Rc::new(decorator.accepting_unknown())))
        };
        let function = Value::Native(Rc::new(NativeFunction::closure(name, code).accepting_unknown()));
        for module in ["pydantic", module] {
            library.add(module, name, function.clone());
        }
    }
}

fn marked(evaluator: &mut Evaluator, function: Value, mark: Decorated) -> EvalResult<Value> {
    let function = match function {
        Value::Function(_) if mark.kind == Kind::ComputedField => {
            let property = Value::Class(Rc::clone(&evaluator.types.property));
            evaluator.call(&property, Arguments::positional([function]))?
        }
        function => function,
    };
    let class = evaluator.extension::<super::model::State>().decorated(evaluator);
    let instance = Instance::with_payload(&class, mark);
    instance.set_attribute("function", function);
    Ok(Value::Instance(Rc::new(instance)))
}
