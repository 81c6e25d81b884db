//! A body as a cassette keeps it: readable where that is possible, without secrets.

use std::io::Read;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use http::{
    HeaderMap,
    header::{CONTENT_ENCODING, CONTENT_TYPE},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{json::Json, scrub::Scrub};

/// Stands in for the boundary of a multipart body, which is another one each time.
const BOUNDARY: &str = "boundary";

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Body {
    Json(Json),
    Form(Vec<(String, String)>),
    Text(String),
    Base64(String),
    Omitted(String),
}

impl Body {
    /// What is kept of a body; `None` of an empty one.
    pub(super) fn keep(headers: &HeaderMap, bytes: &[u8], scrub: &Scrub) -> Option<Self> {
        if bytes.is_empty() {
            return None;
        }
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let plain = match text(CONTENT_ENCODING).trim().to_ascii_lowercase().as_str() {
            "" | "identity" => bytes.to_vec(),
            "gzip" | "x-gzip" => {
                let mut plain = Vec::new();
                if MultiGzDecoder::new(bytes).read_to_end(&mut plain).is_err() {
                    return Some(Self::Omitted("not the gzip that it says it is".to_owned()));
                }
                plain
            }
            other => return Some(Self::Omitted(format!("content-encoding {other}"))),
        };
        Some(Self::keep_plain(text(CONTENT_TYPE), plain, scrub))
    }

    fn keep_plain(content_type: &str, bytes: Vec<u8>, scrub: &Scrub) -> Self {
        if let Some(mut json) = Json::read(&bytes) {
            scrub.json(&mut json);
            return Self::Json(json);
        }
        let essence = content_type.split(';').next().unwrap_or_default().trim();
        if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            return Self::Form(scrub.pairs(form_urlencoded::parse(&bytes)));
        }
        let bytes = match boundary(content_type) {
            Some(boundary) => replace(&bytes, boundary.as_bytes(), BOUNDARY.as_bytes()),
            None => bytes,
        };
        match String::from_utf8(bytes) {
            Ok(text) => Self::Text(scrub.text(&text)),
            Err(error) => Self::Base64(STANDARD.encode(error.as_bytes())),
        }
    }

    /// The body as it is sent in a replay, or why it cannot be.
    pub(super) fn to_bytes(&self) -> Result<Bytes, String> {
        Ok(match self {
            Self::Json(json) => serde_json::to_vec(json).map_err(|error| error.to_string())?.into(),
            Self::Form(pairs) => {
                form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into()
            }
            Self::Text(text) => text.clone().into(),
            Self::Base64(text) => STANDARD.decode(text).map_err(|error| error.to_string())?.into(),
            Self::Omitted(reason) => return Err(format!("its body was not recorded: {reason}")),
        })
    }

    /// What two bodies must have in common to be the same.
    pub(super) fn essence(&self) -> Value {
        match self {
            Self::Json(json) => json.to_value(),
            Self::Form(pairs) => json!({ "form": pairs }),
            Self::Text(text) => json!({ "text": text }),
            Self::Base64(text) => json!({ "base64": text }),
            Self::Omitted(_) => json!({ "omitted": true }),
        }
    }
}

/// The boundary that a multipart content type names
/// ([RFC 2046 §5.1.1](https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1)).
fn boundary(content_type: &str) -> Option<&str> {
    let mut parts = content_type.split(';').map(str::trim);
    parts.next().filter(|essence| essence.to_ascii_lowercase().starts_with("multipart/"))?;
    let value = parts.find_map(|part| part.strip_prefix("boundary="))?.trim_matches('"');
    Some(value).filter(|value| !value.is_empty())
}

/// Puts the fixed boundary into a content type.
pub(super) fn without_boundary(content_type: &str) -> String {
    match boundary(content_type) {
        Some(boundary) => content_type.replace(boundary, BOUNDARY),
        None => content_type.to_owned(),
    }
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut replaced = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(from) {
            replaced.extend_from_slice(to);
            rest = after;
        } else {
            replaced.push(rest[0]);
            rest = &rest[1..];
        }
    }
    replaced
}
