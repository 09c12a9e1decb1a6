//! `format % arguments` of text.

use super::super::{EvalResult, Evaluator, Unknown, UnknownForm, Value};
use super::known::{known, known_repr, known_str};
use super::number::{Number, f64_to_int, int_to_f64};
use super::special::type_name;
use super::{bounds, byte_text, special};
use crate::python::Int;
use crate::python::format::{Count, PercentField, PercentPiece, PercentPieces, ascii};

/// The values that a format takes in turn.
struct Supply {
    values: Vec<Value>,
    next: usize,
    /// What keys are looked up in.
    mapping: Option<Value>,
    /// Whether a key was used: then values need not be used up.
    by_key: bool,
    /// Whether the format is bytes, each of which stands as a character.
    of_bytes: bool,
}

impl Supply {
    fn new(evaluator: &Evaluator, arguments: &Value, of_bytes: bool) -> Self {
        let unwrapped = arguments.unwrapped();
        let is_mapping = match &unwrapped {
            Value::Bytes(_) => !of_bytes,
            Value::Dict(_) | Value::List(_) | Value::Range(_) => true,
            Value::Instance(_) => special::lookup(evaluator, arguments, "__getitem__").is_some(),
            _ => false,
        };
        let values =
            if let Value::Tuple(items) = &unwrapped { items.to_vec() } else { vec![arguments.clone()] };
        Self { values, next: 0, mapping: is_mapping.then(|| arguments.clone()), by_key: false, of_bytes }
    }

    fn take(&mut self, evaluator: &Evaluator) -> EvalResult<Value> {
        let value = self.values.get(self.next).cloned();
        self.next += 1;
        match value {
            Some(value) if !self.by_key => known(value),
            _ => Err(evaluator.type_error("not enough arguments for format string")),
        }
    }

    fn finish(&self, evaluator: &Evaluator) -> EvalResult<()> {
        if self.next < self.values.len() && self.mapping.is_none() && !self.by_key {
            let kind = if self.of_bytes { "bytes" } else { "string" };
            let message = format!("not all arguments converted during {kind} formatting");
            return Err(evaluator.type_error(&message));
        }
        Ok(())
    }
}

/// `text % arguments`.
pub(crate) fn format(evaluator: &mut Evaluator, text: &str, arguments: &Value) -> EvalResult<Value> {
    let supply = Supply::new(evaluator, arguments, false);
    format_with(evaluator, text, supply).map(Value::from)
}

/// `text % arguments`, where the text stands for bytes.
pub(super) fn format_bytes(evaluator: &mut Evaluator, text: &str, arguments: &Value) -> EvalResult<String> {
    let supply = Supply::new(evaluator, arguments, true);
    format_with(evaluator, text, supply)
}

fn format_with(evaluator: &mut Evaluator, text: &str, mut supply: Supply) -> EvalResult<String> {
    let mut result = String::new();
    for piece in PercentPieces::new(text) {
        match piece.map_err(|fault| bounds::raise_format(evaluator, fault))? {
            PercentPiece::Literal(literal) => result.push_str(&literal),
            PercentPiece::Field(field) => result.push_str(&format_field(evaluator, field, &mut supply)?),
        }
        bounds::check_bytes(evaluator, result.len())?;
    }
    supply.finish(evaluator)?;
    Ok(result)
}

fn format_field(
    evaluator: &mut Evaluator,
    mut field: PercentField,
    supply: &mut Supply,
) -> EvalResult<String> {
    let mut keyed = None;
    if let Some(key) = field.key.take() {
        let Some(mapping) = supply.mapping.clone() else {
            return Err(evaluator.type_error("format requires a mapping"));
        };
        supply.by_key = true;
        keyed = Some(known(evaluator.get_item(&mapping, &Value::from(key))?)?);
    }
    if field.width == Some(Count::Argument) {
        let width = star(evaluator, supply)?;
        if width < 0 {
            field.add_flag('-');
        }
        field.width = Some(Count::Number(bounded(evaluator, width.unsigned_abs())?));
    }
    if field.precision == Some(Count::Argument) {
        let precision = star(evaluator, supply)?.max(0);
        field.precision = Some(Count::Number(bounded(evaluator, precision.unsigned_abs())?));
    }
    let value = match keyed {
        Some(value) => value,
        None => supply.take(evaluator)?,
    };
    match field.code {
        's' | 'b' if supply.of_bytes => Ok(field.text(&byte_text::shown(evaluator, &value)?)),
        'c' if supply.of_bytes => Ok(field.text(&byte_text::character(evaluator, &value)?)),
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' if supply.of_bytes && value.as_f64().is_none() => {
            let message = format!("float argument required, not {}", type_name(evaluator, &value));
            Err(evaluator.type_error(&message))
        }
        'r' if supply.of_bytes => Ok(field.text(&ascii(&known_repr(evaluator, &value)?))),
        _ => convert(evaluator, &field, &value),
    }
}

