// SPDX-License-Identifier: Apache-2.0
// Copyright OutageKit contributors
// OutageKit for Node.js 18 and later: how risky is this update? No dependencies; copy this file beside yours. The server's own
// certificate is trusted through NODE_EXTRA_CA_CERTS.
//
//     const kit = new OutageKit('https://desk:8443', {token: 'okt_...'});
//     const answer = await kit.evaluateRisk('b-17', {audience_size: 120000, eta_change_minutes: 90, channel_mix: ['sms']});
//     answer.score, answer.risk_level, answer.actions
//
// What is left out of the inputs is a default of the utility's rules, and named in answer.metadata.fallbacks. Options: `persist` keeps
// the score with the broadcast, `idempotencyKey` makes a repetition the same question, `timeoutMs`. A refusal is an OutageKitError.

export class OutageKitError extends Error {
    constructor(status, problem) {
        super(`${problem.message ?? 'the server refused'} (${problem.code ?? status})`);
        this.status = status;
        this.code = problem.code ?? '';
        this.fields = problem.fields ?? [];
    }
}

export class OutageKit {
    #url;
    #token;

    constructor(url, {token}) {
        this.#url = url.replace(/\/+$/, '');
        this.#token = token;
    }

    async evaluateRisk(broadcastId, inputs, {persist = false, idempotencyKey, timeoutMs = 10_000} = {}) {
        const headers = {Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json', Accept: 'application/json'};
        if (idempotencyKey) headers['Idempotency-Key'] = idempotencyKey;
        const answer = await fetch(`${this.#url}/v1/risk-score`, {
            method: 'POST', headers, body: JSON.stringify({broadcast_id: broadcastId, inputs, persist}), signal: AbortSignal.timeout(timeoutMs)});
        const text = await answer.text();
        let read = {};
        try {
            read = JSON.parse(text);
        } catch {
            // A proxy's own page: the status says enough.
        }
        if (!answer.ok) throw new OutageKitError(answer.status, read);
        return read;
    }
}
