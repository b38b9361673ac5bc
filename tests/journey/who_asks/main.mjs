// main.mjs CONTRACT ROLES_TSV URL FIRST_TOKEN DEVICE_KEY
import {readFileSync} from "node:fs";
import {Machine, Person, Server, must} from "./client.mjs";
import {bruteForce, fixSession, spendTwice} from "./attacks.mjs";
import {forge, holdToTable, operationsOf, readTable} from "./routes.mjs";

const [contract, roles, url, firstToken, deviceKey] = process.argv.slice(2);
const operations = operationsOf(JSON.parse(readFileSync(contract, "utf8")));
const table = readTable(readFileSync(roles, "utf8"));
const server = new Server(url);
const PASSWORD = "Correct-horse-8";

const first = await new Person(server, "chen.first", PASSWORD).enrol(firstToken, true);
const people = {security_admin: first};
const inADay = new Date(Date.now() + 86_400_000).toISOString();
const MORE = {regulator: {expires_at: inADay}, subject: {subject: "p-1"}, guardian: {subject: "p-2"}};
let token = firstToken;
for (const role of ["system_admin", "audit_admin", "operator", "dpo", "subject", "guardian", "regulator"]) {
  const login = `chen.${role}`;
  ({token} = await first.ok(201, "POST", "/api/v1/accounts", {login, roles: [role], ...MORE[role]}));
  people[role] = await new Person(server, login, PASSWORD).enrol(token);
}
const callers = {nobody: {call: (...asked) => server.call(...asked)}, ...people, device: new Machine(server, deviceKey)};
for (const role of Object.keys(table.login)) must(callers[role], `nobody asks as ${role}`);

console.log(`${await holdToTable(operations, table, callers)} requests as the table has them`);
console.log(`${await forge(operations, table, people, server)} forged requests refused`);
await spendTwice(server, first, people.system_admin, token);
await bruteForce(server, people.operator, people.dpo);
await fixSession(server, people.regulator);
console.log("neither guessed, nor fixed, nor shown twice");
