// Schemas, user types, mappings, realms, identity providers, zones and origins.

export async function directory(t) {
  await t.call('getUserSchema', { schemaId: 'default' }, { ok: s => s.definitions.base.properties.login.minLength === 5 });
  const custom = { definitions: { custom: { id: '#custom', type: 'object', properties: {
    twitter: { title: 'Twitter', type: 'string', scope: 'NONE', maxLength: 15 } } } } };
  await t.call('updateUserProfile', { schemaId: 'default', userSchema: custom }, {
    ok: s => s.definitions.custom.properties.twitter.maxLength === 15 });
  await t.call('getGroupSchema', {}, { ok: s => !!s.definitions.base.properties.name });
  await t.call('listUserTypes', {}, { ok: found => found.length === 1 && found[0]._default });
  const type = await t.call('createUserType', { userType: { name: 'contractor', displayName: 'Contractor' } }, { ok: k => k.name === 'contractor' });
  await t.call('getUserType', { typeId: type.id }, { ok: k => k.displayName === 'Contractor' });
  await t.call('deleteUserType', { typeId: type.id });
  const mappings = await t.call('listProfileMappings', { limit: 2 }, { ok: found => found.length > 0 });
  await t.call('getProfileMapping', { mappingId: mappings[0].id }, { ok: m => !!m.source.id });
  await t.call('listRealms', {}, { ok: found => found.length === 1 });
  const realm = await t.call('createRealm', { body: { profile: { name: 'Node' } } }, { ok: r => r.profile.name === 'Node' });
  await t.call('getRealm', { realmId: realm.id }, { ok: r => r.isDefault === false });
  await t.call('deleteRealm', { realmId: realm.id });
  await t.call('listIdentityProviders', {}, { ok: found => found.length === 0 });
  const identityProvider = { type: 'GOOGLE', name: 'Node Google',
    protocol: { type: 'OIDC', scopes: ['openid'], credentials: { client: { client_id: 'id', client_secret: 'secret' } } },
    policy: { accountLink: { action: 'AUTO' }, provisioning: { action: 'AUTO', groups: { action: 'NONE' } },
      subject: { userNameTemplate: { template: 'idpuser.email' }, matchType: 'USERNAME' } } };
  const idp = await t.call('createIdentityProvider', { identityProvider }, { ok: p => p.status === 'ACTIVE' });
  await t.call('getIdentityProvider', { idpId: idp.id }, { ok: p => p.name === 'Node Google' });
  await t.call('deactivateIdentityProvider', { idpId: idp.id }, { ok: p => p.status === 'INACTIVE' });
  await t.call('deleteIdentityProvider', { idpId: idp.id });
  await t.call('listNetworkZones', {}, { ok: zones => zones.some(z => z.name === 'LegacyIpZone') });
  const zone = await t.call('createNetworkZone', { zone: { type: 'IP', name: 'Node', gateways: [{ type: 'CIDR', value: '192.0.2.0/24' }] } }, {
    ok: z => z.status === 'ACTIVE' });
  await t.call('getNetworkZone', { zoneId: zone.id }, { ok: z => z.gateways[0].value === '192.0.2.0/24' });
  await t.call('deactivateNetworkZone', { zoneId: zone.id }, { ok: z => z.status === 'INACTIVE' });
  await t.call('deleteNetworkZone', { zoneId: zone.id });
  const trustedOrigin = { name: 'Node', origin: 'https://node.example.com', scopes: [{ type: 'CORS' }] };
  const origin = await t.call('createTrustedOrigin', { trustedOrigin }, { ok: o => o.status === 'ACTIVE' });
  await t.call('listTrustedOrigins', {}, { ok: found => found.some(o => o.id === origin.id) });
  await t.call('deleteTrustedOrigin', { trustedOriginId: origin.id });
}
