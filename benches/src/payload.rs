//! Synthetic bodies in Okta's format.

use std::{fmt::Write, ops::Range};

/// Returns a page of users with custom attributes, explicit nulls and links, about 1.3 kB each.
pub fn users(count: usize) -> String {
    users_from(0, count)
}

/// Returns a page of `count` users whose numbers, in ids and logins, start at `first`.
pub fn users_from(first: usize, count: usize) -> String {
    list(first..first + count, |out, number| {
        let id = format!("00u{number:017}");
        let _ = write!(
            out,
            r#"{{"id":"{id}","status":"ACTIVE","created":"2024-01-{day:02}T08:01:48.000Z","activated":null,"statusChanged":"2024-03-19T09:20:48.000Z","lastLogin":"2026-03-27T11:05:20.000Z","lastUpdated":"2025-03-19T09:20:48.000Z","passwordChanged":"2025-03-19T09:20:48.000Z","type":{{"id":"oty1234567890abcdefg"}},"profile":{{"firstName":"First{number}","lastName":"Last{number}","mobilePhone":null,"secondEmail":null,"login":"user{number}@example.com","email":"user{number}@example.com","department":"Engineering","title":"Engineer \"{number}\"","city":"Zürich","countryCode":"CH","employeeNumber":"{number}","costCenter":"CC-{cost}","favouriteColour":"green","badgeNumber":{badge},"remote":true,"skills":["rust","http","oauth"]}},"credentials":{{"password":{{}},"emails":[{{"value":"user{number}@example.com","status":"VERIFIED","type":"PRIMARY"}}],"provider":{{"type":"OKTA","name":"OKTA"}}}},"_links":{{"suspend":{{"href":"{ORG}/api/v1/users/{id}/lifecycle/suspend","method":"POST"}},"schema":{{"href":"{ORG}/api/v1/meta/schemas/user/osc1234567890abcdefg"}},"self":{{"href":"{ORG}/api/v1/users/{id}"}}}}}}"#,
            day = number % 28 + 1,
            cost = number % 40,
            badge = number * 7,
        );
    })
}

/// Returns a page of applications of three types, about 2.5 kB each.
pub fn applications(count: usize) -> String {
    list(0..count, |out, number| {
        let id = format!("0oa{number:017}");
        let (name, mode, settings) = match number % 3 {
            0 => ("oidc_client", "OPENID_CONNECT", OIDC),
            1 => ("example_saml", "SAML_2_0", SAML),
            _ => ("bookmark", "BOOKMARK", BOOKMARK),
        };
        let _ = write!(
            out,
            r#"{{"id":"{id}","orn":"orn:okta:idp:00o1234567890abcdefg:apps:{name}:{id}","name":"{name}","label":"Application {number}","status":"ACTIVE","lastUpdated":"2025-06-17T10:11:12.000Z","created":"2024-06-17T10:11:12.000Z","accessibility":{{"selfService":false,"errorRedirectUrl":null,"loginRedirectUrl":null}},"visibility":{{"autoLaunch":false,"autoSubmitToolbar":false,"hide":{{"iOS":false,"web":false}},"appLinks":{{"login":true}}}},"features":[],"signOnMode":"{mode}","credentials":{{"userNameTemplate":{{"template":"${{source.login}}","type":"BUILT_IN"}},"signing":{{"kid":"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"}}}},"settings":{settings},"universalLogout":null,"_links":{{"uploadLogo":{{"href":"{ORG}/api/v1/apps/{id}/logo","hints":{{"allow":["POST"]}}}},"appLinks":[{{"name":"{name}_link","href":"{ORG}/home/{name}/{id}/aln1234567890abcdefg","type":"text/html"}}],"groups":{{"href":"{ORG}/api/v1/apps/{id}/groups"}},"logo":[{{"name":"medium","href":"{ORG}/assets/img/logos/default.6770228fb0dab49a1695ef440a5279bb.png","type":"image/png"}}],"users":{{"href":"{ORG}/api/v1/apps/{id}/users"}},"deactivate":{{"href":"{ORG}/api/v1/apps/{id}/lifecycle/deactivate"}}}}}}"#,
        );
    })
}

