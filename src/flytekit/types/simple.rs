//! Primitives, points in time and lengths of time as literals (`flytekit.core.type_engine.SimpleTransformer`).
//!
//! The type of the value must be exactly the declared one: `1` is no `float` and `True` is no `int`.

use super::engine::Engine;
use super::fault::{Fault, Outcome};
use super::transformer::{SIMPLE, Simple};
use crate::model::{Duration, Literal, Primitive, Scalar, Timestamp};
use crate::python::Value;

const SECONDS_OF_DAY: i64 = 86_400;

impl Engine<'_> {
    /// A value of a simple type.
    pub(super) fn simple_literal(&mut self, simple: Simple, value: &Value) -> Outcome<Literal> {
        if simple.name == "none" && value.is_none() {
            return Ok(Scalar::None.into());
        }
        self.primitive(simple.name, value).map(Literal::from)
    }

    /// A primitive of the simple type of that name.
    pub(super) fn primitive(&mut self, name: &str, value: &Value) -> Outcome<Primitive> {
        let class = SIMPLE.iter().find(|simple| simple.name == name).map_or(name, |simple| simple.class);
        let primitive = match (name, value) {
            ("int", Value::Int(number)) => {
                let number = number.to_i64();
                Primitive::Integer(
                    number.ok_or_else(|| Fault::mismatch("this integer does not fit 64 bits"))?,
                )
            }
            ("float", number @ Value::Float(_)) => Primitive::Float(number.as_f64().unwrap_or_default()),
            ("str", Value::Str(text)) => Primitive::String(text.to_string()),
            ("bool", Value::Bool(truth)) => Primitive::Boolean(*truth),
            ("datetime" | "date" | "timedelta", Value::Instance(instance))
                if instance.class.has_dotted_name(class) =>
            {
                match name {
                    "timedelta" => Primitive::Duration(self.duration(value)?),
                    name => Primitive::Datetime(self.timestamp(value, name == "datetime")?),
                }
            }
            _ => {
                let name = class.rsplit('.').next().unwrap_or(class);
                return Err(self.expected(value, &format!("exactly `{name}`")));
            }
        };
        Ok(primitive)
    }

    /// The point in time of a `datetime`, in UTC where it says nothing else, or the midnight of a `date`.
    fn timestamp(&mut self, value: &Value, has_time: bool) -> Outcome<Timestamp> {
        let (year, month, day) =
            (self.number(value, "year")?, self.number(value, "month")?, self.number(value, "day")?);
        let midnight = days_from_civil(year, month, day) * SECONDS_OF_DAY;
        if !has_time {
            return Ok(Timestamp { seconds: midnight, nanos: 0 });
        }
        let (hour, minute, second) =
            (self.number(value, "hour")?, self.number(value, "minute")?, self.number(value, "second")?);
        let mut microseconds = self.number(value, "microsecond")?;
        let mut seconds = midnight + hour * 3600 + minute * 60 + second;
        let offset = self.evaluator.call_method(value, "utcoffset", crate::python::Arguments::default())?;
        if !offset.is_none() {
            let (offset_seconds, offset_microseconds) = self.length(&offset)?;
            seconds -= offset_seconds;
            microseconds -= offset_microseconds;
        }
        seconds += microseconds.div_euclid(1_000_000);
        let nanos = microseconds.rem_euclid(1_000_000) * 1000;
        Ok(Timestamp { seconds, nanos: nanos as i32 })
    }

    fn duration(&mut self, value: &Value) -> Outcome<Duration> {
        let (seconds, microseconds) = self.length(value)?;
        let nanos = (microseconds * 1000) as i32;
        if seconds < 0 && nanos > 0 {
            return Ok(Duration { seconds: seconds + 1, nanos: nanos - 1_000_000_000 });
        }
        Ok(Duration { seconds, nanos })
    }

    /// Seconds and microseconds of a `timedelta`, the latter not negative.
    fn length(&mut self, value: &Value) -> Outcome<(i64, i64)> {
        let (days, seconds) = (self.number(value, "days")?, self.number(value, "seconds")?);
        Ok((days * SECONDS_OF_DAY + seconds, self.number(value, "microseconds")?))
    }

    fn number(&mut self, value: &Value, attribute: &str) -> Outcome<i64> {
        match self.evaluator.get_attribute(value, attribute)? {
            Value::Unknown(unknown) => Err(self.unknown(&unknown, "a point in time")),
            number => number.as_i64().ok_or_else(|| self.expected(&number, "a number")),
        }
    }
}

/// Days from 1970-01-01 to a date of the Gregorian calendar: years are counted from March, in eras of 400 years.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use super::days_from_civil;

    #[test]
    fn days_are_counted_from_1970() {
        assert_eq!(days_from_civil(1970, 1, 1), 0);
        assert_eq!(days_from_civil(1969, 12, 31), -1);
        assert_eq!(days_from_civil(2000, 3, 1), 11_017);
        assert_eq!(days_from_civil(2024, 2, 29), 19_782);
        assert_eq!(days_from_civil(1, 1, 1), -719_162);
    }
}
