//! Operators: built-in values first, then the special methods of the operands' classes.

use std::rc::Rc;

use ruff_python_ast::{CmpOp, Operator, UnaryOp};

use crate::python::builtins::{comparison, operators, sequence, special};
use crate::python::{
    Arguments, Class, Dict, EvalResult, Evaluator, Key, Keyed, Set, Truth, UnknownForm, Value, builtins,
};

/// The symbol of a binary operator, with the names of its special methods.
const BINARY: [(&str, &str, &str); 13] = [
    ("+", "__add__", "__radd__"),
    ("-", "__sub__", "__rsub__"),
    ("*", "__mul__", "__rmul__"),
    ("/", "__truediv__", "__rtruediv__"),
    ("//", "__floordiv__", "__rfloordiv__"),
    ("%", "__mod__", "__rmod__"),
    ("**", "__pow__", "__rpow__"),
    ("@", "__matmul__", "__rmatmul__"),
    ("<<", "__lshift__", "__rlshift__"),
    (">>", "__rshift__", "__rrshift__"),
    ("&", "__and__", "__rand__"),
    ("|", "__or__", "__ror__"),
    ("^", "__xor__", "__rxor__"),
];

/// The symbol of a comparison, with its special method and that of the mirrored comparison.
const COMPARISONS: [(&str, &str, &str); 6] = [
    ("==", "__eq__", "__eq__"),
    ("!=", "__ne__", "__ne__"),
    ("<", "__lt__", "__gt__"),
    ("<=", "__le__", "__ge__"),
    (">", "__gt__", "__lt__"),
    (">=", "__ge__", "__le__"),
];

pub(super) fn symbol(operator: Operator) -> &'static str {
    match operator {
        Operator::Add => "+",
        Operator::Sub => "-",
        Operator::Mult => "*",
        Operator::MatMult => "@",
        Operator::Div => "/",
        Operator::Mod => "%",
        Operator::Pow => "**",
        Operator::LShift => "<<",
        Operator::RShift => ">>",
        Operator::BitOr => "|",
        Operator::BitXor => "^",
        Operator::BitAnd => "&",
        Operator::FloorDiv => "//",
    }
}

impl Evaluator {
    /// `left op right` for the operator's symbol (`+`, `//`, `<<`, `@` …).
    pub fn binary(&mut self, operator: &str, left: &Value, right: &Value) -> EvalResult<Value> {
        let shown = if operator == "**" { "** or pow()" } else { operator };
        self.binary_shown_as(shown, operator, left, right)
    }

    /// `left op right`, which messages show as `shown`.
    fn binary_shown_as(
        &mut self,
        shown: &str,
        operator: &str,
        left: &Value,
        right: &Value,
    ) -> EvalResult<Value> {
        if let (Value::Unknown(unknown), other) | (other, Value::Unknown(unknown)) = (left, right)
            && !matches!(other, Value::Instance(_))
        {
            if operator == "|"
                && let Some(union) = self.union_of_types(left, right)?
            {
                return Ok(union);
            }
            return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
        }
        if let Some(value) = operators::binary(self, operator, left, right)? {
            return Ok(value);
        }
        let names = BINARY.iter().find(|(symbol, _, _)| *symbol == operator);
        let (method, reflected) = names.map_or(("", ""), |(_, method, reflected)| (*method, *reflected));
        // Two instances of one class are not asked a second time, the other way round.
        let one_class = Rc::ptr_eq(&self.class_of(left), &self.class_of(right));
        let result = if one_class {
            self.special(left, method, [right.clone()])?
        } else {
            self.special_binary(left, method, right, reflected)?
        };
        if let Some(value) = result {
            return Ok(value);
        }
        if operator == "|"
            && let Some(union) = self.union_of_types(left, right)?
        {
            return Ok(union);
        }
        if let Value::Unknown(unknown) = left {
            return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
        }
        if let Value::Unknown(unknown) = right {
            return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
        }
        let sequences = [left, right].map(|value| operators::is_sequence(&value.unwrapped()));
        let (left_name, right_name) = (self.class_of(left).shown_name(), self.class_of(right).shown_name());
        match (operator, sequences, left.unwrapped()) {
            ("+", [true, _], Value::Bytes(_)) => {
                return Err(self.type_error(&format!("can't concat {right_name} to {left_name}")));
            }
            ("+", [true, _], own) => {
                let kind = self.class_of(&own).shown_name();
                let message = format!("can only concatenate {kind} (not \"{right_name}\") to {kind}");
                return Err(self.type_error(&message));
            }
            ("*", [true, _], _) => {
                let message = format!("can't multiply sequence by non-int of type '{right_name}'");
                return Err(self.type_error(&message));
            }
            ("*", [false, true], _) => {
                let message = format!("can't multiply sequence by non-int of type '{left_name}'");
                return Err(self.type_error(&message));
            }
            _ => {}
        }
        let (left, right) = (self.class_of(left), self.class_of(right));
        Err(self.type_error(&format!(
            "unsupported operand type(s) for {shown}: '{}' and '{}'",
            left.shown_name(),
            right.shown_name()
        )))
    }

