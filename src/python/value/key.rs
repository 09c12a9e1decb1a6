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
    /// What `hash` gives: Python's number where that is [known](Self::known_hash), one that stands for it in this run for other
    /// values.
    pub fn hash_number(&self) -> i64 {
        match self {
            Self::Int(number) => int_hash(number),
            Self::Float(bits) => float_hash(f64::from_bits(*bits)),
            Self::Str(text) => mixed(text),
            Self::Bytes(bytes) => mixed(bytes),
            Self::Tuple(parts) => tuple_hash(parts.iter().map(Self::hash_number)),
            Self::FrozenSet(parts) => frozen_set_hash(parts.iter().map(Self::hash_number)),
            Self::Identity(address) => mixed(address),
            Self::Kind(class, key) => mixed(&(class, key.hash_number())),
            Self::Own(hash, _) => *hash,
            Self::None => 11,
            Self::Ellipsis => 13,
        }
    }

    /// What `hash` gives, where it is the same in each run of Python: for numbers, and tuples and frozen sets of such.
    pub fn known_hash(&self) -> Option<i64> {
        self.has_known_hash().then(|| self.hash_number())
    }

    fn has_known_hash(&self) -> bool {
        match self {
            Self::Int(_) => true,
            Self::Float(bits) => !f64::from_bits(*bits).is_nan(),
            Self::Tuple(parts) | Self::FrozenSet(parts) => parts.iter().all(Self::has_known_hash),
            _ => false,
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

/// Python's hash of a tuple with items of these hashes: a variant of xxHash.
fn tuple_hash(hashes: impl ExactSizeIterator<Item = i64>) -> i64 {
    const FIRST: u64 = 11_400_714_785_074_694_791;
    const SECOND: u64 = 14_029_467_366_897_019_727;
    const FIFTH: u64 = 2_870_177_450_012_600_261;
    let length = hashes.len() as u64;
    let mixed = hashes.fold(FIFTH, |sum, hash| {
        sum.wrapping_add(hash.cast_unsigned().wrapping_mul(SECOND)).rotate_left(31).wrapping_mul(FIRST)
    });
    let hash = mixed.wrapping_add(length ^ FIFTH ^ 0x0035_d373).cast_signed();
    if hash == -1 { 1_546_275_796 } else { hash }
}

/// Python's hash of a frozen set with members of these hashes, in whatever order.
fn frozen_set_hash(hashes: impl ExactSizeIterator<Item = i64>) -> i64 {
    let size = (hashes.len() as u64 + 1).wrapping_mul(1_927_868_237);
    let hash = hashes.fold(size, |all, hash| {
        let hash = hash.cast_unsigned();
        all ^ (hash ^ 0x055b_4db3 ^ hash << 16).wrapping_mul(3_644_798_167)
    });
    let hash = (hash ^ hash >> 11 ^ hash >> 25).wrapping_mul(69_069).wrapping_add(907_133_923).cast_signed();
    if hash == -1 { 590_923_713 } else { hash }
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
    use super::{Key, float_hash, int_hash};
    use crate::python::Int;

    #[test]
    fn tuples_and_frozen_sets_hash_as_in_cpython() {
        let numbers = || [1, 2].map(|number| Key::Int(Int::Small(number)));
        assert_eq!(Key::Tuple(numbers().into()).known_hash(), Some(-3_550_055_125_485_641_917));
        assert_eq!(Key::FrozenSet(numbers().into()).known_hash(), Some(-1_826_646_154_956_904_602));
        assert_eq!(Key::Tuple([Key::None].into()).known_hash(), None);
    }

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
