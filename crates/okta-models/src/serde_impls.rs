//! `Serialize` and `Deserialize` for every model, over its JSON text.
//!
//! With `serde_json` the text goes through as it is. Any other format is transcoded.

use std::any::type_name;
use std::fmt;

use serde::de::{self, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, SerializeSeq};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::json::{Kind, Reader, Stop, open_member, write_string};
use crate::model::Model;

/// Encodes into a new buffer.
pub(crate) fn to_json(value: &impl Model) -> Vec<u8> {
    let mut out = Vec::new();
    value.encode(&mut out);
    out
}

/// Serialises a model.
pub(crate) fn serialize<S: Serializer>(value: &impl Model, serializer: S) -> Result<S::Ok, S::Error> {
    let text = String::from_utf8(to_json(value)).map_err(S::Error::custom)?;
    serialize_text(&text, serializer)
}

fn serialize_text<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    // Only these take raw text; wrapped serializers (flatten, tagged enums) would show how it is passed.
    let name = type_name::<S>();
    if name.starts_with("&mut serde_json::ser::Serializer<") || name == "serde_json::value::ser::Serializer" {
        return serde_json::from_str::<&RawValue>(text).map_err(S::Error::custom)?.serialize(serializer);
    }
    transcode(text, serializer)
}

fn transcode<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let mut reader = Reader::new(text);
    match reader.kind().map_err(stopped)? {
        Kind::Null => serializer.serialize_unit(),
        Kind::Bool => serializer.serialize_bool(reader.boolean().map_err(stopped)?),
        Kind::String => serializer.serialize_str(&reader.string().map_err(stopped)?),
        Kind::Number => number(text, serializer),
        Kind::Array => {
            reader.enter_array().map_err(stopped)?;
            let mut sequence = serializer.serialize_seq(None)?;
            let mut first = true;
            while reader.next_item(&mut first).map_err(stopped)? {
                sequence.serialize_element(&Text(reader.raw().map_err(stopped)?))?;
            }
            sequence.end()
        }
        Kind::Object => {
            reader.enter_object().map_err(stopped)?;
            let mut map = serializer.serialize_map(None)?;
            let mut first = true;
            while let Some(name) = reader.next_key(&mut first).map_err(stopped)? {
                map.serialize_entry(&name, &Text(reader.raw().map_err(stopped)?))?;
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

fn stopped<E: serde::ser::Error>(stop: Stop) -> E {
    E::custom(format_args!("the value cannot be represented (byte {})", stop.at))
}

struct Text<'a>(&'a str);

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_text(self.0, serializer)
    }
}

/// Deserialises a model.
pub(crate) fn deserialize<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if type_name::<D>().starts_with("&mut serde_json::de::Deserializer<") {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        return T::decode(raw.get().as_bytes()).map_err(de::Error::custom);
    }
    let mut text = Vec::new();
    Transcode(&mut text).deserialize(deserializer)?;
    T::decode(&text).map_err(de::Error::custom)
}

/// Writes whatever a format holds as JSON text.
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
        f.write_str("a value that JSON can hold")
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
            open_member(self.0, &name);
            map.next_value_seed(Transcode(self.0))?;
        }
        self.0.push(b'}');
        Ok(())
    }
}

/// `Serialize` and `Deserialize` for models, generic ones too.
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
