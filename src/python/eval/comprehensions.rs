//! Comprehensions and generator expressions.
//!
//! Each has a scope of its own inside the scope in which it stands. A generator expression is evaluated as a whole when its
//! first value is asked for.

use std::rc::Rc;

use ruff_python_ast::{Comprehension, Expr, ExprDictComp, ExprGenerator, ExprListComp, ExprSetComp};

use crate::python::{Dict, EvalResult, Evaluator, Interrupt, Scope, ScopeKind, Truth, Value};

impl Evaluator {
    pub(super) fn list_comprehension(&mut self, comprehension: &ExprListComp) -> EvalResult<Value> {
        Ok(Value::list(self.comprehended(&comprehension.generators, &comprehension.elt)?))
    }

    pub(super) fn set_comprehension(&mut self, comprehension: &ExprSetComp) -> EvalResult<Value> {
        let items = self.comprehended(&comprehension.generators, &comprehension.elt)?;
        self.set_of(items)
    }

    pub(super) fn dict_comprehension(&mut self, comprehension: &ExprDictComp) -> EvalResult<Value> {
        let dict = Dict::default();
        self.in_comprehension(&comprehension.generators, &mut |evaluator| {
            let Some(key) = &comprehension.key else { return Ok(()) };
            let key = evaluator.expression(key)?;
            let value = evaluator.expression(&comprehension.value)?;
            dict.insert(evaluator.key_of(&key)?, key, value);
            Ok(())
        })?;
        Ok(Value::Dict(Rc::new(dict)))
    }

    pub(super) fn generator_expression(&mut self, generator: &ExprGenerator) -> EvalResult<Value> {
        let items = self.comprehended(&generator.generators, &generator.elt)?;
        Ok(Value::Iterator(Rc::new(crate::python::PyIterator::of("generator", items))))
    }

    fn comprehended(&mut self, generators: &[Comprehension], element: &Expr) -> EvalResult<Vec<Value>> {
        let mut items = Vec::new();
        self.in_comprehension(generators, &mut |evaluator| {
            let value = evaluator.expression(element)?;
            items.push(value);
            Ok(())
        })?;
        Ok(items)
    }

    fn in_comprehension(
        &mut self,
        generators: &[Comprehension],
        body: &mut dyn FnMut(&mut Self) -> EvalResult<()>,
    ) -> EvalResult<()> {
        let Some((first, _)) = generators.split_first() else { return Ok(()) };
        let iterable = self.expression(&first.iter)?;
        let outer = self.enclosing_function_scope()?;
        // The scope of a class body is not seen from a comprehension in it, but the scopes around it are.
        let inner = Scope::new(ScopeKind::Function, Some(Rc::clone(&outer)));
        self.frame_mut()?.scope = inner;
        let result = self.generators(generators, Some(iterable), body);
        self.frame_mut()?.scope = outer;
        result
    }

    fn generators(
        &mut self,
        generators: &[Comprehension],
        iterable: Option<Value>,
        body: &mut dyn FnMut(&mut Self) -> EvalResult<()>,
    ) -> EvalResult<()> {
        let Some((generator, rest)) = generators.split_first() else { return body(self) };
        let iterable = match iterable {
            Some(iterable) => iterable,
            None => self.expression(&generator.iter)?,
        };
        let span = self.span_of(&generator.iter);
        let mut iterator = match self.iterator(&iterable) {
            Ok(iterator) => iterator,
            Err(interrupt) => {
                return Err(match *interrupt {
                    Interrupt::Unknown(unknown) => unknown.into(),
                    other => self.locate(Box::new(other), span),
                });
            }
        };
        'items: while let Some(item) = self.next_item(&mut iterator)? {
            self.step()?;
            self.assign_target(&generator.target, item)?;
            for test in &generator.ifs {
                match self.condition_of(test)? {
                    Truth::Known(true) => {}
                    Truth::Known(false) => continue 'items,
                    // How many items there are is not known then: neither is the whole.
                    Truth::Ambiguous(unknown) => return Err(unknown.into()),
                }
            }
            self.generators(rest, None, body)?;
        }
        Ok(())
    }
}
