//! Type transformers and dataset handlers that the program itself registers.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::engine::Engine;
use super::fault::{Fault, Outcome};
use super::modules::{literals, models};
use super::transformer::{RECORD_FILE, RECORDS_DIRECTORY, Transformer};
use crate::model::{Literal, LiteralType};
use crate::python::{Arguments, Class, Value};

/// The class of transformers that are made of functions.
const SIMPLE: &str = "flytekit.core.type_engine.SimpleTransformer";

/// What was registered, in order.
#[derive(Default)]
pub(super) struct UserTransformers {
    entries: RefCell<Vec<(Value, Transformer)>>,
    registered: Cell<usize>,
}

impl UserTransformers {
    /// Registers a transformer for a type, in place of an earlier one.
    pub(super) fn register(&self, python_type: Value, transformer: Transformer) {
        self.registered.set(self.registered.get() + 1);
        let mut entries = self.entries.borrow_mut();
        entries.retain(|(known, _)| !is_same_type(known, &python_type));
        entries.push((python_type, transformer));
    }

    /// How often something was registered.
    pub(super) fn count(&self) -> usize {
        self.registered.get()
    }

    /// The transformer that was registered for exactly this type.
    pub(super) fn find(&self, python_type: &Value) -> Option<Transformer> {
        let entries = self.entries.borrow();
        entries.iter().find(|(known, _)| is_same_type(known, python_type)).map(|(_, found)| found.clone())
    }
}

/// Whether two types are the same class, or unknown ones with the same path.
fn is_same_type(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Unknown(left), Value::Unknown(right)) => {
            left.dotted_path().is_some() && left.dotted_path() == right.dotted_path()
        }
        _ => left.is(right),
    }
}

impl Engine<'_> {
    /// The name of a transformer of the program.
    pub(super) fn user_name(&mut self, transformer: &Value) -> Outcome<Rc<str>> {
        match self.evaluator.get_attribute(transformer, "name")? {
            Value::Unknown(unknown) => Err(self.unknown(&unknown, "the name of a type transformer")),
            name => match name.as_str() {
                Some(name) => Ok(name),
                None => Err(self.expected(&name, "the name of a type transformer as text")),
            },
        }
    }

    /// What a transformer of the program says of a type.
    pub(super) fn user_type(&mut self, transformer: &Value, python_type: &Value) -> Outcome<LiteralType> {
        let arguments = Arguments::positional([python_type.clone()]);
        match self.evaluator.call_method(transformer, "get_literal_type", arguments)? {
            Value::Unknown(unknown) => Err(self.unknown(&unknown, "the Flyte type that a transformer gives")),
            literal_type => models::literal_type_of(self, &literal_type)?
                .ok_or_else(|| Fault::unsupported_type("the transformer of this type gives no Flyte type")),
        }
    }

    /// What a transformer of the program makes of a value. Of the context it is called with nothing is known.
    pub(super) fn user_literal(
        &mut self,
        transformer: &Value,
        value: &Value,
        python_type: &Value,
        expected: &LiteralType,
    ) -> Outcome<Literal> {
        let context = self.evaluator.unknown("the context is only known when the program runs");
        let expected = models::instance(self.evaluator, expected.clone())?;
        let arguments = [context, value.clone(), python_type.clone(), expected];
        let class = self.evaluator.class_of(transformer);
        for method in ["async_to_literal", "to_literal"] {
            if let Some(Value::Function(function)) = class.lookup(method) {
                let is_async = function.is_async;
                let method = self.evaluator.get_attribute(transformer, method)?;
                let arguments = Arguments::positional(arguments);
                let made = if is_async {
                    self.evaluator.call_awaited(&method, arguments)?
                } else {
                    self.evaluator.call(&method, arguments)?
                };
                return literals::literal_of(self, &made);
            }
        }
        if class.has_dotted_name(SIMPLE) {
            return self.user_simple_literal(transformer, value);
        }
        Err(Fault::not_static("how the program's own type transformer converts this value is not known"))
    }

    /// What `SimpleTransformer.to_literal` gives: it takes values of exactly its class.
    fn user_simple_literal(&mut self, transformer: &Value, value: &Value) -> Outcome<Literal> {
        let class = self.evaluator.get_attribute(transformer, "t")?;
        if !Value::Class(self.evaluator.class_of(value)).is(&class) {
            let name = self.spelled(&class);
            return Err(self.expected(value, &format!("exactly `{name}`")));
        }
        let function = self.evaluator.get_attribute(transformer, "to_literal_transformer")?;
        let made = self.evaluator.call(&function, Arguments::positional([value.clone()]))?;
        literals::literal_of(self, &made)
    }

    /// Refuses a value that a transformer of the program does not take for one of its type (`TypeTransformer.assert_type`).
    pub(super) fn assert_user_type(
        &mut self,
        transformer: &Value,
        value: &Value,
        python_type: &Value,
    ) -> Outcome<()> {
        let enabled = self.evaluator.get_attribute(transformer, "type_assertions_enabled")?;
        if enabled.as_bool() == Some(false) {
            return Ok(());
        }
        if matches!(self.evaluator.class_of(transformer).lookup("assert_type"), Some(Value::Function(_))) {
            let arguments = Arguments::positional([python_type.clone(), value.clone()]);
            self.evaluator.call_method(transformer, "assert_type", arguments)?;
            return Ok(());
        }
        match python_type {
            Value::Class(class) if !self.evaluator.is_instance(value, class) => {
                Err(self.expected(value, &format!("an instance of `{}`", class.qualname)))
            }
            _ => Ok(()),
        }
    }

    /// TensorFlow's transformers of record files, which hold where the program imports tensorflow.
    pub(super) fn record_alias(&mut self, class: &Rc<Class>) -> Option<Transformer> {
        let aliases = self.evaluator.extension::<RecordAliases>();
        let is = |alias: &RefCell<Option<Rc<Class>>>| {
            alias.borrow().as_ref().is_some_and(|alias| Rc::ptr_eq(alias, class))
        };
        let opaque = match (is(&aliases.file), is(&aliases.directory)) {
            (true, _) => &RECORD_FILE,
            (_, true) => &RECORDS_DIRECTORY,
            _ => return None,
        };
        let is_imported = self.evaluator.module("tensorflow").is_some();
        is_imported.then_some(Transformer::Opaque(opaque))
    }
}

/// The classes `TFRecordFile` and `TFRecordsDirectory`.
#[derive(Default)]
pub(super) struct RecordAliases {
    /// `flytekit.types.file.TFRecordFile`.
    pub(super) file: RefCell<Option<Rc<Class>>>,
    /// `flytekit.types.directory.TFRecordsDirectory`.
    pub(super) directory: RefCell<Option<Rc<Class>>>,
}
