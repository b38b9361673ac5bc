// A receiver of webhooks, as somebody else would write it: checks each by the published client,
// and writes what came, a line each. webhook_receiver.js CLIENT SECRET_FILE OUT [PORT]
const {appendFileSync, readFileSync} = require("node:fs");
const {createServer} = require("node:http");
const [client, secretFile, out, port] = process.argv.slice(2);
const {Webhook} = require(client);

const server = createServer((request, response) => {
  let body = "";
  request.on("data", (bytes) => (body += bytes));
  request.on("end", () => {
    let state = "good";
    try {
      // Read at each, as secrets change.
      new Webhook(readFileSync(secretFile, "utf8").trim()).verify(body, request.headers);
    } catch (error) {
      state = error.message;
    }
    const signatures = request.headers["webhook-signature"].split(" ").length;
    appendFileSync(out, `${JSON.stringify({state, id: request.headers["webhook-id"], signatures, body})}\n`);
    response.writeHead(state === "good" ? 204 : 400).end();
  });
});
server.listen(Number(port ?? 0), "127.0.0.1", () => console.log(server.address().port));
