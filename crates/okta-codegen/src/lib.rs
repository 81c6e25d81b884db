//! Generates okta-models and the endpoint wrappers of okta-client from Okta's OpenAPI document.
