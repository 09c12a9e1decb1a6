//! Sets.

use std::cell::{Ref, RefCell};
use std::rc::Rc;

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::hash_table::HashTable;
use super::key::{Keyed, with_hash};
use super::{Key, Unknown, Value};

type Members = IndexMap<Key, Value, FxBuildHasher>;

/// A set or frozen set.
///
/// Its order is CPython's as long as the hashes of all that was ever in it are: those of numbers, and of tuples and frozen
/// sets of numbers. Text, `None` and most objects have other hashes in each run. The order of a set with such a member is
/// not known: it is then iterated in insertion order, and whoever lets the order reach a specification should sort first.
pub struct Set {
    /// In the order of insertion.
    members: RefCell<Members>,
    /// `None` where the order is not known.
    table: RefCell<Option<HashTable>>,
    taint: RefCell<Option<Rc<Unknown>>>,
    frozen: bool,
}

impl Default for Set {
    fn default() -> Self {
        Self {
            members: RefCell::default(),
            table: RefCell::new(Some(HashTable::default())),
            taint: RefCell::default(),
            frozen: false,
        }
    }
}

impl Set {
    /// A set to which the given members were added one after the other.
    pub fn new(members: impl IntoIterator<Item = (Key, Value)>, frozen: bool) -> Self {
        let set = Self { frozen, ..Self::default() };
        for (key, value) in members {
            set.insert(key, value);
        }
        set
    }

    /// Whether it is a `frozenset`.
    pub fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// The members, in the order of insertion. Release before anything is evaluated.
    pub fn members(&self) -> Ref<'_, Members> {
        self.members.borrow()
    }

    /// Whether the order of the members is that of CPython.
    pub fn has_known_order(&self) -> bool {
        self.len() <= 1 || self.table.borrow().is_some()
    }

    /// From now on the order is not known.
    pub fn forget_order(&self) {
        self.table.take();
    }

    /// Adds a member, unless its key is there.
    pub fn insert(&self, key: Key, value: Value) {
        let (mut members, mut table) = (self.members.borrow_mut(), self.table.borrow_mut());
        let indexmap::map::Entry::Vacant(entry) = members.entry(key) else { return };
        match (&mut *table, entry.key().known_hash()) {
            (Some(table), Some(hash)) => table.add(hash, entry.key().clone()),
            _ => *table = None,
        }
        entry.insert(value);
    }

    /// Removes a member.
    pub fn remove(&self, key: &Key) -> Option<Value> {
        if let (Some(table), Some(hash)) = (&mut *self.table.borrow_mut(), key.known_hash()) {
            table.remove(hash, key);
        }
        self.members.borrow_mut().shift_remove(key)
    }

    /// Removes the member that `pop` gives; `None` where there is none, or it is not known.
    pub fn pop(&self) -> Option<Value> {
        let popped = match &mut *self.table.borrow_mut() {
            Some(table) => table.next_popped(),
            None if self.len() == 1 => self.members().keys().next().cloned(),
            None => None,
        };
        self.remove(&popped?)
    }

    /// Removes all members.
    pub fn clear(&self) {
        self.members.borrow_mut().clear();
        if let Some(table) = &mut *self.table.borrow_mut() {
            table.clear();
        }
    }

    /// Takes all members.
    pub(super) fn take(&self) -> impl Iterator<Item = Value> + use<> {
        self.table.take();
        self.members.take().into_values()
    }

    /// Makes the members those of another set, which is not used any more.
    pub fn replace(&self, other: &Self) {
        *self.members.borrow_mut() = other.members.take();
        match (&mut *self.table.borrow_mut(), other.table.take()) {
            (Some(table), Some(other)) => table.replace(other),
            (table, _) => *table = None,
        }
    }

    /// Makes room for so many members that are still to come, as CPython does before it adds those of another set or of a
    /// dictionary.
    pub fn reserve(&self, count: usize) {
        if let Some(table) = &mut *self.table.borrow_mut() {
            table.reserve(count);
        }
    }

    /// Copies the members of another set as they are, where nothing is left in this one. Whether it did.
    pub fn take_over(&self, other: &Self) -> bool {
        let mut table = self.table.borrow_mut();
        if !self.is_empty() {
            return false;
        }
        if let Some(table) = &mut *table {
            // Making room may remove the marks that are left of former members.
            table.reserve(other.len());
            if !table.is_fresh() {
                return false;
            }
        }
        self.members.borrow_mut().clone_from(&other.members());
        match (&mut *table, &*other.table.borrow()) {
            (Some(table), Some(other)) => table.take_over(other),
            (table, _) => *table = None,
        }
        true
    }

    /// A copy.
    #[must_use]
    pub fn copy(&self, frozen: bool) -> Self {
        let copy = Self { frozen, ..Self::default() };
        copy.take_over(self);
        copy
    }

    /// Puts the table in order after many members were removed, as CPython does after a difference in place.
    pub fn tidy(&self) {
        if let Some(table) = &mut *self.table.borrow_mut() {
            table.tidy();
        }
    }

    /// Whether the order would be the same, had the members been added in another one.
    pub(crate) fn has_no_collision(&self) -> bool {
        self.table.borrow().as_ref().is_some_and(HashTable::has_no_collision)
    }

    /// Whether the order is known, and the same in every detail as that of another set.
    pub(crate) fn is_ordered_as(&self, other: &Self) -> bool {
        self.table.borrow().is_some() && *self.table.borrow() == *other.table.borrow()
    }

    /// The first member at or after a place, and the place after it. The places of an iteration begin with 0.
    pub fn member_from(&self, at: usize) -> Option<(usize, Value)> {
        let members = self.members();
        match &*self.table.borrow() {
            Some(table) => {
                let (at, key) = table.member_from(at)?;
                Some((at + 1, members.get(key)?.clone()))
            }
            None => Some((at + 1, members.get_index(at)?.1.clone())),
        }
    }

    /// Copies of all members with their keys, in the order of iteration.
    pub fn entries(&self) -> Vec<(Key, Value)> {
        let members = self.members();
        let copied = |(key, value): (&Key, &Value)| (key.clone(), value.clone());
        match &*self.table.borrow() {
            Some(table) => {
                table.members().filter_map(|(_, key)| members.get_key_value(key)).map(copied).collect()
            }
            None => members.iter().map(copied).collect(),
        }
    }

    /// Copies of all members, in the order of iteration.
    pub fn to_vec(&self) -> Vec<Value> {
        self.entries().into_iter().map(|(_, value)| value).collect()
    }

    /// How many members.
    pub fn len(&self) -> usize {
        self.members.borrow().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Why the contents are unknown, if they are.
    pub fn taint(&self) -> Option<Rc<Unknown>> {
        self.taint.borrow().clone()
    }

    /// Makes the contents unknown from now on.
    pub fn set_taint(&self, why: Rc<Unknown>) {
        *self.taint.borrow_mut() = Some(why);
    }
}

impl Keyed for Set {
    fn has(&self, key: &Key) -> bool {
        self.members().contains_key(key)
    }

    fn with_hash_of(&self, key: &Key) -> Vec<(Key, Value)> {
        with_hash(&self.members(), key, |member| member)
    }
}
