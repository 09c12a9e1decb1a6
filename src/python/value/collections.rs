//! Lists, dictionaries, ranges and slices.
//!
//! A container that was changed under a condition that cannot be known is *tainted*: what it holds is unknown from then
//! on. Whoever reads a container asks [`List::taint`] (and its kin) through the evaluator first.

use std::cell::{Ref, RefCell};
use std::rc::{Rc, Weak};

use indexmap::IndexMap;
use rustc_hash::FxBuildHasher;

use super::key::{Keyed, with_hash};
use super::{Class, Instance, Int, Key, Scope, Unknown, Value, Vars};

/// A list.
#[derive(Default)]
pub struct List {
    items: RefCell<Vec<Value>>,
    taint: RefCell<Option<Rc<Unknown>>>,
}

impl List {
    /// A list of the given items.
    pub fn new(items: Vec<Value>) -> Self {
        Self { items: RefCell::new(items), taint: RefCell::default() }
    }

    /// The items. Release before anything is evaluated.
    pub fn items(&self) -> Ref<'_, Vec<Value>> {
        self.items.borrow()
    }

    /// A copy of the items.
    pub fn to_vec(&self) -> Vec<Value> {
        self.items.borrow().clone()
    }

    /// How many items.
    pub fn len(&self) -> usize {
        self.items.borrow().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Changes the items. `change` must not evaluate anything.
    pub fn change<T>(&self, change: impl FnOnce(&mut Vec<Value>) -> T) -> T {
        change(&mut self.items.borrow_mut())
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

type Entries = IndexMap<Key, (Value, Value), FxBuildHasher>;

/// A dictionary, in insertion order.
#[derive(Default)]
pub struct Dict {
    entries: RefCell<Entries>,
    taint: RefCell<Option<Rc<Unknown>>>,
    /// What has the entries as its names.
    owner: RefCell<Option<Owner>>,
}

/// What a dictionary is the `__dict__` or the `__annotations__` of: it has what is written to the dictionary.
pub(crate) enum Owner {
    /// An instance.
    Instance(Weak<Instance>),
    /// A module.
    Module(Weak<Scope>),
    /// A class, by its annotations.
    Annotated(Weak<Class>),
}

impl Owner {
    /// Makes the entries with names the attributes.
    fn take_over(&self, entries: &Entries) {
        let names = || entries.values().filter_map(|(name, value)| Some((name.as_str()?, value.clone())));
        match self {
            Self::Instance(instance) => {
                if let Some(instance) = instance.upgrade() {
                    *instance.attributes.borrow_mut() = names().collect();
                }
            }
            Self::Module(scope) => {
                if let Some(scope) = scope.upgrade() {
                    *scope.vars.borrow_mut() = names().collect();
                }
            }
            Self::Annotated(class) => {
                if let Some(class) = class.upgrade() {
                    class.annotate(names());
                }
            }
        }
    }

    fn taint(&self, why: &Rc<Unknown>) {
        match self {
            Self::Instance(instance) => {
                if let Some(instance) = instance.upgrade() {
                    instance.set_taint(Rc::clone(why));
                }
            }
            Self::Annotated(class) => {
                if let Some(class) = class.upgrade() {
                    *class.decorated_unknown.borrow_mut() = Some(Rc::clone(why));
                }
            }
            Self::Module(_) => {}
        }
    }
}

impl Dict {
    /// Makes it the `__dict__` of something: what is written to it from now on is written there.
    pub(crate) fn set_owner(&self, owner: Owner) {
        *self.owner.borrow_mut() = Some(owner);
    }

    /// Takes over the names of its owner.
    pub(crate) fn refresh(&self, names: &Vars) {
        let entry = |(name, value): (&Rc<str>, &Value)| {
            (Key::Str(Rc::clone(name)), (Value::Str(Rc::clone(name)), value.clone()))
        };
        *self.entries.borrow_mut() = names.iter().map(entry).collect();
    }

    /// Takes over one name of its owner: what it is now, or that it is gone.
    pub(crate) fn take_over(&self, name: &str, value: Option<Value>) {
        let name: Rc<str> = name.into();
        let mut entries = self.entries.borrow_mut();
        match value {
            Some(value) => {
                entries.insert(Key::Str(Rc::clone(&name)), (Value::Str(name), value));
            }
            None => {
                entries.shift_remove(&Key::Str(name));
            }
        }
    }

    fn tell_owner(&self) {
        if let Some(owner) = &*self.owner.borrow() {
            owner.take_over(&self.entries.borrow());
        }
    }

    /// The entries by key: the key as it was first inserted, and the value. Release before anything is evaluated.
    pub fn entries(&self) -> Ref<'_, Entries> {
        self.entries.borrow()
    }

    /// Changes the entries. `change` must not evaluate anything.
    pub fn change<T>(&self, change: impl FnOnce(&mut Entries) -> T) -> T {
        let result = change(&mut self.entries.borrow_mut());
        self.tell_owner();
        result
    }

    /// The value of a key.
    pub fn get(&self, key: &Key) -> Option<Value> {
        self.entries.borrow().get(key).map(|(_, value)| value.clone())
    }

    /// The value of a text key.
    pub fn get_str(&self, key: &str) -> Option<Value> {
        self.get(&Key::Str(key.into()))
    }

    /// Sets a key's value; a key that is there already keeps its place and its first form.
    pub fn insert(&self, key: Key, name: Value, value: Value) {
        match self.entries.borrow_mut().entry(key) {
            indexmap::map::Entry::Occupied(mut entry) => entry.get_mut().1 = value,
            indexmap::map::Entry::Vacant(entry) => {
                entry.insert((name, value));
            }
        }
        self.tell_owner();
    }

    /// Sets a text key's value.
    pub fn insert_str(&self, key: &str, value: Value) {
        let text: Rc<str> = key.into();
        self.insert(Key::Str(Rc::clone(&text)), Value::Str(text), value);
    }

    /// Removes a key; the rest keeps its order.
    pub fn remove(&self, key: &Key) -> Option<Value> {
        let removed = self.entries.borrow_mut().shift_remove(key).map(|(_, value)| value);
        self.tell_owner();
        removed
    }

    /// Takes all keys and values; what it is the `__dict__` of is not told.
    pub(super) fn take(&self) -> impl Iterator<Item = Value> + use<> {
        self.owner.take();
        self.entries.take().into_values().flat_map(|(name, value)| [name, value])
    }

    /// Copies of all keys and values in order.
    pub fn pairs(&self) -> Vec<(Value, Value)> {
        self.entries.borrow().values().cloned().collect()
    }

    /// How many entries.
    pub fn len(&self) -> usize {
        self.entries.borrow().len()
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
        if let Some(owner) = &*self.owner.borrow() {
            owner.taint(&why);
        }
        *self.taint.borrow_mut() = Some(why);
    }
}

impl Keyed for Dict {
    fn has(&self, key: &Key) -> bool {
        self.entries().contains_key(key)
    }

    fn with_hash_of(&self, key: &Key) -> Vec<(Key, Value)> {
        with_hash(&self.entries(), key, |(name, _)| name)
    }
}

/// `range(start, stop, step)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first number.
    pub start: Int,
    /// The bound that is not reached.
    pub stop: Int,
    /// The distance; never 0.
    pub step: Int,
}

