//! Operations: paths, parameters, bodies, responses.

use super::cursor::Cursor;
use super::lifecycle::Lifecycle;
use super::node::Node;
use super::schema::Schema;
use crate::error::Result;

/// An HTTP method that the document uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `PUT`
    Put,
    /// `POST`
    Post,
    /// `DELETE`
    Delete,
    /// `PATCH`
    Patch,
}

impl Method {
    const KEYS: [(&'static str, Method); 5] = [
        ("get", Method::Get),
        ("put", Method::Put),
        ("post", Method::Post),
        ("delete", Method::Delete),
        ("patch", Method::Patch),
    ];

    /// As HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Put => "PUT",
            Method::Post => "POST",
            Method::Delete => "DELETE",
            Method::Patch => "PATCH",
        }
    }
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
}

/// One parameter, references resolved.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its place in the document.
    pub pointer: String,
    /// Its name under `components/parameters`, where it is shared.
    pub component: Option<String>,
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub place: Place,
    /// Whether it must be sent. Path parameters always must.
    pub required: bool,
    /// Whether each element of a list is a parameter of its own (`explode`, on by default); otherwise
    /// elements are joined by commas.
    pub explode: bool,
    /// What it is.
    pub schema: Schema,
    /// Its stage.
    pub lifecycle: Lifecycle,
    /// `example`, or the value of the first of `examples`.
    pub example: Option<Node>,
}

/// One media type of a body.
#[derive(Debug, Clone)]
pub struct Media {
    /// Such as `application/json`.
    pub content_type: String,
    /// What it is; the empty schema where the document does not say.
    pub schema: Schema,
    /// Its examples, by name; `example` has the empty name. References are resolved.
    pub examples: Vec<(String, Node)>,
}

impl Media {
    /// Whether the body is JSON, and so has a Rust type.
    pub fn is_json(&self) -> bool {
        self.content_type == "application/json" || self.content_type.ends_with("+json")
    }
}

/// A request body, references resolved.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Its place in the document.
    pub pointer: String,
    /// Its name under `components/requestBodies`, where it is shared.
    pub component: Option<String>,
    /// Whether it must be sent.
    pub required: bool,
    /// Its forms, in the order of the document.
    pub content: Vec<Media>,
}

/// One documented response, references resolved.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its place in the document.
    pub pointer: String,
    /// Its name under `components/responses`, where it is shared.
    pub component: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// Its bodies; empty for none.
    pub content: Vec<Media>,
    /// Names of documented headers.
    pub headers: Vec<String>,
}

impl Response {
    /// Whether the status says success (2xx, and the redirects that some operations answer with).
    pub fn is_success(&self) -> bool {
        (200..400).contains(&self.status)
    }
}

/// How a call may authenticate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Security {
    /// Whether an API token (`SSWS`) is accepted.
    pub token: bool,
    /// Whether an OAuth 2.0 access token is accepted.
    pub oauth: bool,
    /// The scopes, any one of which an access token needs.
    pub scopes: Vec<String>,
}

impl Security {
    /// Whether the operation takes calls without credentials.
    pub fn is_open(&self) -> bool {
        !self.token && !self.oauth
    }
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its place in the document.
    pub pointer: String,
    /// `operationId`
    pub id: String,
    /// The method.
    pub method: Method,
    /// The path template, such as `/api/v1/users/{id}`.
    pub path: String,
    /// Its one tag.
    pub tag: String,
    /// Path parameters in the order of the path, then the others in the order of the document.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// Documented responses, in the order of the document.
    pub responses: Vec<Response>,
    /// How to authenticate.
    pub security: Security,
    /// Servers of its own, where it does not run on the org's.
    pub servers: Vec<String>,
    /// Its stage.
    pub lifecycle: Lifecycle,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// `x-okta-iam-admin-roles`
    pub admin_roles: Vec<String>,
    /// `x-okta-iam-permissions`
    pub permissions: Vec<String>,
}

impl Operation {
    /// Parameters of one place.
    pub fn parameters_in(&self, place: Place) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.place == place)
    }

    /// The schemas of its parameters and JSON bodies.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let body = self.body.iter().flat_map(|body| &body.content);
        let answers = self.responses.iter().flat_map(|response| &response.content);
        let bodies = body.chain(answers).filter(|media| media.is_json()).map(|media| &media.schema);
        self.parameters.iter().map(|parameter| &parameter.schema).chain(bodies)
    }

    /// Documented responses that mean success.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| response.is_success())
    }
}

