//! Constraints that a field's annotation adds to its schema (`mashumaro.jsonschema.annotations`), and other names.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use super::super::python_type::{origin_class, source_path};
use super::pack::{is_mapping, is_sequence};
use super::schema::Schema;
use crate::flytekit::convert;
use crate::model::Json;
use crate::python::stdlib::typing::TypedDictFields;
use crate::python::{Class, Value};

/// The module of the constraints.
pub(in super::super) const ANNOTATIONS: &str = "mashumaro.jsonschema.annotations";

/// What a constraint is about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Number,
    Text,
    Path,
    Array,
    Object,
}

use About::{Array, Number, Object, Path, Text};

/// Each constraint, its keyword and what it is about.
const CONSTRAINTS: &[(&str, &str, &[About])] = &[
    ("Maximum", "maximum", &[Number]),
    ("Minimum", "minimum", &[Number]),
    ("ExclusiveMaximum", "exclusiveMaximum", &[Number]),
    ("ExclusiveMinimum", "exclusiveMinimum", &[Number]),
    ("MultipleOf", "multipleOf", &[Number]),
    ("MaxLength", "maxLength", &[Text, Path]),
    ("MinLength", "minLength", &[Text, Path]),
    ("Pattern", "pattern", &[Text]),
    ("MaxItems", "maxItems", &[Array]),
    ("MinItems", "minItems", &[Array]),
    ("UniqueItems", "uniqueItems", &[Array]),
    ("MaxContains", "maxContains", &[Array]),
    ("MinContains", "minContains", &[Array]),
    ("MaxProperties", "maxProperties", &[Object]),
    ("MinProperties", "minProperties", &[Object]),
];

impl Engine<'_> {
    /// Adds the constraints of `Annotated[base, metadata…]` to the schema of the base.
    pub(super) fn constrain_field(
        &mut self,
        schema: &mut Schema,
        base: &Value,
        metadata: &[Value],
    ) -> Outcome<()> {
        let about = origin_class(base).and_then(|class| about(&class));
        for value in metadata {
            self.check_annotation(value)?;
            let Some(instance) = value.as_instance() else { continue };
            if &*instance.class.module != ANNOTATIONS {
                continue;
            }
            let known = CONSTRAINTS.iter().find(|(name, ..)| *name == &*instance.class.name);
            let Some((_, keyword, kinds)) = known else {
                let message =
                    format!("the constraint `{}` of mashumaro is not supported", instance.class.name);
                return Err(Fault::not_static(message));
            };
            // mashumaro counts only with `Contains`, which is refused.
            if keyword.ends_with("Contains") || !about.is_some_and(|about| kinds.contains(&about)) {
                continue;
            }
            let bound = instance.attribute("value").unwrap_or(Value::None);
            let bound = convert::json(self.evaluator, &bound, "a constraint of a field", self.span)?;
            if bound != Json::Null {
                schema.insert((*keyword).to_owned(), bound);
            }
        }
        Ok(())
    }

    /// Refuses an annotation that mashumaro reads and that is not known here.
    fn check_annotation(&mut self, value: &Value) -> Outcome<()> {
        if let Value::Unknown(unknown) = value
            && source_path(unknown).is_some_and(|path| path.starts_with("mashumaro."))
        {
            return Err(self.unknown(unknown, "what a field is annotated with"));
        }
        Ok(())
    }
}

/// What constraints of values of the class are about.
fn about(class: &Rc<Class>) -> Option<About> {
    if class.has_dotted_name("builtins.int") || class.has_dotted_name("builtins.float") {
        return Some(Number);
    }
    if class.descends_from("builtins.str") {
        return (!class.descends_from("enum.Enum")).then_some(Text);
    }
    if class.descends_from("builtins.tuple") || is_sequence(class) {
        return Some(Array);
    }
    if is_mapping(class) {
        return class.inherited_data::<TypedDictFields>().is_none().then_some(Object);
    }
    let is_path = class.descends_from("pathlib.PurePath") || class.descends_from("os.PathLike");
    is_path.then_some(Path)
}
