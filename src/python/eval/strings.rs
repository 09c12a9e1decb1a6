//! f-strings.

use ruff_python_ast::{
    ConversionFlag, ExprFString, FStringPart, InterpolatedStringElement, InterpolatedStringElements,
};

use crate::python::{Arguments, EvalResult, Evaluator, Value};

impl Evaluator {
    pub(super) fn f_string(&mut self, expression: &ExprFString) -> EvalResult<Value> {
        let mut text = String::new();
        for part in &expression.value {
            match part {
                FStringPart::Literal(literal) => text.push_str(literal),
                FStringPart::FString(string) => self.interpolate(&string.elements, &mut text)?,
            }
        }
        Ok(Value::from(text))
    }

    fn interpolate(&mut self, elements: &InterpolatedStringElements, text: &mut String) -> EvalResult<()> {
        for element in elements {
            let element = match element {
                InterpolatedStringElement::Literal(literal) => {
                    text.push_str(literal);
                    continue;
                }
                InterpolatedStringElement::Interpolation(element) => element,
            };
            let mut value = self.expression(&element.expression)?;
            let mut conversion = element.conversion;
            if let Some(debug) = &element.debug_text {
                let source = self.sources.get(self.file());
                let span = self.span_of(&*element.expression);
                let written =
                    source.as_ref().and_then(|file| file.text().get(span.start as usize..span.end as usize));
                text.push_str(debug.leading());
                text.push_str(written.unwrap_or_default());
                text.push_str(debug.trailing());
                if conversion == ConversionFlag::None && element.format_spec.is_none() {
                    conversion = ConversionFlag::Repr;
                }
            }
            value = match conversion {
                ConversionFlag::None => value,
                ConversionFlag::Str => self.str_of(&value)?,
                ConversionFlag::Repr => self.repr_of(&value)?,
                ConversionFlag::Ascii => self.call_builtin("ascii", Arguments::positional([value]))?,
            };
            let mut specification = String::new();
            if let Some(format) = &element.format_spec {
                self.interpolate(&format.elements, &mut specification)?;
            }
            match self.format_of(&value, &specification)? {
                Value::Unknown(unknown) => return Err(unknown.into()),
                formatted => text.push_str(&formatted.as_str().unwrap_or_default()),
            }
        }
        Ok(())
    }

    /// Calls a built-in function by its name.
    pub(super) fn call_builtin(&mut self, name: &str, arguments: Arguments) -> EvalResult<Value> {
        match self.builtin_names.get(name).cloned() {
            Some(function) => self.call(&function, arguments),
            None => {
                Err(self.exception(&self.exceptions.name_error, &format!("name '{name}' is not defined")))
            }
        }
    }
}
