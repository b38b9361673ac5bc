// An OpenID provider for a test: whoever gives a login is who they say. provider.mjs CERTIFICATE
// KEY; prints its issuer.
import {generateKeyPairSync} from "node:crypto";
import {readFileSync} from "node:fs";
import {createServer} from "node:https";
import Provider from "oidc-provider";

const [certificate, key] = process.argv.slice(2);
const signing = ["ES256", "RS256"].map((alg) => ({
  ...generateKeyPairSync(alg === "ES256" ? "ec" : "rsa", {namedCurve: "P-256", modulusLength: 2048})
    .privateKey.export({format: "jwk"}), alg, use: "sig", kid: alg}));

const server = createServer({cert: readFileSync(certificate), key: readFileSync(key)});
server.listen(0, "127.0.0.1", () => {
  const issuer = `https://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: "menshen", client_secret: "not-for-anybody", redirect_uris: ["https://gate.example/sign-in/openid"],
      response_types: ["code"], grant_types: ["authorization_code"], id_token_signed_response_alg: "ES256"}],
    jwks: {keys: signing},
    cookies: {keys: ["only a test"]},
    pkce: {required: () => true},
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
