//! A lossless JSON value: preserves the order of members and the digits of numbers.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::{Value, value::RawValue};

/// A JSON value whose numbers, booleans and nulls keep their source text. Strings are decoded for redaction.
#[derive(Clone, Debug)]
pub(super) enum Json {
    /// `null`, `true`, `false` or a number.
    Scalar(Box<RawValue>),
    String(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a JSON text; `None` if it is invalid.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// The value without the order of members and the source text of numbers.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Scalar(raw) => serde_json::from_str(raw.get()).unwrap_or(Value::Null),
            Self::String(text) => Value::String(text.clone()),
            Self::Array(items) => items.iter().map(Self::to_value).collect(),
            Self::Object(members) => {
                Value::Object(members.iter().map(|(name, value)| (name.clone(), value.to_value())).collect())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        let text = raw.get();
        Ok(match text.as_bytes().first() {
            Some(b'"') => Self::String(serde_json::from_str(text).map_err(D::Error::custom)?),
            Some(b'[') => Self::Array(serde_json::from_str(text).map_err(D::Error::custom)?),
            Some(b'{') => {
                let members: Members = serde_json::from_str(text).map_err(D::Error::custom)?;
                Self::Object(members.0)
            }
            _ => Self::Scalar(raw),
        })
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Scalar(raw) => raw.serialize(serializer),
            Self::String(text) => text.serialize(serializer),
            Self::Array(items) => items.serialize(serializer),
            Self::Object(members) => {
                let mut map = serializer.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// The members of an object in their order, duplicates included.
struct Members(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_digits_and_duplicate_members_are_preserved() {
        let text = r#"{"b":1.0,"a":[12345678901234567890123,1e400,null,true,"\u00e9\n"],"b":{}}"#;
        let json = Json::parse(text.as_bytes()).unwrap();
        let written = serde_json::to_string(&json).unwrap();
        assert_eq!(written, text.replace(r"\u00e9", "é"));
        assert!(Json::parse(b"nothing").is_none() && Json::parse(b"").is_none());
    }
}
