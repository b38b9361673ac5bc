// main.mjs CHROMIUM URL TOKEN PROFILE: the first administrator's second factor is a passkey that an
// older authenticator made; one that is kept by the authenticator then signs in alone.
import {spawn} from "node:child_process";
import {createServer} from "node:http";

const [chromium, url, token, profile] = process.argv.slice(2);
const PATIENCE_MS = 60_000;

// Chromium's own protocol, over a pipe.
class Browser {
  constructor() {
    this.waiting = new Map();
    this.process = spawn(chromium, ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", `--user-data-dir=${profile}`,
      "--remote-debugging-pipe"], {stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"]});
    let text = "";
    this.process.stdio[4].on("data", (part) => {
      const messages = (text + part).split("\0");
      text = messages.pop();
      for (const {id, result, error} of messages.map((each) => JSON.parse(each))) {
        const done = this.waiting.get(id);
        if (error) done?.reject(new Error(error.message)); else done?.resolve(result);
      }
    });
  }
  ask(method, params = {}) {
    const id = this.waiting.size + 1;
    this.process.stdio[3].write(`${JSON.stringify({id, method, params, sessionId: this.sessionId})}\0`);
    return new Promise((resolve, reject) => { this.waiting.set(id, {resolve, reject}); });
  }
  async open(page) {
    if (!this.sessionId) {
      const {targetId} = await this.ask("Target.createTarget", {url: page});
      ({sessionId: this.sessionId} = await this.ask("Target.attachToTarget", {targetId, flatten: true}));
    } else {
      await this.ask("Page.navigate", {url: page});
    }
    while (await this.run(() => location.href + document.readyState) !== `${page}complete`);  // on its way
    await this.run(putTools);
  }
  async run(work, ...given) {
    const {result, exceptionDetails} = await this.ask("Runtime.evaluate", {
      expression: `(${work})(...${JSON.stringify(given)})`, awaitPromise: true, returnByValue: true, userGesture: true});
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
}

// In every page.
function putTools() {
  let csrf = "";
  const must = (isSo, what) => { if (!isSo) throw new Error(what); };
  const call = async (method, path, body) => {
    const answer = await fetch(path, {method, headers: {"Content-Type": "application/json", "X-CSRF-Token": csrf},
      ...(body && {body: JSON.stringify(body)})});
    const text = await answer.text();
    const read = text ? JSON.parse(text) : {};
    csrf = read.session?.csrf_token ?? csrf;
    return {status: answer.status, ...read};
  };
  const ok = async (...asked) => {
    const answer = await call(...asked);
    must(answer.status < 300, `${asked[1]}: ${answer.status} ${answer.type} ${answer.detail}`);
    return answer;
  };
  const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const make = async (asked) => {
    const {response} = await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked)});
    return {client_data: text(response.clientDataJSON), authenticator_data: text(response.getAuthenticatorData())};
  };
  // What the authenticator signs, and whose it says that it is.
  const sign = async (asked) => {
    const {id, response} = await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked)});
    return {shown: {credential: id, client_data: text(response.clientDataJSON),
      authenticator_data: text(response.authenticatorData), signature: text(response.signature)},
    handle: response.userHandle && text(response.userHandle), flags: new Uint8Array(response.authenticatorData)[32]};
  };
  globalThis.tools = {must, call, ok, text, make, sign};
}

async function secondFactor(firstToken) {
  const {must, call, ok, make, sign} = globalThis.tools;
  const PASSKEY = "/api/v1/sessions/self:show-passkey";
  const login = () => ok("POST", "/api/v1/sessions", {login: "chen.first", password: "Correct-horse-8"});
  const use = async (pending) => {
    const {public_key: asked} = await ok("POST", "/api/v1/sessions/self:ask-passkey", pending ? {pending} : {});
    return {...(pending && {pending}), ...(await sign(asked)).shown};
  };

  await ok("POST", "/api/v1/invitations:redeem", {token: firstToken, login: "chen.first", password: "Correct-horse-8"});
  const {public_key: asked} = await ok("POST", "/api/v1/self/passkeys", {password: "Correct-horse-8"});
  const made = await make(asked);
  must((await ok("POST", "/api/v1/self/passkeys:confirm", made)).state === "signed_in", "not enrolled");
  must((await call("POST", "/api/v1/self/passkeys:confirm", made)).status === 409, "made twice");
  must((await ok("GET", "/api/v1/self")).roles.join() === "security_admin", "no roles");

  await ok("DELETE", "/api/v1/sessions/self");
  const {pending, factors} = await login();
  must(factors.join() === "passkey", `factors: ${factors}`);
  const shown = await use(pending);
  must((await ok("POST", PASSKEY, shown)).state === "signed_in", "not signed in");
  must((await call("POST", PASSKEY, shown)).status === 401, "shown twice");
  must((await call("POST", PASSKEY, {...shown, pending: (await login()).pending})).status === 401, "shown to another sign-in");

  must((await ok("POST", PASSKEY, await use())).state === "signed_in", "not stepped up");
  const spoiled = await use();
  must((await call("POST", PASSKEY, {...spoiled, signature: `A${spoiled.signature.slice(1)}`})).status === 401, "another signature");
  must((await ok("GET", "/api/v1/self")).session.login === "chen.first", "a wrong passkey ends the session");
}

