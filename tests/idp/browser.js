// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// A browser small enough for a test: follows redirects with cookies, submits forms that submit themselves, and stops at the
// address that begins with its second argument, which it prints. Without one it goes on until nothing redirects any more.
const stop = process.argv[3] ?? '';
const jar = new Map();
let request = { url: process.argv[2], method: 'GET', body: undefined };

function cookiesFor(url) {
  return [...(jar.get(new URL(url).host) ?? new Map())].map(([name, value]) => `${name}=${value}`).join('; ');
}

function formIn(html, base) {
  const action = /<form[^>]*action="([^"]*)"/i.exec(html);
  if (!action) return undefined;
  const fields = new URLSearchParams();
  for (const input of html.matchAll(/<input[^>]*>/gi)) {
    const name = /name="([^"]*)"/i.exec(input[0]);
    const value = /value="([^"]*)"/i.exec(input[0]);
    if (name) fields.set(name[1], (value?.[1] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&'));
  }
  return { url: new URL(action[1].replaceAll('&amp;', '&'), base).href, method: 'POST', body: fields.toString() };
}

for (let steps = 0; steps < 20; steps += 1) {
  if (stop && request.url.startsWith(stop)) break;
  const headers = { cookie: cookiesFor(request.url) };
  if (request.body) headers['content-type'] = 'application/x-www-form-urlencoded';
  const answer = await fetch(request.url, { method: request.method, body: request.body, headers, redirect: 'manual' });
  const host = new URL(request.url).host;
  for (const line of answer.headers.getSetCookie()) {
    const [pair] = line.split(';');
    const at = pair.indexOf('=');
    if (!jar.has(host)) jar.set(host, new Map());
    jar.get(host).set(pair.slice(0, at), pair.slice(at + 1));
  }
  const place = answer.headers.get('location');
  const text = await answer.text();
  if (place) request = { url: new URL(place, request.url).href, method: 'GET', body: undefined };
  else {
    const form = formIn(text, request.url);
    if (!form) break;
    request = form;
  }
}
console.log(request.url);
