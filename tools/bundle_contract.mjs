// Makes the OpenAPI document that is served out of its sources (api/openapi.yaml says what is
// added): bundle_contract.mjs API_FOLDER JS_YAML OUT
import {readFileSync, readdirSync, writeFileSync} from "node:fs";
import {join, resolve} from "node:path";
import {pathToFileURL} from "node:url";

const [folder, jsYaml, out] = process.argv.slice(2);
const {load, CORE_SCHEMA} = await import(pathToFileURL(resolve(jsYaml)).href);
// Twice the same key is an error; a day stays a text.
const read = (name) => load(readFileSync(join(folder, name), "utf8"), {schema: CORE_SCHEMA, filename: name});

const contract = read("openapi.yaml");
const records = read("records.yaml");
const parts = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml") && !["openapi.yaml", "records.yaml"].includes(name))
  .sort();
const METHODS = ["get", "put", "post", "delete", "patch"];

const pascal = (word) => word.split("_").map((part) => part[0].toUpperCase() + part.slice(1)).join("");
const reference = (section, name) => ({$ref: `#/components/${section}/${name}`});

function add(object, key, value) {
  if (key in object) throw new Error(`${key} is there twice`);
  object[key] = value;
}

// The template with a kind's names in all its keys and texts.
function filledIn(template, words) {
  const fill = (text) => text.replace(/\$(Kind|Plural|kind|plural|is)(?![a-z])/g, (_, word) => words[word]);
  const walk = (value) => {
    if (typeof value === "string") return fill(value);
    if (Array.isArray(value)) return value.map(walk);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [fill(key), walk(each)]));
  };
  return walk(template);
}

// What a field holds: {description, …}, as a patch also null.
function schemaOf(field, isPatch) {
  const type = records.types[field.type];
  if (!type) throw new Error(`${field.type} is no type of a field`);
  let schema = structuredClone(type);
  if (field.words && field.type === "texts") schema.items = {type: "string", enum: field.words};
  if (field.words && field.type === "text") schema = {type: "string", enum: field.words};
  if (isPatch && !field.required) schema = {oneOf: [schema, {type: "null"}]};
  if (field.default !== undefined && !isPatch) schema = schema.$ref ? {allOf: [schema]} : schema;
  return {description: field.is, ...schema, ...(field.default !== undefined && !isPatch && {default: field.default})};
}

// A record as it is answered, put and patched.
function schemasOf(kind, fields) {
  const id = {description: "Its id.", ...reference("schemas", "Id")};
  const all = Object.entries(fields);
  const writable = all.filter(([, field]) => !field.read_only);
  const of = (members, isPatch) => Object.fromEntries(members.map(([name, field]) => [name, schemaOf(field, isPatch)]));
  const required = (members, isNeeded) => members.filter(([, field]) => isNeeded(field)).map(([name]) => name);
  const object = (properties, names, rest) => ({
    type: "object", additionalProperties: false, ...(names.length > 0 && {required: names}), ...rest, properties});
  const mustBeSaid = (field) => field.required && field.default === undefined && !field.filled_in;
  return {
    [pascal(kind)]: object({id, ...of(all)}, ["id", ...required(all, (field) => field.required)], {}),
    [`${pascal(kind)}Input`]: object(
      {id: {...id, description: "That of the path, where it is given."}, ...of(writable)}, required(writable, mustBeSaid), {}),
    [`${pascal(kind)}Patch`]: object(of(writable, true), [], {minProperties: 1}),
  };
}

function addKind(name, kind) {
  const words = {kind: name, Kind: pascal(name), plural: kind.plural, Plural: pascal(kind.plural), is: kind.is};
  const roles = {read: kind.read, write: kind.write, create: kind.create ?? kind.write};
  for (const each of Object.values(records.operations)) {
    if (!roles[each.roles]) continue;
    const {operationId, summary, ...rest} = filledIn(each.operation, words);
    const path = filledIn(each.path, words);
    add(contract.paths[path] ??= {}, each.method,
      {operationId, tags: [kind.tag ?? "records"], summary, "x-roles": roles[each.roles], ...rest});
  }
  for (const [key, schema] of Object.entries(schemasOf(name, kind.fields))) {
    if (kind.write || key === pascal(name)) add(contract.components.schemas, key, schema);
  }
  for (const [key, schema] of Object.entries(filledIn(records.schemas, words))) {
    add(contract.components.schemas, key, schema);
  }
}

// What any operation may answer.
function addUsualResponses(name, path, operation) {
  const isOpen = operation.security?.length === 0;
  const takesBody = operation.requestBody !== undefined;
  const shape = Object.entries(contract["x-errors"] ?? {}).find(([beginning]) => name.startsWith(beginning))?.[1];
  if (shape) {
    operation.responses.default ??= reference("responses", shape);
    return;
  }
  const takesAnything = takesBody || operation.parameters !== undefined || path.parameters !== undefined;
  const usual = {
    ...(!isOpen && {401: "Unauthenticated", 403: "Forbidden"}),
    ...(takesBody && {413: "Problem", 415: "Problem"}),
    ...(operation.parameters?.some((each) => each.$ref?.endsWith("/IdempotencyKey")) && {409: "Conflict"}),
    ...(takesAnything && {422: "Invalid"}),
    429: "Unavailable", 503: "Unavailable", default: "Problem",
  };
  for (const [status, name] of Object.entries(usual)) operation.responses[status] ??= reference("responses", name);
}

// What stands in a file of its own: tags, paths, components, and which errors are told below a path.
function addPart({tags = [], paths = {}, components = {}, "x-errors": errors = {}}) {
  contract.tags.push(...tags);
  for (const [beginning, shape] of Object.entries(errors)) add(contract["x-errors"] ??= {}, beginning, shape);
  for (const [path, item] of Object.entries(paths)) add(contract.paths, path, item);
  for (const [section, members] of Object.entries(components)) {
    for (const [name, member] of Object.entries(members)) add(contract.components[section] ??= {}, name, member);
  }
}

for (const name of parts) addPart(read(name));
for (const [name, kind] of Object.entries(records.kinds)) addKind(name, kind);
for (const [name, path] of Object.entries(contract.paths)) {
  for (const method of METHODS) if (path[method]) addUsualResponses(name, path, path[method]);
}
writeFileSync(out, JSON.stringify(contract));
