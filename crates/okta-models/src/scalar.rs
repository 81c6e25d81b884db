//! Models of strings, booleans and numbers.

use crate::json::{DecodeStop, JsonKind, JsonReader, write_string};
use crate::model::Model;

impl Model for String {
    fn encode(&self, out: &mut Vec<u8>) {
        write_string(out, self);
    }

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        match reader.plain_string() {
            Some(plain) => Ok(plain.to_owned()),
            None => reader.string().map(Into::into),
        }
    }
}

impl Model for bool {
    fn encode(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(if *self { b"true" } else { b"false" });
    }

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        reader.boolean()
    }
}

/// The model of an ignored body: decodes any body, including an empty one, and encodes to nothing.
impl Model for () {
    fn decode(_raw: &[u8]) -> Result<Self, crate::DecodeError> {
        Ok(())
    }

    fn encode(&self, _out: &mut Vec<u8>) {}

    fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
        reader.raw().map(drop)
    }
}

/// A number matches only if it round-trips unchanged: `1.0` is not an `i64`, `1.10` not an `f64`.
macro_rules! number {
    ($($type:ty, $expected:literal, $format:expr, $canonical:expr;)*) => {$(
        impl Model for $type {
            fn encode(&self, out: &mut Vec<u8>) {
                out.extend_from_slice($format(self).as_bytes());
            }

            fn read(reader: &mut JsonReader<'_>) -> Result<Self, DecodeStop> {
                reader.expect(JsonKind::Number)?;
                let at = reader.at();
                let text = reader.number()?;
                match text.parse::<$type>() {
                    Ok(value) if $canonical(&value, text) => Ok(value),
                    _ => Err(DecodeStop::mismatch($expected, at)),
                }
            }
        }
    )*};
}

number! {
    i32, "a 32-bit integer", i32::to_string, |_: &i32, text| text != "-0";
    i64, "a 64-bit integer", i64::to_string, |_: &i64, text| text != "-0";
    f64, "a double", format_f64, |value: &f64, text| format_f64(value) == text;
}

/// The shortest decimal text that parses to the same value; no fraction for whole numbers.
fn format_f64(value: &f64) -> String {
    if value.is_finite() { value.to_string() } else { "null".to_owned() }
}
