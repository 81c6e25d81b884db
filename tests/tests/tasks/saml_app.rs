//! A SAML app with attribute statements; its certificate and metadata.

use okta_client::models::*;
use okta_client::{Client, Error};
use serde_json::json;

async fn task(okta: &Client) -> Result<(), Error> {
    let acs = "https://sp.example.com/acs";
    let basic = "urn:oasis:names:tc:SAML:2.0:attrname-format:basic";
    let sign_on = json!({
        "ssoAcsUrl": acs, "recipient": acs, "destination": acs, "audience": "https://sp.example.com",
        "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress",
        "subjectNameIdTemplate": "${user.userName}",
        "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
        "responseSigned": true, "assertionSigned": true, "honorForceAuthn": true,
        "signatureAlgorithm": "RSA_SHA256", "digestAlgorithm": "SHA256",
        "allowMultipleAcsEndpoints": false, "requestCompressed": false,
        "attributeStatements": [
            {"type": "EXPRESSION", "name": "email", "namespace": basic, "values": ["user.email"]},
            {"type": "GROUP", "name": "groups", "filterType": "STARTS_WITH", "filterValue": "app-"},
        ],
    });
    let app = SamlApplication::new().label("SP").settings(json!({"signOn": sign_on}));
    let app = okta.apps().create(app).await?;

    for key in okta.app_credential_keys().list_keys(app.id()).await?.into_items()? {
        let kid = key.kid.unwrap_or_default();
        let metadata = okta.apps().get_saml_metadata(app.id(), &kid).await?;
        println!("key {kid}, certificates {:?}, {} bytes of metadata", key.x5c, metadata.len());
    }
    Ok(())
}

#[tokio::test]
async fn saml_app_has_attribute_statements() {
    use okta_testkit::Org;

    let org = Org::start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    task(&okta).await.unwrap();

    let created = org.apps().pop().unwrap();
    assert_eq!(created["signOnMode"], "SAML_2_0");
    let app = okta.apps().get(created["id"].as_str().unwrap()).await.unwrap();
    let sign_on = app.as_saml2_0().and_then(|app| app.settings.as_ref()?.sign_on.clone()).unwrap();
    assert_eq!(
        (sign_on.audience.as_deref(), sign_on.response_signed),
        (Some("https://sp.example.com"), Some(true))
    );
    assert!(sign_on.mismatches().is_empty() && sign_on.signature_algorithm.unwrap().is_known());
    assert!(
        sign_on.digest_algorithm.unwrap().is_known() && sign_on.subject_name_id_format.unwrap().is_known()
    );
    let statements = sign_on.attribute_statements.unwrap();
    let [SamlAttributeStatement::Expression(email), SamlAttributeStatement::Group(groups)] = &statements[..]
    else {
        panic!("{statements:?}")
    };
    assert_eq!((email.name.as_deref(), groups.filter_value.as_deref()), (Some("email"), Some("app-")));
    org.requests().matching("GET /api/v1/apps/*/sso/saml/metadata").expect(1);
}
