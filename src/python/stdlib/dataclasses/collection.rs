//! Which fields a dataclass has, by the rules of `dataclasses._process_class` and `dataclasses._get_field`.

use std::rc::Rc;

use super::super::typing::{GenericAlias, is_form};
use super::field::InitVar;
use super::{DataclassFields, Field, FieldKind, Options, classes};
use crate::python::{Annotation, Class, Dict, EvalResult, Evaluator, Value};

/// The fields of the class: those of its ancestors, then its own; a redefined field keeps its place.
pub(super) fn collect(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    options: Options,
) -> EvalResult<Vec<Rc<Field>>> {
    let mut all: Vec<Rc<Field>> = Vec::new();
    let mut inherited_frozen = Vec::new();
    for base in class.ancestors.iter().rev() {
        let Some(inherited) = base.data::<DataclassFields>() else { continue };
        inherited.all.iter().for_each(|field| put(&mut all, Rc::clone(field)));
        inherited_frozen.push(inherited.frozen);
    }
    for field in own_fields(evaluator, class, options)? {
        put(&mut all, Rc::new(field));
    }
    if options.frozen && inherited_frozen.contains(&false) {
        return Err(evaluator.type_error("cannot inherit frozen dataclass from a non-frozen one"));
    }
    if !options.frozen && inherited_frozen.contains(&true) {
        return Err(evaluator.type_error("cannot inherit non-frozen dataclass from a frozen one"));
    }
    all.shrink_to_fit();
    Ok(all)
}

fn put(all: &mut Vec<Rc<Field>>, field: Rc<Field>) {
    match all.iter_mut().find(|known| known.name == field.name) {
        Some(known) => *known = field,
        None => all.push(field),
    }
}

fn own_fields(evaluator: &mut Evaluator, class: &Rc<Class>, options: Options) -> EvalResult<Vec<Field>> {
    let mut kw_only = options.kw_only;
    let mut fields: Vec<Field> = Vec::new();
    let annotations = class.annotations.borrow().clone();
    for (name, annotation) in &annotations {
        if is_keyword_only_mark(evaluator, &annotation.value) {
            kw_only = true;
            continue;
        }
        fields.push(own_field(evaluator, class, name, annotation, kw_only)?);
    }
    for field in &fields {
        settle_attribute(class, field);
    }
    check_unannotated(evaluator, class)?;
    Ok(fields)
}

fn is_keyword_only_mark(evaluator: &mut Evaluator, annotation: &Value) -> bool {
    match annotation {
        Value::Str(text) => &**text == "KW_ONLY" || text.ends_with(".KW_ONLY"),
        _ => annotation.is(&classes(evaluator).keyword_only),
    }
}

fn own_field(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    name: &Rc<str>,
    annotation: &Annotation,
    kw_only: bool,
) -> EvalResult<Field> {
    let value = default_of(evaluator, class, name)?;
    let mut field = match value.as_ref().and_then(Value::payload::<Field>) {
        Some(field) => field.as_ref().clone(),
        None => plain_field(value),
    };
    field.name = Rc::clone(name);
    field.annotation = annotation.clone();
    field.kind = kind_of(evaluator, &annotation.value);
    if field.kind != FieldKind::Field && field.default_factory.is_some() {
        return Err(evaluator.type_error(&format!("field {name} cannot have a default factory")));
    }
    if field.kind == FieldKind::ClassVar {
        if field.kw_only.is_some() {
            return Err(evaluator.type_error(&format!("field {name} is a ClassVar but specifies kw_only")));
        }
    } else {
        field.kw_only = Some(field.kw_only.unwrap_or(kw_only));
    }
    if field.kind == FieldKind::Field
        && let Some(default) = &field.default
        && is_unhashable(default)
    {
        let class = Value::Class(evaluator.class_of(default));
        let class = evaluator.repr_of(&class)?.as_str().unwrap_or_default();
        return Err(evaluator.value_error(&format!(
            "mutable default {class} for field {name} is not allowed: use default_factory"
        )));
    }
    Ok(field)
}

