"""Applications by kind, their assignments, credentials and settings."""

import os

from .users import create

SAML = {
    "label": "Tour SAML",
    "signOnMode": "SAML_2_0",
    "visibility": {"autoSubmitToolbar": False, "hide": {"iOS": False, "web": False}},
    "settings": {"signOn": {
        "ssoAcsUrl": "https://app.example.com/acs", "recipient": "https://app.example.com/acs",
        "destination": "https://app.example.com/acs", "audience": "https://app.example.com",
        "idpIssuer": "http://www.okta.com/${org.externalKey}", "subjectNameIdTemplate": "${user.userName}",
        "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
        "responseSigned": True, "assertionSigned": True, "signatureAlgorithm": "RSA_SHA256",
        "digestAlgorithm": "SHA256", "honorForceAuthn": True, "requestCompressed": False,
        "allowMultipleAcsEndpoints": False,
        "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
    }},
}
OIDC = {
    "name": "oidc_client",
    "label": "Tour OIDC",
    "signOnMode": "OPENID_CONNECT",
    "credentials": {"oauthClient": {"token_endpoint_auth_method": "client_secret_post", "autoKeyRotation": True}},
    "settings": {"oauthClient": {
        "redirect_uris": ["https://app.example.com/callback"], "response_types": ["code"],
        "grant_types": ["authorization_code"], "application_type": "web",
    }},
}


def bookmark(label):
    settings = {"app": {"requestIntegration": False, "url": "https://wiki.example.com"}}
    return {"name": "bookmark", "label": label, "signOnMode": "BOOKMARK", "settings": settings}


async def kinds(t):
    oidc = await t("create_application", OIDC, note="OIDC", ok=lambda app: (
        app.credentials.oauth_client.client_id == app.id and bool(app.credentials.oauth_client.client_secret)))
    saml = await t("create_application", SAML, note="SAML", ok=lambda app: bool(app.credentials.signing.kid))
    wiki = await t("create_application", bookmark("Tour wiki"), note="bookmark",
                   ok=lambda app: app.status == "ACTIVE" and app.settings.app.url == "https://wiki.example.com")
    swa = {"name": "template_swa", "label": "Tour SWA", "signOnMode": "BROWSER_PLUGIN", "settings": {"app": {
        "buttonField": "b", "passwordField": "p", "usernameField": "u", "url": "https://swa.example.com/login"}}}
    plugin = await t("create_application", swa, note="SWA", ok=lambda app: app.credentials.scheme == "EDIT_USERNAME_AND_PASSWORD")
    basic = {"name": "template_basic_auth", "label": "Tour basic", "signOnMode": "BASIC_AUTH",
             "settings": {"app": {"url": "https://b.example.com", "authURL": "https://b.example.com/auth"}}}
    await t("create_application", basic, note="basic authentication", ok=lambda app: app.name == "template_basic_auth")
    auto = {"label": "Tour auto", "signOnMode": "AUTO_LOGIN",
            "settings": {"signOn": {"redirectUrl": "https://a.example.com", "loginUrl": "https://a.example.com/login"}}}
    await t("create_application", auto, note="auto login", ok=lambda app: app.settings.sign_on.login_url.endswith("/login"))
    return oidc, saml, wiki, plugin


async def reading(t, oidc, wiki):
    await t("get_application", oidc.id, ok=lambda app: app.label == "Tour OIDC" and app.links is not None)
    await t("get_application", "0oa0000000000000none", note="unknown", error="E0000007")
    await t("list_applications", limit=2, note="page", ok=lambda apps: len(apps) == 2)
    await t("list_applications", q="Tour w", note="q", ok=lambda apps: [app.id for app in apps] == [wiki.id])
    await t("list_applications", filter='status eq "ACTIVE"', note="filter", ok=lambda apps: len(apps) >= 6)
    await t("replace_application", wiki.id, bookmark("Tour wiki 2"), ok=lambda app: app.label == "Tour wiki 2")


async def assignments(t, app, wiki):
    user = await create(t, "assignee")
    await t("assign_user_to_application", wiki.id, {"id": str(user.id), "scope": "USER"}, note="bookmark")
    await t("list_app_links", user.id, note="of an assigned user",
            ok=lambda links: [link.app_instance_id for link in links] == [wiki.id])
    await t("assign_user_to_application", app.id,
            {"id": str(user.id), "scope": "USER", "credentials": {"userName": "assignee"}},
            ok=lambda found: found.scope == "USER" and found.credentials.user_name == "assignee")
    await t("list_application_users", app.id, ok=lambda found: [u.id for u in found] == [user.id])
    await t("get_application_user", app.id, user.id, ok=lambda found: found.status in ("ACTIVE", "PROVISIONED"))
    await t("unassign_user_from_application", app.id, user.id, status=204)
    await t("get_application_user", app.id, user.id, note="unassigned", error="E0000007")
    group = await t("add_group", {"profile": {"name": "Assigned"}}, note="for an app")
    await t("assign_group_to_application", app.id, group.id, {"priority": 0}, ok=lambda found: found.id == group.id)
    await t("list_application_group_assignments", app.id, ok=lambda found: [g.id for g in found] == [group.id])
    await t("get_application_group_assignment", app.id, group.id, ok=lambda found: found.priority == 0)
    await t("list_assigned_applications_for_group", group.id, note="assigned", ok=lambda apps: [a.id for a in apps] == [app.id])
    await t("unassign_application_from_group", app.id, group.id, status=204)


