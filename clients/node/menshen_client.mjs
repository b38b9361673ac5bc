// A client of Menshen that knows what the server says of itself: it reads the OpenAPI document and
// calls operations by their `operationId`.
//
//   const menshen = await MenshenClient.connect({url, key, ca});
//   const {verdict} = await menshen.call("askDecision", {}, {operation: "verify", subject: "p-1"});
//
// Errors are MenshenProblem, with the problem document (RFC 9457) that the server sent.
import {request} from "node:https";
import {setTimeout} from "node:timers/promises";

const TRIES = 3;

export class MenshenProblem extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || `status ${status}`);
    this.status = status;
    this.problem = problem;
  }

  // The law forbade it, as opposed to a mistake, a missing role or a fault.
  get isRefusalByLaw() {
    return this.status === 403 && this.problem.decision_id !== undefined;
  }
}

export class MenshenClient {
  #operations = new Map();
  #settings;

  // url: of the server; key: an API key, may be absent; ca: PEM of whoever signed the server's
  // certificate; language: `zh` or `en`, of what is for people.
  static async connect({url, key, ca, language = "zh"}) {
    const client = new MenshenClient();
    client.#settings = {url, key, ca, language};
    const contract = await client.#send({method: "GET", path: "/openapi.json"});
    for (const [path, item] of Object.entries(contract.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (!operation.operationId) continue;
        const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(
          (each) => (each.$ref ? contract.components.parameters[each.$ref.split("/").at(-1)] : each));
        client.#operations.set(operation.operationId, {method: method.toUpperCase(), path, parameters});
      }
    }
    return client;
  }

  // parameters: of path, query and header by name. body: an object is sent as JSON, a FormData as
  // a form. Returns what the server answered, parsed where it is JSON.
  async call(operationId, parameters = {}, body = undefined) {
    const operation = this.#operations.get(operationId);
    if (!operation) throw new Error(`the server has no operation ${operationId}`);
    const known = new Map(operation.parameters.map((each) => [each.name, each.in]));
    const query = new URLSearchParams();
    const headers = {};
    let path = operation.path;
    for (const [name, value] of Object.entries(parameters)) {
      switch (known.get(name)) {
        case "path": path = path.replace(`{${name}}`, encodeURIComponent(value)); break;
        case "query": query.append(name, value); break;
        case "header": headers[name] = value; break;
        default: throw new Error(`${operationId} takes no ${name}`);
      }
    }
    if (query.size > 0) path += `?${query}`;
    return this.#send({method: operation.method, path, headers, body});
  }

  async #send({method, path, headers = {}, body}) {
    const encoded = body === undefined ? undefined : new Response(body instanceof FormData ? body : JSON.stringify(body));
    const bytes = encoded && Buffer.from(await encoded.arrayBuffer());
    const type = body instanceof FormData ? encoded.headers.get("content-type") : "application/json";
    for (let tries = 1; ; tries++) {
      const answer = await this.#once(method, path, {...headers, ...(bytes && {"Content-Type": type})}, bytes);
      const isBusy = answer.status === 503 || answer.status === 429;
      if (!isBusy || tries === TRIES) return this.#read(answer);
      await setTimeout(1000 * Number(answer.headers["retry-after"] ?? 1));
    }
  }

  #once(method, path, headers, bytes) {
    const {url, key, ca, language} = this.#settings;
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), {
        method, ca,
        headers: {
          "Accept-Language": language,
          ...(key && {"X-API-Key": key}),
          ...(bytes && {"Content-Length": bytes.length}),
          ...headers,
        },
      }, async (response) => {
        try {
          const chunks = [];
          for await (const chunk of response) chunks.push(chunk);
          resolve({status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks)});
        } catch (error) {
          reject(error);
        }
      });
      sent.on("error", reject);
      sent.end(bytes);
    });
  }

  #read({status, headers, body}) {
    const isJson = /[/+]json\b/.test(headers["content-type"] ?? "");
    const said = isJson ? JSON.parse(body.toString("utf8")) : body;
    if (status < 400) return said;
    throw new MenshenProblem(status, isJson ? said : {});
  }
}
