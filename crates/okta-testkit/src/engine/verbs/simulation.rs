//! Simulation of policies: which policy and rule would apply.

use serde_json::{Value, json};

use super::{Verb, collection, text, texts, verb};
use crate::{
    call::Call,
    engine::{families, objects},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

pub(super) const VERBS: &[Verb] = &[verb("createPolicySimulation", &["expand"], simulate)];

/// What the simulated sign-in is known by.
struct Context {
    groups: Vec<String>,
    user: Option<String>,
    zones: Vec<String>,
}

impl Context {
    /// Whether the lists of people and zones in the conditions of a policy or rule admit the sign-in, with the paths of those
    /// lists that decided.
    fn meets(&self, object: &Value) -> (bool, Vec<&'static str>) {
        let conditions = object.get("conditions").unwrap_or(&Value::Null);
        let mut decided = Vec::new();
        let mut admitted = true;
        let user: Vec<String> = self.user.clone().into_iter().collect();
        for (path, known, included) in [
            ("people.groups.include", &self.groups, true),
            ("people.groups.exclude", &self.groups, false),
            ("people.users.include", &user, true),
            ("people.users.exclude", &user, false),
            ("network.include", &self.zones, true),
            ("network.exclude", &self.zones, false),
        ] {
            let list = conditions.pointer(&format!("/{}", path.replace('.', "/")));
            let list: Vec<&str> =
                list.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
            if list.is_empty() {
                continue;
            }
            decided.push(path);
            admitted &= known.iter().any(|id| list.contains(&id.as_str())) == included;
        }
        (admitted, decided)
    }

    /// The first active object that admits the sign-in.
    fn first(&self, mut objects: Vec<(String, Value)>) -> Option<(String, Value, Vec<&'static str>)> {
        let priority = |object: &Value| object.get("priority").and_then(Value::as_u64).unwrap_or(u64::MAX);
        let last = |object: &Value| object.get("system") == Some(&json!(true));
        objects.sort_by_key(|(_, object)| (last(object), priority(object)));
        objects.into_iter().find_map(|(id, object)| {
            let (admitted, decided) = self.meets(&object);
            let active = object.get("status").is_none_or(|status| status == "ACTIVE");
            (active && admitted).then_some((id, object, decided))
        })
    }
}

fn simulate(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let body = Value::Object(call.object()?);
    let app = text(&body, "appInstance")?;
    if !state.apps.0.contains_key(app) {
        return Err(OktaError::not_found(app, "AppInstance"));
    }
    let mut types = texts(&body, "policyTypes");
    types.extend(texts(&body, "policyType"));
    if types.is_empty() {
        types = [
            "OKTA_SIGN_ON",
            "PASSWORD",
            "MFA_ENROLL",
            "ACCESS_POLICY",
            "PROFILE_ENROLLMENT",
            "IDP_DISCOVERY",
        ]
        .map(str::to_owned)
        .to_vec();
    }
    let nothing = json!({});
    let given = body.get("policyContext").unwrap_or(&nothing);
    let user = given.pointer("/user/id").and_then(Value::as_str).map(str::to_owned);
    let mut groups = texts(given.get("groups").unwrap_or(&nothing), "ids");
    if let Some(user) = &user {
        groups.extend(state.groups.all().filter(|group| group.contains(user)).map(|group| group.id.clone()));
    }
    let context = Context { groups, user, zones: texts(given.get("zones").unwrap_or(&nothing), "ids") };
    let policies = policies(call, state)?;
    let mut evaluation = Vec::new();
    for kind in types {
        let of_type = policies.iter().filter(|(_, policy)| policy.get("type").is_some_and(|it| *it == kind));
        let found = match context.first(of_type.cloned().collect()) {
            Some((id, policy, decided)) => vec![matched(call, state, &context, (&id, &policy), &decided)],
            None => Vec::new(),
        };
        let none = json!({ "policies": [] });
        evaluation.push(json!({
            "status": null, "policyType": kind, "result": { "policies": found }, "undefined": none, "evaluated": none,
        }));
    }
    Ok(ResponseTemplate::ok(json!({ "evaluation": evaluation })))
}

/// All policies of the org.
fn policies(call: &Call<'_>, state: &mut State) -> Result<Vec<(String, Value)>, OktaError> {
    let (_, policies) = collection(call, state, "/api/v1/policies")?;
    Ok(state.objects.of(&policies).map(|(id, policy)| (id.clone(), policy.clone())).collect())
}

/// A policy that applies, with its first rule that does.
fn matched(
    call: &Call<'_>,
    state: &mut State,
    context: &Context,
    (id, policy): (&str, &Value),
    decided: &[&str],
) -> Value {
    let rules = format!("/api/v1/policies/{id}/rules");
    if let Some(family) = families::family("/api/v1/policies/{}/rules") {
        objects::add_children(state, call.now, family, &rules);
    }
    let all = state.objects.of(&rules).map(|(id, rule)| (id.clone(), rule.clone())).collect();
    let rule = context.first(all).map(|(id, rule, decided)| entry(&id, &rule, &decided));
    let mut entry = entry(id, policy, decided);
    entry["rules"] = rule.into_iter().collect();
    entry
}

fn entry(id: &str, object: &Value, decided: &[&str]) -> Value {
    let conditions: Vec<Value> =
        decided.iter().map(|path| json!({ "type": path, "status": "MATCH" })).collect();
    json!({ "id": id, "name": object.get("name"), "status": "MATCH", "conditions": conditions })
}
