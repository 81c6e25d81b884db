//! Hard cases of schemas, one small document each: what Rust comes out, and what is refused.

#![cfg(test)]

use okta_codegen::areas::Areas;
use okta_codegen::generate::Plan;
use okta_codegen::overrides::ModelOverrides;
use okta_codegen::{Document, Result};

const AREAS: &str = "default: [things]\nareas:\n  things: { about: Things, tags: [Thing] }\n";

/// A document whose one operation answers with the schema `Root`.
fn plan(schemas: &str, overrides: &str) -> Result<Plan> {
    let schemas: String = schemas.trim_matches('\n').lines().map(|line| format!("    {line}\n")).collect();
    let document = format!(
        "openapi: 3.0.3
info: {{ version: '1' }}
paths:
  /things:
    get:
      operationId: listThings
      tags: [Thing]
      security: []
      responses:
        '200':
          description: prose
          content: {{ application/json: {{ schema: {{ $ref: '#/components/schemas/Root' }} }} }}
components:
  schemas:
{schemas}"
    );
    Plan::with(Document::parse(&document)?, &ModelOverrides::parse(overrides)?, Areas::parse(AREAS)?)
}

/// The macro calls that come out, without the file's header.
fn rust_with(schemas: &str, overrides: &str) -> String {
    let plan = plan(schemas, overrides).unwrap();
    let file =
        plan.model_files().unwrap().into_iter().find(|file| file.path.ends_with("things/thing.rs")).unwrap();
    let body = file.text.lines().skip_while(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n");
    body.trim_start().trim_start_matches("use crate::*;").trim().to_owned()
}

fn rust(schemas: &str) -> String {
    rust_with(schemas, "{}")
}

fn refusal(schemas: &str, overrides: &str) -> (String, String) {
    let error = plan(schemas, overrides).unwrap_err();
    (error.pointer().to_owned(), error.message().to_owned())
}

#[test]
fn an_object_with_every_kind_of_member() {
    let text = rust(
        r#"
Root:
  type: object
  required: [id]
  properties:
    id: { type: string, readOnly: true }
    type: { type: string, enum: [ONLY] }
    homepage: { type: string, format: uri, maxLength: 20, default: none }
    password: { type: string, format: password, writeOnly: true }
    when: { type: string, format: date-time, nullable: true }
    count: { type: integer, minimum: 1, maximum: 5 }
    small: { type: integer, format: int32 }
    ratio: { type: number }
    ok: { type: boolean, deprecated: true }
    tags: { type: array, items: { type: string }, maxItems: 3, uniqueItems: true }
    labels: { type: object, additionalProperties: { type: string } }
    free: { type: object }
    any: {}
    next: { $ref: '#/components/schemas/Root' }
    x5t#S256: { type: string, x-okta-lifecycle: { lifecycle: EA, SKUs: [Plus] } }
    _links: { type: object, properties: { self: { type: string } } }
"#,
    );
    assert_eq!(
        text,
        r#"object! {
    /// Schema `Root`.
    ///
    /// Answered by `listThings`.
    pub struct Root {
        /// Required; read-only.
        id: "id" => String,
        /// Always `ONLY`.
        type_: "type" => String,
        /// URL; at most 20 characters; default `none`.
        homepage: "homepage" => String,
        /// Write-only.
        password: secret "password" => String,
        /// Nullable.
        when: "when" => DateTime,
        /// 1 to 5.
        count: "count" => i64,
        small: "small" => i32,
        ratio: "ratio" => Number,
        /// Deprecated.
        ok: "ok" => bool,
        /// At most 3 elements, no duplicates.
        tags: "tags" => Vec<String>,
        labels: "labels" => Map<String>,
        free: "free" => Map<Json>,
        any: "any" => Json,
        next: "next" => Box<Root>,
        /// Early access (Plus).
        x5t_s256: "x5t#S256" => String,
        links: "_links" => Lazy<RootLinks>,
    }
}

object! {
    /// Inline schema `Root._links`.
    pub struct RootLinks {
        self_: "self" => String,
    }
}"#
    );
}

#[test]
fn descriptions_are_not_copied() {
    let text = rust(
        "Root: { type: object, description: Prose., properties: { a: { type: string, description: More. } } }",
    );
    assert!(!text.contains("Prose") && !text.contains("More"), "{text}");
}

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