// A second passkey, which the authenticator keeps.
async function enrolKept() {
  const {ok, make} = globalThis.tools;
  const {public_key: asked} = await ok("POST", "/api/v1/self/passkeys", {password: "Correct-horse-8"});
  await ok("POST", "/api/v1/self/passkeys:confirm", await make(asked));
  await ok("DELETE", "/api/v1/sessions/self");
}

async function alone() {
  const {must, call, ok, text, sign} = globalThis.tools;
  const PASSKEY = "/api/v1/sessions:passkey";
  const USER_VERIFIED = 4;
  const ask = () => ok("POST", "/api/v1/sessions:ask-passkey");
  const use = async (changes = {}) => {
    const {pending, public_key: asked} = await ask();
    must(asked.allowCredentials.length === 0, "somebody is named before they said who they are");
    const {shown, handle, flags} = await sign({...asked, ...changes});
    return {flags, body: {pending, user_handle: handle, ...shown}};
  };
  const refused = async (body, what) => {
    const answer = await call("POST", PASSKEY, body);
    must(answer.status === 401 && answer.type === "sign-in-refused", `${what}: ${answer.status} ${answer.type}`);
  };

  const {body, flags} = await use();
  must((flags & USER_VERIFIED) !== 0, "nobody was verified");
  must(!atob(body.user_handle).includes("chen"), "the handle tells a name");
  await refused({...body, user_handle: text(new TextEncoder().encode(crypto.randomUUID()))}, "another handle");
  await refused(body, "a challenge that was spent by a wrong try");
  const good = (await use()).body;
  must((await ok("POST", PASSKEY, good)).state === "signed_in", "not signed in");
  const self = await ok("GET", "/api/v1/self");
  must(self.is_stepped_up && self.roles.join() === "security_admin", "it is not two factors");
  await refused(good, "shown twice");
  await refused({...good, pending: (await ask()).pending}, "a challenge of another sign-in");
  const unverified = await use({userVerification: "discouraged"});
  must((unverified.flags & USER_VERIFIED) === 0, "the browser verifies whoever it need not");
  await refused(unverified.body, "nobody verified");
}

const browser = new Browser();
const late = setTimeout(() => { browser.process.kill("SIGKILL"); console.error("the browser gave no answer"); process.exit(1); }, PATIENCE_MS);
const plug = (hasResidentKey) => browser.ask("WebAuthn.addVirtualAuthenticator", {options: {protocol: "ctap2", transport: "internal",
  hasResidentKey, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true}});
const elsewhere = createServer((_, answer) => answer.end("<title>another site</title>")).listen(0, "127.0.0.1");
try {
  await browser.open(`${url}/healthz`);
  await browser.ask("WebAuthn.enable");
  const older = await plug(false);
  await browser.run(secondFactor, token);
  await browser.ask("WebAuthn.removeVirtualAuthenticator", older);
  const {authenticatorId} = await plug(true);
  await browser.run(enrolKept);
  const {credentials} = await browser.ask("WebAuthn.getCredentials", {authenticatorId});
  if (!credentials[0]?.isResidentCredential) throw new Error("the authenticator was not asked to keep it");
  await browser.run(alone);

  // Another site of the same host asks for the same challenge.
  const asked = await browser.run(() => globalThis.tools.ok("POST", "/api/v1/sessions:ask-passkey"));
  await browser.open(`http://localhost:${elsewhere.address().port}/`);
  const {shown, handle} = await browser.run((each) => globalThis.tools.sign(each), asked.public_key);
  await browser.open(`${url}/healthz`);
  const {status} = await browser.run((body) => globalThis.tools.call("POST", "/api/v1/sessions:passkey", body),
    {pending: asked.pending, user_handle: handle, ...shown});
  if (status !== 401) throw new Error(`a passkey of another site's page: ${status}`);
  console.log("passkeys: made, used alone and as the second factor, and not used twice");
} finally {
  clearTimeout(late);
  elsewhere.close();
  browser.process.kill("SIGKILL");
  await new Promise((resolve) => { browser.process.once("exit", resolve); });
}
