// Holds the contract to OpenAPI 3.1, to JSON Schema and to the rules of this house:
// lint_contract.mjs OPENAPI_JSON DEPS
import {readFileSync} from "node:fs";
import {createRequire} from "node:module";
import {resolve} from "node:path";

const [file, deps] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const Ajv = require(resolve(deps, "ajv/ajv2020.min.js"));
const contract = JSON.parse(readFileSync(file, "utf8"));
const METHODS = ["get", "put", "post", "delete", "patch"];
const ROLES = contract.components.schemas.Role.enum;
// Below these paths another maker's API is stood in for: its names and its errors.
const SHAPES = Object.entries(contract["x-errors"] ?? {});
const shapeOf = (path) => SHAPES.find(([beginning]) => path.startsWith(beginning))?.[1];
const SECRET = /key|token|secret|password|code|cookie/i;

const wrong = [];
const say = (place, problem) => wrong.push(`${place}: ${problem}`);
const follow = (value) => (value?.$ref
  ? value.$ref.slice(2).split("/").reduce((at, name) => at?.[name.replaceAll("~1", "/").replaceAll("~0", "~")], contract)
  : value);

// The document's own form.
const ajv = new Ajv({strict: false, validateFormats: false, allErrors: true});
// Ajv takes the schema's `$dynamicRef` for the whole document's form; schemas are looked at below.
const form = readFileSync(resolve(deps, "openapi/schema-3.1.json"), "utf8")
  .replace(/"\$dynamicRef":\s*"#meta"/g, '"type": ["object", "boolean"]');
const isOpenApi = ajv.compile(JSON.parse(form));
if (!isOpenApi(contract)) for (const {instancePath, message} of isOpenApi.errors) say(instancePath, message);

// Every schema is one, and every reference leads somewhere.
ajv.addSchema({$id: "contract", ...contract});
const schemaAt = (pointer) => ajv.compile({$ref: `contract#${pointer}`});
(function walk(value, pointer) {
  if (value === null || typeof value !== "object") return;
  if (value.$ref && follow(value) === undefined) say(pointer, `${value.$ref} leads nowhere`);
  for (const [name, each] of Object.entries(value)) {
    const below = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    if (name === "schema" || pointer === "/components/schemas") {
      try {
        schemaAt(below.split("/").map(encodeURIComponent).join("/"));
      } catch (error) {
        say(below, error.message);
      }
    }
    walk(each, below);
  }
})(contract, "");

function lintExamples(place, content) {
  for (const [type, {schema, example}] of Object.entries(content ?? {})) {
    if (example === undefined || !schema) continue;
    const isValid = ajv.compile({$defs: {}, ...resolved(schema)});
    if (!isValid(example)) say(place, `the example of ${type}: ${isValid.errors[0].instancePath} ${isValid.errors[0].message}`);
  }
}
// References of a schema, as they are seen from outside the contract.
function resolved(schema) {
  if (Array.isArray(schema)) return schema.map(resolved);
  if (schema === null || typeof schema !== "object") return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) =>
    [key, key === "$ref" ? `contract${value}` : resolved(value)]));
}

// Whatever comes in has a limit, and a name for each member.
function lintInput(place, schema, seen = new Set()) {
  const at = follow(schema);
  if (!at || seen.has(at)) return;
  seen.add(at);
  const types = [at.type].flat();
  if (types.includes("object") && at.properties && at.additionalProperties !== false) say(place, "an object takes what nobody named");
  if (types.includes("string") && !at.enum && at.maxLength === undefined) say(place, "a text has no maxLength");
  if (types.includes("array") && at.maxItems === undefined) say(place, "a list has no maxItems");
  for (const [name, each] of Object.entries(at.properties ?? {})) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) say(place, `${name} is not snake_case`);
    lintInput(`${place}.${name}`, each, seen);
  }
  for (const each of [at.items, ...(at.oneOf ?? []), ...(at.allOf ?? [])]) lintInput(place, each, seen);
}

function lintParameter(place, parameter, shape) {
  const {name, in: where, schema} = follow(parameter);
  const form = shape ? /^[A-Za-z_]+$/ : where === "header" ? /^[A-Z][A-Za-z]*(-[A-Z][A-Za-z]*)*$/ : /^[a-z][a-z0-9_]*$/;
  if (!form.test(name)) say(place, `${name} is not written as other parameters are`);
  if (where !== "header" && SECRET.test(name)) say(place, `${name} would stand in a URL`);
  lintInput(`${place} ${name}`, schema);
}

const ids = new Set();
const tags = new Set(contract.tags.map(({name}) => name));
function lintOperation(place, path, operation, shape) {
  if (!/^[a-z][A-Za-z]*$/.test(operation.operationId ?? "")) say(place, "has no operationId in camelCase");
  if (ids.has(operation.operationId)) say(place, "has the operationId of another");
  ids.add(operation.operationId);
  if (!operation.summary) say(place, "has no summary");
  if (!operation.tags?.every((tag) => tags.has(tag)) || !operation.tags.length) say(place, "has no known tag");
  const isOpen = operation.security?.length === 0;
  if (isOpen === Boolean(operation["x-roles"])) say(place, "has to have either x-roles or `security: []`");
  for (const name of (operation.security ?? contract.security).flatMap(Object.keys)) {
    const scheme = contract.components.securitySchemes[name];
    if (!scheme) say(place, `${name} is no security scheme`);
    // In the API of another maker, whose clients know no other place.
    if (scheme?.in === "query" && !shape) say(place, `${name} would stand in a URL`);
  }
  const roles = operation["x-roles"] ?? [];
  if (roles.join() !== ROLES.filter((role) => roles.includes(role)).join()) say(place, "x-roles are unknown, or not in the order of Role");
  for (const each of [...(path.parameters ?? []), ...(operation.parameters ?? [])]) lintParameter(place, each, shape);
  for (const {schema} of Object.values(follow(operation.requestBody)?.content ?? {})) lintInput(place, schema);
  lintExamples(place, follow(operation.requestBody)?.content);
  lintResponses(place, operation, isOpen, shape);
}

function lintResponses(place, operation, isOpen, shape) {
  const statuses = Object.keys(operation.responses);
  if (!statuses.some((status) => /^2/.test(status))) say(place, "never succeeds");
  const needed = shape ? ["default"] : ["default", ...(isOpen ? [] : ["401", "403"]), ...(operation.requestBody ? ["413", "415", "422"] : [])];
  for (const status of needed) if (!statuses.includes(status)) say(place, `has no ${status}`);
  for (const [status, response] of Object.entries(operation.responses)) {
    const {content} = follow(response);
    lintExamples(`${place} ${status}`, content);
    const isProblem = shape
      ? content?.["application/json"]?.schema?.$ref === `#/components/schemas/${shape}`
      : content?.["application/problem+json"]?.schema?.$ref === "#/components/schemas/Problem";
    if (/^([45]|default)/.test(status) && !isProblem) say(place, `${status} is no problem`);
  }
}

for (const [name, path] of Object.entries(contract.paths)) {
  if (!/^(\/[a-z0-9.-]+|\/\{[a-z_]+\}|:[a-z-]+)+$/.test(name)) say(name, "is not written as other paths are");
  for (const method of METHODS) if (path[method]) lintOperation(`${method} ${name}`, path, path[method], shapeOf(name));
}

console.log(wrong.join("\n") || `${ids.size} operations`);
process.exit(wrong.length ? 1 : 0);
