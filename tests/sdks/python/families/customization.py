"""Brands, themes, pages, e-mail templates, domains, texts."""


async def brands(t):
    found = await t("list_brands", ok=lambda found: len(found) == 1)
    default = found[0]
    brand = await t("create_brand", {"name": "Tour"}, status=201, ok=lambda b: b.name == "Tour" and b.is_default is False)
    await t("create_brand", {"name": "Tour"}, note="name in use", error="E0000202", status=409)
    await t("get_brand", brand.id, ok=lambda b: b.remove_powered_by_okta is False)
    await t("replace_brand", brand.id, {"name": "Tour 2", "removePoweredByOkta": True}, ok=lambda b: b.remove_powered_by_okta)
    themes = await t("list_brand_themes", brand.id, ok=lambda found: len(found) == 1)
    theme = themes[0]
    await t("get_brand_theme", brand.id, theme.id, ok=lambda th: th.primary_color_hex.startswith("#"))
    colors = {"primaryColorHex": "#1662dd", "secondaryColorHex": "#ebebed", "signInPageTouchPointVariant": "OKTA_DEFAULT",
              "endUserDashboardTouchPointVariant": "OKTA_DEFAULT", "errorPageTouchPointVariant": "OKTA_DEFAULT",
              "emailTemplateTouchPointVariant": "OKTA_DEFAULT"}
    await t("replace_brand_theme", brand.id, theme.id, colors, ok=lambda th: th.primary_color_hex == "#1662dd")
    await t("list_brand_domains", brand.id, ok=lambda found: found.domains == [])
    await t("get_default_sign_in_page", brand.id, ok=lambda page: "<html" in page.page_content.lower())
    await t("get_customized_sign_in_page", brand.id, note="before it is set", error="E0000007")
    page = {"pageContent": "<!DOCTYPE html><html><body>{{{SignInWidgetResources}}}</body></html>", "widgetVersion": "*"}
    await t("replace_customized_sign_in_page", brand.id, page, ok=lambda page: "SignInWidget" in page.page_content)
    await t("get_customized_sign_in_page", brand.id, ok=lambda page: "SignInWidget" in page.page_content)
    await t("delete_customized_sign_in_page", brand.id, status=204)
    await t("get_default_error_page", brand.id, ok=lambda page: "<html" in page.page_content.lower())
    await t("list_all_sign_in_widget_versions", brand.id, ok=lambda found: "*" in found)
    await t("get_sign_out_page_settings", brand.id, ok=lambda found: found.type == "OKTA_DEFAULT")
    return default, brand


async def emails(t, brand):
    name = "UserActivation"
    await t("list_email_templates", brand.id, limit=200, ok=lambda found: name in [e.name for e in found])
    await t("get_email_template", brand.id, name, ok=lambda e: e.name == name)
    await t("get_email_default_content", brand.id, name, ok=lambda content: bool(content.subject))
    await t("list_email_customizations", brand.id, name, note="none", ok=lambda found: found == [])
    body = {"language": "en", "isDefault": True, "subject": "Welcome",
            "body": "<!DOCTYPE html><html><body><p>Hello ${user.profile.firstName}: ${activationLink}</p></body></html>"}
    made = await t("create_email_customization", brand.id, name, body, status=201, ok=lambda c: c.is_default)
    await t("get_email_customization", brand.id, name, made.id, ok=lambda c: c.subject == "Welcome")
    await t("replace_email_customization", brand.id, name, made.id, {**body, "subject": "Hi"}, ok=lambda c: c.subject == "Hi")
    await t("create_email_customization", brand.id, name, {**body, "language": "de"}, note="second default",
            error="E0000182", status=409)
    await t("create_email_customization", brand.id, name, {**body, "isDefault": False}, note="language in use",
            error="E0000183", status=409)
    await t("create_email_customization", brand.id, name, {**body, "language": "de", "isDefault": False}, note="second",
            status=201, ok=lambda c: c.language == "de")
    await t("delete_email_customization", brand.id, name, made.id, note="default", error="E0000184", status=409)
    await t("delete_all_customizations", brand.id, name, status=204)
    await t("get_email_settings", brand.id, name, ok=lambda found: found.recipients == "ALL_USERS")


async def domains_and_texts(t, brand):
    await t("list_custom_domains", ok=lambda found: isinstance(found.domains, list))
    body = {"domain": "login.tour.example.com", "certificateSourceType": "OKTA_MANAGED"}
    await t("create_custom_domain", body, status=201)
    domains = await t("list_custom_domains", note="one", ok=lambda found: found.domains[0].validation_status == "NOT_STARTED")
    domain = domains.domains[0].id
    await t("get_custom_domain", domain, ok=lambda d: d.domain == "login.tour.example.com" and d.dns_records)
    await t("delete_custom_domain", domain, status=204)
    body = {"domain": "mail.tour.example.com", "displayName": "Tour", "userName": "noreply", "brandId": str(brand.id)}
    await t("create_email_domain", body, status=201)
    await t("create_email_domain", body, note="domain in use", error="E0000197", status=409)
    await t("list_email_domains", ok=lambda found: len(found) == 1 and found[0].dns_validation_records)
    body = {"name": "Tour", "type": "SMS_VERIFY_CODE", "template": "${org.name}: ${code}", "translations": {"de": "${code}"}}
    sms = await t("create_sms_template", body, ok=lambda s: s.template == "${org.name}: ${code}")
    await t("get_sms_template", sms.id, ok=lambda s: s.name == "Tour")
    await t("list_sms_templates", ok=lambda found: sms.id in [s.id for s in found])
    await t("delete_sms_template", sms.id, status=204)
    body = {"host": "smtp.tour.example.com", "port": 587, "username": "u", "password": "p", "alias": "Tour", "enabled": True}
    server = await t("create_email_server", body, status=201, ok=lambda s: s.host == "smtp.tour.example.com")
    await t("delete_email_server", server.id, status=204)


async def tour(t):
    default, brand = await brands(t)
    await emails(t, brand)
    await domains_and_texts(t, brand)
    await t("delete_brand", brand.id, status=204)
    await t("delete_brand", default.id, note="default", error="E0000200", status=409)
