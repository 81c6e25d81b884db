//! The parser of operations.

use super::{
    Credential, Media, Method, Operation, Parameter, ParameterLocation, RequestBody, Response, Security,
    SecuritySchemes,
};
use crate::document::cursor::{Cursor, Object};
use crate::document::lifecycle::Lifecycle;
use crate::document::node::Node;
use crate::document::schema::Schema;
use crate::error::Result;

/// Parses the operations of a path item.
pub(in crate::document) fn read_path(
    root: &Cursor<'_>,
    schemes: &SecuritySchemes,
    path: &str,
    at: &Cursor<'_>,
) -> Result<Vec<Operation>> {
    let mut item = at.object()?;
    // `options` describes CORS preflights, which browsers send.
    item.ignore(&["options", "x-okta-lifecycle", "x-okta-team-detail"]);
    let shared = match item.get("parameters") {
        Some(at) => parameters(root, &at)?,
        None => Vec::new(),
    };
    let mut operations = Vec::new();
    for (key, method) in Method::KEYS {
        if let Some(at) = item.get(key) {
            operations.push(read_operation(root, schemes, path, method, &shared, &at)?);
        }
    }
    item.finish()?;
    Ok(operations)
}

fn read_operation(
    root: &Cursor<'_>,
    schemes: &SecuritySchemes,
    path: &str,
    method: Method,
    shared: &[Parameter],
    at: &Cursor<'_>,
) -> Result<Operation> {
    let mut object = at.object()?;
    object.ignore(&[
        "summary",
        "description",
        "x-codegen-request-body-name",
        "x-disable-permissions-audit",
        "x-okta-no-scope-required",
        "x-okta-opa-roles",
    ]);
    let tags = object.require("tags")?;
    let tag = match tags.texts()?.as_slice() {
        [tag] => tag.clone(),
        other => return Err(tags.error(format!("expected one tag, found {}", other.len()))),
    };
    let own = match object.get("parameters") {
        Some(at) => parameters(root, &at)?,
        None => Vec::new(),
    };
    let operation = Operation {
        pointer: at.pointer().to_owned(),
        id: object.require("operationId")?.text()?,
        method,
        path: path.to_owned(),
        tag,
        parameters: in_order(path, shared, own, at)?,
        // A body without content is none.
        body: object
            .get("requestBody")
            .map(|at| request_body(root, &at))
            .transpose()?
            .filter(|body| !body.content.is_empty()),
        responses: responses(root, &object.require("responses")?)?,
        // Without `security`, that of the document applies.
        security: match object.get("security").or_else(|| root.look_up("security")) {
            Some(at) => security(schemes, &at)?,
            None => Security::default(),
        },
        servers: match object.get("servers") {
            Some(at) => servers(&at)?,
            None => Vec::new(),
        },
        lifecycle: object
            .get("x-okta-lifecycle")
            .map_or(Ok(Lifecycle::default()), |at| Lifecycle::read(&at))?,
        deprecated: object.flag("deprecated")?,
        admin_roles: object.texts("x-okta-iam-admin-roles")?,
        permissions: object.texts("x-okta-iam-permissions")?,
    };
    object.finish()?;
    Ok(operation)
}

/// Merges parameters: an operation's parameter replaces a shared one of the same name and location. Path parameters
/// come first, in the order of the path.
fn in_order(
    path: &str,
    shared: &[Parameter],
    own: Vec<Parameter>,
    at: &Cursor<'_>,
) -> Result<Vec<Parameter>> {
    let mut all: Vec<Parameter> = shared
        .iter()
        .filter(|shared| !own.iter().any(|own| own.name == shared.name && own.location == shared.location))
        .cloned()
        .collect();
    all.extend(own);
    let mut ordered = Vec::with_capacity(all.len());
    for name in placeholders(path) {
        let found =
            all.iter().position(|found| found.location == ParameterLocation::Path && found.name == name);
        let index =
            found.ok_or_else(|| at.error(format!("missing parameter for path segment `{{{name}}}`")))?;
        ordered.push(all.remove(index));
    }
    if let Some(stray) = all.iter().find(|parameter| parameter.location == ParameterLocation::Path) {
        return Err(at.error(format!("unknown path parameter `{}`", stray.name)));
    }
    ordered.extend(all);
    Ok(ordered)
}

/// Lists the parameter names of a path template.
pub fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// Follows `$ref` into `components/<section>`; returns the target and its name.
fn resolve<'n>(root: &Cursor<'n>, at: &Cursor<'n>, section: &str) -> Result<(Cursor<'n>, Option<String>)> {
    let Some(reference) = at.look_up("$ref") else {
        return Ok((at.clone(), None));
    };
    let text = reference.text()?;
    let name = text.strip_prefix("#/components/").and_then(|rest| rest.strip_prefix(section));
    let target = name
        .and_then(|name| name.strip_prefix('/'))
        .and_then(|name| Some((root.look_up("components")?.look_up(section)?.look_up(name)?, name)));
    match target {
        Some((target, name)) => Ok((target, Some(name.to_owned()))),
        None => Err(reference.error(format!("unresolved reference `{text}`"))),
    }
}

