//! Endpoints that Okta's document of the Management API does not have, and programs use all the same: sign-in and sessions,
//! the issuer of an app's ID tokens, the metadata of a SAML identity provider, the factors of a classic org.

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{authn, require_method};
use crate::{
    call::Call,
    engine,
    response::{HandlerResult, OktaError, ResponseTemplate},
    state::State,
};

/// Handles a request to one of these endpoints; `None` for other paths.
pub(super) fn route(call: &Call<'_>, state: &mut State) -> Option<HandlerResult> {
    let segments: Vec<&str> = call.segments.iter().map(String::as_str).collect();
    Some(match segments.as_slice() {
        ["api", "v1", "authn", rest @ ..] => authn::route(call, state, rest),
        ["api", "v1", "sessions"] => authn::create_session(call, state),
        ["api", "v1", "internal", "apps", app, "settings", "oauth", "idToken"] => id_token(call, state, app),
        ["api", "v1", "idps", id, "metadata.xml"] => provider_metadata(call, state, id),
        ["api", "v1", "org", "factors", id] => factor(call, state, id, None)?,
        ["api", "v1", "org", "factors", id, "lifecycle", action @ ("activate" | "deactivate")] => {
            factor(call, state, id, Some(*action == "activate"))?
        }
        _ => return None,
    })
}

/// Where the mode of an app's issuer is kept.
const ISSUERS: &str = "/api/v1/internal/$issuers";

/// Which URL is the issuer of an app's ID tokens.
fn id_token(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    let app = state.apps.0.get(id).filter(|app| app.text("signOnMode") == "OPENID_CONNECT");
    if app.is_none() {
        return Err(OktaError::not_found(id, "OAuth2AppInstance"));
    }
    match *call.method {
        Method::GET => {
            let mode = state.objects.get(ISSUERS, id).cloned().unwrap_or(json!("ORG_URL"));
            Ok(ResponseTemplate::ok(json!({
                "issuer": call.base, "orgUrl": null, "customUrl": null, "audience": id, "issuerMode": mode,
            })))
        }
        Method::POST => {
            let mode = call.object()?.get("issuerMode").cloned().unwrap_or(json!("ORG_URL"));
            state.objects.insert(ISSUERS, id, mode.clone());
            Ok(ResponseTemplate::ok(json!({
                "issuer": null, "orgUrl": null, "customUrl": null, "audience": null, "issuerMode": mode,
            })))
        }
        _ => Err(OktaError::method_not_allowed()),
    }
}

/// The metadata of the org as a service provider of a SAML identity provider.
fn provider_metadata(call: &Call<'_>, state: &mut State, id: &str) -> HandlerResult {
    require_method(call, &Method::GET)?;
    let provider = state.objects.get("/api/v1/idps", id);
    let provider = provider.filter(|provider| provider.get("type").is_some_and(|kind| kind == "SAML2"));
    if provider.is_none() {
        return Err(OktaError::not_found(id, "IdentityProvider"));
    }
    let (base, certificate) = (&call.base, engine::certificate_of(id));
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><md:EntityDescriptor entityID=\"{base}/saml2/service-provider/{id}\" \
         xmlns:md=\"urn:oasis:names:tc:SAML:2.0:metadata\"><md:SPSSODescriptor AuthnRequestsSigned=\"true\" \
         WantAssertionsSigned=\"true\" protocolSupportEnumeration=\"urn:oasis:names:tc:SAML:2.0:protocol\">\
         <md:KeyDescriptor use=\"signing\"><ds:KeyInfo xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:X509Data>\
         <ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>\
         <md:NameIDFormat>urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified</md:NameIDFormat>\
         <md:AssertionConsumerService Binding=\"urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST\" \
         Location=\"{base}/sso/saml2/{id}\" index=\"0\" isDefault=\"true\"/></md:SPSSODescriptor></md:EntityDescriptor>"
    );
    Ok(ResponseTemplate::from_status(StatusCode::OK).header("content-type", "text/xml").body(xml))
}

/// The factors of a classic org: id, type, provider.
const FACTORS: [(&str, &str, &str); 13] = [
    ("duo", "web", "DUO"),
    ("fido_u2f", "u2f", "FIDO"),
    ("fido_webauthn", "webauthn", "FIDO"),
    ("google_otp", "token:software:totp", "GOOGLE"),
    ("okta_call", "call", "OKTA"),
    ("okta_email", "email", "OKTA"),
    ("okta_otp", "token:software:totp", "OKTA"),
    ("okta_push", "push", "OKTA"),
    ("okta_question", "question", "OKTA"),
    ("okta_sms", "sms", "OKTA"),
    ("rsa_token", "token", "RSA"),
    ("symantec_vip", "token", "SYMANTEC"),
    ("yubikey_token", "token:hardware", "YUBICO"),
];

/// Where the states of factors are kept.
const STATES: &str = "/api/v1/org/$factors";

/// A factor that users can enroll, which is activated and deactivated; `None` if there is no such factor.
fn factor(call: &Call<'_>, state: &mut State, id: &str, activate: Option<bool>) -> Option<HandlerResult> {
    let (_, kind, provider) = FACTORS.iter().find(|(known, ..)| *known == id)?;
    if let Err(error) = require_method(call, if activate.is_some() { &Method::POST } else { &Method::GET }) {
        return Some(Err(error));
    }
    if let Some(activate) = activate {
        state.objects.insert(STATES, id, json!(activate));
    }
    let active = state.objects.get(STATES, id) == Some(&Value::Bool(true));
    let at = call.url(&format!("/api/v1/org/factors/{id}"));
    let toggle = if active { "deactivate" } else { "activate" };
    Some(Ok(ResponseTemplate::ok(json!({
        "id": id, "provider": provider, "factorType": kind, "status": if active { "ACTIVE" } else { "INACTIVE" },
        "_links": {
            "self": { "href": at, "hints": { "allow": ["GET"] } },
            toggle: { "href": format!("{at}/lifecycle/{toggle}"), "hints": { "allow": ["POST"] } },
        },
    }))))
}
