//! What a request to write an object must meet.

use serde_json::Value;

use super::{
    Place,
    families::{Family, family},
    members::{Schema, lacks},
    objects::{self, is_system},
};
use crate::{
    call::Call,
    response::OktaError,
    search::attribute,
    state::{State, app_members::is_of_catalog},
};

/// Rejects bodies without a required member, and values that are taken.
pub(super) fn check(state: &State, family: &Family, place: &Place, body: &Value) -> Result<(), OktaError> {
    check_by(state, family, family.request, place, body)
}

/// As [`check`], with the schema of the request.
pub(super) fn check_by(
    state: &State,
    family: &Family,
    request: Option<&'static Schema>,
    place: &Place,
    body: &Value,
) -> Result<(), OktaError> {
    let facts = family.facts;
    let documented = request.map(|schema| schema.missing(body)).unwrap_or_default();
    let documented = documented.into_iter().filter(|name| !facts.optional.contains(name));
    let more = facts.required.iter().copied().filter(|name| lacks(body, name));
    let mut missing: Vec<&str> = documented.chain(more).collect();
    missing.dedup();
    if let Some((first, rest)) = missing.split_first() {
        let error = OktaError::invalid(first, format!("{first}: is required"));
        return Err(rest.iter().fold(error, |error, name| error.cause(format!("{name}: is required"))));
    }
    let has_more =
        || body.as_object().is_some_and(|body| body.keys().any(|it| !facts.besides.contains(&it.as_str())));
    if !facts.besides.is_empty() && !has_more() {
        let error = OktaError::invalid(family.name, "at least one condition is required");
        return Err(error);
    }
    let Some(unique) = facts.unique.filter(|unique| !lacks(body, unique)) else { return Ok(()) };
    // Policies of different types can have the same name; custom roles can be assigned for several resource sets.
    let same_type = |object: &Value| match unique {
        "type" => {
            object.get("role") == body.get("role") && object.get("resource-set") == body.get("resource-set")
        }
        _ => family.path != POLICIES || object.get("type") == body.get("type"),
    };
    let taken = |(id, object): (&String, &Value)| {
        *id != place.id && object.get(unique) == body.get(unique) && same_type(object)
    };
    if state.objects.of(&place.collection).any(taken) {
        return Err(conflict(family, unique));
    }
    Ok(())
}

const POLICIES: [&str; 3] = ["api", "v1", "policies"];

/// The error for a value that another object has.
fn conflict(family: &Family, member: &str) -> OktaError {
    let cause = format!("{member}: is already used by another object");
    match family.facts.conflict {
        Some(code) => OktaError::new(code, "Another object has this value.").cause(cause),
        None => OktaError::invalid(member, cause),
    }
}

/// Rejects new objects that refer to others that do not exist, and more objects than there can be.
pub(super) fn check_new(
    call: &Call<'_>,
    state: &mut State,
    family: &Family,
    place: &Place,
    body: &Value,
) -> Result<(), OktaError> {
    if family.facts.most.is_some_and(|most| state.objects.of(&place.collection).count() >= most) {
        let error = OktaError::new("E0000166", "No more objects of this kind can be created.");
        return Err(error.cause("delete one first"));
    }
    if family.name == "keys"
        && family.path.contains(&"resourceservercredentials")
        && body.get("status").is_some_and(|status| status == "ACTIVE")
    {
        return Err(OktaError::invalid("JsonWebKey", "status: a new key must be INACTIVE; activate it then"));
    }
    if let Some((name, values)) = family.facts.reserved
        && let Some(value) = body.get(name).and_then(Value::as_str)
        && values.split('|').any(|reserved| reserved == value)
    {
        return Err(OktaError::invalid(
            name,
            format!("{name}: every org has one, and no other can be created"),
        ));
    }
    // A member that requests choose is the id.
    let chosen =
        attribute(body, family.key).and_then(Value::as_str).filter(|_| family.facts.conflict.is_some());
    if chosen.is_some_and(|id| state.objects.get(&place.collection, id).is_some()) {
        return Err(conflict(family, family.key));
    }
    for reference in &family.facts.references {
        let Some((name, collections)) = reference.split_once(':') else { continue };
        let Some(id) = body.get(name).and_then(Value::as_str) else { continue };
        if !collections.split('|').any(|collection| exists(call, state, collection, id)) {
            return Err(OktaError::not_found(id, collections.rsplit('/').next().unwrap_or_default()));
        }
    }
    Ok(())
}

