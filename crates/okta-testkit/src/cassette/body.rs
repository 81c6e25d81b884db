//! Recorded bodies: readable where possible, without secrets.

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

/// Replaces the boundary of a multipart body, which is usually random.
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
    /// Decodes and redacts a body; `None` if it is empty.
    pub(super) fn from_bytes(headers: &HeaderMap, bytes: &[u8], scrub: &Scrub) -> Option<Self> {
        if bytes.is_empty() {
            return None;
        }
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let decoded = match text(CONTENT_ENCODING).trim().to_ascii_lowercase().as_str() {
            "" | "identity" => bytes.to_vec(),
            "gzip" | "x-gzip" => {
                let mut decoded = Vec::new();
                if MultiGzDecoder::new(bytes).read_to_end(&mut decoded).is_err() {
                    return Some(Self::Omitted("invalid gzip".to_owned()));
                }
                decoded
            }
            other => return Some(Self::Omitted(format!("content-encoding {other}"))),
        };
        Some(Self::from_decoded(text(CONTENT_TYPE), decoded, scrub))
    }

    fn from_decoded(content_type: &str, bytes: Vec<u8>, scrub: &Scrub) -> Self {
        if let Some(mut json) = Json::parse(&bytes) {
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

    /// The body to replay, or the reason why there is none.
    pub(super) fn to_bytes(&self) -> Result<Bytes, String> {
        Ok(match self {
            Self::Json(json) => serde_json::to_vec(json).map_err(|error| error.to_string())?.into(),
            Self::Form(pairs) => {
                form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into()
            }
            Self::Text(text) => text.clone().into(),
            Self::Base64(text) => STANDARD.decode(text).map_err(|error| error.to_string())?.into(),
            Self::Omitted(reason) => return Err(format!("body not recorded: {reason}")),
        })
    }

    /// The value that equal bodies share.
    pub(super) fn match_key(&self) -> Value {
        match self {
            Self::Json(json) => json.to_value(),
            Self::Form(pairs) => json!({ "form": pairs }),
            Self::Text(text) => json!({ "text": text }),
            Self::Base64(text) => json!({ "base64": text }),
            Self::Omitted(_) => json!({ "omitted": true }),
        }
    }
}

/// The boundary parameter of a multipart content type
/// ([RFC 2046 §5.1.1](https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1)).
fn boundary(content_type: &str) -> Option<&str> {
    let mut parts = content_type.split(';').map(str::trim);
    parts.next().filter(|essence| essence.to_ascii_lowercase().starts_with("multipart/"))?;
    let value = parts.find_map(|part| part.strip_prefix("boundary="))?.trim_matches('"');
    Some(value).filter(|value| !value.is_empty())
}

/// Replaces the boundary in a content type by the fixed one.
pub(super) fn normalize_boundary(content_type: &str) -> String {
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
