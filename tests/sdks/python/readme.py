"""What the README of Okta's SDK for Python shows, against an org of okta-testkit: clients, calls, pages, extension points.

Prints what was checked; an assertion that fails ends the program.
"""

import asyncio
import logging
import os
import warnings

from okta import models
from okta.cache.cache import Cache
from okta.client import Client
from okta.exceptions import OktaAPIException
from okta.http_client import HTTPClient
from okta.pagination import PaginationHelper, paginate_all, paginate_pages
from okta.request_executor import RequestExecutor

warnings.filterwarnings("ignore")

CONFIG = {
    "orgUrl": os.environ["OKTA_CLIENT_ORGURL"],
    "token": os.environ.get("OKTA_CLIENT_TOKEN"),
    "testing": {"testingDisableHttpsCheck": True},
}


def checked(what):
    print(f"checked: {what}")


def values(result):
    """The data of a call; an error ends the program."""
    assert result[-1] is None, result[-1]
    return result[0]


async def environment():
    users = values(await Client().list_users(limit=3))
    assert len(users) == 3
    checked("a client configured by variables")


async def users():
    client = Client(CONFIG)
    profile = models.UserProfile(firstName="Sample", lastName="Sample", login="sample@example.com", email="sample@example.com")
    password = models.UserCredentialsWritable(password=models.PasswordCredential(value="Knock*knock*neo*222"))
    request = models.CreateUserRequest(profile=profile, credentials=password)
    user = values(await client.create_user(request, activate=True, next_login=models.UserNextLogin.CHANGEPASSWORD))
    assert user.status == "PASSWORD_EXPIRED"
    assert values(await client.get_user(user.id)).profile.login == "sample@example.com"
    assert [found.id for found in values(await client.list_users(search='profile.login eq "sample@example.com"'))] == [user.id]
    change = models.UpdateUserRequest(profile=models.UserProfile(nickName="Sam"))
    assert values(await client.update_user(user.id, change)).profile.nick_name == "Sam"
    group = values(await client.add_group(models.AddGroupRequest(profile=models.OktaUserGroupProfile(name="Samples"))))
    values(await client.assign_user_to_group(group.id, user.id))
    assert [member.id for member in values(await client.list_group_users(group.id))] == [user.id]
    assert [found.id for found in values(await client.list_groups(q="Samples"))] == [group.id]
    settings = models.BasicApplicationSettings(app=models.BasicApplicationSettingsApplication(
        url="https://example.com/auth.html", authURL="https://example.com/bookmark.html"))
    app = models.BasicAuthApplication(
        name="template_basic_auth", label="Sample", signOnMode="BASIC_AUTH", settings=settings)
    app = values(await client.create_application(app))
    assert values(await client.get_application(app.id)).label == "Sample"
    values(await client.deactivate_application(app.id))
    values(await client.delete_application(app.id))
    values(await client.deactivate_user(user.id))
    values(await client.delete_user(user.id))
    found, _, error = await client.get_user(user.id)
    assert found is None and error.error_code == "E0000007" and error.status == 404
    checked("users, groups and apps")


async def pages():
    client = Client(CONFIG)
    logins = [user.profile.login async for user in paginate_all(client.list_users, limit=20)]
    assert len(logins) == len(set(logins)) > 40
    sizes = [len(page) async for page, number, more in paginate_pages(client.list_users, limit=20, max_pages=2)]
    assert sizes == [20, 20]
    read, after = 0, None
    while True:
        users, response, error = await client.list_users(limit=20, after=after)
        assert error is None
        read += len(users)
        after = PaginationHelper.extract_next_cursor(response.headers)
        if not after:
            break
    assert read == len(logins)
    checked("pages")


async def sessions_and_headers():
    async with Client(CONFIG) as client:
        client.set_custom_headers({"x-sample": "1"})
        assert client.get_custom_headers() == {"x-sample": "1"}
        for _ in range(3):
            values(await client.list_users(limit=1))
        client.clear_custom_headers()
        assert client.get_custom_headers() == {}
    checked("one session for several calls, custom headers")


async def exceptions():
    client = Client({**CONFIG, "token": "wrong", "raiseException": True})
    try:
        await client.list_users()
    except OktaAPIException as error:
        assert error.args[0]["errorCode"] == "E0000011"
    else:
        raise AssertionError("no exception")
    finally:
        Client(CONFIG)  # The setting is one of the process: the last client decides.
    checked("exceptions")


class CountingCache(Cache):
    def __init__(self):
        super().__init__()
        self.values = {}
        self.hits = 0

    def add(self, key, value):
        self.values[key] = value

    def get(self, key):
        self.hits += key in self.values
        return self.values.get(key)

    def contains(self, key):
        return key in self.values

    def delete(self, key):
        self.values.pop(key, None)


class CountingExecutor(RequestExecutor):
    calls = 0

    async def create_request(self, *arguments, **options):
        CountingExecutor.calls += 1
        return await super().create_request(*arguments, **options)


class CountingHttp(HTTPClient):
    calls = 0

    async def send_request(self, request):
        CountingHttp.calls += 1
        return await super().send_request(request)


async def extension_points():
    cache = CountingCache()
    client = Client({**CONFIG, "cacheManager": cache, "cache": {"enabled": True},
                     "requestExecutor": CountingExecutor, "httpClient": CountingHttp})
    for _ in range(2):
        values(await client.get_user("me"))
    assert (cache.hits, CountingExecutor.calls, CountingHttp.calls) == (1, 2, 1)
    checked("cache, request executor and HTTP client")


async def service_app():
    client = Client({
        "orgUrl": CONFIG["orgUrl"],
        "authorizationMode": "PrivateKey",
        "clientId": os.environ["OKTA_CLIENT_CLIENTID"],
        "scopes": os.environ["OKTA_CLIENT_SCOPES"].split(","),
        "privateKey": os.environ["OKTA_CLIENT_PRIVATEKEY"],
        "kid": os.environ["OKTA_CLIENT_KID"],
        "dpopEnabled": "DPOP" in os.environ,
        "testing": {"testingDisableHttpsCheck": True},
    })
    assert len(values(await client.list_users(limit=2))) == 2
    values(await client.add_group(models.AddGroupRequest(profile=models.OktaUserGroupProfile(name="By an app"))))
    checked("a service app" + (" with DPoP" if "DPOP" in os.environ else ""))


async def main():
    if os.environ.get("OKTA_CLIENT_AUTHORIZATIONMODE") == "PrivateKey":
        await service_app()
        return
    for part in (environment, users, pages, sessions_and_headers, exceptions, extension_points):
        await part()
    logging.getLogger("okta-sdk-python").disabled = True


asyncio.run(main())
