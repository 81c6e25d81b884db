"""Users: creation, lists, changes, lifecycle, credentials, links."""

PASSWORD = {"password": {"value": "Correct*horse*9"}}
QUESTION = {"recovery_question": {"question": "First teacher?", "answer": "babbage"}}
HASH = {
    "algorithm": "SHA-256",
    "salt": "c2FsdHNhbHQ=",
    "saltOrder": "PREFIX",
    "value": "0PeUG2wxBtkJ9mwkTkGc3ko60FIjEwFZQnZs5dQcvXM=",
}


def name(group):
    """The name of a group; the SDK wraps profiles."""
    return group.profile.actual_instance.name


def profile(name, **more):
    email = f"{name}@tour.example.com"
    return {"firstName": name.title(), "lastName": "Tour", "email": email, "login": email, **more}


async def create(t, name, **options):
    """Creates an active user for another family."""
    body = {"profile": profile(name), "credentials": PASSWORD}
    return await t("create_user", body, activate=True, note=f"for {name}", ok=lambda u: u.status == "ACTIVE", **options)


async def creation(t):
    group = await t("add_group", {"profile": {"name": "Newcomers"}}, note="for new users")
    ada = {"profile": profile("ada", nickName="Countess"), "credentials": {**PASSWORD, **QUESTION}}
    user = await t("create_user", ada, activate=True, note="active", ok=lambda u: (
        u.status == "ACTIVE" and u.profile.nick_name == "Countess" and u.credentials.provider.type == "OKTA"))
    await t("create_user", {"profile": profile("staged")}, activate=False, note="staged",
            ok=lambda u: u.status == "STAGED" and u.activated is None)
    await t("create_user", {"profile": profile("pending")}, activate=True, note="without password",
            ok=lambda u: u.status == "PROVISIONED")
    imported = {"profile": profile("imported"), "credentials": {"password": {"hash": HASH}}}
    await t("create_user", imported, activate=True, note="hashed password",
            ok=lambda u: u.status == "ACTIVE" and u.credentials.provider.type == "IMPORT")
    hooked = {"profile": profile("hooked"), "credentials": {"password": {"hook": {"type": "default"}}}}
    await t("create_user", hooked, activate=True, note="password hook", ok=lambda u: u.status == "ACTIVE")
    joined = {"profile": profile("joined"), "credentials": PASSWORD, "groupIds": [group.id]}
    member = await t("create_user", joined, activate=True, note="in a group")
    await t("list_user_groups", member.id, note="of a new member",
            ok=lambda groups: {name(g) for g in groups} == {"Everyone", "Newcomers"})
    expired = {"profile": profile("expired"), "credentials": PASSWORD}
    await t("create_user", expired, activate=True, next_login="changePassword", note="with an expired password",
            ok=lambda u: u.status == "PASSWORD_EXPIRED")
    await t("create_user", ada, activate=True, note="login in use", error="E0000001")
    await t("create_user", {"profile": {"firstName": "No", "lastName": "Login"}}, note="without login", error="E0000001")
    weak = {"profile": profile("weak"), "credentials": {"password": {"value": "short"}}}
    await t("create_user", weak, activate=True, note="weak password", error="E0000001")
    unknown = {"profile": {**profile("unknown"), "shoeSize": "44"}}
    await t("create_user", unknown, activate=True, note="unknown attribute", error="E0000001")
    return user


async def reading(t, user):
    await t("get_user", user.id, ok=lambda u: u.id == user.id and u.links.suspend.href.endswith("/lifecycle/suspend"))
    await t("get_user", "ada@tour.example.com", note="by login", ok=lambda u: u.id == user.id)
    await t("get_user", "ada", note="by short login", ok=lambda u: u.id == user.id)
    await t("get_user", "me", note="me", ok=lambda u: u.status == "ACTIVE")
    await t("get_user", "00u0000000000000none", note="unknown", error="E0000007")
    await t("list_users", limit=5, note="page", ok=lambda users: len(users) == 5)
    one = lambda users: [u.id for u in users] == [user.id]
    await t("list_users", search='profile.nickName eq "Countess"', note="search eq", ok=one)
    await t("list_users", search='profile.login sw "ada@tour"', note="search sw", ok=one)
    await t("list_users", search='status eq "ACTIVE" and profile.nickName pr', note="search and pr", ok=one)
    await t("list_users", search='profile.nickName eq "Countess" or profile.nickName eq "Nobody"', note="search or", ok=one)
    await t("list_users", search='created gt "2020-01-01T00:00:00.000Z"', sort_by="profile.lastName", sort_order="desc",
            limit=3, note="search sorted",
            ok=lambda users: len(users) == 3 and users[0].profile.last_name >= users[2].profile.last_name)
    await t("list_users", search='profile.lastName eq "Nobody"', note="search without results", ok=lambda users: users == [])
    await t("list_users", search="profile.lastName ==", note="search invalid", error="E0000031")
    await t("list_users", filter='status eq "STAGED"', note="filter",
            ok=lambda users: {u.status.value for u in users} == {"STAGED"})
    await t("list_users", filter='profile.login eq "ada@tour.example.com"', note="filter login", ok=one)
    await t("list_users", q="ada", limit=10, note="q", ok=lambda users: user.id in [u.id for u in users])


