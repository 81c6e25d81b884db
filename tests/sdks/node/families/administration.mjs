// Brands, authenticators, roles, hooks, org settings, the System Log.

import { create } from './users.mjs';

async function brands(t) {
  await t.call('listBrands', {}, { ok: found => found.length === 1 });
  const brand = await t.call('createBrand', { CreateBrandRequest: { name: 'Node' } }, { ok: b => b.name === 'Node' });
  const at = { brandId: brand.id };
  await t.call('getBrand', at, { ok: b => b.removePoweredByOkta === false });
  await t.call('listBrandThemes', at, { ok: found => found.length === 1 });
  await t.call('listEmailTemplates', at, { ok: found => found.some(e => e.name === 'UserActivation') });
  await t.call('getEmailTemplate', { ...at, templateName: 'UserActivation' }, { ok: e => e.name === 'UserActivation' });
  await t.call('listEmailCustomizations', { ...at, templateName: 'UserActivation' }, { ok: found => found.length === 0 });
  await t.call('listCustomDomains', {}, { ok: found => Array.isArray(found.domains) });
  const emailDomain = { domain: 'mail.node.example.com', displayName: 'Node', userName: 'noreply', brandId: String(brand.id) };
  await t.call('createEmailDomain', { emailDomain });
  const domains = await t.call('listEmailDomains', {}, { ok: found => found[0].dnsValidationRecords.length > 0 });
  await t.call('deleteEmailDomain', { emailDomainId: domains[0].id });
  await t.call('deleteBrand', at);
}

async function roles(t) {
  const user = await create(t, 'admin2');
  await t.call('listAssignedRolesForUser', { userId: user.id }, { note: 'none', ok: found => found.length === 0 });
  const role = await t.call('assignRoleToUser', { userId: user.id, assignRoleRequest: { type: 'HELP_DESK_ADMIN' } }, { ok: r => r.type === 'HELP_DESK_ADMIN' });
  await t.call('listAssignedRolesForUser', { userId: user.id }, { ok: found => found.length === 1 });
  await t.call('unassignRoleFromUser', { userId: user.id, roleId: role.id });
  const instance = { label: 'Node', description: 'd', permissions: ['okta.users.read'] };
  const custom = await t.call('createRole', { instance }, { ok: r => r.label === 'Node' });
  await t.call('getRole', { roleIdOrLabel: 'Node' }, { note: 'by label', ok: r => r.id === custom.id });
  await t.call('listRoles', {}, { ok: found => found.roles.some(r => r.label === 'Node') });
  await t.call('listRolePermissions', { roleIdOrLabel: custom.id }, { ok: found => found.permissions[0].label === 'okta.users.read' });
  const set = { label: 'Node', description: 'd', resources: [`${process.env.OKTA_CLIENT_ORGURL}/api/v1/users`] };
  const found = await t.call('createResourceSet', { instance: set }, { ok: r => r.label === 'Node' });
  await t.call('listResourceSets', {}, { ok: sets => sets.resource_sets.length > 0 });
  await t.call('deleteResourceSet', { resourceSetId: found.id });
  await t.call('deleteRole', { roleIdOrLabel: custom.id });
}

async function hooks(t) {
  const config = { uri: 'https://node.example.com/hook', authScheme: { type: 'HEADER', key: 'Authorization', value: 'secret' } };
  const channel = { type: 'HTTP', version: '1.0.0', config };
  const eventHook = { name: 'Node', events: { type: 'EVENT_TYPE', items: ['user.lifecycle.create'] }, channel };
  const hook = await t.call('createEventHook', { eventHook }, { ok: h => h.verificationStatus === 'UNVERIFIED' });
  await t.call('listEventHooks', {}, { ok: found => found.length === 1 });
  await t.call('verifyEventHook', { eventHookId: hook.id }, { ok: h => h.verificationStatus === 'VERIFIED' });
  await t.call('deactivateEventHook', { eventHookId: hook.id }, { ok: h => h.status === 'INACTIVE' });
  await t.call('deleteEventHook', { eventHookId: hook.id });
  await t.call('listInlineHooks', {}, { ok: found => found.length === 0 });
}

async function org(t) {
  const authenticators = await t.call('listAuthenticators', {}, { ok: found => found.some(a => a.key === 'okta_password') });
  await t.call('getAuthenticator', { authenticatorId: authenticators[0].id }, { ok: a => !!a.key });
  await t.call('getOrgSettings', {}, { ok: found => found.status === 'ACTIVE' });
  await t.call('getOrgPreferences', {}, { ok: found => typeof found.showEndUserFooter === 'boolean' });
  await t.call('getWellknownOrgMetadata', {}, { ok: found => !!found.id && !!found.pipeline });
  await t.call('listFeatures', {}, { ok: found => found.length > 0 });
  await t.call('listApiTokens', {}, { ok: found => found.length === 1 });
  await t.call('listDevices', {}, { ok: found => found.length === 0 });
  await t.call('listBehaviorDetectionRules', {}, { ok: found => found.some(b => b.name === 'New Device') });
  await t.call('getCurrentConfiguration', {}, { ok: found => found.action === 'none' });
  await t.call('listSmsTemplates', {}, { ok: Array.isArray });
  await t.call('listLogStreams', {}, { ok: found => found.length === 0 });
  await t.call('getSession', { sessionId: '102none' }, { error: 'E0000007' });
  await t.call('listLogEvents', { limit: 3 }, { note: 'pages', most: 10, ok: found => found.length === 10 });
  await t.call('listLogEvents', { since: '2020-01-01T00:00:00.000Z', filter: 'eventType eq "user.lifecycle.create"' }, {
    note: 'filter', ok: found => found.length > 0 && found.every(e => e.eventType === 'user.lifecycle.create') });
}

export async function administration(t) {
  await brands(t);
  await roles(t);
  await hooks(t);
  await org(t);
}
