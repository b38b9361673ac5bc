// Sends bad requests, made from the contract, and holds every answer to it: fuzz_requests.mjs
// --contract FILE --deps FOLDER --url URL --keys FILE [--stub] [--count N] [--seed N]. KEYS is
// {"role": "API key"}. With --stub an operation that is reached answers 299.
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {connect} from "node:net";
import {resolve} from "node:path";
import {parseArgs} from "node:util";

const text = {type: "string"};
const {values: options} = parseArgs({options: {
  contract: text, deps: text, url: text, keys: text, stub: {type: "boolean"}, count: text, seed: text}});
const contract = JSON.parse(readFileSync(options.contract, "utf8"));
const keys = JSON.parse(readFileSync(options.keys, "utf8"));
const Ajv = createRequire(import.meta.url)(resolve(options.deps, "ajv/ajv2020.min.js"));
const ajv = new Ajv({strict: false, validateFormats: false});
ajv.addSchema({$id: "contract", ...contract});
const isProblem = ajv.compile({$ref: "contract#/components/schemas/Problem"});
const count = Number(options.count ?? 10000);
const seed = Number(options.seed ?? 1);
const MARK = "mark13800138000";  // a value that came must not come back

// mulberry32: the same requests for the same seed.
let state = seed >>> 0;
function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const follow = (value) => (value?.$ref
  ? follow(value.$ref.slice(2).split("/").reduce((at, name) => at[name], contract)) : value);
// Below these paths another maker's API is stood in for, whose errors have the problem in them.
const shapes = Object.keys(contract["x-errors"] ?? {});
const outside = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"contract#'));

const routes = Object.entries(contract.paths).flatMap(([path, item]) => Object.entries(item)
  .filter(([, operation]) => operation.operationId)
  .map(([method, operation]) => ({path, method: method.toUpperCase(), operation,
    parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(follow),
    contents: Object.entries(follow(operation.requestBody)?.content ?? {})
      .map(([type, {schema}]) => ({type, schema, isValid: ajv.compile(outside(schema))}))})));

// Something that is as the schema has it.
function valid(schema) {
  const at = follow(schema);
  if (at.enum) return pick(at.enum);
  if (at.oneOf) return valid(pick(at.oneOf));
  if (at.allOf) return valid(at.allOf[0]);
  switch ([at.type].flat()[0]) {
    case "object": return Object.fromEntries(Object.entries(at.properties ?? {})
      .filter(([name]) => at.required?.includes(name) || random() < 0.3 || at.minProperties)
      .map(([name, each]) => [name, valid(each)]));
    case "array": return [valid(at.items)];
    case "integer": return Math.max(at.minimum ?? 0, 1);
    case "number": return at.minimum ?? 0;
    case "boolean": return random() < 0.5;
    case "null": return null;
    default: break;
  }
  if (at.format === "date") return "2026-01-31";
  if (at.format === "date-time") return "2026-01-31T09:00:00Z";
  const known = ["0".repeat(64), "000000", "01995f2c-7d4e-7a10-8c33-5e0f6b7a9d21", "/api/v1/law", "somebody"];
  if (at.pattern) return known.find((each) => new RegExp(at.pattern).test(each));
  return "x".repeat(Math.max(at.minLength ?? 0, 4));
}

// Bodies that are no more what the schema asks for, at some member.
const strange = [null, 1e300, -1, 0.5, MARK, "", MARK.repeat(4000), [], [[]], {}, {stranger: MARK}, true, "\u0000" + MARK];
function spoiled(value) {
  const copy = structuredClone(value);
  const names = copy !== null && typeof copy === "object" ? Object.keys(copy) : [];
  switch (below(4)) {
    case 0: if (names.length) delete copy[pick(names)]; return copy;
    case 1: if (names.length) copy[pick(names)] = pick(strange); return copy;
    case 2: if (names.length) copy.stranger = MARK; return copy;
    default: return pick(strange);
  }
}
const broken = [
  (json) => json.slice(0, -1), (json) => json + json, (json) => `${json}\u0000`, () => "{", () => "[".repeat(5000),
  () => '{"a":'.repeat(60) + "1" + "}".repeat(60), () => '{"subject":1e400}', () => '{"id":"a","id":"b"}',
  () => Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), () => '{"id":"\\ud800"}', () => "\ufeff{}", () => "NaN",
];
const forms = [
  "--b\r\n\r\n1\r\n--b--\r\n", "--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nx", "--c--", "x", "--b--\r\n",
  `--b\r\nContent-Disposition: form-data; name="${MARK.repeat(200)}"\r\n\r\n1\r\n--b--`,
  "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n".repeat(20) + "--b--",
];

