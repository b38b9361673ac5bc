// Guessing, fixing a session, and showing again what was shown before.
import {Person, must} from "./client.mjs";

const LOGIN = "/api/v1/sessions";
const FREE_FOR_A_LOGIN = 5;
const FREE_FOR_AN_ADDRESS = 30;
const RIGHT = "Correct-horse-8";

const pause = (seconds) => new Promise((resolve) => { setTimeout(resolve, seconds * 1000); });

// Guesses until it has to wait for so long that the next try is surely within; then how many
// were free, and how long to wait.
async function guess(server, login, from) {
  for (let tries = 0; tries < 12; tries += 1) {
    const answer = await server.call("POST", LOGIN, {from, body: {login, password: `wrong-${tries}`}});
    if (answer.status === 429) {
      const wait = Number(answer.headers["retry-after"]);
      must(wait >= 1, "429 without Retry-After");
      if (wait >= 2) return {tries, wait};
      tries -= 1;
      await pause(wait);
    } else {
      must(answer.status === 401 && answer.type === "sign-in-refused", `a guess: ${answer.status} ${answer.type}`);
    }
  }
  throw new Error(`${login} may be guessed at without end`);
}

export async function bruteForce(server, victim, bystander) {
  const tried = await guess(server, victim.login, "127.0.0.3");
  must(tried.tries >= FREE_FOR_A_LOGIN, `only ${tried.tries} tries`);
  const signIn = (login, from) => server.call("POST", LOGIN, {from, body: {login, password: RIGHT}});
  must((await signIn(victim.login, "127.0.0.4")).status === 429, "another address goes around a login's wait");
  must((await signIn(bystander.login, "127.0.0.3")).status === 200, "another login waits too");
  must((await guess(server, "no.such.person", "127.0.0.5")).tries === tried.tries, "a login that nobody has is told apart");
  await pause(tried.wait);
  must((await signIn(victim.login, "127.0.0.4")).status === 200, "the owner is locked out");

  let tries = 0;
  let last;
  for (; tries < FREE_FOR_AN_ADDRESS + 10; tries += 1) {
    last = await server.call("POST", LOGIN, {from: "127.0.0.6", body: {login: `no.such.person.${tries}`, password: "wrong"}});
    if (last.status === 429) break;
  }
  must(last.status === 429 && tries >= FREE_FOR_AN_ADDRESS, `an address guesses ${tries} times: ${last.status}`);
  must((await signIn(bystander.login, "127.0.0.7")).status === 200, "another address waits too");
}

// A browser that brings a session of the attacker's choice is given another one.
export async function fixSession(server, person) {
  const chosen = "ab".repeat(32);
  const fixed = new Person(server, person.login, RIGHT);
  Object.assign(fixed, {cookie: chosen, secret: person.secret, lastStep: person.lastStep});
  const begun = await fixed.ok(200, "POST", LOGIN, {login: person.login, password: RIGHT});
  must(fixed.cookie === chosen, "there is a session before the second factor");
  const code = fixed.nextCode();
  await fixed.ok(200, "POST", `${LOGIN}/self:confirm`, {pending: begun.pending, code});
  must(/^[0-9a-f]{64}$/.test(fixed.cookie) && fixed.cookie !== chosen, "the attacker's session is taken");
  const isOver = async (cookie) => (await server.call("GET", "/api/v1/self", {headers: {Cookie: `__Host-menshen=${cookie}`}})).status === 401;
  must(await isOver(chosen), "the attacker is signed in");
  must(await isOver(begun.pending), "what waits for a second factor is a session");
  await replay(server, fixed, {pending: begun.pending, code}, isOver);
}

async function replay(server, person, shown, isOver) {
  const refused = async (what, method, path, body, headers) => {
    const answer = await server.call(method, path, {body, headers});
    must(answer.status === 401, `${what} is taken twice: ${answer.status}`);
  };
  await refused("what waited for a second factor", "POST", `${LOGIN}/self:confirm`, shown);
  const again = await server.call("POST", LOGIN, {body: {login: person.login, password: RIGHT}});
  await refused("a code", "POST", `${LOGIN}/self:confirm`, {pending: again.body.pending, code: shown.code});
  await refused("a code", "POST", `${LOGIN}/self:step-up`, {code: shown.code}, person.headers());

  const before = person.cookie;
  const next = "Correct-horse-9";
  await person.ok(200, "POST", "/api/v1/self:change-password", {old_password: RIGHT, new_password: next});
  must(before !== person.cookie && await isOver(before), "a session outlives its password");
  await person.ok(200, "POST", "/api/v1/self:change-password", {old_password: next, new_password: RIGHT});
  const last = person.cookie;
  await person.ok(204, "DELETE", `${LOGIN}/self`);
  must(await isOver(last), "a session outlives its end");
}

// Tokens that are good once, and what takes two persons.
export async function spendTwice(server, admin, approver, token) {
  const again = await server.call("POST", "/api/v1/invitations:redeem", {body: {token, password: RIGHT}});
  must(again.status === 401, `an invitation is taken twice: ${again.status}`);
  const body = {login: "second.admin", roles: ["security_admin"]};
  const asked = await admin.ok(201, "POST", "/api/v1/approvals", {action: "make_administrator", method: "POST", path: "/api/v1/accounts", body});
  const approve = `/api/v1/approvals/${asked.id}:approve`;
  const make = (what) => admin.call("POST", "/api/v1/accounts", {body: what, headers: {"X-Approval": asked.id}});
  must((await make(body)).status === 428, "it is done before it is approved");
  must((await admin.call("POST", approve)).status >= 400, "somebody approves their own request");
  await approver.ok(200, "POST", approve);
  must((await make({...body, login: "third.admin"})).status === 428, "another request than the one approved");
  must((await make(body)).status === 201, "what was approved is refused");
  must((await make({...body, login: "third.admin"})).status === 428, "an approval is used twice");
}
