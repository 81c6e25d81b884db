"""Okta's SDK for Python, measured; see benches/src/peers/program.rs for what a program does.

`client` uses a client as the README shows, with a connection per request; `session` keeps connections by `async with`.
"""

import asyncio
import importlib.metadata
import os
import platform
import sys

from okta.client import Client
from okta.pagination import paginate_all

first_lost = True


def lost(error):
    global first_lost
    if first_lost:
        print(f"first lost call: {error}", file=sys.stderr)
    first_lost = False
    return 0


async def list_users(client):
    logins = 0
    async for user in paginate_all(client.list_users, limit=200):
        logins += user.profile.login is not None
    return logins


async def get_user(client, number):
    try:
        result = await client.get_user(f"00u{number:017}")
        return 1 if result[-1] is None else lost(result[-1])
    except Exception as error:
        return lost(repr(error))


async def get_users(client, calls, concurrency):
    numbers = iter(range(calls))

    async def worker():
        succeeded = 0
        for number in numbers:
            succeeded += await get_user(client, number)
        return succeeded

    return sum(await asyncio.gather(*(worker() for _ in range(concurrency))))


async def work(client, arguments):
    okta = importlib.metadata.version("okta")
    print(f"ready okta {okta}, Python {platform.python_version()}", flush=True)
    sys.stdin.readline()
    if arguments[0] == "list":
        succeeded = await list_users(client)
    else:
        succeeded = await get_users(client, int(arguments[1]), int(arguments[2]))
    print(f"done {succeeded}", flush=True)
    sys.stdin.readline()


async def main(kind, url, *arguments):
    # The SDK reads this setting only from the environment.
    os.environ["OKTA_TESTING_TESTINGDISABLEHTTPSCHECK"] = "true"
    client = Client({"orgUrl": url, "token": "00example"})
    if kind == "session":
        async with client:
            await work(client, arguments)
    else:
        await work(client, arguments)


asyncio.run(main(*sys.argv[1:]))
