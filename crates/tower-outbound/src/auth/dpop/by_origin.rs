//! A value for each origin.

use std::sync::{PoisonError, RwLock};

use http::Uri;

use crate::auth::Origin;

/// Maximum number of origins; a client usually has one or two.
const CAPACITY: usize = 64;

/// The latest value of each origin, for a bounded number of origins.
#[derive(Debug)]
pub(super) struct ByOrigin<T>(RwLock<Vec<(Origin, T)>>);

impl<T> Default for ByOrigin<T> {
    fn default() -> Self {
        Self(RwLock::default())
    }
}

impl<T: Clone> ByOrigin<T> {
    /// Returns the value for a URL's origin.
    pub(super) fn get(&self, uri: &Uri) -> Option<T> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.iter().find(|(origin, _)| origin.contains(uri)).map(|(_, value)| value.clone())
    }

    /// Sets the value for a URL's origin, if the URL has one.
    pub(super) fn set(&self, uri: &Uri, value: T) {
        let Ok(origin) = Origin::from_uri(uri) else { return };
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match known.iter_mut().find(|(other, _)| *other == origin) {
            Some((_, slot)) => *slot = value,
            None => {
                if known.len() >= CAPACITY {
                    known.remove(0);
                }
                known.push((origin, value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_of_origins_is_bounded() {
        let values = ByOrigin::default();
        for port in 1..=200 {
            values.set(&format!("https://a.example:{port}/").parse().unwrap(), port);
        }
        assert_eq!(values.0.read().unwrap().len(), CAPACITY);
        assert_eq!(values.get(&"https://a.example:200/".parse().unwrap()), Some(200));
    }
}
