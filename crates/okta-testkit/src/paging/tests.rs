//! Pages of lists that change under way.

use std::collections::BTreeSet;

use bytes::Bytes;
use http::{HeaderMap, Method, Version, header::LINK};
use proptest::prelude::*;

use super::*;
use crate::journal::ReceivedRequest;

fn request(query: String) -> ReceivedRequest {
    let (method, headers, body) = (Method::GET, HeaderMap::new(), Bytes::new());
    let at = std::time::UNIX_EPOCH;
    let (path, request_id) = ("/list".to_owned(), "id".to_owned());
    let (query, status) = (Some(query), Default::default());
    ReceivedRequest {
        connection: 1,
        version: Version::HTTP_11,
        method,
        path,
        query,
        headers,
        body,
        at,
        request_id,
        status,
    }
}

/// The items of a page and the query of the next.
fn page(
    cursors: &mut Cursors,
    items: &BTreeSet<u32>,
    query: String,
    order: Order,
) -> (Vec<u32>, Option<String>) {
    let request = request(query);
    let call = Call::new(&request, "http://org".to_owned());
    let keyed = |n: &u32| (format!("{n:05}"), *n);
    let limit = Limit { default: 3, max: 50 };
    let answer = match order {
        Order::Ascending => cursors.list(&call, items.iter().map(keyed), limit, order, Value::from),
        Order::Descending => cursors.list(&call, items.iter().rev().map(keyed), limit, order, Value::from),
    };
    let answer = answer.unwrap();
    let next = answer.headers.get_all(LINK).iter().find(|line| line.to_str().unwrap().ends_with("\"next\""));
    let query = next.map(|line| line.to_str().unwrap().split(['?', '>']).nth(1).unwrap().to_owned());
    (serde_json::from_slice(&answer.body).unwrap(), query)
}

proptest! {
    #[test]
    fn what_stays_is_seen_exactly_once(
        items in prop::collection::btree_set(0u32..500, 0..60),
        changes in prop::collection::vec((0u32..500, any::<bool>()), 0..20),
        limit in 1usize..20,
        descending in any::<bool>(),
        style in prop::sample::select(vec![CursorStyle::Id, CursorStyle::Base64, CursorStyle::Text]),
    ) {
        let order = if descending { Order::Descending } else { Order::Ascending };
        let mut cursors = Cursors { style: LinkStyle::default().cursor(style), ..Cursors::default() };
        let mut now = items.clone();
        let mut touched = BTreeSet::new();
        let mut changes = changes.into_iter();
        let mut seen = Vec::new();
        let mut query = Some(format!("limit={limit}"));
        while let Some(next) = query {
            let (page, next) = page(&mut cursors, &now, next, order);
            prop_assert!(page.len() <= limit);
            prop_assert!(next.is_none() || page.len() == limit);
            seen.extend(page);
            query = next;
            // Between two pages, something comes or goes.
            if let Some((n, come)) = changes.next() {
                touched.insert(n);
                if come { now.insert(n) } else { now.remove(&n) };
            }
        }
        let stayed: Vec<u32> = items.difference(&touched).copied().collect();
        let mut found: Vec<u32> = seen.iter().copied().filter(|n| !touched.contains(n)).collect();
        let ordered = if descending { seen.is_sorted_by(|a, b| a > b) } else { seen.is_sorted_by(|a, b| a < b) };
        prop_assert!(ordered, "out of order: {:?}", seen);
        found.sort_unstable();
        prop_assert_eq!(found, stayed);
    }
}
