"""Roles, resource sets, hooks, log streams, tokens, org settings, the System Log."""

import os

from checks import ANY

from .users import create


async def roles(t):
    user = await create(t, "admin2")
    await t("list_assigned_roles_for_user", user.id, note="none", ok=lambda found: found == [])
    await t("assign_role_to_user", user.id, {"type": "HELP_DESK_ADMIN"}, status=201)
    roles = await t("list_assigned_roles_for_user", user.id, ok=lambda found: len(found) == 1)
    role_id = roles[0].actual_instance.id
    await t("get_user_assigned_role", user.id, role_id)
    group = await t("add_group", {"profile": {"name": "Helped"}}, note="as a target of a user")
    await t("assign_group_target_to_user_role", user.id, role_id, group.id, status=204)
    await t("list_group_targets_for_role", user.id, role_id, ok=lambda found: [g.id for g in found] == [group.id])
    await t("unassign_role_from_user", user.id, role_id, status=204)
    await t("list_users_with_role_assignments", ok=lambda found: len(found.value) >= 1)
    body = {"label": "Tour", "description": "d", "permissions": ["okta.users.read"]}
    role = await t("create_role", body, ok=lambda r: r.label == "Tour")
    await t("create_role", body, note="label in use", error="E0000001")
    await t("get_role", "Tour", note="by label", ok=lambda r: r.id == role.id)
    await t("list_roles", ok=lambda found: "Tour" in [r.label for r in found.roles])
    await t("replace_role", role.id, {"label": "Tour 2", "description": "e"}, ok=lambda r: r.description == "e")
    await t("create_role_permission", role.id, "okta.groups.read", status=204)
    await t("list_role_permissions", role.id,
            ok=lambda found: {"okta.users.read", "okta.groups.read"} == {p.label for p in found.permissions})
    await t("delete_role_permission", role.id, "okta.groups.read", status=204)
    org = os.environ["OKTA_CLIENT_ORGURL"]
    body = {"label": "Tour", "description": "d", "resources": [f"{org}/api/v1/users"]}
    found = await t("create_resource_set", body, ok=lambda r: r.label == "Tour")
    await t("get_resource_set", found.id, ok=lambda r: r.description == "d")
    await t("list_resource_sets", ok=lambda sets: "Tour" in [s.label for s in sets.resource_sets])
    await t("list_resource_set_resources", found.id, ok=lambda resources: len(resources.resources) == 1)
    binding = {"role": str(role.id), "members": [f"{org}/api/v1/users/{user.id}"]}
    await t("create_resource_set_binding", found.id, binding)
    await t("list_bindings", found.id, ok=lambda bindings: [b.id for b in bindings.roles] == [role.id])
    await t("list_members_of_binding", found.id, role.id, ok=lambda members: len(members.members) == 1)
    await t("delete_binding", found.id, role.id, status=204)
    await t("delete_resource_set", found.id, status=204)
    await t("delete_role", role.id, status=204)


