//! Strategies: functions that a dataclass's `Config`, its dialect or a field names for values of a type
//! (`mashumaro.types.SerializationStrategy`).

use std::rc::Rc;

use super::super::engine::Engine;
use super::super::fault::{Fault, Outcome};
use super::super::packed::Packed;
use super::super::python_type::{arguments, new_type, origin_class, underlying, union};
use super::pack::{Dialect, is_as_is};
use super::packing::packing;
use super::schema::{Building, Schema};
use crate::flytekit::need;
use crate::python::{Arguments, Class, Value};

/// What stands for a value of a type.
#[derive(Clone)]
pub(in super::super) enum Strategy {
    /// The value itself.
    PassThrough,
    /// What a function gives for the value; whether there is one for the way back.
    Serialize(Value, bool),
}

/// The strategies of a dataclass by type; the first one that is found counts.
pub(in super::super) type Strategies = Rc<Vec<(Value, Strategy)>>;

impl Engine<'_> {
    /// Runs `inner` with the strategies of a dataclass in place of those around it.
    pub(super) fn with_strategies<T>(
        &mut self,
        strategies: &Strategies,
        inner: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        let around = std::mem::replace(&mut self.strategies, Rc::clone(strategies));
        let result = inner(self);
        self.strategies = around;
        result
    }

    /// Adds the strategies that a `Config` or a dialect has.
    pub(super) fn add_strategies(
        &mut self,
        holder: &Class,
        strategies: &mut Vec<(Value, Strategy)>,
    ) -> Outcome<()> {
        let Some(given) = holder.lookup("serialization_strategy") else { return Ok(()) };
        let span = self.span;
        for (python_type, value) in
            need::entries(self.evaluator, &given, "the strategies of a dataclass", span)?
        {
            if let Some(strategy) = self.strategy(&value)? {
                strategies.push((python_type, strategy));
            }
        }
        Ok(())
    }

    /// The strategy that a value stands for; `None` where mashumaro takes it for none.
    pub(super) fn strategy(&mut self, value: &Value) -> Outcome<Option<Strategy>> {
        match value.unwrapped() {
            Value::Unknown(unknown) => Err(self.unknown(&unknown, "a strategy of a dataclass")),
            Value::Dict(options) => match options.get_str("serialize") {
                Some(Value::Unknown(unknown)) => Err(self.unknown(&unknown, "a strategy of a dataclass")),
                Some(Value::Str(_)) => {
                    Err(Fault::not_static("a mashumaro strategy that is named by a text is not supported"))
                }
                Some(Value::None) | None => Ok(None),
                Some(function) => {
                    let is_reversible = options.get_str("deserialize").is_some_and(|back| !back.is_none());
                    Ok(Some(Strategy::Serialize(function, is_reversible)))
                }
            },
            Value::Instance(instance) if instance.class.has_dotted_name("mashumaro.helper.pass_through") => {
                Ok(Some(Strategy::PassThrough))
            }
            value @ Value::Instance(_) => {
                let class = self.evaluator.class_of(&value);
                if !class.descends_from("mashumaro.types.SerializationStrategy") {
                    return Ok(None);
                }
                let options = ["__use_annotations__", "__match_subclasses__", "__orig_bases__"];
                if options
                    .iter()
                    .any(|name| class.lookup(name).is_some_and(|option| option.as_bool() != Some(false)))
                {
                    let message = "a mashumaro strategy that is generic or has options is not supported";
                    return Err(Fault::not_static(message));
                }
                Ok(Some(Strategy::Serialize(self.evaluator.get_attribute(&value, "serialize")?, true)))
            }
            _ => Ok(None),
        }
    }

    /// The strategy in force for one of the types.
    fn strategy_for(&mut self, types: &[Value]) -> Outcome<Option<Strategy>> {
        let strategies = Rc::clone(&self.strategies);
        for python_type in types {
            for (known, strategy) in strategies.iter() {
                if self.evaluator.equals(known, python_type)?.is_true() {
                    return Ok(Some(strategy.clone()));
                }
            }
        }
        Ok(None)
    }

    /// The strategy in force for the values of a declared type, or for those of its class.
    pub(super) fn packing_strategy(&mut self, declared: &Value) -> Outcome<Option<Strategy>> {
        if self.strategies.is_empty() {
            return Ok(None);
        }
        let types: Vec<Value> =
            [declared.clone()].into_iter().chain(origin_class(declared).map(Value::Class)).collect();
        self.strategy_for(&types)
    }

    /// Fails where a strategy has no way back for a class that mashumaro cannot read by itself. For the default of a field it
    /// makes a class that is read too.
    pub(super) fn check_way_back(&mut self, declared: &Value) -> Outcome<()> {
        if self.strategies.is_empty() {
            return Ok(());
        }
        let declared = underlying(declared);
        let inner = union(&declared).map_or_else(|| arguments(&declared), |union| union.members.to_vec());
        inner.iter().try_for_each(|item| self.check_way_back(item))?;
        let is_readable = origin_class(&declared).is_none_or(|class| packing(&class).is_some());
        match self.packing_strategy(&declared)? {
            Some(Strategy::Serialize(_, false)) if !is_readable => {
                Err(Fault::unsupported_type("a mashumaro strategy has no `deserialize`"))
            }
            _ => Ok(()),
        }
    }

    /// Whether a type's values stay as they are.
    pub(super) fn stay(&mut self, declared: &Value, dialect: Dialect) -> Outcome<bool> {
        if self.strategies.is_empty() || !is_as_is(declared, dialect) {
            return Ok(is_as_is(declared, dialect));
        }
        let declared = underlying(declared);
        if let Some(strategy) = self.packing_strategy(&declared)? {
            return Ok(matches!(strategy, Strategy::PassThrough));
        }
        let mut inner = arguments(&declared);
        inner.extend(new_type(&declared).map(|new_type| new_type.base.clone()));
        for item in &inner {
            if !self.stay(item, dialect)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What a strategy makes of a value.
    pub(super) fn pack_by_strategy(&mut self, value: &Value, strategy: &Strategy) -> Outcome<Packed> {
        match strategy {
            Strategy::PassThrough => self.pack_any(value),
            Strategy::Serialize(function, _) => {
                let result = self.evaluator.call(function, Arguments::positional([value.clone()]))?;
                self.pack_any(&result)
            }
        }
    }

    /// The schema of a type for which a strategy is in force; `None` where it is that of the type itself.
    pub(super) fn schema_by_strategy(
        &mut self,
        python_type: &Value,
        building: &mut Building,
    ) -> Outcome<Option<Schema>> {
        if self.strategies.is_empty() {
            return Ok(None);
        }
        match self.strategy_for(std::slice::from_ref(python_type))? {
            Some(strategy) => self.schema_of_strategy(python_type, &strategy, building),
            None => Ok(None),
        }
    }

    /// The schema of what a strategy gives for values of a type; `None` where it gives values of that type.
    pub(super) fn schema_of_strategy(
        &mut self,
        python_type: &Value,
        strategy: &Strategy,
        building: &mut Building,
    ) -> Outcome<Option<Schema>> {
        let Strategy::Serialize(function, _) = strategy else { return Ok(None) };
        let is_class = function.as_class().is_some();
        if !is_class
            && let Some(returns) = self.evaluator.signature(function)?.returns
            && returns.value.is(python_type)
        {
            return Ok(None);
        }
        self.serializer_schema(function, building).map(Some)
    }
}
