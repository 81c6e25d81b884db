//! Handwritten serde types that the models are compared with: structs of a few fields (the floor), and a complete user
//! with derive, which keeps custom attributes by `flatten`.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The floor for users: a few borrowed fields; other members are dropped.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BorrowedUser<'a> {
    id: &'a str,
    status: &'a str,
    created: Option<&'a str>,
    last_login: Option<&'a str>,
    last_updated: Option<&'a str>,
    #[serde(borrow)]
    profile: BorrowedProfile<'a>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct BorrowedProfile<'a> {
    #[serde(borrow)]
    login: Cow<'a, str>,
    #[serde(borrow)]
    email: Cow<'a, str>,
    #[serde(borrow)]
    first_name: Cow<'a, str>,
    #[serde(borrow)]
    last_name: Cow<'a, str>,
}

/// The floor for applications.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BorrowedApplication<'a> {
    id: &'a str,
    name: &'a str,
    label: &'a str,
    status: &'a str,
    sign_on_mode: &'a str,
}

/// The floor for System Log events.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BorrowedEvent<'a> {
    uuid: &'a str,
    published: &'a str,
    event_type: &'a str,
    severity: &'a str,
    display_message: &'a str,
}

/// A user of three fields, as a program declares it that needs no others; other members are dropped.
#[derive(Debug, Deserialize)]
pub struct BriefUser {
    /// The identifier.
    pub id: String,
    /// The status.
    pub status: String,
    profile: BriefProfile,
}

#[derive(Debug, Deserialize)]
struct BriefProfile {
    login: String,
}

/// A user of a listing.
pub trait ListedUser: DeserializeOwned {
    /// Returns the login.
    fn login(&self) -> Option<&str>;
}

impl ListedUser for BriefUser {
    fn login(&self) -> Option<&str> {
        Some(&self.profile.login)
    }
}

/// A user with derive: documented fields, and custom attributes by `flatten`; other members are dropped.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DerivedUser {
    id: Option<String>,
    status: Option<DerivedStatus>,
    created: Option<String>,
    activated: Option<String>,
    status_changed: Option<String>,
    last_login: Option<String>,
    last_updated: Option<String>,
    password_changed: Option<String>,
    realm_id: Option<String>,
    transitioning_to_status: Option<DerivedStatus>,
    #[serde(rename = "type")]
    kind: Option<DerivedType>,
    profile: Option<DerivedProfile>,
    credentials: Option<DerivedCredentials>,
    #[serde(rename = "_embedded")]
    embedded: Option<HashMap<String, Value>>,
    #[serde(rename = "_links")]
    links: Option<HashMap<String, DerivedLink>>,
}

impl ListedUser for DerivedUser {
    fn login(&self) -> Option<&str> {
        self.profile.as_ref()?.login.as_deref()
    }
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum DerivedStatus {
    Active,
    Deprovisioned,
    LockedOut,
    PasswordExpired,
    Provisioned,
    Recovery,
    Staged,
    Suspended,
}

#[derive(Debug, Deserialize, Serialize)]
struct DerivedType {
    id: Option<String>,
    name: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
struct DerivedCredentials {
    password: Option<HashMap<String, Value>>,
    provider: Option<DerivedProvider>,
    recovery_question: Option<HashMap<String, String>>,
}

#[derive(Debug, Deserialize, Serialize)]
struct DerivedProvider {
    #[serde(rename = "type")]
    kind: Option<String>,
    name: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
struct DerivedLink {
    href: Option<String>,
    method: Option<String>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct DerivedProfile {
    city: Option<String>,
    cost_center: Option<String>,
    country_code: Option<String>,
    department: Option<String>,
    display_name: Option<String>,
    division: Option<String>,
    email: Option<String>,
    employee_number: Option<String>,
    first_name: Option<String>,
    honorific_prefix: Option<String>,
    honorific_suffix: Option<String>,
    last_name: Option<String>,
    locale: Option<String>,
    login: Option<String>,
    manager: Option<String>,
    manager_id: Option<String>,
    middle_name: Option<String>,
    mobile_phone: Option<String>,
    nick_name: Option<String>,
    organization: Option<String>,
    postal_address: Option<String>,
    preferred_language: Option<String>,
    primary_phone: Option<String>,
    profile_url: Option<String>,
    second_email: Option<String>,
    state: Option<String>,
    street_address: Option<String>,
    timezone: Option<String>,
    title: Option<String>,
    user_type: Option<String>,
    zip_code: Option<String>,
    #[serde(flatten)]
    custom: HashMap<String, Value>,
}
