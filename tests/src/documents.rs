//! Okta's documents, with the tables that are generated from them.

use crate::{bodies::Body, resources::Resource, wire::Operation};

/// A document and its tables.
#[derive(Debug, Clone, Copy)]
pub struct Document {
    /// Its name in the generator's manifest.
    pub name: &'static str,
    /// The name of its file.
    pub file: &'static str,
    /// Whether its operations are on a separate server.
    pub separate_server: bool,
    /// Every JSON body of its operations.
    pub bodies: &'static [Body],
    /// The id of every operation, sorted.
    pub operations: &'static [&'static str],
    /// Every resource whose type can be written as it was read.
    pub resources: &'static [Resource],
    /// Every operation with its call.
    pub calls: &'static [Operation],
}
