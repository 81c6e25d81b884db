//! Enums: their names and values.

use super::{refusal, rust, rust_with};

#[test]
fn enums_are_named_after_their_place_and_their_values() {
    let text = rust(
        r#"
Root: { type: object, properties: { colour: { type: string, enum: [RED, "token:dark", "2FA", UNKNOWN, SELF, RED] } } }
"#,
    );
    assert!(
        text.contains(
            r#"    pub enum RootColour {
        Red = "RED",
        TokenDark = "token:dark",
        V2Fa = "2FA",
        UnknownValue = "UNKNOWN",
        Self_ = "SELF",
    }"#
        ),
        "{text}"
    );
}

#[test]
fn an_enum_takes_values_and_names_from_the_overrides() {
    let text = rust_with(
        "Root: { type: string, enum: ['+', A] }",
        "{ variants: { Root: { '+': Plus } }, values: { Root: [B] } }",
    );
    assert!(text.contains("        Plus = \"+\",\n        A = \"A\",\n        B = \"B\",\n"), "{text}");
}

#[test]
fn an_enum_value_without_a_name_is_refused() {
    let (pointer, message) = refusal("Root: { type: string, enum: [A, '+'] }", "{}");
    assert_eq!(pointer, "/components/schemas/Root");
    assert!(message.contains("`+`"), "{message}");
}
