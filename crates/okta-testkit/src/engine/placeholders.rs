//! The values of placeholders in forms and in objects of every org.

use std::sync::LazyLock;

use serde_json::{Value, json};

/// The values of placeholders.
pub(super) struct Values<'a> {
    pub(super) id: &'a str,
    pub(super) parent: &'a str,
    pub(super) now: String,
    pub(super) admin: String,
    pub(super) name: &'a str,
    pub(super) label: &'a str,
    pub(super) priority: u64,
    /// The id of the first object above.
    pub(super) up: &'a str,
    /// The domain of an object that is one.
    pub(super) domain: &'a str,
}

/// A public key.
struct Key {
    modulus: &'static str,
    certificate: &'static str,
    thumbprint: &'static str,
}

static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| {
    let lines = include_str!("keys.tsv").lines().filter(|line| !line.starts_with('#'));
    let keys = lines.filter_map(|line| {
        let mut columns = line.split('\t');
        let (modulus, certificate, thumbprint) = (columns.next()?, columns.next()?, columns.next()?);
        Some(Key { modulus, certificate, thumbprint })
    });
    keys.collect()
});

/// The public key of an object: one of a few, by its id.
fn key_of(id: &str) -> Option<&'static Key> {
    let sum: usize = id.bytes().map(usize::from).sum();
    KEYS.get(sum % KEYS.len().max(1))
}

/// The certificate of the key of an object, in Base64 of its DER.
pub(crate) fn certificate_of(id: &str) -> &'static str {
    key_of(id).map_or("", |key| key.certificate)
}

impl Values<'_> {
    pub(super) fn fill(&self, value: &mut Value) {
        match value {
            Value::String(text) => match text.as_str() {
                "$now" | "$updated" => *value = json!(self.now),
                "$admin" => *value = json!(self.admin),
                "$name" => *value = json!(self.name),
                "$label" => *value = json!(self.label),
                "$priority" => *value = json!(self.priority),
                "$up" => *value = json!(self.up),
                "$csr" => *value = json!(include_str!("csr.txt").trim()),
                "$modulus" => *value = json!(key_of(self.id).map(|key| key.modulus)),
                "$certificate" => *value = json!(certificate_of(self.id)),
                "$thumbprint" => *value = json!(key_of(self.id).map(|key| key.thumbprint)),
                _ if text.contains("$domain") => *text = text.replace("$domain", self.domain),
                _ if text.contains("$id") || text.contains("$parent") || text.contains("$tail") => {
                    let tail = self.id.get(3..).unwrap_or_default();
                    *text =
                        text.replace("$id", self.id).replace("$parent", self.parent).replace("$tail", tail);
                }
                _ => {}
            },
            Value::Array(items) => items.iter_mut().for_each(|item| self.fill(item)),
            Value::Object(members) => members.values_mut().for_each(|member| self.fill(member)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD, engine::general_purpose::URL_SAFE_NO_PAD};

    use super::*;

    #[test]
    fn keys_are_those_of_their_certificates() {
        assert_eq!(KEYS.len(), 12);
        for key in KEYS.iter() {
            let der = STANDARD.decode(key.certificate).unwrap();
            let modulus = URL_SAFE_NO_PAD.decode(key.modulus).unwrap();
            assert_eq!(modulus.len(), 256);
            assert!(der.windows(modulus.len()).any(|window| window == modulus));
            assert_eq!(URL_SAFE_NO_PAD.decode(key.thumbprint).unwrap().len(), 32);
        }
        assert_ne!(certificate_of("0oa1"), certificate_of("0oa2"));
    }
}
