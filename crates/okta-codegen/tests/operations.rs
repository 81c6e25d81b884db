//! The methods of all operations of the document.

#![cfg(test)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use okta_codegen::generate::Plan;
use okta_codegen::operations::{BodyKind, Buckets, ResponseKind};
use okta_codegen::{Manifest, emit};

fn plan() -> Option<Plan> {
    Some(Plan::open(Manifest::committed().unwrap().first().unwrap(), &common::documents()?).unwrap())
}

#[test]
fn every_operation_has_a_method() {
    let Some(plan) = plan() else { return };
    let wrappers = plan.wrappers().unwrap();
    assert_eq!(wrappers.len(), 732);
    let method = |id: &str| {
        let wrapper = wrappers.iter().find(|wrapper| wrapper.operation.id == id).unwrap();
        format!("{}.{}", wrapper.handle, wrapper.method)
    };
    for (id, expected) in [
        ("getUser", "users.get"),
        ("suspendUser", "users.suspend"),
        ("revokeUserSessions", "users.revoke_sessions"),
        ("addGroup", "groups.create"),
        ("assignUserToApplication", "apps.assign_user"),
        ("listLogEvents", "logs.list"),
        ("createPolicySimulation", "policies.simulate"),
        ("getDRStatus", "disaster_recovery.get_status"),
    ] {
        assert_eq!(method(id), expected);
    }
    let words = wrappers.iter().filter(|wrapper| !wrapper.method.contains('_')).count();
    assert!(words > 350, "only {words} methods are one word");
}

#[test]
fn request_and_response_kinds() {
    let Some(plan) = plan() else { return };
    let wrappers = plan.wrappers().unwrap();
    let bodies = |wanted: fn(&BodyKind) -> bool| {
        wrappers.iter().filter_map(|w| w.body.as_ref()).filter(|b| wanted(b)).count()
    };
    assert_eq!(bodies(|body| matches!(body, BodyKind::File)), 4);
    assert_eq!(bodies(|body| matches!(body, BodyKind::Certificate)), 2);
    assert_eq!(bodies(|body| matches!(body, BodyKind::MergePatch(_))), 1);
    assert_eq!(bodies(|body| matches!(body, BodyKind::SecurityEvent)), 1);
    assert_eq!(bodies(|body| matches!(body, BodyKind::Json(_))), 210);
    let envelopes: BTreeMap<&str, &str> = wrappers
        .iter()
        .filter_map(|wrapper| match &wrapper.response {
            ResponseKind::List { member: Some(member), .. } => {
                Some((wrapper.operation.id.as_str(), member.as_str()))
            }
            _ => None,
        })
        .collect();
    let expected = BTreeMap::from([
        ("getIdentitySourceGroupMemberships", "memberExternalIds"),
        ("listBindings", "roles"),
        ("listBrandDomains", "domains"),
        ("listBundleEntitlementValues", "entitlementValues"),
        ("listBundleEntitlements", "entitlements"),
        ("listCustomDomains", "domains"),
        ("listEmailServers", "email-servers"),
        ("listGovernanceBundles", "bundles"),
        ("listMembersOfBinding", "members"),
        ("listOktaSupportCases", "supportCases"),
        ("listPersonalAppsExportBlockList", "domains"),
        ("listResourceSetResources", "resources"),
        ("listResourceSets", "resource-sets"),
        ("listRolePermissions", "permissions"),
        ("listRoles", "roles"),
        ("listUsersWithRoleAssignments", "value"),
    ]);
    assert_eq!(envelopes, expected);
    let lists =
        wrappers.iter().filter(|wrapper| matches!(wrapper.response, ResponseKind::List { .. })).count();
    assert_eq!(lists, 120 + envelopes.len() + 1);
    assert_eq!(wrappers.iter().filter(|wrapper| wrapper.redirects).count(), 3);
    assert_eq!(wrappers.iter().filter(|wrapper| wrapper.server.is_some()).count(), 4);
    assert_eq!(wrappers.iter().filter(|wrapper| wrapper.alternative_content_type.is_some()).count(), 4);
}

#[test]
fn buckets_match_reference_table() {
    let (Some(plan), Some(table)) = (plan(), common::shared("reference/rate-limit-buckets.tsv")) else {
        return;
    };
    let table = std::fs::read_to_string(table).unwrap();
    let known: BTreeMap<&str, &str> = table
        .lines()
        .skip(1)
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            (columns[0], columns[3])
        })
        .collect();
    let wrappers = plan.wrappers().unwrap();
    let ours: BTreeMap<&str, &str> =
        wrappers.iter().map(|wrapper| (wrapper.operation.id.as_str(), wrapper.bucket.as_str())).collect();
    assert_eq!(ours, known);
}

