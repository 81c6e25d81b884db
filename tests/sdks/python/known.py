"""Calls that are known to be wrong, with the reason. A tour fails if the list is not exact."""

PROFILE = "the SDK expects an object in each attribute of the profile, Okta sends text"
RESEND = "the SDK expects one object in `_links.resend`, Okta sends a list"

KNOWN = {
    "activate_factor": "the SDK's model of the request has no pass code and sends an empty object",
    "create_hook_key": "the SDK expects `isUsed` as text, Okta sends a boolean",
    "enroll_factor: call": RESEND,
    "enroll_factor: email": RESEND,
    "enroll_factor: sms": RESEND,
    "get_authenticator_settings": "the SDK expects a list, Okta sends an object",
    "get_user_lockout_settings": "the SDK expects a list, Okta sends an object",
    "list_email_domains": "the SDK knows record types in capitals only, Okta sends `cname`",
    "link_user_to_identity_provider": PROFILE,
    "list_factors": RESEND,
    "list_identity_provider_application_users: one": PROFILE,
    "list_network_zones": "the SDK expects an object in `asns.include`, Okta sends a list",
    "list_policies: ACCESS_POLICY": "the SDK expects an object in `_embedded.resourceType`, Okta sends text",
    "list_roles_for_client": "the SDK finds two types for a role",
    "verify_factor": "the SDK's model of the request has no answer and sends an empty object",
}
