// Users: creation, lists, changes, lifecycle, credentials, factors, links.

export const password = { password: { value: 'Correct*horse*9' } };
const question = { recovery_question: { question: 'First teacher?', answer: 'babbage' } };

export function profile(name, more = {}) {
  const email = `${name}@node.example.com`;
  return { firstName: name, lastName: 'Node', email, login: email, ...more };
}

/** Creates an active user for another family. */
export function create(t, name) {
  const body = { profile: profile(name), credentials: password };
  return t.call('createUser', { body, activate: true }, { note: `for ${name}`, ok: u => u.status === 'ACTIVE' });
}

async function creation(t) {
  const body = { profile: profile('ada', { nickName: 'Countess' }), credentials: { ...password, ...question } };
  const user = await t.call('createUser', { body, activate: true }, {
    note: 'active', ok: u => u.status === 'ACTIVE' && u.profile.nickName === 'Countess' && u.created instanceof Date });
  await t.call('createUser', { body: { profile: profile('staged') }, activate: false }, {
    note: 'staged', ok: u => u.status === 'STAGED' });
  await t.call('createUser', { body: { profile: profile('pending') }, activate: true }, {
    note: 'without password', ok: u => u.status === 'PROVISIONED' });
  await t.call('createUser', { body }, { note: 'login in use', error: 'E0000001' });
  await t.call('createUser', { body: { profile: profile('unknown', { shoeSize: '44' }) } }, {
    note: 'unknown attribute', error: 'E0000001' });
  return user;
}

async function reading(t, user) {
  await t.call('getUser', { userId: user.id }, { ok: u => u.profile.login === 'ada@node.example.com' });
  await t.call('getUser', { userId: 'ada@node.example.com' }, { note: 'by login', ok: u => u.id === user.id });
  await t.call('getUser', { userId: 'me' }, { note: 'me', ok: u => u.status === 'ACTIVE' });
  await t.call('getUser', { userId: '00u0000000000000none' }, { note: 'unknown', error: 'E0000007' });
  await t.call('listUsers', { limit: 7 }, { note: 'pages', most: 40, ok: users => users.length === 40 });
  const one = users => users.length === 1 && users[0].id === user.id;
  await t.call('listUsers', { search: 'profile.nickName eq "Countess"' }, { note: 'search', ok: one });
  await t.call('listUsers', { filter: 'status eq "STAGED"' }, {
    note: 'filter', ok: users => users.every(u => u.status === 'STAGED') && users.length > 0 });
  await t.call('listUsers', { q: 'ada' }, { note: 'q', ok: users => users.some(u => u.id === user.id) });
  await t.call('listUsers', { search: 'profile.lastName ==' }, { note: 'invalid search', error: 'E0000031' });
  await t.call('updateUser', { userId: user.id, user: { profile: { nickName: 'Enchantress' } } }, {
    ok: u => u.profile.nickName === 'Enchantress' && u.profile.firstName === 'ada' });
  await t.call('replaceUser', { userId: user.id, user: { profile: profile('ada', { title: 'Analyst' }) } }, {
    ok: u => u.profile.title === 'Analyst' && !u.profile.nickName });
  await t.call('listUserGroups', { userId: user.id }, { ok: groups => groups[0].profile.name === 'Everyone' });
  await t.call('listAppLinks', { userId: user.id }, { ok: Array.isArray });
  await t.call('listUserBlocks', { userId: user.id }, { ok: found => found.length === 0 });
  await t.call('listUserGrants', { userId: user.id }, { ok: found => found.length === 0 });
  await t.call('listUserClients', { userId: user.id }, { ok: found => found.length === 0 });
}

async function lifecycle(t) {
  const staged = await t.call('createUser', { body: { profile: profile('walker') }, activate: false }, { note: 'for the lifecycle' });
  await t.call('activateUser', { userId: staged.id, sendEmail: false }, { ok: found => !!found.activationToken });
  await t.call('reactivateUser', { userId: staged.id, sendEmail: false }, { ok: found => !!found.activationUrl });
  const user = await create(t, 'runner');
  await t.call('suspendUser', { userId: user.id });
  await t.call('getUser', { userId: user.id }, { note: 'suspended', ok: u => u.status === 'SUSPENDED' });
  await t.call('unsuspendUser', { userId: user.id });
  await t.call('unlockUser', { userId: user.id }, { error: 'E0000032', status: 403 });
  await t.call('expirePassword', { userId: user.id }, { ok: u => u.status === 'PASSWORD_EXPIRED' });
  await t.call('expirePasswordAndGetTemporaryPassword', { userId: user.id }); // The SDK reads the response as a user.
  await t.call('generateResetPasswordToken', { userId: user.id, sendEmail: false }, { ok: found => !!found.resetPasswordUrl });
  await t.call('resetFactors', { userId: user.id });
  await t.call('revokeUserSessions', { userId: user.id });
  await t.call('deactivateUser', { userId: user.id });
  await t.call('getUser', { userId: user.id }, { note: 'deactivated', ok: u => u.status === 'DEPROVISIONED' });
  await t.call('deleteUser', { userId: user.id });
  await t.call('getUser', { userId: user.id }, { note: 'deleted', error: 'E0000007' });
}

