// A real OpenID Connect provider on loopback that behaves like Google, LinkedIn or neither. A module for the journeys in a
// browser, and a program for the tests in C++:
//   node provider.js '{"profile": "google", "redirect_uris": [...], "accounts": {...}}' PORT_FILE
// which writes its port to PORT_FILE once it listens, and ends with its standard input.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { Provider } from "oidc-provider";

const PROFILES = {
  // PKCE and a nonce; the e-mail address stands in the ID token.
  google: { path: "", auth: "client_secret_post", algorithm: "RS256", emailInIdToken: true },
  // No nonce in the ID token, `invalid_client` to PKCE and to credentials outside the body, an issuer with a path, no `iss`
  // in the callback.
  linkedin: { path: "/oauth", auth: "client_secret_post", algorithm: "RS256", emailInIdToken: false, isOld: true },
  // What a careful provider of one's own does.
  generic: { path: "", auth: "client_secret_basic", algorithm: "ES256", emailInIdToken: false },
};

// `mallory` says that she is alice, which nobody has verified.
export const ACCOUNTS = {
  alice: { email: "alice@example.org", email_verified: true, name: "Alice Example" },
  mallory: { email: "alice@example.org", email_verified: false, name: "Mallory Example" },
};

function newKey(algorithm) {
  const { privateKey } =
    algorithm === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid: randomBytes(8).toString("hex"), use: "sig", alg: algorithm };
}

function configuration(settings, profile, accounts) {
  return {
    clients: [
      {
        client_id: settings.client_id ?? "digitnet",
        client_secret: settings.client_secret ?? "a secret: of +%/= and more",
        redirect_uris: settings.redirect_uris,
        token_endpoint_auth_method: profile.auth,
        id_token_signed_response_alg: profile.algorithm,
      },
    ],
    jwks: { keys: [newKey(profile.algorithm)] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: !profile.emailInIdToken,
    enabledJWA: { idTokenSigningAlgValues: ["RS256", "ES256"] },
    pkce: { required: () => false },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (ctx, interaction) => `${profile.path}/interaction/${interaction.uid}` },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (ctx, id) => accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
    // Nobody is asked for consent: everything is granted with the login.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  };
}

async function readForm(request) {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}

// A target without the parameters that LinkedIn does not know.
function withoutNewParameters(target) {
  const url = new URL(target, "http://localhost");
  for (const name of ["nonce", "code_challenge", "code_challenge_method"]) url.searchParams.delete(name);
  return url.pathname + url.search;
}

// What LinkedIn does otherwise than the specifications of today.
async function behaveOld(ctx, next) {
  if (ctx.path.endsWith("/token") && ctx.method === "POST") {
    ctx.req.body = await readForm(ctx.req);
    if (new URLSearchParams(ctx.req.body).has("code_verifier") || ctx.get("authorization")) {
      ctx.status = 401;
      ctx.body = { error: "invalid_client", error_description: "Client authentication failed" };
      return;
    }
  }
  await next();
  if (ctx.path.endsWith("/.well-known/openid-configuration")) delete ctx.body.authorization_response_iss_parameter_supported;
  const location = ctx.response.get("location");
  if (location?.includes("iss=")) {
    const url = new URL(location);
    url.searchParams.delete("iss");
    ctx.set("location", url.href);
  }
}

const PAGE = (action, names) => `<!DOCTYPE html><html lang="en"><title>Sign in</title><h1>Sign in</h1>
<form method="post" action="${action}">
${names.map((name) => `<button name="login" value="${name}">${name}</button>`).join("\n")}
<button name="cancel" value="yes">Cancel</button>
</form>`;

// One page: who are you?
function interaction(provider, profile, names) {
  return async (ctx, next) => {
    const prefix = `${profile.path}/interaction/`;
    if (!ctx.req.originalUrl.startsWith(prefix)) return next();
    if (ctx.method === "GET") {
      ctx.type = "html";
      ctx.body = PAGE(ctx.req.originalUrl, names);
      return undefined;
    }
    const form = new URLSearchParams(await readForm(ctx.req));
    const result = form.has("cancel") ? { error: "access_denied" } : { login: { accountId: form.get("login"), remember: false } };
    ctx.respond = false;
    return provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  };
}

/** {issuer, port, stop()}; `settings` are {profile, redirect_uris, client_id, client_secret, accounts, port}. */
export async function startProvider(settings) {
  const profile = PROFILES[settings.profile];
  const accounts = settings.accounts ?? ACCOUNTS;
  const server = createServer();
  await new Promise((resolve) => server.listen(settings.port ?? 0, "127.0.0.1", resolve));
  const { port } = server.address();
  const issuer = `http://127.0.0.1:${port}${profile.path}`;
  const provider = new Provider(issuer, configuration(settings, profile, accounts));
  provider.use(interaction(provider, profile, Object.keys(accounts)));
  if (profile.isOld) provider.use(behaveOld);
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (profile.isOld) request.url = withoutNewParameters(request.url);
    request.originalUrl = request.url;
    if (!request.url.startsWith(`${profile.path}/`)) return response.writeHead(404).end();
    request.url = request.url.slice(profile.path.length);
    return answer(request, response);
  });
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { issuer, port, stop };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [settings, portFile] = process.argv.slice(2);
  const { port } = await startProvider(JSON.parse(settings));
  writeFileSync(`${portFile}.new`, `${port}\n`);
  renameSync(`${portFile}.new`, portFile);
  process.stdin.resume().on("end", () => process.exit(0));
}
