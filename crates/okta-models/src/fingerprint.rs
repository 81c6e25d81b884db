//! Member names compared by a fingerprint, and detection of duplicate names.

/// A member name reduced to one word: length, first, middle and last byte. Names of one type may collide.
pub(crate) const fn fingerprint(name: &str) -> u32 {
    let bytes = name.as_bytes();
    match bytes.len() {
        0 => 0,
        length => u32::from_le_bytes([length as u8, bytes[0], bytes[length / 2], bytes[length - 1]]),
    }
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
    pub(crate) fn record(&mut self, index: Option<usize>, name: &str) {
        let (set, bit) = match index {
            Some(index) => (&mut self.members, 1 << (index % 64)),
            None => (&mut self.others, 1 << (fingerprint(name).wrapping_mul(0x9E37_79B1) >> 26)),
        };
        self.duplicates |= *set & bit != 0;
        *set |= bit;
    }
}
