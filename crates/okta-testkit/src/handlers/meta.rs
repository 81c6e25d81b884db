//! `/api/v1/meta`: the user schema and the user type.

use http::Method;
use serde_json::{Value, json};

use super::require_method;
use crate::{
    call::Call,
    operations,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{
        State,
        schema::{BASE, USER_SCHEMA, USER_TYPE},
    },
};

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> HandlerResult {
    let admin = state.users.all().next().map(|user| user.id.clone()).unwrap_or_default();
    match rest {
        ["schemas", "user", "default" | USER_SCHEMA] => match *call.method {
            Method::GET => Ok(ResponseTemplate::ok(state.schema.view(&call.base))),
            Method::POST => update(call, state),
            _ => Err(OktaError::method_not_allowed()),
        },
        ["schemas", "user", other] => Err(OktaError::not_found(other, "UserSchema")),
        ["types", "user"] => {
            require_method(call, &Method::GET)?;
            Ok(ResponseTemplate::ok(json!([state.schema.type_view(&call.base, &admin)])))
        }
        ["types", "user", "default" | USER_TYPE] => {
            require_method(call, &Method::GET)?;
            Ok(ResponseTemplate::ok(state.schema.type_view(&call.base, &admin)))
        }
        ["types", "user", other] => Err(OktaError::not_found(other, "CVDType")),
        _ => Err(operations::unsupported(call)),
    }
}

/// Adds, changes and (with null) removes custom properties. The rest of the body is ignored, as by Okta.
fn update(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let Some(properties) = body.pointer("/definitions/custom/properties").and_then(Value::as_object) else {
        return Err(OktaError::invalid("definitions", "custom.properties: is required"));
    };
    for (name, definition) in properties {
        let valid_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !BASE.contains(&name.as_str());
        if !valid_name {
            return Err(OktaError::invalid(
                "properties",
                format!("{name}: invalid name of a custom attribute"),
            ));
        }
        let kind = definition.get("type").and_then(Value::as_str);
        let valid_type =
            kind.is_some_and(|kind| ["string", "boolean", "number", "integer", "array"].contains(&kind));
        if !definition.is_null() && !valid_type {
            return Err(OktaError::invalid("properties", format!("{name}: unknown or missing type")));
        }
    }
    state.schema.update(properties.clone(), call.now);
    state.record(call, "directory.user_profile.update", &[]);
    Ok(ResponseTemplate::ok(state.schema.view(&call.base)))
}
