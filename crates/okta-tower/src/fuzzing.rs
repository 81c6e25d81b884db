//! Doors to private parsers, for the fuzz targets. Compiled with `--cfg fuzzing` only, and no part of the interface.

pub use crate::{
    auth::fuzzing::{challenges, token_answer},
    cache::fuzzing::names,
    retry::fuzzing::error_code,
};
