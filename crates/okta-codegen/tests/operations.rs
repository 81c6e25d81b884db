//! The methods of the whole document, where it is present.

use std::collections::BTreeMap;
use std::path::PathBuf;

use okta_codegen::Document;
use okta_codegen::generate::Plan;
use okta_codegen::operations::{Answer, Body, Buckets};

fn shared(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {} is absent", path.display());
    None
}

fn plan() -> Option<Plan> {
    let document = Document::open(&shared("spec/management-minimal.yaml")?);
    match document.and_then(Plan::new) {
        Ok(plan) => Some(plan),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn every_operation_has_a_method_of_its_own() {
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
fn bodies_and_answers_are_of_known_kinds() {
    let Some(plan) = plan() else { return };
    let wrappers = plan.wrappers().unwrap();
    let bodies = |wanted: fn(&Body) -> bool| {
        wrappers.iter().filter_map(|w| w.body.as_ref()).filter(|b| wanted(b)).count()
    };
    assert_eq!(bodies(|body| matches!(body, Body::File)), 4);
    assert_eq!(bodies(|body| matches!(body, Body::Certificate)), 2);
    assert_eq!(bodies(|body| matches!(body, Body::MergePatch(_))), 1);
    assert_eq!(bodies(|body| matches!(body, Body::SecurityEvent)), 1);
    assert_eq!(bodies(|body| matches!(body, Body::Json(_))), 210);
    let envelopes: BTreeMap<&str, &str> = wrappers
        .iter()
        .filter_map(|wrapper| match &wrapper.answer {
            Answer::Listing { member: Some(member), .. } => {
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
    let listings = wrappers.iter().filter(|wrapper| matches!(wrapper.answer, Answer::Listing { .. })).count();
    assert_eq!(listings, 120 + envelopes.len() + 1);
    assert_eq!(wrappers.iter().filter(|wrapper| wrapper.redirects).count(), 3);
    assert_eq!(wrappers.iter().filter(|wrapper| wrapper.server.is_some()).count(), 4);
    assert_eq!(wrappers.iter().filter(|wrapper| wrapper.other_answer.is_some()).count(), 4);
}

#[test]
fn buckets_are_those_that_okta_counts_in() {
    let (Some(plan), Some(table)) = (plan(), shared("reference/rate-limit-buckets.tsv")) else { return };
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
fn a_method_name_that_is_taken_is_named_with_both_operations() {
    let Some(mut plan) = plan() else { return };
    plan.operations.methods.insert("replaceUser".to_owned(), "get".to_owned());
    let message = plan.wrappers().unwrap_err().to_string();
    assert!(message.contains("`users().get` is") && message.contains("getUser"), "{message}");
}

#[test]
fn what_the_tables_do_not_cover_stops_the_generator() {
    let Some(mut plan) = plan() else { return };
    plan.operations.methods.insert("noSuchOperation".to_owned(), "x".to_owned());
    assert!(plan.wrappers().unwrap_err().to_string().contains("no operation `noSuchOperation`"));
    plan.operations.methods.shift_remove("noSuchOperation");
    plan.operations.buckets = Buckets::default();
    assert!(plan.wrappers().unwrap_err().to_string().contains("table of buckets"));
}
