//! Factors of a user: a text message, and an authenticator app by its shared secret.

use okta_client::models::*;
use okta_client::{Client, Error};

async fn task(okta: &Client, user: &str, code: impl Fn(&str) -> String) -> Result<(), Error> {
    let phone = UserFactorSmsProfile::new().phone_number("+15551234567");
    let sms = okta.user_factors().enroll(user, UserFactorSms::new().profile(phone)).await?;
    let pass_code = UserFactorActivateRequest::new().pass_code(code("sms"));
    okta.user_factors().activate(user, sms.id()).body(pass_code).await?;

    let app = UserFactorTokenSoftwareTotp::new().provider(UserFactorTokenSoftwareTotpProvider::Google);
    let totp = okta.user_factors().enroll(user, app).await?;
    let activation = totp.embedded().and_then(|embedded| embedded.get("activation")?.to_value().ok());
    let secret = activation.map(|activation| activation["sharedSecret"].to_string());
    let pass_code = UserFactorActivateRequest::new().pass_code(code(&secret.unwrap_or_default()));
    okta.user_factors().activate(user, totp.id()).body(pass_code).await?;

    okta.user_factors().unenroll(user, sms.id()).await?;
    for factor in okta.user_factors().list(user).await? {
        let factor = factor?;
        println!("{} {:?} {:?}", factor.id(), factor.factor_type(), factor.status());
    }
    Ok(())
}

#[tokio::test]
async fn totp_factor_is_active() {
    use okta_client::models::UserFactorStatus;
    use okta_testkit::{Org, PASS_CODE, SeedUser};
    use std::cell::RefCell;

    let org = Org::start().await.unwrap();
    let okta = okta_tests::client(&org).unwrap();
    let ada = org.seed_user(SeedUser::new("ada@example.com"));
    let secrets = RefCell::new(Vec::new());
    let code = |secret: &str| {
        secrets.borrow_mut().push(secret.to_owned());
        PASS_CODE.to_owned()
    };
    task(&okta, &ada, code).await.unwrap();

    assert!(secrets.borrow()[1].len() > 10, "{secrets:?}");
    let factors = okta.user_factors().list(&ada).await.unwrap().into_items().unwrap();
    let [factor] = &factors[..] else { panic!("{factors:?}") };
    assert_eq!(factor.status(), Some(&UserFactorStatus::Active));
    let totp = factor.as_token_software_totp().unwrap();
    assert_eq!(totp.provider, Some(UserFactorTokenSoftwareTotpProvider::Google));
}
