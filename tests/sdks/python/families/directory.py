"""Schemas, user types, mappings, realms, identity providers."""

from checks import ANY


def custom(name, **more):
    return {"definitions": {"custom": {"id": "#custom", "type": "object", "properties": {
        name: {"title": name, "type": "string", "scope": "NONE", **more}}}}}


async def schemas(t):
    await t("get_user_schema", "default", ok=lambda s: s.definitions.base.properties.login.min_length == 5)
    await t("update_user_profile", "default", custom("twitter", maxLength=15),
            ok=lambda s: s.definitions.custom.properties["twitter"].max_length == 15)
    body = {"profile": {"firstName": "T", "lastName": "W", "email": "tw@tour.example.com", "login": "tw@tour.example.com",
                        "twitter": "@tw"}}
    await t("create_user", body, activate=False, note="custom attribute", ok=lambda u: u.status == "STAGED")
    await t("get_group_schema", ok=lambda s: s.definitions.base.properties.name is not None)
    await t("update_group_schema", custom("floor"), ok=lambda s: "floor" in s.definitions.custom.properties)
    await t("list_log_stream_schemas", ok=lambda found: len(found) == 2)


async def types(t):
    default = await t("list_user_types", ok=lambda found: [k.default for k in found] == [True])
    await t("get_user_type", "default", ok=lambda k: k.id == default[0].id and k.name == "user")
    kind = await t("create_user_type", {"name": "contractor", "displayName": "Contractor", "description": "d"},
                   ok=lambda k: k.default is False)
    await t("update_user_type", kind.id, {"displayName": "External"}, ok=lambda k: k.display_name == "External")
    await t("replace_user_type", kind.id, {"name": "contractor", "displayName": "Ext", "description": "e"},
            ok=lambda k: k.description == "e")
    schema = kind.links.var_schema.href.rsplit("/", 1)[-1]
    await t("get_user_schema", schema, note="of another type", ok=lambda s: s.definitions.base is not None)
    await t("delete_user_type", default[0].id, note="default", error=ANY)
    await t("delete_user_type", kind.id, status=204)


async def mappings_and_realms(t):
    found = await t("list_profile_mappings", limit=2, ok=lambda found: len(found) >= 1)
    await t("get_profile_mapping", found[0].id, ok=lambda m: bool(m.source.id) and bool(m.target.id))
    await t("list_realms", ok=lambda found: [r.is_default for r in found] == [True])
    realm = await t("create_realm", {"profile": {"name": "Tour"}}, ok=lambda r: r.profile.name == "Tour")
    await t("get_realm", realm.id, ok=lambda r: r.is_default is False)
    await t("replace_realm", realm.id, {"profile": {"name": "Tour 2"}}, ok=lambda r: r.profile.name == "Tour 2")
    await t("delete_realm", realm.id, status=204)


async def identity_providers(t):
    await t("list_identity_providers", ok=lambda found: found == [])
    body = {"type": "GOOGLE", "name": "Tour Google",
            "protocol": {"type": "OIDC", "scopes": ["openid", "email"],
                         "credentials": {"client": {"client_id": "id", "client_secret": "secret"}}},
            "policy": {"accountLink": {"action": "AUTO", "filter": None},
                       "provisioning": {"action": "AUTO", "profileMaster": False, "groups": {"action": "NONE"},
                                        "conditions": {"deprovisioned": {"action": "NONE"}, "suspended": {"action": "NONE"}}},
                       "subject": {"userNameTemplate": {"template": "idpuser.email"}, "matchType": "USERNAME"},
                       "maxClockSkew": 0}}
    idp = await t("create_identity_provider", body, ok=lambda p: p.status == "ACTIVE" and p.links is not None)
    await t("get_identity_provider", idp.id, ok=lambda p: p.name == "Tour Google")
    await t("list_identity_providers", q="Tour", note="q", ok=lambda found: [p.id for p in found] == [idp.id])
    await t("replace_identity_provider", idp.id, {**body, "name": "Tour G"}, ok=lambda p: p.name == "Tour G")
    await t("list_identity_provider_application_users", idp.id, ok=lambda found: found == [])
    await t("deactivate_identity_provider", idp.id, ok=lambda p: p.status == "INACTIVE")
    await t("activate_identity_provider", idp.id, ok=lambda p: p.status == "ACTIVE")
    await t("deactivate_identity_provider", idp.id, note="before deletion")
    await t("delete_identity_provider", idp.id, status=204)
    await t("get_identity_provider", idp.id, note="deleted", error="E0000007")
    await t("list_identity_provider_keys", ok=lambda found: isinstance(found, list))


async def tour(t):
    await schemas(t)
    await types(t)
    await mappings_and_realms(t)
    await identity_providers(t)
