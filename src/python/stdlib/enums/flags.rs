//! `Flag` and `IntFlag`: members that can be combined, and what becomes of bits that no member has.

use std::rc::Rc;

use super::super::parts::{Names, take_first};
use super::{EnumMembers, follows, member_name, member_value};
use crate::python::{Arguments, Class, EvalResult, Evaluator, Instance, Int, PyIterator, Truth, Value, Vars};

/// What becomes of bits that no member has (`enum.FlagBoundary`), kept on the class.
#[derive(Clone)]
pub(super) enum Boundary {
    /// They are a fault.
    Strict,
    /// They are taken away.
    Conform,
    /// The value is an integer and no flag.
    Eject,
    /// They stay.
    Keep,
    /// Something that is no boundary.
    Other(Value),
}

impl Boundary {
    /// The boundary that is given as `boundary=`.
    pub(super) fn of(value: &Value) -> Self {
        match member_name(value).as_deref() {
            Some("STRICT") => Self::Strict,
            Some("CONFORM") => Self::Conform,
            Some("EJECT") => Self::Eject,
            Some("KEEP") => Self::Keep,
            _ => Self::Other(value.clone()),
        }
    }

    fn of_class(class: &Rc<Class>) -> Rc<Self> {
        class.inherited_data().unwrap_or_else(|| Rc::new(Self::Strict))
    }
}

type Operation = fn(&Int, &Int) -> Int;

pub(super) fn attributes() -> Vars {
    const OPERATIONS: &[(&str, Operation)] = &[("or", Int::or), ("and", Int::and), ("xor", Int::xor)];
    let mut names = Names::default()
        .functions(&[
            ("__invert__", invert),
            ("__contains__", contains),
            ("__iter__", iterate),
            ("__len__", length),
            ("__bool__", truth),
        ])
        .class_methods(&[("_missing_", missing)]);
    for (name, operation) in OPERATIONS {
        for prefix in ["", "r"] {
            let code = |evaluator: &mut Evaluator, arguments| combine(evaluator, arguments, *operation);
            let name = format!("__{prefix}{name}__");
            names = names.value(&name, super::super::parts::closure(&name, code));
        }
    }
    names.vars()
}

/// Whether bits that no member of the class has make the value an integer.
pub(super) fn ejects(class: &Rc<Class>) -> bool {
    class.descends_from("enum.Flag") && matches!(*Boundary::of_class(class), Boundary::Eject)
}

/// The operators of flags come before those of `int`, unless the program defines them.
pub(super) fn settle_operators(class: &Rc<Class>) {
    let order = class.resolution_order();
    for (name, value) in attributes() {
        let written = order.iter().any(|class| class.span.is_some() && class.own_attribute(&name).is_some());
        if !written && &*name != "_missing_" {
            class.set_attribute(&name, value);
        }
    }
}

/// Whether the value is one bit.
pub(super) fn is_single(value: &Value) -> bool {
    int_of(value).is_none_or(|bits| !bits.is_negative() && ones(&bits) == 1)
}

/// `TypeError` where the value of a flag is no integer.
pub(super) fn check_value(evaluator: &Evaluator, value: &Value) -> EvalResult<()> {
    if int_of(value).is_some() || matches!(value, Value::Unknown(_)) {
        return Ok(());
    }
    let kind = evaluator.class_of(value).shown_name();
    Err(evaluator.type_error(&format!("unsupported operand type(s) for |=: 'int' and '{kind}'")))
}

/// The value that follows: the bit after the highest one of the largest value.
pub(super) fn next_value(evaluator: &mut Evaluator, values: &[Value], start: Value) -> EvalResult<Value> {
    let Some((first, rest)) = values.split_first() else { return Ok(start) };
    let mut highest = first.clone();
    for value in rest {
        match evaluator.less_than(&highest, value)? {
            Truth::Known(true) => highest = value.clone(),
            Truth::Known(false) => {}
            Truth::Ambiguous(unknown) => return Ok(follows(&unknown)),
        }
    }
    match int_of(&highest) {
        Some(bits) => Ok(Value::Int(power_of_two(bits.bit_length()))),
        None => {
            let text = evaluator.repr_of(&highest)?.as_str().unwrap_or_default();
            Err(evaluator.type_error(&format!("invalid flag value {text}")))
        }
    }
}

fn int_of(value: &Value) -> Option<Int> {
    match value.unwrapped() {
        Value::Int(number) => Some(number),
        Value::Bool(truth) => Some(i64::from(truth).into()),
        _ => None,
    }
}

fn power_of_two(exponent: u64) -> Int {
    Int::Small(1).shifted_left(u32::try_from(exponent).unwrap_or(u32::MAX))
}

fn ones(bits: &Int) -> u64 {
    bits.to_big().magnitude().count_ones()
}

fn named_bits((name, member): (&Rc<str>, &Value)) -> Option<(Rc<str>, Int, Value)> {
    Some((Rc::clone(name), int_of(&member_value(member)?)?, member.clone()))
}

