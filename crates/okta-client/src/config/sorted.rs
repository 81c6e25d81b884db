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
