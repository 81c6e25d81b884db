//! Classification of responses and errors: whether to retry, and after what delay.

use std::error::Error;

use http::{Request, Response, StatusCode};

use super::{
    Classification, Failure, ResponseHead, RetryCause, Retryable, ServerDelay, grpc, settings::RetrySettings,
};
use crate::{
    meta::{ErrorBody, Operation, RetryHint, is_idempotent_method},
    rate_limit::retry_after,
};

/// Classifies a response: by the request's [`RetryHint`], else by the classifier of the policy, else by status.
pub(super) fn classify_response<ReqB, ResB>(
    request: &Request<ReqB>,
    response: &Response<ResB>,
    settings: &RetrySettings,
) -> Option<Retryable> {
    let status = response.status();
    if status.is_success() {
        let retryable = grpc::classify(request.method(), response.headers())?;
        return Some(retryable).filter(|_| is_idempotent(request, settings));
    }
    let now = settings.clock.now();
    let delay = retry_after(response.headers(), now).map_or(ServerDelay::Unspecified, ServerDelay::AtLeast);
    let hint = request.extensions().get::<RetryHint>();
    if status != StatusCode::TOO_MANY_REQUESTS && hint.is_some_and(|hint| hint.statuses.contains(&status)) {
        return Some(Retryable::new(RetryCause::Requested(status)).delay(delay));
    }
    let classification = settings.classifier.as_ref().map_or(Classification::Default, |classifier| {
        classifier(&ResponseHead {
            method: request.method(),
            operation: Operation::from_request(request),
            status,
            headers: response.headers(),
            error_body: response.extensions().get::<ErrorBody>().map(|body| &body.0),
            now,
            max_wait: settings.max_wait,
        })
    });
    let retryable = match classification {
        Classification::Default => by_status(status, delay, settings)?,
        Classification::Final => return None,
        Classification::Retryable(retryable) => retryable,
    };
    Some(retryable).filter(|retryable| retryable.unprocessed || is_idempotent(request, settings))
}

fn by_status(status: StatusCode, delay: ServerDelay, settings: &RetrySettings) -> Option<Retryable> {
    let cause = match status {
        StatusCode::TOO_MANY_REQUESTS => {
            let delay = match delay {
                ServerDelay::AtLeast(wait) => ServerDelay::Exact(wait),
                other => other,
            };
            return Some(Retryable::new(RetryCause::RateLimited).delay(delay));
        }
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => RetryCause::Unavailable(status),
        _ if settings.statuses.contains(&status) => RetryCause::Requested(status),
        _ => return None,
    };
    Some(Retryable::new(cause).delay(delay))
}

pub(super) fn classify_error<B>(
    request: &Request<B>,
    error: &(dyn Error + 'static),
    settings: &RetrySettings,
) -> Option<Retryable> {
    let custom = settings.error_classifier.as_ref().and_then(|classifier| classifier(error));
    let failure = custom.map_or_else(|| Failure::from_error(error), |failure| failure.of_attempt(error));
    let cause = match failure {
        Failure::NotSent => return Some(Retryable::new(RetryCause::NotSent).unprocessed()),
        Failure::Interrupted => RetryCause::Interrupted,
        Failure::AttemptTimeout => RetryCause::AttemptTimeout,
        Failure::Other => return None,
    };
    Some(Retryable::new(cause)).filter(|_| is_idempotent(request, settings))
}

/// Whether the request is idempotent: by the caller's hint, else by an idempotency key, else by the operation, else by
/// the method.
fn is_idempotent<B>(request: &Request<B>, settings: &RetrySettings) -> bool {
    if let Some(hinted) = request.extensions().get::<RetryHint>().and_then(|hint| hint.idempotent) {
        return hinted;
    }
    let has_key =
        settings.idempotency_header.as_ref().is_some_and(|name| request.headers().contains_key(name));
    has_key
        || match Operation::from_request(request) {
            Some(meta) => meta.is_idempotent(),
            None => is_idempotent_method(request.method()),
        }
}
