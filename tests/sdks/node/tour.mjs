// Okta's SDK for Node.js walks over an org: one call per line in `families`, each with what Okta is expected to give.
//
// The org is that of the environment: OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN. It should be a new one of okta-testkit.

import { Tour } from './checks.mjs';
import { administration } from './families/administration.mjs';
import { apps } from './families/apps.mjs';
import { directory } from './families/directory.mjs';
import { groups } from './families/groups.mjs';
import { integrations } from './families/integrations.mjs';
import { policies } from './families/policies.mjs';
import { users } from './families/users.mjs';
import { KNOWN } from './known.mjs';

const tour = new Tour(KNOWN);
for (const family of [users, groups, apps, policies, directory, administration, integrations]) {
  await family(tour);
}
tour.report("Okta's SDK for Node.js", 120);
