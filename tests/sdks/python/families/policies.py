"""Policies with their rules, and authorization servers."""

from checks import ANY


async def policies(t):
    for kind in ("OKTA_SIGN_ON", "PASSWORD", "MFA_ENROLL", "ACCESS_POLICY", "PROFILE_ENROLLMENT", "IDP_DISCOVERY"):
        await t("list_policies", kind, note=kind, ok=lambda found, kind=kind: found and {p.type.value for p in found} == {kind})
    group = await t("add_group", {"profile": {"name": "Ruled"}}, note="for a policy")
    conditions = {"people": {"groups": {"include": [str(group.id)]}}}
    body = {"type": "OKTA_SIGN_ON", "name": "Tour", "description": "d", "status": "ACTIVE", "conditions": conditions}
    policy = await t("create_policy", body, ok=lambda p: p.status == "ACTIVE" and p.priority == 1 and p.system is False)
    second = await t("create_policy", {**body, "name": "Tour 2"}, note="second", ok=lambda p: p.priority == 2)
    await t("create_policy", body, note="name in use", error="E0000001")
    await t("get_policy", policy.id, ok=lambda p: p.name == "Tour" and p.conditions.people.groups.include == [group.id])
    await t("replace_policy", policy.id, {**body, "name": "Tour 3", "priority": 1}, ok=lambda p: p.name == "Tour 3")
    await t("deactivate_policy", policy.id, status=204)
    await t("activate_policy", policy.id, status=204)
    rule = {"type": "SIGN_ON", "name": "Rule", "actions": {"signon": {
        "access": "ALLOW", "requireFactor": False,
        "session": {"usePersistentCookie": False, "maxSessionIdleMinutes": 120, "maxSessionLifetimeMinutes": 0}}}}
    made = await t("create_policy_rule", policy.id, rule, ok=lambda r: r.actions.signon.access == "ALLOW" and r.priority == 1)
    await t("list_policy_rules", policy.id, ok=lambda rules: [r.id for r in rules] == [made.id])
    await t("get_policy_rule", policy.id, made.id, ok=lambda r: r.name == "Rule")
    await t("replace_policy_rule", policy.id, made.id, {**rule, "name": "Rule 2"}, ok=lambda r: r.name == "Rule 2")
    await t("deactivate_policy_rule", policy.id, made.id, status=204)
    await t("activate_policy_rule", policy.id, made.id, status=204)
    await t("delete_policy_rule", policy.id, made.id, status=204)
    access = await t("create_policy", {"type": "ACCESS_POLICY", "name": "Tour access", "description": "d"}, note="ACCESS_POLICY",
                     ok=lambda p: p.type == "ACCESS_POLICY")
    await t("list_policy_rules", access.id, note="ACCESS_POLICY", ok=lambda rules: [r.name for r in rules] == ["Catch-all Rule"])
    copy = await t("clone_policy", access.id, ok=lambda p: p.type == "ACCESS_POLICY" and p.system is False and p.id != access.id)
    await t("list_policy_rules", copy.id, note="of a clone", ok=lambda rules: rules[-1].system)
    await t("list_policy_apps", access.id, ok=lambda found: found == [])
    await t("list_policy_mappings", access.id, ok=lambda found: found == [])
    await t("delete_policy", copy.id, note="clone", status=204)
    await t("delete_policy", second.id, status=204)
    await t("get_policy", second.id, note="deleted", error="E0000007")
    default = await t("list_policies", "OKTA_SIGN_ON", note="default is last",
                      ok=lambda found: max(found, key=lambda p: p.priority).system)
    await t("delete_policy", next((p.id for p in default if p.system), "missing"), note="default", error=ANY)


