//! Responses by schema, for operations without objects.

use serde_json::json;

use super::{families::Served, filling, members, status};
use crate::{call::Call, operations::Reply, response::ResponseTemplate, state::State};

/// The response of an operation without objects: by its schema.
pub(super) fn respond(call: &Call<'_>, state: &State, served: &Served) -> ResponseTemplate {
    let response = ResponseTemplate::from_status(status(served));
    match served.operation.reply {
        Reply::None => return response,
        Reply::List => return response.json(json!([])),
        Reply::ListIn(member) => {
            let link = json!({ "self": { "href": call.url(call.path) } });
            return response.json(json!({ member: [], "_links": link }));
        }
        _ => {}
    }
    let mut object = members::schema(served.operation.response).map_or(json!({}), members::Schema::sample);
    filling::fill(state, call.now, &mut object);
    response.json(object)
}