/// The bits of the members of a class.
struct Bits {
    /// Of all members and aliases.
    all: Int,
    /// Of members that are one bit.
    singles: Int,
    /// All up to the highest one.
    range: Int,
}

impl Bits {
    fn of(members: &EnumMembers) -> Self {
        let (mut all, mut singles) = (Int::default(), Int::default());
        for bits in members.by_name.values().filter_map(|member| int_of(&member_value(member)?)) {
            all = all.or(&bits);
            if is_single(&Value::Int(bits.clone())) {
                singles = singles.or(&bits);
            }
        }
        let range = power_of_two(all.bit_length()).minus(&Int::Small(1));
        Self { all, singles, range }
    }

    /// Whether the number has bits that no member has.
    fn lack(&self, number: &Int) -> bool {
        *number < self.range.inverted()
            || *number > self.range
            || !number.and(&self.range.xor(&self.all)).is_zero()
    }
}

/// `_missing_`: the member for bits that no member has, made once and then kept.
fn missing(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let class = take_first(evaluator, &mut arguments)?;
    let value = take_first(evaluator, &mut arguments)?;
    let Some(class) = class.as_class() else { return Ok(Value::None) };
    let (Some(number), Some(known)) = (int_of(&value), class.inherited_data::<EnumMembers>()) else {
        let text = evaluator.repr_of(&value)?.as_str().unwrap_or_default();
        return Err(evaluator.value_error(&format!("{text} is not a valid {}", class.qualname)));
    };
    let (bits, mut number, boundary) = (Bits::of(&known), number, Boundary::of_class(class));
    if bits.lack(&number) {
        match &*boundary {
            Boundary::Strict => return Err(evaluator.value_error(&out_of_range(class, &number, &bits.all))),
            Boundary::Conform => number = number.and(&bits.all),
            Boundary::Eject => return Ok(value),
            Boundary::Keep if number.is_negative() => {
                let width = power_of_two(number.bit_length());
                number = number.plus(&width.max(bits.range.plus(&Int::Small(1))));
            }
            Boundary::Keep => {}
            Boundary::Other(other) => {
                let text = evaluator.repr_of(other)?.as_str().unwrap_or_default();
                let message = format!("<flag '{}'> unknown flag boundary {text}", class.name);
                return Err(evaluator.value_error(&message));
            }
        }
    }
    if number.is_negative() {
        number = number.plus(&bits.range).plus(&Int::Small(1));
    }
    combination(evaluator, class, &known, &bits, &number, &boundary)
}

fn combination(
    evaluator: &mut Evaluator,
    class: &Rc<Class>,
    known: &EnumMembers,
    bits: &Bits,
    number: &Int,
    boundary: &Boundary,
) -> EvalResult<Value> {
    let keeps = matches!(boundary, Boundary::Keep);
    let unknown = number.and(&bits.all.inverted());
    if !unknown.is_zero() && !keeps {
        let message = format!(
            "{}({number}) -->  unknown values {unknown} [{}]",
            class.name,
            binary(&unknown, unknown.bit_length())
        );
        return Err(evaluator.value_error(&message));
    }
    let (name, rest) = name_of_combination(number, known, bits);
    if !rest.is_zero() && matches!(boundary, Boundary::Strict) {
        let message = format!("<flag '{}'>: no members with value {rest}", class.name);
        return Err(evaluator.value_error(&message));
    }
    let kept = known.combinations.borrow();
    let members = known.by_name.values().chain(kept.iter());
    let same =
        |member: &&Value| member_value(member).and_then(|value| int_of(&value)).as_ref() == Some(number);
    if let Some(member) = members.into_iter().find(same) {
        return Ok(member.clone());
    }
    drop(kept);
    let member = make(class, number, &name);
    known.combinations.borrow_mut().push(member.clone());
    Ok(member)
}

/// The text of `enum.bin`: the sign, then at least so many bits.
fn binary(bits: &Int, width: u64) -> String {
    let width = width.max(bits.bit_length());
    let sign = i32::from(bits.is_negative());
    let bits = if bits.is_negative() { power_of_two(width).plus(bits) } else { bits.clone() };
    let width = usize::try_from(width).unwrap_or_default();
    let digits = if width == 0 { String::new() } else { bits.to_big().to_str_radix(2) };
    format!("0b{sign} {digits:0>width$}")
}

fn out_of_range(class: &Rc<Class>, bits: &Int, mask: &Int) -> String {
    let width = bits.bit_length().max(mask.bit_length());
    format!(
        "<flag '{}'> invalid value {bits}\n    given {}\n  allowed {}",
        class.name,
        binary(bits, width),
        binary(mask, width)
    )
}

