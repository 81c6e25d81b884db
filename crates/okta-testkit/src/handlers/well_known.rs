//! Public metadata.

use http::Method;
use serde_json::json;

use crate::{
    call::Call,
    response::{HandlerResult, ResponseTemplate},
};

/// `GET /.well-known/okta-organization`.
pub(super) fn organization(call: &Call<'_>) -> HandlerResult {
    super::require_method(call, &Method::GET)?;
    Ok(ResponseTemplate::ok(json!({
        "id": "00otktestkitorg00000",
        "pipeline": "idx",
        "cell": "tk1",
        "settings": {
            "analyticsCollectionEnabled": false,
            "bugReportingEnabled": false,
            "omEnabled": false,
            "pssoEnabled": false,
            "desktopMFAEnabled": false,
            "itpEnabled": false,
        },
        "_links": { "organization": { "href": call.base } },
    })))
}
