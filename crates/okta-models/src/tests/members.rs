use super::samples::{Empty, Kind, Sample};
use crate::{Audit, DateTime, Json, Lazy, Map, Model};

fn text(sample: &Sample) -> String {
    String::from_utf8(sample.to_json()).unwrap()
}

#[test]
fn unset_fields_are_not_encoded() {
    assert_eq!(text(&Sample::default()), "{}");
    assert_eq!(Empty::default().to_json(), b"{}");
    assert_eq!(size_of::<Empty>(), size_of::<usize>());
}

#[test]
fn null_absent_and_empty_are_distinct() {
    let sample = Sample::from_json(br#"{"id":null,"type":"","names":[],"map":{}}"#).unwrap();
    assert!(sample.is_null("id"));
    assert!(!sample.is_null("active"));
    assert_eq!(sample.type_, Some(Kind::Unknown(String::new())));
    assert_eq!(sample.names, Some(Vec::new()));
    assert_eq!(sample.map, Some(Map::new()));
    assert_eq!(text(&sample), r#"{"type":"","names":[],"map":{},"id":null}"#);
}

#[test]
fn field_overrides_extra() {
    let mut sample = Sample::from_json(br#"{"id":null,"count":"many","colour":"red"}"#).unwrap();
    assert_eq!(sample.mismatches(), ["count"]);
    sample.id = "a".into();
    sample.count = Some(3);
    assert_eq!(text(&sample), r#"{"id":"a","count":3,"colour":"red"}"#);
    assert!(!sample.is_null("id"));
    assert!(sample.mismatches().is_empty());
}

#[test]
fn last_duplicate_member_wins() {
    for (given, expected) in [
        (r#"{"id":null,"id":"a"}"#, r#"{"id":"a"}"#),
        (r#"{"id":"a","id":null}"#, r#"{"id":null}"#),
        (r#"{"id":"a","id":"b"}"#, r#"{"id":"b"}"#),
        (r#"{"x":1,"y":2,"x":3}"#, r#"{"y":2,"x":3}"#),
        (r#"{"x":1,"\u0078":3}"#, r#"{"x":3}"#),
    ] {
        assert_eq!(text(&Sample::from_json(given.as_bytes()).unwrap()), expected);
    }
}

#[test]
fn set_by_name_updates_field_or_extra() {
    let mut sample = Sample::default();
    sample.set("id", "a").unwrap();
    sample.set("costCenter", 12).unwrap();
    sample.set("type", "ONE").unwrap();
    assert_eq!(sample.id, "a");
    assert_eq!(sample.type_, Some(Kind::One));
    assert_eq!(sample.get("costCenter").unwrap().decode::<i32>().unwrap(), 12);
    assert_eq!(text(&sample), r#"{"id":"a","type":"ONE","costCenter":12}"#);

    let error = sample.set("count", "many").unwrap_err();
    assert!(error.is_type_mismatch() && error.member() == "count");
    assert_eq!(error.to_string(), "value does not match the type of member `count`");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.starts_with("expected a number, found a string"), "{cause}");
    sample.set("id", None::<String>).unwrap();
    assert!(sample.is_null("id"));
    assert_eq!(sample.id.to_option(), None);
}

#[test]
fn debug_redacts_secrets_and_extra_values() {
    let sample = Sample::from_json(br#"{"id":"a","password":"hunter2","token":"hunter2","any":{"pin":"hunter2"},"_links":{"a":"hunter2"}}"#).unwrap();
    let debug = format!("{sample:?} {sample:#?}");
    assert!(!debug.contains("hunter2"), "{debug}");
    assert!(
        debug.contains("[redacted]") && debug.contains("token") && debug.contains(r#"id: "a""#),
        "{debug}"
    );
}

#[test]
fn links_are_decoded_on_demand() {
    let sample = Sample::from_json(br#"{"_links":{"self":{"href":"x"},"new":1}}"#).unwrap();
    let links = sample.links.as_ref().unwrap().get().unwrap();
    assert_eq!(links.self_.as_ref().unwrap().as_str(), r#"{"href":"x"}"#);
    assert_eq!(links.get("new"), Some(Json::from(1)));
    assert_eq!(Lazy::new(&links).get().unwrap(), links);
    let odd = Sample::from_json(br#"{"_links":3}"#).unwrap();
    assert_eq!(odd.links.unwrap().get().unwrap_err().path(), "$");
}

#[test]
fn errors_contain_position_but_no_values() {
    let error = Sample::from_json(br#"{"id":"a","child":{"names":["a",{"b":hunter2}]}}"#).unwrap_err();
    assert_eq!(error.to_string(), "invalid JSON: expected a value at $.child.names[1].b (byte 37)");
    assert_eq!((error.path(), error.offset(), error.is_syntax()), ("$.child.names[1].b", 37, true));
    let error = Vec::<Sample>::decode(br#"[{},{"id":1},"hunter2"]"#).unwrap_err();
    assert_eq!(error.to_string(), "expected an object, found a string at $[2] (byte 13)");
    assert!(!error.is_syntax());
    assert_eq!(
        Sample::from_json(b"{} x").unwrap_err().to_string(),
        "invalid JSON: expected end of input at $ (byte 3)"
    );
    assert_eq!(
        Sample::from_json(b"{\"a\"").unwrap_err().to_string(),
        "invalid JSON: unexpected end of input at $ (byte 4)"
    );
    assert_eq!(Sample::from_json(b"\xff{}").unwrap_err().to_string(), "invalid UTF-8 at $ (byte 0)");
    assert!(Sample::from_json(br#"{"\ud800":1}"#).unwrap_err().is_syntax());
}

#[test]
fn audit_reports_unknown_values() {
    let sample = Sample::from_json(
        br#"{"type":"NINE","count":"x","children":[{"type":"ONE"},{"type":"TEN"}],"shape":{"kind":"BLOB"},
            "_links":{"self":1},"id":null,"scores":{"a":1,"b":"x"}}"#,
    )
    .unwrap();
    let audit = Audit::from_model(&sample);
    assert_eq!(audit.mismatches, ["$.count", "$.scores.b"]);
    assert_eq!(audit.unknown_enums, ["$.type", "$.children[1].type"]);
    assert_eq!(audit.unknown_kinds, ["$.shape"]);
    assert!(!audit.is_clean());
    assert!(Audit::from_model(&Sample::default()).is_clean());
}

#[test]
fn array_body_of_object_round_trips() {
    let mut one = Sample::from_json(br#" [ {"id":"a","x":1} ] "#).unwrap();
    assert_eq!(one.id, "a");
    assert_eq!(text(&one), r#"[{"id":"a","x":1}]"#);
    assert_eq!(Audit::from_model(&one).mismatches, ["$"]);
    one.remove("x");
    assert_eq!(text(&one), r#"[{"id":"a"}]"#);
    let plain = Sample::from_json(br#"{"id":"a"}"#).unwrap();
    assert!(one != plain && plain.extra.is_empty());
    for other in [r#"[]"#, r#"[{"id":"a"},{"id":"b"}]"#, r#"[1]"#] {
        let mut kept = Sample::from_json(other.as_bytes()).unwrap();
        assert!(kept.id.is_empty() && kept.extra.is_empty());
        assert_eq!(text(&kept), other);
        kept.id = "c".into();
        assert_eq!(text(&kept), r#"{"id":"c"}"#);
    }
    assert!(Sample::from_json(b"[{}").unwrap_err().is_syntax());
    assert!(Sample::from_json(b"null").is_err());
    // Only a complete body is unwrapped, not a member.
    assert_eq!(Sample::from_json(br#"{"child":[{}]}"#).unwrap().mismatches(), ["child"]);
}

#[test]
fn single_object_decodes_as_list() {
    let items = crate::decode_list::<Sample>(br#" {"id":"a"}"#).unwrap();
    assert_eq!(items[0].as_ref().unwrap().id, "a");
    assert_eq!(crate::decode_list::<Sample>(b"3").unwrap_err().path(), "$");
}

#[test]
fn maps_preserve_order_and_nulls() {
    let mut map = Map::<i64>::decode(br#"{"z":1,"a":null,"b":2,"c":"x","z":3}"#).unwrap();
    assert_eq!(map.iter().collect::<Vec<_>>(), [("b", &2), ("z", &3)]);
    assert_eq!(map.extra.names().collect::<Vec<_>>(), ["a", "c"]);
    map.insert("a", 7);
    map.set_null("b");
    assert_eq!(map.remove("c"), None);
    let mut out = Vec::new();
    map.encode(&mut out);
    assert_eq!(out, br#"{"z":3,"a":7,"b":null}"#);
    assert_eq!(
        [("x", 1), ("x", 2)].into_iter().collect::<Map<i64>>().into_iter().collect::<Vec<_>>(),
        [("x".to_owned(), 2)]
    );
}

#[test]
fn numbers_round_trip_unchanged() {
    let given = r#"{"big":9223372036854775807,"ratio":0.25,"number":1.10,"count":1.0,"n":123456789012345678901234567890}"#;
    let sample = Sample::from_json(given.as_bytes()).unwrap();
    assert_eq!((sample.big, sample.ratio, sample.count), (Some(i64::MAX), Some(0.25), None));
    assert_eq!(sample.number.as_ref().map(|number| (number.as_str(), number.as_f64())), Some(("1.10", 1.1)));
    let again = text(&sample);
    for number in ["9223372036854775807", ":0.25", ":1.10", ":1.0,", "123456789012345678901234567890"] {
        assert!(again.contains(number), "{again}");
    }
}

#[test]
fn date_time_parses_supported_formats() {
    let seconds = |text: &str| {
        DateTime::from(text).to_system_time().map(|time| match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => since.as_secs_f64(),
            Err(before) => -before.duration().as_secs_f64(),
        })
    };
    for (text, expected) in [
        ("2024-05-01T12:30:00.250Z", 1_714_566_600.25),
        ("2024-05-01T12:30:00Z", 1_714_566_600.0),
        ("2024-05-01T14:30:00.000+02:00", 1_714_566_600.0),
        ("2024-05-01T07:00:00-0530", 1_714_566_600.0),
        ("2024-05-01 12:30:00", 1_714_566_600.0),
        ("2024-05-01 12:30:00.0", 1_714_566_600.0),
        ("Wed May 01 12:30:00 UTC 2024", 1_714_566_600.0),
        ("1970-01-01T00:00:00Z", 0.0),
        ("1969-12-31T23:59:59.5Z", -0.5),
        ("2000-02-29T00:00:00Z", 951_782_400.0),
        ("0001-01-01T00:00:00Z", -62_135_596_800.0),
    ] {
        assert_eq!(seconds(text), Some(expected), "{text}");
    }
    for text in [
        "",
        "createdDate",
        "2024-02-30T00:00:00Z",
        "2023-02-29 00:00:00",
        "2024-05-01T25:00:00Z",
        "2024-05-01",
        "2024-13-01T00:00:00Z",
        "2024-05-01T12:30:00.Z",
        "2024-05-01T12:30:00+0",
        "Wed May 01 12:30:00 CEST 2024",
        "２０２４-05-01T12:30:00Z",
    ] {
        assert_eq!(seconds(text), None, "{text}");
    }
    assert_eq!(DateTime::from_unix_millis(1_714_566_600_250).as_str(), "2024-05-01T12:30:00.250Z");
    assert_eq!(DateTime::from_unix_millis(-500).as_str(), "1969-12-31T23:59:59.500Z");
    let now = std::time::UNIX_EPOCH + std::time::Duration::from_millis(951_782_400_123);
    assert_eq!(DateTime::from(now).to_system_time(), Some(now));
    assert_eq!(size_of::<Option<DateTime>>(), 32);
}