/// The name of bits that no member has: those of its single bits, then of what is composed of several, then what is left as
/// a number; and what is left.
fn name_of_combination(number: &Int, members: &EnumMembers, bits: &Bits) -> (Value, Int) {
    let single = number.and(&bits.singles);
    let mut included: Vec<(Rc<str>, Int)> =
        in_order(members, &single).into_iter().flatten().map(|(name, bits, _)| (name, bits)).collect();
    if !number.and(&bits.singles.inverted()).is_zero() {
        for (name, composed, _) in members.by_name.iter().filter_map(named_bits) {
            let is_new = included.iter().all(|(_, known)| *known != composed);
            if is_new && !composed.is_zero() && composed.and(number) == composed {
                included.push((name, composed));
            }
        }
    }
    let covered = included.iter().fold(Int::default(), |covered, (_, bits)| covered.or(bits));
    let rest = number.xor(&covered);
    if covered.is_zero() {
        return (Value::None, Int::default());
    }
    let mut names: Vec<String> = included.into_iter().map(|(name, _)| name.to_string()).collect();
    if !rest.is_zero() {
        names.push(rest.to_string());
    }
    (Value::from(names.join("|")), rest)
}

/// The members for the bits of a number, `None` for bits that only composed members have: by value where the members are
/// defined in that order, else in the order of definition.
fn in_order(members: &EnumMembers, number: &Int) -> Vec<Option<(Rc<str>, Int, Value)>> {
    let singles: Vec<_> =
        members.members.iter().filter_map(|(name, member)| named_bits((name, member))).collect();
    if !singles.is_sorted_by(|(_, left, _), (_, right, _)| left <= right) {
        return singles.into_iter().filter(|(_, bits, _)| !bits.and(number).is_zero()).map(Some).collect();
    }
    let bits = (0..number.bit_length()).map(power_of_two).filter(|bit| !bit.and(number).is_zero());
    bits.map(|bit| singles.iter().find(|(_, bits, _)| *bits == bit).cloned()).collect()
}

fn make(class: &Rc<Class>, bits: &Int, name: &Value) -> Value {
    let value = Value::Int(bits.clone());
    let instance = if class.descends_from("builtins.int") {
        Instance::with_builtin(class, value.clone())
    } else {
        Instance::new(class)
    };
    for (attribute, value) in [("_value_", &value), ("value", &value), ("_name_", name), ("name", name)] {
        instance.set_attribute(attribute, value.clone());
    }
    Value::Instance(Rc::new(instance))
}

fn bits_of(class: &Rc<Class>, value: &Value) -> Option<Int> {
    match value {
        Value::Instance(instance) if instance.class.is_subclass_of(class) => int_of(&member_value(value)?),
        _ if class.descends_from("builtins.int") => int_of(value),
        _ => None,
    }
}

fn flag(evaluator: &Evaluator, arguments: &mut Arguments) -> EvalResult<(Rc<Class>, Int)> {
    let receiver = take_first(evaluator, arguments)?;
    let class = evaluator.class_of(&receiver);
    match bits_of(&class, &receiver) {
        Some(bits) => Ok((class, bits)),
        None => Err(evaluator.type_error("the value of the flag is not an integer")),
    }
}

fn combine(evaluator: &mut Evaluator, mut arguments: Arguments, operation: Operation) -> EvalResult<Value> {
    let (class, bits) = flag(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    match bits_of(&class, &other) {
        Some(other) => super::look_up(evaluator, &class, &Value::Int(operation(&bits, &other))),
        None => Ok(Value::NotImplemented),
    }
}

fn invert(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, bits) = flag(evaluator, &mut arguments)?;
    let inverted = match &*Boundary::of_class(&class) {
        Boundary::Keep | Boundary::Eject => bits.inverted(),
        _ => {
            let members = class.inherited_data::<EnumMembers>();
            members.map(|members| Bits::of(&members).singles).unwrap_or_default().and(&bits.inverted())
        }
    };
    super::look_up(evaluator, &class, &Value::Int(inverted))
}

fn contains(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, bits) = flag(evaluator, &mut arguments)?;
    let other = take_first(evaluator, &mut arguments)?;
    let kind = evaluator.class_of(&other);
    match bits_of(&class, &other).filter(|_| kind.is_subclass_of(&class)) {
        Some(other) => Ok(Value::Bool(other.and(&bits) == other)),
        None => Err(evaluator.type_error(&format!(
            "unsupported operand type(s) for 'in': '{}' and '{}'",
            kind.qualname, class.qualname
        ))),
    }
}

fn iterate(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (class, bits) = flag(evaluator, &mut arguments)?;
    let included = match class.inherited_data::<EnumMembers>() {
        Some(members) => {
            let known = bits.and(&Bits::of(&members).all);
            if known.is_negative() {
                return Err(evaluator.value_error(&format!("{known} is not a positive integer")));
            }
            in_order(&members, &known)
        }
        None => Vec::new(),
    };
    let members =
        included.into_iter().map(|found| found.map_or(Value::None, |(.., member)| member)).collect();
    Ok(Value::Iterator(Rc::new(PyIterator::of("generator", members))))
}

fn length(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, bits) = flag(evaluator, &mut arguments)?;
    Ok(Value::Int(ones(&bits).into()))
}

fn truth(evaluator: &mut Evaluator, mut arguments: Arguments) -> EvalResult<Value> {
    let (_, bits) = flag(evaluator, &mut arguments)?;
    Ok(Value::Bool(!bits.is_zero()))
}
