//! Indices and slices of sequences.

use std::rc::Rc;

use super::super::{Class, EvalResult, Evaluator, Int, Interrupt, Slice, Value};
use super::known::known;
use super::number::Number;
use super::special;

/// The positions that a slice takes from a sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Positions {
    /// The first position.
    pub(crate) start: i64,
    /// The bound that is not reached.
    pub(crate) stop: i64,
    /// The distance; never 0.
    pub(crate) step: i64,
    /// How many.
    pub(crate) count: usize,
}

impl Positions {
    fn new([first, last]: [Option<i64>; 2], distance: i64, length: usize) -> Self {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        let (low, high) = if distance < 0 { (-1, length - 1) } else { (0, length) };
        let clamp =
            |index: i64| if index < 0 { (index.saturating_add(length)).max(low) } else { index.min(high) };
        let start = first.map_or(if distance < 0 { high } else { low }, clamp);
        let stop = last.map_or(if distance < 0 { low } else { high }, clamp);
        let span = if distance < 0 { start - stop } else { stop - start };
        let count = if span <= 0 { 0 } else { ((span - 1) as u64 / distance.unsigned_abs() + 1) as usize };
        Self { start, stop, step: distance, count }
    }

    /// Each position in turn.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        (0..self.count as i64).map(move |turn| (self.start + turn * self.step) as usize)
    }

    /// The items at the positions.
    pub(crate) fn take<T: Clone>(self, items: &[T]) -> Vec<T> {
        self.iter().filter_map(|position| items.get(position).cloned()).collect()
    }
}

/// The positions of a slice in a sequence of the length.
pub(crate) fn positions(evaluator: &mut Evaluator, slice: &Slice, length: usize) -> EvalResult<Positions> {
    let step = bound(evaluator, &slice.step)?.unwrap_or(1);
    if step == 0 {
        return Err(evaluator.value_error("slice step cannot be zero"));
    }
    let bounds = [bound(evaluator, &slice.start)?, bound(evaluator, &slice.stop)?];
    Ok(Positions::new(bounds, step, length))
}

fn bound(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Option<i64>> {
    let Some(number) = part(evaluator, value)? else { return Ok(None) };
    let limit = i64::MAX / 4;
    let clamped = number.to_i64().unwrap_or(if number.is_negative() { -limit } else { limit });
    Ok(Some(clamped.clamp(-limit, limit)))
}

/// `[start, stop, step]` of a slice in a sequence of the length, of any size.
pub(crate) fn indices(evaluator: &mut Evaluator, slice: &Slice, length: &Int) -> EvalResult<[Int; 3]> {
    let step = part(evaluator, &slice.step)?.unwrap_or(Int::Small(1));
    if step.is_zero() {
        return Err(evaluator.value_error("slice step cannot be zero"));
    }
    let one = Int::Small(1);
    let (low, high) = if step.is_negative() {
        (Int::Small(-1), length.minus(&one))
    } else {
        (Int::Small(0), length.clone())
    };
    let clamp = |index: Int| {
        if index.is_negative() { index.plus(length).max(low.clone()) } else { index.min(high.clone()) }
    };
    let (first, last) = if step.is_negative() { (&high, &low) } else { (&low, &high) };
    let start = part(evaluator, &slice.start)?.map_or_else(|| first.clone(), clamp);
    let stop = part(evaluator, &slice.stop)?.map_or_else(|| last.clone(), clamp);
    Ok([start, stop, step])
}

fn part(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Option<Int>> {
    if value.is_none() {
        return Ok(None);
    }
    let number = index(evaluator, value)?;
    number.map(Some).ok_or_else(|| {
        evaluator.type_error("slice indices must be integers or None or have an __index__ method")
    })
}

/// The integer that a value stands for as an index (`operator.index`); `None` for values that can't be one.
pub(crate) fn index(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Option<Int>> {
    if let Value::Unknown(unknown) = value {
        return Err(unknown.clone().into());
    }
    if let Some(number) = Number::of(&value.unwrapped()).and_then(Number::int) {
        return Ok(Some(number));
    }
    if !special::may_have(evaluator, value, "__index__") {
        return Ok(None);
    }
    match special::call(evaluator, value, "__index__", [])? {
        Some(result) => Ok(Number::of(&known(result)?.unwrapped()).and_then(Number::int)),
        None => Ok(None),
    }
}

/// The integer that a value stands for; `TypeError` where it is none.
pub(crate) fn required_index(evaluator: &mut Evaluator, value: &Value) -> EvalResult<Int> {
    if let Some(number) = index(evaluator, value)? {
        return Ok(number);
    }
    let message =
        format!("'{}' object cannot be interpreted as an integer", special::type_name(evaluator, value));
    Err(evaluator.type_error(&message))
}

/// Like [`required_index`], within 64 bits.
pub(crate) fn required_size(evaluator: &mut Evaluator, value: &Value) -> EvalResult<i64> {
    let number = required_index(evaluator, value)?;
    number.to_i64().ok_or_else(|| {
        let message = "Python int too large to convert to C ssize_t";
        evaluator.exception(&evaluator.exceptions.overflow_error, message)
    })
}

/// The error that a value stands for an integer too large for an index or a count.
pub(crate) fn too_large(evaluator: &Evaluator, class: &Rc<Class>, value: &Value) -> Box<Interrupt> {
    let kind = special::type_name(evaluator, value);
    evaluator.exception(class, &format!("cannot fit '{kind}' into an index-sized integer"))
}

/// The position in a sequence of the length that an index, which stands for a number, means; `IndexError` with the message
/// where it is out of range.
pub(crate) fn position(
    evaluator: &Evaluator,
    (index, number): (&Value, &Int),
    length: usize,
    message: &str,
) -> EvalResult<usize> {
    let Some(index) = number.to_i64() else {
        return Err(too_large(evaluator, &evaluator.exceptions.index_error, index));
    };
    let from_start = if index < 0 { index.saturating_add(length as i64) } else { index };
    usize::try_from(from_start)
        .ok()
        .filter(|position| *position < length)
        .ok_or_else(|| evaluator.exception(&evaluator.exceptions.index_error, message))
}

#[cfg(test)]
mod tests {
    use super::Positions;

    #[test]
    fn slices_take_what_python_takes() {
        let items: Vec<i64> = (0..5).collect();
        let take = |start, stop, step| Positions::new([start, stop], step, items.len()).take(&items);
        assert_eq!(take(None, None, 1), [0, 1, 2, 3, 4]);
        assert_eq!(take(Some(1), Some(-1), 1), [1, 2, 3]);
        assert_eq!(take(None, None, -1), [4, 3, 2, 1, 0]);
        assert_eq!(take(Some(-2), None, -2), [3, 1]);
        assert_eq!(take(Some(10), Some(-10), -3), [4, 1]);
        assert_eq!(take(Some(3), Some(1), 1), [0; 0]);
        assert_eq!(take(Some(-100), Some(100), 4), [0, 4]);
        assert_eq!(take(None, Some(2), -1), [4, 3]);
    }
}
