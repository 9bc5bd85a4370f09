// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A real SAML identity provider (npm samlify) on loopback. `node saml.js <folder with key.pem and cert.pem> <metadata of the
// service provider>`: writes `metadata.xml` into the folder and prints `ready <base>`. GET /who?account=<json> says who signs in;
// GET /sso answers an AuthnRequest with a page that posts itself back. GET /sign?sign=response|assertion|both chooses what is signed,
// GET /encrypt?method=... with what assertions are encrypted (none: not at all), the response being signed around it. Single logout: GET /logout?sub=...&relay=...
// begins one, /slo takes requests and answers (signed, by redirect).
import http from 'node:http';
import { readFileSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import samlify from 'samlify';

const [folder, spFile] = process.argv.slice(2);
samlify.setSchemaValidator({ validate: async () => 'not checked here' });
let account = { id: 'nobody', attributes: {} };

const template = (names) => `<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{ID}" Version="2.0" IssueInstant="{IssueInstant}" Destination="{Destination}" InResponseTo="{InResponseTo}"><saml:Issuer>{Issuer}</saml:Issuer><samlp:Status><samlp:StatusCode Value="{StatusCode}"/></samlp:Status><saml:Assertion ID="{AssertionID}" Version="2.0" IssueInstant="{IssueInstant}" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><saml:Issuer>{Issuer}</saml:Issuer><saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">{NameID}</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"><saml:SubjectConfirmationData NotOnOrAfter="{SubjectConfirmationDataNotOnOrAfter}" Recipient="{SubjectRecipient}" InResponseTo="{InResponseTo}"/></saml:SubjectConfirmation></saml:Subject><saml:Conditions NotBefore="{ConditionsNotBefore}" NotOnOrAfter="{ConditionsNotOnOrAfter}"><saml:AudienceRestriction><saml:Audience>{Audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions><saml:AuthnStatement AuthnInstant="{IssueInstant}" SessionIndex="{AssertionID}"><saml:AuthnContext><saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>${names.map((n) => `<saml:Attribute Name="${n}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic"><saml:AttributeValue xsi:type="xs:string">{attr_${n}}</saml:AttributeValue></saml:Attribute>`).join('')}</saml:AttributeStatement></saml:Assertion></samlp:Response>`;

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const base = `http://127.0.0.1:${server.address().port}`;
  const key = readFileSync(`${folder}/key.pem`, 'utf8');
  const cert = readFileSync(`${folder}/cert.pem`, 'utf8');
  let what = 'assertion';
  let encryption = '';
  const idp = () => samlify.IdentityProvider({
    entityID: `${base}/idp`, privateKey: key, signingCert: cert, requestSignatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    isAssertionEncrypted: encryption !== '', dataEncryptionAlgorithm: encryption || undefined, keyEncryptionAlgorithm: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
    messageSigningOrder: 'sign-then-encrypt', wantAuthnRequestsSigned: false, wantLogoutRequestSigned: true, wantLogoutResponseSigned: true,
    singleLogoutService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: `${base}/slo` }],
    singleSignOnService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: `${base}/sso` }],
    nameIDFormat: ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
    loginResponseTemplate: { context: template(Object.keys(account.attributes)), attributes: [] },
  });
  writeFileSync(`${folder}/metadata.xml`, idp().getMetadata());
  async function signOut(url, req, res) {
    const sp = samlify.ServiceProvider({ metadata: readFileSync(spFile, 'utf8'), wantLogoutRequestSigned: true, wantLogoutResponseSigned: true });
    const provider = idp();
    const go = (place) => { res.statusCode = 302; res.setHeader('location', place); res.end(); };
    if (url.pathname === '/logout') {
      return go(provider.createLogoutRequest(sp, 'redirect', { logoutNameID: url.searchParams.get('sub') }, url.searchParams.get('relay') ?? '').context);
    }
    // What was signed are the letters of the address.
    const raw = Object.fromEntries(req.url.split('?')[1].split('&').map((pair) => [pair.split('=')[0], pair]));
    const octetString = [raw.SAMLRequest ?? raw.SAMLResponse, raw.RelayState, raw.SigAlg].filter(Boolean).join('&');
    const asked = { query: Object.fromEntries(url.searchParams), octetString };
    if (raw.SAMLResponse) {
      await provider.parseLogoutResponse(sp, 'redirect', asked);
      return res.end('the answer of the service provider is good');
    }
    const info = await provider.parseLogoutRequest(sp, 'redirect', asked);
    return go(provider.createLogoutResponse(sp, info, 'redirect', url.searchParams.get('RelayState') ?? '').context);
  }
  server.on('request', async (req, res) => {
    const url = new URL(req.url, base);
    if (url.pathname === '/who') { account = JSON.parse(url.searchParams.get('account')); return res.end('ok'); }
    if (url.pathname === '/sign') { what = url.searchParams.get('sign'); return res.end('ok'); }
    if (url.pathname === '/encrypt') { encryption = url.searchParams.get('method') ?? ''; return res.end('ok'); }
    if (url.pathname === '/logout' || url.pathname === '/slo') return signOut(url, req, res).catch((e) => { res.statusCode = 500; res.end(String(e && e.stack || JSON.stringify(e))); });
    if (url.pathname !== '/sso') { res.statusCode = 404; return res.end(); }
    try {
      const sp = samlify.ServiceProvider({ metadata: readFileSync(spFile, 'utf8').replace('WantAssertionsSigned="true"', `WantAssertionsSigned="${what !== 'response'}"`), wantMessageSigned: what !== 'assertion' });
      const provider = idp();
      const request = await provider.parseLoginRequest(sp, 'redirect', { query: Object.fromEntries(url.searchParams), octetString: '' });
      const now = new Date();
      const later = new Date(now.getTime() + 300000);
      const acs = sp.entityMeta.getAssertionConsumerService('post');
      const { context } = await provider.createLoginResponse(sp, request, 'post', { email: account.id }, (text) => {
        const values = { ID: `_${randomUUID()}`, AssertionID: `_${randomUUID()}`, Destination: acs, SubjectRecipient: acs, Audience: sp.entityMeta.getEntityID(), Issuer: provider.entityMeta.getEntityID(),
          IssueInstant: now.toISOString(), ConditionsNotBefore: now.toISOString(), ConditionsNotOnOrAfter: later.toISOString(), SubjectConfirmationDataNotOnOrAfter: later.toISOString(),
          NameID: account.id, InResponseTo: request.extract.request.id, StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success' };
        for (const [name, value] of Object.entries(account.attributes)) values[`attr_${name}`] = value;
        return { id: values.ID, context: samlify.SamlLib.replaceTagsByValue(text, values) };
      }, encryption !== '' && what !== 'assertion');
      res.setHeader('content-type', 'text/html');
      res.end(`<form method="post" action="${acs}"><input type="hidden" name="SAMLResponse" value="${context}"/><input type="hidden" name="RelayState" value="${url.searchParams.get('RelayState')}"/></form>`);
    } catch (e) { res.statusCode = 500; res.end(String(e && e.stack)); }
  });
  console.log(`ready ${base}`);
});
