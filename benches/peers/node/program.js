// Okta's SDK for Node.js, measured; see benches/src/peers/program.rs for what a program does.

const okta = require('@okta/okta-sdk-nodejs');
const { version } = require('@okta/okta-sdk-nodejs/package.json');

let firstLost = true;
function lost(error) {
  if (firstLost) console.error(`first lost call: ${error}`);
  firstLost = false;
  return 0;
}

async function listUsers(client) {
  let logins = 0;
  const collection = await client.userApi.listUsers({ limit: 200 });
  await collection.each(user => {
    if (user.profile.login !== undefined) logins += 1;
  });
  return logins;
}

async function getUser(client, number) {
  try {
    await client.userApi.getUser({ userId: `00u${String(number).padStart(17, '0')}` });
    return 1;
  } catch (error) {
    return lost(error);
  }
}

async function getUsers(client, calls, concurrency) {
  let next = 0;
  const worker = async () => {
    let succeeded = 0;
    while (next < calls) {
      const number = next;
      next += 1;
      succeeded += await getUser(client, number);
    }
    return succeeded;
  };
  const workers = await Promise.all(Array.from({ length: concurrency }, worker));
  return workers.reduce((sum, succeeded) => sum + succeeded, 0);
}

async function main(orgUrl, kind, calls, concurrency) {
  const client = new okta.Client({ orgUrl, token: '00example', testing: { disableHttpsCheck: true } });
  const input = process.stdin[Symbol.asyncIterator]();
  console.log(`ready @okta/okta-sdk-nodejs ${version}, Node.js ${process.versions.node}`);
  await input.next();
  const succeeded = kind === 'list' ? await listUsers(client) : await getUsers(client, Number(calls), Number(concurrency));
  console.log(`done ${succeeded}`);
  await input.next();
  process.exit(0);
}

main(...process.argv.slice(2));
