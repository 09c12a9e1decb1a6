//! Text in a field: `ljust`, `center`, `zfill`, `expandtabs`.

use super::own;
use crate::python::builtins::parameters::{between, exactly};
use crate::python::builtins::slices::required_size;
use crate::python::builtins::special::type_name;
use crate::python::builtins::{bounds, table};
use crate::python::{Arguments, EvalResult, Evaluator, Value, Vars};

pub(super) fn methods() -> Vars {
    table(&[
        ("ljust", |evaluator, arguments| justify(evaluator, arguments, "ljust", |missing, _| (0, missing))),
        ("rjust", |evaluator, arguments| justify(evaluator, arguments, "rjust", |missing, _| (missing, 0))),
        ("center", |evaluator, arguments| {
            justify(evaluator, arguments, "center", |missing, width| {
                let left = missing / 2 + (missing & width & 1);
                (left, missing - left)
            })
        }),
        ("zfill", zfill),
        ("expandtabs", expand_tabs),
    ])
}

fn justify(
    evaluator: &mut Evaluator,
    mut arguments: Arguments,
    method: &str,
    share: fn(usize, usize) -> (usize, usize),
) -> EvalResult<Value> {
    let text = own(evaluator, &mut arguments, method)?;
    let [width, fill] = between(evaluator, method, 1, arguments)?;
    let width = width_of(evaluator, &width.unwrap_or(Value::None))?;
    let fill = match fill {
        Some(fill) => fill_character(evaluator, &fill)?,
        None => ' ',
    };
    let missing = width.saturating_sub(text.chars().count());
    let (left, right) = share(missing, width);
    let fill = |count| std::iter::repeat_n(fill, count);
    Ok(Value::from(fill(left).chain(text.chars()).chain(fill(right)).collect::<String>()))
}

fn width_of(evaluator: &mut Evaluator, width: &Value) -> EvalResult<usize> {
    let width = usize::try_from(required_size(evaluator, width)?).unwrap_or(0);
    bounds::check_bytes(evaluator, width)?;
    Ok(width)
}

fn fill_character(evaluator: &Evaluator, fill: &Value) -> EvalResult<char> {
    let Some(text) = fill.as_str() else {
        let name = type_name(evaluator, fill);
        let message = format!("The fill character must be a unicode character, not {name}");
        return Err(evaluator.type_error(&message));
    };
    let mut characters = text.chars();
    match (characters.next(), characters.next()) {
        (Some(fill), None) => Ok(fill),
        _ => Err(evaluator.type_error("The fill character must be exactly one character long")),
    }
}

fn zfill(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let text = own(evaluator, &mut arguments, "zfill")?;
    let [width] = exactly(evaluator, "str.zfill", arguments)?;
    let width = width_of(evaluator, &width)?;
    let missing = width.saturating_sub(text.chars().count());
    let digits = text.trim_start_matches(['+', '-']);
    let sign_length = usize::from(digits.len() < text.len());
    let (sign, rest) = text.split_at(sign_length);
    Ok(Value::from(format!("{sign}{}{rest}", "0".repeat(missing))))
}

fn expand_tabs(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let text = own(evaluator, &mut arguments, "expandtabs")?;
    let [size] = arguments.bind_builtin(evaluator, "expandtabs", ["tabsize"])?;
    let size = match size {
        Some(size) => width_of(evaluator, &size)?,
        None => 8,
    };
    bounds::check_bytes(evaluator, text.matches('\t').count().saturating_mul(size))?;
    let mut result = String::with_capacity(text.len());
    let mut column = 0;
    for character in text.chars() {
        match character {
            '\t' if size > 0 => {
                let spaces = size - column % size;
                result.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            '\t' => {}
            '\n' | '\r' => {
                result.push(character);
                column = 0;
            }
            _ => {
                result.push(character);
                column += 1;
            }
        }
    }
    Ok(Value::from(result))
}
