//! `/api/v1/meta`: the user schema and the user type.

use http::Method;
use serde_json::{Value, json};

use super::only;
use crate::{
    call::Call,
    response::{Answer, Outcome, Refusal},
    state::{
        State,
        schema::{BASE, USER_SCHEMA, USER_TYPE},
    },
};

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> Outcome {
    let admin = state.users.all().next().map(|user| user.id.clone()).unwrap_or_default();
    match rest {
        ["schemas", "user", "default" | USER_SCHEMA] => match *call.method {
            Method::GET => Ok(Answer::ok(state.schema.view(&call.base))),
            Method::POST => change(call, state),
            _ => Err(Refusal::method()),
        },
        ["schemas", "user", other] => Err(Refusal::not_found(other, "UserSchema")),
        ["types", "user"] => {
            only(call, &Method::GET)?;
            Ok(Answer::ok(json!([state.schema.type_view(&call.base, &admin)])))
        }
        ["types", "user", "default" | USER_TYPE] => {
            only(call, &Method::GET)?;
            Ok(Answer::ok(state.schema.type_view(&call.base, &admin)))
        }
        ["types", "user", other] => Err(Refusal::not_found(other, "CVDType")),
        _ => Err(Refusal::no_route(call.path)),
    }
}

/// Okta reads only the custom part of what is sent: properties are added, changed, and removed by null.
fn change(call: &Call<'_>, state: &mut State) -> Outcome {
    let body = Value::Object(call.object()?);
    let Some(properties) = body.pointer("/definitions/custom/properties").and_then(Value::as_object) else {
        return Err(Refusal::invalid("definitions", "custom: must have properties"));
    };
    for (name, definition) in properties {
        let wellformed = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && name.starts_with(|c: char| c.is_ascii_alphabetic())
            && !BASE.contains(&name.as_str());
        if !wellformed {
            return Err(Refusal::invalid(
                "properties",
                format!("{name}: not a name that a custom attribute can have"),
            ));
        }
        let kind = definition.get("type").and_then(Value::as_str);
        let known =
            kind.is_some_and(|kind| ["string", "boolean", "number", "integer", "array"].contains(&kind));
        if !definition.is_null() && !known {
            return Err(Refusal::invalid("properties", format!("{name}: has no type that Okta knows")));
        }
    }
    state.schema.change(properties.clone(), call.now);
    state.record(call, "directory.user_profile.update", &[]);
    Ok(Answer::ok(state.schema.view(&call.base)))
}
