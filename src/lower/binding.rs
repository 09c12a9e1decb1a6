//! Bindings → `flyteidl.core.Binding`.

use super::error::{Depth, Fault};
use super::literal::scalar;
use crate::idl::flyteidl::core::{self, binding_data, promise_attribute};
use crate::model::{Binding, BindingData, OutputReference, PathElement};

/// Bindings in their order.
pub(super) fn bindings<'a>(
    bindings: impl IntoIterator<Item = &'a Binding>,
) -> Result<Vec<core::Binding>, Fault> {
    bindings.into_iter().map(binding).collect()
}

fn binding(binding: &Binding) -> Result<core::Binding, Fault> {
    let data = binding_data(&binding.data, Depth::TOP)?;
    Ok(core::Binding { var: binding.var.clone(), binding: Some(data) })
}

fn binding_data(data: &BindingData, depth: Depth) -> Result<core::BindingData, Fault> {
    let depth = depth.deeper()?;
    let value = match data {
        BindingData::Scalar(value) => binding_data::Value::Scalar(scalar(value, depth)?),
        BindingData::Collection(items) => {
            let bindings = items.iter().map(|item| binding_data(item, depth)).collect::<Result<_, _>>()?;
            binding_data::Value::Collection(core::BindingDataCollection { bindings })
        }
        BindingData::Map(entries) => {
            let bindings = entries.iter().map(|(key, item)| Ok((key.clone(), binding_data(item, depth)?)));
            binding_data::Value::Map(core::BindingDataMap {
                bindings: bindings.collect::<Result<_, Fault>>()?,
            })
        }
        BindingData::Promise(reference) => binding_data::Value::Promise(output_reference(reference)),
    };
    Ok(core::BindingData { union: None, value: Some(value) })
}

fn output_reference(reference: &OutputReference) -> core::OutputReference {
    let attr_path = reference.attr_path.iter().map(|element| {
        let value = match element {
            PathElement::Key(key) => promise_attribute::Value::StringValue(key.clone()),
            PathElement::Index(index) => promise_attribute::Value::IntValue(*index),
        };
        core::PromiseAttribute { value: Some(value) }
    });
    core::OutputReference {
        node_id: reference.node_id.clone(),
        var: reference.var.clone(),
        attr_path: attr_path.collect(),
    }
}
