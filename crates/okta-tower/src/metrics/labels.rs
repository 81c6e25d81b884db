//! Labels that several metrics have.

use ::metrics::{Label, SharedString};

use crate::{
    meta::OperationMeta,
    observe::{OTHER, Outcome},
};

/// The operation's id.
pub(super) fn operation(meta: Option<&'static OperationMeta>) -> &'static str {
    meta.map_or(OTHER, |meta| meta.id)
}

/// How something ended, and the kind of failure if it was one.
#[cfg(feature = "oauth")]
pub(super) fn outcome(name: &'static str, error: Option<SharedString>) -> Vec<Label> {
    let mut labels = vec![Label::from_static_parts("okta.outcome", name)];
    labels.extend(error.map(|kind| Label::new("error.type", kind)));
    labels
}

/// `error.type`, of what did not go well.
pub(super) fn error_type(outcome: &Outcome<'_>) -> Option<Label> {
    let kind: SharedString = match outcome {
        Outcome::Response(_) => outcome.error_type()?.to_owned().into(),
        Outcome::Failed { kind, .. } => (*kind).into(),
        Outcome::Cancelled => "cancelled".into(),
    };
    Some(Label::new("error.type", kind))
}
