//! Doors to private parsers, for the fuzz targets. Compiled with `--cfg fuzzing` only, and no part of the interface.

pub use crate::{
    call::fuzzing::path,
    page::fuzzing::{cursor_in_body, cursor_in_headers, next_query},
};
