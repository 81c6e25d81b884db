"""Integrations, provisioning, streams, settings of the org, limits: families with few operations each."""

from checks import ANY

from .apps import OIDC, bookmark
from .users import create


async def apps(t):
    oidc = await t("create_application", {**OIDC, "label": "Tour integrations"}, note="for integrations")
    other = await t("create_application", {**OIDC, "label": "Tour resource"}, note="as a resource")
    await t("get_default_provisioning_connection_for_application", oidc.id, ok=lambda c: c.status == "UNKNOWN")
    await t("list_features_for_application", oidc.id, error=ANY)
    source = await t("add_group", {"profile": {"name": "Pushed"}}, note="to push")
    pushed = {"sourceGroupId": str(source.id), "status": "ACTIVE", "targetGroupName": "Pushed copy"}
    await t("create_group_push_mapping", oidc.id, pushed)  # Okta's status is 200, for which the SDK has no type.
    mappings = await t("list_group_push_mappings", oidc.id, ok=lambda found: found[0].source_group_id == source.id)
    await t("get_group_push_mapping", oidc.id, mappings[0].id, ok=lambda m: m.status == "ACTIVE")
    await t("update_group_push_mapping", oidc.id, mappings[0].id, {"status": "INACTIVE"}, ok=lambda m: m.status == "INACTIVE")
    await t("delete_group_push_mapping", oidc.id, mappings[0].id, False)
    access = await t("create_cross_app_access_connection", oidc.id, {"resourceAppInstanceId": str(other.id)}, status=201,
                     ok=lambda c: c.status == "ACTIVE" and c.requesting_app_instance_id == oidc.id)
    await t("get_all_cross_app_access_connections", oidc.id, ok=lambda found: [c.id for c in found] == [access.id])
    await t("update_cross_app_access_connection", oidc.id, access.id, {"status": "INACTIVE"}, ok=lambda c: c.status == "INACTIVE")
    await t("delete_cross_app_access_connection", oidc.id, access.id, status=204)
    claim = await t("create_federated_claim", oidc.id, {"name": "tier", "expression": "appuser.tier"}, status=201, note="to replace")
    await t("get_federated_claim", oidc.id, claim.id, ok=lambda c: c.expression == "appuser.tier")
    await t("delete_federated_claim", oidc.id, claim.id, status=204)
    wiki = await t("create_application", bookmark("Tour inactive"), activate=False, note="inactive",
                   ok=lambda app: app.status == "INACTIVE")
    await t("delete_application", wiki.id, note="never active", status=204)
    service = await t("create_api_service_integration_instance", {"type": "cerbos", "grantedScopes": ["okta.users.read"]},
                      status=201, ok=lambda s: s.granted_scopes == ["okta.users.read"])
    await t("list_api_service_integration_instances", ok=lambda found: service.id in [s.id for s in found])
    secret = await t("create_api_service_integration_instance_secret", service.id, status=201, ok=lambda s: bool(s.client_secret))
    await t("list_api_service_integration_instance_secrets", service.id, ok=lambda found: [s.id for s in found] == [secret.id])
    await t("deactivate_api_service_integration_instance_secret", service.id, secret.id, ok=lambda s: s.status == "INACTIVE")
    await t("delete_api_service_integration_instance_secret", service.id, secret.id, status=204)
    await t("delete_api_service_integration_instance", service.id, status=204)
    return oidc


async def clients(t, app):
    await t("list_roles_for_client", app.id, note="none", ok=lambda found: found == [])
    await t("assign_role_to_client", app.id, {"type": "HELP_DESK_ADMIN"}, status=201)
    await t("list_roles_for_client", app.id, ok=lambda found: len(found) == 1)
    await t("assign_role_to_client", "0oa0000000000000none", {"type": "HELP_DESK_ADMIN"}, note="unknown", error="E0000007")


