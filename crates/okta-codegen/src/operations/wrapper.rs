//! What the method of an operation looks like.

use std::collections::{BTreeMap, BTreeSet};

use super::answer::{Answer, answer, redirects};
use super::names::method;
use super::overrides::OperationOverrides;
use crate::areas::Areas;
use crate::document::{Document, Operation, Parameter, Place, RequestBody};
use crate::error::{Error, Result};
use crate::models::{RustType, Types};
use crate::names::{pascal, snake};

/// How a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// One query parameter.
    Query,
    /// A query parameter for each element.
    Each,
    /// One query parameter, elements joined by commas.
    Joined,
    /// A header.
    Header,
}

impl Style {
    /// The word for it in the client's macros.
    pub fn word(self) -> &'static str {
        match self {
            Style::Query => "query",
            Style::Each => "each",
            Style::Joined => "joined",
            Style::Header => "header",
        }
    }
}

/// A parameter of the query or the header.
#[derive(Debug, Clone)]
pub struct Setter<'d> {
    /// Its Rust name.
    pub name: String,
    /// How it travels.
    pub style: Style,
    /// Its type, or that of its elements.
    pub rust: RustType,
    /// Where it comes from.
    pub parameter: &'d Parameter,
}

/// How a request body travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// `application/json`
    Json(RustType),
    /// `application/merge-patch+json`
    MergePatch(RustType),
    /// One file of a `multipart/form-data` form; the form has only this part.
    File,
    /// A certificate in one of its three forms.
    Certificate,
    /// A security event token (`application/secevent+jwt`).
    SecurityEvent,
}

/// The method of an operation.
#[derive(Debug, Clone)]
pub struct Wrapper<'d> {
    /// What it calls.
    pub operation: &'d Operation,
    /// The handle that it is a method of.
    pub handle: String,
    /// Its name.
    pub method: String,
    /// The type that it gives.
    pub builder: String,
    /// The cargo feature that it belongs to.
    pub feature: String,
    /// Path parameters: their Rust names.
    pub segments: Vec<String>,
    /// Parameters that must be given.
    pub required: Vec<Setter<'d>>,
    /// Parameters that may be given.
    pub optional: Vec<Setter<'d>>,
    /// The request body.
    pub body: Option<Body>,
    /// Whether the body may be left out.
    pub optional_body: bool,
    /// What the call gives.
    pub answer: Answer,
    /// Another content type that can be asked for.
    pub other_answer: Option<String>,
    /// The member by which items of an endless listing are recognised.
    pub tail: Option<String>,
    /// The rate-limit bucket.
    pub bucket: String,
    /// Whether a redirect means success.
    pub redirects: bool,
    /// Whether sending it twice does more than sending it once, against what the method promises.
    pub not_idempotent: bool,
    /// Whether the answer holds secrets.
    pub secret: bool,
    /// The label before the org's host, where the operation runs elsewhere.
    pub server: Option<String>,
}

/// Names that the builders' own methods take.
const TAKEN: [&str; 10] =
    ["body", "fmt", "into_future", "items", "pager", "pages", "prefetch", "resume", "send", "tail"];

/// The methods of all operations, in the order of the document.
pub fn wrappers<'d>(
    document: &'d Document,
    types: &Types,
    areas: &Areas,
    overrides: &OperationOverrides,
) -> Result<Vec<Wrapper<'d>>> {
    overrides.check(document)?;
    let mut wrappers = Vec::with_capacity(document.operations.len());
    for operation in &document.operations {
        wrappers.push(wrapper(operation, types, areas, overrides)?);
    }
    check_names(&wrappers)?;
    Ok(wrappers)
}