impl Range {
    /// How many numbers.
    pub fn count(&self) -> Int {
        let (distance, step) = if self.step.is_negative() {
            (self.start.minus(&self.stop), self.step.negated())
        } else {
            (self.stop.minus(&self.start), self.step.clone())
        };
        if distance.is_negative() || distance.is_zero() {
            return Int::Small(0);
        }
        let whole = distance.minus(&Int::Small(1)).div_mod(&step);
        whole.map_or(Int::Small(0), |(whole, _)| whole.plus(&Int::Small(1)))
    }

    /// How many numbers, where `len` can say it.
    pub fn len(&self) -> Option<usize> {
        self.count().to_i64().and_then(|count| usize::try_from(count).ok())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.count().is_zero()
    }

    /// The number at an index, which is not checked.
    pub fn at(&self, index: &Int) -> Int {
        self.start.plus(&self.step.times(index))
    }

    /// The index of a number.
    pub fn position(&self, number: &Int) -> Option<Int> {
        let (index, rest) = number.minus(&self.start).div_mod(&self.step)?;
        (rest.is_zero() && !index.is_negative() && index < self.count()).then_some(index)
    }
}

/// `slice(start, stop, step)`.
pub struct Slice {
    /// Start or `None`.
    pub start: Value,
    /// Stop or `None`.
    pub stop: Value,
    /// Step or `None`.
    pub step: Value,
}
