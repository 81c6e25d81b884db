//! A canonical form of JSON texts.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The canonical form of a value: sorted members, the last of duplicate names, no white space, unchanged numbers.
pub(super) fn canonical(text: &str) -> String {
    let text = text.trim();
    match text.as_bytes()[0] {
        b'{' => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap();
            let members: Vec<String> =
                members.iter().map(|(name, raw)| format!("{name:?}:{}", canonical(raw.get()))).collect();
            format!("{{{}}}", members.join(","))
        }
        b'[' => {
            let items: Vec<&RawValue> = serde_json::from_str(text).unwrap();
            let items: Vec<String> = items.iter().map(|raw| canonical(raw.get())).collect();
            format!("[{}]", items.join(","))
        }
        b'"' => serde_json::from_str::<String>(text)
            .map_or_else(|_| text.to_owned(), |value| format!("{value:?}")),
        _ => text.to_owned(),
    }
}
