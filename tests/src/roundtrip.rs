//! Decodes recorded bodies with the types of their operations, encodes them again, and counts the differences.
//!
//! Records are JSON, one per line: `operation_id`, `status`, and either `request_body` and `response_body`, or
//! `body` with `direction` (`request` or `response`). Bodies that are absent or null are ignored.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use okta_models::{ApiError, Json};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::bodies::{self, Body};
use crate::generated::bodies::{BODIES, OPERATIONS};
use crate::same_json::first_difference;

/// Counters of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// JSON bodies decoded.
    pub bodies: usize,
    /// Bodies and list elements that could not be decoded.
    pub undecodable: usize,
    /// Bodies that were encoded as different JSON.
    pub not_identical: usize,
    /// Members whose value does not match their declared type.
    pub mismatches: usize,
    /// Unknown enum values.
    pub unknown_enum: usize,
    /// Union values of unknown kind.
    pub unknown_kind: usize,
    /// Bodies of operations that the document does not contain.
    pub no_operation: usize,
}

/// Totals, and problems by operation.
#[derive(Debug, Default)]
pub struct Report {
    /// Counters.
    pub totals: Totals,
    /// Problems with their positions, by operation and status (or `request`).
    pub problems: BTreeMap<String, Vec<String>>,
    /// Bodies that are not JSON, with their positions.
    pub not_json: Vec<String>,
}

#[derive(Deserialize)]
struct Record<'a> {
    operation_id: Option<String>,
    status: Option<u16>,
    direction: Option<String>,
    content_type: Option<String>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
    #[serde(borrow)]
    request_body: Option<&'a RawValue>,
    #[serde(borrow)]
    response_body: Option<&'a RawValue>,
}

/// A recorded body.
#[derive(Debug, Clone, Copy)]
pub struct RecordedBody<'a> {
    /// File and line.
    pub position: &'a str,
    /// The `operationId`, if known.
    pub operation: Option<&'a str>,
    /// Status of the response; `None` for a request body.
    pub status: Option<u16>,
    /// Whether the content type is JSON, or unknown.
    pub is_json: bool,
    /// The JSON text.
    pub text: &'a str,
}

/// Calls a function with each body of records, compressed by gzip or not.
///
/// # Errors
///
/// If the input cannot be read or contains an invalid record.
pub fn read_bodies(name: &str, input: impl Read, each: &mut dyn FnMut(RecordedBody<'_>)) -> io::Result<()> {
    let mut input = BufReader::new(input);
    if input.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        read_records(name, BufReader::new(MultiGzDecoder::new(input)), each)
    } else {
        read_records(name, input, each)
    }
}

fn read_records(name: &str, input: impl BufRead, each: &mut dyn FnMut(RecordedBody<'_>)) -> io::Result<()> {
    for (index, text) in input.lines().enumerate() {
        let (text, number) = (text?, index + 1);
        if text.trim().is_empty() {
            continue;
        }
        let record: Record<'_> = serde_json::from_str(&text).map_err(|error| {
            io::Error::new(io::ErrorKind::InvalidData, format!("{name}:{number}: {error}"))
        })?;
        let request = record.direction.as_deref() == Some("request");
        let (requests, responses) = if request { (record.body, None) } else { (None, record.body) };
        for (raw, status) in [
            (record.request_body.or(requests), None),
            (record.response_body.or(responses), Some(record.status.unwrap_or(200))),
        ] {
            let Some(raw) = raw.filter(|raw| raw.get() != "null") else { continue };
            each(RecordedBody {
                position: &format!("{name}:{number}"),
                operation: record.operation_id.as_deref(),
                status,
                is_json: record.content_type.as_deref().is_none_or(|media| media.contains("json")),
                text: raw.get(),
            });
        }
    }
    Ok(())
}

impl Report {
    /// Whether every body was decoded and encoded as the same JSON.
    pub fn is_clean(&self) -> bool {
        self.totals.undecodable == 0 && self.totals.not_identical == 0
    }

    /// Reads records, compressed by gzip or not.
    ///
    /// # Errors
    ///
    /// If the input cannot be read or contains an invalid record.
    pub fn read(&mut self, name: &str, input: impl Read) -> io::Result<()> {
        read_bodies(name, input, &mut |body| {
            if body.is_json {
                self.body(body.position, body.operation, body.status, body.text);
            } else {
                self.not_json.push(format!("{} ({})", body.operation.unwrap_or("?"), body.position));
            }
        })
    }

    fn body(&mut self, position: &str, operation: Option<&str>, status: Option<u16>, raw: &str) {
        self.totals.bodies += 1;
        let operation = operation.filter(|operation| OPERATIONS.binary_search(operation).is_ok());
        let Some(operation) = operation else {
            self.totals.no_operation += 1;
            return;
        };
        let trip = match round_trip_fn(operation, status)(raw.as_bytes()) {
            Ok(trip) => trip,
            Err(error) => {
                self.totals.undecodable += 1;
                self.problem(operation, status, format!("undecodable: {error} ({position})"));
                return;
            }
        };
        if trip.failed_items > 0 {
            self.totals.undecodable += trip.failed_items;
            let problem = format!("{} elements undecodable ({position})", trip.failed_items);
            self.problem(operation, status, problem);
        }
        let difference = match first_difference(raw, &String::from_utf8_lossy(&trip.encoded)) {
            Ok(None) => None,
            Ok(Some(path)) => Some(format!("not identical at {path} ({position})")),
            Err(error) => Some(format!("not encoded as JSON: {error} ({position})")),
        };
        if let Some(problem) = difference {
            self.totals.not_identical += 1;
            self.problem(operation, status, problem);
        }
        for audit in &trip.audits {
            self.totals.mismatches += audit.mismatches.len();
            self.totals.unknown_enum += audit.unknown_enums.len();
            self.totals.unknown_kind += audit.unknown_kinds.len();
        }
    }

    fn problem(&mut self, operation: &str, status: Option<u16>, problem: String) {
        let body = status.map_or_else(|| "request".to_owned(), |status| status.to_string());
        self.problems.entry(format!("{operation} {body}")).or_default().push(problem);
    }
}

/// Returns the round trip of the type that the operation's method uses: that of the status, else that of the documented
/// success response; without one, raw JSON.
fn round_trip_fn(operation: &str, status: Option<u16>) -> bodies::RoundTripFn {
    if status.is_some_and(|status| status >= 400) {
        return bodies::round_trip::<ApiError>;
    }
    let same = |body: &&Body| body.operation == operation && body.status.is_some() == status.is_some();
    let exact = BODIES.iter().filter(same).find(|body| body.status == status);
    let body = exact
        .or_else(|| BODIES.iter().find(|body| same(body) && body.status.is_none_or(|status| status < 300)));
    body.map_or(bodies::round_trip::<Json>, |body| body.round_trip)
}
