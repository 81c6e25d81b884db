//! Differences between two versions of a document.

#![cfg(test)]

use okta_codegen::Document;
use okta_codegen::areas::Areas;
use okta_codegen::diff::{Surface, diff};
use okta_codegen::generate::Plan;
use okta_codegen::overrides::ModelOverrides;

const OLD: &str = r#"
openapi: 3.0.3
info: { version: '1' }
paths:
  /things:
    get:
      operationId: listThings
      tags: [Thing]
      security: []
      parameters: [ { name: limit, in: query, schema: { type: integer } } ]
      responses: { '200': { content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } } }
  /things/all:
    delete: { operationId: deleteThings, tags: [Thing], security: [], responses: { '204': { description: x } } }
components:
  schemas:
    Thing:
      type: object
      properties:
        id: { type: string }
        size: { type: integer }
        state: { type: string, enum: [ON, OFF] }
        part: { type: object, properties: { a: { type: string } } }
"#;

fn surface(document: &str, overrides: &str) -> Surface {
    let areas = Areas::parse("default: []\nareas: { things: { about: Things, tags: [Thing] } }").unwrap();
    let overrides = ModelOverrides::parse(overrides).unwrap();
    let plan = Plan::with_overrides(Document::parse(document).unwrap(), &overrides, areas).unwrap();
    Surface::from_plan(&plan, |operation| Ok(format!("things().{}", operation.id))).unwrap()
}

fn report(new: &str, overrides: &str) -> Vec<String> {
    diff(&surface(OLD, "{}"), &surface(new, overrides)).iter().map(ToString::to_string).collect()
}

#[test]
fn identical_documents_have_no_differences() {
    assert_eq!(report(OLD, "{}"), Vec::<String>::new());
}

#[test]
fn additions_are_not_breaking() {
    let new = OLD
        .replace("[ON, OFF]", "[ON, OFF, HALF]")
        .replace("id: { type: string }", "id: { type: string }\n        name: { type: string }")
        .replace(
            "schema: { type: integer } }",
            "schema: { type: integer } }, { name: after, in: query, schema: { type: string } }",
        );
    assert_eq!(
        report(&new, "{}"),
        [
            "+ operation `things().listThings`: new parameter `after`, `optional String`",
            "+ `Thing.name`, `String`",
            "+ `ThingState::Half`",
        ]
    );
}

#[test]
fn removals_and_type_changes_are_breaking() {
    let new = OLD
        .replace("size: { type: integer }", "size: { type: string }")
        .replace("        id: { type: string }\n", "")
        .replace("[ON, OFF]", "[ON, UP]")
        .replace("    delete: { operationId: deleteThings", "    put: { operationId: putThings");
    assert_eq!(
        report(&new, "{}"),
        [
            "! operation `things().deleteThings` (`deleteThings`, DELETE /things/all) removed",
            "! `Thing.id` removed",
            "! `Thing.size` is `String`, was `i64`",
            "! `ThingState::Off` removed",
            "+ operation `things().putThings` (`putThings`, PUT /things/all)",
            "+ `ThingState::Up`",
        ]
    );
}

#[test]
fn type_with_new_name_is_renamed() {
    let report = report(OLD, "{ names: { Thing.part: Piece } }");
    assert_eq!(
        report,
        ["! `Thing.part` is `Box<Piece>`, was `Box<ThingPart>`", "! type `ThingPart` renamed: `Piece`"]
    );
}

#[test]
fn new_required_argument_is_breaking() {
    let new = OLD.replace("  /things/all:", "  /things/{group}/all:").replace(
        "    delete: {",
        "    parameters: [ { name: group, in: path, required: true, schema: { type: string } } ]\n    delete: {",
    );
    assert_eq!(
        report(&new, "{}"),
        [
            "! operation `things().deleteThings`: new parameter `group`, `String`",
            "+ operation `things().deleteThings` calls DELETE /things/{group}/all instead of DELETE /things/all",
        ]
    );
}
