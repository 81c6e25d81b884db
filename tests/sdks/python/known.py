"""Calls that are known to be wrong, with the reason. A tour fails if the list is not exact."""

RESEND = "the SDK expects one object in `_links.resend`, Okta sends a list"

OWNER = "the org gives owners other ids than those of the users"
CUSTOMIZATION = "the org does not compare the customizations of a template"
PAGE = "the org has placeholders in place of the default pages"

KNOWN = {
    "activate_factor": "the SDK's model of the request has no pass code and sends an empty object",
    "create_hook_key": "the SDK expects `isUsed` as text, Okta sends a boolean",
    "enroll_factor: call": RESEND,
    "enroll_factor: email": RESEND,
    "enroll_factor: sms": RESEND,
    "list_factors": RESEND,
    "list_network_zones": "the SDK expects an object in `asns.include`, Okta sends a list",
    "list_policies: ACCESS_POLICY": "the SDK expects an object in `_embedded.resourceType`, Okta sends text",
    "verify_factor": "the SDK's model of the request has no answer and sends an empty object",
    "assign_group_owner": OWNER,
    "list_group_owners": OWNER,
    "delete_group_owner": OWNER,
    "get_user_classification": "the org has no type of classification",
    "list_csrs_for_application": "the org's links allow PUT, which the SDK rejects",
    "revoke_csr_from_application": "as above",
    "create_policy: name in use": "the org accepts two policies of one name",
    "list_policy_rules": "the org adds a default rule to sign-on policies",
    "list_policies: default is last": "the org does not shift the default policy",
    "create_o_auth2_scope": "the org has no default of metadataPublish",
    "create_brand: name in use": "the org has the error of other objects",
    "delete_brand: default": "the org has the error of other objects",
    "get_default_sign_in_page": PAGE,
    "get_default_error_page": PAGE,
    "get_sign_out_page_settings": PAGE,
    "create_email_customization: second default": CUSTOMIZATION,
    "create_email_customization: language in use": CUSTOMIZATION,
    "delete_email_customization: default": CUSTOMIZATION,
    "create_email_domain: domain in use": "the org does not compare the domains",
    "list_email_domains": "the org has no DNS records of domains",
    "list_log_events: invalid filter": "the org has the error of searches",
}
