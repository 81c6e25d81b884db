// Integrations, clients, streams, settings of the org: families with few operations each.

import { ANY } from '../checks.mjs';
import { create } from './users.mjs';

const app = label => ({ name: 'oidc_client', label, signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
  settings: { oauthClient: { redirect_uris: ['https://x.example.com/cb'], response_types: ['code'], grant_types: ['authorization_code'],
    application_type: 'web' } } });

async function secretsAndClaims(t) {
  const client = await t.call('createApplication', { application: app('Node integrations') }, { note: 'for integrations', ok: a => !!a.id });
  const appId = client.id;
  const secret = await t.call('createOAuth2ClientSecret', { appId, oAuth2ClientSecretRequestBody: {} }, { ok: s => !!s.client_secret });
  await t.call('listOAuth2ClientSecrets', { appId }, { note: 'two', ok: found => found.length === 2 });
  await t.call('getOAuth2ClientSecret', { appId, secretId: secret.id }, { ok: s => s.id === secret.id });
  await t.call('deactivateOAuth2ClientSecret', { appId, secretId: secret.id }, { ok: s => s.status === 'INACTIVE' });
  await t.call('deleteOAuth2ClientSecret', { appId, secretId: secret.id });
  const metadata = { subject: { countryName: 'DE', commonName: 'Node' }, subjectAltNames: { dnsNames: ['x.example.com'] } };
  await t.call('generateCsrForApplication', { appId, metadata });
  const requests = await t.call('listCsrsForApplication', { appId }, { note: 'one', ok: found => found.length === 1 && found[0].kty === 'RSA' });
  await t.call('revokeCsrFromApplication', { appId, csrId: requests[0].id });
  const claim = await t.call('createFederatedClaim', { appId, federatedClaimRequestBody: { name: 'role', expression: 'appuser.role' } }, {
    ok: c => c.name === 'role' });
  await t.call('listFederatedClaims', { appId }, { ok: found => found.length === 1 });
  await t.call('deleteFederatedClaim', { appId, claimId: claim.id });
  await t.call('getDefaultProvisioningConnectionForApplication', { appId }, { ok: c => c.status === 'UNKNOWN' });
  return client;
}

async function clients(t, client) {
  const clientId = client.id;
  await t.call('assignRoleToClient', { clientId, assignRoleRequest: { type: 'HELP_DESK_ADMIN' } });
  const roles = await t.call('listRolesForClient', { clientId }, { ok: found => found.length === 1 && found[0].type === 'HELP_DESK_ADMIN' });
  await t.call('retrieveClientRole', { clientId, roleAssignmentId: roles[0].id }, { ok: r => r.type === 'HELP_DESK_ADMIN' });
  const group = await t.call('createGroup', { group: { profile: { name: 'Client targets' } } }, { note: 'as a target of a client' });
  const at = { clientId, roleAssignmentId: roles[0].id };
  await t.call('assignGroupTargetRoleForClient', { ...at, groupId: group.id });
  await t.call('listGroupTargetRoleForClient', at, { ok: found => found.length === 1 && found[0].id === group.id });
  await t.call('deleteRoleFromClient', at);
}

async function texts(t) {
  const key = await t.call('createHookKey', { keyRequest: { name: 'Node' } }, { ok: k => k.name === 'Node' && !!k.keyId });
  await t.call('getHookKey', { hookKeyId: key.id }, { ok: k => k.id === key.id });
  await t.call('listHookKeys', {}, { ok: found => found.length === 1 });
  await t.call('deleteHookKey', { hookKeyId: key.id });
  const smsTemplate = { name: 'Node', type: 'SMS_VERIFY_CODE', template: '${org.name}: ${code}' };
  const sms = await t.call('createSmsTemplate', { smsTemplate }, { ok: s => s.name === 'Node' });
  await t.call('deleteSmsTemplate', { templateId: sms.id });
  const rule = await t.call('createBehaviorDetectionRule', { rule: { name: 'Node', type: 'VELOCITY', settings: { velocityKph: 805 } } }, {
    ok: b => b.settings.velocityKph === 805 });
  await t.call('deleteBehaviorDetectionRule', { behaviorId: rule.id });
  const deviceAssurance = { name: 'Node', platform: 'WINDOWS', osVersion: { minimum: '10.0.19041.1110' }, secureHardwarePresent: true };
  const assurance = await t.call('createDeviceAssurancePolicy', { deviceAssurance }, { ok: p => p.platform === 'WINDOWS' });
  await t.call('deleteDeviceAssurancePolicy', { deviceAssuranceId: assurance.id });
  const captcha = await t.call('createCaptchaInstance', { instance: { name: 'Node', type: 'HCAPTCHA', siteKey: 'k', secretKey: 's' } }, {
    ok: c => c.type === 'HCAPTCHA' });
  await t.call('deleteCaptchaInstance', { captchaId: captcha.id });
}

async function org(t) {
  const user = await create(t, 'risky');
  await t.call('getUserRisk', { userId: user.id }, { ok: found => found.riskLevel === 'NONE' });
  await t.call('upsertUserRisk', { userId: user.id, userRiskRequest: { riskLevel: 'HIGH' } });
  await t.call('getUserRisk', { userId: user.id }, { note: 'raised', ok: found => found.riskLevel === 'HIGH' });
  await t.call('getUserClassification', { userId: user.id }, { ok: found => found.type === 'STANDARD' });
  await t.call('listUsersWithRoleAssignments', {}, { ok: found => found.value.length > 0 });
  await t.call('getOrgContactUser', { contactType: 'BILLING' }, { ok: found => !!found.userId });
  await t.call('listPushProviders', {}, { ok: found => found.length === 0 });
  await t.call('getDevice', { deviceId: 'guo0000000000000none' }, { error: 'E0000007' });
  await t.call('deleteUserType', { typeId: 'default' }, { note: 'default', error: ANY });
}

export async function integrations(t) {
  const client = await secretsAndClaims(t);
  await clients(t, client);
  await texts(t);
  await org(t);
}
