//! The email domain of a brand, which is a member of the brand.

use serde_json::Value;

use super::families::Family;
use crate::state::State;

const EMAIL_DOMAINS: [&str; 3] = ["api", "v1", "email-domains"];
const BRANDS: &str = "/api/v1/brands";

/// Removes a deleted email domain from its brand.
pub(super) fn unset(state: &mut State, family: &Family, id: &str) {
    if family.path != EMAIL_DOMAINS {
        return;
    }
    for brand in state.objects.ids(BRANDS) {
        if let Some(Value::Object(brand)) = state.objects.get_mut(BRANDS, &brand)
            && brand.get("emailDomainId").is_some_and(|it| it == id)
        {
            brand.remove("emailDomainId");
        }
    }
}

/// Sets the email domain of the brand that a new one belongs to.
pub(super) fn set(state: &mut State, family: &Family, domain: &Value, id: Value) {
    let brand = domain.get("brandId").and_then(Value::as_str).unwrap_or_default();
    if family.path == EMAIL_DOMAINS
        && let Some(brand) = state.objects.get_mut(BRANDS, brand)
    {
        brand["emailDomainId"] = id;
    }
}
