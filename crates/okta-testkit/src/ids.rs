//! Identifiers in Okta's format that sort by creation.

use std::sync::atomic::{AtomicU64, Ordering};

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Generates the identifiers of an org; all are distinct.
#[derive(Debug, Default)]
pub(crate) struct Ids(AtomicU64);

impl Ids {
    /// An object id: 20 characters that start with `prefix` (`00u` for users, `00g` for groups, …).
    pub(crate) fn object(&self, prefix: &str) -> String {
        format!("{prefix}tk{}5d7", base62(self.next(), 20usize.saturating_sub(prefix.len() + 5)))
    }

    /// A request id: 32 hexadecimal digits.
    pub(crate) fn request(&self) -> String {
        let n = self.next();
        format!("{:016x}{:016x}", mix(n), mix(n ^ 0xdead_beef))
    }

    /// The id of a key: 43 characters, as of a SHA-256 hash in Base64.
    pub(crate) fn key(&self) -> String {
        let n = self.next();
        (0..4).map(|part| base62(mix(n ^ (part << 32)), 11)).collect::<String>().split_off(1)
    }

    /// An error id.
    pub(crate) fn error(&self) -> String {
        format!("oae{}", base62(mix(self.next()), 22))
    }

    /// A UUID, as of log events.
    pub(crate) fn uuid(&self) -> String {
        let n = self.next();
        let (a, b) = (mix(n), mix(!n));
        format!(
            "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
            a >> 32,
            (a >> 16) & 0xffff,
            a & 0xfff,
            (b >> 48) & 0xfff,
            b & 0xffff_ffff_ffff
        )
    }

    /// The number that the next id is made of.
    pub(crate) fn position(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    /// Skips the numbers below `position`.
    pub(crate) fn skip_to(&self, position: u64) {
        self.0.fetch_max(position, Ordering::Relaxed);
    }

    fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// `n` in base 62, zero-padded; the digits are in ASCII order, so strings sort as numbers do.
fn base62(mut n: u64, width: usize) -> String {
    let mut digits = vec![b'0'; width];
    for digit in digits.iter_mut().rev() {
        *digit = ALPHABET.get((n % 62) as usize).copied().unwrap_or(b'0');
        n /= 62;
    }
    digits.into_iter().map(char::from).collect()
}

/// The mixing function of `SplitMix64`: a bijection, so distinct inputs stay distinct.
fn mix(n: u64) -> u64 {
    let mut z = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_okta_length_and_sort_by_creation() {
        let ids = Ids::default();
        let objects: Vec<String> = (0..500).map(|_| ids.object("00u")).collect();
        assert!(objects.iter().all(|id| id.len() == 20 && id.starts_with("00u")));
        assert!(objects.is_sorted());
        assert_eq!(ids.request().len(), 32);
        assert_eq!(ids.uuid().len(), 36);
    }
}
