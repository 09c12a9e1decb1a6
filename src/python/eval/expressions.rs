//! Expressions.

use std::rc::Rc;

use num_bigint::BigInt;
use ruff_python_ast::{BoolOp, Expr, Number};

use crate::diagnostic::{Diagnostic, Id};
use crate::python::builtins::is_iterable;
use crate::python::{
    Arguments, Dict, EvalResult, Evaluator, Int, Interrupt, Scope, ScopeKind, Slice, Truth, UnknownForm,
    Value,
};

/// Stack that must be left before an expression is evaluated, and how much is added when there is less.
const STACK_RED_ZONE: usize = 256 * 1024;
const STACK_STEP: usize = 4 * 1024 * 1024;

impl Evaluator {
    /// Evaluates an expression.
    pub(super) fn expression(&mut self, expression: &Expr) -> EvalResult<Value> {
        let result = stacker::maybe_grow(STACK_RED_ZONE, STACK_STEP, || self.expression_inner(expression));
        match result {
            Ok(value) => Ok(value),
            Err(interrupt) => match *interrupt {
                Interrupt::Unknown(unknown) => Ok(Value::Unknown(unknown)),
                other => {
                    let span = self.span_of(expression);
                    Err(self.locate(Box::new(other), span))
                }
            },
        }
    }

    fn expression_inner(&mut self, expression: &Expr) -> EvalResult<Value> {
        match expression {
            Expr::Name(name) => self.load_name(&name.id),
            Expr::Attribute(attribute) => {
                let value = self.expression(&attribute.value)?;
                self.get_attribute(&value, &attribute.attr)
            }
            Expr::Call(call) => self.call_expression(call),
            Expr::StringLiteral(literal) => Ok(Value::str(literal.value.to_str())),
            Expr::BytesLiteral(literal) => Ok(Value::Bytes(literal.value.bytes().collect())),
            Expr::NumberLiteral(literal) => self.number(&literal.value),
            Expr::BooleanLiteral(literal) => Ok(Value::Bool(literal.value)),
            Expr::NoneLiteral(_) => Ok(Value::None),
            Expr::EllipsisLiteral(_) => Ok(Value::Ellipsis),
            Expr::FString(string) => self.f_string(string),
            Expr::Subscript(subscript) => {
                let value = self.expression(&subscript.value)?;
                let key = self.expression(&subscript.slice)?;
                self.get_item(&value, &key)
            }
            Expr::Slice(slice) => {
                let mut part = |part: &Option<Box<Expr>>| match part {
                    Some(part) => self.expression(part),
                    None => Ok(Value::None),
                };
                let (start, stop, step) = (part(&slice.lower)?, part(&slice.upper)?, part(&slice.step)?);
                Ok(Value::Slice(Rc::new(Slice { start, stop, step })))
            }
            Expr::Tuple(tuple) => Ok(Value::tuple(self.elements(&tuple.elts)?)),
            Expr::List(list) => Ok(Value::list(self.elements(&list.elts)?)),
            Expr::Set(set) => self.set_display(set),
            Expr::Dict(dict) => self.dict_expression(dict),
            Expr::BinOp(operation) => {
                let left = self.expression(&operation.left)?;
                let right = self.expression(&operation.right)?;
                self.binary(super::operators::symbol(operation.op), &left, &right)
            }
            Expr::UnaryOp(operation) => {
                let operand = self.expression(&operation.operand)?;
                self.unary_expression(operation.op, &operand)
            }
            Expr::BoolOp(operation) => self.bool_expression(operation.op, &operation.values),
            Expr::Compare(compare) => self.compare_expression(compare),
            Expr::If(conditional) => match self.condition_of(&conditional.test)? {
                Truth::Known(true) => self.expression(&conditional.body),
                Truth::Known(false) => self.expression(&conditional.orelse),
                Truth::Ambiguous(condition) => {
                    self.either_value(&condition, &conditional.body, &conditional.orelse)
                }
            },
            Expr::Named(named) => {
                let value = self.expression(&named.value)?;
                self.store_named(&named.target, value.clone())?;
                Ok(value)
            }
            Expr::Lambda(lambda) => self.lambda_expression(lambda),
            Expr::ListComp(comprehension) => self.list_comprehension(comprehension),
            Expr::SetComp(comprehension) => self.set_comprehension(comprehension),
            Expr::DictComp(comprehension) => self.dict_comprehension(comprehension),
            Expr::Generator(generator) => self.generator_expression(generator),
            Expr::Yield(value) => self.yield_expression(value.value.as_deref()),
            Expr::YieldFrom(value) => self.yield_from_expression(&value.value),
            Expr::Await(value) => {
                let coroutine = self.expression(&value.value)?;
                let value = self.awaited_value(&coroutine);
                Ok(value.unwrap_or_else(|| self.unknown(super::calls::AWAITED)))
            }
            Expr::Starred(_) => Err(unsupported("a starred expression outside a call or a list")),
            Expr::TString(_) => Err(unsupported("a template string")),
            Expr::IpyEscapeCommand(_) => Err(unsupported("an IPython command")),
        }
    }

