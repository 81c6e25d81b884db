//! Body types by operation: decode, encode again, say what was odd.

use okta_models::{Audit, DecodeError, Model, decode_list};

/// One JSON body of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    /// The `operationId`.
    pub operation: &'static str,
    /// The status that the body answers with; `None` for the request.
    pub status: Option<u16>,
    /// Decodes and encodes again.
    pub round_trip: Trip,
}

/// Decodes a body and encodes it again.
pub type Trip = fn(&[u8]) -> Result<RoundTrip, DecodeError>;

/// What came of decoding a body and encoding it again.
#[derive(Debug, Clone)]
pub struct RoundTrip {
    /// The JSON that came out.
    pub encoded: Vec<u8>,
    /// What the types did not know, one entry a body, or an element of a list.
    pub audits: Vec<Audit>,
    /// Elements of a list that could not be decoded, and were kept as they came.
    pub failed_items: usize,
}

impl Body {
    /// A request body.
    pub const fn request<T: Model>(operation: &'static str) -> Body {
        Body { operation, status: None, round_trip: one::<T> }
    }

    /// A request body that is a list.
    pub const fn request_list<T: Model>(operation: &'static str) -> Body {
        Body { operation, status: None, round_trip: list::<T> }
    }

    /// The body of an answer.
    pub const fn response<T: Model>(operation: &'static str, status: u16) -> Body {
        Body { operation, status: Some(status), round_trip: one::<T> }
    }

    /// The body of an answer that is a list.
    pub const fn response_list<T: Model>(operation: &'static str, status: u16) -> Body {
        Body { operation, status: Some(status), round_trip: list::<T> }
    }
}

/// Round trip of one value.
pub fn one<T: Model>(raw: &[u8]) -> Result<RoundTrip, DecodeError> {
    let value = T::decode(raw)?;
    let mut encoded = Vec::with_capacity(raw.len());
    value.encode(&mut encoded);
    Ok(RoundTrip { encoded, audits: vec![Audit::from_model(&value)], failed_items: 0 })
}

/// Round trip of a list, element by element; of an object, which is taken for a list of one.
pub fn list<T: Model>(raw: &[u8]) -> Result<RoundTrip, DecodeError> {
    let items = decode_list::<T>(raw)?;
    let lone = raw.trim_ascii_start().starts_with(b"{");
    let mut trip = RoundTrip { encoded: Vec::with_capacity(raw.len()), audits: Vec::new(), failed_items: 0 };
    trip.encoded.extend_from_slice(if lone { b"" } else { b"[" });
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
    trip.encoded.extend_from_slice(if lone { b"" } else { b"]" });
    Ok(trip)
}