async function credentials(t) {
  const body = { profile: profile('keeper'), credentials: { ...password, ...question } };
  const user = await t.call('createUser', { body, activate: true }, { note: 'for credentials' });
  const newPassword = { value: 'Battery*staple*7' };
  const change = { oldPassword: password.password, newPassword };
  await t.call('changePassword', { userId: user.id, changePasswordRequest: change }, { ok: c => c.provider.type === 'OKTA' });
  await t.call('changePassword', { userId: user.id, changePasswordRequest: change }, {
    note: 'wrong old password', error: 'E0000014', status: 403 });
  const userCredentials = { password: newPassword, recovery_question: { question: 'Second teacher?', answer: 'de morgan' } };
  await t.call('changeRecoveryQuestion', { userId: user.id, userCredentials }, {
    ok: c => c.recovery_question.question === 'Second teacher?' });
  await t.call('forgotPassword', { userId: user.id, sendEmail: false }, { ok: found => !!found.resetPasswordUrl });
}

async function factors(t) {
  const user = await create(t, 'enrollee');
  const enroll = (body, options) => t.call('enrollFactor', { userId: user.id, body }, { note: body.factorType, ...options });
  const phone = { phoneNumber: '+15554151337' };
  const sms = await enroll({ factorType: 'sms', provider: 'OKTA', profile: phone }, { ok: f => f.status === 'PENDING_ACTIVATION' });
  await enroll({ factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '12' } }, { note: 'invalid number', error: 'E0000001' });
  await t.call('activateFactor', { userId: user.id, factorId: sms.id, body: { passCode: '123456' } }, { ok: f => f.status === 'ACTIVE' });
  await enroll({ factorType: 'call', provider: 'OKTA', profile: phone }, { ok: f => f.factorType === 'call' });
  await enroll({ factorType: 'token:software:totp', provider: 'OKTA' }, { ok: f => !!f._embedded.activation.sharedSecret });
  await enroll({ factorType: 'push', provider: 'OKTA' }, { ok: f => f._embedded.activation.factorResult === 'WAITING' });
  await enroll({ factorType: 'email', provider: 'OKTA', profile: { email: 'enrollee@node.example.com' } }, { ok: f => !!f.id });
  await enroll({ factorType: 'webauthn', provider: 'FIDO' }, { ok: f => !!f._embedded.activation.challenge });
  const food = await enroll({ factorType: 'question', provider: 'OKTA',
    profile: { question: 'disliked_food', answer: 'mayonnaise' } }, { ok: f => f.status === 'ACTIVE' });
  await t.call('listFactors', { userId: user.id }, { ok: found => found.some(f => f.factorType === 'question') });
  await t.call('getFactor', { userId: user.id, factorId: sms.id }, { ok: f => f.profile.phoneNumber === '+15554151337' });
  await t.call('listSupportedFactors', { userId: user.id }, { ok: found => found.some(f => f.factorType === 'sms') });
  await t.call('listSupportedSecurityQuestions', { userId: user.id }, { ok: found => found.some(q => q.question === 'disliked_food') });
  await t.call('verifyFactor', { userId: user.id, factorId: food.id, body: { answer: 'mayonnaise' } }, {
    note: 'right answer', ok: found => found.factorResult === 'SUCCESS' });
  await t.call('verifyFactor', { userId: user.id, factorId: food.id, body: { answer: 'ketchup' } }, {
    note: 'wrong answer', error: 'E0000068', status: 403 });
  await t.call('unenrollFactor', { userId: user.id, factorId: sms.id });
  await t.call('getFactor', { userId: user.id, factorId: sms.id }, { note: 'unenrolled', error: 'E0000007' });
}

async function links(t, user) {
  const side = name => ({ name, title: name, description: name, type: 'USER' });
  await t.call('createLinkedObjectDefinition', { linkedObject: { primary: side('mentor'), associated: side('mentee') } }, {
    ok: found => found.primary.name === 'mentor' });
  await t.call('listLinkedObjectDefinitions', {}, { ok: found => found.length === 1 });
  const other = await create(t, 'mentor');
  await t.call('setLinkedObjectForUser', {
    associatedUserId: user.id, primaryRelationshipName: 'mentor', primaryUserId: other.id });
  await t.call('listLinkedObjectsForUser', { userId: user.id, relationshipName: 'mentor' }, { ok: found => found.length === 1 });
  await t.call('deleteLinkedObjectForUser', { userId: user.id, relationshipName: 'mentor' });
  await t.call('deleteLinkedObjectDefinition', { linkedObjectName: 'mentor' });
}

export async function users(t) {
  const user = await creation(t);
  await reading(t, user);
  await lifecycle(t);
  await credentials(t);
  await factors(t);
  await links(t, user);
}
