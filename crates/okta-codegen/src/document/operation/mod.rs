//! Operations with parameters, bodies and responses.

mod read;

pub use read::placeholders;
pub(super) use read::read_path;

use indexmap::IndexMap;

use super::lifecycle::Lifecycle;
use super::node::Node;
use super::schema::Schema;

/// A supported HTTP method.
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
    pub(super) const KEYS: [(&'static str, Method); 5] = [
        ("get", Method::Get),
        ("put", Method::Put),
        ("post", Method::Post),
        ("delete", Method::Delete),
        ("patch", Method::Patch),
    ];

    /// Returns the method as in HTTP.
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

/// The location of a parameter (`in`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterLocation {
    /// A path segment.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
}

/// A parameter, with references resolved.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its JSON pointer.
    pub pointer: String,
    /// Its name under `components/parameters`, if shared.
    pub component: Option<String>,
    /// Its name in the request.
    pub name: String,
    /// Its location.
    pub location: ParameterLocation,
    /// Whether it is required. Path parameters always are.
    pub required: bool,
    /// Whether each element of a list is a separate parameter (`explode`, `true` by default); otherwise elements
    /// are joined by commas.
    pub explode: bool,
    /// Its schema.
    pub schema: Schema,
    /// Its release stage.
    pub lifecycle: Lifecycle,
    /// `example`, or the first value of `examples`.
    pub example: Option<Node>,
}

/// A media type of a body.
#[derive(Debug, Clone)]
pub struct Media {
    /// The content type, such as `application/json`.
    pub content_type: String,
    /// Its schema; empty if not documented.
    pub schema: Schema,
    /// Examples by name, with references resolved; `example` has the empty name.
    pub examples: Vec<(String, Node)>,
}

impl Media {
    /// Returns whether the body is JSON.
    pub fn is_json(&self) -> bool {
        self.essence() == "application/json" || self.essence().ends_with("+json")
    }

    /// Returns the content type without parameters. Some are separated by a comma.
    pub fn essence(&self) -> &str {
        self.content_type.split([';', ',']).next().unwrap_or_default().trim()
    }

    /// Returns whether the content type has parameters, such as `okta-version=1.0.0`.
    pub fn has_parameters(&self) -> bool {
        self.essence() != self.content_type
    }

    /// Returns the content type with its parameters separated by semicolons.
    pub fn normalized(&self) -> String {
        self.content_type.split([';', ',']).map(str::trim).collect::<Vec<_>>().join(";")
    }

    /// Returns whether the body is a form of names and values.
    pub fn is_form(&self) -> bool {
        self.content_type == "application/x-www-form-urlencoded"
    }
}

/// A request body, with references resolved.
#[derive(Debug, Clone)]
pub struct RequestBody {
    /// Its JSON pointer.
    pub pointer: String,
    /// Its name under `components/requestBodies`, if shared.
    pub component: Option<String>,
    /// Whether it is required.
    pub required: bool,
    /// Its media types, in document order.
    pub content: Vec<Media>,
}

/// A documented response, with references resolved.
#[derive(Debug, Clone)]
pub struct Response {
    /// Its JSON pointer.
    pub pointer: String,
    /// Its name under `components/responses`, if shared.
    pub component: Option<String>,
    /// The HTTP status.
    pub status: u16,
    /// Its media types; empty for a response without a body.
    pub content: Vec<Media>,
    /// Names of documented headers.
    pub headers: Vec<String>,
}

impl Response {
    /// Returns whether the status is a success: 2xx, or 3xx, the documented response of some operations.
    pub fn is_success(&self) -> bool {
        (200..400).contains(&self.status)
    }
}

/// The credential that a security scheme of a document stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// An API token.
    Token,
    /// An access token.
    Bearer,
    /// OAuth client authentication, which is part of the request.
    Client,
}

/// The security schemes of a document: name → credential.
pub type SecuritySchemes = IndexMap<String, Credential>;

/// Supported authentication methods.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Security {
    /// Whether an API token (`SSWS`) is accepted.
    pub token: bool,
    /// Whether an OAuth 2.0 access token is accepted.
    pub oauth: bool,
    /// Whether the request contains OAuth client authentication.
    pub client: bool,
    /// OAuth 2.0 scopes; an access token needs any one of them.
    pub scopes: Vec<String>,
}

impl Security {
    /// Returns whether the operation needs no credentials.
    pub fn is_open(&self) -> bool {
        !self.token && !self.oauth && !self.client
    }
}

/// An operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its JSON pointer.
    pub pointer: String,
    /// `operationId`
    pub id: String,
    /// The HTTP method.
    pub method: Method,
    /// The path template, such as `/api/v1/users/{id}`.
    pub path: String,
    /// Its tag.
    pub tag: String,
    /// Path parameters in the order of the path, then the others in document order.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// Documented responses, in document order.
    pub responses: Vec<Response>,
    /// Supported authentication methods.
    pub security: Security,
    /// Servers, if the operation does not run on the org's host.
    pub servers: Vec<String>,
    /// Its release stage.
    pub lifecycle: Lifecycle,
    /// `deprecated`
    pub deprecated: bool,
    /// `x-okta-iam-admin-roles`
    pub admin_roles: Vec<String>,
    /// `x-okta-iam-permissions`
    pub permissions: Vec<String>,
}

impl Operation {
    /// Lists the parameters of a location.
    pub fn parameters_in(&self, location: ParameterLocation) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.location == location)
    }

    /// Lists the schemas of parameters, and of bodies that are JSON or forms.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        let body = self.body.iter().flat_map(|body| &body.content);
        let responses = self.responses.iter().flat_map(|response| &response.content);
        let bodies = body
            .chain(responses)
            .filter(|media| media.is_json() || media.is_form())
            .map(|media| &media.schema);
        self.parameters.iter().map(|parameter| &parameter.schema).chain(bodies)
    }

    /// Returns the JSON of the request body, if it has one.
    pub fn json_body(&self) -> Option<&Media> {
        self.body.as_ref()?.content.iter().find(|media| media.is_json())
    }

    /// Lists the documented success responses.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| response.is_success())
    }
}