#[test]
fn all_of_lays_bases_flat_and_decorations_disappear() {
    let text = rust(
        r#"
Base: { type: object, properties: { id: { type: string }, kind: { type: string }, loose: { type: object } } }
Other: { properties: { more: { type: boolean } } }
Decorated: { allOf: [ { $ref: '#/components/schemas/Other' }, { description: prose } ] }
Root:
  allOf:
    - $ref: '#/components/schemas/Base'
    - $ref: '#/components/schemas/Other'
    - type: object
      required: [kind]
      properties:
        kind: {}
        loose: { $ref: '#/components/schemas/Decorated' }
        other: { allOf: [ { description: prose }, { $ref: '#/components/schemas/Other' } ], readOnly: true }
"#,
    );
    assert!(
        text.contains(
            r#"    pub struct Root {
        id: "id" => String,
        /// Required.
        kind: "kind" => String,
        loose: "loose" => Box<Other>,
        more: "more" => bool,
        /// Read-only.
        other: "other" => Box<Other>,
    }"#
        ),
        "{text}"
    );
    assert!(!text.contains("Decorated"), "{text}");
}

const SHAPES: &str = r#"
Root:
  type: object
  required: [kind]
  properties: { id: { type: string }, kind: { type: string }, links: { type: object } }
  discriminator:
    propertyName: kind
    mapping:
      CIRCLE: '#/components/schemas/Circle'
      BOX: '#/components/schemas/Polygon'
      "TRIANGLE (any)": '#/components/schemas/Polygon'
      PLAIN: '#/components/schemas/Root'
Circle: { allOf: [ { $ref: '#/components/schemas/Root' }, { properties: { radius: { type: number } } } ] }
Polygon: { allOf: [ { $ref: '#/components/schemas/Root' }, { properties: { links: { type: string } } } ] }
"#;

#[test]
fn a_base_with_a_discriminator_is_a_union_with_common_members() {
    let text = rust(SHAPES);
    assert!(
        text.contains(
            r#"    pub enum Root by "kind" {
        "CIRCLE" => Circle(Box<Circle>),
        "BOX" | "TRIANGLE (any)" => Polygon(Box<Polygon>),
        "PLAIN" => Plain(Box<RootBase>),
        else => Other(Box<RootBase>),
    }
    common {
        id: String,
        kind: String,
    }
}"#
        ),
        "{text}"
    );
    assert!(text.contains("pub struct RootBase {"), "{text}");
    assert!(text.contains("pub struct Circle {\n        id:"), "{text}");
}

#[test]
fn bases_and_variants_take_names_from_the_overrides() {
    let text = rust_with(
        SHAPES,
        "{ names: { Root: Shape }, bases: { Root: AnyShape }, variants: { Shape: { BOX: Straight } } }",
    );
    assert!(text.contains("\"BOX\" | \"TRIANGLE (any)\" => Straight(Box<Polygon>),"), "{text}");
    assert!(text.contains("else => Other(Box<AnyShape>),"), "{text}");
}

#[test]
fn an_arm_that_adds_nothing_is_a_struct_of_its_own() {
    let text = rust(
        r#"
Root:
  type: object
  properties: { kind: { type: string } }
  discriminator: { propertyName: kind, mapping: { A: '#/components/schemas/A', B: '#/components/schemas/B' } }
Middle: { allOf: [ { $ref: '#/components/schemas/Root' } ] }
A: { allOf: [ { $ref: '#/components/schemas/Middle' } ] }
B: { allOf: [ { $ref: '#/components/schemas/Middle' } ] }
"#,
    );
    assert!(text.contains("\"A\" => A(Box<A>),\n        \"B\" => B(Box<B>),"), "{text}");
    assert!(!text.contains("Middle"), "{text}");
}

#[test]
fn one_of_with_a_discriminator_has_no_base_and_unions_nest() {
    let text = rust(
        r#"
Root:
  oneOf: [ { $ref: '#/components/schemas/Inner' }, { $ref: '#/components/schemas/Leaf' } ]
  discriminator: { propertyName: outer, mapping: { IN: '#/components/schemas/Inner', LEAF: '#/components/schemas/Leaf' } }
Inner:
  type: object
  properties: { inner: { type: string } }
  discriminator: { propertyName: inner, mapping: { X: '#/components/schemas/X' } }
X: { allOf: [ { $ref: '#/components/schemas/Inner' }, { properties: { x: { type: string } } } ] }
Leaf: { type: object, properties: { outer: { type: string } } }
"#,
    );
    assert!(
        text.contains(
            r#"    pub enum Root by "outer" {
        "IN" => In(Box<Inner>),
        "LEAF" => Leaf(Box<Leaf>),
        else => Other(Json),
    }
}"#
        ),
        "{text}"
    );
    assert!(text.contains("\"X\" => X(Box<X>),\n        else => Other(Box<InnerBase>),"), "{text}");
}

