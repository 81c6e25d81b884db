//! The log of bodies, with secrets redacted.

mod hidden_members;
mod layer;
mod peek;
mod redacted_body;
#[cfg(test)]
mod tests;

pub(super) use self::redacted_body::RedactedBody;
pub use self::{
    hidden_members::HiddenMembers,
    layer::{BodyLog, BodyLogLayer, ResponseFuture},
    peek::{BodyContent, PeekBody, PeekBodyFn, PeekKnown},
};
