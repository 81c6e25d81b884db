//! An org's applications by kind, each with what matters for its kind; kinds that nobody knows yet are kept whole.
//!
//! `cargo run --example app_inventory` starts an org in this process, with apps of seven kinds, one of which does
//! not exist. With `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN` set it reads that org's apps. With
//! `-- --json` it writes one app a line, with all that Okta sent, for `jq` and the like.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use futures_util::TryStreamExt;
use okta_client::models::{Application, ApplicationLifecycleStatus};
use okta_examples::AnOrg;
use okta_testkit::Org;
use serde_json::{Value, json};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let org = AnOrg::find(Org::builder()).await?;
    if let Some(embedded) = org.embedded() {
        for app in portfolio() {
            embedded.seed_app(app);
        }
    }
    let okta = org.client().user_agent("app_inventory/1.0").build()?;
    let as_json = std::env::args().any(|argument| argument == "--json");

    let mut out = io::stdout().lock();
    let mut kinds = BTreeMap::<&str, Count>::new();
    let mut unknown = Vec::new();
    if !as_json {
        writeln!(out, "{:<9} {:<15} {:<24} what it is about", "status", "kind", "label")?;
    }
    let mut apps = okta.apps().list().limit(200).items();
    while let Some(app) = apps.try_next().await? {
        if as_json {
            // Members, kinds and nulls that this version does not know are among it.
            out.write_all(&app.to_json())?;
            writeln!(out)?;
            continue;
        }
        let active = app.status() == Some(&ApplicationLifecycleStatus::Active);
        let label = app.label().map_or("", String::as_str);
        let (kind, about) = describe(&app);
        let status = app.status().map_or("", ApplicationLifecycleStatus::as_str);
        writeln!(out, "{status:<9} {kind:<15} {label:<24} {about}")?;
        let count = kinds.entry(kind).or_default();
        count.all += 1;
        count.active += u32::from(active);
        if !app.is_known() && app.sign_on_mode().is_some() {
            unknown.push(app);
        }
    }
    if as_json {
        return Ok(());
    }

    writeln!(out, "\n{:<15} {:>5} {:>7}", "kind", "apps", "active")?;
    for (kind, count) in &kinds {
        writeln!(out, "{kind:<15} {:>5} {:>7}", count.all, count.active)?;
    }
    for app in unknown {
        let raw: Value = serde_json::from_slice(&app.to_json())?;
        writeln!(out, "\nnot a kind that this version knows, yet whole: {}", raw["label"])?;
        writeln!(out, "  settings.app is {}", raw["settings"]["app"])?;
    }
    Ok(())
}

#[derive(Default)]
struct Count {
    all: u32,
    active: u32,
}

/// The kind, in words, and what one wants to know of an app of that kind.
fn describe(app: &Application) -> (&'static str, String) {
    match app {
        Application::OpenidConnect(app) => {
            let client = app.settings.as_ref().and_then(|settings| settings.oauth_client.as_ref());
            let kind = client.and_then(|client| client.application_type.as_ref());
            let dpop = client.and_then(|client| client.dpop_bound_access_tokens) == Some(true);
            let redirects = client.and_then(|client| client.redirect_uris.as_ref()).map_or(0, Vec::len);
            let about = format!(
                "{}, redirect URIs: {redirects}{}",
                kind.map_or("no type", |kind| kind.as_str()),
                if dpop { ", DPoP" } else { "" }
            );
            ("OpenID Connect", about)
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
        Application::Saml1_1(_) => ("SAML 1.1", "out of date: move it to SAML 2.0".into()),
        Application::WsFederation(_) => ("WS-Federation", String::new()),
        // Directories have no sign-on mode at all; others are newer than this program.
        other => match other.sign_on_mode() {
            None => ("no sign-on", String::new()),
            Some(mode) => ("unknown", format!("sign-on mode {}", mode.as_str())),
        },
    }
}

/// What the embedded org holds.
fn portfolio() -> Vec<Value> {
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