    fn number(&mut self, number: &Number) -> EvalResult<Value> {
        match number {
            Number::Float(value) => Ok(Value::Float(*value)),
            Number::Int(value) => {
                if let Some(small) = value.as_i64() {
                    return Ok(Value::int(small));
                }
                let text = value.to_string().replace('_', "").to_lowercase();
                let (digits, radix) = match text.get(..2) {
                    Some("0x") => (&text[2..], 16),
                    Some("0o") => (&text[2..], 8),
                    Some("0b") => (&text[2..], 2),
                    _ => (&*text, 10),
                };
                match BigInt::parse_bytes(digits.as_bytes(), radix) {
                    Some(big) => Ok(Value::Int(Int::from(big))),
                    None => Err(unsupported("this number")),
                }
            }
            Number::Complex { .. } => Ok(self.unknown("complex numbers are not supported")),
        }
    }

    /// The values of elements, with starred ones opened.
    pub(super) fn elements(&mut self, elements: &[Expr]) -> EvalResult<Vec<Value>> {
        let mut values = Vec::with_capacity(elements.len());
        for element in elements {
            if let Expr::Starred(starred) = element {
                let value = self.expression(&starred.value)?;
                self.check_starred(&value, "Value")?;
                values.extend(self.iterate(&value)?);
            } else {
                values.push(self.expression(element)?);
            }
        }
        Ok(values)
    }

    fn dict_expression(&mut self, expression: &ruff_python_ast::ExprDict) -> EvalResult<Value> {
        /// How many pairs are evaluated before the keys of the first of them are hashed.
        const TOGETHER: usize = 16;
        let (dict, mut pairs) = (Dict::default(), Vec::new());
        for item in &expression.items {
            if let Some(key) = &item.key {
                let key = self.expression(key)?;
                pairs.push((key, self.expression(&item.value)?));
                if pairs.len() == TOGETHER {
                    self.insert_pairs(&dict, &mut pairs)?;
                }
            } else {
                self.insert_pairs(&dict, &mut pairs)?;
                let mapping = self.expression(&item.value)?;
                for (key, value) in self.mapping_pairs(&mapping)? {
                    self.insert(&dict, key, value)?;
                }
            }
        }
        self.insert_pairs(&dict, &mut pairs)?;
        Ok(Value::Dict(Rc::new(dict)))
    }

    fn insert_pairs(&mut self, dict: &Dict, pairs: &mut Vec<(Value, Value)>) -> EvalResult<()> {
        for (key, value) in pairs.drain(..) {
            self.insert(dict, key, value)?;
        }
        Ok(())
    }

    /// The keys and values of a mapping.
    pub fn mapping_pairs(&mut self, mapping: &Value) -> EvalResult<Vec<(Value, Value)>> {
        match mapping.unwrapped() {
            Value::Unknown(unknown) => Err(unknown.into()),
            Value::Dict(dict) => match dict.taint() {
                Some(unknown) => Err(unknown.into()),
                None => Ok(dict.pairs()),
            },
            _ => {
                let Some(keys) = self.find_attribute(mapping, "keys")? else {
                    let class = self.class_of(mapping);
                    return Err(self.type_error(&format!("'{}' object is not a mapping", class.shown_name())));
                };
                let keys = self.call(&keys, Arguments::default())?;
                let mut pairs = Vec::new();
                for key in self.iterate(&keys)? {
                    let value = self.get_item(mapping, &key)?;
                    pairs.push((key, value));
                }
                Ok(pairs)
            }
        }
    }

    fn bool_expression(&mut self, operator: BoolOp, values: &[Expr]) -> EvalResult<Value> {
        let Some((first, rest)) = values.split_first() else { return Ok(Value::None) };
        let value = self.expression(first)?;
        if rest.is_empty() {
            return Ok(value);
        }
        let span = self.span_of(first);
        let truth = self.truth(&value).map_err(|interrupt| self.locate(interrupt, span))?;
        match (operator, truth) {
            (BoolOp::And, Truth::Known(true)) | (BoolOp::Or, Truth::Known(false)) => {
                self.bool_expression(operator, rest)
            }
            (_, Truth::Known(_)) => Ok(value),
            (_, Truth::Ambiguous(condition)) => {
                // The rest is evaluated for what it may assign or make; the value is unknown either way.
                self.under(&condition, |evaluator| {
                    evaluator.bool_expression(operator, rest)?;
                    Ok(super::Flow::Next)
                })?;
                Ok(Value::Unknown(condition.derived(UnknownForm::Other)))
            }
        }
    }

