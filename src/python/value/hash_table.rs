//! The order in which CPython iterates over a set: that of the hash table which the set is.
//!
//! The rules are those of `Objects/setobject.c` of CPython 3.11: a member stands in the first free slot that its hash leads
//! to; a removed one leaves a mark behind, which a later member may take; a table of which three fifths are in use grows and
//! loses its marks. The order follows from the hashes and from the whole history of the set.

use super::Key;

/// How many slots the smallest table has.
const SMALLEST: usize = 8;
/// How many slots after the one that a hash leads to are tried before the search jumps.
const NEIGHBOURS: usize = 9;
/// By how many bits the hash is moved where the search jumps.
const SHIFT: u32 = 5;
/// A table with more members grows twofold instead of fourfold.
const MANY: usize = 50_000;

/// A hash table. Its slots are made when the first member comes.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct HashTable {
    slots: Vec<Slot>,
    /// How many slots are not free.
    taken: usize,
    used: usize,
    /// Where `pop` goes on.
    finger: usize,
}

#[derive(Clone, Default, PartialEq, Eq)]
enum Slot {
    #[default]
    Free,
    Removed,
    Member(i64, Key),
}

/// The slots that a hash leads to, one after the other.
struct Probes {
    mask: usize,
    at: usize,
    perturbation: u64,
    neighbour: usize,
}

impl Probes {
    fn of(hash: i64, mask: usize) -> Self {
        let perturbation = hash.cast_unsigned();
        Self { mask, at: perturbation as usize & mask, perturbation, neighbour: 0 }
    }
}

impl Iterator for Probes {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let slot = self.at + self.neighbour;
        if self.neighbour < NEIGHBOURS && self.at + NEIGHBOURS <= self.mask {
            self.neighbour += 1;
        } else {
            self.neighbour = 0;
            self.perturbation >>= SHIFT;
            let next = self.at.wrapping_mul(5).wrapping_add(1).wrapping_add(self.perturbation as usize);
            self.at = next & self.mask;
        }
        Some(slot)
    }
}

impl HashTable {
    fn mask(&self) -> usize {
        self.slots.len().max(SMALLEST) - 1
    }

    /// Adds a member that is not there: in the last mark on the way to a free slot, or in that slot.
    pub(super) fn add(&mut self, hash: i64, key: Key) {
        let mut mark = None;
        for at in Probes::of(hash, self.mask()) {
            match self.slots.get(at) {
                Some(Slot::Removed) => mark = Some(at),
                Some(Slot::Member(..)) => {}
                Some(Slot::Free) | None => break,
            }
        }
        self.used += 1;
        if let Some(slot) = mark.and_then(|at| self.slots.get_mut(at)) {
            *slot = Slot::Member(hash, key);
            return;
        }
        self.place(hash, key);
        self.taken += 1;
        if self.taken * 5 >= self.mask() * 3 {
            self.grow();
        }
    }

    /// Puts a member in the first free slot.
    fn place(&mut self, hash: i64, key: Key) {
        if self.slots.is_empty() {
            self.slots.resize(SMALLEST, Slot::Free);
        }
        let free = Probes::of(hash, self.mask()).find(|at| self.slots[*at] == Slot::Free);
        if let Some(slot) = free.and_then(|at| self.slots.get_mut(at)) {
            *slot = Slot::Member(hash, key);
        }
    }

    /// Removes a member, if it is there.
    pub(super) fn remove(&mut self, hash: i64, key: &Key) {
        let is_end = |slot: &Slot| match slot {
            Slot::Free => true,
            Slot::Removed => false,
            Slot::Member(other, member) => *other == hash && member == key,
        };
        if self.slots.is_empty() {
            return;
        }
        let end = Probes::of(hash, self.mask()).find(|at| is_end(&self.slots[*at]));
        if let Some(slot) = end.and_then(|at| self.slots.get_mut(at))
            && *slot != Slot::Free
        {
            *slot = Slot::Removed;
            self.used -= 1;
        }
    }

    /// The key that `pop` takes, which is not removed.
    pub(super) fn next_popped(&mut self) -> Option<Key> {
        let mask = self.mask();
        let (at, key) = (0..=mask).find_map(|step| {
            let at = (self.finger + step) & mask;
            self.key(at).map(|key| (at, key.clone()))
        })?;
        self.finger = at + 1;
        Some(key)
    }

