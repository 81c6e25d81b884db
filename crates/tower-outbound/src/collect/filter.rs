//! Which requests and responses a layer buffers.

use std::{fmt, sync::Arc};

use http::{HeaderMap, Method, Request, Response, StatusCode, header, request, response};

/// Whether a response is a stream without a foreseeable end, by its head: an upgrade (`101`), server-sent
/// events (`text/event-stream`), gRPC (`application/grpc` and its variants) or `multipart/x-mixed-replace`.
///
/// The layers that buffer bodies pass such responses through by default. A custom predicate can include this
/// one:
///
/// ```
/// use tower_outbound::collect::{CollectLayer, is_stream};
///
/// let layer = CollectLayer::new().when(|head| !is_stream(head) && !head.headers.contains_key("x-stream"));
/// ```
#[must_use]
pub fn is_stream(head: &response::Parts) -> bool {
    streams(head.status, &head.headers)
}

/// Whether a request is a watch, whose response does not end: a `GET` with `watch=true` or `watch=1` in its query, as
/// Kubernetes has it. Only the URL tells it from a list, so no layer assumes it:
///
/// ```
/// use tower_outbound::collect::{CollectLayer, is_watch};
///
/// let layer = CollectLayer::new().when_request(|head| !is_watch(head));
/// ```
#[must_use]
pub fn is_watch(head: &request::Parts) -> bool {
    let pairs = head.uri.query().unwrap_or_default();
    head.method == Method::GET && pairs.split('&').any(|pair| matches!(pair, "watch=true" | "watch=1"))
}

fn streams(status: StatusCode, headers: &HeaderMap) -> bool {
    if status == StatusCode::SWITCHING_PROTOCOLS {
        return true;
    }
    let media_type = headers.get(header::CONTENT_TYPE).map_or(&[][..], |value| value.as_bytes());
    ["text/event-stream", "application/grpc", "multipart/x-mixed-replace"].iter().any(|stream| {
        let (stream, length) = (stream.as_bytes(), stream.len());
        media_type.len() >= length && media_type[..length].eq_ignore_ascii_case(stream) && {
            // `application/grpc` has variants such as `application/grpc+proto` and `application/grpc-web`.
            matches!(media_type.get(length), None | Some(b';' | b' ' | b'+' | b'-'))
        }
    })
}

type RequestPredicate = Arc<dyn Fn(&request::Parts) -> bool + Send + Sync>;
type ResponsePredicate = Arc<dyn Fn(&response::Parts) -> bool + Send + Sync>;

/// The predicates of a layer that buffers bodies.
#[derive(Clone, Default)]
pub(crate) struct BufferFilter {
    request: Option<RequestPredicate>,
    response: Option<ResponsePredicate>,
}

impl BufferFilter {
    pub(crate) fn set_request(
        &mut self,
        predicate: impl Fn(&request::Parts) -> bool + Send + Sync + 'static,
    ) {
        self.request = Some(Arc::new(predicate));
    }

    pub(crate) fn set_response(
        &mut self,
        predicate: impl Fn(&response::Parts) -> bool + Send + Sync + 'static,
    ) {
        self.response = Some(Arc::new(predicate));
    }

    /// Whether the response to a request may be buffered; returns the request unchanged.
    pub(crate) fn accepts_request<B>(&self, request: Request<B>) -> (Request<B>, bool) {
        let Some(predicate) = &self.request else { return (request, true) };
        let (parts, body) = request.into_parts();
        let accepted = predicate(&parts);
        (Request::from_parts(parts, body), accepted)
    }

    /// Whether a response is buffered; returns it unchanged.
    pub(crate) fn accepts_response<B>(&self, response: Response<B>) -> (Response<B>, bool) {
        let Some(predicate) = &self.response else {
            let accepted = !streams(response.status(), response.headers());
            return (response, accepted);
        };
        let (parts, body) = response.into_parts();
        let accepted = predicate(&parts);
        (Response::from_parts(parts, body), accepted)
    }
}

impl fmt::Debug for BufferFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BufferFilter")
            .field("request", &self.request.is_some())
            .field("response", &self.response.is_some())
            .finish()
    }
}

/// The setters of the predicates, in the `impl` of a layer with a field that is a [`BufferFilter`].
macro_rules! buffer_filter_setters {
    ($self:ident => $filter:expr, $request:literal, $response:literal) => {
        #[doc = $response]
        ///
        /// The default is every response that is not a [stream](crate::collect::is_stream).
        pub fn when(
            mut $self,
            predicate: impl Fn(&http::response::Parts) -> bool + Send + Sync + 'static,
        ) -> Self {
            $filter.set_response(predicate);
            $self
        }

        #[doc = $request]
        ///
        /// The default is every request, even a [watch](crate::collect::is_watch).
        pub fn when_request(
            mut $self,
            predicate: impl Fn(&http::request::Parts) -> bool + Send + Sync + 'static,
        ) -> Self {
            $filter.set_request(predicate);
            $self
        }
    };
}
pub(crate) use buffer_filter_setters;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_are_recognized_by_head() {
        let cases = [
            (200, "text/event-stream", true),
            (200, "Text/Event-Stream; charset=utf-8", true),
            (200, "application/grpc", true),
            (200, "application/grpc+proto", true),
            (200, "application/grpc-web+proto", true),
            (200, "application/grpcish", false),
            (200, "multipart/x-mixed-replace;boundary=x", true),
            (200, "multipart/mixed", false),
            (200, "application/json", false),
            (200, "", false),
            (101, "application/json", true),
        ];
        for (status, media_type, expected) in cases {
            let response =
                Response::builder().status(status).header("content-type", media_type).body(()).unwrap();
            assert_eq!(is_stream(&response.into_parts().0), expected, "{status} {media_type}");
        }
    }
}
