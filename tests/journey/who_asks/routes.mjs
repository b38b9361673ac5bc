// Every operation of the contract, asked for by every role over HTTP, and held to the reviewed
// table; and every one that changes something, by a session without its other token.
import {must} from "./client.mjs";

const METHODS = ["get", "put", "post", "delete", "patch"];
// A value of each form that an argument may have.
const KNOWN = ["x-1", "01995f2c-7d4e-7a10-8c33-5e0f6b7a9d21", "0".repeat(64), "0", "gate", "000"];
// Of what is open to everybody the body is looked at before who asks.
const BODIES = {
  login: {login: "no.body", password: "x"}, confirmSecondFactor: {pending: "0".repeat(64), code: "000000"},
  redeemInvitation: {token: "0".repeat(64), password: "Correct-horse-8"}, stepUp: {code: "000000"},
  changePassword: {old_password: "x", new_password: "Correct-horse-9"}, enrolTotp: {password: "x"}, confirmTotp: {code: "000000"},
  enrolPasskey: {password: "x"}, confirmPasskey: {client_data: "e30", authenticator_data: "AA"},
  showPasskey: {credential: "AA", client_data: "e30", authenticator_data: "AA", signature: "AA"},
  finishOpenid: {pending: "0".repeat(64), state: "x", code: "x"},
};
// They sign somebody in, so a session that comes along says nothing.
const SIGN_IN = ["login", "confirmSecondFactor", "redeemInvitation", "beginOpenid", "finishOpenid"];

export function operationsOf(contract) {
  const follow = (value) => (value?.$ref ? follow(value.$ref.slice(2).split("/").reduce((at, name) => at[name], contract)) : value);
  const filled = (path, parameters) => parameters.map(follow).filter((each) => each.in === "path").reduce((text, {name, schema}) => {
    const {pattern, enum: words} = follow(schema);
    return text.replace(`{${name}}`, words?.[0] ?? KNOWN.find((each) => !pattern || new RegExp(pattern).test(each)));
  }, path);
  return Object.entries(contract.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => {
    const operation = item[method];
    const id = operation.operationId;
    return {id, method: method.toUpperCase(), isOpen: operation.security?.length === 0,
      path: filled(path, [...(item.parameters ?? []), ...(operation.parameters ?? [])]),
      body: operation.requestBody ? BODIES[id] ?? {} : undefined};
  }));
}

// {operation: {role: "yes", "401" or "403"}}
export function readTable(text) {
  const [head, ...rows] = text.split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"));
  return Object.fromEntries(rows.map(([id, ...cells]) => [id, Object.fromEntries(cells.map((cell, i) => [head[i + 1], cell]))]));
}

// As the table has it: what the operation itself says of its caller is not meant.
function verdict(answer) {
  const isAsked = answer.headers["www-authenticate"] || answer.body.problem;
  if (answer.status === 401 && isAsked) return "401";
  if (answer.status === 403 && answer.type === "role-missing") return "403";
  return "yes";
}

// `callers` by role; `nobody` is one of them.
export async function holdToTable(operations, table, callers) {
  const missing = operations.map(({id}) => id).filter((id) => !table[id]);
  must(missing.length === 0, `not in api/roles.tsv: ${missing}`);
  const gone = Object.keys(table).filter((id) => !operations.some((each) => each.id === id));
  must(gone.length === 0, `not in the contract: ${gone}`);
  let asked = 0;
  for (const {id, method, path, body} of operations) {
    if (id === "logout") continue;  // it is answered the same whoever asks, and ends the session
    for (const [role, caller] of Object.entries(callers)) {
      const answer = await caller.call(method, path, {body: body && {}});
      must(verdict(answer) === table[id][role],
        `${id} by ${role}: ${answer.status} ${answer.type}, and ${table[id][role]} in the table`);
      must(answer.status < 500, `${id} by ${role}: ${answer.status}`);
      asked += 1;
    }
  }
  return asked;
}

const isRefused = (answer) => [401, 429].includes(answer.status) || answer.type === "not-allowed";

// Somebody's browser, made to ask by a page of another site.
export async function forge(operations, table, people, server) {
  const roles = Object.keys(people);
  let asked = 0;
  for (const {id, method, path, body, isOpen} of operations) {
    const role = roles.find((each) => table[id][each] === "yes");
    if (method === "GET" || !role) continue;  // only machines may
    const victim = people[role];
    const {Cookie, "X-CSRF-Token": token} = victim.headers();
    const other = people[roles.find((each) => each !== role)].csrf;
    const forged = {
      "without a token": {Cookie}, "with no token in it": {Cookie, "X-CSRF-Token": ""},
      "with another one's token": {Cookie, "X-CSRF-Token": other},
      "from another origin": {Cookie, "X-CSRF-Token": token, Origin: "https://evil.example"},
      "from no origin": {Cookie, "X-CSRF-Token": token, Origin: "null"},
      "from another site": {Cookie, "X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"},
      "from a neighbour": {Cookie, "X-CSRF-Token": token, "Sec-Fetch-Site": "same-site"},
    };
    const nobodys = isOpen && !SIGN_IN.includes(id) && await server.call(method, path, {body});
    for (const [how, headers] of Object.entries(forged)) {
      if (SIGN_IN.includes(id) && how.includes("token")) continue;
      const answer = await server.call(method, path, {headers, body});
      // What is open to everybody may be answered as it is to nobody; the session is looked at below.
      const isAsNobody = isOpen && !SIGN_IN.includes(id) && answer.status === nobodys.status;
      must(isRefused(answer) || isAsNobody, `${id} ${how}: ${answer.status} ${answer.type}`);
      asked += 1;
    }
    // The same with its token is let in: it was the token that was missed.
    if (!isOpen) {
      const answer = await victim.call(method, path, {body});
      must(verdict(answer) === "yes", `${id} with its token: ${answer.status} ${answer.type}`);
    }
  }
  for (const [role, person] of Object.entries(people)) {
    must((await person.call("GET", "/api/v1/self")).body.means === "session", `${role} was signed out by a forged request`);
  }
  return asked;
}
