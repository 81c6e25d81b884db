//! Writing of JSON text.

/// Appends a string with its quotes and only the escapes that JSON requires.
pub(crate) fn write_string(out: &mut Vec<u8>, value: &str) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let bytes = value.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut from = 0;
    loop {
        let end = super::scan::plain_end(bytes, from);
        out.extend_from_slice(bytes.get(from..end).unwrap_or_default());
        let Some(&byte) = bytes.get(end) else { break };
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x08 => b'b',
            0x0c => b'f',
            _ => 0,
        };
        if short == 0 {
            let [high, low] = [HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]];
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        } else {
            out.extend_from_slice(&[b'\\', short]);
        }
        from = end + 1;
    }
    out.push(b'"');
}

/// Appends the start of a member: a comma unless it is the object's first, the name, and a colon.
#[inline]
pub(crate) fn write_member_name(out: &mut Vec<u8>, name: &str) {
    if out.last() != Some(&b'{') {
        out.push(b',');
    }
    write_string(out, name);
    out.push(b':');
}