async def hooks(t):
    channel = {"type": "HTTP", "version": "1.0.0", "config": {
        "uri": "https://tour.example.com/hook", "authScheme": {"type": "HEADER", "key": "Authorization", "value": "secret"}}}
    body = {"name": "Tour", "events": {"type": "EVENT_TYPE", "items": ["user.lifecycle.create"]}, "channel": channel}
    hook = await t("create_event_hook", body, ok=lambda h: h.status == "ACTIVE" and h.verification_status == "UNVERIFIED")
    await t("get_event_hook", hook.id, ok=lambda h: h.events.items == ["user.lifecycle.create"])
    await t("list_event_hooks", ok=lambda found: [h.id for h in found] == [hook.id])
    await t("verify_event_hook", hook.id, ok=lambda h: h.verification_status == "VERIFIED")
    await t("replace_event_hook", hook.id, {**body, "name": "Tour 2"}, ok=lambda h: h.name == "Tour 2")
    await t("delete_event_hook", hook.id, note="active", error=ANY)
    await t("deactivate_event_hook", hook.id, ok=lambda h: h.status == "INACTIVE")
    await t("delete_event_hook", hook.id, status=204)
    inline = {"name": "Tour", "type": "com.okta.oauth2.tokens.transform", "version": "1.0.0",
              "channel": {**channel, "config": {**channel["config"], "method": "POST"}}}
    hook = await t("create_inline_hook", inline, ok=lambda h: h.status == "ACTIVE")
    await t("get_inline_hook", hook.id, ok=lambda h: h.name == "Tour")
    await t("list_inline_hooks", ok=lambda found: [h.id for h in found] == [hook.id])
    await t("deactivate_inline_hook", hook.id, ok=lambda h: h.status == "INACTIVE")
    await t("delete_inline_hook", hook.id, status=204)
    await t("create_hook_key", {"name": "Tour"}, ok=lambda k: k.name == "Tour" and bool(k.key_id))


async def org(t):
    await t("get_org_settings", ok=lambda found: bool(found.subdomain) and found.status == "ACTIVE")
    await t("update_org_settings", {"phoneNumber": "+1-555-415-1337"}, ok=lambda found: found.phone_number == "+1-555-415-1337")
    await t("get_org_preferences", ok=lambda found: found.show_end_user_footer in (True, False))
    await t("list_org_contact_types", ok=lambda found: {"BILLING", "TECHNICAL"} <= {getattr(c, "actual_instance", c).contact_type for c in found})
    await t("get_org_contact_user", "BILLING", ok=lambda found: bool(found.user_id))
    await t("get_org_okta_support_settings", ok=lambda found: found.support == "DISABLED")
    await t("get_okta_communication_settings", ok=lambda found: found.opt_out_email_users in (True, False))
    await t("get_wellknown_org_metadata", ok=lambda found: found.pipeline in ("idx", "v1"))
    features = await t("list_features", ok=lambda found: len(found) > 0)
    await t("get_feature", features[0].id, ok=lambda f: f.type == "self-service")
    await t("list_api_tokens", ok=lambda found: len(found) == 1)
    await t("get_org_captcha_settings", ok=lambda found: found.captcha_id is None)
    captcha = await t("create_captcha_instance", {"name": "Tour", "type": "HCAPTCHA", "siteKey": "k", "secretKey": "s"},
                      status=201, ok=lambda c: c.type == "HCAPTCHA" and c.secret_key is None)
    await t("delete_captcha_instance", captcha.id, status=204)
    await t("get_rate_limit_settings_warning_threshold", ok=lambda found: found.warning_threshold == 90)
    await t("replace_rate_limit_settings_warning_threshold", {"warningThreshold": 66}, ok=lambda found: found.warning_threshold == 66)
    await t("list_log_streams", ok=lambda found: found == [])
    await t("list_agent_pools", ok=lambda found: found == [])
    await t("list_push_providers", ok=lambda found: found == [])
    await t("list_yubikey_otp_tokens", ok=lambda found: found == [])
    await t("get_session", "102none", error="E0000007")


async def log(t):
    await t("list_log_events", limit=5, ok=lambda found: len(found) == 5 and found[0].published <= found[4].published)
    await t("list_log_events", filter='eventType eq "user.lifecycle.create"', limit=3, note="filter",
            ok=lambda found: {e.event_type for e in found} == {"user.lifecycle.create"})
    await t("list_log_events", since="2020-01-01T00:00:00.000Z", sort_order="DESCENDING", limit=2, note="descending",
            ok=lambda found: found[0].published >= found[1].published)
    await t("list_log_events", q="ada@tour.example.com", limit=5, note="q", ok=lambda found: len(found) > 0)
    await t("list_log_events", filter="eventType ==", note="invalid filter", error=ANY)


async def tour(t):
    await roles(t)
    await hooks(t)
    await org(t)
    await log(t)
