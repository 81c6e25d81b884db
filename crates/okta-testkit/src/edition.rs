//! The edition of an org: which members Okta had introduced by then, and which features the org has.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{
    call::Call,
    operations::{self, Reply},
    response::{OktaError, ResponseTemplate},
    state::State,
};

/// A month of Okta's history, as the edition of an org: [`OrgBuilder::edition`](crate::OrgBuilder::edition).
///
/// ```
/// use okta_testkit::Edition;
///
/// assert!(Edition::new(2020, 8) < Edition::new(2025, 3));
/// assert_eq!("2025-03".parse(), Ok(Edition::new(2025, 3)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Edition {
    year: u16,
    month: u8,
}

impl Edition {
    /// The edition of a month.
    ///
    /// # Panics
    ///
    /// If `month` is not between 1 and 12.
    #[must_use]
    #[track_caller]
    pub const fn new(year: u16, month: u8) -> Self {
        assert!(1 <= month && month <= 12, "a month is between 1 and 12");
        Self { year, month }
    }
}

impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

/// The error of parsing an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidEdition;

impl fmt::Display for InvalidEdition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid edition: expected year and month, such as 2025-03")
    }
}

impl std::error::Error for InvalidEdition {}

impl FromStr for Edition {
    type Err = InvalidEdition;

    fn from_str(text: &str) -> Result<Self, InvalidEdition> {
        let (year, month) = text.split_once('-').ok_or(InvalidEdition)?;
        let (year, month) = (year.parse(), month.parse());
        match (year, month) {
            (Ok(year), Ok(month @ 1..=12)) => Ok(Self { year, month }),
            _ => Err(InvalidEdition),
        }
    }
}

/// A feature that not every org has: [`OrgBuilder::without`](crate::OrgBuilder::without).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Feature {
    /// Custom authorization servers.
    ApiAccessManagement,
    /// Authenticators of custom models (AAGUIDs).
    CustomAaguids,
    /// Custom checks of devices.
    DevicePostureChecks,
    /// Claims of an app that identity providers federate.
    FederatedClaims,
    /// Realms, and the realm of each user.
    Realms,
    /// The blocks of users.
    UserBlocks,
    /// Well-known URIs of brands.
    WellKnownUris,
}

/// What an org without a feature lacks.
struct Lack {
    feature: Feature,
    name: &'static str,
    /// The paths of operations, and of all below them, that are rejected.
    paths: &'static [&'static str],
    /// Members that responses lack: schema, member.
    members: &'static [(&'static str, &'static str)],
}

/// The schema of the response to a read of one user, as Okta's document names it.
const ONE_USER: &str = "UserGetSingleton";

/// From recordings of orgs that lack the features: their operations are rejected with 401 `E0000015`.
const LACKS: &[Lack] = &[
    Lack {
        feature: Feature::ApiAccessManagement,
        name: "api-access-management",
        paths: &["/api/v1/authorizationServers"],
        members: &[],
    },
    Lack {
        feature: Feature::CustomAaguids,
        name: "custom-aaguids",
        paths: &["/api/v1/authenticators/{}/aaguids"],
        members: &[],
    },
    Lack {
        feature: Feature::DevicePostureChecks,
        name: "device-posture-checks",
        paths: &["/api/v1/device-posture-checks"],
        members: &[],
    },
    Lack {
        feature: Feature::FederatedClaims,
        name: "federated-claims",
        paths: &["/api/v1/apps/{}/federated-claims"],
        members: &[],
    },
    Lack {
        feature: Feature::Realms,
        name: "realms",
        paths: &["/api/v1/realms", "/api/v1/realm-assignments"],
        members: &[("User", "realmId"), (ONE_USER, "realmId")],
    },
    Lack {
        feature: Feature::UserBlocks,
        name: "user-blocks",
        paths: &["/api/v1/users/{}/blocks"],
        members: &[],
    },
    Lack {
        feature: Feature::WellKnownUris,
        name: "well-known-uris",
        paths: &["/api/v1/brands/{}/well-known-uris"],
        members: &[],
    },
];

impl fmt::Display for Feature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lack = LACKS.iter().find(|lack| lack.feature == *self);
        f.write_str(lack.map_or("", |lack| lack.name))
    }
}

/// The error of parsing the name of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownFeature;

impl fmt::Display for UnknownFeature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = LACKS.iter().map(|lack| lack.name).collect();
        write!(f, "unknown feature; known: {}", names.join(", "))
    }
}

impl std::error::Error for UnknownFeature {}

impl FromStr for Feature {
    type Err = UnknownFeature;

    fn from_str(text: &str) -> Result<Self, UnknownFeature> {
        LACKS.iter().find(|lack| lack.name == text).map(|lack| lack.feature).ok_or(UnknownFeature)
    }
}

/// Members that all objects of a schema have in recordings since a month, and none in earlier ones.
struct Introduced {
    schema: &'static str,
    members: &'static [&'static str],
    /// The month of the first recording with them.
    since: Edition,
}