async def credentials(t, oidc, saml):
    keys = await t("list_application_keys", saml.id, ok=lambda found: found[0].kty == "RSA" and bool(found[0].x5c))
    new = await t("generate_application_key", saml.id, 2, status=201, ok=lambda key: key.kid != keys[0].kid)
    await t("get_application_key", saml.id, new.kid, ok=lambda key: key.kid == new.kid)
    await t("list_application_keys", saml.id, note="with a new one", ok=lambda found: len(found) == 2)
    await t("preview_sam_lmetadata_for_application", saml.id, new.kid, ok=lambda text: "EntityDescriptor" in str(text))
    csr = {"subject": {"countryName": "DE", "stateOrProvinceName": "BW", "localityName": "Ulm",
                       "organizationName": "Tour", "commonName": "SP issuer"},
           "subjectAltNames": {"dnsNames": ["app.example.com"]}}
    await t("generate_csr_for_application", saml.id, csr, status=201, ok=lambda found: '"kty":"RSA"' in str(found).replace(" ", ""))
    requests = await t("list_csrs_for_application", saml.id, ok=lambda found: [c.kty for c in found] == ["RSA"])
    await t("revoke_csr_from_application", saml.id, requests[0].id, status=204)
    await t("list_o_auth2_client_secrets", oidc.id, ok=lambda found: found[0].status == "ACTIVE")
    secret = await t("create_o_auth2_client_secret", oidc.id, {}, status=201, ok=lambda found: bool(found.client_secret))
    await t("deactivate_o_auth2_client_secret", oidc.id, secret.id, ok=lambda found: found.status == "INACTIVE")
    await t("delete_o_auth2_client_secret", oidc.id, secret.id, status=204)
    await t("list_jwk", oidc.id)


async def settings(t, oidc, saml):
    await t("list_scope_consent_grants", oidc.id, ok=lambda found: found == [])
    await t("grant_consent_to_scope", oidc.id, {"issuer": os.environ["OKTA_CLIENT_ORGURL"], "scopeId": "okta.users.read"})
    grants = await t("list_scope_consent_grants", oidc.id, note="one", ok=lambda found: found[0].scope_id == "okta.users.read")
    await t("get_scope_consent_grant", oidc.id, grants[0].id, ok=lambda found: found.id == grants[0].id)
    await t("revoke_scope_consent_grant", oidc.id, grants[0].id, status=204)
    await t("list_o_auth2_tokens_for_application", oidc.id, ok=lambda found: found == [])
    await t("get_application_user_schema", saml.id, ok=lambda schema: schema.definitions.base is not None)
    custom = {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {
        "badge": {"title": "Badge", "type": "string", "scope": "NONE", "maxLength": 20}}}}}
    await t("update_application_user_profile", saml.id, custom,
            ok=lambda schema: "badge" in (schema.definitions.custom.properties or {}))
    policy = saml.links.access_policy.href.rsplit("/", 1)[-1]
    await t("assign_application_policy", saml.id, policy, status=204)
    await t("list_federated_claims", saml.id, ok=lambda found: found == [])
    await t("create_federated_claim", saml.id, {"name": "role", "expression": "appuser.role"}, status=201,
            ok=lambda found: found.name == "role")


async def lifecycle(t, wiki, plugin):
    await t("delete_application", wiki.id, note="active", error="E0000056", status=403)
    await t("deactivate_application", wiki.id)
    await t("get_application", wiki.id, note="inactive", ok=lambda app: app.status == "INACTIVE")
    await t("activate_application", wiki.id)
    await t("deactivate_application", wiki.id, note="again")
    await t("delete_application", wiki.id, status=204)
    await t("get_application", wiki.id, note="deleted", error="E0000007")
    await t("deactivate_application", plugin.id, note="SWA")
    await t("delete_application", plugin.id, status=204, note="SWA")


async def tour(t):
    oidc, saml, wiki, plugin = await kinds(t)
    await reading(t, oidc, wiki)
    await assignments(t, oidc, wiki)
    await credentials(t, oidc, saml)
    await settings(t, oidc, saml)
    await lifecycle(t, wiki, plugin)
