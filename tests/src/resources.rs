//! Resources that are read, changed and written.

use okta_models::DecodeError;
use serde_json::Value;

/// A resource whose type can be written as it was read.
#[derive(Debug, Clone, Copy)]
pub struct Resource {
    /// The `operationId` that reads it.
    pub get: &'static str,
    /// The `operationId` that writes it.
    pub write: &'static str,
    /// Whether it is replaced, rather than changed in part.
    pub replaces: bool,
    /// Decodes what was read, changes a member, converts it to what is written, and encodes that.
    pub edit: fn(&[u8], name: &str, value: &Value) -> Result<Edited, DecodeError>,
}

/// Result of an edit.
#[derive(Debug, Clone)]
pub struct Edited {
    /// Whether the type of the member accepts the value.
    pub changed: bool,
    /// The encoded request body.
    pub body: Vec<u8>,
}

/// Declares the table of resources, whose types are in the module `models` of the caller.
macro_rules! resources {
    (@ replaces) => { true };
    (@ updates) => { false };
    ($($get:literal $verb:ident $write:literal: $from:ident => $to:ident;)*) => {
        /// Every resource whose type can be written as it was read.
        pub static RESOURCES: &[$crate::resources::Resource] = &[$(
            $crate::resources::Resource {
                get: $get,
                write: $write,
                replaces: $crate::resources::resources!(@ $verb),
                edit: |raw, name, value| {
                    let mut read = models::$from::from_json(raw)?;
                    let changed = read.set(name, value).is_ok();
                    let write: models::$to = read.into();
                    Ok($crate::resources::Edited { changed, body: write.to_json() })
                },
            },
        )*];
    };
}
pub(crate) use resources;
