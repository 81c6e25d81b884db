//! Pagination: validated cursors, and `Link` headers in Okta's format.
//!
//! Okta sends one header per link, `self` before `next`, and repeats the request's parameters in alphabetical order.
//! [`LinkStyle`] produces the deviations that clients must handle.

mod links;
#[cfg(test)]
mod properties;

use std::collections::{BTreeMap, HashMap};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    call::Call,
    response::{HandlerResult, OktaError, ResponseTemplate},
};
use links::Links;
pub use links::{CursorStyle, LinkOrigin, LinkStyle};

/// The issued cursors; all others are rejected.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Cursors {
    /// Keys by path and cursor.
    #[serde(with = "crate::snapshot::pairs")]
    issued: HashMap<(String, String), String>,
    #[serde(skip)]
    pub(crate) style: LinkStyle,
}

/// The order of the keys of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Ascending,
    Descending,
}

/// The default and the maximum of the `limit` parameter of a list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) default: usize,
    pub(crate) max: usize,
}

impl Limit {
    /// The requested page size, capped at the maximum.
    pub(crate) fn page_size(self, call: &Call<'_>) -> Result<usize, OktaError> {
        let name = Names::of(call).size;
        match call.param(name).map(str::parse::<usize>) {
            None => Ok(self.default),
            Some(Ok(0)) => Err(OktaError::invalid(name, format!("{name}: must be at least 1"))),
            Some(Ok(requested)) => Ok(requested.min(self.max)),
            Some(Err(_)) => Err(OktaError::invalid(name, format!("{name}: must be a whole number"))),
        }
    }
}

/// The names of the parameters for cursor and page size.
struct Names {
    cursor: &'static str,
    size: &'static str,
}

impl Names {
    /// Those of the API that the request is for: Privileged Access has its own.
    fn of(call: &Call<'_>) -> Self {
        if call.segments.first().is_some_and(|first| first == "v1") {
            Self { cursor: "offset", size: "count" }
        } else {
            Self { cursor: "after", size: "limit" }
        }
    }

    /// Whether pages have a link to the one before.
    fn has_previous(&self) -> bool {
        self.cursor == "offset"
    }
}

impl Cursors {
    /// Resolves the `after` parameter to the key of the last item of the previous page.
    pub(crate) fn position(&self, call: &Call<'_>) -> Result<Option<String>, OktaError> {
        match call.param(Names::of(call).cursor) {
            // Okta takes an empty cursor for none.
            None | Some("") => Ok(None),
            Some(cursor) => {
                let known = self.issued.get(&(call.path.to_owned(), cursor.to_owned()));
                known.cloned().map(Some).ok_or_else(OktaError::invalid_cursor)
            }
        }
    }

    /// Responds with one page of `items`, which must be sorted by key. Consumes no more items than the page needs.
    pub(crate) fn list<K: AsRef<str>, T>(
        &mut self,
        call: &Call<'_>,
        items: impl IntoIterator<Item = (K, T)>,
        limit: Limit,
        order: Order,
        view: impl Fn(T) -> Value,
    ) -> HandlerResult {
        let size = limit.page_size(call)?;
        let position = self.position(call)?;
        if call.param("prev") == Some("true") {
            return Ok(self.previous(call, items, size, position.as_deref(), view));
        }
        let seen = |key: &str| match (&position, order) {
            (None, _) => false,
            (Some(position), Order::Ascending) => key <= position.as_str(),
            (Some(position), Order::Descending) => key >= position.as_str(),
        };
        let mut items = items.into_iter().skip_while(|(key, _)| seen(key.as_ref()));
        let mut page = Vec::new();
        let (mut first, mut last) = (None, None);
        for (key, item) in items.by_ref().take(size) {
            page.push(view(item));
            first.get_or_insert_with(|| key.as_ref().to_owned());
            last = Some(key);
        }
        let more = items.next().is_some();
        let next = last.filter(|_| more).map(|key| self.issue(call.path, key.as_ref().to_owned()));
        let mut response = ResponseTemplate::ok(page);
        let mut links = self.links(call, &call.query, size, next);
        if let (Some(first), Some(_), true) = (first, position, Names::of(call).has_previous()) {
            let mut params = call.query.clone();
            params.insert("offset".to_owned(), self.issue(call.path, first));
            params.insert("prev".to_owned(), "true".to_owned());
            links.previous = Some(self.target(call, &params));
        }
        links.write(&mut response);
        Ok(response)
    }

    /// Responds with the page before `position`, and links to the one that follows it.
    fn previous<K: AsRef<str>, T>(
        &mut self,
        call: &Call<'_>,
        items: impl IntoIterator<Item = (K, T)>,
        size: usize,
        position: Option<&str>,
        view: impl Fn(T) -> Value,
    ) -> ResponseTemplate {
        let before = |key: &str| position.is_none_or(|position| key < position);
        let mut page: Vec<(K, T)> = items.into_iter().take_while(|(key, _)| before(key.as_ref())).collect();
        let mut page = page.split_off(page.len().saturating_sub(size));
        let last = page.last().map(|(key, _)| self.issue(call.path, key.as_ref().to_owned()));
        let mut params = call.query.clone();
        params.remove("prev");
        let mut response =
            ResponseTemplate::ok(page.drain(..).map(|(_, item)| view(item)).collect::<Vec<_>>());
        self.links(call, &params, size, last).write(&mut response);
        response
    }

    /// The links of a page, with the given `next` cursor.
    pub(crate) fn links(
        &self,
        call: &Call<'_>,
        params: &BTreeMap<String, String>,
        size: usize,
        next: Option<String>,
    ) -> Links {
        let names = Names::of(call);
        let mut self_params = call.query.clone();
        self_params.insert(names.size.to_owned(), size.to_string());
        let next = match (next, self_params.get(names.cursor)) {
            (Some(_), Some(used)) if self.style.repeat_cursor => Some(used.clone()),
            (next, _) => next,
        };
        let next = next.map(|cursor| {
            let mut params = params.clone();
            params.insert(names.size.to_owned(), size.to_string());
            if self.style.drop_filters {
                params.retain(|name, _| name == names.size);
            }
            params.insert(names.cursor.to_owned(), cursor);
            self.target(call, &params)
        });
        Links {
            self_url: self.target(call, &self_params),
            next,
            previous: None,
            joined: self.style.joined,
            next_first: self.style.next_first,
        }
    }

    /// Issues a cursor for `key` in the list at `path`.
    pub(crate) fn issue(&mut self, path: &str, key: String) -> String {
        let is_id = key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let cursor = match self.style.cursor {
            CursorStyle::Id if is_id => key.clone(),
            CursorStyle::Id | CursorStyle::Base64 => STANDARD.encode(format!("{key}>?")),
            CursorStyle::Text => format!("a cursor & 100% + ünïcode {}", STANDARD.encode(&key)),
        };
        let cursor = if self.style.fresh_cursor { format!("{cursor}_{}", self.issued.len()) } else { cursor };
        self.issued.insert((path.to_owned(), cursor.clone()), key);
        cursor
    }

    fn target(&self, call: &Call<'_>, params: &BTreeMap<String, String>) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
        let origin = match &self.style.origin {
            _ if self.style.relative => "",
            LinkOrigin::Same => &call.base,
            LinkOrigin::Admin => "https://testkit-admin.okta.example",
            LinkOrigin::Other(origin) => origin.trim_end_matches('/'),
        };
        format!("{origin}{}?{query}", call.path)
    }
}
