//! Discriminators, variants and common members of unions.

use super::{error, rust, rust_with};

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
fn base_with_discriminator_has_common_members() {
    let text = rust(SHAPES);
    assert!(
        text.contains(
            r#"    pub enum Root by "kind" {
        "CIRCLE" => Circle(Box<Circle>) as_circle as_circle_mut,
        "BOX" | "TRIANGLE (any)" => Polygon(Box<Polygon>) as_polygon as_polygon_mut,
        "PLAIN" => Plain(Box<RootBase>) as_plain as_plain_mut,
        else => Other(Box<RootBase>),
    }
    common {
        @ id,
        kind set_kind: String,
    }
}"#
        ),
        "{text}"
    );
    assert!(text.contains("pub struct RootBase {"), "{text}");
    assert!(text.contains("pub struct Circle {\n        @\n        id:"), "{text}");
}

#[test]
fn overrides_name_bases_and_variants() {
    let text = rust_with(
        SHAPES,
        "{ names: { Root: Shape }, bases: { Root: AnyShape }, variants: { Shape: { BOX: Straight } } }",
    );
    assert!(
        text.contains("\"BOX\" | \"TRIANGLE (any)\" => Straight(Box<Polygon>) as_straight as_straight_mut,"),
        "{text}"
    );
    assert!(text.contains("else => Other(Box<AnyShape>),"), "{text}");
}

#[test]
fn arm_without_members_is_a_separate_struct() {
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
    assert!(
        text.contains("\"A\" => A(Box<A>) as_a as_a_mut,\n        \"B\" => B(Box<B>) as_b as_b_mut,"),
        "{text}"
    );
    assert!(!text.contains("Middle"), "{text}");
}

#[test]
fn one_of_has_no_base_and_unions_nest() {
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
        "IN" => In(Box<Inner>, union) as_in as_in_mut,
        "LEAF" => Leaf(Box<Leaf>) as_leaf as_leaf_mut,
        else => Other(Json),
    }
}"#
        ),
        "{text}"
    );
    assert!(
        text.contains("\"X\" => X(Box<X>) as_x as_x_mut,\n        else => Other(Box<InnerBase>),"),
        "{text}"
    );
}

#[test]
fn members_common_to_all_arms_form_the_base() {
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
    assert!(text.contains("common {\n        @ id,\n        kind set_kind: String,\n    }"), "{text}");
    assert!(text.contains("pub struct RootBase {\n        @\n        id: \"id\",\n        kind:"), "{text}");
}

#[test]
fn objects_without_discriminator_become_one_struct() {
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
        @
        id: "id",
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
fn override_sets_a_discriminator() {
    let text = rust_with(
        r#"
Root: { oneOf: [ { $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' } ] }
A: { type: object, properties: { use: { type: string } } }
B: { type: object, properties: { use: { type: string } } }
"#,
        "{ unions: { Root: { by: use, values: { sig: A, enc: B } } } }",
    );
    assert!(
        text.contains("pub enum Root by \"use\" {\n        \"sig\" => Sig(Box<A>) as_sig as_sig_mut,"),
        "{text}"
    );
}

#[test]
fn untagged_union_is_selected_by_shape() {
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
fn members_common_to_nested_unions_are_common() {
    let text = rust(
        r#"
Root:
  oneOf: [ { $ref: '#/components/schemas/Inner' }, { $ref: '#/components/schemas/Leaf' } ]
  discriminator: { propertyName: outer, mapping: { IN: '#/components/schemas/Inner', LEAF: '#/components/schemas/Leaf' } }
Inner:
  type: object
  properties: { inner: { type: string }, outer: { type: string }, id: { type: string } }
  discriminator: { propertyName: inner, mapping: { X: '#/components/schemas/X', Y: '#/components/schemas/Y' } }
X: { allOf: [ { $ref: '#/components/schemas/Inner' }, { properties: { label: { type: string } } } ] }
Y: { allOf: [ { $ref: '#/components/schemas/Inner' }, { properties: { label: { type: string } } } ] }
Leaf: { type: object, properties: { outer: { type: string }, id: { type: string }, label: { type: string } } }
"#,
    );
    // `label` is in every variant of the nested union, though not in its base.
    assert!(
        text.contains(
            "        inner set_inner: String,\n        outer set_outer: String,\n        label set_label: String,\n"
        ),
        "{text}"
    );
    assert!(text.contains("inner: \"inner\" => String,\n        outer: \"outer\" => String,\n        label: \"label\" => String,"), "{text}");
    assert!(text.contains("\"IN\" => In(Box<Inner>, union) as_in as_in_mut,"), "{text}");
}

#[test]
fn constant_of_one_alternative_is_none_of_the_union() {
    let text = rust(
        r#"
Root:
  required: [kty, use, alg]
  oneOf: [ { $ref: '#/components/schemas/Rsa' }, { $ref: '#/components/schemas/Ec' } ]
Rsa: { type: object, properties: { kty: { type: string, enum: [RSA] }, use: { type: string, enum: [sig] }, alg: { type: string, enum: [RS256] } } }
Ec: { type: object, properties: { kty: { type: string, enum: [EC] }, use: { type: string, enum: [sig] } } }
"#,
    );
    assert!(text.contains("/// Required.\n        kty: \"kty\" => String,"), "{text}");
    assert!(
        text.contains("/// Always `sig`; required.\n        use_: \"use\" => String = \"sig\","),
        "{text}"
    );
    assert!(text.contains("alg: \"alg\" => String,"), "{text}");
}

#[test]
fn accessor_with_the_name_of_a_method_needs_an_override() {
    let schemas = r#"
Root:
  oneOf: [ { $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' } ]
  discriminator: { propertyName: kind, mapping: { A: '#/components/schemas/A', B: '#/components/schemas/B' } }
A: { type: object, properties: { kind: { type: string }, isKnown: { type: boolean } } }
B: { type: object, properties: { kind: { type: string }, isKnown: { type: boolean } } }
"#;
    let (_, message) = error(schemas, "{}");
    assert!(message.contains("`Root`") && message.contains("`is_known`"), "{message}");
    rust_with(schemas, "{ fields: { A.isKnown: known, B.isKnown: known } }");
}
