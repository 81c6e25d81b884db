//! Member names compared by fingerprints, and detection of duplicate names.

use crate::object::Member;

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// A member name reduced to one word: length, first, middle and last byte, mixed.
const fn mixed(name: &str) -> u32 {
    let bytes = name.as_bytes();
    match bytes.len() {
        0 => 0,
        length => u32::from_le_bytes([length as u8, bytes[0], bytes[length / 2], bytes[length - 1]])
            .wrapping_mul(0x9E37_79B1),
    }
}

/// The fingerprint of a member name, one byte. Names of one type may collide.
const fn fingerprint(name: &str) -> u8 {
    (mixed(name) >> 24) as u8
}

/// Packs the fingerprints of up to `8 * WORDS` names, eight to a word.
pub(crate) const fn fingerprints<const WORDS: usize>(members: &[Member]) -> [u64; WORDS] {
    let mut words = [0; WORDS];
    let mut index = 0;
    while index < members.len() {
        words[index / 8] |= (fingerprint(members[index].name) as u64) << (index % 8 * 8);
        index += 1;
    }
    words
}

/// Returns the first index that `matches` among those of the names with the fingerprint of `name`.
#[inline]
pub(crate) fn find(fingerprints: &[u64], name: &str, matches: impl Fn(usize) -> bool) -> Option<usize> {
    let wanted = LOW * u64::from(fingerprint(name));
    for (word, packed) in fingerprints.iter().enumerate() {
        let other = packed ^ wanted;
        // A borrow can mark bytes above a real hit in addition.
        let mut hits = other.wrapping_sub(LOW) & !other & HIGH;
        while hits != 0 {
            let index = word * 8 + (hits.trailing_zeros() / 8) as usize;
            if matches(index) {
                return Some(index);
            }
            hits &= hits - 1;
        }
    }
    None
}

/// Detects duplicate member names: exact for the first 64 typed members, with false positives for all others.
#[derive(Default)]
pub(crate) struct SeenNames {
    members: u64,
    others: u64,
    /// Whether any name may be a duplicate.
    pub(crate) duplicates: bool,
}

impl SeenNames {
    /// Records a name and the index of its field.
    #[inline]
    pub(crate) fn record(&mut self, index: Option<usize>, name: &str) {
        let (set, bit) = match index {
            Some(index) => (&mut self.members, 1 << (index % 64)),
            None => (&mut self.others, 1 << (mixed(name) >> 26)),
        };
        self.duplicates |= *set & bit != 0;
        *set |= bit;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_among_collisions() {
        const NAMES: [&str; 19] = [
            "",
            "a",
            "aa",
            "ab",
            "ba",
            "aba",
            "aab",
            "abab",
            "aabb",
            "id",
            "status",
            "login",
            "email",
            "city",
            "state",
            "title",
            "locale",
            "abcdefghij",
            "abxdexghij",
        ];
        const MEMBERS: [Member; 19] = {
            let mut members = [const { Member { name: "", field: "", redacted: false } }; 19];
            let mut index = 0;
            while index < 19 {
                members[index].name = NAMES[index];
                index += 1;
            }
            members
        };
        let packed = fingerprints::<3>(&MEMBERS);
        let found = |name: &str| find(&packed, name, |index| NAMES.get(index) == Some(&name));
        for (index, name) in NAMES.iter().enumerate() {
            assert_eq!(found(name), Some(index), "{name}");
        }
        for other in ["b", "abba", "abydeyghij", "idd", "Status"] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
