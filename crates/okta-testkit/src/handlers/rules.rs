//! `/api/v1/groups/rules`.

use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{Crud, only};
use crate::{
    call::Call,
    paging::{Limit, Order},
    response::{Answer, Outcome, Refusal},
    state::{
        State,
        rules::{Condition, GroupRule},
    },
};

const PAGE: Limit = Limit { default: 50, max: 200 };

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> Outcome {
    if let Some(outcome) = (Crud { list, create, read, replace, delete }).route(call, state, rest) {
        return outcome;
    }
    match rest {
        [id, "lifecycle", action @ ("activate" | "deactivate")] => {
            only(call, &Method::POST)?;
            let rule = find(state, id)?;
            rule.active = *action == "activate";
            rule.last_updated = call.now;
            state.apply_rules(call.now);
            state.record(call, &format!("group.rule.{action}"), &[]);
            Ok(Answer::no_content())
        }
        _ => Err(Refusal::no_route(call.path)),
    }
}

fn read(_: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    Ok(Answer::ok(find(state, id)?.view()))
}

fn find<'s>(state: &'s mut State, id: &str) -> Result<&'s mut GroupRule, Refusal> {
    state.rules.0.get_mut(id).ok_or_else(|| Refusal::not_found(id, "GroupRule"))
}

fn list(call: &Call<'_>, state: &mut State) -> Outcome {
    let search = call.param("search").unwrap_or_default().to_lowercase();
    let fits = |rule: &&GroupRule| rule.name.to_lowercase().contains(&search);
    let items = state.rules.0.values().filter(fits).map(|rule| (&rule.id, rule));
    state.cursors.list(call, items, PAGE, Order::Ascending, GroupRule::view)
}

/// What a body says about a rule.
struct Written {
    name: String,
    expression: String,
    condition: Condition,
    groups: Vec<String>,
    excluded: Vec<String>,
}

fn written(call: &Call<'_>, state: &State, id: Option<&str>) -> Result<Written, Refusal> {
    let body = Value::Object(call.object()?);
    let texts = |pointer: &str| -> Vec<String> {
        let list = body.pointer(pointer).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    if body.get("type").and_then(Value::as_str) != Some("group_rule") {
        return Err(Refusal::invalid("type", "type: must be group_rule"));
    }
    let name = body.get("name").and_then(Value::as_str).unwrap_or_default();
    if !(1..=50).contains(&name.chars().count()) {
        return Err(Refusal::invalid("name", "name: must have 1 to 50 characters"));
    }
    if state.rules.0.values().any(|rule| rule.name == name && Some(rule.id.as_str()) != id) {
        return Err(Refusal::invalid("name", "name: another rule of this org has it"));
    }
    let expression = body.pointer("/conditions/expression/value").and_then(Value::as_str).unwrap_or_default();
    let condition = Condition::parse(expression)
        .map_err(|why| Refusal::invalid("expression", format!("expression: {why}")))?;
    let groups = texts("/actions/assignUserToGroups/groupIds");
    let unusable = |id: &String| state.groups.get(id).is_none_or(|group| group.built_in);
    if groups.is_empty() || groups.iter().any(unusable) {
        return Err(Refusal::invalid("groupIds", "groupIds: must be groups that members can be added to"));
    }
    Ok(Written {
        name: name.to_owned(),
        expression: expression.to_owned(),
        condition,
        groups,
        excluded: texts("/conditions/people/users/exclude"),
    })
}

fn create(call: &Call<'_>, state: &mut State) -> Outcome {
    let Written { name, expression, condition, groups, excluded } = written(call, state, None)?;
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
        made: Default::default(),
    };
    let answer = Answer::ok(rule.view());
    state.rules.0.insert(rule.id.clone(), rule);
    state.record(call, "group.rule.add", &[]);
    Ok(answer)
}

fn replace(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    if find(state, id)?.active {
        return Err(Refusal::invalid("status", "status: an active rule must be deactivated first"));
    }
    let Written { name, expression, condition, groups, excluded } = written(call, state, Some(id))?;
    let rule = find(state, id)?;
    (rule.name, rule.expression, rule.condition) = (name, expression, condition);
    (rule.groups, rule.excluded, rule.last_updated) = (groups, excluded, call.now);
    let answer = Answer::ok(rule.view());
    state.record(call, "group.rule.update", &[]);
    Ok(answer)
}

fn delete(call: &Call<'_>, state: &mut State, id: &str) -> Outcome {
    let remove_users = call.flag("removeUsers", false)?;
    find(state, id)?;
    if remove_users {
        state.undo_rule(id, call.now);
    }
    state.rules.0.remove(id);
    state.record(call, "group.rule.delete", &[]);
    Ok(Answer::of(StatusCode::ACCEPTED).json(json!(Map::new())))
}