fn parameters(root: &Cursor<'_>, at: &Cursor<'_>) -> Result<Vec<Parameter>> {
    at.elements()?.iter().map(|at| parameter(root, at)).collect()
}

fn parameter(root: &Cursor<'_>, at: &Cursor<'_>) -> Result<Parameter> {
    let (at, component) = resolve(root, at, "parameters")?;
    let mut object = at.object()?;
    object.ignore(&["description", "x-okta-added-version", "allowEmptyValue", "x-scim-filter", "x-order-by"]);
    let location_at = object.require("in")?;
    let location = match location_at.text()?.as_str() {
        "path" => ParameterLocation::Path,
        "query" => ParameterLocation::Query,
        "header" => ParameterLocation::Header,
        other => return Err(location_at.error(format!("unsupported parameter location `{other}`"))),
    };
    if let Some(style) = object.get("style") {
        let text = style.text()?;
        // One parameter of a query is `simple`, which is a style of paths; of a plain value, it is the same.
        if !matches!(text.as_str(), "form" | "simple") || location != ParameterLocation::Query {
            return Err(style.error(format!("unsupported style `{text}`")));
        }
    }
    let parameter = Parameter {
        pointer: at.pointer().to_owned(),
        component,
        name: object.require("name")?.text()?,
        location,
        required: object.flag("required")? || location == ParameterLocation::Path,
        explode: object.get("explode").map_or(Ok(true), |at| at.boolean())?,
        schema: Schema::read(&object.require("schema")?)?,
        lifecycle: object
            .get("x-okta-lifecycle")
            .map_or(Ok(Lifecycle::default()), |at| Lifecycle::read(&at))?,
        example: examples(root, &mut object)?.into_iter().next().map(|(_, value)| value),
    };
    object.finish()?;
    Ok(parameter)
}

fn examples(root: &Cursor<'_>, object: &mut Object<'_>) -> Result<Vec<(String, Node)>> {
    let mut found = Vec::new();
    if let Some(at) = object.get("example") {
        found.push((String::new(), at.node().clone()));
    }
    if let Some(at) = object.get("examples") {
        for (name, at) in at.entries()? {
            let (at, _) = resolve(root, &at, "examples")?;
            // Some examples have a summary but no value.
            if let Some(value) = at.look_up("value") {
                found.push((name.to_owned(), value.node().clone()));
            }
        }
    }
    Ok(found)
}

fn request_body(root: &Cursor<'_>, at: &Cursor<'_>) -> Result<RequestBody> {
    let (at, component) = resolve(root, at, "requestBodies")?;
    let mut object = at.object()?;
    object.ignore(&["description", "x-okta-lifecycle"]);
    let body = RequestBody {
        pointer: at.pointer().to_owned(),
        component,
        required: object.flag("required")?,
        content: content(root, &object.require("content")?)?,
    };
    object.finish()?;
    Ok(body)
}

fn content(root: &Cursor<'_>, at: &Cursor<'_>) -> Result<Vec<Media>> {
    at.entries()?
        .into_iter()
        .map(|(content_type, at)| {
            let mut object = at.object()?;
            let media = Media {
                content_type: content_type.to_owned(),
                schema: match object.get("schema") {
                    Some(at) => Schema::read(&at)?,
                    None => Schema { pointer: at.pointer().to_owned(), ..Schema::default() },
                },
                examples: examples(root, &mut object)?,
            };
            object.finish()?;
            Ok(media)
        })
        .collect()
}

fn responses(root: &Cursor<'_>, at: &Cursor<'_>) -> Result<Vec<Response>> {
    at.entries()?
        .into_iter()
        .map(|(code, at)| {
            let status = code.parse().map_err(|_| at.error(format!("invalid HTTP status `{code}`")))?;
            let (at, component) = resolve(root, &at, "responses")?;
            let mut object = at.object()?;
            object.ignore(&["description", "x-okta-ignore-redocly-rules-for-sdk", "x-okta-lifecycle"]);
            let response = Response {
                pointer: at.pointer().to_owned(),
                component,
                status,
                content: match object.get("content") {
                    Some(at) => content(root, &at)?,
                    None => Vec::new(),
                },
                headers: match object.get("headers") {
                    Some(at) => at.entries()?.into_iter().map(|(name, _)| name.to_owned()).collect(),
                    None => Vec::new(),
                },
            };
            object.finish()?;
            Ok(response)
        })
        .collect()
}

fn security(schemes: &SecuritySchemes, at: &Cursor<'_>) -> Result<Security> {
    let mut security = Security::default();
    for at in at.elements()? {
        for (scheme, at) in at.entries()? {
            match schemes.get(scheme) {
                Some(Credential::Token) => security.token = true,
                Some(Credential::Bearer) => {
                    security.oauth = true;
                    security.scopes = at.texts()?;
                }
                Some(Credential::Client) => security.client = true,
                None => return Err(at.error(format!("unknown security scheme `{scheme}`"))),
            }
        }
    }
    Ok(security)
}

fn servers(at: &Cursor<'_>) -> Result<Vec<String>> {
    at.elements()?
        .iter()
        .map(|at| {
            let mut object = at.object()?;
            object.ignore(&["description", "variables"]);
            let url = object.require("url")?.text()?;
            object.finish()?;
            Ok(url)
        })
        .collect()
}
