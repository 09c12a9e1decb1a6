//! Hash keys: what the entries of dictionaries and the members of sets are found by.
//!
//! Two keys with the same text, number or parts are equal, and so are the values. Not so for objects that say themselves
//! how they hash and what they are equal to: their keys have the hash and the address, and [`Keyed::with_hash_of`] gives
//! what an evaluator asks whether it is equal.

use std::cell::RefCell;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use indexmap::{Equivalent, IndexMap};
use rustc_hash::{FxBuildHasher, FxHasher};

use super::{Int, Value};

/// A hashable value. But for [`Key::Own`], keys are equal exactly when Python says that the values are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// `None`.
    None,
    /// `...`.
    Ellipsis,
    /// An integer, a truth value, or a double with a whole value.
    Int(Int),
    /// Any other double, by its bits.
    Float(u64),
    /// Text.
    Str(Rc<str>),
    /// Bytes.
    Bytes(Rc<[u8]>),
    /// A tuple.
    Tuple(Rc<[Key]>),
    /// A frozen set: its keys sorted by their text.
    FrozenSet(Rc<[Key]>),
    /// An object that is equal to nothing but itself.
    Identity(usize),
    /// A built-in object that is equal to those of its class (by address) with an equal key.
    Kind(usize, Rc<Key>),
    /// An object with a hash of its own, by this hash and its address.
    Own(i64, usize),
}

impl Key {
    /// What `hash` gives: Python's number for numbers, one that stands for it in this run for other values.
    pub fn hash_number(&self) -> i64 {
        match self {
            Self::Int(number) => int_hash(number),
            Self::Float(bits) => float_hash(f64::from_bits(*bits)),
            Self::Str(text) => mixed(text),
            Self::Bytes(bytes) => mixed(bytes),
            Self::Tuple(parts) => parts.iter().fold(3, |hash, part| mixed(&(hash, part.hash_number()))),
            Self::FrozenSet(parts) => {
                parts.iter().fold(5, |hash, part| hash ^ mixed(&(7, part.hash_number())))
            }
            Self::Identity(address) => mixed(address),
            Self::Kind(class, key) => mixed(&(class, key.hash_number())),
            Self::Own(hash, _) => *hash,
            Self::None => 11,
            Self::Ellipsis => 13,
        }
    }

    /// Whether it takes an evaluator to know what it is equal to.
    pub fn is_own(&self) -> bool {
        match self {
            Self::Own(..) => true,
            Self::Tuple(parts) | Self::FrozenSet(parts) => parts.iter().any(Self::is_own),
            _ => false,
        }
    }
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_i64(self.hash_number());
    }
}

fn mixed<T: Hash + ?Sized>(value: &T) -> i64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish() as i64 >> 3
}

/// Python's hash of an integer: its remainder by `2**61 - 1`, and never -1.
fn int_hash(number: &Int) -> i64 {
    const MODULUS: i64 = (1 << 61) - 1;
    if let Int::Small(number) = number
        && number.unsigned_abs() < MODULUS as u64
    {
        return if *number == -1 { -2 } else { *number };
    }
    let magnitude = if number.is_negative() { number.negated() } else { number.clone() };
    let rest =
        magnitude.div_mod(&Int::Small(MODULUS)).and_then(|(_, rest)| rest.to_i64()).unwrap_or_default();
    let signed = if number.is_negative() { -rest } else { rest };
    if signed == -1 { -2 } else { signed }
}

/// Python's hash of a double that is no integer: the fraction modulo `2**61 - 1`, in which 2 has an inverse.
fn float_hash(number: f64) -> i64 {
    const BITS: u32 = 61;
    const MODULUS: u64 = (1 << BITS) - 1;
    let negative = number < 0.0;
    let hash = if number.is_nan() {
        0
    } else if number.is_infinite() {
        314_159
    } else {
        // A double times a power of two is whole; dividing by it turns the bits to the right.
        let (mut scaled, mut shift) = (number.abs(), 0_u32);
        while scaled.fract() != 0.0 {
            scaled *= 2.0;
            shift = (shift + 1) % BITS;
        }
        let whole = scaled as u64 % MODULUS;
        if shift == 0 { whole } else { (whole >> shift | whole << (BITS - shift)) & MODULUS }
    };
    let signed = if negative { -(hash as i64) } else { hash as i64 };
    if signed == -1 { -2 } else { signed }
}

/// A container whose entries are found by keys.
pub trait Keyed {
    /// Whether there is an entry with the key.
    fn has(&self, key: &Key) -> bool;

    /// The keys with the hash of this one and what they stand for, in the order of the entries.
    fn with_hash_of(&self, key: &Key) -> Vec<(Key, Value)>;
}

/// Equal to no key, but remembers those that it is compared with.
struct SameHash {
    hash: i64,
    found: RefCell<Vec<Key>>,
}

impl Hash for SameHash {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_i64(self.hash);
    }
}

impl Equivalent<Key> for SameHash {
    fn equivalent(&self, key: &Key) -> bool {
        if key.hash_number() == self.hash {
            self.found.borrow_mut().push(key.clone());
        }
        false
    }
}

/// The entries with the hash of a key: their keys and what `stored` finds in them.
pub(super) fn with_hash<T>(
    entries: &IndexMap<Key, T, FxBuildHasher>,
    key: &Key,
    stored: impl Fn(&T) -> &Value,
) -> Vec<(Key, Value)> {
    let same = SameHash { hash: key.hash_number(), found: RefCell::default() };
    entries.contains_key(&same);
    let mut found: Vec<_> = same.found.take().into_iter().filter_map(|key| entries.get_full(&key)).collect();
    found.sort_by_key(|(at, ..)| *at);
    found.into_iter().map(|(_, key, entry)| (key.clone(), stored(entry).clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::{float_hash, int_hash};
    use crate::python::Int;

    #[test]
    fn doubles_hash_as_in_cpython() {
        assert_eq!(float_hash(0.5), 1_152_921_504_606_846_976);
        assert_eq!(float_hash(-2.75), -1_729_382_256_910_270_466);
        assert_eq!(float_hash(5e-324), 16_777_216);
        assert_eq!(float_hash(f64::NEG_INFINITY), -314_159);
    }

    #[test]
    fn integers_hash_as_in_cpython() {
        assert_eq!(int_hash(&Int::Small(-1)), -2);
        assert_eq!(int_hash(&Int::Small((1 << 61) - 1)), 0);
        assert_eq!(int_hash(&Int::Small(-(1 << 61))), -1 - 1);
        assert_eq!(int_hash(&Int::Small(10).power(30)), 465_258_685_558_744_706);
    }
}
