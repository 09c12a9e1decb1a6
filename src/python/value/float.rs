//! Doubles as objects.
//!
//! A double has no identity here: two that are equal count as one object. Only `nan` would show that, which is equal to
//! nothing and in containers is found as the object that it is. So each `nan` that is made gets a number of its own in the
//! bits that the standard leaves free, and moving it around keeps them.

use std::sync::atomic::{AtomicU64, Ordering};

/// The bits of a `nan` that say which one it is.
const WHICH: u64 = (1 << 51) - 1;

/// The double of a new object.
pub(crate) fn object(number: f64) -> f64 {
    static MADE: AtomicU64 = AtomicU64::new(0);
    if !number.is_nan() {
        return number;
    }
    let which = MADE.fetch_add(1, Ordering::Relaxed) % WHICH + 1;
    f64::from_bits(plain(number).to_bits() | which)
}

/// The double without what says which object it is.
pub(crate) fn plain(number: f64) -> f64 {
    if number.is_nan() { f64::from_bits(number.to_bits() & !WHICH) } else { number }
}

/// What an operation of the processor gives. The sign of a `nan`, which `math.copysign` shows, is that of the first operand
/// that is one; where the operation made it, it is the processor's.
pub(crate) fn result_of(operands: &[f64], result: f64) -> f64 {
    if !result.is_nan() {
        return result;
    }
    let made = if cfg!(any(target_arch = "x86", target_arch = "x86_64")) { -f64::NAN } else { f64::NAN };
    operands.iter().copied().find(|operand| operand.is_nan()).unwrap_or(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_nan_is_an_object_of_its_own() {
        let (one, other) = (object(f64::NAN), object(-f64::NAN));
        assert!(one.is_nan() && other.is_nan() && one.to_bits() != other.to_bits());
        assert_eq!(plain(one).to_bits(), f64::NAN.to_bits());
        assert!(plain(other).is_sign_negative());
        assert_eq!([object(1.5).to_bits(), plain(-0.0).to_bits()], [1.5_f64.to_bits(), (-0.0_f64).to_bits()]);
    }

    #[test]
    fn the_first_operand_says_the_sign() {
        assert!(result_of(&[1.0, -f64::NAN], f64::NAN).is_sign_negative());
        assert!(result_of(&[f64::NAN, -f64::NAN], -f64::NAN).is_sign_positive());
        assert_eq!(result_of(&[f64::NAN], 2.0).to_bits(), 2.0_f64.to_bits());
    }
}
