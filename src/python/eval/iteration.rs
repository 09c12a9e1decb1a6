//! Iteration.

use std::rc::Rc;

use crate::python::builtins::sequence;
use crate::python::{EvalResult, Evaluator, Interrupt, ItemsIterator, PyIterator, Value};

impl Evaluator {
    /// `iter(value)`. Of an unknown, or a container whose contents are unknown, it is [`Interrupt::Unknown`].
    pub fn iterator(&mut self, value: &Value) -> EvalResult<ItemsIterator> {
        if let Value::Unknown(unknown) = value {
            return Err(Rc::clone(unknown).into());
        }
        if let Some(unknown) = sequence::taint(value) {
            return Err(unknown.into());
        }
        match value {
            Value::Iterator(iterator) => return Ok(ItemsIterator::Lazy(Rc::clone(iterator))),
            Value::Class(class) => {
                if let Some(iterator) = self.special_of_class(class, "__iter__", [])? {
                    return self.iterator(&iterator);
                }
                for hooks in class.all_hooks() {
                    if let Some(items) = hooks.iterate(self, class)? {
                        return Ok(ItemsIterator::Items(items.into_iter()));
                    }
                }
                if self.written_in_metaclass(class, "__getitem__").is_some() {
                    return Ok(self.index_iterator(value));
                }
            }
            Value::Instance(_) => {
                if let Some(iterator) = self.special(value, "__iter__", [])? {
                    return if iterator.is(value) {
                        Ok(ItemsIterator::Object(iterator))
                    } else {
                        self.iterator(&iterator)
                    };
                }
                if self.class_of(value).lookup("__next__").is_some() {
                    return Ok(ItemsIterator::Object(value.clone()));
                }
                if self.class_of(value).lookup("__getitem__").is_some() {
                    return Ok(self.index_iterator(value));
                }
            }
            _ => {}
        }
        if let Some(iterator) = sequence::iterate(self, &value.unwrapped())? {
            return Ok(iterator);
        }
        let class = self.class_of(value);
        Err(self.type_error(&format!("'{}' object is not iterable", class.shown_name())))
    }

    /// Iteration by index over an object that has `__getitem__` alone.
    fn index_iterator(&mut self, value: &Value) -> ItemsIterator {
        let value = value.clone();
        let mut index = 0_i64;
        ItemsIterator::Lazy(Rc::new(PyIterator::new("iterator", move |evaluator| {
            let item = evaluator.item_or_end(&value, &Value::int(index));
            index += 1;
            item
        })))
    }

    /// The item of an index in an iteration, which ends where there is none.
    pub(in crate::python) fn item_or_end(
        &mut self,
        value: &Value,
        index: &Value,
    ) -> EvalResult<Option<Value>> {
        match self.get_item(value, index) {
            Ok(item) => Ok(Some(item)),
            Err(interrupt)
                if [&self.exceptions.index_error, &self.exceptions.stop_iteration]
                    .into_iter()
                    .any(|class| self.is_exception(&interrupt, class)) =>
            {
                Ok(None)
            }
            Err(interrupt) => Err(interrupt),
        }
    }

    /// Whether an interrupt is an exception of the class.
    pub(crate) fn is_exception(&self, interrupt: &Interrupt, class: &Rc<crate::python::Class>) -> bool {
        matches!(interrupt, Interrupt::Exception(raised) if self.is_instance(&raised.value, class))
    }

    /// The next value of an iteration.
    pub fn next_item(&mut self, iterator: &mut ItemsIterator) -> EvalResult<Option<Value>> {
        match iterator {
            ItemsIterator::Items(items) => Ok(items.next()),
            ItemsIterator::Lazy(iterator) => iterator.next(self),
            ItemsIterator::Object(object) => {
                let object = object.clone();
                match self.call_method(&object, "__next__", crate::python::Arguments::default()) {
                    Ok(Value::Unknown(unknown)) => Err(unknown.into()),
                    Ok(value) => Ok(Some(value)),
                    Err(interrupt)
                        if self.is_exception(&interrupt, &Rc::clone(&self.exceptions.stop_iteration)) =>
                    {
                        Ok(None)
                    }
                    Err(interrupt) => Err(interrupt),
                }
            }
        }
    }

    pub(super) fn yield_expression(&mut self, value: Option<&ruff_python_ast::Expr>) -> EvalResult<Value> {
        let value = match value {
            Some(value) => self.expression(value)?,
            None => Value::None,
        };
        let value = match self.condition() {
            Some(condition) => Value::Unknown(condition),
            None => value,
        };
        self.frame_mut()?.yielded.push(value);
        Ok(Value::None)
    }

    pub(super) fn yield_from_expression(&mut self, value: &ruff_python_ast::Expr) -> EvalResult<Value> {
        let value = self.expression(value)?;
        let items = self.iterate(&value)?;
        self.frame_mut()?.yielded.extend(items);
        Ok(Value::None)
    }
}
