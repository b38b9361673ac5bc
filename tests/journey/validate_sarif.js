// Holds a file to the JSON schema of SARIF 2.1.0: validate_sarif.js DEPS FILE
const fs = require("fs");
const [deps, file] = process.argv.slice(2);
const Ajv = require(`${fs.realpathSync(deps)}/ajv/ajv.min.js`);
const read = (name) => JSON.parse(fs.readFileSync(name, "utf8"));

const schema = read(`${deps}/sarif/sarif-2.1.0-rtm.5.json`);
// The schema is written for draft 4, of which Ajv bundles no description: it cannot check the
// schema itself, but it knows its words.
delete schema.$schema;
const ajv = new Ajv({schemaId: "id", meta: false, validateSchema: false, logger: false, allErrors: true});
const validate = ajv.compile(schema);
if (!validate(read(file))) {
  console.error(validate.errors.map((error) => `${error.dataPath} ${error.message}`).join("\n"));
  process.exit(1);
}
