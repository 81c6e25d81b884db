// What the README of Okta's SDK for Node.js shows, against an org of okta-testkit.
//
// Prints what was checked; an assertion that fails ends the program.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

import { okta } from './checks.mjs';

const orgUrl = process.env.OKTA_CLIENT_ORGURL;
const testing = { disableHttpsCheck: true };
const checked = what => console.log(`checked: ${what}`);

async function usersAndGroups(client) {
  const profile = { firstName: 'Foo', lastName: 'Bar', email: 'foo@example.com', login: 'foo@example.com' };
  const user = await client.userApi.createUser({ body: { profile, credentials: { password: { value: 'Password*Abc*123' } } } });
  assert.equal((await client.userApi.getUser({ userId: user.id })).profile.login, 'foo@example.com');
  assert.equal((await client.userApi.getUser({ userId: 'foo@example.com' })).id, user.id);
  const changed = await client.userApi.updateUser({ userId: user.id, user: { profile: { nickName: 'rob' } } });
  assert.equal(changed.profile.nickName, 'rob');
  const found = [];
  await (await client.userApi.listUsers({ search: 'profile.nickName eq "rob"' })).each(each => found.push(each.id));
  assert.deepEqual(found, [user.id]);
  const group = await client.groupApi.createGroup({ group: { profile: { name: 'Admin Users Group' } } });
  await client.groupApi.assignUserToGroup({ groupId: group.id, userId: user.id });
  const application = { name: 'template_basic_auth', label: 'Sample', signOnMode: 'BASIC_AUTH',
    settings: { app: { url: 'https://example.com/auth.htm', authURL: 'https://example.com/login.html' } } };
  const app = await client.applicationApi.createApplication({ application });
  const assigned = await client.applicationApi.assignUserToApplication({ appId: app.id, appUser: { id: user.id } });
  assert.equal(assigned.id, user.id);
  await client.applicationApi.assignGroupToApplication({ appId: app.id, groupId: group.id, applicationGroupAssignment: {} });
  await client.userApi.deactivateUser({ userId: user.id });
  await client.userApi.deleteUser({ userId: user.id });
  await assert.rejects(client.userApi.getUser({ userId: user.id }), error => error.status === 404 && error.errorCode === 'E0000007');
  checked('users, groups and apps');
}

async function collections(client) {
  const logins = new Set();
  await (await client.userApi.listUsers({ limit: 20 })).each(user => { logins.add(user.profile.login); });
  assert.ok(logins.size > 40);
  let iterated = 0;
  for await (const user of await client.userApi.listUsers({ limit: 20 })) iterated += user ? 1 : 0;
  assert.equal(iterated, logins.size);
  const events = await client.systemLogApi.listLogEvents({ since: '2020-01-01T00:00:00.000Z', limit: 5 });
  const first = await new Promise((resolve, reject) => {
    const subscription = events.subscribe({ interval: 50, next(event) { subscription.unsubscribe(); resolve(event); }, error: reject, complete() {} });
  });
  assert.ok(first.uuid);
  checked('collections and subscriptions');
}

async function requests(client) {
  const response = await client.http.http(`${client.baseUrl}/api/v1/users/me`, { method: 'get', headers: { Accept: 'application/json' } });
  assert.equal((await response.json()).status, 'ACTIVE');
  const executor = new okta.DefaultRequestExecutor({ maxRetries: 1, requestTimeout: 30000 });
  let seen = 0;
  executor.on('request', () => { seen += 1; });
  const other = new okta.Client({ orgUrl, token: process.env.OKTA_CLIENT_TOKEN, testing, requestExecutor: executor });
  await other.userApi.getUser({ userId: 'me' });
  assert.equal(seen, 1);
  const wrong = new okta.Client({ orgUrl, token: 'wrong', testing });
  await assert.rejects(wrong.userApi.getUser({ userId: 'me' }), error => error.errorCode === 'E0000011');
  checked('requests, request executor and errors');
}

async function serviceApp() {
  const client = new okta.Client({
    orgUrl,
    authorizationMode: 'PrivateKey',
    clientId: process.env.OKTA_CLIENT_CLIENTID,
    scopes: process.env.OKTA_CLIENT_SCOPES.split(','),
    privateKey: readFileSync(process.env.OKTA_CLIENT_PRIVATEKEY, 'utf8'),
    keyId: process.env.OKTA_CLIENT_KID,
    testing,
  });
  const users = [];
  await (await client.userApi.listUsers({ limit: 2 })).each(user => { users.push(user); return users.length < 3; });
  assert.equal(users.length, 3);
  await client.groupApi.createGroup({ group: { profile: { name: 'By an app' } } });
  checked('a service app');
}

if (process.env.OKTA_CLIENT_AUTHORIZATIONMODE === 'PrivateKey') {
  await serviceApp();
} else {
  const client = new okta.Client({ orgUrl, token: process.env.OKTA_CLIENT_TOKEN, testing });
  await usersAndGroups(client);
  await collections(client);
  await requests(client);
}
