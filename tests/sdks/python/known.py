"""Calls that are known to be wrong, with the reason. A tour fails if the list is not exact."""

RESEND = "the SDK expects one object in `_links.resend`, Okta sends a list"

KNOWN = {
    "activate_factor": "the SDK's model of the request has no pass code and sends an empty object",
    "create_hook_key": "the SDK expects `isUsed` as text, Okta sends a boolean",
    "enroll_factor: call": RESEND,
    "enroll_factor: email": RESEND,
    "enroll_factor: sms": RESEND,
    "list_email_domains": "the SDK knows record types in capitals only, Okta sends `cname`",
    "list_factors": RESEND,
    "list_network_zones": "the SDK expects an object in `asns.include`, Okta sends a list",
    "list_policies: ACCESS_POLICY": "the SDK expects an object in `_embedded.resourceType`, Okta sends text",
    "verify_factor": "the SDK's model of the request has no answer and sends an empty object",
}
