//! Comprehensions and generator expressions.
//!
//! Each has a scope of its own inside the scope in which it stands. A generator expression computes its values when they are
//! asked for; only what it iterates over first is evaluated where it stands.

use std::rc::Rc;

use ruff_python_ast::{Comprehension, Expr, ExprDictComp, ExprGenerator, ExprListComp, ExprSetComp};

use super::Frame;
use crate::python::{Dict, EvalResult, Evaluator, Interrupt, ItemsIterator, PyIterator, Scope, Truth, Value};

impl Evaluator {
    pub(super) fn list_comprehension(&mut self, comprehension: &ExprListComp) -> EvalResult<Value> {
        Ok(Value::list(self.comprehended("<listcomp>", &comprehension.generators, &comprehension.elt)?))
    }

    pub(super) fn set_comprehension(&mut self, comprehension: &ExprSetComp) -> EvalResult<Value> {
        let items = self.comprehended("<setcomp>", &comprehension.generators, &comprehension.elt)?;
        self.set_of(items)
    }

    pub(super) fn dict_comprehension(&mut self, comprehension: &ExprDictComp) -> EvalResult<Value> {
        let dict = Dict::default();
        self.in_comprehension("<dictcomp>", &comprehension.generators, &mut |evaluator| {
            let Some(key) = &comprehension.key else { return Ok(()) };
            let key = evaluator.expression(key)?;
            let value = evaluator.expression(&comprehension.value)?;
            evaluator.insert(&dict, key, value)
        })?;
        Ok(Value::Dict(Rc::new(dict)))
    }

    pub(super) fn generator_expression(&mut self, generator: &ExprGenerator) -> EvalResult<Value> {
        let Some(first) = generator.generators.first() else { return Ok(Value::None) };
        let iterable = self.iterable(&first.iter)?;
        let span = self.span_of(&first.iter);
        let iterator = self.iterator(&iterable).map_err(|interrupt| self.locate(interrupt, span))?;
        let outer = self.enclosing_function_scope()?;
        self.captured.add_scope(&outer);
        let frame = self.frame()?;
        let mut frame = Some(Frame {
            module: Rc::clone(&frame.module),
            scope: Scope::of_comprehension("<genexpr>", outer),
            function: frame.function.clone(),
            receiver: frame.receiver.clone(),
            span: frame.span,
            fixed_span: frame.fixed_span,
            yielded: Vec::new(),
        });
        let (generator, mut iterators) = (generator.clone(), vec![iterator]);
        Ok(Value::Iterator(Rc::new(PyIterator::new("generator", move |evaluator| {
            let Some(own) = frame.take() else { return Ok(None) };
            evaluator.frames.push(own);
            let depth = evaluator.frames.len();
            let result = evaluator.next_comprehended(&generator, &mut iterators);
            evaluator.frames.truncate(depth);
            frame = evaluator.frames.pop();
            result.map_err(|interrupt| super::generators::stopped(evaluator, interrupt))
        }))))
    }

    /// The next value of a generator expression, whose iterators stand where they are, the innermost last.
    fn next_comprehended(
        &mut self,
        generator: &ExprGenerator,
        iterators: &mut Vec<ItemsIterator>,
    ) -> EvalResult<Option<Value>> {
        'items: while let Some(iterator) = iterators.last_mut() {
            let Some(item) = self.next_item(iterator)? else {
                iterators.pop();
                continue;
            };
            self.step()?;
            let Some([clause, rest @ ..]) = generator.generators.get(iterators.len() - 1..) else {
                return Ok(None);
            };
            self.assign_target(&clause.target, item)?;
            for test in &clause.ifs {
                match self.condition_of(test)? {
                    Truth::Known(true) => {}
                    Truth::Known(false) => continue 'items,
                    Truth::Ambiguous(unknown) => return Err(unknown.into()),
                }
            }
            match rest.first() {
                Some(next) => {
                    let iterable = self.iterable(&next.iter)?;
                    iterators.push(self.iterator(&iterable)?);
                }
                None => return self.expression(&generator.elt).map(Some),
            }
        }
        Ok(None)
    }

    fn comprehended(
        &mut self,
        shown: &'static str,
        generators: &[Comprehension],
        element: &Expr,
    ) -> EvalResult<Vec<Value>> {
        let mut items = Vec::new();
        self.in_comprehension(shown, generators, &mut |evaluator| {
            let value = evaluator.expression(element)?;
            items.push(value);
            Ok(())
        })?;
        Ok(items)
    }

    fn in_comprehension(
        &mut self,
        shown: &'static str,
        generators: &[Comprehension],
        body: &mut dyn FnMut(&mut Self) -> EvalResult<()>,
    ) -> EvalResult<()> {
        let Some((first, _)) = generators.split_first() else { return Ok(()) };
        let iterable = self.iterable(&first.iter)?;
        let outer = self.enclosing_function_scope()?;
        // The scope of a class body is not seen from a comprehension in it, but the scopes around it are.
        let inner = Scope::of_comprehension(shown, Rc::clone(&outer));
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
            None => self.iterable(&generator.iter)?,
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
