//! PEM and DER parsers.

use aws_lc_rs::signature::{EcdsaKeyPair, RsaKeyPair};
use zeroize::Zeroizing;

use super::{CURVES, PrivateKey, SUPPORTED, key_error};
use crate::auth::AuthError;

pub(super) fn parse(text: &str) -> Result<PrivateKey, AuthError> {
    let text = normalize_pem(text);
    let blocks = ::pem::parse_many(text.as_bytes()).map_err(|_| invalid_pem())?;
    let mut other_tag = None;
    for block in blocks {
        let tag = block.tag().to_owned();
        if block.headers().iter().any(|(_, value)| value.contains("ENCRYPTED")) {
            return Err(encrypted());
        }
        let der = Zeroizing::new(block.into_contents());
        match &*tag {
            "PRIVATE KEY" => return parse_pkcs8(&der),
            "RSA PRIVATE KEY" => return rsa(RsaKeyPair::from_der(&der), &der),
            "EC PRIVATE KEY" => return ec(&der),
            "ENCRYPTED PRIVATE KEY" => return Err(encrypted()),
            "EC PARAMETERS" => {}
            _ => other_tag = Some(tag),
        }
    }
    Err(match other_tag.as_deref() {
        Some("PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE") => {
            key_error("PEM contains a public key or certificate, not a private key")
        }
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

/// Normalizes line breaks: escaped `\n`, indentation, and lines folded by YAML.
fn normalize_pem(text: &str) -> Zeroizing<String> {
    let text = Zeroizing::new(text.replace("\\r", "").replace("\\n", "\n").replace('\r', ""));
    let mut normalized = Zeroizing::new(String::with_capacity(text.len() + 64));
    // Split at "-----", the parts repeat: text before, BEGIN label, content, END label.
    for (index, part) in text.split("-----").enumerate() {
        match index % 4 {
            1 => {
                normalized.push_str("\n-----");
                normalized.push_str(part);
                normalized.push_str("-----\n");
            }
            // The lines of a block with headers keep their words; only indentation is removed.
            2 if part.contains(':') => {
                for line in part.trim_start().lines() {
                    normalized.push_str(line.trim());
                    normalized.push('\n');
                }
            }
            2 => {
                for word in part.split_whitespace() {
                    normalized.push_str(word);
                    normalized.push('\n');
                }
            }
            3 => {
                normalized.push_str("-----");
                normalized.push_str(part);
                normalized.push_str("-----\n");
            }
            _ => {}
        }
    }
    normalized
}
