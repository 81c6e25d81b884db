//! PEM and DER parsers.

use aws_lc_rs::signature::{EcdsaKeyPair, RsaKeyPair};
use zeroize::Zeroizing;

use super::{CURVES, PrivateKey, SUPPORTED, key_error};
use crate::auth::AuthError;

pub(super) fn parse(text: &str) -> Result<PrivateKey, AuthError> {
    let mut other = None;
    for block in blocks(text) {
        match block.label {
            "PRIVATE KEY" => return parse_pkcs8(&block.decode()?),
            "RSA PRIVATE KEY" => {
                let der = block.decode()?;
                return rsa(RsaKeyPair::from_der(&der), &der);
            }
            "EC PRIVATE KEY" => return ec(&block.decode()?),
            "ENCRYPTED PRIVATE KEY" => return Err(encrypted()),
            "EC PARAMETERS" => {}
            label => other = Some(label),
        }
    }
    Err(match other {
        Some(
            "PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE" | "TRUSTED CERTIFICATE" | "X509 CERTIFICATE",
        ) => key_error("PEM contains a public key or certificate, not a private key"),
        Some("OPENSSH PRIVATE KEY") => key_error("PEM contains a key in OpenSSH format")
            .with_hint("convert it: ssh-keygen -p -m PKCS8 -f FILE"),
        Some(_) => key_error("PEM contains no private key"),
        None => invalid_pem(),
    })
}

pub(super) fn parse_pkcs8(der: &[u8]) -> Result<PrivateKey, AuthError> {
    if contains(der, oid::RSA) {
        rsa(RsaKeyPair::from_pkcs8(der), der)
    } else if contains(der, oid::EC) {
        ec(der)
    } else if is_whole(der) {
        Err(key_error("unsupported private key type").with_hint(SUPPORTED))
    } else {
        Err(invalid_pem())
    }
}

fn rsa(pair: Result<RsaKeyPair, aws_lc_rs::error::KeyRejected>, der: &[u8]) -> Result<PrivateKey, AuthError> {
    match pair {
        Ok(pair) => Ok(PrivateKey::rsa(pair)),
        Err(_) if !is_whole(der) => Err(invalid_pem()),
        Err(error) => Err(key_error("invalid RSA key")
            .with_hint("it must be complete and have 2048 to 8192 bits")
            .with_source(error)),
    }
}

fn ec(der: &[u8]) -> Result<PrivateKey, AuthError> {
    for (_, algorithm, curve) in CURVES {
        if let Ok(pair) = EcdsaKeyPair::from_private_key_der(curve, der) {
            return Ok(PrivateKey::ec(pair, algorithm));
        }
    }
    if is_whole(der) {
        Err(key_error("EC key is invalid or on an unsupported curve").with_hint(SUPPORTED))
    } else {
        Err(invalid_pem())
    }
}

/// DER object identifiers.
mod oid {
    /// `rsaEncryption`, 1.2.840.113549.1.1.1.
    pub(super) const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    /// `id-ecPublicKey`, 1.2.840.10045.2.1.
    pub(super) const EC: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
}

/// Returns whether the algorithm identifier, at the start of the DER, has `oid`.
fn contains(der: &[u8], oid: &[u8]) -> bool {
    der.get(..32).unwrap_or(der).windows(oid.len()).any(|window| window == oid)
}

/// Returns whether DER is one SEQUENCE of exactly its declared length.
fn is_whole(der: &[u8]) -> bool {
    let [0x30, length, rest @ ..] = der else { return false };
    if *length < 0x80 {
        return rest.len() == usize::from(*length);
    }
    let Some((bytes, content)) = rest.split_at_checked(usize::from(*length & 0x7f)) else { return false };
    let declared =
        bytes.iter().try_fold(0_usize, |sum, byte| sum.checked_mul(256)?.checked_add((*byte).into()));
    declared == Some(content.len())
}

fn invalid_pem() -> AuthError {
    key_error("PEM is invalid or truncated").with_hint(
        "a key has a BEGIN line, base64 text and an END line; keep its line breaks, or escape them as \\n",
    )
}

fn encrypted() -> AuthError {
    key_error("private key is encrypted").with_hint("decrypt it: openssl pkcs8 -topk8 -nocrypt -in FILE")
}

/// A block of PEM ([RFC 7468 §2](https://www.rfc-editor.org/rfc/rfc7468#section-2)), not decoded.
struct Block<'a> {
    label: &'a str,
    /// `None` without an END line.
    content: Option<&'a str>,
}

/// The blocks of a text. All text around them is ignored, such as comments and PKCS#12 bag attributes.
fn blocks(text: &str) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (label, after) = rest.split_once("-----BEGIN ")?.1.split_once("-----")?;
        let (content, after) = match after.split_once(&format!("-----END {label}-----")) {
            Some((content, after)) => (Some(content), after),
            None => (None, after),
        };
        rest = after;
        Some(Block { label, content })
    })
}

impl Block<'_> {
    /// Decodes the content. Line breaks may be missing, indented, replaced by spaces, or escaped any number of times.
    fn decode(&self) -> Result<Zeroizing<Vec<u8>>, AuthError> {
        let content = unescape(self.content.ok_or_else(invalid_pem)?);
        let mut normalized = Zeroizing::new(format!("-----BEGIN {}-----\n", self.label));
        normalized.reserve(content.len() + 64);
        // Headers (RFC 1421 §4.4) precede the base64 text.
        for line in content.lines().map(str::trim).filter(|line| !line.is_empty()) {
            if line.contains(':') {
                if content.contains("ENCRYPTED") {
                    return Err(encrypted());
                }
                continue;
            }
            for word in line.split_whitespace() {
                normalized.push_str(word);
                normalized.push('\n');
            }
        }
        normalized.push_str("-----END ");
        normalized.push_str(self.label);
        normalized.push_str("-----\n");
        let block = ::pem::parse(normalized.as_bytes()).map_err(|_| invalid_pem())?;
        Ok(Zeroizing::new(block.into_contents()))
    }
}

/// Replaces escaped white space (`\n`, `\\n`, and a backslash at the end of a line) by line breaks. Base64 has no
/// backslashes.
fn unescape(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len()));
    let mut chars = text.chars().peekable();
    while let Some(character) = chars.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        while chars.next_if_eq(&'\\').is_some() {}
        match chars.next_if(|next| matches!(next, 'n' | 'r' | 't' | '\n' | '\r')) {
            Some(_) => plain.push('\n'),
            None => plain.push('\\'),
        }
    }
    plain
}
