// Verifies a person at a door: door.mjs SUBJECT PHOTOGRAPH. See ../README.md.
import {openAsBlob, readFileSync} from "node:fs";
import {MenshenClient, MenshenProblem} from "./menshen_client.mjs";

const [subject, photograph] = process.argv.slice(2);
const {MENSHEN_URL: url, MENSHEN_KEY: key, MENSHEN_CA: ca} = process.env;

try {
  const menshen = await MenshenClient.connect({url, key, ca: readFileSync(ca), language: "en"});
  const form = new FormData();
  form.append("subject", subject);
  form.append("image", await openAsBlob(photograph), "photograph");
  const {comparison} = await menshen.call("verifyFace", {}, form);
  console.log(comparison.is_match ? "open" : "another person");
  process.exitCode = comparison.is_match ? 0 : 1;
} catch (error) {
  if (!(error instanceof MenshenProblem)) throw error;
  const {article, type} = error.problem;
  console.log(error.isRefusalByLaw ? `not lawful (${article?.title_en}): ${error.message}`
                                   : `${type}: ${error.message}`);
  process.exitCode = error.isRefusalByLaw ? 2 : 1;
}
