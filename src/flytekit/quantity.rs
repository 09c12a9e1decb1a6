//! Kubernetes quantities (`k8s.io/apimachinery/pkg/api/resource.ParseQuantity`), and what the control plane demands of
//! those of a task (`flyteadmin/pkg/manager/impl/validation/task_validator.go`).
//!
//! flytekit writes whatever text a program gives. The control plane refuses text that is no quantity, a request above its
//! limit, and parts of a GPU.

use super::resources::words;
use crate::diagnostic::{Diagnostic, Id};
use crate::model::{ResourceEntry, ResourceName, Resources};
use crate::source::Span;

const UNITS: &str = "write a number and a unit, such as `500m`, `2` or `4Gi`; units are `n`, `u`, `m`, `k`, `M`, `G`, `T`, \
                     `P`, `E`, `Ki`, `Mi`, `Gi`, `Ti`, `Pi` and `Ei`";

/// The faults of the resources of a task.
pub(super) fn faults(resources: &Resources, span: Span) -> Vec<Diagnostic> {
    let mut faults = malformed(resources, span);
    if faults.is_empty() {
        faults.extend(
            resources.requests.iter().filter_map(|request| unequal(request, &resources.limits, span)),
        );
        let amounts = resources.requests.iter().chain(&resources.limits);
        faults.extend(amounts.filter_map(|entry| divided(entry, span)).take(1));
    }
    faults
}

/// The faults of texts that are no quantities.
pub(super) fn malformed(resources: &Resources, span: Span) -> Vec<Diagnostic> {
    let kinds = [("request", &resources.requests), ("limit", &resources.limits)];
    let entries =
        kinds.into_iter().flat_map(|(kind, entries)| entries.iter().map(move |entry| (kind, entry)));
    let is_malformed = |(_, entry): &(&str, &ResourceEntry)| amount(&entry.value).is_none();
    let fault = |(kind, entry): (&str, &ResourceEntry)| {
        let message = format!("the {} {kind} `{}` is no quantity", words(entry.name), entry.value);
        Diagnostic::error(Id::InvalidResource, message).at(span, "").with_help(UNITS)
    };
    entries.filter(is_malformed).map(fault).collect()
}

fn unequal(request: &ResourceEntry, limits: &[ResourceEntry], span: Span) -> Option<Diagnostic> {
    let limit = limits.iter().find(|limit| limit.name == request.name)?;
    let (asked, most) = (amount(&request.value)?.ceil(), amount(&limit.value)?.ceil());
    let what = words(request.name);
    if request.name == ResourceName::Gpu && (asked - most).abs() > 0.0 {
        let message = format!("the GPU request `{}` differs from the limit `{}`", request.value, limit.value);
        let help = "GPUs cannot be overcommitted: give the same number twice, or one of them only";
        return Some(Diagnostic::error(Id::InvalidResource, message).at(span, "").with_help(help));
    }
    (asked > most).then(|| {
        let message = format!("the {what} request `{}` is above its limit `{}`", request.value, limit.value);
        Diagnostic::error(Id::InvalidResource, message)
            .at(span, "")
            .with_help("raise the limit, or ask for less")
    })
}

fn divided(entry: &ResourceEntry, span: Span) -> Option<Diagnostic> {
    let is_divided = entry.name == ResourceName::Gpu && amount(&entry.value)?.fract() > 0.0;
    is_divided.then(|| {
        let message = format!("`{}` GPUs: a part of one cannot be asked for", entry.value);
        let help = "ask for a whole number; `accelerator` takes a partition, as in `A100.partition_1g_5gb`";
        Diagnostic::error(Id::InvalidResource, message).at(span, "").with_help(help)
    })
}

/// The number that a quantity stands for; `None` where the text is no quantity.
fn amount(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let (number, unit) = digits.split_at(end);
    if !number.contains(|c: char| c.is_ascii_digit()) || number.matches('.').count() > 1 {
        return None;
    }
    let number: f64 = number.parse().ok()?;
    let number = if text.starts_with('-') { -number } else { number };
    match power(unit)? {
        // Divided, not multiplied by a fraction, so that `3000m` is exactly 3.
        (base, exponent) if exponent < 0 => Some(number / f64::from(base).powi(-exponent)),
        (base, exponent) => Some(number * f64::from(base).powi(exponent)),
    }
}

/// The unit as a power: base and exponent.
fn power(unit: &str) -> Option<(u16, i32)> {
    let decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
    if let Some(at) = decimal.iter().position(|name| *name == unit) {
        return Some((1000, i32::try_from(at).ok()? - 3));
    }
    let binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
    if let Some(at) = binary.iter().position(|name| *name == unit) {
        return Some((1024, i32::try_from(at).ok()? + 1));
    }
    let exponent = unit.strip_prefix(['e', 'E'])?;
    exponent.parse().ok().filter(|exponent: &i32| exponent.abs() < 300).map(|exponent| (10, exponent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_have_a_form() {
        for (text, expected) in [
            ("1", 1.0),
            ("0.5", 0.5),
            (".5", 0.5),
            ("2.", 2.0),
            ("+3", 3.0),
            ("-1", -1.0),
            ("500m", 0.5),
            ("3000m", 3.0),
            ("1k", 1e3),
            ("2Gi", 2.0 * 1024.0 * 1024.0 * 1024.0),
            ("1E", 1e18),
            ("1e3", 1e3),
            ("1E-3", 1e-3),
        ] {
            assert!((amount(text).unwrap() - expected).abs() < 1e-9, "{text}");
        }
        for text in ["", "x", "1x", "1 Gi", "1GB", "1K", "1gi", "1.2.3", ".", "--1", "1ee3", "1e", "Gi"] {
            assert_eq!(amount(text), None, "{text}");
        }
    }

    #[test]
    fn requests_and_limits_agree() {
        use ResourceName::{Cpu, Gpu, Memory};
        let entry = |(name, value): (ResourceName, &str)| ResourceEntry { name, value: value.to_owned() };
        for (requests, limits, expected) in [
            (vec![(Cpu, "2")], vec![(Cpu, "2")], ""),
            (vec![(Cpu, "200m")], vec![(Cpu, "100m")], ""),
            (vec![(Cpu, "2")], vec![(Cpu, "1")], "the CPU request `2` is above its limit `1`"),
            (vec![(Memory, "2Gi")], vec![(Memory, "2G")], "the memory request `2Gi` is above its limit `2G`"),
            (vec![(Gpu, "1")], vec![(Gpu, "2")], "the GPU request `1` differs from the limit `2`"),
            (vec![(Gpu, "500m")], vec![], "`500m` GPUs: a part of one cannot be asked for"),
            (vec![(Memory, "1GB")], vec![(Memory, "1")], "the memory request `1GB` is no quantity"),
        ] {
            let resources = Resources {
                requests: requests.into_iter().map(entry).collect(),
                limits: limits.into_iter().map(entry).collect(),
            };
            let messages: Vec<String> =
                faults(&resources, Span::NONE).into_iter().map(|fault| fault.message).collect();
            assert_eq!(messages.join(" "), expected);
        }
    }
}
