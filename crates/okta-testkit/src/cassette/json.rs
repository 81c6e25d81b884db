//! JSON whose text is kept: the order of members, and the digits of every number.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};
use serde_json::{Value, value::RawValue};

/// A value with the text of its scalars as it came. Strings are decoded, because rules look at them.
#[derive(Clone, Debug)]
pub(super) enum Json {
    /// `null`, `true`, `false` or a number.
    Plain(Box<RawValue>),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a JSON text; `None` when it is not one.
    pub(super) fn read(text: &[u8]) -> Option<Self> {
        serde_json::from_slice(text).ok()
    }

    /// The same without regard to the order of members and the writing of numbers.
    pub(super) fn to_value(&self) -> Value {
        match self {
            Self::Plain(raw) => serde_json::from_str(raw.get()).unwrap_or(Value::Null),
            Self::Text(text) => Value::String(text.clone()),
            Self::List(items) => items.iter().map(Self::to_value).collect(),
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
            Some(b'"') => Self::Text(serde_json::from_str(text).map_err(D::Error::custom)?),
            Some(b'[') => Self::List(serde_json::from_str(text).map_err(D::Error::custom)?),
            Some(b'{') => {
                let members: Members = serde_json::from_str(text).map_err(D::Error::custom)?;
                Self::Object(members.0)
            }
            _ => Self::Plain(raw),
        })
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(raw) => raw.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
            Self::List(items) => items.serialize(serializer),
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

/// The members of an object in their order, those that come twice included.
struct Members(Vec<(String, Json)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
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
        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_digits_and_repeated_members_are_kept() {
        let text = r#"{"b":1.0,"a":[12345678901234567890123,1e400,null,true,"\u00e9\n"],"b":{}}"#;
        let json = Json::read(text.as_bytes()).unwrap();
        let written = serde_json::to_string(&json).unwrap();
        assert_eq!(written, text.replace(r"\u00e9", "é"));
        assert!(Json::read(b"nothing").is_none() && Json::read(b"").is_none());
    }
}
