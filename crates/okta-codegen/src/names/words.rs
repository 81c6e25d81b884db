//! Splitting of names into words.

/// Splits a name into lower-case words: `CAPTCHAInstance` → `captcha`, `instance`; `x5t#S256` → `x5t`, `s256`.
///
/// A run of capitals is one word, including a plural `s` (`URIs`); digits belong to the preceding word; brand
/// spellings such as `OAuth` and `IdP` are one word.
pub fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for part in name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()) {
        split_part(part, &mut words);
    }
    words
}

/// Spellings that the capital rule would split wrongly.
const BRANDS: [&str; 7] = ["OAuth2", "OAuth", "IdPs", "IdP", "DPoP", "iOS", "YubiKey"];

fn split_part(part: &str, words: &mut Vec<String>) {
    let chars: Vec<char> = part.chars().collect();
    let mut start = 0;
    let mut index = 0;
    while index < chars.len() {
        let rest: String = chars[index..].iter().collect();
        let brand = BRANDS.iter().find(|brand| {
            let follows = chars.get(index + brand.len());
            rest.starts_with(**brand) && follows.is_none_or(|c| !c.is_ascii_lowercase())
        });
        if let Some(brand) = brand {
            if start < index {
                words.push(chars[start..index].iter().collect::<String>().to_ascii_lowercase());
            }
            words.push(brand.to_ascii_lowercase());
            index += brand.len();
            start = index;
            continue;
        }
        if index > start && is_boundary(&chars, index) {
            words.push(chars[start..index].iter().collect::<String>().to_ascii_lowercase());
            start = index;
        }
        index += 1;
    }
    if start < chars.len() {
        words.push(chars[start..].iter().collect::<String>().to_ascii_lowercase());
    }
}

/// Returns whether a word starts at `index`, which is not the first character.
fn is_boundary(chars: &[char], index: usize) -> bool {
    let (Some(before), Some(here)) = (chars.get(index - 1), chars.get(index)) else {
        return false;
    };
    if !here.is_ascii_uppercase() {
        return false;
    }
    if !before.is_ascii_uppercase() {
        // `fooBar`, and `sha256Key`; but `U2F` is one word.
        let next_is_lower = chars.get(index + 1).is_some_and(char::is_ascii_lowercase);
        let short = index >= 2 && before.is_ascii_digit() && chars[index - 2].is_ascii_uppercase();
        return next_is_lower || !short;
    }
    // `HTTPServer`: the last capital belongs to the next word, except in a plural such as `URIs`.
    match (chars.get(index + 1), chars.get(index + 2)) {
        (Some('s'), None) => false,
        (Some('s'), Some(after)) if after.is_ascii_uppercase() => false,
        (Some(next), _) => next.is_ascii_lowercase(),
        (None, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn splits_document_spellings() {
        let cases = [
            ("CAPTCHAInstance", "captcha instance"),
            ("AAGUIDGroupObject", "aaguid group object"),
            ("OAuth2ClientJsonWebKeyECRequest", "oauth2 client json web key ec request"),
            ("IdPCsrPkcs10", "idp csr pkcs10"),
            ("wellKnownURIs", "well known uris"),
            ("BASIC_SMTP_AUTH", "basic smtp auth"),
            ("token:software:totp", "token software totp"),
            ("UserFactorU2F", "user factor u2f"),
            ("x5t#S256", "x5t s256"),
            ("_links", "links"),
            ("DTCChromeOS", "dtc chrome os"),
            ("HueBlue100", "hue blue100"),
            ("fido2_aaguid", "fido2 aaguid"),
            ("userIdPGroup", "user idp group"),
            ("jwks_uri", "jwks uri"),
            ("SAML_2_0", "saml 2 0"),
            ("ipAddressV6", "ip address v6"),
        ];
        for (name, expected) in cases {
            assert_eq!(words(name).join(" "), expected, "{name}");
        }
    }
}
