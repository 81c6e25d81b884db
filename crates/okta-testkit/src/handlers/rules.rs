//! `/api/v1/groups/rules`.

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{Crud, require_method};
use crate::{
    call::Call,
    operations,
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::{
        State,
        expression::{Condition, is_well_formed},
        rules::GroupRule,
    },
};

const PAGE: Limit = Limit { default: 50, max: 200 };

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> HandlerResult {
    if let Some(result) = (Crud { list, create, read, replace, delete }).route(call, state, rest) {
        return result;
    }
    match rest {
        [id, "lifecycle", action @ ("activate" | "deactivate")] => {
            require_method(call, &Method::POST)?;
            let rule = find_rule(state, id)?;
            if *action == "activate" && rule.condition.is_none() {
                return Err(OktaError::unsupported_part("activateGroupRule", "the expression of the rule"));
            }
            rule.active = *action == "activate";
            rule.last_updated = call.now;
            state.apply_rules(call.now);
            state.record(call, &format!("group.rule.{action}"), &[]);
            Ok(ResponseTemplate::no_content())
        }
        _ => Err(operations::unsupported(call)),
    }
}

fn read(_: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    Ok(ResponseTemplate::ok(find_rule(state, id)?.view()))
}

fn find_rule<'s>(state: &'s mut State, id: &str) -> Result<&'s mut GroupRule, OktaError> {
    state.rules.0.get_mut(id).ok_or_else(|| OktaError::not_found(id, "GroupRule"))
}

fn list(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let search = call.param("search").unwrap_or_default().to_lowercase();
    let matches = |rule: &&GroupRule| rule.name.to_lowercase().contains(&search);
    let items = state.rules.0.values().filter(matches).map(|rule| (&rule.id, rule));
    state.cursors.list(call, items, PAGE, Order::Ascending, GroupRule::view)
}

/// A validated rule from a request body.
struct RuleInput {
    name: String,
    expression: String,
    condition: Option<Condition>,
    groups: Vec<String>,
    excluded: Vec<String>,
}

fn parse_rule(call: &Call<'_>, state: &State, id: Option<&str>) -> Result<RuleInput, OktaError> {
    let body = Value::Object(call.object()?);
    let strings = |pointer: &str| -> Vec<String> {
        let list = body.pointer(pointer).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    if body.get("type").and_then(Value::as_str) != Some("group_rule") {
        return Err(OktaError::invalid("type", "type: must be group_rule"));
    }
    let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
    if !(1..=50).contains(&name.chars().count()) {
        return Err(OktaError::invalid("name", "name: must have 1 to 50 characters"));
    }
    if state.rules.0.values().any(|rule| rule.name == name && Some(rule.id.as_str()) != id) {
        return Err(OktaError::invalid("name", "name: is already used by another rule"));
    }
    let expression = body.pointer("/conditions/expression/value").and_then(Value::as_str).unwrap_or_default();
    let condition = match Condition::parse(expression) {
        Ok(condition) => Some(condition),
        Err(_) if is_well_formed(expression) => None,
        Err(error) => return Err(OktaError::invalid("expression", format!("expression: {error}"))),
    };
    let groups = strings("/actions/assignUserToGroups/groupIds");
    let unassignable = |id: &String| state.groups.get(id).is_none_or(|group| group.built_in);
    if groups.is_empty() || groups.iter().any(unassignable) {
        return Err(OktaError::invalid(
            "groupIds",
            "groupIds: must be existing groups that are not built in",
        ));
    }
    Ok(RuleInput {
        name: name.to_owned(),
        expression: expression.to_owned(),
        condition,
        groups,
        excluded: strings("/conditions/people/users/exclude"),
    })
}

fn create(call: &Call<'_>, state: &mut State) -> HandlerResult {
    let RuleInput { name, expression, condition, groups, excluded } = parse_rule(call, state, None)?;
    let rule = GroupRule {
        id: state.ids.object("0pr"),
        name,
        active: false,
        created: call.now,
        last_updated: call.now,
        expression,
        condition,
        groups,
        excluded,
        memberships: Default::default(),
    };
    let response = ResponseTemplate::ok(rule.view());
    state.rules.0.insert(rule.id.clone(), rule);
    state.record(call, "group.rule.add", &[]);
    Ok(response)
}

fn replace(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    if find_rule(state, id)?.active {
        return Err(OktaError::invalid("status", "status: an active rule must be deactivated first"));
    }
    let RuleInput { name, expression, condition, groups, excluded } = parse_rule(call, state, Some(id))?;
    let rule = find_rule(state, id)?;
    (rule.name, rule.expression, rule.condition) = (name, expression, condition);
    (rule.groups, rule.excluded, rule.last_updated) = (groups, excluded, call.now);
    let response = ResponseTemplate::ok(rule.view());
    state.record(call, "group.rule.update", &[]);
    Ok(response)
}

fn delete(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    let remove_users = call.flag("removeUsers", false)?;
    find_rule(state, id)?;
    if remove_users {
        state.remove_rule_memberships(id, call.now);
    }
    state.rules.0.remove(id);
    state.record(call, "group.rule.delete", &[]);
    Ok(ResponseTemplate::from_status(StatusCode::ACCEPTED).json(json!(Map::new())))
}
