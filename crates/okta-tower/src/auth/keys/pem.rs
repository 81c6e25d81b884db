//! PEM and DER.

use aws_lc_rs::signature::{EcdsaKeyPair, RsaKeyPair};
use zeroize::Zeroizing;

use super::{CURVES, PrivateKey, SUPPORTED, key_error};
use crate::auth::AuthError;

pub(super) fn read(text: &str) -> Result<PrivateKey, AuthError> {
    let text = straighten(text);
    let blocks = ::pem::parse_many(text.as_bytes()).map_err(|_| damaged())?;
    let mut rejected = None;
    for block in blocks {
        let tag = block.tag().to_owned();
        if block.headers().iter().any(|(_, value)| value.contains("ENCRYPTED")) {
            return Err(encrypted());
        }
        let der = Zeroizing::new(block.into_contents());
        match &*tag {
            "PRIVATE KEY" => return read_pkcs8(&der),
            "RSA PRIVATE KEY" => return rsa(RsaKeyPair::from_der(&der), &der),
            "EC PRIVATE KEY" => return ec(&der),
            "ENCRYPTED PRIVATE KEY" => return Err(encrypted()),
            "EC PARAMETERS" => {}
            _ => rejected = Some(tag),
        }
    }
    Err(match rejected.as_deref() {
        Some("PUBLIC KEY" | "RSA PUBLIC KEY" | "CERTIFICATE") => {
            key_error("the PEM holds a public key or certificate, not a private key")
        }
        Some("OPENSSH PRIVATE KEY") => key_error("the PEM holds a key in OpenSSH's own format")
            .with_hint("convert it: ssh-keygen -p -m PKCS8 -f FILE"),
        Some(_) => key_error("the PEM holds no private key"),
        None => damaged(),
    })
}

pub(super) fn read_pkcs8(der: &[u8]) -> Result<PrivateKey, AuthError> {
    if contains(der, oid::RSA) {
        rsa(RsaKeyPair::from_pkcs8(der), der)
    } else if contains(der, oid::EC) {
        ec(der)
    } else if is_whole(der) {
        Err(key_error("the private key is of a type that cannot be used here").with_hint(SUPPORTED))
    } else {
        Err(damaged())
    }
}

fn rsa(pair: Result<RsaKeyPair, aws_lc_rs::error::KeyRejected>, der: &[u8]) -> Result<PrivateKey, AuthError> {
    match pair {
        Ok(pair) => Ok(PrivateKey::rsa(pair)),
        Err(_) if !is_whole(der) => Err(damaged()),
        Err(error) => Err(key_error("the RSA key cannot be used")
            .with_hint("it must have 2048 to 8192 bits and be complete")
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
        Err(key_error("the EC key is damaged or on a curve that cannot be used here").with_hint(SUPPORTED))
    } else {
        Err(damaged())
    }
}

/// Object identifiers in DER.
mod oid {
    /// `rsaEncryption`, 1.2.840.113549.1.1.1.
    pub(super) const RSA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    /// `id-ecPublicKey`, 1.2.840.10045.2.1.
    pub(super) const EC: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
}

/// Whether the algorithm identifier, which stands at the beginning, names `oid`.
fn contains(der: &[u8], oid: &[u8]) -> bool {
    der.get(..32).unwrap_or(der).windows(oid.len()).any(|window| window == oid)
}

/// Whether DER is one SEQUENCE of just the length that it says.
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

fn damaged() -> AuthError {
    key_error("the PEM is damaged or truncated").with_hint(
        "a key has a BEGIN line, base64 text and an END line; keep its line breaks, or write them as \\n",
    )
}

fn encrypted() -> AuthError {
    key_error("the private key is encrypted").with_hint("decrypt it: openssl pkcs8 -topk8 -nocrypt -in FILE")
}

/// Puts line breaks right: `\n` in two characters, indentation, and lines folded into one by YAML.
fn straighten(text: &str) -> Zeroizing<String> {
    let text = Zeroizing::new(text.replace("\\r", "").replace("\\n", "\n").replace('\r', ""));
    let mut straight = Zeroizing::new(String::with_capacity(text.len() + 64));
    // Between "-----" marks stand, in turn: what precedes, a BEGIN line, the content, an END line, …
    for (index, part) in text.split("-----").enumerate() {
        match index % 4 {
            1 => {
                straight.push_str("\n-----");
                straight.push_str(part);
                straight.push_str("-----\n");
            }
            // With headers a block has lines that must stay as they are, but for their indentation.
            2 if part.contains(':') => {
                for line in part.trim_start().lines() {
                    straight.push_str(line.trim());
                    straight.push('\n');
                }
            }
            2 => {
                for word in part.split_whitespace() {
                    straight.push_str(word);
                    straight.push('\n');
                }
            }
            3 => {
                straight.push_str("-----");
                straight.push_str(part);
                straight.push_str("-----\n");
            }
            _ => {}
        }
    }
    straight
}
