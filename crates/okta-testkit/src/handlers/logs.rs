//! `GET /api/v1/logs`: bounded queries and polling.
//!
//! Without `until` and in ascending order a request is a poll: events come in the order they were stored, and there is
//! always a `next` link. With `until`, or descending, it is a bounded query: ordered by `published`, and it ends.

use std::time::{Duration, SystemTime};

use http::Method;
use serde_json::Value;

use super::{lookup::criteria, only};
use crate::{
    call::Call,
    clock::parse_timestamp,
    paging::{Limit, Order},
    response::{Answer, Outcome, Refusal},
    search,
    state::{State, log::Event},
};

const PAGE: Limit = Limit { default: 100, max: 1000 };
/// What a query without `since` looks back.
const WEEK: Duration = Duration::from_secs(7 * 24 * 3600);

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> Outcome {
    if !rest.is_empty() {
        return Err(Refusal::no_route(call.path));
    }
    only(call, &Method::GET)?;
    if call.param("limit").and_then(|limit| limit.parse::<usize>().ok()).is_some_and(|limit| limit > PAGE.max)
    {
        return Err(Refusal::invalid("limit", "limit: must be at most 1000"));
    }
    let query = Query {
        since: time(call, "since")?,
        until: time(call, "until")?,
        filter: criteria(call, "filter", |_| true)?,
        words: call
            .param("q")
            .unwrap_or_default()
            .to_lowercase()
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
    };
    let descending = match call.param("sortOrder").unwrap_or("ASCENDING") {
        "ASCENDING" => false,
        "DESCENDING" => true,
        _ => return Err(Refusal::invalid("sortOrder", "sortOrder: must be ASCENDING or DESCENDING")),
    };
    if query.until.is_none() && !descending {
        poll(call, state, &query)
    } else {
        bounded(call, state, &query, descending)
    }
}

struct Query {
    since: Option<SystemTime>,
    until: Option<SystemTime>,
    filter: Option<search::Expr>,
    words: Vec<String>,
}

impl Query {
    fn wants(&self, event: &Event) -> bool {
        self.filter.as_ref().is_none_or(|expr| expr.matches(&|path| search::lookup(&event.body, path)))
            && (self.words.is_empty() || {
                let text = event.body.to_string().to_lowercase();
                self.words.iter().all(|word| text.contains(word))
            })
    }
}

fn time(call: &Call<'_>, name: &str) -> Result<Option<SystemTime>, Refusal> {
    let wrong = || Refusal::invalid(name, format!("{name}: must be a time in ISO 8601"));
    call.param(name).map(|text| parse_timestamp(text).map(SystemTime::from).ok_or_else(wrong)).transpose()
}

fn poll(call: &Call<'_>, state: &mut State, query: &Query) -> Outcome {
    if query.since.is_some() && call.param("after").is_some() {
        return Err(Refusal::invalid("after", "after: cannot be combined with since when polling"));
    }
    let size = PAGE.of(call)?;
    let from = state.cursors.position(call)?;
    let since = query.since.unwrap_or(call.now - WEEK);
    let mut page = Vec::new();
    let mut position = state.log.last_key();
    for event in state.log.all() {
        let new = from.as_ref().map_or(event.published >= since, |from| event.key() > *from);
        if new && query.wants(event) {
            page.push(event.body.clone());
            if page.len() == size {
                position = event.key();
                break;
            }
        }
    }
    let mut params = call.query.clone();
    params.remove("since");
    let cursor = state.cursors.issue(call.path, position);
    let mut answer = Answer::ok(page);
    state.cursors.links(call, &params, size, Some(cursor)).write(&mut answer);
    Ok(answer)
}

fn bounded(call: &Call<'_>, state: &mut State, query: &Query, descending: bool) -> Outcome {
    let until = query.until.unwrap_or(call.now);
    let since = query.since.unwrap_or(until - WEEK);
    let mut items: Vec<(String, &Value)> = state
        .log
        .all()
        .iter()
        .filter(|event| event.published >= since && event.published < until && query.wants(event))
        .map(|event| (format!("{}{}", crate::clock::timestamp(event.published), event.key()), &event.body))
        .collect();
    items.sort_by(|(a, _), (b, _)| if descending { b.cmp(a) } else { a.cmp(b) });
    let order = if descending { Order::Descending } else { Order::Ascending };
    state.cursors.list(call, items, PAGE, order, Value::clone)
}
