//! When two texts are the same JSON.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// One spelling for all texts of a value: members sorted, the last of one name, no blanks, numbers as they are.
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
