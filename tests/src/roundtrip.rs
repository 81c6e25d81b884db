//! Decodes recorded bodies with the types of their operations, encodes them again, and counts what was lost.
//!
//! A record is one line of JSON: `operation_id`, `status`, and either `request_body` and `response_body`, or
//! `body` with `direction` (`request` or `response`). Bodies that are absent or null are passed over.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;
use okta_models::{ApiError, Json};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::bodies::{self, Body};
use crate::generated::bodies::{BODIES, OPERATIONS};
use crate::same_json::first_difference;

/// What was counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// JSON bodies looked at.
    pub bodies: usize,
    /// Bodies that their type refuses, and elements of lists that theirs does.
    pub undecodable: usize,
    /// Bodies that came back as other JSON.
    pub not_identical: usize,
    /// Members whose value does not fit their type, kept beside it.
    pub mismatches: usize,
    /// Values of enumerations that are not known.
    pub unknown_enum: usize,
    /// Objects of unions whose kind is not known.
    pub unknown_kind: usize,
    /// Bodies of no operation of the document.
    pub no_operation: usize,
}

/// Totals, and the faults by operation.
#[derive(Debug, Default)]
pub struct Report {
    /// What was counted.
    pub totals: Totals,
    /// Faults: the operation and direction, and where and what, in the order they were met.
    pub faults: BTreeMap<String, Vec<String>>,
    /// Bodies that are not JSON, by operation and line.
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

impl Report {
    /// Whether every body was decoded and came back the same.
    pub fn is_clean(&self) -> bool {
        self.totals.undecodable == 0 && self.totals.not_identical == 0
    }

    /// Reads lines of records, compressed by gzip or not.
    ///
    /// # Errors
    ///
    /// The input cannot be read, or a line is not a record.
    pub fn read(&mut self, name: &str, input: impl Read) -> io::Result<()> {
        let mut input = BufReader::new(input);
        if input.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
            self.read_lines(name, BufReader::new(MultiGzDecoder::new(input)))
        } else {
            self.read_lines(name, input)
        }
    }

    fn read_lines(&mut self, name: &str, input: impl BufRead) -> io::Result<()> {
        for (index, line) in input.lines().enumerate() {
            let (line, number) = (line?, index + 1);
            if line.trim().is_empty() {
                continue;
            }
            let record: Record<'_> = serde_json::from_str(&line).map_err(|error| {
                io::Error::new(io::ErrorKind::InvalidData, format!("{name}:{number}: {error}"))
            })?;
            self.record(&format!("{name}:{number}"), &record);
        }
        Ok(())
    }

    fn record(&mut self, place: &str, record: &Record<'_>) {
        let request = record.direction.as_deref() == Some("request");
        let (requests, responses) = if request { (record.body, None) } else { (None, record.body) };
        let operation = record.operation_id.as_deref();
        let json = record.content_type.as_deref().is_none_or(|media| media.contains("json"));
        for (raw, status) in [
            (record.request_body.or(requests), None),
            (record.response_body.or(responses), Some(record.status.unwrap_or(200))),
        ] {
            let Some(raw) = raw.filter(|raw| raw.get() != "null") else { continue };
            if json {
                self.body(place, operation, status, raw.get());
            } else {
                self.not_json.push(format!("{} ({place})", operation.unwrap_or("?")));
            }
        }
    }

    fn body(&mut self, place: &str, operation: Option<&str>, status: Option<u16>, raw: &str) {
        self.totals.bodies += 1;
        let operation = operation.filter(|operation| OPERATIONS.binary_search(operation).is_ok());
        let Some(operation) = operation else {
            self.totals.no_operation += 1;
            return;
        };
        let trip = match round_trip(operation, status)(raw.as_bytes()) {
            Ok(trip) => trip,
            Err(error) => {
                self.totals.undecodable += 1;
                self.fault(operation, status, format!("undecodable: {error} ({place})"));
                return;
            }
        };
        if trip.failed_items > 0 {
            self.totals.undecodable += trip.failed_items;
            self.fault(operation, status, format!("{} elements undecodable ({place})", trip.failed_items));
        }
        match first_difference(raw, &String::from_utf8_lossy(&trip.encoded)) {
            Ok(None) => {}
            Ok(Some(path)) => {
                self.totals.not_identical += 1;
                self.fault(operation, status, format!("not identical at {path} ({place})"));
            }
            Err(error) => {
                self.totals.not_identical += 1;
                self.fault(operation, status, format!("not JSON any more: {error} ({place})"));
            }
        }
        for audit in &trip.audits {
            self.totals.mismatches += audit.mismatches.len();
            self.totals.unknown_enum += audit.unknown_enums.len();
            self.totals.unknown_kind += audit.unknown_kinds.len();
        }
    }

    fn fault(&mut self, operation: &str, status: Option<u16>, fault: String) {
        let body = status.map_or_else(|| "request".to_owned(), |status| status.to_string());
        self.faults.entry(format!("{operation} {body}")).or_default().push(fault);
    }
}

/// What the operation's wrapper does with the body: an answer that is not documented under its own status is
/// decoded as the documented one; where none is documented, it stays raw.
fn round_trip(operation: &str, status: Option<u16>) -> bodies::Trip {
    if status.is_some_and(|status| status >= 400) {
        return bodies::one::<ApiError>;
    }
    let of = |body: &&Body| body.operation == operation && body.status.is_some() == status.is_some();
    let exact = BODIES.iter().filter(of).find(|body| body.status == status);
    let body = exact
        .or_else(|| BODIES.iter().find(|body| of(body) && body.status.is_none_or(|status| status < 300)));
    body.map_or(bodies::one::<Json>, |body| body.round_trip)
}
