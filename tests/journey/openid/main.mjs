// main.mjs AUTHORITY URL enrolled TOKEN | refused | unavailable
import {readFileSync} from "node:fs";
import {request} from "node:https";
import {Person, Server, must} from "../who_asks/client.mjs";

const [authority, url, what, token] = process.argv.slice(2);
const ca = readFileSync(authority);
const server = new Server(url);
const PASSWORD = "Correct-horse-8";
const RETURNS = "https://gate.example/sign-in/openid";

function ask(method, address, cookies, form) {
  return new Promise((resolve, reject) => {
    const asked = request(address, {ca, method, headers: {
      Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; "),
      ...(form && {"Content-Type": "application/x-www-form-urlencoded"})}}, (answer) => {
      for (const line of answer.headers["set-cookie"] ?? []) {
        const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
        if (value) cookies.set(name, value); else cookies.delete(name);
      }
      let text = "";
      answer.on("data", (part) => { text += part; });
      answer.on("end", () => resolve({text, location: answer.headers.location && new URL(answer.headers.location, address).href}));
    });
    asked.on("error", reject);
    asked.end(form);
  });
}

// A browser at the provider's pages, until they send it back.
async function visit(page, login) {
  const cookies = new Map();
  let at = page;
  let answer = await ask("GET", at, cookies);
  for (let steps = 0; steps < 20; steps += 1) {
    if (answer.location?.startsWith(RETURNS)) return Object.fromEntries(new URL(answer.location).searchParams);
    if (answer.location) {
      at = answer.location;
      answer = await ask("GET", at, cookies);
    } else {
      const form = answer.text.includes('name="login"') ? `prompt=login&login=${login}&password=x` : "prompt=consent";
      const action = answer.text.match(/action="([^"]+)"/)?.[1];
      must(action, `the provider says: ${answer.text.slice(0, 500)}`);
      answer = await ask("POST", new URL(action, at).href, cookies, form);
    }
  }
  throw new Error("the provider sends round and round");
}

const begin = () => server.call("POST", "/api/v1/sessions:openid");
const finish = (body) => server.call("POST", "/api/v1/sessions:openid-return", {body});

async function signIn(login, change = (shown) => shown) {
  const begun = await begin();
  must(begun.status === 200, `begin: ${begun.status} ${begun.type}`);
  const {code, state} = await visit(begun.body.url, login);
  const shown = change({pending: begun.body.pending, state, code});
  return {shown, answer: await finish(shown)};
}

async function enrolled() {
  const first = await new Person(server, "chen.first", PASSWORD).enrol(token, true);
  const made = await first.ok(201, "POST", "/api/v1/accounts", {login: "chen.dpo", roles: ["dpo"]});
  const dpo = await new Person(server, "chen.dpo", PASSWORD).enrol(made.token);
  must((await signIn("alice")).answer.status === 401, "somebody linked to nobody is let in");
  const identity = {issuer: new URL((await begin()).body.url).origin, subject: "alice"};
  const linked = await first.ok(200, "PATCH", `/api/v1/accounts/${made.account.id}`, {identity});
  must(linked.identity.subject === "alice", "not linked");
  const twin = await first.ok(201, "POST", "/api/v1/accounts", {login: "chen.twin", roles: ["dpo"]});
  must((await first.call("PATCH", `/api/v1/accounts/${twin.account.id}`, {body: {identity}})).status === 409, "two are linked to one");

  must((await signIn("mallory")).answer.status === 401, "another subject is let in");
  const other = (await begin()).body.pending;
  for (const change of [(shown) => ({...shown, state: "x"}), (shown) => ({...shown, code: "x"}), (shown) => ({...shown, pending: other})]) {
    must((await signIn("alice", change)).answer.status === 401, `let in by ${change}`);
  }
  const {shown, answer} = await signIn("alice");
  must(answer.status === 200 && answer.body.state === "second_factor", `${answer.status} ${answer.body.state}`);
  must((await finish(shown)).status === 401, "a code is taken twice");
  dpo.cookie = undefined;
  await dpo.ok(200, "POST", "/api/v1/sessions/self:confirm", {pending: answer.body.pending, code: dpo.nextCode()});
  must((await dpo.ok(200, "GET", "/api/v1/self")).roles.join() === "dpo", "other roles than the account's");

  await first.ok(200, "PATCH", `/api/v1/accounts/${made.account.id}`, {identity: null});
  must((await signIn("alice")).answer.status === 401, "somebody whose link has ended is let in");
  await first.ok(200, "PATCH", `/api/v1/accounts/${made.account.id}`, {identity});
}

const journeys = {
  enrolled,
  refused: async () => must((await signIn("alice")).answer.status === 401, "a token by another algorithm is taken"),
  unavailable: async () => must((await begin()).status === 503, "a provider whom nobody vouches for is believed"),
};
await journeys[what]();
console.log(`openid: ${what}`);
