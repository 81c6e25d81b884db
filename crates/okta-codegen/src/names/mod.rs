//! Conversion of names to Rust identifiers.

mod words;

pub use words::words;

/// Rust keywords (2024 edition), including reserved ones.
const KEYWORDS: [&str; 53] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
    "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "Self",
    "static", "struct", "super", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];

/// Converts to a type or variant name: `CAPTCHAInstance` → `CaptchaInstance`. A leading digit is prefixed with `V`.
pub fn pascal(name: &str) -> String {
    pascal_words(&words(name))
}

/// Joins words into a type or variant name.
pub fn pascal_words(words: &[String]) -> String {
    let mut joined = String::new();
    for word in words {
        match word.as_str() {
            "oauth" => joined.push_str("OAuth"),
            "oauth2" => joined.push_str("OAuth2"),
            _ => {
                let both_digits = joined.ends_with(|c: char| c.is_ascii_digit())
                    && word.starts_with(|c: char| c.is_ascii_digit());
                if both_digits {
                    joined.push('_');
                }
                let mut chars = word.chars();
                joined.extend(chars.next().map(|first| first.to_ascii_uppercase()));
                joined.push_str(chars.as_str());
            }
        }
    }
    if joined.starts_with(|c: char| c.is_ascii_digit()) { format!("V{joined}") } else { joined }
}

/// Converts to a field, method or parameter name: `firstName` → `first_name`, `type` → `type_`.
///
/// Of a URL, which is the name of some members, only the last segment is used.
pub fn snake(name: &str) -> String {
    let name = match name.split_once("://") {
        Some((_, rest)) => rest.rsplit('/').next().unwrap_or(rest),
        None => name,
    };
    let joined = words(name).join("_");
    escape(if joined.starts_with(|c: char| c.is_ascii_digit()) { format!("n{joined}") } else { joined })
}

/// Appends an underscore to a Rust keyword.
pub fn escape(name: String) -> String {
    if KEYWORDS.contains(&name.as_str()) { format!("{name}_") } else { name }
}

/// Returns the singular of a name, for the elements of a list; `None` if the name is not a plural.
pub fn singular(name: &str) -> Option<String> {
    if ["ss", "us", "is"].iter().any(|end| name.ends_with(end)) {
        return None;
    }
    if let Some(stem) = name.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    for end in ["sses", "xes", "ches", "shes"] {
        if name.ends_with(end) {
            return name.strip_suffix("es").map(str::to_owned);
        }
    }
    name.strip_suffix('s').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{pascal, singular, snake};

    fn is_identifier(name: &str) -> bool {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    proptest! {
        #[test]
        fn prop_names_convert_to_identifiers(name in "\\PC*[A-Za-z0-9]\\PC*") {
            prop_assert!(is_identifier(&pascal(&name)), "{name} → {}", pascal(&name));
            prop_assert!(name.contains("://") || is_identifier(&snake(&name)), "{name} → {}", snake(&name));
        }

        #[test]
        fn prop_conversion_is_idempotent(name in "[a-z]{2,8}([A-Z][a-z]{1,6}){0,4}") {
            prop_assert_eq!(pascal(&pascal(&name)), pascal(&name));
            prop_assert_eq!(snake(&snake(&name)), snake(&name));
        }
    }

    #[test]
    fn converts_type_and_field_names() {
        assert_eq!(pascal("CAPTCHAInstance"), "CaptchaInstance");
        assert_eq!(pascal("OAuth2RefreshToken"), "OAuth2RefreshToken");
        assert_eq!(pascal("orgBillingContactType"), "OrgBillingContactType");
        assert_eq!(pascal("SAML_2_0"), "Saml2_0");
        assert_eq!(pascal("1.0.0"), "V1_0_0");
        assert_eq!(snake("firstName"), "first_name");
        assert_eq!(snake("_links"), "links");
        assert_eq!(snake("type"), "type_");
        assert_eq!(snake("self"), "self_");
        assert_eq!(snake("okta:ORN"), "okta_orn");
        assert_eq!(snake("https://events.example/event-type/session-revoked"), "session_revoked");
    }

    #[test]
    fn converts_to_singular() {
        assert_eq!(singular("Commands").as_deref(), Some("Command"));
        assert_eq!(singular("Policies").as_deref(), Some("Policy"));
        assert_eq!(singular("Addresses").as_deref(), Some("Address"));
        assert_eq!(singular("Status"), None);
        assert_eq!(singular("Include"), None);
    }
}
