//! What a cursor belongs to: an operation, and the parameters of the call.

use std::fmt;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;

/// Hashes with FNV-1a, whose values are the same in every process and version.
pub(super) fn fnv(parts: &[&[u8]]) -> u64 {
    let mut hash = OFFSET;
    for part in parts {
        for byte in *part {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
        // Separates the parts.
        hash = (hash ^ 0xff).wrapping_mul(PRIME);
    }
    hash
}

/// Hashes parameters regardless of their order.
pub(super) fn fnv_unordered<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> u64 {
    parameters.fold(0, |sum: u64, (name, value)| sum.wrapping_add(fnv(&[name.as_bytes(), value.as_bytes()])))
}

/// The hashes of an operation with its path, and of the parameters of a call that select and order its items.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Fingerprint {
    pub(super) operation: u32,
    pub(super) parameters: u32,
}

impl Fingerprint {
    pub(super) fn new(operation: u64, parameters: u64) -> Self {
        let fold = |hash: u64| u32::try_from((hash ^ (hash >> 32)) & 0xffff_ffff).unwrap_or_default();
        Self { operation: fold(operation), parameters: fold(parameters) }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_hex = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let (operation, parameters) = text.split_at_checked(8).filter(|_| is_hex && text.len() == 16)?;
        Some(Self {
            operation: u32::from_str_radix(operation, 16).ok()?,
            parameters: u32::from_str_radix(parameters, 16).ok()?,
        })
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}{:08x}", self.operation, self.parameters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprint_text_is_stable() {
        let print =
            Fingerprint::new(fnv(&[b"GET", b"/api/v1/users"]), fnv_unordered([("a", "b")].into_iter()));
        assert_eq!(print.to_string(), "3ae8fd634024880b");
        assert_eq!(Fingerprint::parse(&print.to_string()), Some(print));
        for text in ["", "0", "0123456789ABCDEF", "0123456789abcdef0", "0123456789abcde\u{e9}"] {
            assert_eq!(Fingerprint::parse(text), None, "{text}");
        }
    }
}
