//! Pagination of lists that change between pages.

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
        unsupported: Default::default(),
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
    let response = match order {
        Order::Ascending => cursors.list(&call, items.iter().map(keyed), limit, order, Value::from),
        Order::Descending => cursors.list(&call, items.iter().rev().map(keyed), limit, order, Value::from),
    };
    let response = response.unwrap();
    let next =
        response.headers.get_all(LINK).iter().find(|link| link.to_str().unwrap().ends_with("\"next\""));
    let query = next.map(|link| link.to_str().unwrap().split(['?', '>']).nth(1).unwrap().to_owned());
    (serde_json::from_slice(&response.body).unwrap(), query)
}

proptest! {
    #[test]
    fn prop_unchanged_items_are_listed_exactly_once(
        items in prop::collection::btree_set(0u32..500, 0..60),
        changes in prop::collection::vec((0u32..500, any::<bool>()), 0..20),
        limit in 1usize..20,
        descending in any::<bool>(),
        style in prop::sample::select(vec![CursorStyle::Id, CursorStyle::Base64, CursorStyle::Text]),
    ) {
        let order = if descending { Order::Descending } else { Order::Ascending };
        let mut cursors = Cursors { style: LinkStyle::default().cursor(style), ..Cursors::default() };
        let mut current = items.clone();
        let mut changed = BTreeSet::new();
        let mut changes = changes.into_iter();
        let mut seen = Vec::new();
        let mut query = Some(format!("limit={limit}"));
        while let Some(next) = query {
            let (page, next) = page(&mut cursors, &current, next, order);
            prop_assert!(page.len() <= limit);
            prop_assert!(next.is_none() || page.len() == limit);
            seen.extend(page);
            query = next;
            // An item is added or removed between two pages.
            if let Some((n, add)) = changes.next() {
                changed.insert(n);
                if add { current.insert(n) } else { current.remove(&n) };
            }
        }
        let expected: Vec<u32> = items.difference(&changed).copied().collect();
        let mut found: Vec<u32> = seen.iter().copied().filter(|n| !changed.contains(n)).collect();
        let ordered = if descending { seen.is_sorted_by(|a, b| a > b) } else { seen.is_sorted_by(|a, b| a < b) };
        prop_assert!(ordered, "out of order: {:?}", seen);
        found.sort_unstable();
        prop_assert_eq!(found, expected);
    }
}