// {request, isBad: must not succeed, mayDrop: the connection may just end}
function make() {
  const route = pick(routes);
  const roles = route.operation["x-roles"];
  const isStranger = roles !== undefined && random() < 0.15;
  const others = Object.keys(keys).filter((role) => !roles?.includes(role));
  const role = isStranger ? pick([...others, undefined]) : roles && pick(roles.filter((each) => keys[each]));
  const r = {id: route.operation.operationId, method: route.method, target: route.path, query: [], headers: [],
    body: "", isBad: isStranger, isStranger, mayDrop: false};
  if (role) r.headers.push(["X-API-Key", keys[role]]);
  for (const {name, in: where, schema, required} of route.parameters) {
    if (where === "path") r.target = r.target.replace(`{${name}}`, encodeURIComponent(valid(schema)));
    if (where === "query" && required) r.query.push([name, valid(schema)]);
  }
  const one = route.operation["x-exactly-one"];
  if (one) r.query.push([pick(one), "x"]);
  const json = route.contents.find(({type}) => type.endsWith("json"));
  if (json) {
    const value = random() < 0.6 ? spoiled(valid(json.schema)) : valid(json.schema);
    r.body = JSON.stringify(value);
    r.isBad ||= !json.isValid(JSON.parse(r.body));
    r.headers.push(["Content-Type", json.type]);
  }
  pick(MUTATIONS)(r, route);
  return r;
}
const bad = (change) => (r, route) => { if (change(r, route) !== false) r.isBad = true; };
const MUTATIONS = [
  () => {}, () => {},
  bad((r) => { r.query.push(["stranger", MARK]); }),
  bad((r) => { r.raw = `?limit=${pick(["-1", "0", "99999999999999999999", "1.5", "one", "", "01"])}&limit=x`; }),
  bad((r) => { r.raw = pick(["?a=%zz", "?%", "?a=%ff", "?a=%00", "?a=\u0001"]); r.mayDrop = true; }),
  bad((r, route) => { if (!route.path.includes("{id}")) return false; r.target = route.path.replace("{id}", pick(["%f", "%ff", "%00", "x".repeat(129), "x".repeat(3000)])); return true; }),
  (r) => { r.target += pick(["/", "/..", ":nothing", "//", "/%2e%2e/x"]); },  // may be an id
  bad((r) => { r.method = pick(["BREW", "get", "TRACE", "OPTIONS", "PROPFIND"]); r.mayDrop = true; }),
  bad((r) => { if (!r.body) return false; r.body = pick(broken)(r.body); return true; }),
  bad((r) => { if (!r.body) return false; r.headers = r.headers.filter(([name]) => name !== "Content-Type").concat([["Content-Type", pick(["text/plain", "application/xml", "application/json; charset=gbk", "json", "multipart/form-data", ""])]]); return true; }),
  bad((r) => { if (!r.body) return false; r.headers.push(["Content-Encoding", "gzip"]); return true; }),
  bad((r, route) => {
    if (!route.contents.some(({type}) => type.startsWith("multipart"))) return false;
    r.headers = r.headers.filter(([name]) => name !== "Content-Type").concat([["Content-Type", `multipart/form-data; boundary=${pick(["b", "", "x".repeat(80)])}`]]);
    r.body = pick(forms); return true;
  }),
  bad((r) => { r.headers.push(["Content-Length", "-1"]); r.mayDrop = true; }),
  (r) => { r.headers.push(["X-Large", "x".repeat(9000)]); r.isBad = r.mayDrop = true; },
  (r) => { r.headers.push(["X-Forwarded-For", "127.0.0.1"], ["X-HTTP-Method-Override", "DELETE"]); },
  (r) => { if (r.headers[0]?.[0] === "X-API-Key") { r.headers[0][1] = MARK; r.isBad = r.isStranger = true; } },
];

