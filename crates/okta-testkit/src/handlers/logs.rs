//! `GET /api/v1/logs`: bounded queries and polling.
//!
//! A request without `until` and in ascending order is a polling request: events are ordered by persistence, and every
//! page has a `next` link. A request with `until`, or in descending order, is a bounded query: events are ordered by
//! `published`, and the last page has no `next` link.

use std::time::{Duration, SystemTime};

use http::Method;
use serde_json::Value;

use super::{lookup::parse_criteria, require_method};
use crate::{
    call::Call,
    clock::parse_timestamp,
    operations,
    paging::{Limit, Order},
    response::{HandlerResult, OktaError, ResponseTemplate},
    search,
    state::{State, log::Event},
};

const PAGE: Limit = Limit { default: 100, max: 1000 };
/// The default of `since`, before `until` or now.
const DEFAULT_RANGE: Duration = Duration::from_secs(7 * 24 * 3600);

pub(super) fn route(call: &Call<'_>, state: &mut State, rest: &[&str]) -> HandlerResult {
    if !rest.is_empty() {
        return Err(operations::unsupported(call));
    }
    require_method(call, &Method::GET)?;
    if call.param("limit").and_then(|limit| limit.parse::<usize>().ok()).is_some_and(|limit| limit > PAGE.max)
    {
        return Err(OktaError::invalid("limit", "limit: must be at most 1000"));
    }
    let query = Query {
        since: time(call, "since")?,
        until: time(call, "until")?,
        filter: parse_criteria(call, "filter", |_| true)?,
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
        _ => return Err(OktaError::invalid("sortOrder", "sortOrder: must be ASCENDING or DESCENDING")),
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
    fn matches(&self, event: &Event) -> bool {
        self.filter.as_ref().is_none_or(|expr| expr.matches(&|path| search::lookup(&event.body, path)))
            && (self.words.is_empty() || {
                let text = event.body.to_string().to_lowercase();
                self.words.iter().all(|word| text.contains(word))
            })
    }
}

fn time(call: &Call<'_>, name: &str) -> Result<Option<SystemTime>, OktaError> {
    let invalid = || OktaError::invalid(name, format!("{name}: must be an ISO 8601 timestamp"));
    call.param(name).map(|text| parse_timestamp(text).map(SystemTime::from).ok_or_else(invalid)).transpose()
}

fn poll(call: &Call<'_>, state: &mut State, query: &Query) -> HandlerResult {
    if query.since.is_some() && call.param("after").is_some() {
        return Err(OktaError::invalid("after", "after: cannot be combined with since in a polling request"));
    }
    let size = PAGE.page_size(call)?;
    let after = state.cursors.position(call)?;
    let since = query.since.unwrap_or(call.now - DEFAULT_RANGE);
    let mut page = Vec::new();
    let mut position = state.log.last_key();
    for event in state.log.all() {
        let new = after.as_ref().map_or(event.published >= since, |after| event.key() > *after);
        if new && query.matches(event) {
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
    let mut response = ResponseTemplate::ok(page);
    state.cursors.links(call, &params, size, Some(cursor)).write(&mut response);
    Ok(response)
}

fn bounded(call: &Call<'_>, state: &mut State, query: &Query, descending: bool) -> HandlerResult {
    let until = query.until.unwrap_or(call.now);
    let since = query.since.unwrap_or(until - DEFAULT_RANGE);
    let mut items: Vec<(String, &Value)> = state
        .log
        .all()
        .iter()
        .filter(|event| event.published >= since && event.published < until && query.matches(event))
        .map(|event| (format!("{}{}", crate::clock::timestamp(event.published), event.key()), &event.body))
        .collect();
    items.sort_by(|(a, _), (b, _)| if descending { b.cmp(a) } else { a.cmp(b) });
    let order = if descending { Order::Descending } else { Order::Ascending };
    state.cursors.list(call, items, PAGE, order, Value::clone)
}
