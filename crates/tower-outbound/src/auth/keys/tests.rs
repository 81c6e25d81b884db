//! Tests of key formats, valid and invalid.

use std::{fs, sync::OnceLock};

use aws_lc_rs::encoding::{AsBigEndian, AsDer, EcPrivateKeyBin, EcPrivateKeyRfc5915Der};
use jsonwebtoken::{Algorithm, DecodingKey, jwk::Jwk};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

const EC: [SigningAlgorithm; 3] = [SigningAlgorithm::Es256, SigningAlgorithm::Es384, SigningAlgorithm::Es512];

fn rsa() -> PrivateKey {
    static KEY: OnceLock<PrivateKey> = OnceLock::new();
    KEY.get_or_init(|| PrivateKey::generate(SigningAlgorithm::Rs256).unwrap()).clone()
}

fn pem(tag: &str, der: &[u8]) -> String {
    ::pem::encode(&::pem::Pem::new(tag, der))
}

fn pkcs8(key: &PrivateKey) -> String {
    pem("PRIVATE KEY", &key.to_pkcs8().unwrap())
}

/// Splits DER into tag, content and rest.
fn der(bytes: &[u8]) -> (u8, &[u8], &[u8]) {
    let (length, rest) = match bytes[1] {
        short @ 0..0x80 => (usize::from(short), &bytes[2..]),
        long => {
            let (size, rest) = bytes[2..].split_at(usize::from(long & 0x7f));
            (size.iter().fold(0, |sum, byte| sum * 256 + usize::from(*byte)), rest)
        }
    };
    (bytes[0], &rest[..length], &rest[length..])
}

/// Extracts PKCS#1 from PKCS#8: version, algorithm, then an octet string with the key.
fn pkcs1(key: &PrivateKey) -> Vec<u8> {
    let whole = key.to_pkcs8().unwrap();
    let (_, content, _) = der(&whole);
    let (_, _, rest) = der(content);
    let (_, _, rest) = der(rest);
    let (tag, pkcs1, _) = der(rest);
    assert_eq!(tag, 4);
    pkcs1.to_vec()
}

fn sec1(key: &PrivateKey) -> Vec<u8> {
    let Pair::Ec(pair) = &*key.pair else { unreachable!() };
    AsDer::<EcPrivateKeyRfc5915Der<'_>>::as_der(&pair.private_key()).unwrap().as_ref().to_vec()
}

fn jwk(key: &PrivateKey) -> Value {
    let mut jwk = serde_json::to_value(key.public().unwrap()).unwrap();
    match &*key.pair {
        Pair::Ec(pair) => {
            let d: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().unwrap();
            jwk["d"] = json!(base64url(d.as_ref()));
        }
        Pair::Rsa(_) => {
            let whole = pkcs1(key);
            let (_, mut rest, _) = der(&whole);
            for name in ["version", "n", "e", "d", "p", "q", "dp", "dq", "qi"] {
                let (_, number, next) = der(rest);
                // DER has a leading zero byte that JWK does not.
                let number = number.strip_prefix(&[0]).unwrap_or(number);
                if name != "version" {
                    jwk[name] = json!(base64url(number));
                }
                rest = next;
            }
        }
    }
    jwk
}

/// Verifies `signature` with jsonwebtoken, or with AWS-LC for ES512.
fn verifies(key: &PrivateKey, message: &[u8], signature: &[u8]) -> bool {
    let algorithm = match key.algorithm() {
        SigningAlgorithm::Es512 => {
            let Pair::Ec(pair) = &*key.pair else { unreachable!() };
            let public = pair.public_key().as_ref();
            let verifier = &aws_lc_rs::signature::ECDSA_P521_SHA512_FIXED;
            return aws_lc_rs::signature::UnparsedPublicKey::new(verifier, public)
                .verify(message, signature)
                .is_ok();
        }
        other => other.as_str().parse::<Algorithm>().unwrap(),
    };
    let jwk = Jwk { common: Default::default(), algorithm: key.public().unwrap() };
    let public = DecodingKey::from_jwk(&jwk).unwrap();
    jsonwebtoken::crypto::verify(&base64url(signature), message, &public, algorithm).unwrap()
}

