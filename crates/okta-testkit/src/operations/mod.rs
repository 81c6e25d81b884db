//! The documented operations of Okta's APIs, and which of them the org supports.
//!
//! IDs of the Management API are those of its document; others begin with the module of theirs: `governance.createCampaign`.

#[cfg(test)]
mod coverage;
mod served;

use std::sync::LazyLock;

use http::Method;

use crate::{call::Call, engine, response::OktaError};
use served::SERVED;

/// A documented operation.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    path: &'static str,
    pub(crate) segments: Vec<&'static str>,
    parameters: Vec<&'static str>,
    /// The documented status of success.
    pub(crate) status: u16,
    pub(crate) reply: Reply,
    /// The schema of the request; empty if it has no body with members.
    pub(crate) request: &'static str,
    /// The schema of the response, or of its items if it is a list; empty if it has no members.
    pub(crate) response: &'static str,
}

/// The body of a successful response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    None,
    Object,
    List,
    /// A list in a member of an object.
    ListIn(&'static str),
    /// Not JSON.
    Other,
}

impl Operation {
    fn parse(line: &'static str) -> Option<Self> {
        let mut columns = line.split('\t');
        let (id, method, path) = (columns.next()?, columns.next()?, columns.next()?);
        let parameters = columns.next()?.split(',').filter(|name| !name.is_empty()).collect();
        let segments = path.trim_start_matches('/').split('/').collect();
        let status = columns.next()?.parse().ok()?;
        let reply = match columns.next()? {
            "none" => Reply::None,
            "object" => Reply::Object,
            "list" => Reply::List,
            kind => kind.strip_prefix("list:").map_or(Reply::Other, Reply::ListIn),
        };
        let (request, response) = (columns.next()?, columns.next()?);
        Some(Self { id, method, path, segments, parameters, status, reply, request, response })
    }

    /// The module of the document that the ID begins with; empty for the Management API.
    pub(crate) fn module(&self) -> &'static str {
        self.id.split_once('.').map_or("", |(module, _)| module)
    }

    fn matches(&self, path: &[String]) -> bool {
        self.segments.len() == path.len()
            && self.segments.iter().zip(path).all(|(own, sent)| is_placeholder(own) || own == sent)
    }

    /// Literal segments take precedence over placeholders, from the left.
    fn precedence(&self) -> Vec<bool> {
        self.segments.iter().map(|segment| !is_placeholder(segment)).collect()
    }

    /// The query parameters that the org carries out; `None` if it does not support the operation.
    fn served(&'static self) -> Option<Vec<&'static str>> {
        self.handler_parameters().map(<[_]>::to_vec).or_else(|| engine::served(self))
    }

    /// The query parameters that the handler of the operation carries out; `None` if the engine has to do it.
    fn handler_parameters(&self) -> Option<&'static [&'static str]> {
        SERVED.iter().find(|(id, _)| *id == self.id).map(|(_, parameters)| *parameters)
    }

    /// Whether a handler carries out the operation, rather than the engine.
    pub(crate) fn has_handler(&self) -> bool {
        self.handler_parameters().is_some()
    }

    pub(crate) fn is_list(&self) -> bool {
        matches!(self.reply, Reply::List | Reply::ListIn(_))
    }

    fn is_served(&'static self) -> bool {
        self.served().is_some()
    }

    /// Whether the list has pages.
    pub(crate) fn is_paged(&self) -> bool {
        self.has_parameter("after") || self.has_parameter("offset")
    }

    pub(crate) fn has_parameter(&self, name: &str) -> bool {
        self.parameters.contains(&name)
    }
}

fn is_placeholder(segment: &str) -> bool {
    segment.starts_with('{')
}

/// The tables, one a document, with the module that IDs begin with and the API that it describes.
pub(crate) const DOCUMENTS: [(&str, &str, &str); 6] = [
    ("", "the Management API", include_str!("table.tsv")),
    ("governance", "the Governance API", include_str!("governance.tsv")),
    ("oauth", "OAuth 2.0 and OpenID Connect", include_str!("oauth.tsv")),
    ("my_account", "the MyAccount API", include_str!("my_account.tsv")),
    ("privileged_access", "the Privileged Access API", include_str!("privileged_access.tsv")),
    ("access_gateway", "the Access Gateway API", include_str!("access_gateway.tsv")),
];

