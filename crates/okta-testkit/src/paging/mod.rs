//! Paging: cursors that are checked, and `Link` lines as Okta writes them.
//!
//! Okta sends one header line a link, `self` before `next`, and repeats the request's parameters in alphabetical
//! order. Real answers also stray from that; [`LinkStyle`] produces what clients must survive.

mod links;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::{
    call::Call,
    response::{Answer, Outcome, Refusal},
};
use links::Links;
pub use links::{CursorStyle, LinkOrigin, LinkStyle};

/// Cursors that were handed out; others are refused.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cursors {
    issued: HashMap<(String, String), String>,
    pub(crate) style: LinkStyle,
}

/// The order of a list's keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Ascending,
    Descending,
}

/// The bounds of `limit` for one list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(crate) default: usize,
    pub(crate) max: usize,
}

impl Limit {
    /// The page size that the call asks for: beyond the maximum it is the maximum.
    pub(crate) fn of(self, call: &Call<'_>) -> Result<usize, Refusal> {
        match call.param("limit").map(str::parse::<usize>) {
            None => Ok(self.default),
            Some(Ok(0)) => Err(Refusal::invalid("limit", "limit: must be at least 1")),
            Some(Ok(asked)) => Ok(asked.min(self.max)),
            Some(Err(_)) => Err(Refusal::invalid("limit", "limit: must be a whole number")),
        }
    }
}

impl Cursors {
    /// The position that the call's `after` stands for: the key of the last item of the page before.
    pub(crate) fn position(&self, call: &Call<'_>) -> Result<Option<String>, Refusal> {
        match call.param("after") {
            None => Ok(None),
            Some(cursor) => {
                let known = self.issued.get(&(call.path.to_owned(), cursor.to_owned()));
                known.cloned().map(Some).ok_or_else(Refusal::bad_cursor)
            }
        }
    }

    /// Answers with one page of `items`, which come in the order of their keys. No more of them are looked at than the
    /// page needs.
    pub(crate) fn list<K: AsRef<str>, T>(
        &mut self,
        call: &Call<'_>,
        items: impl IntoIterator<Item = (K, T)>,
        limit: Limit,
        order: Order,
        view: impl Fn(T) -> Value,
    ) -> Outcome {
        let size = limit.of(call)?;
        let position = self.position(call)?;
        let seen = |key: &str| match (&position, order) {
            (None, _) => false,
            (Some(position), Order::Ascending) => key <= position.as_str(),
            (Some(position), Order::Descending) => key >= position.as_str(),
        };
        let mut items = items.into_iter().skip_while(|(key, _)| seen(key.as_ref()));
        let mut page = Vec::new();
        let mut last = None;
        for (key, item) in items.by_ref().take(size) {
            page.push(view(item));
            last = Some(key);
        }
        let more = items.next().is_some();
        let next = last.filter(|_| more).map(|key| self.issue(call.path, key.as_ref().to_owned()));
        let mut answer = Answer::ok(page);
        self.links(call, &call.query, size, next).write(&mut answer);
        Ok(answer)
    }

    /// The links of a page whose `next` cursor is known.
    pub(crate) fn links(
        &self,
        call: &Call<'_>,
        params: &BTreeMap<String, String>,
        size: usize,
        next: Option<String>,
    ) -> Links {
        let mut own = call.query.clone();
        own.insert("limit".to_owned(), size.to_string());
        let next = match (next, own.get("after")) {
            (Some(_), Some(used)) if self.style.repeat_cursor => Some(used.clone()),
            (next, _) => next,
        };
        let next = next.map(|cursor| {
            let mut params = params.clone();
            params.insert("limit".to_owned(), size.to_string());
            if self.style.drop_filters {
                params.retain(|name, _| name == "limit");
            }
            params.insert("after".to_owned(), cursor);
            self.target(call, &params)
        });
        Links {
            own: self.target(call, &own),
            next,
            joined: self.style.joined,
            next_first: self.style.next_first,
        }
    }

    /// Makes the cursor for `key` in the list at `path`.
    pub(crate) fn issue(&mut self, path: &str, key: String) -> String {
        let plain = key.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let cursor = match self.style.cursor {
            CursorStyle::Id if plain => key.clone(),
            CursorStyle::Id | CursorStyle::Base64 => STANDARD.encode(format!("{key}>?")),
            CursorStyle::Text => format!("a cursor & 100% + ünïcode {}", STANDARD.encode(&key)),
        };
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
