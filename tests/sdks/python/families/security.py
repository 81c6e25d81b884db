"""Factors, authenticators, network zones, origins, behaviors, devices, sessions."""

from .users import create


def enrolled(kind):
    return lambda factor: factor.factor_type == kind and bool(factor.id)


async def factors(t):
    user = await create(t, "enrollee")
    await t("list_supported_factors", user.id, ok=lambda found: "sms" in [getattr(f, "actual_instance", f).factor_type for f in found])
    await t("list_supported_security_questions", user.id, ok=lambda found: "disliked_food" in [q.question for q in found])
    phone = {"phoneNumber": "+15554151337"}
    await t("enroll_factor", user.id, {"factorType": "sms", "provider": "OKTA", "profile": phone}, note="sms",
            ok=lambda f: f.status == "PENDING_ACTIVATION" and enrolled("sms")(f))
    await t("enroll_factor", user.id, {"factorType": "call", "provider": "OKTA", "profile": phone}, note="call", ok=enrolled("call"))
    totp = await t("enroll_factor", user.id, {"factorType": "token:software:totp", "provider": "GOOGLE"}, note="totp",
                   ok=lambda f: bool(f.embedded["activation"]["sharedSecret"]))
    await t("activate_factor", user.id, totp.id, {"passCode": "123456"}, ok=lambda f: f.status == "ACTIVE")
    await t("get_factor", user.id, totp.id, ok=lambda f: f.factor_type == "token:software:totp")
    await t("enroll_factor", user.id, {"factorType": "push", "provider": "OKTA"}, note="push",
            ok=lambda f: f.embedded["activation"]["factorResult"] == "WAITING")
    await t("enroll_factor", user.id, {"factorType": "webauthn", "provider": "FIDO"}, note="webauthn",
            ok=lambda f: bool(f.embedded["activation"]["challenge"]))
    email = {"factorType": "email", "provider": "OKTA", "profile": {"email": "enrollee@tour.example.com"}}
    await t("enroll_factor", user.id, email, note="email", ok=enrolled("email"))
    question = {"factorType": "question", "provider": "OKTA", "profile": {"question": "disliked_food", "answer": "mayonnaise"}}
    food = await t("enroll_factor", user.id, question, note="question", ok=lambda f: f.status == "ACTIVE")
    await t("list_factors", user.id, ok=lambda found: {"sms", "question"} <= {f.factor_type.value for f in found})
    await t("verify_factor", user.id, food.id, body={"answer": "mayonnaise"},
            ok=lambda found: found.factor_result == "SUCCESS")
    await t("unenroll_factor", user.id, totp.id, status=204)
    await t("get_factor", user.id, totp.id, note="unenrolled", error="E0000007")


async def authenticators(t):
    found = await t("list_authenticators", ok=lambda found: {"okta_password", "okta_email"} <= {a.key.value for a in found})
    email = next((a for a in found if a.key == "okta_email"), found[0]) if isinstance(found, list) else found
    await t("get_authenticator", email.id, ok=lambda a: a.status == "ACTIVE")
    await t("list_authenticator_methods", email.id, ok=lambda found: [m.type for m in found] == ["email"])
    await t("get_authenticator_method", email.id, "email", ok=lambda m: m.status == "ACTIVE")
    await t("get_authenticator", "aut0000000000000none", note="unknown", error="E0000007")


async def zones_and_origins(t):
    await t("list_network_zones", ok=lambda zones: {"LegacyIpZone", "BlockedIpZone"} <= {z.name for z in zones})
    body = {"type": "IP", "name": "Tour", "gateways": [{"type": "CIDR", "value": "192.0.2.0/24"}]}
    zone = await t("create_network_zone", body, ok=lambda z: z.status == "ACTIVE" and z.usage == "POLICY" and z.system is False)
    await t("get_network_zone", zone.id, ok=lambda z: z.gateways[0].value == "192.0.2.0/24")
    await t("replace_network_zone", zone.id, {**body, "name": "Tour 2"}, ok=lambda z: z.name == "Tour 2")
    await t("deactivate_network_zone", zone.id, ok=lambda z: z.status == "INACTIVE")
    await t("activate_network_zone", zone.id, ok=lambda z: z.status == "ACTIVE")
    await t("deactivate_network_zone", zone.id, note="before deletion")
    await t("delete_network_zone", zone.id, status=204)
    body = {"name": "Tour", "origin": "https://tour.example.com", "scopes": [{"type": "CORS"}]}
    origin = await t("create_trusted_origin", body, ok=lambda o: o.status == "ACTIVE")
    await t("get_trusted_origin", origin.id, ok=lambda o: o.origin == "https://tour.example.com")
    await t("list_trusted_origins", ok=lambda found: origin.id in [o.id for o in found])
    await t("replace_trusted_origin", origin.id, {**body, "name": "Tour 2"}, ok=lambda o: o.name == "Tour 2")
    await t("deactivate_trusted_origin", origin.id, ok=lambda o: o.status == "INACTIVE")
    await t("delete_trusted_origin", origin.id, status=204)


async def behaviors_and_devices(t):
    await t("list_behavior_detection_rules", ok=lambda found: "New Device" in [b.name for b in found])
    body = {"name": "Tour", "type": "VELOCITY", "settings": {"velocityKph": 805}}
    rule = await t("create_behavior_detection_rule", body, ok=lambda b: b.settings.velocity_kph == 805)
    await t("get_behavior_detection_rule", rule.id, ok=lambda b: b.status == "ACTIVE")
    await t("deactivate_behavior_detection_rule", rule.id, ok=lambda b: b.status == "INACTIVE")
    await t("delete_behavior_detection_rule", rule.id, status=204)
    body = {"name": "Tour", "platform": "WINDOWS", "osVersion": {"minimum": "10.0.19041.1110"},
            "secureHardwarePresent": True}
    policy = await t("create_device_assurance_policy", body, ok=lambda p: p.platform == "WINDOWS" and bool(p.created_by))
    await t("get_device_assurance_policy", policy.id, ok=lambda p: p.name == "Tour")
    await t("list_device_assurance_policies", ok=lambda found: policy.id in [p.id for p in found])
    await t("delete_device_assurance_policy", policy.id, status=204)
    await t("list_devices", ok=lambda found: isinstance(found, list))
    await t("get_device", "guo0000000000000none", error="E0000007")
    await t("get_current_configuration", ok=lambda found: found.action in ("none", "audit", "block"))
    await t("update_configuration", {"action": "audit", "excludeZones": []}, ok=lambda found: found.action == "audit")


async def tour(t):
    await factors(t)
    await authenticators(t)
    await zones_and_origins(t)
    await behaviors_and_devices(t)
