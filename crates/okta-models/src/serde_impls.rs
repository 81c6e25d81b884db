//! `Serialize` and `Deserialize` for every model, based on its JSON text.
//!
//! `serde_json` passes the text through unchanged. Any other format is transcoded.

use std::any::type_name;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::json::{DecodeStop, JsonKind, JsonReader, write_member_name, write_string};
use crate::model::Model;

/// Encodes a value into a new buffer.
pub(crate) fn to_json(value: &impl Model) -> Vec<u8> {
    let mut out = Vec::new();
    value.encode(&mut out);
    out
}

/// Serializes a model.
pub(crate) fn serialize<S: Serializer>(value: &impl Model, serializer: S) -> Result<S::Ok, S::Error> {
    let text = String::from_utf8(to_json(value)).map_err(S::Error::custom)?;
    serialize_text(&text, serializer)
}

fn serialize_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    // Only these accept a `RawValue`; wrapping serializers (flatten, tagged enums) would expose its internal struct.
    let name = type_name::<S>();
    if name.starts_with("&mut serde_json::ser::Serializer<") || name == "serde_json::value::ser::Serializer" {
        return serde_json::from_str::<&RawValue>(text).map_err(S::Error::custom)?.serialize(serializer);
    }
    transcode(text, serializer)
}

fn transcode<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut reader = JsonReader::new(text);
    match reader.kind().map_err(to_error)? {
        JsonKind::Null => serializer.serialize_unit(),
        JsonKind::Bool => serializer.serialize_bool(reader.boolean().map_err(to_error)?),
        JsonKind::String => serializer.serialize_str(&reader.string().map_err(to_error)?),
        JsonKind::Number => number(text, serializer),
        JsonKind::Array => {
            reader.enter_array().map_err(to_error)?;
            let mut sequence = serializer.serialize_seq(None)?;
            let mut first = true;
            while reader.next_item(&mut first).map_err(to_error)? {
                sequence.serialize_element(&JsonText(reader.raw().map_err(to_error)?))?;
            }
            sequence.end()
        }
        JsonKind::Object => {
            reader.enter_object().map_err(to_error)?;
            let mut map = serializer.serialize_map(None)?;
            let mut first = true;
            while let Some(name) = reader.next_key(&mut first).map_err(to_error)? {
                map.serialize_entry(&name, &JsonText(reader.raw().map_err(to_error)?))?;
            }
            map.end()
        }
    }
}

fn number<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    if let Ok(value) = text.parse() {
        serializer.serialize_u64(value)
    } else if let Ok(value) = text.parse() {
        serializer.serialize_i64(value)
    } else {
        serializer.serialize_f64(text.parse().map_err(S::Error::custom)?)
    }
}

fn to_error<E: serde::ser::Error>(stop: DecodeStop) -> E {
    E::custom(format_args!("value cannot be represented (byte {})", stop.at))
}

struct JsonText<'a>(&'a str);

impl Serialize for JsonText<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(self.0, serializer)
    }
}

/// Deserializes a model.
pub(crate) fn deserialize<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if type_name::<D>().starts_with("&mut serde_json::de::Deserializer<") {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        return T::decode(raw.get().as_bytes()).map_err(de::Error::custom);
    }
    let mut text = Vec::new();
    Transcode(&mut text).deserialize(deserializer)?;
    T::decode(&text).map_err(de::Error::custom)
}

/// Writes the value of any format as JSON text.
struct Transcode<'a>(&'a mut Vec<u8>);

impl<'de> DeserializeSeed<'de> for Transcode<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Transcode<'_> {
    fn display(self, value: impl fmt::Display) {
        self.0.extend_from_slice(value.to_string().as_bytes());
    }
}

impl<'de> Visitor<'de> for Transcode<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can represent")
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.display(value);
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.display(value);
        Ok(())
    }

    fn visit_i128<E>(self, value: i128) -> Result<(), E> {
        self.display(value);
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.display(value);
        Ok(())
    }

    fn visit_u128<E>(self, value: u128) -> Result<(), E> {
        self.display(value);
        Ok(())
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<(), E> {
        let text = serde_json::to_string(&value).map_err(E::custom)?;
        self.0.extend_from_slice(text.as_bytes());
        Ok(())
    }

    fn visit_str<E>(self, value: &str) -> Result<(), E> {
        write_string(self.0, value);
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.display("null");
        Ok(())
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.display("null");
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<(), A::Error> {
        self.0.push(b'[');
        let empty = self.0.len();
        loop {
            let before = self.0.len();
            if before > empty {
                self.0.push(b',');
            }
            if sequence.next_element_seed(Transcode(self.0))?.is_none() {
                self.0.truncate(before);
                self.0.push(b']');
                return Ok(());
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.push(b'{');
        while let Some(name) = map.next_key::<String>()? {
            write_member_name(self.0, &name);
            map.next_value_seed(Transcode(self.0))?;
        }
        self.0.push(b'}');
        Ok(())
    }
}

/// Implements `Serialize` and `Deserialize` for a model, which may be generic.
macro_rules! serde_traits {
    ($name:ident $(<$parameter:ident>)?) => {
        impl $(<$parameter: $crate::Model>)? serde::Serialize for $name $(<$parameter>)? {
            #[inline]
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::rt::serialize(self, serializer)
            }
        }
        impl<'de $(, $parameter: $crate::Model)?> serde::Deserialize<'de> for $name $(<$parameter>)? {
            #[inline]
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::rt::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use serde_traits;
