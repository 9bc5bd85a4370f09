// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// An OpenID provider that lies, in the way its `code` says: what a stolen, careless or hostile one could send.
// `node liar.js`: prints `ready <issuer>`. The nonce it should use comes by `GET /nonce?value=...`.
import http from 'node:http';
import { createHash, createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = createPublicKey(pair.privateKey).export({ type: 'spki', format: 'pem' });
const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
let nonce = '';

function token(issuer, lie) {
  const now = Math.floor(Date.now() / 1000);
  const claims = { iss: issuer, aud: 'outagekit', sub: `liar-${lie}`, exp: now + 300, iat: now, nonce, preferred_username: `liar-${lie}`, territory: 'North' };
  const header = { alg: 'RS256', kid: 'k' };
  let key = pair.privateKey;
  if (lie === 'wrong_nonce') claims.nonce = 'another';
  if (lie === 'no_nonce') delete claims.nonce;
  if (lie === 'expired') { claims.exp = now - 3600; claims.iat = now - 7200; }
  if (lie === 'old') claims.iat = now - 7200;
  if (lie === 'future') claims.iat = now + 7200;
  if (lie === 'wrong_issuer') claims.iss = 'https://elsewhere.example';
  if (lie === 'wrong_audience') claims.aud = 'somebody-else';
  if (lie === 'many_audiences') claims.aud = ['outagekit', 'somebody-else'];
  if (lie === 'wrong_party') claims.azp = 'somebody-else';
  if (lie === 'forged') key = other.privateKey;
  if (lie === 'unknown_key') header.kid = 'nobody-knows';
  if (lie === 'none') header.alg = 'none';
  if (lie === 'hmac') header.alg = 'HS256';
  if (lie === 'crit') header.crit = ['exp'];
  if (lie === 'at_hash') claims.at_hash = part('not the hash').slice(0, 22);
  if (lie === 'es256') { header.alg = 'ES256'; header.kid = 'e'; }
  const text = `${part(header)}.${part(claims)}`;
  if (lie === 'none') return `${text}.`;
  if (lie === 'hmac') return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
  if (lie === 'es256') return `${text}.${sign('sha256', Buffer.from(text), { key: curve.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  if (lie === 'tampered') return `${part(header)}.${part({ ...claims, sub: 'admin' })}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
  return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  let kept;
  server.on('request', (req, res) => {
    const url = new URL(req.url, issuer);
    const json = (value, status = 200) => { res.writeHead(status, { 'content-type': 'application/json' }); res.end(JSON.stringify(value)); };
    if (url.pathname === '/nonce') { nonce = url.searchParams.get('value'); return json({}); }
    if (url.pathname === '/.well-known/openid-configuration') {
      return json({ issuer, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/keys`, authorization_response_iss_parameter_supported: true });
    }
    if (url.pathname === '/keys') {
      return json({ keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig' }, { ...curve.publicKey.export({ format: 'jwk' }), kid: 'e', use: 'sig' }] });
    }
    let body = '';
    req.on('data', (part) => { body += part; });
    req.on('end', () => {
      const form = new URLSearchParams(body);
      if (createHash('sha256').update(form.get('code_verifier') ?? '').digest('base64url').length !== 43) return json({ error: 'invalid_grant' }, 400);
      const lie = form.get('code');
      if (lie === 'refused') return json({ error: 'invalid_grant' }, 400);
      if (lie !== 'replayed' || !kept) kept = token(issuer, lie);
      return json({ access_token: 'an access token', token_type: 'Bearer', id_token: kept });
    });
  });
  console.log(`ready ${issuer}`);
});
