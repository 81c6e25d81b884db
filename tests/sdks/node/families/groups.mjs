// Groups, rules, owners and roles of groups.

import { create } from './users.mjs';

const rule = (name, value, group) => ({
  type: 'group_rule',
  name,
  conditions: { expression: { value, type: 'urn:okta:expression:1.0' } },
  actions: { assignUserToGroups: { groupIds: [String(group)] } },
});

export async function groups(t) {
  const group = await t.call('createGroup', { group: { profile: { name: 'Engines', description: 'steam' } } }, {
    ok: g => g.type === 'OKTA_GROUP' && g.profile.description === 'steam' });
  await t.call('createGroup', { group: { profile: { name: 'Engines' } } }, { note: 'name in use', error: 'E0000001' });
  await t.call('getGroup', { groupId: group.id }, { ok: g => g.profile.name === 'Engines' });
  await t.call('getGroup', { groupId: '00g0000000000000none' }, { note: 'unknown', error: 'E0000007' });
  await t.call('listGroups', { q: 'Engi' }, { note: 'q', ok: found => found.length === 1 });
  await t.call('listGroups', { search: 'profile.name eq "Engines"' }, { note: 'search', ok: found => found[0].id === group.id });
  await t.call('listGroups', { filter: 'type eq "BUILT_IN"' }, { note: 'filter', ok: found => found.some(g => g.profile.name === 'Everyone') });
  await t.call('replaceGroup', { groupId: group.id, group: { profile: { name: 'Looms' } } }, { ok: g => g.profile.name === 'Looms' });
  const user = await create(t, 'weaver');
  await t.call('assignUserToGroup', { groupId: group.id, userId: user.id });
  await t.call('listGroupUsers', { groupId: group.id }, { ok: users => users.length === 1 && users[0].id === user.id });
  await t.call('unassignUserFromGroup', { groupId: group.id, userId: user.id });
  await t.call('listAssignedApplicationsForGroup', { groupId: group.id }, { ok: apps => apps.length === 0 });
  const made = await t.call('createGroupRule', { groupRule: rule('Ulm', 'user.city=="Ulm"', group.id) }, { ok: r => r.status === 'INACTIVE' });
  await t.call('listGroupRules', {}, { ok: found => found.length === 1 });
  await t.call('getGroupRule', { ruleId: made.id }, { ok: r => r.name === 'Ulm' });
  await t.call('activateGroupRule', { ruleId: made.id });
  await t.call('deactivateGroupRule', { ruleId: made.id });
  await t.call('replaceGroupRule', { ruleId: made.id, groupRule: rule('Bonn', 'user.city=="Bonn"', group.id) }, { ok: r => r.name === 'Bonn' });
  await t.call('deleteGroupRule', { ruleId: made.id });
  await t.call('assignGroupOwner', { groupId: group.id, GroupOwner: { id: String(user.id), type: 'USER' } }, {
    ok: o => o.id === user.id });
  await t.call('listGroupOwners', { groupId: group.id }, { ok: found => found.length === 1 });
  await t.call('deleteGroupOwner', { groupId: group.id, ownerId: user.id });
  await t.call('assignRoleToGroup', { groupId: group.id, assignRoleRequest: { type: 'USER_ADMIN' } });
  const roles = await t.call('listGroupAssignedRoles', { groupId: group.id }, { ok: found => found[0].type === 'USER_ADMIN' });
  await t.call('unassignRoleFromGroup', { groupId: group.id, roleId: roles[0].id });
  await t.call('deleteGroup', { groupId: group.id });
  await t.call('getGroup', { groupId: group.id }, { note: 'deleted', error: 'E0000007' });
}