/// Parses another format of a key, and checks that it is the same key.
fn parse_same(original: &PrivateKey, text: &str) -> PrivateKey {
    let key = PrivateKey::parse(text).unwrap();
    assert_eq!(key.algorithm(), original.algorithm());
    assert!(verifies(original, b"message", &key.sign_now(b"message").unwrap()));
    key
}

#[test]
fn all_formats_parse_to_the_same_key() {
    for algorithm in EC {
        let key = PrivateKey::generate(algorithm).unwrap();
        parse_same(&key, &pkcs8(&key));
        parse_same(&key, &pem("EC PRIVATE KEY", &sec1(&key)));
        let mut jwk = jwk(&key);
        assert_eq!(parse_same(&key, &jwk.to_string()).kid(), None);
        jwk["kid"] = json!("one");
        jwk["alg"] = json!(algorithm.as_str());
        assert_eq!(parse_same(&key, &jwk.to_string()).kid(), Some("one"));
        assert_eq!(parse_same(&key, &json!({ "keys": [jwk] }).to_string()).kid(), Some("one"));
    }
    let key = rsa();
    parse_same(&key, &pkcs8(&key));
    parse_same(&key, &pem("RSA PRIVATE KEY", &pkcs1(&key)));
    parse_same(&key, &jwk(&key).to_string());
}

#[test]
fn rsa_key_signs_with_chosen_algorithm() {
    for algorithm in [SigningAlgorithm::Rs256, SigningAlgorithm::Rs384, SigningAlgorithm::Rs512] {
        let key = rsa().with_algorithm(algorithm).unwrap();
        assert!(verifies(&key, b"message", &key.sign_now(b"message").unwrap()), "{algorithm}");
        let mut jwk = jwk(&key);
        jwk["alg"] = json!(algorithm.as_str());
        assert_eq!(PrivateKey::from_jwk(&jwk.to_string()).unwrap().algorithm(), algorithm);
    }
    assert!(rsa().with_algorithm(SigningAlgorithm::Es256).is_err());
    assert!("PS256".parse::<SigningAlgorithm>().is_err());
}

#[test]
fn line_breaks_are_normalized() {
    let key = PrivateKey::generate(SigningAlgorithm::Es384).unwrap();
    let text = pkcs8(&key);
    parse_same(&key, &text.replace('\n', "\\n"));
    parse_same(&key, &text.replace('\n', "\r\n"));
    parse_same(&key, &text.replace('\n', "\n      "));
    parse_same(&key, &text.replace('\n', " "));
    parse_same(&key, &text.replace('\n', ""));
    parse_same(&key, &format!("\n\ntext before\n{text}\ntext after"));
    // OpenSSL writes the curve before the key.
    parse_same(&key, &format!("{}{}", pem("EC PARAMETERS", &[6, 1, 1]), pem("EC PRIVATE KEY", &sec1(&key))));
    assert_eq!(key.clone().with_kid("k").kid(), Some("k"));
}

/// A certificate whose base64 is not valid, as no key parser has to read it.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB*\n-----END CERTIFICATE-----\n";

#[test]
fn text_around_a_key_is_ignored() {
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
    for text in [pkcs8(&key), pem("EC PRIVATE KEY", &sec1(&key))] {
        for before in [
            "# production key\n",
            "Bag Attributes\n    friendlyName: my key ----- 1\nKey Attributes: <No Attributes>\n",
            "---------------------------------------------\nkey of the app -----\n",
            "-----\n",
            "ключ -- schlüssel\n",
            "\u{feff}",
            CERTIFICATE,
            // The default output of `openssl ecparam -name prime256v1 -genkey`.
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
        ] {
            parse_same(&key, &format!("{before}{text}"));
            parse_same(&key, &format!("{before}{text}{before}"));
            parse_same(&key, &format!("{before}{text}").replace('\n', "\\n"));
        }
    }
    let error = PrivateKey::parse(CERTIFICATE).unwrap_err();
    assert!(error.to_string().contains("public key or certificate"), "{error}");
}