fn star(evaluator: &Evaluator, supply: &mut Supply) -> EvalResult<i64> {
    match supply.take(evaluator)?.unwrapped() {
        Value::Int(number) => Ok(number.to_i64().unwrap_or(i64::MAX)),
        Value::Bool(truth) => Ok(i64::from(truth)),
        _ => Err(evaluator.type_error("* wants int")),
    }
}

fn bounded(evaluator: &Evaluator, count: u64) -> EvalResult<usize> {
    usize::try_from(count)
        .ok()
        .filter(|count| *count <= crate::python::format::WIDTH_LIMIT)
        .ok_or_else(|| bounds::too_large(evaluator))
}

fn convert(evaluator: &mut Evaluator, field: &PercentField, value: &Value) -> EvalResult<String> {
    match field.code {
        's' => Ok(field.text(&known_str(evaluator, value)?)),
        'r' => Ok(field.text(&known_repr(evaluator, value)?)),
        'a' => Ok(field.text(&ascii(&known_repr(evaluator, value)?))),
        'c' => Ok(field.text(&character(evaluator, value)?)),
        'd' | 'i' | 'u' | 'o' | 'x' | 'X' => {
            let number = integer(evaluator, field.code, value)?;
            field.integer(&number).map_err(|fault| bounds::raise_format(evaluator, fault))
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => Ok(field.float(float(evaluator, value)?)),
        code => {
            let shown = if (' '..='~').contains(&code) { code } else { '?' };
            let message = format!(
                "unsupported format character '{shown}' (0x{:x}) at index {}",
                u32::from(code),
                field.index
            );
            Err(evaluator.value_error(&message))
        }
    }
}

fn character(evaluator: &Evaluator, value: &Value) -> EvalResult<String> {
    if let Some(text) = value.as_str().filter(|text| text.chars().count() == 1) {
        return Ok(text.to_string());
    }
    let Some(number) = Number::of(&value.unwrapped()).and_then(Number::int) else {
        return Err(evaluator.type_error("%c requires int or char"));
    };
    let code = number.to_i64().and_then(|code| u32::try_from(code).ok());
    if code.is_some_and(|code| (0xd800..0xe000).contains(&code)) {
        let reason = "half of a surrogate pair is not text";
        return Err(Unknown::new(UnknownForm::Other, evaluator.current_span(), reason).into());
    }
    code.and_then(char::from_u32).map(String::from).ok_or_else(|| {
        let message = "%c arg not in range(0x110000)";
        evaluator.exception(&evaluator.exceptions.overflow_error, message)
    })
}

fn integer(evaluator: &mut Evaluator, code: char, value: &Value) -> EvalResult<Int> {
    let decimal = matches!(code, 'd' | 'i' | 'u');
    match Number::of(&value.unwrapped()) {
        Some(Number::Int(number)) => return Ok(number),
        Some(Number::Float(number)) if decimal => return f64_to_int(evaluator, number),
        _ => {}
    }
    let method = if decimal && special::lookup(evaluator, value, "__int__").is_some() {
        "__int__"
    } else {
        "__index__"
    };
    if let Value::Instance(_) = value
        && let Some(result) = special::call(evaluator, value, method, [])?
        && let Some(number) = Number::of(&known(result)?.unwrapped()).and_then(Number::int)
    {
        return Ok(number);
    }
    let wanted = if decimal { "a real number" } else { "an integer" };
    let message = format!("%{code} format: {wanted} is required, not {}", type_name(evaluator, value));
    Err(evaluator.type_error(&message))
}

fn float(evaluator: &mut Evaluator, value: &Value) -> EvalResult<f64> {
    match Number::of(&value.unwrapped()) {
        Some(Number::Float(number)) => return Ok(number),
        Some(Number::Int(number)) => return int_to_f64(evaluator, &number),
        None => {}
    }
    if let Value::Instance(_) = value
        && let Some(result) = special::call(evaluator, value, "__float__", [])?
        && let Value::Float(number) = known(result)?.unwrapped()
    {
        return Ok(number);
    }
    let message = format!("must be real number, not {}", type_name(evaluator, value));
    Err(evaluator.type_error(&message))
}
