//! Bodies in the log, for debugging: off unless asked for, and with secrets hidden.

mod hidden;
mod layer;
mod peek;
mod shown;
#[cfg(test)]
mod tests;

pub use self::{
    hidden::HiddenMembers,
    layer::{BodyLog, BodyLogLayer, ResponseFuture},
    peek::PeekBody,
};
