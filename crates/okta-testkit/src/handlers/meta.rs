//! `/api/v1/meta/schemas/user`: the schemas of user types.

use http::Method;
use serde_json::Value;

use crate::{
    call::Call,
    engine, operations,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{
        State,
        schema::{BASE, Schema, USER_SCHEMA, USER_TYPE, type_of},
    },
};

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> HandlerResult {
    let ["schemas", "user", id] = rest else { return Err(operations::unsupported(call)) };
    let kind = match *id {
        "default" | USER_SCHEMA => USER_TYPE.to_owned(),
        id => type_of(id),
    };
    if !engine::has_user_type(call, state, &kind) {
        return Err(OktaError::not_found(id, "UserSchema"));
    }
    match *call.method {
        Method::GET => {}
        Method::POST => update(call, state, &kind)?,
        _ => return Err(OktaError::method_not_allowed()),
    }
    Ok(ResponseTemplate::ok(schema_of_type(call, state, &kind).view(&call.base, &kind)))
}

/// The schema of a user type.
fn schema_of_type<'s>(call: &Call<'_>, state: &'s mut State, kind: &str) -> &'s mut Schema {
    if kind == USER_TYPE {
        return &mut state.schema;
    }
    state.more_schemas.entry(kind.to_owned()).or_insert_with(|| Schema::new(call.now))
}

/// Adds, changes and (with null) removes custom properties. The rest of the body is ignored, as by Okta.
fn update(call: &Call<'_>, state: &mut State, kind: &str) -> Result<(), OktaError> {
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
    schema_of_type(call, state, kind).update(properties.clone(), call.now);
    state.record(call, "directory.user_profile.update", &[]);
    Ok(())
}