async def streams(t):
    await t("create_log_stream", {
        "type": "aws_eventbridge", "name": "Tour", "id": "x", "status": "ACTIVE", "created": "2025-01-01T00:00:00Z",
        "lastUpdated": "2025-01-01T00:00:00Z", "_links": {"self": {"href": "/"}},
        "settings": {"accountId": "123456789012", "eventSourceName": "p", "region": "us-east-1"}},
        ok=lambda s: s.status == "ACTIVE" and s.settings.region == "us-east-1" and s.id != "x")
    found = await t("list_log_streams", note="one", ok=lambda found: [s.name for s in found] == ["Tour"])
    await t("get_log_stream", found[0].id, ok=lambda s: s.type == "aws_eventbridge")
    await t("deactivate_log_stream", found[0].id)
    await t("get_log_stream", found[0].id, note="inactive", ok=lambda s: s.status == "INACTIVE")
    await t("activate_log_stream", found[0].id)
    await t("delete_log_stream", found[0].id, status=204)
    await t("get_log_stream", found[0].id, note="deleted", error="E0000007")
    body = {"name": "Tour", "type": "okta", "settings": {"issuer": "https://tour.okta.com", "jwks_url": "https://tour.okta.com/keys"}}
    provider = await t("create_security_events_provider_instance", body, ok=lambda p: p.status == "ACTIVE")
    await t("get_security_events_provider_instance", provider.id, ok=lambda p: p.name == "Tour")
    await t("deactivate_security_events_provider_instance", provider.id, ok=lambda p: p.status == "INACTIVE")
    await t("delete_security_events_provider_instance", provider.id, status=204)
    key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
    body = {"name": "Tour", "providerType": "APNS", "configuration": {
        "fileName": "k.p8", "keyId": "ABC1234567", "teamId": "DEF9876543", "tokenSigningKey": key}}
    push = await t("create_push_provider", body, ok=lambda p: p.configuration.team_id == "DEF9876543"
                   and p.configuration.token_signing_key is None)
    await t("get_push_provider", push.id, ok=lambda p: p.name == "Tour")
    await t("replace_push_provider", push.id, {**body, "name": "Tour 2"}, ok=lambda p: p.name == "Tour 2")
    await t("delete_push_provider", push.id, status=204)
    element = {"type": "Control", "scope": "#/properties/email", "label": "E-mail", "options": {"format": "text"}}
    body = {"uiSchema": {"buttonLabel": "Submit", "type": "Group", "label": "Sign in", "elements": [element]}}
    schema = await t("create_ui_schema", body, ok=lambda s: s.ui_schema.button_label == "Submit")
    await t("get_ui_schema", schema.id, ok=lambda s: s.ui_schema.label == "Sign in")
    await t("list_ui_schemas", ok=lambda found: schema.id in [s.id for s in found])
    await t("delete_ui_schemas", schema.id, status=204)


async def settings(t):
    captcha = await t("create_captcha_instance", {"name": "Tour", "type": "HCAPTCHA", "siteKey": "k", "secretKey": "s"},
                      status=201, note="for the org")
    await t("create_captcha_instance", {"name": "Second", "type": "HCAPTCHA", "siteKey": "k", "secretKey": "s"},
            note="second", error=ANY)
    await t("replaces_org_captcha_settings", {"captchaId": str(captcha.id), "enabledPages": ["SIGN_IN"]},
            ok=lambda found: found.captcha_id == captcha.id)
    await t("delete_captcha_instance", captcha.id, note="in use", error=ANY)
    await t("delete_org_captcha_settings", status=204)
    await t("delete_captcha_instance", captcha.id, note="not in use", status=204)
    await t("get_user_lockout_settings", ok=lambda found: found.prevent_brute_force_lockout_from_unknown_devices is False)
    await t("get_authenticator_settings", ok=lambda found: found.verify_knowledge_second_when2fa_required is False)
    user = await create(t, "contact")
    await t("replace_org_contact_user", "TECHNICAL", {"userId": str(user.id)}, ok=lambda found: found.user_id == user.id)
    await t("get_org_contact_user", "TECHNICAL", note="replaced", ok=lambda found: found.user_id == user.id)
    await t("set_org_hide_okta_ui_footer", ok=lambda found: found.show_end_user_footer is False)
    await t("get_org_preferences", note="hidden footer", ok=lambda found: found.show_end_user_footer is False)
    await t("set_org_show_okta_ui_footer", ok=lambda found: found.show_end_user_footer is True)
    await t("opt_out_users_from_okta_communication_emails", ok=lambda found: found.opt_out_email_users is True)
    await t("opt_in_users_to_okta_communication_emails", ok=lambda found: found.opt_out_email_users is False)
    await t("list_subscriptions_user", user.id, ok=lambda found: len(found) > 0)
    await t("get_subscriptions_notification_type_role", "SUPER_ADMIN", "OKTA_UPDATE",
            ok=lambda found: found.notification_type == "OKTA_UPDATE")
    await t("unsubscribe_by_notification_type_role", "SUPER_ADMIN", "OKTA_UPDATE")
    await t("get_subscriptions_notification_type_role", "SUPER_ADMIN", "OKTA_UPDATE", note="unsubscribed",
            ok=lambda found: found.status == "unsubscribed")
    await t("upsert_user_risk", user.id, {"riskLevel": "HIGH"}, status=201, ok=lambda found: found.risk_level == "HIGH")
    await t("upsert_user_risk", user.id, {"riskLevel": "LOW"}, note="again", ok=lambda found: found.risk_level == "LOW")
    await t("get_rate_limit_settings_per_client", ok=lambda found: found.default_mode == "ENFORCE")
    await t("replace_rate_limit_settings_per_client", {"defaultMode": "PREVIEW"}, ok=lambda found: found.default_mode == "PREVIEW")
    await t("get_rate_limit_settings_admin_notifications", ok=lambda found: found.notifications_enabled is True)
    tokens = await t("list_api_tokens", note="for limits")
    await t("list_principal_rate_limit_entities", 'principalId eq "x"', note="invalid filter", error="E0000001")
    await t("list_principal_rate_limit_entities", 'principalType eq "SSWS_TOKEN"', ok=lambda found: isinstance(found, list))
    await t("get_api_token", tokens[0].id, ok=lambda token: token.id == tokens[0].id)
    features = await t("list_features", note="to toggle")
    await t("update_feature_lifecycle", features[0].id, "ENABLE", ok=lambda f: f.status == "ENABLED")
    await t("update_feature_lifecycle", features[0].id, "DISABLE", note="back", ok=lambda f: f.status == "DISABLED")


