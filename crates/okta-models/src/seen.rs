//! Names in one word, and whether one came twice.

/// A member's name in one word: length, first, middle and last byte. Two members of one type may share it.
pub(crate) const fn fingerprint(name: &str) -> u32 {
    let bytes = name.as_bytes();
    match bytes.len() {
        0 => 0,
        length => u32::from_le_bytes([length as u8, bytes[0], bytes[length / 2], bytes[length - 1]]),
    }
}

/// Whether a name may have come before: exact for the first 64 members, a guess for names without a field.
#[derive(Default)]
pub(crate) struct Seen {
    members: u64,
    others: u64,
    /// Whether any name may have.
    pub(crate) again: bool,
}

impl Seen {
    /// Takes note of a name, and of the index of its field.
    pub(crate) fn note(&mut self, index: Option<usize>, name: &str) {
        let (set, bit) = match index {
            Some(index) => (&mut self.members, 1 << (index % 64)),
            None => (&mut self.others, 1 << (fingerprint(name).wrapping_mul(0x9E37_79B1) >> 26)),
        };
        self.again |= *set & bit != 0;
        *set |= bit;
    }
}