/// Whether a collection without parents has an object with this id.
pub(super) fn exists(call: &Call<'_>, state: &mut State, collection: &str, id: &str) -> bool {
    match collection {
        "/api/v1/users" => state.users.get(id).is_some(),
        "/api/v1/groups" => state.groups.get(id).is_some(),
        "/api/v1/apps" => state.apps.0.contains_key(id),
        _ => {
            let Some(family) = family(collection) else { return false };
            objects::add_children(state, call.now, family, collection);
            super::parents::find_id(state, family, collection, id).is_ok()
        }
    }
}

/// Rejects requests for the features of apps that cannot be provisioned: those of no catalog.
pub(super) fn check_features(state: &State, family: &Family, collection: &str) -> Result<(), OktaError> {
    if family.path != ["api", "v1", "apps", "{appId}", "features"] {
        return Ok(());
    }
    let app = collection.rsplit('/').nth(1).and_then(|id| state.apps.0.get(id));
    if app.is_some_and(|app| !is_of_catalog(app.text("name"))) {
        return Err(OktaError::invalid("feature", "the app does not support provisioning"));
    }
    Ok(())
}

/// Rejects the deactivation of authenticators that enrollment policies enable.
pub(super) fn check_deactivation(state: &State, family: &Family, object: &Value) -> Result<(), OktaError> {
    let Some(key) = object.get("key").filter(|_| family.path == ["api", "v1", "authenticators"]) else {
        return Ok(());
    };
    let enables = |policy: &Value| {
        let listed =
            policy.pointer("/settings/authenticators").and_then(Value::as_array).into_iter().flatten();
        listed.into_iter().any(|authenticator| {
            let allowed = authenticator.pointer("/enroll/self").is_none_or(|it| it != "NOT_ALLOWED");
            allowed && authenticator.get("key") == Some(key)
        })
    };
    match state.objects.of("/api/v1/policies").find(|(_, policy)| enables(policy)) {
        Some((id, _)) => {
            Err(OktaError::new("E0000148", "Policies enable the authenticator.").cause(id.clone()))
        }
        None => Ok(()),
    }
}

/// Rejects the deletion of objects that others need.
pub(super) fn check_deletion(
    state: &State,
    family: &Family,
    id: &str,
    object: &Value,
) -> Result<(), OktaError> {
    let forbidden = OktaError::new("E0000056", "The object cannot be deleted.");
    let belongs = |domain: &Value| domain.get("brandId").is_some_and(|brand| brand == id);
    if family.path == ["api", "v1", "brands"] {
        if object.get("isDefault") == Some(&Value::Bool(true)) {
            return Err(OktaError::new("E0000200", "The default brand cannot be deleted."));
        }
        if state.objects.of("/api/v1/domains").any(|(_, domain)| belongs(domain)) {
            return Err(OktaError::new("E0000201", "A brand with a domain cannot be deleted."));
        }
    }
    let captcha = state.objects.get("/api/v1/org", "captcha").and_then(|settings| settings.get("captchaId"));
    if family.path == ["api", "v1", "captchas"] && captcha.is_some_and(|used| used == id) {
        return Err(OktaError::new("E0000149", "The settings of the org use the CAPTCHA."));
    }
    if is_system(object) && family.only.is_none() {
        return Err(forbidden.cause("it is one of those that every org has"));
    }
    if family.facts.inactive && object.get("status").is_some_and(|status| status == "ACTIVE") {
        return Err(forbidden.cause("an active object must be deactivated first"));
    }
    Ok(())
}