/// Reads every operation of one path item.
pub(super) fn read_path(root: &Cursor<'_>, path: &str, at: &Cursor<'_>) -> Result<Vec<Operation>> {
    let mut item = at.object()?;
    item.ignore(&["x-okta-lifecycle"]);
    let shared = match item.get("parameters") {
        Some(at) => parameters(root, &at)?,
        None => Vec::new(),
    };
    let mut operations = Vec::new();
    for (key, method) in Method::KEYS {
        if let Some(at) = item.get(key) {
            operations.push(read_operation(root, path, method, &shared, &at)?);
        }
    }
    item.finish()?;
    Ok(operations)
}

fn read_operation(
    root: &Cursor<'_>,
    path: &str,
    method: Method,
    shared: &[Parameter],
    at: &Cursor<'_>,
) -> Result<Operation> {
    let mut object = at.object()?;
    object.ignore(&["summary", "description", "x-codegen-request-body-name", "x-okta-no-scope-required"]);
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
        body: object.get("requestBody").map(|at| request_body(root, &at)).transpose()?,
        responses: responses(root, &object.require("responses")?)?,
        security: security(&object.require("security")?)?,
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

/// Own parameters override shared ones of the same name and place; path parameters follow the path.
fn in_order(
    path: &str,
    shared: &[Parameter],
    own: Vec<Parameter>,
    at: &Cursor<'_>,
) -> Result<Vec<Parameter>> {
    let mut all: Vec<Parameter> = shared
        .iter()
        .filter(|shared| !own.iter().any(|own| own.name == shared.name && own.place == shared.place))
        .cloned()
        .collect();
    all.extend(own);
    let mut ordered = Vec::with_capacity(all.len());
    for name in placeholders(path) {
        let found = all.iter().position(|found| found.place == Place::Path && found.name == name);
        let index = found
            .ok_or_else(|| at.error(format!("no parameter is declared for `{{{name}}}` of the path")))?;
        ordered.push(all.remove(index));
    }
    if let Some(stray) = all.iter().find(|parameter| parameter.place == Place::Path) {
        return Err(at.error(format!("path parameter `{}` is not in the path", stray.name)));
    }
    ordered.extend(all);
    Ok(ordered)
}

/// The names in braces of a path template.
pub fn placeholders(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

/// Follows `$ref` into `components/<section>`; gives the target and its name there.
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
        None => Err(reference.error(format!("`{text}` leads nowhere"))),
    }
}

fn parameters(root: &Cursor<'_>, at: &Cursor<'_>) -> Result<Vec<Parameter>> {
    at.elements()?.iter().map(|at| parameter(root, at)).collect()
}

fn parameter(root: &Cursor<'_>, at: &Cursor<'_>) -> Result<Parameter> {
    let (at, component) = resolve(root, at, "parameters")?;
    let mut object = at.object()?;
    object.ignore(&["description", "x-okta-added-version"]);
    let place_at = object.require("in")?;
    let place = match place_at.text()?.as_str() {
        "path" => Place::Path,
        "query" => Place::Query,
        "header" => Place::Header,
        other => return Err(place_at.error(format!("parameters in `{other}` are not understood"))),
    };
    if let Some(style) = object.get("style") {
        let text = style.text()?;
        if text != "form" || place != Place::Query {
            return Err(style.error(format!("style `{text}` is not understood here")));
        }
    }
    let parameter = Parameter {
        pointer: at.pointer().to_owned(),
        component,
        name: object.require("name")?.text()?,
        place,
        required: object.flag("required")? || place == Place::Path,
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

fn examples(root: &Cursor<'_>, object: &mut super::cursor::Object<'_>) -> Result<Vec<(String, Node)>> {
    let mut found = Vec::new();
    if let Some(at) = object.get("example") {
        found.push((String::new(), at.node().clone()));
    }
    if let Some(at) = object.get("examples") {
        for (name, at) in at.entries()? {
            let (at, _) = resolve(root, &at, "examples")?;
            // Some examples have a summary and no value.
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
            let status = code.parse().map_err(|_| at.error(format!("`{code}` is not an HTTP status")))?;
            let (at, component) = resolve(root, &at, "responses")?;
            let mut object = at.object()?;
            object.ignore(&["description"]);
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

fn security(at: &Cursor<'_>) -> Result<Security> {
    let mut security = Security::default();
    for at in at.elements()? {
        let mut object = at.object()?;
        if object.get("apiToken").is_some() {
            security.token = true;
        }
        if let Some(at) = object.get("oauth2") {
            security.oauth = true;
            security.scopes = at.texts()?;
        }
        object.finish()?;
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