#[test]
fn what_all_arms_of_a_union_have_is_its_base() {
    let text = rust(
        r#"
Root:
  oneOf: [ { $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' } ]
  discriminator: { propertyName: kind, mapping: { A: '#/components/schemas/A', B: '#/components/schemas/B' } }
A: { type: object, required: [id], properties: { id: { type: string }, kind: { type: string }, size: { type: integer } } }
B: { type: object, properties: { kind: { type: string }, id: { type: string }, size: { type: string } } }
"#,
    );
    assert!(text.contains("else => Other(Box<RootBase>),"), "{text}");
    assert!(text.contains("common {\n        id: String,\n        kind: String,\n    }"), "{text}");
    assert!(text.contains("pub struct RootBase {\n        id: \"id\" => String,\n        kind:"), "{text}");
}

#[test]
fn objects_that_nothing_tells_apart_become_one_struct() {
    let text = rust(
        r#"
A: { type: object, required: [id], properties: { id: { type: string }, value: { $ref: '#/components/schemas/Left' } } }
Left: { type: object, properties: { l: { type: string } } }
Right: { type: object, properties: { r: { type: string } } }
Root:
  oneOf:
    - $ref: '#/components/schemas/A'
    - { type: object, properties: { code: { type: string }, value: { $ref: '#/components/schemas/Right' } } }
"#,
    );
    assert!(
        text.contains(
            r#"    pub struct Root {
        id: "id" => String,
        /// For [`Left`] or [`Right`].
        value: "value" => Json,
        code: "code" => String,
    }"#
        ),
        "{text}"
    );
    assert!(text.contains("pub struct Left") && text.contains("pub struct Right"), "{text}");
    assert!(!text.contains("pub struct A "), "{text}");
}

#[test]
fn an_override_tells_a_union_apart() {
    let text = rust_with(
        r#"
Root: { oneOf: [ { $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' } ] }
A: { type: object, properties: { use: { type: string } } }
B: { type: object, properties: { use: { type: string } } }
"#,
        "{ unions: { Root: { by: use, values: { sig: A, enc: B } } } }",
    );
    assert!(text.contains("pub enum Root by \"use\" {\n        \"sig\" => Sig(Box<A>),"), "{text}");
}

#[test]
fn values_of_several_json_shapes_are_told_apart_by_shape() {
    let text = rust(
        r#"
Root:
  type: object
  properties:
    aud: { oneOf: [ { type: string }, { type: array, items: { type: string } } ] }
    text: { oneOf: [ { type: string, format: date-time }, { type: string } ] }
    anything: { oneOf: [ { type: string }, { type: boolean }, { type: integer }, { type: array, items: {} }, { type: object } ] }
"#,
    );
    assert!(
        text.contains(
            "    pub enum RootAud {\n        string => Text(String),\n        array => List(Vec<String>),\n        _ => Other(Json),"
        ),
        "{text}"
    );
    assert!(text.contains("text: \"text\" => String,\n        anything: \"anything\" => Json,"), "{text}");
}

#[test]
fn maps_extensible_and_recursive_objects() {
    let text = rust(
        r#"
Root: { type: object, x-okta-extensible: true, additionalProperties: true }
"#,
    );
    assert_eq!(
        text,
        "object! {\n    /// Schema `Root`; takes custom attributes.\n    ///\n    /// Answered by `listThings`.\n    pub struct Root {}\n}"
    );
    let text = rust(
        "Root: { type: object, properties: { children: { type: object, additionalProperties: { type: array, items: { $ref: '#/components/schemas/Root' } } } } }",
    );
    assert!(text.contains("children: \"children\" => Map<Vec<Root>>,"), "{text}");
}

#[test]
fn inline_types_are_named_after_their_place() {
    let text = rust(
        r#"
Root:
  type: object
  properties:
    commands: { type: array, items: { type: object, properties: { value: { type: object, properties: { a: { type: string } } } } } }
    byName: { type: object, additionalProperties: { type: object, properties: { b: { type: string } } } }
"#,
    );
    assert!(text.contains("commands: \"commands\" => Vec<RootCommand>,"), "{text}");
    assert!(text.contains("value: \"value\" => Box<RootCommandValue>,"), "{text}");
    assert!(text.contains("by_name: \"byName\" => Map<RootByNameValue>,"), "{text}");
    let text = rust_with(
        "Root: { type: object, properties: { a: { type: array, items: { type: object, properties: { b: { type: object, properties: { c: { type: string } } } } } } } }",
        "{ names: { 'Root.a[]': Part } }",
    );
    assert!(text.contains("Vec<Part>") && text.contains("pub struct PartB"), "{text}");
}

#[test]
fn corrected_types_and_fields_come_from_the_overrides() {
    let text = rust_with(
        "Part: { type: object, properties: { a: { type: string } } }\nRoot: { type: object, properties: { odd: { $ref: '#/components/schemas/Part' }, fooBAr: { type: string } } }",
        "{ types: { Root.odd: map to Part }, fields: { Root.fooBAr: foobar }, secret_places: [Root.fooBAr] }",
    );
    assert!(
        text.contains("odd: \"odd\" => Map<Part>,\n        foobar: secret \"fooBAr\" => String,"),
        "{text}"
    );
}

#[test]
fn two_types_of_one_name_are_refused_until_an_override_parts_them() {
    let schemas = r#"
RootKind: { type: object, properties: { a: { type: string } } }
Root: { type: object, properties: { kind: { type: object, properties: { b: { type: string } } }, named: { $ref: '#/components/schemas/RootKind' } } }
"#;
    let (_, message) = refusal(schemas, "{}");
    assert!(message.contains("`RootKind`") && message.contains("override"), "{message}");
    let text = rust_with(schemas, "{ names: { Root.kind: KindOfRoot } }");
    assert!(text.contains("Box<KindOfRoot>") && text.contains("Box<RootKind>"), "{text}");
    // One name for both is an error too: they differ.
    let (_, message) = refusal(schemas, "{ names: { Root.kind: RootKind, RootKind: RootKind } }");
    assert!(message.contains("differ"), "{message}");
}

#[test]
fn what_cannot_be_decided_is_refused_by_json_pointer() {
    let cases = [
        // Two members that come to one field name.
        (
            "Root: { type: object, properties: { fooBar: { type: string }, foo_bar: { type: string } } }",
            "/components/schemas/Root/properties/foo_bar",
        ),
        // A discriminator that leads to no object.
        (
            "Root: { type: object, properties: { k: { type: string } }, discriminator: { propertyName: k, mapping: { A: '#/components/schemas/T' } } }\nT: { type: string }",
            "/components/schemas/Root",
        ),
        // Lists of two kinds.
        (
            "Root: { oneOf: [ { type: string }, { type: array, items: { type: string } }, { type: array, items: { type: integer } } ] }",
            "/components/schemas/Root/oneOf/2",
        ),
        // Inheritance in a circle.
        (
            "Root: { allOf: [ { $ref: '#/components/schemas/B' }, { properties: { a: { type: string } } } ] }\nB: { allOf: [ { $ref: '#/components/schemas/Root' }, { properties: { b: { type: string } } } ] }",
            "/components/schemas/Root",
        ),
    ];
    for (schemas, pointer) in cases {
        assert_eq!(refusal(schemas, "{}").0, pointer, "{schemas}");
    }
}

#[test]
fn overrides_that_fit_nothing_are_refused() {
    let (_, message) =
        refusal("Root: { type: object }", "{ names: { Gone.a: A }, values: { Nowhere: [B] } }");
    assert!(message.contains("Gone.a") && message.contains("Nowhere"), "{message}");
    assert!(ModelOverrides::parse("{ nmaes: {} }").is_err());
}

#[test]
fn a_tag_without_an_area_is_refused() {
    let areas = Areas::parse("default: []\nareas: { others: { about: Others, tags: [Other] } }").unwrap();
    let document = Document::parse(
        "{ openapi: 3.0.3, info: { version: '1' }, paths: { /a: { get: { operationId: a, tags: [Thing], security: [], responses: {} } } } }",
    )
    .unwrap();
    let error = areas.check(&document).unwrap_err();
    assert!(error.message().contains("`Thing`"), "{error}");
}

#[test]
fn types_are_compiled_only_where_an_area_reaches_them() {
    let document = Document::parse(
        r#"
openapi: 3.0.3
info: { version: '1' }
paths:
  /a:
    get:
      operationId: getA
      tags: [A]
      security: []
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/A' } } } } }
  /b:
    get:
      operationId: getB
      tags: [B]
      security: []
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Shared' } } } } }
  /c: { get: { operationId: getC, tags: [C], security: [], responses: {} } }
components:
  schemas:
    A: { type: object, properties: { shared: { $ref: '#/components/schemas/Shared' } } }
    Shared: { type: object, properties: { s: { type: string } } }
"#,
    )
    .unwrap();
    let areas = Areas::parse(
        "default: [a]\nareas: { a: { about: As, tags: [A] }, b-s: { about: Bs, tags: [B] }, c: { about: Cs, tags: [C] } }",
    )
    .unwrap();
    let plan = Plan::with(document, &ModelOverrides::default(), areas).unwrap();
    let files = plan.model_files().unwrap();
    let text = |path: &str| files.iter().find(|file| file.path.ends_with(path)).unwrap().text.clone();
    assert!(text("generated/mod.rs").contains("#[cfg(feature = \"a\")]\nmod a;"));
    assert!(text("generated/mod.rs").contains("#[cfg(any(feature = \"a\", feature = \"b-s\"))]\nmod b_s;"));
    assert!(text("b_s/b.rs").contains("pub struct Shared"));
}
