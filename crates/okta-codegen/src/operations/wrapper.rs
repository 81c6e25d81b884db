//! Methods of operations.

use std::collections::{BTreeMap, BTreeSet};

use super::names::method_name;
use super::overrides::OperationOverrides;
use super::response::{ResponseKind, redirects, response_kind};
use crate::areas::Areas;
use crate::document::{Document, Media, Operation, Parameter, ParameterLocation, RequestBody};
use crate::error::{Error, Result};
use crate::manifest::Entry;
use crate::models::{RustType, Types};
use crate::names::{pascal, snake};

/// The runtime's type of `sortOrder`.
pub(super) const SORT_ORDER: &str = "SortOrder";

/// The encoding of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// One query parameter.
    Query,
    /// One query parameter per element.
    Each,
    /// One query parameter with comma-separated elements.
    Joined,
    /// A header.
    Header,
    /// The parameter `okta-response` of a `Content-Type` header.
    OktaResponse,
}

impl Style {
    /// Returns the keyword in the client's macros.
    pub fn word(self) -> &'static str {
        match self {
            Style::Query => "query",
            Style::Each => "each",
            Style::Joined => "joined",
            Style::Header => "header",
            Style::OktaResponse => "okta_response",
        }
    }
}

/// A query or header parameter.
#[derive(Debug, Clone)]
pub struct Setter<'d> {
    /// Its Rust name.
    pub name: String,
    /// Its encoding.
    pub style: Style,
    /// Its type, or the type of its elements.
    pub rust: RustType,
    /// The documented parameter.
    pub parameter: &'d Parameter,
}

/// The encoding of a request body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyKind {
    /// `application/json`
    Json(RustType),
    /// `application/merge-patch+json`
    MergePatch(RustType),
    /// A `multipart/form-data` form with one file.
    File,
    /// A certificate in one of three encodings.
    Certificate,
    /// `application/x-www-form-urlencoded`
    Form(RustType),
    /// A security event token (`application/secevent+jwt`).
    SecurityEvent,
}

/// The method of an operation.
#[derive(Debug, Clone)]
pub struct Wrapper<'d> {
    /// The documented operation.
    pub operation: &'d Operation,
    /// The handle; empty for that of the document.
    pub handle: String,
    /// The path parameter that the handle holds: its name in the request.
    pub bound: Option<String>,
    /// The type of the handle of the document, if it has one.
    pub root: Option<String>,
    /// The method name.
    pub method: String,
    /// The name of the returned builder type.
    pub builder: String,
    /// The cargo feature.
    pub feature: String,
    /// Whether it takes an access token of the user that it is about.
    pub user: bool,
    /// Rust names of the path parameters.
    pub segments: Vec<String>,
    /// Required parameters.
    pub required: Vec<Setter<'d>>,
    /// Optional parameters.
    pub optional: Vec<Setter<'d>>,
    /// Whether it is a listing that continues after a cursor.
    pub has_cursor: bool,
    /// The request body.
    pub body: Option<BodyKind>,
    /// Whether the body is optional.
    pub optional_body: bool,
    /// The response.
    pub response: ResponseKind,
    /// The content type of the request body, if it is another than that of its kind.
    pub content_type: Option<String>,
    /// The content type of the response, if it is not `application/json`.
    pub accept: Option<String>,
    /// An alternative content type of the response.
    pub alternative_content_type: Option<String>,
    /// The member that identifies an item, for listings that can be tailed.
    pub tail: Option<String>,
    /// The fields with the time and the key of an item, for listings that can be cut by time.
    pub parallel: Option<String>,
    /// The rate-limit bucket.
    pub bucket: String,
    /// Whether a redirect is a success.
    pub redirects: bool,
    /// Whether the operation is not idempotent although its HTTP method is.
    pub not_idempotent: bool,
    /// Whether the request or the response contains secrets.
    pub secret: bool,
    /// The label before the org's host, for operations on another server.
    pub server: Option<String>,
}

impl Wrapper<'_> {
    /// The type of the handle.
    pub fn handle_type(&self) -> String {
        match &self.root {
            Some(root) if self.handle.is_empty() => root.clone(),
            _ => pascal(&self.handle),
        }
    }

    /// Whether the method is one of the handle of the document.
    pub fn is_at_root(&self) -> bool {
        self.handle.is_empty()
    }
}

/// Method names of the builders.
const RESERVED: [&str; 11] = [
    "body",
    "fmt",
    "into_future",
    "items",
    "pager",
    "pages",
    "parallel",
    "prefetch",
    "resume",
    "send",
    "tail",
];