async def authorization_servers(t):
    await t("list_authorization_servers", ok=lambda found: "default" in [s.id for s in found] or found[0].name == "default")
    await t("get_authorization_server", "default", note="default", ok=lambda s: s.issuer.endswith("/oauth2/default"))
    body = {"name": "Tour", "description": "d", "audiences": ["api://tour"]}
    server = await t("create_authorization_server", body, status=201,
                     ok=lambda s: s.status == "ACTIVE" and s.issuer.endswith(s.id) and bool(s.credentials.signing.kid))
    await t("get_authorization_server", server.id, ok=lambda s: s.audiences == ["api://tour"])
    await t("replace_authorization_server", server.id, {**body, "description": "e"}, ok=lambda s: s.description == "e")
    await t("list_o_auth2_scopes", server.id, ok=lambda found: {"openid", "profile"} <= {s.name for s in found})
    scope = await t("create_o_auth2_scope", server.id, {"name": "car:drive", "consent": "REQUIRED"}, status=201,
                    ok=lambda s: s.system is False and s.metadata_publish == "NO_CLIENTS")
    await t("get_o_auth2_scope", server.id, scope.id, ok=lambda s: s.name == "car:drive")
    await t("replace_o_auth2_scope", server.id, scope.id, {"name": "car:drive", "description": "d"},
            ok=lambda s: s.description == "d")
    await t("list_o_auth2_claims", server.id, ok=lambda found: "sub" in [c.name for c in found])
    claim = {"name": "support", "status": "ACTIVE", "claimType": "RESOURCE", "valueType": "EXPRESSION",
             "value": '"driving!"', "alwaysIncludeInToken": True, "conditions": {"scopes": []}}
    made = await t("create_o_auth2_claim", server.id, claim, status=201, ok=lambda c: c.value == '"driving!"')
    await t("get_o_auth2_claim", server.id, made.id, ok=lambda c: c.name == "support")
    await t("replace_o_auth2_claim", server.id, made.id, {**claim, "value": '"flying!"'}, ok=lambda c: c.value == '"flying!"')
    await t("delete_o_auth2_claim", server.id, made.id, status=204)
    await t("delete_o_auth2_scope", server.id, scope.id, status=204)
    await t("list_authorization_server_keys", server.id, ok=lambda keys: {"ACTIVE", "NEXT"} <= {k.status for k in keys})
    await t("rotate_authorization_server_keys", server.id, {"use": "sig"}, ok=lambda keys: len(keys) >= 2)
    policy = {"type": "OAUTH_AUTHORIZATION_POLICY", "status": "ACTIVE", "name": "Default", "description": "d", "priority": 1,
              "conditions": {"clients": {"include": ["ALL_CLIENTS"]}}}
    made = await t("create_authorization_server_policy", server.id, policy, status=201, ok=lambda p: p.status == "ACTIVE")
    await t("list_authorization_server_policies", server.id, ok=lambda found: [p.id for p in found] == [made.id])
    rule = {"type": "RESOURCE_ACCESS", "name": "All", "status": "ACTIVE", "priority": 1,
            "conditions": {"people": {"groups": {"include": ["EVERYONE"]}},
                           "grantTypes": {"include": ["client_credentials"]}, "scopes": {"include": ["*"]}},
            "actions": {"token": {"accessTokenLifetimeMinutes": 60, "refreshTokenLifetimeMinutes": 0,
                                  "refreshTokenWindowMinutes": 10080}}}
    access = await t("create_authorization_server_policy_rule", server.id, made.id, rule, status=201,
                     ok=lambda r: r.actions.token.access_token_lifetime_minutes == 60)
    await t("list_authorization_server_policy_rules", server.id, made.id, ok=lambda found: [r.id for r in found] == [access.id])
    await t("delete_authorization_server_policy_rule", server.id, made.id, access.id, status=204)
    await t("delete_authorization_server_policy", server.id, made.id, status=204)
    await t("deactivate_authorization_server", server.id, status=204)
    await t("get_authorization_server", server.id, note="inactive", ok=lambda s: s.status == "INACTIVE")
    await t("delete_authorization_server", server.id, status=204)


async def tour(t):
    await policies(t)
    await authorization_servers(t)
