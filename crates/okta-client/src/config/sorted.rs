//! Lists of pairs, sorted by key: maps of few entries.

use std::borrow::Borrow;

/// Sets the value of a key.
pub(super) fn insert<K: Ord, V>(entries: &mut Vec<(K, V)>, key: K, value: V) {
    match entries.binary_search_by(|(known, _)| known.cmp(&key)) {
        Ok(index) => {
            if let Some(entry) = entries.get_mut(index) {
                entry.1 = value;
            }
        }
        Err(index) => entries.insert(index, (key, value)),
    }
}

/// The value of a key.
pub(super) fn get<'a, K, V, Q>(entries: &'a [(K, V)], key: &Q) -> Option<&'a V>
where
    K: Borrow<Q>,
    Q: Ord + ?Sized,
{
    let index = entries.binary_search_by(|(known, _)| known.borrow().cmp(key)).ok()?;
    entries.get(index).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::{get, insert};

    #[test]
    fn entries_are_sorted_and_replaced() {
        let mut entries = Vec::new();
        for (key, value) in [("b", 1), ("c", 2), ("a", 3), ("b", 4)] {
            insert(&mut entries, key.to_owned(), value);
        }
        assert_eq!(entries, [("a".to_owned(), 3), ("b".to_owned(), 4), ("c".to_owned(), 2)]);
        assert_eq!(get(&entries, "c"), Some(&2));
        assert_eq!(get(&entries, "d"), None);
    }
}