/// Derives the methods of all operations, in document order.
pub fn wrappers<'d>(
    entry: &Entry,
    document: &'d Document,
    types: &Types,
    areas: &Areas,
    overrides: &OperationOverrides,
) -> Result<Vec<Wrapper<'d>>> {
    overrides.check(document)?;
    let mut wrappers = Vec::with_capacity(document.operations.len());
    for operation in &document.operations {
        wrappers.push(wrapper(entry, operation, types, areas, overrides)?);
    }
    check_names(&wrappers)?;
    Ok(wrappers)
}

fn wrapper<'d>(
    entry: &Entry,
    operation: &'d Operation,
    types: &Types,
    areas: &Areas,
    overrides: &OperationOverrides,
) -> Result<Wrapper<'d>> {
    let fail = |message: String| Error::at(operation.pointer.clone(), message);
    let area = areas.of_tag(&operation.tag);
    let tag = overrides.tags.get(&operation.tag);
    let (Some(area), Some(tag)) = (area, tag) else {
        return Err(fail(format!("tag `{}` has no area or no handle", operation.tag)));
    };
    let method = method_name(overrides, operation)?;
    let bucket = overrides.buckets.get(operation.method.as_str(), &operation.path);
    let (response, alternative_content_type) = response_kind(entry, operation, types, overrides)?;
    let others =
        operation.parameters.iter().filter(|parameter| parameter.location != ParameterLocation::Path);
    let mut setters = others.map(|parameter| setter(parameter, types)).collect::<Result<Vec<_>>>()?;
    let is_cursor =
        |setter: &Setter<'_>| setter.style == Style::Query && setter.parameter.name == entry.cursor;
    let has_cursor = matches!(response, ResponseKind::List { .. }) && setters.iter().any(is_cursor);
    if has_cursor {
        // A listing is resumed at a cursor.
        setters.retain(|setter| !is_cursor(setter));
    }
    let (required, optional) = setters.into_iter().partition(|setter| setter.parameter.required);
    let optional_body = overrides.optional_bodies.contains(&operation.id);
    if optional_body && operation.body.as_ref().is_none_or(|body| body.required) {
        return Err(fail("override `optional_bodies`: this body is required".to_owned()));
    }
    let server = match operation.servers.as_slice() {
        [] => None,
        [url] => match overrides.servers.get(url) {
            Some(label) => Some(label.clone()),
            None => return Err(fail(format!("override `servers`: unknown server `{url}`"))),
        },
        _ => return Err(fail("unsupported: more than one server".to_owned())),
    };
    Ok(Wrapper {
        operation,
        handle: tag.handle.clone(),
        bound: tag.bound.clone(),
        root: entry.handle(),
        builder: pascal(&operation.id),
        method,
        feature: area.feature.clone(),
        user: tag.user,
        segments: operation
            .parameters_in(ParameterLocation::Path)
            .filter(|parameter| tag.bound.as_ref() != Some(&parameter.name))
            .map(|parameter| snake(&parameter.name))
            .collect(),
        required,
        optional,
        has_cursor,
        body: operation
            .body
            .as_ref()
            .map(|body| request_body(operation, body, types, overrides))
            .transpose()?,
        optional_body,
        content_type: operation
            .body
            .iter()
            .flat_map(|body| &body.content)
            .find(|media| media.has_parameters())
            .map(Media::normalized),
        accept: accept(operation, &response),
        response,
        alternative_content_type,
        tail: overrides.tails.get(&operation.id).cloned(),
        parallel: overrides.parallel.get(&operation.id).cloned(),
        bucket: bucket
            .ok_or_else(|| fail("no rate-limit bucket for this path in the table of buckets".to_owned()))?
            .to_owned(),
        redirects: redirects(operation) || overrides.redirects.contains(&operation.id),
        not_idempotent: overrides.not_idempotent.contains(&operation.id),
        secret: overrides.secrets.contains(&operation.id),
        server,
    })
}

/// The content type to accept.
fn accept(operation: &Operation, response: &ResponseKind) -> Option<String> {
    if let ResponseKind::Text(content_type) = response {
        return Some(content_type.clone());
    }
    let mut media = operation.successes().flat_map(|response| &response.content);
    media.find(|media| media.is_json() && media.has_parameters()).map(Media::normalized)
}