    fn compare_expression(&mut self, expression: &ruff_python_ast::ExprCompare) -> EvalResult<Value> {
        let mut left = self.expression(&expression.left)?;
        let mut result = Value::Bool(true);
        for (at, (operator, comparator)) in expression.ops.iter().zip(&expression.comparators).enumerate() {
            let right = self.expression(comparator)?;
            result = self.compare_operator(*operator, &left, &right)?;
            if at + 1 < expression.ops.len() && self.truth(&result)?.is_false() {
                return Ok(result);
            }
            left = right;
        }
        Ok(result)
    }

    /// `TypeError` where what is starred can't be iterated over; `what` is starred.
    pub(super) fn check_starred(&self, value: &Value, what: &str) -> EvalResult<()> {
        if matches!(value, Value::Unknown(_)) || is_iterable(self, value) {
            return Ok(());
        }
        let kind = self.class_of(value);
        Err(self.type_error(&format!("{what} after * must be an iterable, not {}", kind.name)))
    }

    /// What messages call something callable: `module.function()` for what has a name.
    pub(super) fn callable_text(&mut self, callee: &Value) -> EvalResult<String> {
        if let Value::Method(method) = callee
            && let Value::Native(function) = &method.function
            && !matches!(method.receiver, Value::Class(_) | Value::Instance(_))
        {
            return Ok(format!("{}.{}()", self.class_of(&method.receiver).name, function.name));
        }
        let name = self.find_attribute(callee, "__qualname__")?.and_then(|name| name.as_str());
        let module = self.find_attribute(callee, "__module__")?.and_then(|module| module.as_str());
        Ok(match (module, name) {
            (Some(module), Some(name)) if &*module != "builtins" => format!("{module}.{name}()"),
            (_, Some(name)) => format!("{name}()"),
            _ => format!("{} object", self.class_of(callee).shown_name()),
        })
    }

    /// The value of a name: of this scope, an enclosing one, the module, or the built-in names.
    pub(super) fn load_name(&mut self, name: &str) -> EvalResult<Value> {
        let mut current = Some(self.scope()?);
        if let Some(scope) = &current
            && scope.kind == ScopeKind::Class
            && scope.bindings.as_ref().is_some_and(|bindings| bindings.locals.contains(name))
        {
            // A name that the class body binds is global until it is bound, whatever functions are around it.
            return match scope.get(name) {
                Some(value) => Ok(value),
                None => self.load_global(name),
            };
        }
        let mut innermost = true;
        while let Some(scope) = current {
            if innermost || scope.kind != ScopeKind::Class {
                if let Some(value) = scope.get(name) {
                    return Ok(value);
                }
                if let Some(bindings) = &scope.bindings
                    && bindings.locals.contains(name)
                {
                    return Err(self.unbound_local(name, innermost));
                }
                if scope.bindings.as_ref().is_some_and(|bindings| bindings.globals.contains(name)) {
                    return self.load_global(name);
                }
            }
            // A comprehension's scope looks through to the scope it stands in, class bodies excepted.
            innermost = false;
            current = scope.parent.as_ref().map(Rc::clone);
        }
        if name == "__class__"
            && let Some(class) = self.class_cell(&self.scope()?)
        {
            return Ok(class);
        }
        self.load_global(name)
    }

    fn unbound_local(&self, name: &str, own: bool) -> Box<Interrupt> {
        if own {
            let message =
                format!("cannot access local variable '{name}' where it is not associated with a value");
            self.exception(&self.exceptions.unbound_local_error, &message)
        } else {
            let message = format!(
                "cannot access free variable '{name}' where it is not associated with a value in enclosing scope"
            );
            self.exception(&self.exceptions.name_error, &message)
        }
    }

    fn load_global(&mut self, name: &str) -> EvalResult<Value> {
        if let Some(value) = self.frame()?.module.get(name) {
            return Ok(value);
        }
        if let Some(value) = self.builtin_names.get(name) {
            return Ok(value.clone());
        }
        Err(self.exception(&self.exceptions.name_error, &format!("name '{name}' is not defined")))
    }

    /// The scope in which a function was called, for tests of what a comprehension may see.
    pub(super) fn enclosing_function_scope(&self) -> EvalResult<Rc<Scope>> {
        Ok(Rc::clone(&self.frame()?.scope))
    }
}

fn unsupported(what: &str) -> Box<Interrupt> {
    Diagnostic::error(Id::UnsupportedSyntax, format!("{what} is not supported")).into()
}