function bytesOf(r) {
  const query = r.raw ?? (r.query.length ? `?${r.query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&")}` : "");
  const body = Buffer.from(r.body);
  const headers = [...r.headers, ["Host", "fuzz"], ["Connection", "close"], ...(body.length ? [["Content-Length", body.length]] : [])];
  return Buffer.concat([Buffer.from(`${r.method} ${r.target}${query} HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`), body]);
}
const {hostname, port} = new URL(options.url);
const send = (bytes) => new Promise((done) => {
  const parts = [];
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  socket.setTimeout(20000, () => socket.destroy());
  // A stream has no end, and its head says all.
  const isStream = () =>
    /\r\ncontent-type: text\/event-stream\r\n/i.test(parts[0].toString().split("\r\n\r\n")[0] + "\r\n");
  socket.on("data", (part) => {
    parts.push(part);
    if (isStream()) socket.destroy();
  }).on("error", () => {}).on("close", () => done(Buffer.concat(parts).toString()));
});

function look(r, answer) {
  const [head, ...rest] = answer.split("\r\n\r\n");
  let status = Number(head.split(" ")[1]);
  if (!status) return r.mayDrop ? undefined : "no answer";
  let body = rest.join("\r\n\r\n");
  let isTold = false;
  if (body && shapes.some((beginning) => r.target.startsWith(beginning)) && /\r\ncontent-type: application\/json/i.test(head)) {
    const {problem} = JSON.parse(body);
    isTold = problem !== undefined;
    if (isTold) [status, body] = [problem.status, JSON.stringify(problem)];
  }
  if (status >= 500 && !(status === 503 && /\r\nretry-after:/i.test(head))) return "the server is at fault";
  if (r.isBad && status < 300) return "a bad request succeeded";
  if (r.isStranger && status < 400) return "who may not was let in";
  if (body.includes(MARK)) return "a value came back";
  if (status < 400) return options.stub && status === 299 ? undefined : lookAtSuccess(r, status, head, body);
  if (!isTold && !/\r\ncontent-type: application\/problem\+json/i.test(head)) return "no problem+json";
  let problem;
  try { problem = JSON.parse(body); } catch { return "no JSON"; }
  if (!isProblem(problem)) return `no Problem: ${isProblem.errors[0].instancePath} ${isProblem.errors[0].message}`;
  return problem.status === status ? undefined : "another status in the body";
}
function lookAtSuccess(r, status, head, body) {
  const {operation} = routes.find((each) => each.operation.operationId === r.id);
  const response = follow(operation.responses[status]);
  if (!response) return "a status that the contract does not have";
  const schema = response.content?.["application/json"]?.schema;
  if (!schema || !/\r\ncontent-type: application\/json/i.test(head)) return undefined;
  return ajv.validate(outside(schema), JSON.parse(body)) ? undefined : `no ${r.id}: ${ajv.errorsText()}`;
}

const statuses = {};
let failed = 0;
for (let done = 0; done < count && failed < 10; done += 16) {
  const batch = Array.from({length: Math.min(16, count - done)}, make);
  const answers = await Promise.all(batch.map((r) => send(bytesOf(r))));
  batch.forEach((r, i) => {
    const status = answers[i].slice(9, 12) || "none";
    statuses[status] = (statuses[status] ?? 0) + 1;
    const problem = look(r, answers[i]);
    if (!problem) return;
    failed += 1;
    const shown = bytesOf(r).toString().replace(/(X-API-Key: )[^\r]*/g, "$1…").slice(0, 600);
    console.log(`seed ${seed}, request ${done + i}, ${r.id}: ${problem}\n${shown}\n-> ${answers[i].slice(0, 600)}\n`);
  });
}
console.log(`seed ${seed}: ${JSON.stringify(statuses)}`);
process.exit(failed ? 1 : 0);