const fn introduced(
    schema: &'static str,
    members: &'static [&'static str],
    year: u16,
    month: u8,
) -> Introduced {
    Introduced { schema, members, since: Edition::new(year, month) }
}

/// The month since which all apps have `universalLogout`.
const UNIVERSAL_LOGOUT: Edition = Edition::new(2025, 6);

const INTRODUCED: &[Introduced] = &[
    introduced(
        "APIServiceIntegrationInstance",
        &["configGuideUrl", "createdAt", "createdBy", "properties"],
        2025,
        10,
    ),
    introduced("Application", &["orn"], 2025, 3),
    introduced("AuthorizationServer", &["default"], 2025, 11),
    introduced(
        "BrandWithEmbedded",
        &["agreeToCustomPrivacyPolicy", "defaultApp", "isDefault", "name"],
        2025,
        3,
    ),
    introduced("DomainResponse", &["brandId", "certificateSourceType"], 2025, 10),
    introduced("EventHook", &["description"], 2025, 3),
    introduced("GroupRule", &["allGroupsValid"], 2025, 3),
    introduced("IamRole", &["isCloneable"], 2025, 9),
    introduced("NetworkZone", &["asns", "ipServiceCategories", "locations"], 2026, 2),
    introduced("OAuth2Claim", &["apiResourceId"], 2025, 11),
    introduced("OAuth2Scope", &["apiResourceId", "consent", "displayName", "optional"], 2025, 11),
    introduced("ThemeResponse", &["loadingPageTouchPointVariant"], 2025, 3),
];

/// Rejects operations of features that the org does not have.
pub(crate) fn check(call: &Call<'_>, state: &State) -> Result<(), OktaError> {
    let lacks = LACKS.iter().filter(|lack| state.without.contains(&lack.feature));
    let below = |path: &&str| {
        let path = path.trim_start_matches('/').split('/');
        let mut sent = call.segments.iter();
        path.into_iter().all(|own| sent.next().is_some_and(|sent| own == "{}" || own == sent))
    };
    match lacks.flat_map(|lack| lack.paths).find(|path| below(path)) {
        Some(_) => Err(OktaError::new("E0000015", "The org does not have the feature.")),
        None => Ok(()),
    }
}

/// Removes the members that the org's edition and features do not have.
pub(crate) fn apply(call: &Call<'_>, state: &State, response: ResponseTemplate) -> ResponseTemplate {
    if state.edition.is_none() && state.without.is_empty() {
        return response;
    }
    let Some(operation) = operations::find(call.method, &call.segments) else { return response };
    let mut body: Value = match serde_json::from_slice(&response.body) {
        Ok(body) => body,
        Err(_) => return response,
    };
    let list = match (operation.reply, &mut body) {
        (Reply::ListIn(member), Value::Object(members)) => members.get_mut(member),
        (_, body) => Some(body),
    };
    match list {
        Some(Value::Array(items)) => {
            for item in items.iter_mut().filter_map(Value::as_object_mut) {
                restrict(state, operation.response, item);
            }
        }
        Some(Value::Object(members)) => restrict(state, operation.response, members),
        _ => return response,
    }
    response.json(body)
}

fn restrict(state: &State, schema: &str, members: &mut Map<String, Value>) {
    for lack in LACKS.iter().filter(|lack| state.without.contains(&lack.feature)) {
        for (_, member) in lack.members.iter().filter(|(owner, _)| *owner == schema) {
            members.remove(*member);
        }
    }
    let Some(edition) = state.edition else { return };
    let later = INTRODUCED.iter().filter(|it| it.schema == schema && it.since > edition);
    for member in later.flat_map(|it| it.members) {
        members.remove(*member);
    }
    if schema == "Application" {
        if edition < UNIVERSAL_LOGOUT {
            members.remove("universalLogout");
        } else {
            members.entry("universalLogout").or_insert(Value::Null);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_are_months() {
        assert_eq!("2025-03".parse::<Edition>().unwrap().to_string(), "2025-03");
        for invalid in ["", "2025", "2025-13", "2025-0", "x-1"] {
            assert_eq!(invalid.parse::<Edition>(), Err(InvalidEdition), "{invalid}");
        }
    }

    #[test]
    fn features_have_names() {
        for lack in LACKS {
            assert_eq!(lack.name.parse(), Ok(lack.feature));
            assert_eq!(lack.feature.to_string(), lack.name);
        }
        assert!("other".parse::<Feature>().is_err());
    }

    #[test]
    fn members_are_those_of_schemas() {
        let schemas: Vec<&str> = operations::all().map(|operation| operation.response).collect();
        let introduced = INTRODUCED.iter().map(|it| it.schema);
        for schema in introduced.chain(LACKS.iter().flat_map(|lack| lack.members.iter().map(|it| it.0))) {
            assert!(schemas.contains(&schema), "{schema}");
        }
    }
}