static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| {
    DOCUMENTS.into_iter().flat_map(|(_, _, table)| table.lines()).filter_map(Operation::parse).collect()
});

/// All documented operations.
pub(crate) fn all() -> impl Iterator<Item = &'static Operation> {
    OPERATIONS.iter()
}

/// The documented operation of a request. The path `/api/v1/users/{id}/factors/questions` takes precedence over
/// `/api/v1/users/{id}/factors/{factorId}`, also if only the latter has the method.
pub(crate) fn find(method: &Method, path: &[String]) -> Option<&'static Operation> {
    let matches = OPERATIONS.iter().filter(|operation| operation.matches(path));
    matches
        .filter(|operation| operation.method == method.as_str())
        .max_by_key(|operation| operation.precedence())
}

/// Rejects requests that the org does not support: operations and parameters that it does not carry out (501 `TESTKIT`),
/// and methods that the path does not have in Okta's API (405).
pub(crate) fn check(call: &Call<'_>) -> Result<(), OktaError> {
    let Some(operation) = find(call.method, &call.segments) else {
        let documented = OPERATIONS.iter().any(|operation| operation.matches(&call.segments));
        return Err(if documented { OktaError::method_not_allowed() } else { unsupported(call) });
    };
    let Some(served) = operation.served() else { return Err(unsupported(call)) };
    for (name, value) in &call.query {
        let carried_out = served.iter().any(|served| match served.split_once('=') {
            None => served == name,
            Some((served, only)) => served == name && only == value,
        });
        if !carried_out && operation.has_parameter(name) {
            call.unsupported(operation.id, &format!("the query parameter {name}"))?;
        }
    }
    Ok(())
}

/// The error for an operation that the org does not support. It names the nearest one that is.
pub(crate) fn unsupported(call: &Call<'_>) -> OktaError {
    let id = find(call.method, &call.segments).map(|operation| operation.id);
    let nearness = |operation: &&Operation| {
        let shared = operation
            .segments
            .iter()
            .zip(&call.segments)
            .take_while(|(own, sent)| is_placeholder(own) || *own == sent);
        let length = operation.segments.len().abs_diff(call.segments.len());
        (shared.count(), operation.method == call.method.as_str(), std::cmp::Reverse(length))
    };
    let nearest = OPERATIONS.iter().filter(|operation| operation.is_served()).max_by_key(nearness);
    let nearest = nearest
        .map(|nearest| format!("{} {} ({})", nearest.method, nearest.path, nearest.id))
        .unwrap_or_default();
    let error = OktaError::unsupported(&format!("{} {}", call.method, call.path), id, &nearest);
    match id.and_then(engine::reason) {
        Some(reason) => error.cause(reason),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::segments;

    #[test]
    fn served_operations_and_parameters_are_documented() {
        for (id, parameters) in SERVED {
            let operation = OPERATIONS.iter().find(|operation| operation.id == *id).expect(id);
            for parameter in *parameters {
                let name = parameter.split('=').next().unwrap_or_default();
                assert!(operation.has_parameter(name), "{id}: {name}");
            }
        }
    }

    #[test]
    fn literal_segments_take_precedence() {
        let find = |method: Method, path: &str| find(&method, &segments(path)).map(|operation| operation.id);
        assert_eq!(
            find(Method::GET, "/api/v1/users/u/factors/questions"),
            Some("listSupportedSecurityQuestions")
        );
        assert_eq!(find(Method::GET, "/api/v1/users/u/factors/f"), Some("getFactor"));
        assert_eq!(find(Method::GET, "/api/v1/groups/rules"), Some("listGroupRules"));
        assert_eq!(
            find(Method::GET, "/api/v1/meta/schemas/user/linkedObjects"),
            Some("listLinkedObjectDefinitions")
        );
        assert_eq!(find(Method::DELETE, "/api/v1/users"), None);
    }
}
