// A certified OpenID provider (panva's oidc-provider) under the paths and with the claims of Pro Santé Connect.
// It reads its settings from the environment and ends when its standard input closes.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { PORT, REDIRECT_URI, POST_LOGOUT_REDIRECT_URI, CLIENT_SECRET, USERINFO } = process.env;
const realm = "/auth/realms/esante-wallet";
const issuer = `http://127.0.0.1:${PORT}${realm}`;
const person = JSON.parse(USERINFO);

const provider = new Provider(issuer, {
  clients: [{
    client_id: "delegation-local",
    client_secret: CLIENT_SECRET,
    redirect_uris: [REDIRECT_URI],
    post_logout_redirect_uris: [POST_LOGOUT_REDIRECT_URI],
    token_endpoint_auth_method: "client_secret_post",
  }],
  pkce: { required: () => true },
  scopes: ["openid", "scope_all"],
  claims: { openid: ["sub"], scope_all: Object.keys(person), acr: null },
  acrValues: ["eidas1"],
  ttl: { AccessToken: 120, IdToken: 120 },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ ...person, sub: id }) }),
  cookies: { keys: ["a key for this run"] },
});

// Whoever comes chooses on one page, and grants what is asked for.
async function interact(request, response) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    if (request.method !== "POST") {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end('<!DOCTYPE html><html lang="fr"><title>Carte</title><form method="post"><button>Présenter ma carte</button></form>');
      return;
    }
    await provider.interactionFinished(request, response, { login: { accountId: person.sub, acr: "eidas1" } });
    return;
  }
  const grant = new provider.Grant({ accountId: person.sub, clientId: params.client_id });
  grant.addOIDCScope("openid scope_all");
  await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } }, { mergeWithLastSubmission: true });
}

const answer = provider.callback();
createServer((request, response) => {
  if (request.url.startsWith("/interaction/")) {
    interact(request, response).catch((error) => { response.statusCode = 500; response.end(String(error)); });
    return;
  }
  request.originalUrl = request.url;
  if (request.url.startsWith(realm)) {
    request.url = request.url.slice(realm.length).replace("wallet-openid-configuration", "openid-configuration");
  }
  answer(request, response);
}).listen(Number(PORT), "127.0.0.1");

process.stdin.resume();
process.stdin.on("close", () => process.exit(0));
