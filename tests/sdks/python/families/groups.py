"""Groups, rules, owners and roles of groups."""

from .users import create, name


def rule(name, expression, group):
    return {
        "type": "group_rule",
        "name": name,
        "conditions": {"expression": {"value": expression, "type": "urn:okta:expression:1.0"}},
        "actions": {"assignUserToGroups": {"groupIds": [str(group)]}},
    }


async def groups(t):
    group = await t("add_group", {"profile": {"name": "Engines", "description": "steam"}},
                    ok=lambda g: g.type == "OKTA_GROUP" and g.profile.actual_instance.description == "steam")
    await t("add_group", {"profile": {"name": "Engines"}}, note="name in use", error="E0000001")
    await t("get_group", group.id, ok=lambda g: g.id == group.id and g.object_class == ["okta:user_group"])
    await t("get_group", "00g0000000000000none", note="unknown", error="E0000007")
    await t("list_groups", q="Engi", note="q", ok=lambda found: [g.id for g in found] == [group.id])
    await t("list_groups", search='profile.name eq "Engines"', note="search", ok=lambda found: len(found) == 1)
    await t("list_groups", filter='type eq "BUILT_IN"', note="filter",
            ok=lambda found: "Everyone" in [name(g) for g in found])
    await t("list_groups", limit=1, note="page", ok=lambda found: len(found) == 1)
    await t("replace_group", group.id, {"profile": {"name": "Looms", "description": ""}},
            ok=lambda g: name(g) == "Looms")
    user = await create(t, "weaver")
    await t("assign_user_to_group", group.id, user.id, status=204)
    await t("assign_user_to_group", group.id, "00u0000000000000none", note="unknown user", error="E0000007")
    await t("list_group_users", group.id, ok=lambda users: [u.id for u in users] == [user.id])
    await t("unassign_user_from_group", group.id, user.id, status=204)
    await t("list_group_users", group.id, note="empty", ok=lambda users: users == [])
    await t("list_assigned_applications_for_group", group.id, ok=lambda apps: apps == [])
    return group, user


async def rules(t, group):
    made = await t("create_group_rule", rule("Ulm", 'user.city=="Ulm"', group.id),
                   ok=lambda r: r.status == "INACTIVE" and r.conditions.expression.value == 'user.city=="Ulm"')
    await t("create_group_rule", rule("Members", f'isMemberOfAnyGroup("{group.id}")', group.id), note="function")
    await t("create_group_rule", rule("Text", 'String.stringContains(user.department, "eng")', group.id), note="string function")
    await t("list_group_rules", ok=lambda found: len(found) == 3)
    await t("get_group_rule", made.id, ok=lambda r: r.name == "Ulm")
    await t("activate_group_rule", made.id, status=204)
    await t("replace_group_rule", made.id, rule("Bonn", 'user.city=="Bonn"', group.id), note="active", error="E0000001")
    await t("deactivate_group_rule", made.id, status=204)
    await t("replace_group_rule", made.id, rule("Bonn", 'user.city=="Bonn"', group.id), ok=lambda r: r.name == "Bonn")
    await t("delete_group_rule", made.id, status=202)


async def owners_and_roles(t, group, user):
    await t("assign_group_owner", group.id, {"id": str(user.id), "type": "USER"}, status=201, ok=lambda o: o.id == user.id)
    await t("list_group_owners", group.id, ok=lambda found: [o.id for o in found] == [user.id])
    await t("delete_group_owner", group.id, user.id, status=204)
    await t("assign_role_to_group", group.id, {"type": "USER_ADMIN"}, status=201)
    roles = await t("list_group_assigned_roles", group.id, ok=lambda found: len(found) == 1)
    role_id = roles[0].actual_instance.id
    await t("get_group_assigned_role", group.id, role_id)
    target = await t("add_group", {"profile": {"name": "Targets"}}, note="as a target")
    await t("assign_group_target_to_group_admin_role", group.id, role_id, target.id, status=204)
    await t("list_group_targets_for_group_role", group.id, role_id, ok=lambda found: [g.id for g in found] == [target.id])
    await t("unassign_role_from_group", group.id, role_id, status=204)


async def tour(t):
    group, user = await groups(t)
    await rules(t, group)
    await owners_and_roles(t, group, user)
    await t("delete_group", group.id, status=204)
    await t("get_group", group.id, note="deleted", error="E0000007")