#[test]
fn committed_bucket_table_is_up_to_date() {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
    let manifest = Manifest::committed().unwrap();
    let tables: Vec<_> = manifest.documents.iter().map(|entry| entry.buckets().unwrap()).collect();
    let file = Buckets::file(tables.iter());
    emit::check(root, &[], &[file]).unwrap();
}

#[test]
fn duplicate_method_names_are_errors() {
    let Some(mut plan) = plan() else { return };
    plan.operations.methods.insert("replaceUser".to_owned(), "get".to_owned());
    let message = plan.wrappers().unwrap_err().to_string();
    assert!(message.contains("duplicate method `users().get`") && message.contains("`getUser`"), "{message}");
}

#[test]
fn missing_overrides_are_errors() {
    let Some(mut plan) = plan() else { return };
    plan.operations.methods.insert("noSuchOperation".to_owned(), "x".to_owned());
    assert!(plan.wrappers().unwrap_err().to_string().contains("unknown operation `noSuchOperation`"));
    plan.operations.methods.shift_remove("noSuchOperation");
    plan.operations.buckets = Buckets::default();
    assert!(plan.wrappers().unwrap_err().to_string().contains("table of buckets"));
}

#[test]
fn every_operation_of_every_document_has_a_method() {
    let Some(documents) = common::documents() else { return };
    let manifest = Manifest::committed().unwrap();
    let mut counts = Vec::new();
    for entry in &manifest.documents {
        let plan = Plan::open(entry, &documents).unwrap();
        let wrappers = plan.wrappers().unwrap();
        for wrapper in &wrappers {
            let name = &wrapper.method;
            assert!(wrapper.is_at_root() == wrapper.handle.is_empty() && name.len() < 60, "{name}");
        }
        counts.push((entry.name.as_str(), wrappers.len()));
    }
    let expected = [
        ("management", 732),
        ("governance", 162),
        ("oauth", 40),
        ("my-account", 40),
        ("privileged-access", 194),
        ("access-gateway", 55),
    ];
    assert_eq!(counts, expected);
}

#[test]
fn other_documents_add_few_features_and_no_default() {
    let manifest = Manifest::committed().unwrap();
    let others = manifest.documents.iter().filter(|entry| entry.module.is_some());
    let areas: Vec<_> = others.map(|entry| entry.areas().unwrap()).collect();
    assert!(areas.iter().all(|areas| areas.default.is_empty() && areas.full.is_empty()));
    let features: usize = areas.iter().map(|areas| areas.all.len()).sum();
    assert!(features <= 12, "{features}");
}

#[test]
fn kinds_of_other_documents() {
    let Some(documents) = common::documents() else { return };
    let manifest = Manifest::committed().unwrap();
    let plan = |name: &str| Plan::open(manifest.entry(name).unwrap(), &documents).unwrap();
    let oauth = plan("oauth");
    let wrappers = oauth.wrappers().unwrap();
    let find = |id: &str| wrappers.iter().find(|wrapper| wrapper.operation.id == id).unwrap();
    assert!(matches!(find("token").body, Some(BodyKind::Form(_))) && find("token").is_at_root());
    assert!(matches!(find("par").body, Some(BodyKind::Form(_))));
    assert_eq!(find("authorize").response, ResponseKind::Url);
    let server = find("tokenCustomAS");
    assert_eq!((server.bound.as_deref(), server.segments.len()), (Some("authorizationServerId"), 0));
    let my_account = plan("my-account");
    let wrappers = my_account.wrappers().unwrap();
    let challenge = wrappers
        .iter()
        .find(|w| w.operation.id == "verifyAppAuthenticatorPushNotificationChallenge")
        .unwrap();
    // The document separates the parameter by a comma.
    assert_eq!(challenge.content_type.as_deref(), Some("application/json;okta-version=1.0.0"));
    let access = plan("privileged-access");
    let wrappers = access.wrappers().unwrap();
    let paged = wrappers.iter().filter(|wrapper| wrapper.has_cursor).count();
    assert!(
        paged > 20 && wrappers.iter().any(|wrapper| wrapper.accept.as_deref() == Some("text/csv")),
        "{paged}"
    );
}
