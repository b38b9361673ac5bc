// One call of Baidu's own SDK, unmodified, to another server: baidu.cjs URL API_KEY SECRET_KEY
// METHOD ARGUMENTS_JSON. A text `@FILE` in the arguments is the file in base64.
"use strict";
const {readFileSync} = require("node:fs");
const {face: AipFace, HttpClient} = require("baidu-aip-sdk");

const [url, apiKey, secretKey, method, text] = process.argv.slice(2);
const withFiles = (value) => {
  if (typeof value === "string" && value.startsWith("@")) return readFileSync(value.slice(1)).toString("base64");
  if (Array.isArray(value)) return value.map(withFiles);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withFiles(each)]));
};
// The SDK's own way to reach another host; it writes the host into a header too.
HttpClient.setRequestInterceptor((options) => {
  const there = options.url.replace("https://aip.baidubce.com", `${url}/compat/baidu`);
  const headers = options.headers && {...options.headers, Host: new URL(url).host};
  // Longer than its ten seconds: a server under sanitizers takes its time.
  return {...options, url: there, timeout: 60_000, ...(headers && {headers})};
});
new AipFace("0", apiKey, secretKey)[method](...withFiles(JSON.parse(text))).then(
  (answer) => console.log(JSON.stringify(answer)),
  (error) => {
    console.error(error);
    process.exit(1);
  });
