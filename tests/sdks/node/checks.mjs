// Calls of Okta's SDK for Node.js, each with the result that Okta is expected to give.

import { createRequire } from 'node:module';

// The SDK is installed outside of this folder.
export const okta = createRequire(import.meta.url)(process.env.OKTA_SDK);

// The result of a call that failed: calls that depend on it fail as well.
const missing = new Proxy(() => {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => 'missing' : name === 'toJSON' ? () => 'missing' : name === 'then' ? undefined : missing),
});
const plain = value => (typeof value === 'function' ? 'missing' : Array.isArray(value) ? value.map(plain) : value);

/** An error whose code is not documented. */
export const ANY = 'any';

/** The statuses of error codes; 400 for all others. */
const STATUS = { E0000006: 403, E0000007: 404, E0000011: 401 };

/**
 * Makes calls, and compares their results with the expected ones. `known` has the calls that are known to be wrong, by name,
 * with the reason; it must be exact.
 */
export class Tour {
  constructor(known) {
    this.client = new okta.Client({
      orgUrl: process.env.OKTA_CLIENT_ORGURL,
      token: process.env.OKTA_CLIENT_TOKEN,
      testing: { disableHttpsCheck: true },
    });
    this.known = known;
    this.names = new Map();
    this.wrong = new Map();
  }

  /** The API object that has a method. */
  api(method) {
    const apis = Object.keys(this.client).filter(name => name.endsWith('Api')).map(name => this.client[name]);
    const api = apis.find(candidate => typeof candidate?.[method] === 'function');
    if (!api) throw new Error(`the SDK has no method ${method}`);
    return api;
  }

  /**
   * Calls a method. `ok` checks the result, `error` is the expected error code with its `status`, `note` separates calls of the
   * same method, and `most` ends a list. Returns the result; lists as arrays.
   */
  async call(method, parameters = {}, { ok, error, status, note, most = 50 } = {}) {
    let name = note ? `${method}: ${note}` : method;
    const count = (this.names.get(name) ?? 0) + 1;
    this.names.set(name, count);
    if (count > 1) name = `${name} (${count})`;
    const sent = Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key, plain(value)]));
    const code = error ? `${error} ${status ?? STATUS[error] ?? 400}` : 'success';
    let data;
    try {
      data = await this.api(method)[method](sent);
      if (typeof data?.each === 'function') {
        const items = [];
        await data.each(item => { items.push(item); return items.length < most; });
        data = items;
      }
    } catch (thrown) {
      const seen = `${thrown.errorCode ?? thrown.name} ${thrown.status ?? thrown.code}`;
      if (seen !== code && !(error === ANY && thrown.status >= 400 && thrown.status < 500 && thrown.status !== 404)) this.wrong.set(name, `expected ${code}, got ${seen}: ${thrown.message} ${thrown.stack ?? ''}`);
      return missing;
    }
    if (error) this.wrong.set(name, `expected ${code}, got success`);
    else if (ok) {
      try {
        if (!ok(data)) this.wrong.set(name, `unexpected result: ${JSON.stringify(data)}`);
      } catch (thrown) {
        this.wrong.set(name, `unexpected result (${thrown}): ${JSON.stringify(data)}`);
      }
    }
    return data === undefined || (Array.isArray(data) && data.length === 0) ? missing : data;
  }

  /** Prints the calls that are not as expected, and ends the program with 1 if there are others than the known ones. */
  report(program, least) {
    const total = [...this.names.values()].reduce((sum, count) => sum + count, 0);
    let failed = false;
    for (const [name, reason] of this.wrong) {
      if (name in this.known) continue;
      failed = true;
      console.log(`WRONG ${name}: ${reason.replace(/\s+/g, ' ').slice(0, 400)}`);
    }
    for (const [name, reason] of Object.entries(this.known)) {
      if (this.wrong.has(name)) continue;
      failed = true;
      console.log(`RIGHT, but listed as known to be wrong: ${name} (${reason})`);
    }
    const right = total - this.wrong.size;
    const share = ((100 * right) / total).toFixed(1);
    console.log(`${program}: ${right} of ${total} calls right (${share} %), ${Object.keys(this.known).length} known misses`);
    if (total < least) {
      failed = true;
      console.log(`expected at least ${least} calls`);
    }
    process.exit(failed ? 1 : 0);
  }
}
