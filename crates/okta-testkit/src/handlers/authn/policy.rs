//! What the sign-on policies of the org require of a user.

use serde_json::Value;

use crate::state::State;

/// What a sign-in needs besides the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Requirement {
    Nothing,
    Factor,
    Denied,
}

const POLICIES: &str = "/api/v1/policies";

/// The requirement of the first rule that applies: policies and their rules in the order of their priority. Rules for
/// network zones do not apply.
pub(super) fn requirement(state: &State, user: &str) -> Requirement {
    let policies = state.objects.of(POLICIES);
    let policies =
        policies.filter(|(_, policy)| policy.get("type").is_some_and(|kind| kind == "OKTA_SIGN_ON"));
    for (id, _) in by_priority(policies).into_iter().filter(|(_, policy)| includes(state, policy, user)) {
        let rules = by_priority(state.objects.of(&format!("{POLICIES}/{id}/rules")));
        if let Some((_, rule)) = rules.into_iter().find(|(_, rule)| applies(rule, user)) {
            let action = |name: &str| rule.pointer("/actions/signon").and_then(|action| action.get(name));
            return if action("access").is_some_and(|access| access == "DENY") {
                Requirement::Denied
            } else if action("requireFactor") == Some(&Value::Bool(true)) {
                Requirement::Factor
            } else {
                Requirement::Nothing
            };
        }
    }
    Requirement::Nothing
}

/// The active objects, by priority.
fn by_priority<'s>(objects: impl Iterator<Item = (&'s String, &'s Value)>) -> Vec<(&'s String, &'s Value)> {
    let active = |object: &Value| object.get("status").is_none_or(|status| status == "ACTIVE");
    let mut objects: Vec<_> = objects.filter(|(_, object)| active(object)).collect();
    objects.sort_by_key(|(_, object)| object.get("priority").and_then(Value::as_u64).unwrap_or(u64::MAX));
    objects
}

/// Whether a policy is for a user: one of its groups contains the user, or it has none.
fn includes(state: &State, policy: &Value, user: &str) -> bool {
    let groups = policy.pointer("/conditions/people/groups/include").and_then(Value::as_array);
    let contains = |id: &Value| {
        id.as_str().and_then(|id| state.groups.get(id)).is_some_and(|group| group.contains(user))
    };
    groups.is_none_or(|groups| groups.is_empty() || groups.iter().any(contains))
}

/// Whether a rule applies to a user.
fn applies(rule: &Value, user: &str) -> bool {
    let excluded = rule.pointer("/conditions/people/users/exclude").and_then(Value::as_array);
    let anywhere = rule.pointer("/conditions/network/connection").is_none_or(|it| it == "ANYWHERE");
    anywhere && excluded.is_none_or(|excluded| !excluded.iter().any(|id| id == user))
}

/// After how many wrong passwords a user is locked out; `None` if never.
pub(super) fn attempts(state: &State) -> Option<u64> {
    let policies = state.objects.of(POLICIES);
    let policies = policies.filter(|(_, policy)| policy.get("type").is_some_and(|kind| kind == "PASSWORD"));
    let (_, policy) = by_priority(policies).pop()?;
    policy.pointer("/settings/password/lockout/maxAttempts").and_then(Value::as_u64).filter(|most| *most > 0)
}
