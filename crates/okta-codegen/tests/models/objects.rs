//! Members, bases, maps and names of objects.

use okta_codegen::Document;
use okta_codegen::areas::Areas;
use okta_codegen::generate::Plan;
use okta_codegen::overrides::ModelOverrides;

use super::{error, rust, rust_with, rust_with_docs};

#[test]
fn object_with_every_kind_of_member() {
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
    /// Returned by `listThings`.
    pub struct Root {
        @
        /// Required; read-only.
        id: "id",
        /// Always `ONLY`.
        type_: "type" => String,
        /// URI; at most 20 characters; default `none`.
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
fn all_of_is_flattened() {
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
        @
        id: "id",
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

#[test]
fn maps_extensible_and_recursive_objects() {
    let text = rust(
        r#"
Root: { type: object, x-okta-extensible: true, additionalProperties: true }
"#,
    );
    assert_eq!(
        text,
        "object! {\n    /// Schema `Root`; takes custom attributes.\n    ///\n    /// Returned by `listThings`.\n    pub struct Root {}\n}"
    );
    let text = rust(
        "Root: { type: object, properties: { children: { type: object, additionalProperties: { type: array, items: { $ref: '#/components/schemas/Root' } } } } }",
    );
    assert!(text.contains("children: \"children\" => Map<Vec<Root>>,"), "{text}");
}

#[test]
fn inline_types_are_named_after_schema_path() {
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
fn overrides_correct_types_and_fields() {
    let text = rust_with(
        "Part: { type: object, properties: { a: { type: string } } }\nRoot: { type: object, properties: { odd: { $ref: '#/components/schemas/Part' }, fooBAr: { type: string } } }",
        "{ types: { Root.odd: map to Part }, fields: { Root.fooBAr: foobar }, secret_paths: [Root.fooBAr] }",
    );
    assert!(
        text.contains("odd: \"odd\" => Map<Part>,\n        foobar: secret \"fooBAr\" => String,"),
        "{text}"
    );
}

#[test]
fn overrides_merge_an_object_with_its_extension() {
    let text = rust_with(
        r#"
Root: { type: object, properties: { base: { $ref: '#/components/schemas/Base' }, more: { $ref: '#/components/schemas/More' } } }
Base: { type: object, properties: { id: { type: string }, part: { type: object } } }
More:
  allOf:
    - $ref: '#/components/schemas/Base'
    - properties: { part: { type: object, properties: { a: { type: string } } }, size: { type: integer } }
"#,
        "{ names: { Base: Base, More: Base } }",
    );
    assert!(text.contains("base: \"base\" => Box<Base>,\n        more: \"more\" => Box<Base>,"), "{text}");
    assert!(
        text.contains(
            "    pub struct Base {\n        @\n        id: \"id\",\n        part: \"part\" => Box<BasePart>,\n        size: \"size\" => i64,\n    }"
        ),
        "{text}"
    );
}

#[test]
fn docs_name_the_member() {
    let text = rust_with_docs(
        "Root: { type: object, required: [a], properties: { a: { type: string }, bC: { type: string } } }",
        "{}",
    );
    assert!(
        text.contains(
            r#"    pub struct Root {
        /// Member `a`; required.
        a: "a" => String,
        /// Member `bC`.
        b_c: "bC" => String,
    }"#
        ),
        "{text}"
    );
}

#[test]
fn required_constants_are_values_of_new() {
    let text = rust(
        r#"
Root:
  type: object
  required: [kind, flag, read, first]
  properties:
    kind: { type: string, enum: [ONLY] }
    flag: { type: boolean, enum: [true] }
    read: { type: string, enum: [SERVER], readOnly: true }
    first: { type: string, enum: [A, B] }
    optional: { type: string, enum: [MAYBE] }
"#,
    );
    for line in [
        r#"kind: "kind" => String = "ONLY","#,
        r#"flag: "flag" => bool = true,"#,
        r#"read: "read" => String,"#,
        r#"first: "first" => RootFirst,"#,
        r#"optional: "optional" => String,"#,
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn id_of_another_type_is_a_plain_field() {
    let text = rust(
        "Root: { type: object, properties: { id: { type: integer }, part: { $ref: '#/components/schemas/Part' } } }\nPart: { type: object, properties: { size: { type: integer }, id: { type: string } } }",
    );
    assert!(text.contains("        id: \"id\" => i64,"), "{text}");
    assert!(text.contains("    pub struct Part {\n        @\n        id: \"id\",\n        size:"), "{text}");
}

#[test]
fn field_with_the_name_of_a_method_needs_an_override() {
    let schemas =
        "Root: { type: object, properties: { default: { type: boolean }, from: { type: string } } }";
    let (_, message) = error(schemas, "{}");
    assert!(message.contains("`default`") && message.contains("`Root.default`"), "{message}");
    let text = rust_with(schemas, "{ fields: { Root.default: is_default, Root.from: sender } }");
    assert!(text.contains("is_default: \"default\" => bool,"), "{text}");
}

#[test]
fn types_are_gated_by_area_features() {
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
    let plan = Plan::with_overrides(document, &ModelOverrides::default(), areas).unwrap();
    let files = plan.model_files().unwrap();
    let text = |path: &str| files.iter().find(|file| file.path.ends_with(path)).unwrap().text.clone();
    assert!(text("generated/mod.rs").contains("#[cfg(feature = \"a\")]\npub mod a;"));
    assert!(
        text("generated/mod.rs").contains("#[cfg(any(feature = \"a\", feature = \"b-s\"))]\npub mod b_s;")
    );
    assert!(text("b_s/b.rs").contains("pub struct Shared"));
}
