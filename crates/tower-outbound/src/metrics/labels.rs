//! Labels shared by several metrics.

use ::metrics::{Label, SharedString};

#[cfg(feature = "oauth")]
use super::MetricNames;
use crate::{
    meta::OperationMeta,
    observe::{OTHER, Outcome},
};

/// The operation id, or `_OTHER`.
pub(super) fn operation(meta: Option<&'static OperationMeta>) -> &'static str {
    meta.map_or(OTHER, |meta| meta.id)
}

/// The outcome, and `error.type` on failure.
#[cfg(feature = "oauth")]
pub(super) fn outcome(names: &MetricNames, name: &'static str, error: Option<SharedString>) -> Vec<Label> {
    let mut labels = vec![Label::new(names.composed().outcome.clone(), name)];
    labels.extend(error.map(|kind| Label::new("error.type", kind)));
    labels
}

/// `error.type` of an unsuccessful outcome.
pub(super) fn error_type(outcome: &Outcome<'_>) -> Option<Label> {
    let kind: SharedString = match outcome {
        Outcome::Response(_) => outcome.error_type()?.to_owned().into(),
        Outcome::Failed { kind, .. } => (*kind).into(),
        Outcome::Cancelled => "cancelled".into(),
    };
    Some(Label::new("error.type", kind))
}