#[test]
fn quoted_and_escaped_keys_are_read() {
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
    let pem = pkcs8(&key);
    let jwk = jwk(&key).to_string();
    let json = |text: &str| json!(text).to_string();
    for text in [
        json(&pem),
        json(&json(&pem)),
        pem.replace('\n', "\\\\n"),
        pem.replace('\n', "\\\\\\r\\\\\\n"),
        pem.replace('\n', " \\\n"),
        format!("'{pem}'"),
        format!(" \"{pem}\"\n"),
        json(&jwk),
        json(&json(&jwk)),
        format!("'{jwk}'"),
        format!("`{jwk}`"),
        format!("\"{jwk}\""),
        jwk.replace('"', "\\\""),
        format!("'{}'", jwk.replace('"', "\\\"")),
    ] {
        assert!(PrivateKey::is_key_text(&text));
        parse_same(&key, &text);
    }
    let mut blank_kid: Value = jwk.parse().unwrap();
    for kid in ["", " "] {
        blank_kid["kid"] = json!(kid);
        assert_eq!(PrivateKey::parse(&blank_kid.to_string()).unwrap().kid(), None);
    }
}

fn chain(error: &AuthError) -> String {
    let texts: Vec<String> = crate::ErrorChain::new(error).map(ToString::to_string).collect();
    texts.join(": ")
}

#[test]
fn key_files_may_contain_other_encodings() {
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let read = |content: &[u8]| {
        let path = folder.path().join("key");
        fs::write(&path, content).unwrap();
        PrivateKey::from_file(path).map_err(|error| error.to_string())
    };
    let text = pkcs8(&key);
    let latin1 = [b"friendlyName: Schl\xfcssel\n", text.as_bytes()].concat();
    assert!(verifies(&key, b"m", &read(&latin1).unwrap().sign_now(b"m").unwrap()));
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(read(&utf16).unwrap_err().contains("not UTF-16"));
    assert!(read(&key.to_pkcs8().unwrap()).unwrap_err().contains("convert DER"));
    let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, &text);
    assert!(read(encoded.as_bytes()).unwrap_err().contains("base64 of PEM"));
    let error = PrivateKey::from_file(folder.path()).unwrap_err();
    assert!(chain(&error).contains("not a regular file"), "{error}");
    #[cfg(unix)]
    {
        let error = PrivateKey::from_file("/dev/zero").unwrap_err();
        assert!(chain(&error).contains("not a regular file"), "{error}");
    }
    let path = folder.path().join("large");
    fs::write(&path, vec![b'a'; 70_000]).unwrap();
    let error = PrivateKey::from_file(&path).unwrap_err();
    assert!(chain(&error).contains("too large for a key"), "{error}");
}

#[test]
fn file_is_read_and_missing_file_is_named() {
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    fs::write(&path, pkcs8(&key)).unwrap();
    let read = PrivateKey::from_file(&path);
    fs::remove_file(&path).unwrap();
    assert!(verifies(&key, b"m", &read.unwrap().sign_now(b"m").unwrap()));
    let error = PrivateKey::from_file(&path).unwrap_err();
    assert!(error.to_string().contains("key.pem"), "{error}");
}

