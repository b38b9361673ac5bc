// People and machines that call a running server: their credentials, and what is done with them.
import {createHmac} from "node:crypto";
import {request} from "node:http";

const STEP_MS = 30_000;
const DIGITS = 1_000_000;

export function must(isSo, what) {
  if (!isSo) throw new Error(what);
}

// RFC 6238, of a secret in base32.
function codeAt(base32, step) {
  const bits = [...base32.replace(/=+$/, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % DIGITS).padStart(6, "0");
}

export class Server {
  constructor(url) {
    this.url = new URL(url);
  }

  // {status, type: of a problem, body, headers, cookie: set by the answer}
  call(method, path, {headers = {}, body, from} = {}) {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    return new Promise((resolve, reject) => {
      const asked = request({
        host: this.url.hostname, port: this.url.port, method, path, localAddress: from,
        headers: {Host: this.url.host, ...(text !== undefined && {"Content-Type": type}), ...headers}}, (answer) => {
        // A stream of events has no end: that it begins is the answer.
        if (answer.headers["content-type"] === "text/event-stream") {
          resolve({status: answer.statusCode, body: {}, headers: answer.headers});
          answer.destroy();
          return;
        }
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => {
          const said = Buffer.concat(parts).toString();
          const isJson = (answer.headers["content-type"] ?? "").includes("json") && said !== "";
          const read = isJson ? JSON.parse(said) : {};
          // Another maker's API has its own words for a problem, and the problem beside them.
          const told = read.problem ?? {...read, status: answer.statusCode};
          resolve({status: told.status, type: told.type, body: read, headers: answer.headers,
            cookie: answer.headers["set-cookie"]?.[0].match(/^__Host-menshen=([^;]*)/)?.[1]});
        });
      });
      asked.on("error", reject);
      asked.end(text);
    });
  }
}

export class Machine {
  constructor(server, key) {
    Object.assign(this, {server, key});
  }
  call(method, path, options = {}) {
    return this.server.call(method, path, {...options, headers: {"X-API-Key": this.key, ...options.headers}});
  }
}

// Somebody with an account, in a browser.
export class Person {
  constructor(server, login, password) {
    Object.assign(this, {server, login, password, cookie: undefined, csrf: undefined, lastStep: 0});
  }

  headers() {
    return {...(this.cookie && {Cookie: `__Host-menshen=${this.cookie}`}), ...(this.csrf && {"X-CSRF-Token": this.csrf})};
  }

  // Keeps the session that it is given.
  async call(method, path, options = {}) {
    const answer = await this.server.call(method, path, {...options, headers: {...this.headers(), ...options.headers}});
    if (answer.cookie) this.cookie = answer.cookie;
    if (answer.body.session?.csrf_token) this.csrf = answer.body.session.csrf_token;
    return answer;
  }

  async ok(status, method, path, body) {
    const answer = await this.call(method, path, {body});
    must(answer.status === status, `${this.login}: ${method} ${path}: ${answer.status} ${answer.type}, not ${status}`);
    return answer.body;
  }

  // One that was not shown before; three of them are good at any moment.
  nextCode() {
    this.lastStep = Math.max(this.lastStep + 1, Math.floor(Date.now() / STEP_MS) - 1);
    return codeAt(this.secret, this.lastStep);
  }

  // From an invitation to a session with a fresh second factor.
  async enrol(token, isFirst = false) {
    await this.ok(200, "POST", "/api/v1/invitations:redeem", {token, password: this.password, ...(isFirst && {login: this.login})});
    this.secret = (await this.ok(200, "POST", "/api/v1/self/totp", {password: this.password})).secret;
    await this.ok(200, "POST", "/api/v1/self/totp:confirm", {code: this.nextCode()});
    return this;
  }
}