/// Returns a page of System Log events, about 2 kB each.
pub fn log_events(count: usize) -> String {
    list(0..count, |out, number| {
        let _ = write!(
            out,
            r#"{{"actor":{{"id":"00u{number:017}","type":"User","alternateId":"user{number}@example.com","displayName":"User {number}","detailEntry":null}},"client":{{"userAgent":{{"rawUserAgent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36","os":"Linux","browser":"CHROME"}},"zone":"null","device":"Computer","id":null,"ipAddress":"192.0.2.{ip}","geographicalContext":{{"city":"Bern","state":"Bern","country":"Switzerland","postalCode":"3000","geolocation":{{"lat":46.9481,"lon":7.4474}}}}}},"device":null,"authenticationContext":{{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,"interface":null,"authenticationStep":0,"rootSessionId":"102abcdefghijklmnopqrstuv","externalSessionId":"102abcdefghijklmnopqrstuv"}},"displayMessage":"User login to Okta","eventType":"user.session.start","outcome":{{"result":"SUCCESS","reason":null}},"published":"2026-01-{day:02}T11:22:33.{millis:03}Z","securityContext":{{"asNumber":64496,"asOrg":"example","isp":"example","domain":"example.com","isProxy":false}},"severity":"INFO","debugContext":{{"debugData":{{"requestId":"Z{number:026}","dtHash":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef","requestUri":"/idp/idx/authenticators/poll","url":"/idp/idx/authenticators/poll?"}}}},"legacyEventType":"core.user_auth.login_success","transaction":{{"type":"WEB","id":"Z{number:026}","detail":{{}}}},"uuid":"00000000-0000-11f0-8000-{number:012}","version":"0","request":{{"ipChain":[{{"ip":"192.0.2.{ip}","geographicalContext":{{"city":"Bern","state":"Bern","country":"Switzerland","postalCode":"3000","geolocation":{{"lat":46.9481,"lon":7.4474}}}},"version":"V4","source":null}}]}},"target":[{{"id":"0oa1234567890abcdefg","type":"AppInstance","alternateId":"Example","displayName":"Example","detailEntry":{{"signOnModeType":"OPENID_CONNECT"}}}}]}}"#,
            ip = number % 256,
            day = number % 28 + 1,
            millis = number % 1000,
        );
    })
}

const ORG: &str = "https://example.okta.com";

const OIDC: &str = r#"{"app":{},"notifications":{"vpn":{"network":{"connection":"DISABLED"},"message":null,"helpUrl":null}},"manualProvisioning":false,"implicitAssignment":false,"notes":{"admin":null,"enduser":null},"signOn":null,"oauthClient":{"client_uri":null,"logo_uri":null,"redirect_uris":["https://app.example.com/callback"],"post_logout_redirect_uris":["https://app.example.com/"],"response_types":["code"],"grant_types":["authorization_code","refresh_token"],"application_type":"web","consent_method":"TRUSTED","issuer_mode":"DYNAMIC","refresh_token":{"rotation_type":"STATIC"},"idp_initiated_login":{"mode":"DISABLED","default_scope":[]},"wildcard_redirect":"DISABLED","dpop_bound_access_tokens":true}}"#;
const SAML: &str = r#"{"app":{"orgName":"example"},"notifications":{"vpn":{"network":{"connection":"DISABLED"},"message":null,"helpUrl":null}},"manualProvisioning":false,"notes":{"admin":null,"enduser":null},"signOn":{"defaultRelayState":null,"ssoAcsUrl":"https://sp.example.com/acs","audience":"https://sp.example.com","recipient":"https://sp.example.com/acs","destination":"https://sp.example.com/acs","subjectNameIdTemplate":"${user.userName}","subjectNameIdFormat":"urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress","responseSigned":true,"assertionSigned":true,"signatureAlgorithm":"RSA_SHA256","digestAlgorithm":"SHA256","honorForceAuthn":true,"requestCompressed":false,"allowMultipleAcsEndpoints":false,"acsEndpoints":[],"attributeStatements":[{"type":"EXPRESSION","name":"email","namespace":"urn:oasis:names:tc:SAML:2.0:attrname-format:basic","values":["user.email"]}]}}"#;
const BOOKMARK: &str = r#"{"app":{"requestIntegration":false,"url":"https://bookmark.example.com"},"notifications":{"vpn":{"network":{"connection":"DISABLED"},"message":null,"helpUrl":null}},"notes":{"admin":null,"enduser":null}}"#;

fn list(numbers: Range<usize>, mut item: impl FnMut(&mut String, usize)) -> String {
    let mut out = String::from("[");
    for number in numbers {
        if out.len() > 1 {
            out.push(',');
        }
        item(&mut out, number);
    }
    out.push(']');
    out
}

#[cfg(test)]
mod tests {
    use super::{applications, log_events, users, users_from};

    #[test]
    fn payloads_are_valid_json() {
        for (text, member) in [
            (users(3), "profile"),
            (users_from(7, 3), "credentials"),
            (applications(3), "signOnMode"),
            (log_events(3), "displayMessage"),
        ] {
            let value: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
            assert_eq!(value.as_array().map(Vec::len), Some(3));
            assert!(value[2].get(member).is_some());
        }
    }
}
