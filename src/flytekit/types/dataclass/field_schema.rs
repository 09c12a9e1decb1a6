//! The schemas of a dataclass's fields, with their defaults and descriptions.

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use super::super::modules::DataclassJson;
use super::super::pydantic::FieldOptions;
use super::super::python_type::{is_any, is_none, metadata, underlying, union};
use super::options::Options;
use super::pack::Dialect;
use super::schema::{Building, Schema, typed};
use super::{fields_of, is_class_variable};
use crate::model::Json;
use crate::python::stdlib::dataclasses::{DataclassFields, Field};
use crate::python::{Class, Value};

/// Classes that stand for a function which serializes a field.
const BASIC_TYPES: &[&str] = &["builtins.bool", "builtins.float", "builtins.int", "builtins.str"];

/// What `@dataclass_json` sets on the class: a field of that name has it for its default, which has no schema.
const DATACLASS_JSON_METHODS: &[&str] = &["from_dict", "from_json", "schema", "to_dict", "to_json"];

impl Engine<'_> {
    /// The schema of a dataclass's fields.
    pub(super) fn own_schema(
        &mut self,
        python_type: &Value,
        class: &Rc<Class>,
        building: &mut Building,
    ) -> Outcome<Schema> {
        let options = self.options(class)?;
        let strategies = Rc::clone(&options.strategies);
        self.with_named_tuples(options.named_tuples_as_dict, |engine| {
            engine.with_strategies(&strategies, |engine| {
                engine.schema_of_fields(python_type, class, &options, building)
            })
        })
    }

    fn schema_of_fields(
        &mut self,
        python_type: &Value,
        class: &Rc<Class>,
        options: &Options,
        building: &mut Building,
    ) -> Outcome<Schema> {
        let hints = self.evaluator.class_hints(class)?;
        let resolved = self.resolved(python_type, class)?;
        let Some(fields) = fields_of(class) else { return Ok(typed("object")) };
        let around = building.around.replace((Rc::clone(class), resolved.clone()));
        let mut properties = Schema::new();
        let mut required = Vec::new();
        for (name, hint) in hints {
            let Some(field) = fields.field(&name).filter(|field| field.init) else { continue };
            if is_class_variable(&hint.value) || is_only_annotated(class, &name) {
                continue;
            }
            // mashumaro takes the type variables of the class around for the field's before the class's own.
            let hint = match &around {
                Some((around, known)) => self.field_hint(around, known, &name, &hint.value)?,
                None => hint.value,
            };
            let hint = self.field_hint(class, &resolved, &name, &hint)?;
            let has_hidden_default = |value: &Value| {
                value.payload::<FieldOptions>().is_some_and(|options| options.get("default").is_some())
            };
            if field.default.is_none() && metadata(&hint).iter().any(has_hidden_default) {
                let message = format!("the default of the field `{name}` stands within `Annotated`");
                return Err(Fault::not_static(message).with_help("write it after the annotation"));
            }
            let schema = self.field_schema(field, &hint, options, building)?;
            let alias = self.field_alias(field, &hint, options)?;
            if class.data::<DataclassJson>().is_some() && DATACLASS_JSON_METHODS.contains(&&*field.name) {
                return Err(Fault::unsupported_type(format!(
                    "mashumaro takes the method `{}` of `@dataclass_json` for the field's default",
                    field.name
                )));
            }
            if !field.has_default() {
                required.push(Json::from(&*alias));
            }
            properties.insert(alias.to_string(), Json::Object(schema));
        }
        building.around = around;
        let mut schema = typed("object");
        schema.insert("title".to_owned(), Json::from(&*class.name));
        if !properties.is_empty() {
            schema.insert("properties".to_owned(), Json::Object(properties));
        }
        schema.insert("additionalProperties".to_owned(), Json::Bool(options.additional_properties));
        if !required.is_empty() {
            schema.insert("required".to_owned(), Json::Array(required));
        }
        Ok(schema)
    }

    fn field_schema(
        &mut self,
        field: &Field,
        hint: &Value,
        options: &Options,
        building: &mut Building,
    ) -> Outcome<Schema> {
        let strategy = match self.field_option(&field.metadata, "serialization_strategy")? {
            Some(strategy) => self.strategy(&strategy)?,
            None => None,
        };
        let serialize = self.field_option(&field.metadata, "serialize")?;
        let as_dict = self.field_named_tuples(serialize.as_ref(), hint)?;
        let mut schema = match serialize {
            Some(function) if function.as_str().is_none() => self.serializer_schema(&function, building)?,
            None if let Some(strategy) = &strategy => {
                match self.schema_of_strategy(hint, strategy, building)? {
                    Some(schema) => schema,
                    None => self.schema(hint, building)?,
                }
            }
            _ => self.with_named_tuples(as_dict, |engine| engine.schema(hint, building))?,
        };
        if let Some(default) = &field.default {
            if options.omit_default || options.serialize_by_alias && self.hides_default(hint, options)? {
                return Err(Fault::unsupported_type("mashumaro does not find the default of a field"));
            }
            self.check_way_back(hint)?;
            if default.payload::<FieldOptions>().is_some() {
                return self.schema_with_options(field, hint, schema, building);
            }
            let default = if default.is_none() {
                if options.omit_none {
                    return Err(Fault::unsupported_type("mashumaro cannot leave out a default that is None"));
                }
                Json::Null
            } else {
                self.pack(default, hint, Dialect::Json)?.json()?
            };
            schema.insert("default".to_owned(), default);
        }
        if let Some(description) = self.field_option(&field.metadata, "description")?
            && let Some(text) = description.as_str()
            && !text.is_empty()
        {
            schema.insert("description".to_owned(), Json::from(&*text));
        }
        Ok(schema)
    }

    /// The schema of a field whose default is pydantic's `Field(…)`. mashumaro takes it as it is where values of the type
    /// stay as they are, and then it cannot be written.
    fn schema_with_options(
        &mut self,
        field: &Field,
        hint: &Value,
        schema: Schema,
        building: &mut Building,
    ) -> Outcome<Schema> {
        if !is_plain(hint) {
            let message = format!("mashumaro cannot convert the default of the field `{}`", field.name);
            return Err(Fault::unsupported_type(message));
        }
        building.unwritable = Some(Rc::clone(&field.name));
        Ok(schema)
    }

    /// Whether a default is not found under its name: mashumaro packs it as the field `x` of a class with the same options.
    fn hides_default(&mut self, hint: &Value, options: &Options) -> Outcome<bool> {
        Ok(self.annotated_alias(hint)?.is_some() || options.names("x"))
    }

    /// What a function that serializes a field says of its result. mashumaro meets the same field again in the items of a
    /// container, and never comes to an end; of a postponed annotation neither.
    pub(super) fn serializer_schema(&mut self, function: &Value, building: &mut Building) -> Outcome<Schema> {
        let written = match function {
            Value::Method(method) => &method.function,
            other => other,
        };
        let is_postponed = match written {
            Value::Function(function) => {
                function.returns.as_ref().is_some_and(|returns| matches!(returns.value, Value::Str(_)))
            }
            _ => false,
        };
        if is_postponed {
            return Err(Fault::unsupported_type("mashumaro cannot resolve the annotation of a serializer"));
        }
        if function.as_class().is_some_and(|class| BASIC_TYPES.contains(&&*class.dotted_name())) {
            return self.schema(function, building);
        }
        match self.evaluator.signature(function)?.returns {
            None => Ok(Schema::new()),
            Some(returns) if returns.value.as_class().is_some() => self.schema(&returns.value, building),
            Some(_) => {
                Err(Fault::not_static("a serializer whose result is no simple class is not supported"))
            }
        }
    }
}

/// Whether values of a type stay as they are, and are not looked into.
fn is_plain(hint: &Value) -> bool {
    let hint = underlying(hint);
    if let Some(union) = union(&hint) {
        return union.members.iter().all(is_plain);
    }
    let is_basic = |class: &Rc<Class>| BASIC_TYPES.contains(&&*class.dotted_name());
    is_any(&hint) || is_none(&hint) || hint.as_class().is_some_and(is_basic)
}

/// Whether a class that is no dataclass itself annotates an inherited field again, which takes it out of the schema.
fn is_only_annotated(class: &Rc<Class>, name: &str) -> bool {
    class.data::<DataclassFields>().is_none()
        && class.annotations.borrow().iter().any(|(annotated, _)| &**annotated == name)
}