#[test]
fn invalid_keys_are_rejected_with_their_problem() {
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap();
    let text = pkcs8(&key);
    let public = pem("PUBLIC KEY", &[0x30, 0]);
    let encrypted_header = text.replace(
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n",
    );
    let der = key.to_pkcs8().unwrap();
    let ed25519 =
        [&[0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20][..], &[7; 32]].concat();
    let mut without_d = jwk(&key);
    without_d.as_object_mut().unwrap().remove("d");
    let mut other_point = jwk(&key);
    other_point["x"] = jwk(&PrivateKey::generate(SigningAlgorithm::Es256).unwrap())["x"].clone();
    let mut without_factors = jwk(&rsa());
    without_factors.as_object_mut().unwrap().remove("q");
    let mut other_algorithm = jwk(&key);
    other_algorithm["alg"] = json!("RS256");
    let mut other_curve = jwk(&key);
    other_curve["crv"] = json!("secp256k1");
    for (input, expected) in [
        (String::new(), "empty"),
        ("/path/to/key".into(), "neither PEM nor a JWK"),
        (text.replace("-----END PRIVATE KEY-----", ""), "truncated"),
        (pem("PRIVATE KEY", &der[..der.len() / 2]), "truncated"),
        (pem("PRIVATE KEY", &der[..der.len() - 1]), "truncated"),
        (pem("EC PRIVATE KEY", &sec1(&key)[..30]), "truncated"),
        (pem("RSA PRIVATE KEY", &pkcs1(&rsa())[..500]), "truncated"),
        (pem("PRIVATE KEY", &[]), "truncated"),
        (public, "public key"),
        (pem("CERTIFICATE", &der), "public key or certificate"),
        (pem("ENCRYPTED PRIVATE KEY", &der), "encrypted"),
        (encrypted_header, "encrypted"),
        (pem("OPENSSH PRIVATE KEY", &der), "OpenSSH"),
        (pem("X509 CRL", &der), "no private key"),
        (pem("PRIVATE KEY", &ed25519), "unsupported private key type"),
        ("{".into(), "not valid JSON"),
        ("{}".into(), "no \"kty\""),
        (json!({ "kty": "oct", "k": "c2VjcmV0" }).to_string(), "unsupported JWK type"),
        (json!({ "keys": [] }).to_string(), "no private key"),
        (json!({ "keys": [jwk(&key), jwk(&key)] }).to_string(), "several private keys"),
        (without_d.to_string(), "public key"),
        (other_point.to_string(), "invalid EC key"),
        (without_factors.to_string(), "no \"q\""),
        (other_algorithm.to_string(), "cannot sign with RS256"),
        (other_curve.to_string(), "curve"),
    ] {
        let Err(error) = PrivateKey::parse(&input) else { panic!("{expected:?} was accepted") };
        assert_eq!(error.kind(), AuthErrorKind::Key);
        assert!(error.to_string().contains(expected), "{expected:?} is not in {error}");
        assert_redacted(&input, &format!("{error} {error:?}"));
    }
}

/// Asserts that no part of a key is in a message.
fn assert_redacted(input: &str, message: &str) {
    let parts = input.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '-');
    for part in parts.filter(|part| part.len() > 16 && !part.contains("-----")) {
        assert!(!message.contains(part), "{part} is in {message}");
    }
}

#[test]
fn debug_omits_the_key() {
    let key = PrivateKey::generate(SigningAlgorithm::Es256).unwrap().with_kid("k1");
    assert_eq!(format!("{key:?}"), r#"PrivateKey { algorithm: Es256, kid: Some("k1"), .. }"#);
}

proptest! {
    #[test]
    fn prop_any_text_is_key_or_error(text in ".{0,200}") {
        let _ = PrivateKey::parse(&text);
    }

    #[test]
    fn prop_damaged_key_is_error_or_signs(position in 0_usize..138, byte in any::<u8>(), cut in any::<bool>()) {
        static KEY: OnceLock<Vec<u8>> = OnceLock::new();
        let mut der = KEY
            .get_or_init(|| PrivateKey::generate(SigningAlgorithm::Es256).unwrap().to_pkcs8().unwrap().to_vec())
            .clone();
        let position = position.min(der.len() - 1);
        if cut {
            der.truncate(position);
        } else {
            der[position] = byte;
        }
        if let Ok(key) = PrivateKey::parse(&pem("PRIVATE KEY", &der)) {
            prop_assert!(key.sign_now(b"m").is_ok());
        }
    }
}
