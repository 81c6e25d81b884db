//! Custom headers, and those that are not custom.

use http::{HeaderName, HeaderValue};

/// Headers that the client or its transport sets: a custom value would be ignored, or would break the request, such as
/// a `Content-Length` that is not that of the body.
///
/// The second part names the method for those that can be changed.
const RESERVED: [(&str, &str); 20] = [
    ("accept", "; use `with_accept`"),
    ("authorization", "; use another credential"),
    ("connection", ""),
    ("content-encoding", ""),
    ("content-length", ""),
    ("content-type", "; use `RawRequest::with_content_type`"),
    ("dpop", "; use another credential"),
    ("expect", ""),
    ("host", "; use another org URL"),
    ("http2-settings", ""),
    ("keep-alive", ""),
    ("proxy-authorization", "; configure the proxy"),
    ("proxy-connection", ""),
    ("te", ""),
    ("trailer", ""),
    ("transfer-encoding", ""),
    ("upgrade", ""),
    ("user-agent", "; use `ClientBuilder::user_agent`"),
    ("x-okta-retry-count", ""),
    ("x-okta-retry-for", ""),
];

/// Parses a custom header.
///
/// # Errors
///
/// The error text for an invalid or reserved header. It does not contain the value, which may be a secret.
pub(crate) fn parse(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    let (Ok(parsed), Ok(value)) = (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(value))
    else {
        return Err(invalid(&name.escape_default().to_string()));
    };
    match RESERVED.iter().find(|(reserved, _)| parsed == *reserved) {
        Some((reserved, hint)) => Err(format!(
            "reserved header `{reserved}`: it is set by the client and cannot be overridden{hint}"
        )),
        None => Ok((parsed, value)),
    }
}

/// The error text of an invalid header.
pub(super) fn invalid(name: &str) -> String {
    format!(
        "invalid header `{name}`: name or value contains a character that is not allowed, such as a line break"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_headers_are_rejected_in_any_case() {
        for (name, _) in RESERVED {
            for name in [name.to_owned(), name.to_ascii_uppercase()] {
                let message = parse(&name, "s3cret").unwrap_err();
                assert!(message.contains("cannot be overridden") && !message.contains("s3cret"), "{message}");
            }
        }
        for name in ["x-trace", "Accept-Language", "if-match", "prefer", "x-forwarded-for", "accept-encoding"]
        {
            assert!(parse(name, "1").is_ok(), "{name}");
        }
        for (name, value) in [("x note", "1"), ("", "1"), ("x", "a\r\nb"), ("host ", "x")] {
            assert!(parse(name, value).unwrap_err().starts_with("invalid header"), "{name:?}");
        }
    }
}