fn setter<'d>(parameter: &'d Parameter, types: &Types) -> Result<Setter<'d>> {
    let fail = |message: &str| Error::at(parameter.pointer.clone(), message);
    let rust = types.at.get(&parameter.schema.pointer).cloned();
    let rust = match rust.ok_or_else(|| fail("unknown type of this parameter"))? {
        // The document declares some page sizes as text.
        RustType::Text if parameter.name == "limit" => RustType::Int32,
        RustType::Id => RustType::Text,
        rust => rust,
    };
    let rust = match (parameter.name.as_str(), rust) {
        // The document names the values in its text only.
        ("sortOrder", RustType::Text) => RustType::Enum(SORT_ORDER.to_owned()),
        (_, rust) => rust,
    };
    let (style, rust) = match (parameter.location, rust) {
        (ParameterLocation::Header, rust) if parameter.name == "Content-Type" => (Style::OktaResponse, rust),
        (ParameterLocation::Header, rust) => (Style::Header, rust),
        (_, RustType::List(item)) if parameter.explode => (Style::Each, *item),
        (_, RustType::List(item)) => (Style::Joined, *item),
        (_, rust) => (Style::Query, rust),
    };
    let plain = matches!(
        rust,
        RustType::Text
            | RustType::Bool
            | RustType::Int32
            | RustType::Int64
            | RustType::Float
            | RustType::DateTime
            | RustType::Enum(_)
    );
    if !plain {
        return Err(fail(
            "unsupported parameter type (expected text, a number, a boolean, a date, or a list of these)",
        ));
    }
    let name = if style == Style::OktaResponse { style.word().to_owned() } else { snake(&parameter.name) };
    Ok(Setter { name, style, rust, parameter })
}

fn request_body(
    operation: &Operation,
    body: &RequestBody,
    types: &Types,
    overrides: &OperationOverrides,
) -> Result<BodyKind> {
    let kinds: BTreeSet<&str> = body.content.iter().map(|media| media.content_type.as_str()).collect();
    let certificate =
        BTreeSet::from(["application/pkix-cert", "application/x-pem-file", "application/x-x509-ca-cert"]);
    let fail = |message: &str| Error::at(operation.pointer.clone(), message);
    if kinds == certificate {
        return Ok(BodyKind::Certificate);
    }
    let [media] = body.content.as_slice() else {
        return Err(fail("unsupported combination of request bodies"));
    };
    let rust = || {
        types.at.get(&media.schema.pointer).cloned().ok_or_else(|| fail("unknown type of the request body"))
    };
    match media.essence() {
        "application/json" if overrides.forms.contains(&operation.id) => Ok(BodyKind::Form(rust()?)),
        "application/json" => Ok(BodyKind::Json(rust()?)),
        "application/merge-patch+json" => Ok(BodyKind::MergePatch(rust()?)),
        "application/x-www-form-urlencoded" => Ok(BodyKind::Form(rust()?)),
        "application/secevent+jwt" => Ok(BodyKind::SecurityEvent),
        "multipart/form-data" if media.schema.properties.keys().eq(["file"]) => Ok(BodyKind::File),
        other => Err(fail(&format!("unsupported request body type `{other}`"))),
    }
}

/// Checks that names are unique.
fn check_names(wrappers: &[Wrapper<'_>]) -> Result<()> {
    let mut methods: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut builders: BTreeMap<String, &str> = BTreeMap::new();
    let mut features: BTreeMap<&str, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for wrapper in wrappers {
        let Wrapper { operation, handle, method, builder, feature, .. } = wrapper;
        let mut fail = |message: String| problems.push(Error::at(operation.pointer.clone(), message));
        if let Some(first) = methods.insert((handle, method), &operation.id) {
            fail(format!(
                "duplicate method `{handle}().{method}`, also of `{first}`; name one of them in `methods`"
            ));
        }
        if let Some(first) = builders.insert(builder.clone(), &operation.id) {
            fail(format!("duplicate builder `{builder}`, also of `{first}`"));
        }
        if *features.entry(handle).or_insert(feature) != feature {
            fail(format!("handle `{handle}` has tags in different areas"));
        }
        let mut names: BTreeSet<&str> = RESERVED.into();
        let parameters = wrapper.required.iter().chain(&wrapper.optional).map(|setter| setter.name.as_str());
        for name in wrapper.segments.iter().map(String::as_str).chain(parameters) {
            if !names.insert(name) || name.starts_with("with_") {
                fail(format!("reserved or duplicate name `{name}`"));
            }
        }
    }
    for wrapper in wrappers {
        let Wrapper { operation, bound, .. } = wrapper;
        let first = operation.parameters_in(ParameterLocation::Path).next().map(|parameter| &parameter.name);
        if bound.is_some() && bound.as_ref() != first {
            let message = "the parameter of the handle is not the first of the path".to_owned();
            problems.push(Error::at(operation.pointer.clone(), message));
        }
        // A handle of the document is a method of the handle at the root.
        if wrapper.is_at_root() && features.contains_key(wrapper.method.as_str()) {
            let message = format!("method `{}` has the name of a handle", wrapper.method);
            problems.push(Error::at(operation.pointer.clone(), message));
        }
    }
    for handle in wrappers.iter().map(Wrapper::handle_type).collect::<BTreeSet<_>>() {
        if let Some(id) = builders.get(&handle) {
            problems.push(Error::general(format!("the builder of `{id}` has the name of handle `{handle}`")));
        }
    }
    Error::all(problems)
}