/// What the class has under the name of a field: its own, or what it inherits.
fn default_of(evaluator: &mut Evaluator, class: &Rc<Class>, name: &str) -> EvalResult<Option<Value>> {
    let found = class.lookup(name);
    if let Some(descriptor @ Value::Instance(instance)) = &found
        && descriptor.payload::<Field>().is_none()
        && instance.class.lookup("__get__").is_some()
    {
        if Rc::ptr_eq(&instance.class, &evaluator.types.member) {
            return Ok(None);
        }
        return match evaluator.find_attribute(&Value::Class(Rc::clone(class)), name) {
            Err(error) if evaluator.is_exception(&error, &evaluator.exceptions.attribute_error) => Ok(None),
            result => result,
        };
    }
    Ok(found)
}

fn plain_field(default: Option<Value>) -> Field {
    Field {
        name: "".into(),
        annotation: Annotation { value: Value::None, span: crate::source::Span::NONE },
        kind: FieldKind::Field,
        default,
        default_factory: None,
        init: true,
        repr: true,
        hash: None,
        compare: true,
        metadata: Value::Dict(Rc::new(Dict::default())),
        kw_only: None,
    }
}

fn kind_of(evaluator: &mut Evaluator, annotation: &Value) -> FieldKind {
    if let Value::Str(text) = annotation {
        let head = text.split('[').next().unwrap_or_default().trim();
        return match head.rsplit('.').next().unwrap_or_default() {
            "ClassVar" => FieldKind::ClassVar,
            "InitVar" => FieldKind::InitVar,
            _ => FieldKind::Field,
        };
    }
    let alias = annotation.payload::<GenericAlias>();
    let class_variable = alias.is_some_and(|alias| is_form(&alias.origin, "ClassVar"));
    if class_variable || is_form(annotation, "ClassVar") {
        return FieldKind::ClassVar;
    }
    let init_variable = Value::Class(Rc::clone(&classes(evaluator).init_var));
    if annotation.payload::<InitVar>().is_some() || annotation.is(&init_variable) {
        return FieldKind::InitVar;
    }
    FieldKind::Field
}

/// Whether the class of the value has no hash: Python takes such a default for a mutable one.
fn is_unhashable(value: &Value) -> bool {
    match value {
        Value::List(_) | Value::Dict(_) => true,
        Value::Set(set) => !set.is_frozen(),
        Value::Instance(instance) => {
            let order = instance.class.resolution_order();
            let deciding = order.iter().find_map(|class| {
                let own = class.attributes.borrow();
                match own.get("__hash__") {
                    Some(hash) => Some(hash.is_none()),
                    None => (own.contains_key("__eq__") && class.span.is_some()).then_some(true),
                }
            });
            let builtin = instance.builtin().is_some_and(|builtin| is_unhashable(&builtin));
            deciding.unwrap_or(builtin)
        }
        _ => false,
    }
}

/// A `field(…)` in the class body gives way to its default, or to nothing.
fn settle_attribute(class: &Rc<Class>, field: &Field) {
    let is_field = class.own_attribute(&field.name).is_some_and(|value| value.payload::<Field>().is_some());
    if is_field {
        match &field.default {
            Some(default) => class.set_attribute(&field.name, default.clone()),
            None => {
                class.attributes.borrow_mut().shift_remove(&field.name);
            }
        }
    }
}

fn check_unannotated(evaluator: &Evaluator, class: &Rc<Class>) -> EvalResult<()> {
    let attributes = class.attributes.borrow();
    let stray = attributes.iter().find(|(_, value)| value.payload::<Field>().is_some());
    match stray {
        Some((name, _)) => {
            Err(evaluator.type_error(&format!("'{name}' is a field but has no type annotation")))
        }
        None => Ok(()),
    }
}