fn wrapper<'d>(
    operation: &'d Operation,
    types: &Types,
    areas: &Areas,
    overrides: &OperationOverrides,
) -> Result<Wrapper<'d>> {
    let fail = |message: String| Error::at(operation.pointer.clone(), message);
    let area = areas.of_tag(&operation.tag);
    let tag = overrides.tags.get(&operation.tag);
    let (Some(area), Some(tag)) = (area, tag) else {
        return Err(fail(format!("the tag `{}` has no area or no handle", operation.tag)));
    };
    let method_name = method(overrides, operation)?;
    let bucket = overrides.buckets.of(operation.method.as_str(), &operation.path);
    let (answer, other_answer) = answer(operation, types, &overrides.lists)?;
    let others = operation.parameters.iter().filter(|parameter| parameter.place != Place::Path);
    let setters = others.map(|parameter| setter(parameter, types)).collect::<Result<Vec<_>>>()?;
    let (required, optional) = setters.into_iter().partition(|setter| setter.parameter.required);
    let optional_body = overrides.optional_bodies.contains(&operation.id);
    if optional_body && operation.body.as_ref().is_none_or(|body| body.required) {
        return Err(fail("override `optional_bodies`: the document requires this body".to_owned()));
    }
    let server = match operation.servers.as_slice() {
        [] => None,
        [url] => match overrides.servers.get(url) {
            Some(label) => Some(label.clone()),
            None => return Err(fail(format!("override `servers`: the server `{url}` is not in the table"))),
        },
        _ => return Err(fail("more than one server".to_owned())),
    };
    Ok(Wrapper {
        operation,
        handle: tag.handle.clone(),
        builder: pascal(&operation.id),
        method: method_name,
        feature: area.feature.clone(),
        segments: operation.parameters_in(Place::Path).map(|parameter| snake(&parameter.name)).collect(),
        required,
        optional,
        body: operation.body.as_ref().map(|body| request_body(operation, body, types)).transpose()?,
        optional_body,
        answer,
        other_answer,
        tail: overrides.tails.get(&operation.id).cloned(),
        bucket: bucket
            .ok_or_else(|| fail("the table of buckets says nothing about this path".to_owned()))?
            .to_owned(),
        redirects: redirects(operation),
        not_idempotent: overrides.not_idempotent.contains(&operation.id),
        secret: overrides.secret_answers.contains(&operation.id),
        server,
    })
}

fn setter<'d>(parameter: &'d Parameter, types: &Types) -> Result<Setter<'d>> {
    let fail = |message: &str| Error::at(parameter.pointer.clone(), message);
    let rust = types.at.get(&parameter.schema.pointer).cloned();
    let rust = match rust.ok_or_else(|| fail("the type of this parameter is not known"))? {
        // A page size is a number, also where the document calls it text.
        RustType::Text if parameter.name == "limit" => RustType::Int32,
        rust => rust,
    };
    let (style, rust) = match (parameter.place, rust) {
        (Place::Header, rust) => (Style::Header, rust),
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
        return Err(fail("a parameter is text, a number, a boolean, a date, or a list of these"));
    }
    Ok(Setter { name: snake(&parameter.name), style, rust, parameter })
}

fn request_body(operation: &Operation, body: &RequestBody, types: &Types) -> Result<Body> {
    let kinds: BTreeSet<&str> = body.content.iter().map(|media| media.content_type.as_str()).collect();
    let certificate =
        BTreeSet::from(["application/pkix-cert", "application/x-pem-file", "application/x-x509-ca-cert"]);
    let fail = |message: &str| Error::at(operation.pointer.clone(), message);
    if kinds == certificate {
        return Ok(Body::Certificate);
    }
    let [media] = body.content.as_slice() else {
        return Err(fail("this choice of request bodies is not understood"));
    };
    let rust = || {
        types.at.get(&media.schema.pointer).cloned().ok_or_else(|| fail("the type of the body is not known"))
    };
    match media.content_type.as_str() {
        "application/json" => Ok(Body::Json(rust()?)),
        "application/merge-patch+json" => Ok(Body::MergePatch(rust()?)),
        "application/secevent+jwt" => Ok(Body::SecurityEvent),
        "multipart/form-data" if media.schema.properties.keys().eq(["file"]) => Ok(Body::File),
        other => Err(fail(&format!("a request body of type `{other}` is not understood"))),
    }
}

/// Names are unique where they have to be.
fn check_names(wrappers: &[Wrapper<'_>]) -> Result<()> {
    let mut methods: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut builders: BTreeMap<String, &str> = BTreeMap::new();
    let mut features: BTreeMap<&str, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for wrapper in wrappers {
        let Wrapper { operation, handle, method, builder, feature, .. } = wrapper;
        let mut fail = |message: String| problems.push(Error::at(operation.pointer.clone(), message));
        if let Some(first) = methods.insert((handle, method), &operation.id) {
            fail(format!("`{handle}().{method}` is `{first}` already; give one of them a name in `methods`"));
        }
        if let Some(first) = builders.insert(builder.clone(), &operation.id) {
            fail(format!("the builder `{builder}` belongs to `{first}` already"));
        }
        if *features.entry(handle).or_insert(feature) != feature {
            fail(format!("the tags of the handle `{handle}` are in different areas"));
        }
        let mut taken: BTreeSet<&str> = TAKEN.into();
        let parameters = wrapper.required.iter().chain(&wrapper.optional).map(|setter| setter.name.as_str());
        for name in wrapper.segments.iter().map(String::as_str).chain(parameters) {
            if !taken.insert(name) || name.starts_with("with_") {
                fail(format!("the name `{name}` is taken"));
            }
        }
    }
    for (handle, _) in features {
        if let Some(id) = builders.get(&pascal(handle)) {
            problems
                .push(Error::general(format!("the builder of `{id}` is called as the handle `{handle}`")));
        }
    }
    Error::all(problems)
}
