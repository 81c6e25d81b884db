//! Clones of request bodies, for retries and credential replays.

use std::any::Any;

use bytes::Bytes;
use http::Request;
use http_body_util::{Empty, Full};

use super::Body;

/// How a layer clones request bodies.
///
/// Layers that may send a request again clone it *before* the first attempt. A request whose body cannot be cloned
/// is sent once: a body is never replaced by an empty one. [`CloneKnown`] is the default; [`CloneBodyFn`] holds a
/// custom function.
pub trait CloneBody<B>: Clone + Send + Sync + 'static {
    /// Returns a body that yields the same frames from the start, or `None` if there is none.
    fn clone_body(&self, body: &B) -> Option<B>;

    /// Whether a clone that was made earlier can still be sent. Default: `true`.
    ///
    /// A recorded body whose recording exceeded its limit cannot.
    fn is_sendable(&self, clone: &B) -> bool {
        let _ = clone;
        true
    }
}

/// Clones bodies of known types: [`Body`], `Full<Bytes>`, `Empty<Bytes>`, `()`, `String`, `Bytes`, `Vec<u8>`.
///
/// Bodies of other types are not cloned, and neither is a [`Body`] that holds a stream.
///
/// ```
/// use bytes::Bytes;
/// use http_body_util::Full;
/// use tower_outbound::body::{CloneBody, CloneKnown};
///
/// assert!(CloneKnown.clone_body(&Full::<Bytes>::from("text")).is_some());
/// assert!(CloneKnown.clone_body(&Some("text")).is_none());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct CloneKnown;

impl<B: 'static> CloneBody<B> for CloneKnown {
    fn clone_body(&self, body: &B) -> Option<B> {
        let any: &dyn Any = body;
        if let Some(body) = any.downcast_ref::<Body>() {
            return body.try_clone().and_then(cast);
        }
        clone_as::<Full<Bytes>, B>(any)
            .or_else(|| clone_as::<Empty<Bytes>, B>(any))
            .or_else(|| clone_as::<(), B>(any))
            .or_else(|| clone_as::<String, B>(any))
            .or_else(|| clone_as::<Bytes, B>(any))
            .or_else(|| clone_as::<Vec<u8>, B>(any))
    }

    fn is_sendable(&self, clone: &B) -> bool {
        let any: &dyn Any = clone;
        any.downcast_ref::<Body>().is_none_or(Body::is_sendable)
    }
}

fn clone_as<T: Clone + 'static, B: 'static>(body: &dyn Any) -> Option<B> {
    body.downcast_ref::<T>().cloned().and_then(cast)
}

/// Converts between two names of one type; `None` if the types differ.
fn cast<T: 'static, B: 'static>(value: T) -> Option<B> {
    let mut slot = Some(value);
    let any: &mut dyn Any = &mut slot;
    any.downcast_mut::<Option<B>>().and_then(Option::take)
}

/// Clones bodies with a function, for body types of other crates.
///
/// ```
/// use tower_outbound::body::{CloneBody, CloneBodyFn};
///
/// let clone = CloneBodyFn::new(|body: &Option<&'static str>| Some(*body));
/// assert_eq!(clone.clone_body(&Some("text")), Some(Some("text")));
/// ```
#[derive(Clone, Copy)]
pub struct CloneBodyFn<F>(F);

impl<F> CloneBodyFn<F> {
    /// Creates the value from `clone`, which returns `None` for a body that cannot be cloned.
    pub const fn new(clone: F) -> Self {
        Self(clone)
    }
}

impl<F, B> CloneBody<B> for CloneBodyFn<F>
where
    F: Fn(&B) -> Option<B> + Clone + Send + Sync + 'static,
{
    fn clone_body(&self, body: &B) -> Option<B> {
        (self.0)(body)
    }
}

impl<F> std::fmt::Debug for CloneBodyFn<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CloneBodyFn").finish_non_exhaustive()
    }
}

/// Clones a request with method, URI, version, headers, extensions and body. Returns `None` if the body
/// cannot be cloned.
pub fn try_clone_request<B, C: CloneBody<B>>(request: &Request<B>, clone: &C) -> Option<Request<B>> {
    let mut copy = clone_head(request, clone.clone_body(request.body())?);
    *copy.extensions_mut() = request.extensions().clone();
    Some(copy)
}

/// Clones a request with another body and without its extensions.
pub(crate) fn clone_head<A, B>(request: &Request<A>, body: B) -> Request<B> {
    let mut copy = Request::new(body);
    *copy.method_mut() = request.method().clone();
    *copy.uri_mut() = request.uri().clone();
    *copy.version_mut() = request.version();
    if !request.headers().is_empty() {
        *copy.headers_mut() = request.headers().clone();
    }
    copy
}

/// Reports, once per layer, that a request was due again but its body cannot be cloned.
#[cfg(any(feature = "auth", feature = "retry"))]
#[derive(Clone, Debug, Default)]
pub(crate) struct NotClonedWarning(std::sync::Arc<std::sync::atomic::AtomicBool>);

#[cfg(any(feature = "auth", feature = "retry"))]
impl NotClonedWarning {
    /// Logs the event if the layer has not done so, with the feature `trace`.
    pub(crate) fn warn(&self, layer: &'static str) {
        if self.0.swap(true, std::sync::atomic::Ordering::Relaxed) {
            return;
        }
        #[cfg(feature = "trace")]
        tracing::warn!(
            layer,
            "request not retried: its body cannot be cloned; set clone_body_fn on the layer or put a ReplayLayer \
             around it"
        );
        #[cfg(not(feature = "trace"))]
        let _ = layer;
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn known_bodies_are_cloned() {
        let full = Full::new(Bytes::from_static(b"abc"));
        assert_eq!(CloneKnown.clone_body(&full).unwrap().collect().await.unwrap().to_bytes(), "abc");
        assert!(CloneKnown.clone_body(&Empty::<Bytes>::new()).is_some());
        assert_eq!(CloneKnown.clone_body(&()), Some(()));
        assert_eq!(CloneKnown.clone_body(&"abc".to_owned()), Some("abc".to_owned()));
        assert_eq!(CloneKnown.clone_body(&Bytes::from_static(b"abc")), Some(Bytes::from_static(b"abc")));
        assert_eq!(CloneKnown.clone_body(&vec![1u8]), Some(vec![1]));
        assert!(CloneKnown.clone_body(&Body::from("abc")).is_some());
        assert!(CloneKnown.clone_body(&Box::new(1)).is_none());
    }

    #[test]
    fn cloned_request_keeps_extensions() {
        let mut request =
            Request::post("https://example.com/a").header("x", "1").body(Body::from("b")).unwrap();
        request.extensions_mut().insert(crate::meta::Attempt(3));
        let copy = try_clone_request(&request, &CloneKnown).unwrap();
        assert_eq!(crate::meta::Attempt::from_request(&copy), 3);
        assert_eq!(copy.headers()["x"], "1");
    }
}