async def changes(t, user):
    await t("update_user", user.id, {"profile": {"nickName": "Enchantress"}},
            ok=lambda u: u.profile.nick_name == "Enchantress" and u.profile.first_name == "Ada")
    await t("update_user", user.id, {"profile": {"email": "no address"}}, note="invalid e-mail", error="E0000001")
    await t("replace_user", user.id, {"profile": profile("ada", title="Analyst")},
            ok=lambda u: u.profile.title == "Analyst" and u.profile.nick_name is None)
    await t("replace_user", user.id, {"credentials": {"password": {"value": "Another*horse*9"}}}, note="password only",
            ok=lambda u: u.profile.title == "Analyst")
    await t("list_user_groups", user.id, ok=lambda groups: [name(g) for g in groups] == ["Everyone"])
    await t("list_app_links", user.id, ok=lambda links: isinstance(links, list))
    for method in ("list_user_blocks", "list_user_clients", "list_user_grants", "list_user_devices"):
        await t(method, user.id, ok=lambda found: found == [])
    await t("get_user_classification", user.id, ok=lambda found: found.type == "STANDARD")
    await t("get_user_risk", user.id, ok=lambda risk: risk.risk_level == "NONE")
    await t("list_user_identity_providers", user.id, ok=lambda found: found == [])


async def lifecycle(t):
    staged = await t("create_user", {"profile": profile("walker")}, activate=False, note="for the lifecycle")
    await t("suspend_user", staged.id, note="staged", error="E0000001")
    await t("activate_user", staged.id, send_email=False, ok=lambda token: bool(token.activation_token))
    await t("reactivate_user", staged.id, send_email=False, ok=lambda token: bool(token.activation_url))
    user = await create(t, "runner")
    await t("activate_user", user.id, send_email=False, note="active", error="E0000016", status=403)
    await t("suspend_user", user.id)
    await t("get_user", user.id, note="suspended", ok=lambda u: u.status == "SUSPENDED")
    await t("unsuspend_user", user.id)
    await t("unlock_user", user.id, error="E0000032", status=403)
    await t("expire_password", user.id, ok=lambda u: u.status == "PASSWORD_EXPIRED")
    await t("expire_password_with_temp_password", user.id)  # The SDK reads the response as a user.
    await t("reset_password", user.id, send_email=False, ok=lambda found: "/reset_password/" in found.reset_password_url)
    await t("get_user", user.id, note="after a reset", ok=lambda u: u.status == "RECOVERY")
    await t("reset_factors", user.id)
    await t("revoke_user_sessions", user.id, status=204)
    await t("deactivate_user", user.id)
    await t("get_user", user.id, note="deactivated", ok=lambda u: u.status == "DEPROVISIONED")
    await t("delete_user", user.id, status=204)
    await t("get_user", user.id, note="deleted", error="E0000007")
    await t("delete_user", staged.id, status=204, note="only deactivates")
    await t("get_user", staged.id, note="after the first deletion", ok=lambda u: u.status == "DEPROVISIONED")


async def credentials(t):
    body = {"profile": profile("keeper"), "credentials": {**PASSWORD, **QUESTION}}
    user = await t("create_user", body, activate=True, note="for credentials",
                   ok=lambda u: u.credentials.recovery_question.question == "First teacher?")
    new = {"value": "Battery*staple*7"}
    change = {"oldPassword": PASSWORD["password"], "newPassword": new}
    await t("change_password", user.id, change, ok=lambda c: c.provider.type == "OKTA")
    await t("change_password", user.id, change, note="wrong old password", error="E0000014", status=403)
    question = {"password": new, "recovery_question": {"question": "Second teacher?", "answer": "de morgan"}}
    await t("change_recovery_question", user.id, question,
            ok=lambda c: c.recovery_question.question == "Second teacher?")
    await t("forgot_password", user.id, send_email=False, ok=lambda found: bool(found.reset_password_url))
    answer = {"password": {"value": "Purple*staple*5"}, "recovery_question": {"answer": "de morgan"}}
    await t("forgot_password_set_new_password", user.id, answer, send_email=False,
            ok=lambda c: c.recovery_question.question == "Second teacher?")


async def links(t, user):
    side = lambda name: {"name": name, "title": name.title(), "description": name, "type": "USER"}
    definition = {"primary": side("mentor"), "associated": side("mentee")}
    await t("create_linked_object_definition", definition, status=201, ok=lambda d: d.primary.name == "mentor")
    await t("list_linked_object_definitions", ok=lambda found: [d.associated.name for d in found] == ["mentee"])
    await t("get_linked_object_definition", "mentee", ok=lambda d: d.primary.name == "mentor")
    other = await create(t, "mentor")
    await t("assign_linked_object_value_for_primary", user.id, "mentor", other.id, status=204)
    await t("list_linked_objects_for_user", user.id, "mentor", ok=lambda found: len(found) == 1)
    await t("list_linked_objects_for_user", other.id, "mentee", note="associated", ok=lambda found: len(found) == 1)
    await t("delete_linked_object_for_user", user.id, "mentor", status=204)
    await t("delete_linked_object_definition", "mentor", status=204)


async def tour(t):
    user = await creation(t)
    await reading(t, user)
    await changes(t, user)
    await lifecycle(t)
    await credentials(t)
    await links(t, user)
