//! Metadata that needs no credential.

use http::Method;
use serde_json::json;

use crate::{
    call::Call,
    response::{Answer, Outcome},
};

/// `GET /.well-known/okta-organization`.
pub(super) fn organization(call: &Call<'_>) -> Outcome {
    super::only(call, &Method::GET)?;
    Ok(Answer::ok(json!({
        "id": "00otktestkitorg00000",
        "pipeline": "idx",
        "settings": { "analyticsCollectionEnabled": false, "bugReportingEnabled": false, "omEnabled": false },
        "_links": { "organization": { "href": call.base } },
    })))
}