async def providers(t):
    body = {"type": "OIDC", "name": "Tour OIDC", "protocol": {
        "type": "OIDC",
        "endpoints": {"acs": {"binding": "HTTP-POST", "type": "INSTANCE"},
                      "authorization": {"binding": "HTTP-REDIRECT", "url": "https://idp.example.com/authorize"},
                      "token": {"binding": "HTTP-POST", "url": "https://idp.example.com/token"},
                      "userInfo": {"binding": "HTTP-REDIRECT", "url": "https://idp.example.com/userinfo"},
                      "jwks": {"binding": "HTTP-REDIRECT", "url": "https://idp.example.com/keys"}},
        "scopes": ["openid"], "credentials": {"client": {"client_id": "id", "client_secret": "secret"}},
        "issuer": {"url": "https://idp.example.com"}}, "policy": {
        "accountLink": {"action": "AUTO", "filter": None},
        "provisioning": {"action": "AUTO", "conditions": {"deprovisioned": {"action": "NONE"}, "suspended": {"action": "NONE"}},
                         "groups": {"action": "NONE"}},
        "maxClockSkew": 120000, "subject": {"userNameTemplate": {"template": "idpuser.email"}, "matchType": "USERNAME"}}}
    idp = await t("create_identity_provider", body, note="OIDC", ok=lambda p: p.type == "OIDC" and p.status == "ACTIVE")
    await t("generate_identity_provider_signing_key", idp.id, 2, status=201)  # The SDK has a type for 200 only.
    keys = await t("list_identity_provider_signing_keys", idp.id, ok=lambda found: found and found[-1].kty == "RSA")
    await t("get_identity_provider_signing_key", idp.id, keys[0].kid, ok=lambda found: found.kid == keys[0].kid)
    csr = {"subject": {"countryName": "DE", "stateOrProvinceName": "BW", "localityName": "Ulm", "organizationName": "Tour",
                       "organizationalUnitName": "Dev", "commonName": "SP"}, "subjectAltNames": {"dnsNames": ["idp.example.com"]}}
    await t("generate_csr_for_identity_provider", idp.id, csr, status=201)
    requests = await t("list_csrs_for_identity_provider", idp.id, ok=lambda found: len(found) == 1)
    await t("get_csr_for_identity_provider", idp.id, requests[0].id, ok=lambda found: found.kty == "RSA")
    await t("revoke_csr_for_identity_provider", idp.id, requests[0].id, status=204)
    user = await create(t, "linked")
    await t("link_user_to_identity_provider", idp.id, user.id, {"externalId": "ext-1"}, ok=lambda found: found.external_id == "ext-1")
    await t("list_identity_provider_application_users", idp.id, note="one", ok=lambda found: [u.id for u in found] == [user.id])
    await t("list_user_identity_providers", user.id, note="one", ok=lambda found: [p.id for p in found] == [idp.id])
    await t("unlink_user_from_identity_provider", idp.id, user.id, status=204)
    servers = [await t("create_authorization_server", {"name": f"Tour {n}", "description": "d", "audiences": ["api://t"]},
                       note="to associate", status=201) for n in (1, 2)]
    await t("create_associated_servers", servers[0].id, {"trusted": [str(servers[1].id)]}, ok=lambda found: [s.id for s in found] == [servers[1].id])
    await t("list_associated_servers_by_trusted_type", servers[0].id, True, ok=lambda found: [s.id for s in found] == [servers[1].id])
    await t("delete_associated_server", servers[0].id, servers[1].id, status=204)


async def tour(t):
    app = await apps(t)
    await clients(t, app)
    await streams(t)
    await settings(t)
    await providers(t)
