//! JSON bodies by operation: decoding and encoding again.

use okta_models::{Audit, DecodeError, Model, decode_list};

/// JSON body of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// The `operationId`.
    pub operation: &'static str,
    /// Status of the response; `None` for a request body.
    pub status: Option<u16>,
    /// Decodes the body and encodes it again.
    pub round_trip: RoundTripFn,
}

/// Decodes a body and encodes it again.
pub type RoundTripFn = fn(&[u8]) -> Result<RoundTrip, DecodeError>;

/// Result of decoding a body and encoding it again.
#[derive(Debug, Clone)]
pub struct RoundTrip {
    /// The encoded JSON.
    pub encoded: Vec<u8>,
    /// Audit of the body, or of each decoded element of a list.
    pub audits: Vec<Audit>,
    /// Number of list elements that could not be decoded; they are encoded unchanged.
    pub failed_items: usize,
}

impl Body {
    /// Returns a request body.
    pub const fn request<T: Model>(operation: &'static str) -> Body {
        Body { operation, status: None, round_trip: round_trip::<T> }
    }

    /// Returns a request body that is a list.
    pub const fn request_list<T: Model>(operation: &'static str) -> Body {
        Body { operation, status: None, round_trip: round_trip_list::<T> }
    }

    /// Returns a response body.
    pub const fn response<T: Model>(operation: &'static str, status: u16) -> Body {
        Body { operation, status: Some(status), round_trip: round_trip::<T> }
    }

    /// Returns a response body that is a list.
    pub const fn response_list<T: Model>(operation: &'static str, status: u16) -> Body {
        Body { operation, status: Some(status), round_trip: round_trip_list::<T> }
    }
}

/// Decodes a value and encodes it again.
pub fn round_trip<T: Model>(raw: &[u8]) -> Result<RoundTrip, DecodeError> {
    let value = T::decode(raw)?;
    let mut encoded = Vec::with_capacity(raw.len());
    value.encode(&mut encoded);
    Ok(RoundTrip { encoded, audits: vec![Audit::from_model(&value)], failed_items: 0 })
}

/// Decodes the elements of a list and encodes them again. An object is decoded as a list of one.
pub fn round_trip_list<T: Model>(raw: &[u8]) -> Result<RoundTrip, DecodeError> {
    let items = decode_list::<T>(raw)?;
    let object = raw.trim_ascii_start().starts_with(b"{");
    let mut trip = RoundTrip { encoded: Vec::with_capacity(raw.len()), audits: Vec::new(), failed_items: 0 };
    trip.encoded.extend_from_slice(if object { b"" } else { b"[" });
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            trip.encoded.push(b',');
        }
        match item {
            Ok(value) => {
                value.encode(&mut trip.encoded);
                trip.audits.push(Audit::from_model(value));
            }
            Err(error) => {
                error.raw.encode(&mut trip.encoded);
                trip.failed_items += 1;
            }
        }
    }
    trip.encoded.extend_from_slice(if object { b"" } else { b"]" });
    Ok(trip)
}
