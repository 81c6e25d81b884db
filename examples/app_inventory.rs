//! Lists an org's applications by type, with details for each type. Unknown types are kept lossless.
//!
//! `cargo run --example app_inventory` starts an org in this process with apps of several types, one of them
//! unknown. With `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN` set, it reads that org's apps. `-- --json`
//! writes one app per line as JSON, with every member Okta sent.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use futures_util::TryStreamExt;
use okta_client::models::{Application, ApplicationLifecycleStatus};
use okta_examples::ExampleOrg;
use okta_testkit::Org;
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let org = ExampleOrg::configured_or(Org::builder()).await?;
    if let Some(embedded) = org.embedded() {
        for app in sample_apps() {
            embedded.seed_app(app);
        }
    }
    let okta = org.client().user_agent("app_inventory/1.0").build()?;
    let as_json = std::env::args().any(|argument| argument == "--json");

    let mut out = io::stdout().lock();
    let mut counts = BTreeMap::<&str, AppCount>::new();
    let mut unknown = Vec::new();
    if !as_json {
        writeln!(out, "{:<9} {:<15} {:<24} details", "status", "type", "label")?;
    }
    let mut apps = okta.apps().list().limit(200).items();
    while let Some(app) = apps.try_next().await? {
        if as_json {
            // Includes unknown members, unknown types and explicit nulls.
            out.write_all(&app.to_json())?;
            writeln!(out)?;
            continue;
        }
        let active = app.status() == Some(&ApplicationLifecycleStatus::Active);
        let label = app.label().map_or("", String::as_str);
        let (kind, details) = describe(&app);
        let status = app.status().map_or("", ApplicationLifecycleStatus::as_str);
        writeln!(out, "{status:<9} {kind:<15} {label:<24} {details}")?;
        let count = counts.entry(kind).or_default();
        count.total += 1;
        count.active += u32::from(active);
        if !app.is_known() && app.sign_on_mode().is_some() {
            unknown.push(app);
        }
    }
    if as_json {
        return Ok(());
    }

    writeln!(out, "\n{:<15} {:>5} {:>7}", "type", "apps", "active")?;
    for (kind, count) in &counts {
        writeln!(out, "{kind:<15} {:>5} {:>7}", count.total, count.active)?;
    }
    for app in unknown {
        let raw: Value = serde_json::from_slice(&app.to_json())?;
        writeln!(out, "\nunknown type, kept lossless: {}", raw["label"])?;
        writeln!(out, "  settings.app: {}", raw["settings"]["app"])?;
    }
    Ok(())
}

#[derive(Default)]
struct AppCount {
    total: u32,
    active: u32,
}

/// Returns the name of the app's type, and the details to show for it.
fn describe(app: &Application) -> (&'static str, String) {
    match app {
        Application::OpenidConnect(app) => {
            let client = app.settings.as_ref().and_then(|settings| settings.oauth_client.as_ref());
            let kind = client.and_then(|client| client.application_type.as_ref());
            let dpop = client.and_then(|client| client.dpop_bound_access_tokens) == Some(true);
            let redirects = client.and_then(|client| client.redirect_uris.as_ref()).map_or(0, Vec::len);
            let details = format!(
                "{}, redirect URIs: {redirects}{}",
                kind.map_or("no type", |kind| kind.as_str()),
                if dpop { ", DPoP" } else { "" }
            );
            ("OpenID Connect", details)
        }
        Application::Saml2_0(app) => {
            let sign_on = app.settings.as_ref().and_then(|settings| settings.sign_on.as_ref());
            ("SAML 2.0", sign_on.and_then(|sign_on| sign_on.audience.clone()).unwrap_or_default())
        }
        Application::Bookmark(app) => {
            let target = app.settings.as_ref().and_then(|settings| settings.app.as_ref());
            ("bookmark", target.and_then(|target| target.url.clone()).unwrap_or_default())
        }
        Application::BrowserPlugin(app) => {
            ("browser plug-in", app.name.as_ref().map(ToString::to_string).unwrap_or_default())
        }
        Application::AutoLogin(_) => ("auto login", String::new()),
        Application::BasicAuth(_) => ("basic auth", String::new()),
        Application::SecurePasswordStore(_) => ("password store", String::new()),
        Application::Saml1_1(_) => ("SAML 1.1", "deprecated: migrate to SAML 2.0".into()),
        Application::WsFederation(_) => ("WS-Federation", String::new()),
        // Directories have no sign-on mode; other modes are newer than this version.
        other => match other.sign_on_mode() {
            None => ("no sign-on", String::new()),
            Some(mode) => ("unknown", format!("sign-on mode {}", mode.as_str())),
        },
    }
}

/// The apps of the embedded org.
fn sample_apps() -> Vec<Value> {
    let oidc = |label: &str, kind: &str, dpop: bool, redirects: &[&str]| {
        json!({
            "name": "oidc_client", "label": label, "signOnMode": "OPENID_CONNECT",
            "settings": { "oauthClient": {
                "application_type": kind, "dpop_bound_access_tokens": dpop, "redirect_uris": redirects,
                "grant_types": ["authorization_code"],
            } },
        })
    };
    vec![
        oidc("Customer portal", "web", false, &["https://portal.example.com/cb", "http://localhost:3000/cb"]),
        oidc("Warehouse scanner", "native", true, &["com.example.scanner:/cb"]),
        oidc("Nightly sync", "service", true, &[]),
        json!({
            "name": "example_saml", "label": "Expenses", "signOnMode": "SAML_2_0",
            "settings": { "signOn": { "audience": "https://expenses.example.com", "assertionSigned": true } },
        }),
        json!({
            "name": "bookmark", "label": "Canteen menu", "signOnMode": "BOOKMARK", "status": "INACTIVE",
            "settings": { "app": { "url": "https://canteen.example.com", "requestIntegration": false } },
        }),
        json!({ "name": "template_swa", "label": "Travel agency", "signOnMode": "BROWSER_PLUGIN" }),
        json!({ "name": "template_wsfed", "label": "Old intranet", "signOnMode": "WS_FEDERATION" }),
        json!({ "name": "active_directory", "label": "Head office", "signOnMode": null }),
        json!({
            "name": "hologram", "label": "Lobby hologram", "signOnMode": "TELEPATHY",
            "settings": { "app": { "wavelength": 7.50, "audience": ["visitors"] } },
        }),
    ]
}
