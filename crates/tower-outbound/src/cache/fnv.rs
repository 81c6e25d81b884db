//! FNV-1a, for tags and for names of keys. Whoever relies on equality compares what was hashed.

macro_rules! fnv {
    ($name:ident, $number:ty, $offset:literal, $prime:literal) => {
        pub(crate) fn $name(bytes: impl IntoIterator<Item = u8>) -> $number {
            bytes
                .into_iter()
                .fold($offset, |hash: $number, byte| (hash ^ <$number>::from(byte)).wrapping_mul($prime))
        }
    };
}

fnv!(fnv_64, u64, 0xcbf2_9ce4_8422_2325, 0x0000_0100_0000_01b3);
#[cfg(feature = "redis")]
fnv!(fnv_128, u128, 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, 0x0000_0000_0100_0000_0000_0000_0000_013b);
