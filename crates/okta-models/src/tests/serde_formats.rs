use serde::{Deserialize, Serialize};

use super::samples::{Kind, Sample, Shape};
use crate::{DateTime, Json, Lazy, Map, Number};

const TEXT: &str = r#"{"id":"a","type":"NEW","count":3,"number":1.10,"created":"2024-05-01T12:30:00Z","names":["x","y"],"shape":{"kind":"CIRCLE","radius":1},"_links":{"self":1},"big":123456789012345678901234567890,"second":null}"#;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Holder {
    sample: Sample,
    #[serde(flatten)]
    rest: std::collections::BTreeMap<String, Shape>,
    kinds: Vec<Kind>,
}

#[test]
fn serde_json_passes_text_through() {
    let sample: Sample = serde_json::from_str(TEXT).unwrap();
    assert_eq!(sample.type_, Some(Kind::Unknown("NEW".into())));
    assert_eq!(serde_json::to_string(&sample).unwrap(), TEXT);
    assert_eq!(sample.to_json(), TEXT.as_bytes());
    assert_eq!(serde_json::from_reader::<_, Sample>(TEXT.as_bytes()).unwrap(), sample);
    assert!(
        serde_json::from_str::<Sample>("3")
            .unwrap_err()
            .to_string()
            .contains("expected an object, found a number")
    );
}

#[test]
fn other_formats_are_transcoded() {
    let small = TEXT.replace("123456789012345678901234567890", "1234567890123456789");
    let sample: Sample = serde_json::from_str(&small).unwrap();
    // A value tree is another format.
    let value = serde_json::to_value(&sample).unwrap();
    assert_eq!(value, serde_json::from_str::<serde_json::Value>(&small).unwrap());
    let back: Sample = serde_json::from_value(value).unwrap();
    assert_eq!((back.big, back.shape, back.names), (sample.big, sample.shape.clone(), sample.names.clone()));
    // So is the content that serde buffers.
    let text = format!(r#"{{"sample":{small},"round":{{"kind":"CIRCLE"}},"kinds":["ONE","X"]}}"#);
    let holder: Holder = serde_json::from_str(&text).unwrap();
    assert_eq!(holder.sample, sample);
    assert!(matches!(holder.rest["round"], Shape::Circle(_)));
    assert_eq!(serde_json::from_str::<Holder>(&serde_json::to_string(&holder).unwrap()).unwrap(), holder);
    assert_eq!(
        Sample::deserialize(serde::de::value::MapDeserializer::<_, serde::de::value::Error>::new(
            [("id", "a")].into_iter()
        ))
        .unwrap()
        .id,
        "a"
    );
}

#[test]
fn building_blocks_implement_serde() {
    let map: Map<Json> = serde_json::from_str(r#"{"a":1.0,"b":null}"#).unwrap();
    assert_eq!(serde_json::to_string(&map).unwrap(), r#"{"a":1.0,"b":null}"#);
    let parts: (DateTime, Number, Lazy<Sample>) = serde_json::from_str(r#"["2024",1e2,{}]"#).unwrap();
    assert_eq!(serde_json::to_string(&parts).unwrap(), r#"["2024",1e2,{}]"#);
    assert_eq!(Json::from(serde_json::json!({"a": 1})).to_value().unwrap(), serde_json::json!({"a": 1}));
}