    /// `left op= right`: in place where the left operand can.
    pub(super) fn binary_in_place(
        &mut self,
        operator: &str,
        left: &Value,
        right: &Value,
    ) -> EvalResult<Value> {
        match (operator, left) {
            ("+", Value::List(list)) => {
                let items = self.iterate(right)?;
                list.change(|own| own.extend(items));
                sequence::taint_if_conditional(self, left);
                return Ok(left.clone());
            }
            ("|", Value::Dict(_)) => {
                self.call_method(left, "update", Arguments::positional([right.clone()]))?;
                return Ok(left.clone());
            }
            ("*", Value::List(list)) => {
                let repeated = self.binary_shown_as("*=", operator, left, right)?;
                let Value::List(repeated) = &repeated else { return Ok(repeated) };
                let items = repeated.to_vec();
                list.change(|own| *own = items);
                sequence::taint_if_conditional(self, left);
                return Ok(left.clone());
            }
            ("|" | "&" | "-" | "^", Value::Set(set))
                if !set.is_frozen() && matches!(right.unwrapped(), Value::Set(_) | Value::Unknown(_)) =>
            {
                let name = match operator {
                    "|" => "update",
                    "&" => "intersection_update",
                    "-" => "difference_update",
                    _ => "symmetric_difference_update",
                };
                self.call_method(left, name, Arguments::positional([right.clone()]))?;
                return Ok(left.clone());
            }
            _ => {}
        }
        let names = BINARY.iter().find(|(symbol, _, _)| *symbol == operator);
        let method = names.map(|(_, method, _)| method.replacen("__", "__i", 1)).unwrap_or_default();
        if special::may_have(self, left, &method)
            && let Some(value) = self.special(left, &method, [right.clone()])?
        {
            return Ok(value);
        }
        self.binary_shown_as(&format!("{operator}="), operator, left, right)
    }

    fn special_binary(
        &mut self,
        left: &Value,
        method: &str,
        right: &Value,
        reflected: &str,
    ) -> EvalResult<Option<Value>> {
        let (left_class, right_class) = (self.class_of(left), self.class_of(right));
        let mirrored_first =
            !Rc::ptr_eq(&left_class, &right_class) && right_class.is_subclass_of(&left_class);
        if mirrored_first && let Some(value) = self.special(right, reflected, [left.clone()])? {
            return Ok(Some(value));
        }
        if let Some(value) = self.special(left, method, [right.clone()])? {
            return Ok(Some(value));
        }
        if mirrored_first { Ok(None) } else { self.special(right, reflected, [left.clone()]) }
    }

    /// Calls a special method, which is looked for in the class alone. `None` where there is none or where it gives
    /// `NotImplemented`.
    pub(in crate::python) fn special<const N: usize>(
        &mut self,
        receiver: &Value,
        name: &str,
        arguments: [Value; N],
    ) -> EvalResult<Option<Value>> {
        let class = match receiver {
            Value::Instance(instance) => Rc::clone(&instance.class),
            Value::Unknown(_) => return Ok(None),
            other => self.class_of(other),
        };
        let Some(function) = class.lookup(name) else {
            let unknown = class.unknown_base.as_ref().filter(|_| matches!(receiver, Value::Instance(_)));
            // Every class has these from `object`; the others an unknown base may define.
            let inherited = matches!(name, "__eq__" | "__ne__" | "__hash__" | "__repr__" | "__str__");
            if let Some(unknown) = unknown.filter(|_| !inherited) {
                return Ok(Some(Value::Unknown(unknown.derived(UnknownForm::Other))));
            }
            // Not so for what is one of the built-in values, whose operations are not in the class.
            let is_plain = name != "__hash__" && matches!(receiver.unwrapped(), Value::Instance(_));
            let order = class.resolution_order();
            let mut native = order.iter().filter(|class| !Rc::ptr_eq(class, &self.types.object));
            return Ok(if is_plain { self.not_modelled_in(&mut native, name) } else { None });
        };
        if function.is_none() {
            return Ok(None);
        }
        let bound = self.bind_attribute(&function, receiver, &class)?;
        let value = self.call(&bound, Arguments::positional(arguments))?;
        Ok((!matches!(value, Value::NotImplemented)).then_some(value))
    }

