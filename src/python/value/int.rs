//! Python's integers: 64 bits where they fit, any size where they don't.

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive, Zero};

/// An integer of any size. The small form is used whenever it can hold the value, so equal numbers are equal values.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Int {
    /// Fits 64 bits.
    Small(i64),
    /// Does not.
    Big(Rc<BigInt>),
}

macro_rules! arithmetic {
    ($($(#[doc = $doc:literal])+ $name:ident, $checked:ident, $operator:tt;)+) => {
        $($(#[doc = $doc])+
        #[must_use]
        pub fn $name(&self, other: &Self) -> Self {
            if let (Self::Small(a), Self::Small(b)) = (self, other)
                && let Some(result) = a.$checked(*b)
            {
                return Self::Small(result);
            }
            (self.to_big() $operator other.to_big()).into()
        })+
    };
}

impl Int {
    arithmetic! {
        /// The sum.
        plus, checked_add, +;
        /// The difference.
        minus, checked_sub, -;
        /// The product.
        times, checked_mul, *;
    }

    /// The value as a big integer.
    pub fn to_big(&self) -> BigInt {
        match self {
            Self::Small(value) => BigInt::from(*value),
            Self::Big(value) => value.as_ref().clone(),
        }
    }

    /// The value, where 64 bits hold it.
    pub fn to_i64(&self) -> Option<i64> {
        if let Self::Small(value) = self { Some(*value) } else { None }
    }

    /// The nearest double, rounded half to even; `None` where it would overflow.
    pub fn to_f64(&self) -> Option<f64> {
        match self {
            Self::Small(value) => Some(*value as f64),
            Self::Big(value) => value.to_f64().filter(|number| number.is_finite()),
        }
    }

    /// Whether it is zero.
    pub fn is_zero(&self) -> bool {
        *self == Self::Small(0)
    }

    /// Whether it is below zero.
    pub fn is_negative(&self) -> bool {
        match self {
            Self::Small(value) => *value < 0,
            Self::Big(value) => value.is_negative(),
        }
    }

    /// The number of bits without sign and leading zeros.
    pub fn bit_length(&self) -> u64 {
        self.to_big().bits()
    }

    /// The negated value.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self::Small(0).minus(self)
    }

    /// Quotient rounded down and remainder with the divisor's sign; `None` for division by zero.
    pub fn div_mod(&self, other: &Self) -> Option<(Self, Self)> {
        if other.is_zero() {
            return None;
        }
        if let (Self::Small(a), Self::Small(b)) = (self, other)
            && *b != -1
        {
            let (quotient, remainder) = a.div_mod_floor(b);
            return Some((Self::Small(quotient), Self::Small(remainder)));
        }
        let (quotient, remainder) = self.to_big().div_mod_floor(&other.to_big());
        Some((quotient.into(), remainder.into()))
    }

    /// The value to a power that is not negative.
    #[must_use]
    pub fn power(&self, exponent: u32) -> Self {
        if let Self::Small(base) = self
            && let Some(result) = base.checked_pow(exponent)
        {
            return Self::Small(result);
        }
        num_traits::pow(self.to_big(), exponent as usize).into()
    }

    /// Shifted left.
    #[must_use]
    pub fn shifted_left(&self, bits: u32) -> Self {
        (self.to_big() << bits).into()
    }

    /// Shifted right, rounding down.
    #[must_use]
    pub fn shifted_right(&self, bits: u32) -> Self {
        (self.to_big() >> bits).into()
    }

    /// Bitwise and.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        (self.to_big() & other.to_big()).into()
    }

    /// Bitwise or.
    #[must_use]
    pub fn or(&self, other: &Self) -> Self {
        (self.to_big() | other.to_big()).into()
    }

    /// Bitwise exclusive or.
    #[must_use]
    pub fn xor(&self, other: &Self) -> Self {
        (self.to_big() ^ other.to_big()).into()
    }

    /// Bitwise complement.
    #[must_use]
    pub fn inverted(&self) -> Self {
        Self::Small(-1).minus(self)
    }

    /// A finite double cut to its whole part.
    pub fn from_f64_truncated(value: f64) -> Option<Self> {
        num_traits::FromPrimitive::from_f64(value.trunc()).map(|big: BigInt| big.into())
    }

    /// Compares with a double exactly; `None` for NaN.
    pub fn compare_f64(&self, other: f64) -> Option<Ordering> {
        if other.is_nan() {
            return None;
        }
        if other.is_infinite() {
            return Some(if other > 0.0 { Ordering::Less } else { Ordering::Greater });
        }
        let whole = Self::from_f64_truncated(other)?;
        let fraction = other - other.trunc();
        Some(self.cmp(&whole).then_with(|| 0.0_f64.partial_cmp(&fraction).unwrap_or(Ordering::Equal)))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Small(a), Self::Small(b)) => a.cmp(b),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<BigInt> for Int {
    fn from(value: BigInt) -> Self {
        value.to_i64().map_or_else(|| Self::Big(Rc::new(value)), Self::Small)
    }
}

impl From<i64> for Int {
    fn from(value: i64) -> Self {
        Self::Small(value)
    }
}

impl From<i32> for Int {
    fn from(value: i32) -> Self {
        Self::Small(value.into())
    }
}

impl From<u32> for Int {
    fn from(value: u32) -> Self {
        Self::Small(value.into())
    }
}

impl From<u64> for Int {
    fn from(value: u64) -> Self {
        BigInt::from(value).into()
    }
}

impl From<usize> for Int {
    fn from(value: usize) -> Self {
        BigInt::from(value).into()
    }
}

impl fmt::Display for Int {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small(value) => value.fmt(formatter),
            Self::Big(value) => value.fmt(formatter),
        }
    }
}

impl Default for Int {
    fn default() -> Self {
        BigInt::zero().into()
    }
}
