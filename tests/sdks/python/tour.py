"""Okta's SDK for Python walks over an org: one call per line in `families`, each with what Okta is expected to give.

The org is that of the environment: OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN. It should be a new one of okta-testkit.
"""

import asyncio
import warnings

from checks import Tour
from families import administration, apps, customization, directory, groups, integrations, policies, security, users
from known import KNOWN

warnings.filterwarnings("ignore")


async def main():
    tour = Tour(KNOWN)
    for family in (users, groups, apps, policies, security, customization, directory, administration, integrations):
        await family.tour(tour)
    tour.report("Okta's SDK for Python", least=200)


asyncio.run(main())
