// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A real OpenID provider (npm oidc-provider) on loopback. `node oidc.js <redirect uri>`: prints `ready <issuer>`.
// With a second argument, the client's private key in PEM, it proves itself with that key alone (private_key_jwt).
// Who signs in is what the last `GET /who?account=<json>` said; POST /rotate changes the signing keys.
import http from 'node:http';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const [redirect, clientKey] = process.argv.slice(2);
const proves = clientKey
  ? { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...createPublicKey(readFileSync(clientKey, 'utf8')).export({ format: 'jwk' }), use: 'sig' }] } }
  : { client_secret: 'a-secret-of-the-test' };
let account = { sub: 'nobody' };

const key = (kid) => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' });

function build(issuer, keys) {
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'outagekit', ...proves, redirect_uris: [redirect], grant_types: ['authorization_code'], response_types: ['code'] }],
    pkce: { required: () => true, methods: ['S256'] },
    jwks: { keys },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'territory', 'channel', 'on_call', 'groups'] },
    findAccount: async (ctx, sub) => ({ accountId: sub, claims: async () => ({ ...account, sub }) }),
    features: { devInteractions: { enabled: false } },
    interactions: { url: (ctx, interaction) => `/auto/${interaction.uid}` },
    cookies: { keys: ['only for tests'] },
  });
  return provider;
}

async function finish(provider, req, res) {
  const details = await provider.interactionDetails(req, res);
  let result;
  if (details.prompt.name === 'login') {
    result = { login: { accountId: account.sub } };
  } else {
    const grant = new provider.Grant({ accountId: details.session.accountId, clientId: details.params.client_id });
    grant.addOIDCScope('openid profile');
    result = { consent: { grantId: await grant.save() } };
  }
  await provider.interactionFinished(req, res, result, { mergeWithLastSubmission: true });
}

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let rotation = 1;
  let provider = build(issuer, [key('key-1')]);
  server.on('request', async (req, res) => {
    const url = new URL(req.url, issuer);
    if (url.pathname === '/who') {
      account = JSON.parse(url.searchParams.get('account'));
      return res.end('ok');
    }
    if (url.pathname === '/rotate') {
      rotation += 1;
      provider = build(issuer, [key(`key-${rotation}`)]);
      return res.end('ok');
    }
    if (url.pathname.startsWith('/auto/')) return finish(provider, req, res).catch((e) => { res.statusCode = 500; res.end(String(e)); });
    return provider.callback()(req, res);
  });
  console.log(`ready ${issuer}`);
});