    /// Removes everything; where `pop` goes on stays.
    pub(super) fn clear(&mut self) {
        *self = Self { finger: self.finger, ..Self::default() };
    }

    /// Takes the place of a table; where `pop` goes on stays.
    pub(super) fn replace(&mut self, other: Self) {
        *self = Self { finger: self.finger, ..other };
    }

    /// Makes room for the members of another set, as if all were new.
    pub(super) fn reserve(&mut self, count: usize) {
        if count > 0 && (self.taken + count) * 5 >= self.mask() * 3 {
            self.resize((self.used + count) * 2);
        }
    }

    /// Takes over the members of another table, being empty and having room for them.
    pub(super) fn take_over(&mut self, other: &Self) {
        if self.mask() == other.mask() && other.taken == other.used {
            self.slots.clone_from(&other.slots);
        } else {
            for (hash, key) in other.members() {
                self.place(hash, key.clone());
            }
        }
        (self.taken, self.used) = (other.used, other.used);
    }

    /// Whether there neither is a member nor the mark of one.
    pub(super) fn is_fresh(&self) -> bool {
        self.taken == 0
    }

    /// Loses the marks of removed members where they take more than a quarter of the table.
    pub(super) fn tidy(&mut self) {
        if self.taken - self.used > self.mask() / 4 {
            self.grow();
        }
    }

    fn grow(&mut self) {
        let factor = if self.used > MANY { 2 } else { 4 };
        self.resize(self.used * factor);
    }

    /// Makes a table with more slots than this.
    fn resize(&mut self, least: usize) {
        let mut size = SMALLEST;
        while size <= least {
            size *= 2;
        }
        if size == SMALLEST && self.mask() + 1 == SMALLEST && self.taken == self.used {
            return;
        }
        let old = std::mem::take(&mut self.slots);
        self.slots.resize(size, Slot::Free);
        self.taken = self.used;
        for slot in old {
            if let Slot::Member(hash, key) = slot {
                self.place(hash, key);
            }
        }
    }

    fn key(&self, at: usize) -> Option<&Key> {
        match self.slots.get(at) {
            Some(Slot::Member(_, key)) => Some(key),
            _ => None,
        }
    }

    /// The first member at or after a slot, and its slot.
    pub(super) fn member_from(&self, at: usize) -> Option<(usize, &Key)> {
        (at..self.slots.len()).find_map(|at| self.key(at).map(|key| (at, key)))
    }

    /// The members in order, with their hashes.
    pub(super) fn members(&self) -> impl Iterator<Item = (i64, &Key)> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Member(hash, key) => Some((*hash, key)),
            _ => None,
        })
    }

    /// Whether each member stands in the first slot that its hash leads to: then the order of adding them did not matter.
    pub(super) fn has_no_collision(&self) -> bool {
        let mask = self.mask();
        let is_at_home = |(at, slot): (usize, &Slot)| match slot {
            Slot::Member(hash, _) => Probes::of(*hash, mask).next() == Some(at),
            _ => true,
        };
        self.slots.iter().enumerate().all(is_at_home)
    }
}

#[cfg(test)]
mod tests {
    use super::HashTable;
    use crate::python::{Int, Key};

    fn number(number: i64) -> Key {
        Key::Int(Int::Small(number))
    }

    fn order(table: &HashTable) -> Vec<i64> {
        table.members().map(|(hash, _)| hash).collect()
    }

    #[test]
    fn members_stand_where_their_hashes_lead() {
        let mut table = HashTable::default();
        for hash in [8, 16, 0, 3] {
            table.add(hash, number(hash));
        }
        assert_eq!(order(&table), [8, 16, 3, 0]);
        assert!(!table.has_no_collision());
        table.add(32, number(32));
        assert_eq!(order(&table), [32, 0, 3, 8, 16]);
    }

    #[test]
    fn pop_goes_on_where_it_was() {
        let mut table = HashTable::default();
        for hash in [5, 1, 3] {
            table.add(hash, number(hash));
        }
        for hash in [1, 3] {
            assert_eq!(table.next_popped(), Some(number(hash)));
            table.remove(hash, &number(hash));
        }
        table.add(0, number(0));
        assert_eq!(table.next_popped(), Some(number(5)));
    }
}