    /// `left op right` for `==`, `!=`, `<`, `<=`, `>` and `>=`.
    pub fn compare(&mut self, operator: &str, left: &Value, right: &Value) -> EvalResult<Value> {
        let is_special = |value: &Value| match value {
            Value::Instance(_) => true,
            Value::Class(class) => class.metaclass().is_some(),
            _ => false,
        };
        let special = is_special(left) || is_special(right);
        if !special {
            if let (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) = (left, right) {
                return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
            }
            if let Some(truth) = comparison::compare_builtin(self, operator, left, right)? {
                return Ok(truth.into());
            }
        }
        let names = COMPARISONS.iter().find(|(symbol, _, _)| *symbol == operator);
        let (method, mirrored) = names.map_or(("", ""), |(_, method, mirrored)| (*method, *mirrored));
        if let Some(value) = self.special_binary(left, method, right, mirrored)? {
            return Ok(value);
        }
        if operator == "!=" {
            let equal = self.compare("==", left, right)?;
            return Ok(match self.truth(&equal)? {
                Truth::Known(value) => Value::Bool(!value),
                Truth::Ambiguous(unknown) => Value::Unknown(unknown.derived(UnknownForm::Other)),
            });
        }
        if special && let Some(truth) = self.compare_underlying(operator, left, right)? {
            return Ok(truth.into());
        }
        if operator == "==" {
            if let (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) = (left, right) {
                return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
            }
            return Ok(Value::Bool(left.is(right)));
        }
        if let (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) = (left, right) {
            return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
        }
        let (left, right) = (self.class_of(left), self.class_of(right));
        Err(self.type_error(&format!(
            "'{operator}' not supported between instances of '{}' and '{}'",
            left.shown_name(),
            right.shown_name()
        )))
    }

    /// Compares instances of subclasses of built-in classes by the built-in values that they are.
    fn compare_underlying(
        &mut self,
        operator: &str,
        left: &Value,
        right: &Value,
    ) -> EvalResult<Option<Truth>> {
        let (left, right) = (left.unwrapped(), right.unwrapped());
        if matches!(left, Value::Instance(_)) || matches!(right, Value::Instance(_)) {
            return Ok(None);
        }
        comparison::compare_builtin(self, operator, &left, &right)
    }

    /// `left == right`.
    pub fn equals(&mut self, left: &Value, right: &Value) -> EvalResult<Truth> {
        let value = self.compare("==", left, right)?;
        self.truth(&value)
    }

    /// `left < right`.
    pub fn less_than(&mut self, left: &Value, right: &Value) -> EvalResult<Truth> {
        let value = self.compare("<", left, right)?;
        self.truth(&value)
    }

    /// Python's truth of a value.
    pub fn truth(&mut self, value: &Value) -> EvalResult<Truth> {
        match value {
            Value::Unknown(unknown) => return Ok(Truth::Ambiguous(Rc::clone(unknown))),
            Value::Bool(value) => return Ok(Truth::Known(*value)),
            Value::None => return Ok(Truth::Known(false)),
            Value::Class(class) => return self.truth_of_class(class),
            _ => {}
        }
        if let Value::Instance(_) = value {
            match self.special(value, "__bool__", [])? {
                None => {}
                Some(Value::Unknown(unknown)) => return Ok(Truth::Ambiguous(unknown)),
                Some(Value::Bool(truth)) => return Ok(Truth::Known(truth)),
                Some(other) => {
                    let name = &self.class_of(&other).name;
                    return Err(self.type_error(&format!("__bool__ should return bool, returned {name}")));
                }
            }
            if let Some(length) = self.special(value, "__len__", [])? {
                return match self.checked_length(length)? {
                    Value::Unknown(unknown) => Ok(Truth::Ambiguous(unknown)),
                    length => Ok(Truth::Known(length.as_i64() != Some(0))),
                };
            }
            let inner = value.unwrapped();
            return if matches!(inner, Value::Instance(_)) {
                Ok(Truth::Known(true))
            } else {
                self.truth(&inner)
            };
        }
        Ok(sequence::truth(self, value)?.unwrap_or(Truth::Known(true)))
    }

