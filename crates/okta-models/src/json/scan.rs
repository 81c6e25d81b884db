//! Byte scanning: plain runs of strings, numbers, escapes.

const LOW: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x8080_8080_8080_8080;

/// The offset of the first byte at or after `from` that ends a plain run of a string: `"`, `\` or a control
/// character. The length of `bytes` if there is none.
#[inline]
pub(super) fn plain_end(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        // Exchanging bit 1 makes a quote (0x22) 0x20, next to the control characters; no other byte moves below 0x21.
        let low = (word ^ (LOW * 2)).wrapping_sub(LOW * 0x21);
        let escape = (word ^ (LOW * b'\\' as u64)).wrapping_sub(LOW);
        // The lowest marked byte is exact; a borrow can only mark bytes above a real hit.
        let hits = (low | escape) & !word & HIGH;
        if hits != 0 {
            return at + (hits.trailing_zeros() / 8) as usize;
        }
        at += 8;
    }
    while let Some(&byte) = bytes.get(at) {
        if byte == b'"' || byte == b'\\' || byte < 0x20 {
            break;
        }
        at += 1;
    }
    at
}

/// The end of the number that starts at `from`.
///
/// # Errors
/// The offset of the invalid byte.
pub(super) fn number_end(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let mut at = from;
    if bytes.get(at) == Some(&b'-') {
        at += 1;
    }
    at = match bytes.get(at) {
        Some(b'0') => at + 1,
        Some(b'1'..=b'9') => digits_end(bytes, at),
        _ => return Err(at),
    };
    if bytes.get(at) == Some(&b'.') {
        at = at_least_one_digit(bytes, at + 1)?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1;
        if matches!(bytes.get(at), Some(b'+' | b'-')) {
            at += 1;
        }
        at = at_least_one_digit(bytes, at)?;
    }
    Ok(at)
}

fn at_least_one_digit(bytes: &[u8], from: usize) -> Result<usize, usize> {
    let end = digits_end(bytes, from);
    if end == from { Err(from) } else { Ok(end) }
}

fn digits_end(bytes: &[u8], mut at: usize) -> usize {
    while matches!(bytes.get(at), Some(b'0'..=b'9')) {
        at += 1;
    }
    at
}

/// The meaning of an escape.
pub(super) enum Escape {
    /// A character.
    Char(char),
    /// A lone surrogate.
    Lone,
}

/// Reads the escape whose first character after the backslash is at `at`; returns its meaning and its end.
///
/// # Errors
/// The offset of the invalid byte.
pub(super) fn escape(bytes: &[u8], at: usize) -> Result<(Escape, usize), usize> {
    let plain = match bytes.get(at) {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(bytes, at + 1),
        _ => return Err(at),
    };
    Ok((Escape::Char(plain), at + 1))
}

fn unicode(bytes: &[u8], at: usize) -> Result<(Escape, usize), usize> {
    let first = hex4(bytes, at)?;
    let end = at + 4;
    if let Some(char) = char::from_u32(first) {
        return Ok((Escape::Char(char), end));
    }
    if first < 0xDC00 && bytes.get(end) == Some(&b'\\') && bytes.get(end + 1) == Some(&b'u') {
        let second = hex4(bytes, end + 2)?;
        if (0xDC00..0xE000).contains(&second) {
            let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            if let Some(char) = char::from_u32(code) {
                return Ok((Escape::Char(char), end + 6));
            }
        }
    }
    Ok((Escape::Lone, end))
}

fn hex4(bytes: &[u8], at: usize) -> Result<u32, usize> {
    let mut code = 0;
    for offset in at..at + 4 {
        let digit = bytes.get(offset).and_then(|byte| char::from(*byte).to_digit(16)).ok_or(offset)?;
        code = code << 4 | digit;
    }
    Ok(code)
}
