// Applications by kind, their assignments, credentials and settings.

import { create } from './users.mjs';

const saml = {
  label: 'Node SAML',
  signOnMode: 'SAML_2_0',
  settings: { signOn: {
    ssoAcsUrl: 'https://app.example.com/acs', recipient: 'https://app.example.com/acs', destination: 'https://app.example.com/acs',
    audience: 'https://app.example.com', idpIssuer: 'http://www.okta.com/${org.externalKey}',
    subjectNameIdTemplate: '${user.userName}', subjectNameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
    responseSigned: true, assertionSigned: true, signatureAlgorithm: 'RSA_SHA256', digestAlgorithm: 'SHA256', honorForceAuthn: true,
    authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
  } },
};
const oidc = {
  name: 'oidc_client',
  label: 'Node OIDC',
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_post' } },
  settings: { oauthClient: { redirect_uris: ['https://app.example.com/callback'], response_types: ['code'],
    grant_types: ['authorization_code'], application_type: 'web' } },
};
const bookmark = label => ({ name: 'bookmark', label, signOnMode: 'BOOKMARK',
  settings: { app: { requestIntegration: false, url: 'https://wiki.example.com' } } });

async function kinds(t) {
  const add = (application, note, ok) => t.call('createApplication', { application }, { note, ok });
  const first = await add(oidc, 'OIDC', app => app.credentials.oauthClient.client_id === app.id && !!app.credentials.oauthClient.client_secret);
  const second = await add(saml, 'SAML', app => !!app.credentials.signing.kid);
  const third = await add(bookmark('Node wiki'), 'bookmark', app => app.settings.app.url === 'https://wiki.example.com');
  await add({ name: 'template_basic_auth', label: 'Node basic', signOnMode: 'BASIC_AUTH',
    settings: { app: { url: 'https://b.example.com', authURL: 'https://b.example.com/auth' } } }, 'basic authentication',
  app => app.name === 'template_basic_auth');
  return [first, second, third];
}

async function assignments(t, app) {
  const user = await create(t, 'assignee');
  await t.call('assignUserToApplication', { appId: app.id, appUser: { id: String(user.id), scope: 'USER', credentials: { userName: 'a' } } }, {
    ok: found => found.scope === 'USER' });
  await t.call('listApplicationUsers', { appId: app.id }, { ok: found => found.length === 1 });
  await t.call('getApplicationUser', { appId: app.id, userId: user.id }, { ok: found => found.id === user.id });
  await t.call('unassignUserFromApplication', { appId: app.id, userId: user.id });
  const group = await t.call('createGroup', { group: { profile: { name: 'Assigned' } } }, { note: 'for an app' });
  await t.call('assignGroupToApplication', { appId: app.id, groupId: group.id, applicationGroupAssignment: { priority: 0 } }, {
    ok: found => found.id === group.id });
  await t.call('listApplicationGroupAssignments', { appId: app.id }, { ok: found => found.length === 1 });
  await t.call('getApplicationGroupAssignment', { appId: app.id, groupId: group.id }, { ok: found => found.priority === 0 });
  await t.call('unassignApplicationFromGroup', { appId: app.id, groupId: group.id });
}

export async function apps(t) {
  const [web, federated, wiki] = await kinds(t);
  await t.call('getApplication', { appId: web.id }, { ok: app => app.label === 'Node OIDC' });
  await t.call('getApplication', { appId: '0oa0000000000000none' }, { note: 'unknown', error: 'E0000007' });
  await t.call('listApplications', { limit: 1 }, { note: 'pages', ok: found => found.length === 4 });
  await t.call('listApplications', { q: 'Node w' }, { note: 'q', ok: found => found.length === 1 });
  await t.call('replaceApplication', { appId: wiki.id, application: bookmark('Node wiki 2') }, { ok: app => app.label === 'Node wiki 2' });
  await assignments(t, web);
  const keys = await t.call('listApplicationKeys', { appId: federated.id }, { ok: found => found[0].kty === 'RSA' && !!found[0].x5c });
  const key = await t.call('generateApplicationKey', { appId: federated.id, validityYears: 2 }, { ok: found => found.kid !== keys[0].kid });
  await t.call('getApplicationKey', { appId: federated.id, keyId: key.kid }, { ok: found => found.kid === key.kid });
  await t.call('listCsrsForApplication', { appId: federated.id }, { ok: found => found.length === 0 });
  await t.call('listOAuth2ClientSecrets', { appId: web.id }, { ok: found => found[0].status === 'ACTIVE' });
  await t.call('listScopeConsentGrants', { appId: web.id }, { ok: found => found.length === 0 });
  await t.call('listOAuth2TokensForApplication', { appId: web.id }, { ok: found => found.length === 0 });
  await t.call('getApplicationUserSchema', { appInstanceId: federated.id }, { ok: schema => !!schema.definitions.base });
  await t.call('deleteApplication', { appId: wiki.id }, { note: 'active', error: 'E0000056', status: 403 });
  await t.call('deactivateApplication', { appId: wiki.id });
  await t.call('getApplication', { appId: wiki.id }, { note: 'inactive', ok: app => app.status === 'INACTIVE' });
  await t.call('activateApplication', { appId: wiki.id });
  await t.call('deactivateApplication', { appId: wiki.id }, { note: 'again' });
  await t.call('deleteApplication', { appId: wiki.id });
  await t.call('getApplication', { appId: wiki.id }, { note: 'deleted', error: 'E0000007' });
}