    /// `item in container`.
    pub fn contains(&mut self, container: &Value, item: &Value) -> EvalResult<Truth> {
        if let Value::Unknown(unknown) = container {
            return Ok(Truth::Ambiguous(Rc::clone(unknown)));
        }
        if let Value::Instance(_) = container
            && let Some(value) = self.special(container, "__contains__", [item.clone()])?
        {
            return self.truth(&value);
        }
        if let Value::Class(class) = container {
            if let Some(value) = self.special_of_class(class, "__contains__", [item.clone()])? {
                return self.truth(&value);
            }
            for hooks in class.all_hooks() {
                if let Some(truth) = hooks.contains(self, class, item)? {
                    return Ok(truth);
                }
            }
        }
        if let Some(truth) = sequence::contains(self, &container.unwrapped(), item)? {
            return Ok(truth);
        }
        let mut iterator = match self.iterator(container) {
            Err(fault) if self.is_exception(&fault, &self.exceptions.type_error) => {
                let name = special::type_name(self, container);
                return Err(self.type_error(&format!("argument of type '{name}' is not iterable")));
            }
            iterator => iterator?,
        };
        let mut ambiguous = None;
        while let Some(candidate) = self.next_item(&mut iterator)? {
            self.step()?;
            match self.equals(&candidate, item)? {
                Truth::Known(true) => return Ok(Truth::Known(true)),
                Truth::Known(false) => {}
                Truth::Ambiguous(unknown) => ambiguous = Some(unknown),
            }
        }
        Ok(ambiguous.map_or(Truth::Known(false), Truth::Ambiguous))
    }

    /// `len(value)`.
    pub fn length(&mut self, value: &Value) -> EvalResult<Value> {
        if let Value::Unknown(unknown) = value {
            return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
        }
        if let Value::Instance(_) = value
            && let Some(length) = self.special(value, "__len__", [])?
        {
            return self.checked_length(length);
        }
        if let Some(length) = sequence::length(self, &value.unwrapped())? {
            return Ok(length);
        }
        if let Value::Class(class) = value {
            if let Some(length) = self.special_of_class(class, "__len__", [])? {
                return self.checked_length(length);
            }
            for hooks in class.all_hooks() {
                if let Some(items) = hooks.iterate(self, class)? {
                    return Ok(Value::int(items.len()));
                }
            }
        }
        let class = self.class_of(value);
        Err(self.type_error(&format!("object of type '{}' has no len()", class.shown_name())))
    }

    /// What `__len__` gave, where that is a length.
    fn checked_length(&mut self, length: Value) -> EvalResult<Value> {
        if let Value::Unknown(_) = length {
            return Ok(length);
        }
        match builtins::slices::index(self, &length)? {
            Some(number) if number.is_negative() => Err(self.value_error("__len__() should return >= 0")),
            Some(number) => Ok(Value::Int(number)),
            None => {
                let name = &self.class_of(&length).name;
                Err(self.type_error(&format!("'{name}' object cannot be interpreted as an integer")))
            }
        }
    }

    pub(super) fn unary_expression(&mut self, operator: UnaryOp, operand: &Value) -> EvalResult<Value> {
        if let Value::Unknown(unknown) = operand {
            return Ok(Value::Unknown(unknown.derived(UnknownForm::Other)));
        }
        let (symbol, method) = match operator {
            UnaryOp::Not => {
                return Ok(match self.truth(operand)? {
                    Truth::Known(value) => Value::Bool(!value),
                    Truth::Ambiguous(unknown) => Value::Unknown(unknown.derived(UnknownForm::Other)),
                });
            }
            UnaryOp::USub => ("-", "__neg__"),
            UnaryOp::UAdd => ("+", "__pos__"),
            UnaryOp::Invert => ("~", "__invert__"),
        };
        if special::may_have(self, operand, method)
            && let Some(value) = self.special(operand, method, [])?
        {
            return Ok(value);
        }
        if let Some(value) = operators::unary(self, symbol, &operand.unwrapped())? {
            return Ok(value);
        }
        let class = self.class_of(operand);
        Err(self.type_error(&format!("bad operand type for unary {symbol}: '{}'", class.name)))
    }

