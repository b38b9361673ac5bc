// main.mjs CHROMIUM URL TOKEN PROFILE: the first administrator's second factor is a passkey.
import {spawn} from "node:child_process";

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
    const {targetId} = await this.ask("Target.createTarget", {url: page});
    ({sessionId: this.sessionId} = await this.ask("Target.attachToTarget", {targetId, flatten: true}));
    while (await this.run(() => location.href) !== page);  // it is still on its way
  }
  async run(work, ...given) {
    const {result, exceptionDetails} = await this.ask("Runtime.evaluate", {
      expression: `(${work})(...${JSON.stringify(given)})`, awaitPromise: true, returnByValue: true});
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }
}

// In the page.
async function journey(firstToken) {
  const must = (isSo, what) => { if (!isSo) throw new Error(what); };
  let csrf = "";
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
  const PASSKEY = "/api/v1/sessions/self:show-passkey";
  const login = () => ok("POST", "/api/v1/sessions", {login: "chen.first", password: "Correct-horse-8"});
  const use = async (pending) => {
    const {public_key: asked} = await ok("POST", "/api/v1/sessions/self:ask-passkey", pending ? {pending} : {});
    const {id, response} = await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked)});
    return {...(pending && {pending}), credential: id, client_data: text(response.clientDataJSON),
      authenticator_data: text(response.authenticatorData), signature: text(response.signature)};
  };

  await ok("POST", "/api/v1/invitations:redeem", {token: firstToken, login: "chen.first", password: "Correct-horse-8"});
  const {public_key: asked} = await ok("POST", "/api/v1/self/passkeys", {password: "Correct-horse-8"});
  const {response} = await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked)});
  const made = {client_data: text(response.clientDataJSON), authenticator_data: text(response.getAuthenticatorData())};
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
  return "passkeys: made, used, and not used twice";
}

const browser = new Browser();
const late = setTimeout(() => { browser.process.kill("SIGKILL"); console.error("the browser gave no answer"); process.exit(1); }, PATIENCE_MS);
try {
  await browser.open(`${url}/healthz`);
  await browser.ask("WebAuthn.enable");
  await browser.ask("WebAuthn.addVirtualAuthenticator", {options: {protocol: "ctap2", transport: "internal",
    hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true}});
  console.log(await browser.run(journey, token));
} finally {
  clearTimeout(late);
  browser.process.kill("SIGKILL");
  await new Promise((resolve) => { browser.process.once("exit", resolve); });
}
