// Policies with their rules, and authorization servers.

async function signOn(t) {
  for (const type of ['OKTA_SIGN_ON', 'PASSWORD', 'MFA_ENROLL', 'ACCESS_POLICY', 'PROFILE_ENROLLMENT', 'IDP_DISCOVERY']) {
    await t.call('listPolicies', { type }, { note: type, ok: found => found.length > 0 && found.every(p => p.type === type) });
  }
  const policy = { type: 'OKTA_SIGN_ON', name: 'Node', description: 'd', status: 'ACTIVE' };
  const made = await t.call('createPolicy', { policy }, { ok: p => p.status === 'ACTIVE' && p.priority === 1 });
  await t.call('createPolicy', { policy }, { note: 'name in use', error: 'E0000001' });
  await t.call('getPolicy', { policyId: made.id }, { ok: p => p.name === 'Node' });
  await t.call('replacePolicy', { policyId: made.id, policy: { ...policy, name: 'Node 2' } }, { ok: p => p.name === 'Node 2' });
  await t.call('deactivatePolicy', { policyId: made.id });
  await t.call('activatePolicy', { policyId: made.id });
  const policyRule = { type: 'SIGN_ON', name: 'Rule', actions: { signon: { access: 'ALLOW', requireFactor: false,
    session: { usePersistentCookie: false, maxSessionIdleMinutes: 120, maxSessionLifetimeMinutes: 0 } } } };
  const rule = await t.call('createPolicyRule', { policyId: made.id, policyRule }, { ok: r => r.actions.signon.access === 'ALLOW' });
  await t.call('listPolicyRules', { policyId: made.id }, { ok: found => found.length === 1 });
  await t.call('getPolicyRule', { policyId: made.id, ruleId: rule.id }, { ok: r => r.name === 'Rule' });
  await t.call('deletePolicyRule', { policyId: made.id, ruleId: rule.id });
  await t.call('deletePolicy', { policyId: made.id });
  await t.call('getPolicy', { policyId: made.id }, { note: 'deleted', error: 'E0000007' });
}

async function servers(t) {
  await t.call('listAuthorizationServers', {}, { ok: found => found.length === 1 });
  await t.call('getAuthorizationServer', { authServerId: 'default' }, { note: 'default', ok: s => s.issuer.endsWith('/oauth2/default') });
  const authorizationServer = { name: 'Node', description: 'd', audiences: ['api://node'] };
  const server = await t.call('createAuthorizationServer', { authorizationServer }, { ok: s => s.issuer.endsWith(s.id) });
  const at = { authServerId: server.id };
  await t.call('listOAuth2Scopes', at, { ok: found => found.some(s => s.name === 'openid') });
  const scope = await t.call('createOAuth2Scope', { ...at, oAuth2Scope: { name: 'car:drive', consent: 'REQUIRED' } }, { ok: s => s.system === false });
  await t.call('getOAuth2Scope', { ...at, scopeId: scope.id }, { ok: s => s.name === 'car:drive' });
  await t.call('deleteOAuth2Scope', { ...at, scopeId: scope.id });
  await t.call('listOAuth2Claims', at, { ok: found => found.some(c => c.name === 'sub') });
  const oAuth2Claim = { name: 'support', status: 'ACTIVE', claimType: 'RESOURCE', valueType: 'EXPRESSION', value: '"driving!"',
    alwaysIncludeInToken: true, conditions: { scopes: [] } };
  const claim = await t.call('createOAuth2Claim', { ...at, oAuth2Claim }, { ok: c => c.value === '"driving!"' });
  await t.call('deleteOAuth2Claim', { ...at, claimId: claim.id });
  await t.call('listAuthorizationServerKeys', at, { ok: keys => keys.some(k => k.status === 'ACTIVE') });
  const policy = { type: 'OAUTH_AUTHORIZATION_POLICY', status: 'ACTIVE', name: 'Default', description: 'd', priority: 1,
    conditions: { clients: { include: ['ALL_CLIENTS'] } } };
  const made = await t.call('createAuthorizationServerPolicy', { ...at, policy }, { ok: p => p.status === 'ACTIVE' });
  await t.call('listAuthorizationServerPolicies', at, { ok: found => found.length === 1 });
  await t.call('deleteAuthorizationServerPolicy', { ...at, policyId: made.id });
  await t.call('deactivateAuthorizationServer', at);
  await t.call('deleteAuthorizationServer', at);
}

export async function policies(t) {
  await signOn(t);
  await servers(t);
}
