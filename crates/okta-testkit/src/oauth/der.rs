//! A minimal DER (X.690) reader for generated keys.

/// A cursor over concatenated elements.
#[derive(Clone, Copy, Debug)]
pub(super) struct Der<'a>(pub(super) &'a [u8]);

pub(super) const INTEGER: u8 = 0x02;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const SEQUENCE: u8 = 0x30;

impl<'a> Der<'a> {
    /// Reads the next element, which must have this tag, and returns its content.
    pub(super) fn next(&mut self, tag: u8) -> Option<Self> {
        let (&[actual, length], mut rest) = self.0.split_first_chunk::<2>()?;
        let mut size = usize::from(length);
        if length & 0x80 != 0 {
            let (digits, after) = rest.split_at_checked(usize::from(length & 0x7f))?;
            size = digits
                .iter()
                .try_fold(0usize, |size, digit| size.checked_mul(256)?.checked_add((*digit).into()))?;
            rest = after;
        }
        let (content, after) = rest.split_at_checked(size)?;
        self.0 = after;
        (actual == tag).then_some(Self(content))
    }

    /// Reads the next element as an unsigned integer, without leading zeros.
    pub(super) fn number(&mut self) -> Option<Vec<u8>> {
        let content = self.next(INTEGER)?.0;
        Some(content.iter().copied().skip_while(|byte| *byte == 0).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn elements_are_read_in_order() {
        let mut der = Der(&[0x30, 0x05, 0x02, 0x03, 0x00, 0x80, 0x01, 0x04, 0x81, 0x01, 0xff]);
        assert_eq!(der.next(SEQUENCE).unwrap().number(), Some(vec![0x80, 0x01]));
        assert_eq!(der.next(OCTETS).unwrap().0, [0xff]);
        assert!(der.next(OCTETS).is_none());
    }

    proptest! {
        #[test]
        fn prop_reader_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut der = Der(&bytes);
            while !der.0.is_empty() && der.next(SEQUENCE).is_some() {}
            let _ = Der(&bytes).number();
        }
    }
}
