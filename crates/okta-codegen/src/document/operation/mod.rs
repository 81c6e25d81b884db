//! Operations: paths, parameters, bodies, responses.

mod read;

pub use read::placeholders;
pub(super) use read::read_path;

use super::lifecycle::Lifecycle;
use super::node::Node;
use super::schema::Schema;

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
    pub(super) const KEYS: [(&'static str, Method); 5] = [
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
