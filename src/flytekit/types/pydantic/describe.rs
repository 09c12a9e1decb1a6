//! The JSON schema of a field: its type with what happens to its values, its default, and what describes it.

use std::rc::Rc;

use serde_json::json;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome, unless_refused};
use super::super::python_type::{is_none, literal_values, origin_class, union};
use super::constraints::{About, about, nullable};
use super::fields::{BASE_MODEL, FieldOptions, ModelField};
use super::schema::{Building, Schema, Typed};
use super::steps::{Mode, Step, takes};
use super::text::{cleandoc, title};
use crate::flytekit::convert;
use crate::model::Json;
use crate::python::{Arguments, Class, Value};

impl Engine<'_> {
    /// The schema of a field.
    pub(super) fn model_field_schema(
        &mut self,
        field: &ModelField,
        alias: &str,
        building: &mut Building,
    ) -> Outcome<Schema> {
        if field.options.get("field_title_generator").is_some() {
            return Err(Fault::not_static("the option `field_title_generator` of a field is not supported"));
        }
        let inner = self.stepped(&field.annotation, &field.steps, building)?;
        let mut schema = inner.schema;
        if let Some(default) = &field.default {
            // One that cannot be written is left out, with a warning.
            let json = self.default_json(default);
            if let Some(json) = unless_refused(json)?.filter(|_| !is_bare_secret(default)) {
                schema.insert("default".to_owned(), json);
            }
        }
        if !inner.is_reference && !schema.contains_key("title") {
            schema.insert("title".to_owned(), json!(title(alias)));
        }
        self.describe(&mut schema, &field.options)?;
        Ok(schema)
    }

    /// A default as it stands in a schema; numbers stay what they are.
    pub(super) fn default_json(&mut self, default: &Value) -> Outcome<Json> {
        if let Value::Float(number) = default
            && !number.is_finite()
        {
            return Err(Fault::not_static("an infinite number or NaN cannot stand in a type's metadata"));
        }
        self.dump(default, None)?.json()
    }

    /// Title, description, examples and what else `Field(…)` adds to a schema.
    pub(super) fn describe(&mut self, schema: &mut Schema, options: &FieldOptions) -> Outcome<()> {
        for name in ["title", "description", "examples", "deprecated"] {
            let Some(value) = options.get(name) else { continue };
            let value = convert::json(self.evaluator, value, "the description of a field", self.span)?;
            let value = if name == "deprecated" { Json::Bool(value != Json::Bool(false)) } else { value };
            if value != Json::Bool(false) {
                let value = match value {
                    Json::String(text) if name == "description" => Json::String(cleandoc(&text)),
                    value => value,
                };
                schema.insert(name.to_owned(), value);
            }
        }
        if let Some(more) = options.get("json_schema_extra") {
            self.extend(schema, &more.clone(), None)?;
        }
        Ok(())
    }

    /// Adds what `json_schema_extra` says: entries, or what a function does to the schema.
    pub(super) fn extend(
        &mut self,
        schema: &mut Schema,
        more: &Value,
        model: Option<&Rc<Class>>,
    ) -> Outcome<()> {
        match more.unwrapped() {
            Value::Dict(_) => {
                let more = convert::json(self.evaluator, more, "the extra schema", self.span)?;
                if let Json::Object(more) = more {
                    schema.extend(more);
                }
                Ok(())
            }
            Value::None => Ok(()),
            function @ (Value::Function(_) | Value::StaticMethod(_)) => {
                let function = match function {
                    Value::StaticMethod(function) => (*function).clone(),
                    function => function,
                };
                let own = convert::value(&Json::Object(schema.clone()));
                let mut arguments = vec![own.clone()];
                if let Some(model) = model
                    && takes(self.evaluator, &function, 2)?
                {
                    arguments.push(Value::Class(Rc::clone(model)));
                }
                self.evaluator.call(&function, Arguments::positional(arguments))?;
                if let Json::Object(changed) =
                    convert::json(self.evaluator, &own, "the extra schema", self.span)?
                {
                    *schema = changed;
                }
                Ok(())
            }
            _ => Err(Fault::not_static("this kind of `json_schema_extra` is not supported")),
        }
    }

    /// The schema of a type whose values go through steps: constraints show, validators change what constraints are about.
    pub(super) fn stepped(
        &mut self,
        python_type: &Value,
        steps: &[Step],
        building: &mut Building,
    ) -> Outcome<Typed> {
        let members = union(python_type).map(|union| union.members.to_vec()).unwrap_or_default();
        let others: Vec<Value> = members.iter().filter(|member| !is_none(member)).cloned().collect();
        let is_optional = others.len() < members.len() && !others.is_empty();
        let mut inner = if is_optional {
            self.members_schema(&others, building)?
        } else {
            self.typed(python_type, building)?
        };
        let mut about = match &others[..] {
            [member] if is_optional => about(member),
            _ => about(python_type),
        };
        let is_null = json!({ "type": "null" });
        for step in steps {
            match step {
                Step::Unsupported(unknown) => {
                    return Err(self.unknown(unknown, "what a field is annotated with"));
                }
                Step::Schema(schema) => {
                    let schema = convert::json(self.evaluator, schema, "the schema of a field", self.span)?;
                    let Json::Object(schema) = schema else {
                        return Err(Fault::mismatch("the schema of a field is no dictionary"));
                    };
                    inner = super::schema::plain(schema);
                    about = About::Unknown;
                }
                Step::Json => {
                    inner = super::schema::plain(super::schema::of_json(Json::Object(inner.schema)));
                    about = About::Other;
                }
                Step::Validator(validator) if validator.has_input_type => {
                    return Err(Fault::not_static(
                        "`json_schema_input_type` of a validator is not supported",
                    ));
                }
                Step::Validator(validator) => {
                    if validator.mode == Mode::Plain {
                        inner = super::schema::plain(Schema::new());
                    }
                    about = About::Other;
                }
                Step::Options(options) => {
                    if let Some(name) = options.get("discriminator") {
                        self.discriminate(&mut inner.schema, name, &others, &members, building)?;
                    }
                    self.constrain(&mut inner.schema, about, options)?;
                }
            }
        }
        let is_nullable = is_optional && !steps.iter().any(is_plain_validator);
        if is_nullable && Json::Object(inner.schema.clone()) != is_null {
            inner.schema = nullable(inner.schema);
        }
        Ok(inner)
    }

    /// Makes the schema of a union one of its models, told apart by a field (`Field(discriminator=…)`).
    fn discriminate(
        &mut self,
        schema: &mut Schema,
        name: &Value,
        others: &[Value],
        members: &[Value],
        building: &mut Building,
    ) -> Outcome<()> {
        let models = if others.is_empty() { members } else { others };
        let Some(name) = name.as_str() else {
            return Err(Fault::not_static("a discriminator that is no name of a field is not supported"));
        };
        let mut mapping = Schema::new();
        let mut alternatives = Vec::new();
        for model in models {
            let Some(class) = origin_class(model).filter(|class| class.descends_from(BASE_MODEL)) else {
                return Err(Fault::not_static(
                    "a discriminated union of other types than models is not supported",
                ));
            };
            let reference = Json::Object(self.typed(model, building)?.schema);
            let field = self.model_fields(&class)?.into_iter().find(|field| field.name == name);
            let Some(field) = field.filter(|field| field.alias() == name) else {
                return Err(Fault::not_static("this discriminator of a union is not supported"));
            };
            let values = literal_values(&field.annotation).unwrap_or_default();
            if values.is_empty() {
                return Err(Fault::not_static("a discriminator whose type is no Literal is not supported"));
            }
            for value in values {
                let Json::String(value) = self.dump(&value, None)?.json()? else {
                    return Err(Fault::not_static(
                        "a discriminator whose values are no text is not supported",
                    ));
                };
                mapping.insert(value, reference.get("$ref").cloned().unwrap_or_default());
            }
            alternatives.push(reference);
        }
        *schema = Schema::new();
        let discriminator = json!({ "mapping": mapping, "propertyName": &*name });
        schema.insert("discriminator".to_owned(), discriminator);
        schema.insert("oneOf".to_owned(), Json::Array(alternatives));
        Ok(())
    }
}

fn is_plain_validator(step: &Step) -> bool {
    matches!(step, Step::Validator(validator) if validator.mode == Mode::Plain)
}

/// Whether a value is a secret of a type that is not told by its class, for which pydantic has no schema.
fn is_bare_secret(value: &Value) -> bool {
    value.as_instance().is_some_and(|instance| instance.class.has_dotted_name("pydantic.types.Secret"))
}
