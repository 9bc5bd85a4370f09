# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""OutageKit for Python programs: how risky is this update? Standard library only; copy this file beside yours.

    kit = OutageKit("https://desk:8443", token="okt_...", ca_file="desk.pem")
    answer = kit.evaluate_risk("b-17", {"audience_size": 120000, "eta_change_minutes": 90, "channel_mix": ["sms"]})
    answer["score"], answer["risk_level"], answer["actions"]

What is left out of the inputs is a default of the utility's rules, and named in answer["metadata"]["fallbacks"]. Options: `persist`
keeps the score with the broadcast, `idempotency_key` makes a repetition the same question, `timeout` in seconds.
A refusal is an OutageKitError with `status`, `code` and `fields`.
"""
import json
import ssl
import urllib.error
import urllib.request


class OutageKitError(Exception):
    def __init__(self, status, problem):
        super().__init__(f"{problem.get('message', 'the server refused')} ({problem.get('code', status)})")
        self.status, self.code, self.fields = status, problem.get("code", ""), problem.get("fields", [])


class OutageKit:
    def __init__(self, url, token, ca_file=None):
        self._url, self._token = url.rstrip("/"), token
        self._context = ssl.create_default_context(cafile=ca_file) if url.startswith("https:") else None

    def evaluate_risk(self, broadcast_id, inputs, persist=False, idempotency_key=None, timeout=10):
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", "Accept": "application/json"}
        if idempotency_key:
            headers["Idempotency-Key"] = idempotency_key
        body = json.dumps({"broadcast_id": broadcast_id, "inputs": inputs, "persist": persist}).encode()
        request = urllib.request.Request(self._url + "/v1/risk-score", data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=timeout, context=self._context) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            text = refused.read()
            try:
                problem = json.loads(text)
            except ValueError:
                problem = {}
            raise OutageKitError(refused.code, problem) from None

    evaluateRisk = evaluate_risk