    pub(super) fn compare_operator(
        &mut self,
        operator: CmpOp,
        left: &Value,
        right: &Value,
    ) -> EvalResult<Value> {
        let negated = |truth: Truth| match truth {
            Truth::Known(value) => Value::Bool(!value),
            Truth::Ambiguous(unknown) => Value::Unknown(unknown.derived(UnknownForm::Other)),
        };
        match operator {
            CmpOp::Eq => self.compare("==", left, right),
            CmpOp::NotEq => self.compare("!=", left, right),
            CmpOp::Lt => self.compare("<", left, right),
            CmpOp::LtE => self.compare("<=", left, right),
            CmpOp::Gt => self.compare(">", left, right),
            CmpOp::GtE => self.compare(">=", left, right),
            CmpOp::Is => Ok(identity(left, right).into()),
            CmpOp::IsNot => Ok(negated(identity(left, right))),
            CmpOp::In => Ok(self.contains(right, left)?.into()),
            CmpOp::NotIn => Ok(negated(self.contains(right, left)?)),
        }
    }

    fn union_of_types(&mut self, left: &Value, right: &Value) -> EvalResult<Option<Value>> {
        crate::python::stdlib::typing::union_of(self, left, right)
    }

    /// `str(value)` as a value: text, or an unknown where a part is unknown.
    pub fn str_of(&mut self, value: &Value) -> EvalResult<Value> {
        builtins::text::str(self, value)
    }

    /// `repr(value)` as a value: text, or an unknown where a part is unknown.
    pub fn repr_of(&mut self, value: &Value) -> EvalResult<Value> {
        builtins::text::repr(self, value)
    }

    /// `format(value, specification)`: text, or an unknown.
    pub fn format_of(&mut self, value: &Value, specification: &str) -> EvalResult<Value> {
        builtins::text::format(self, value, specification)
    }

    /// The hash key of a value; `TypeError` where it is unhashable. Unknowns hash by identity.
    pub fn key_of(&mut self, value: &Value) -> EvalResult<Key> {
        builtins::hash::key_of(self, value)
    }

    /// The key by which a dictionary or set has the value, or would have it.
    pub fn key_in(&mut self, value: &Value, container: &dyn Keyed) -> EvalResult<Key> {
        builtins::hash::key_in(self, value, container)
    }

    /// Sets the value of a key of a dictionary; `TypeError` where the key is unhashable.
    pub fn insert(&mut self, dict: &Dict, key: Value, value: Value) -> EvalResult<()> {
        let hashed = self.key_in(&key, dict)?;
        dict.insert(hashed, key, value);
        Ok(())
    }

    /// Adds a member to a set, unless an equal one is there; `TypeError` where it is unhashable.
    pub fn add_member(&mut self, set: &Set, member: Value) -> EvalResult<()> {
        let key = self.key_in(&member, set)?;
        set.insert(key, member);
        Ok(())
    }

    /// `type(value)`.
    pub fn class_of(&self, value: &Value) -> Rc<Class> {
        let types = &self.types;
        Rc::clone(match value {
            Value::None => &types.none_type,
            Value::Ellipsis => &types.ellipsis,
            Value::NotImplemented => &types.not_implemented,
            Value::Bool(_) => &types.bool,
            Value::Int(_) => &types.int,
            Value::Float(_) => &types.float,
            Value::Str(_) => &types.str,
            Value::Bytes(_) => &types.bytes,
            Value::List(_) => &types.list,
            Value::Tuple(_) => &types.tuple,
            Value::Dict(_) => &types.dict,
            Value::Set(set) => {
                if set.is_frozen() {
                    &types.frozenset
                } else {
                    &types.set
                }
            }
            Value::Range(_) => &types.range,
            Value::Slice(_) => &types.slice,
            Value::Iterator(_) => &types.iterator,
            Value::Function(_) => &types.function,
            Value::Native(_) => &types.native_function,
            Value::Method(_) => &types.method,
            Value::StaticMethod(_) => &types.staticmethod,
            Value::ClassMethod(_) => &types.classmethod,
            Value::Property(_) => &types.property,
            Value::Class(class) => return class.metaclass().unwrap_or_else(|| Rc::clone(&types.type_)),
            Value::Instance(instance) => &instance.class,
            Value::Module(_) => &types.module,
            Value::Super(_) => &types.super_,
            Value::Unknown(_) => &types.unknown,
        })
    }
}

fn identity(left: &Value, right: &Value) -> Truth {
    match (left, right) {
        (Value::Unknown(unknown), _) | (_, Value::Unknown(unknown)) => Truth::Ambiguous(Rc::clone(unknown)),
        _ => Truth::Known(left.is(right)),
    }
}
