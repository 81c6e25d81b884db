//! Names and values of enums.

use super::{error, rust, rust_with};

#[test]
fn names_come_from_schema_path_and_values() {
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
fn overrides_add_values_and_names() {
    let text = rust_with(
        "Root: { type: string, enum: ['+', A] }",
        "{ variants: { Root: { '+': Plus } }, values: { Root: [B] } }",
    );
    assert!(text.contains("        Plus = \"+\",\n        A = \"A\",\n        B = \"B\",\n"), "{text}");
}

#[test]
fn value_without_a_name_is_an_error() {
    let (pointer, message) = error("Root: { type: string, enum: [A, '+'] }", "{}");
    assert_eq!(pointer, "/components/schemas/Root");
    assert!(message.contains("`+`"), "{message}");
}
