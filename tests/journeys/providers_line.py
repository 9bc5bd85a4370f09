#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""A real utility on the server: it is made, its customers come in, a text to its number is answered, and an update goes out
through the provider of its own settings, to those affected, once; receipts come back (main job 6, 10; P01, P10, P13). On
the same server a drill is configured with that same provider by mistake: the provider hears nothing of it (main job 12)."""
import json
import subprocess
import sys
from collections import Counter

from house import BIN, PASSWORD, Person, Server, drafts_digest, free_port, play, until

PROFILE = {"slug": "valley", "name": "Valley Light", "service": "electric", "time_zone": "America/New_York",
           "languages": ["en", "es"], "sms_number": "+16065550100", "voice_number": "+16065550101",
           "email_from": "outages@valley.example", "phone_shown": "+1 606 555 0101",
           "bounds": {"low": {"lon": -83, "lat": 37.6}, "high": {"lon": -82.6, "lat": 38}}, "drill": False}
COUNTERPART = {"account_sid": "AC00000000000000000000000000000000", "from": "+16065550100"}


class Valley(Person):
    utility = "valley"


class Journey:
    def __init__(self, folder):
        self.folder = folder
        (folder / "password").write_text(PASSWORD)
        (folder / "counterpart").mkdir()
        self.provider = subprocess.Popen(
            [BIN / "outagekit-server", "drill-provider", "--data", folder / "counterpart", "--journal", folder / "taken",
             "--port-file", folder / "provider"], stderr=subprocess.DEVNULL)
        until("the provider's counterpart", (folder / "provider").exists)
        token = until("its token", lambda: (folder / "counterpart/drill/provider.token").read_text().strip())
        account = {"twilio": {**COUNTERPART, "auth_token": token, "base_url": (folder / "provider").read_text().strip()}}
        # `bluegrass` is a drill: somebody has given it the real provider.
        (folder / "providers.json").write_text(json.dumps({"valley": account, "bluegrass": account}))
        self.account_token = token
        self.server = None

    def _taken(self):
        file = self.folder / "taken"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def _add(self, *people):
        (self.folder / "profile.json").write_text(json.dumps(PROFILE))
        words = [w for p in people for w in ("--person", p)]
        return subprocess.run([BIN / "outagekit-server", "add-utility", "--data", self.folder / "data", "--profile",
                               self.folder / "profile.json", "--password-file", self.folder / "password", *words],
                              capture_output=True, text=True)

    def a_utility_is_made_and_a_second_of_its_name_refused(self):
        assert self._add("nonsense").returncode == 1
        done = self._add("ada:admin:Ada Brandt", "maria:operator:Maria Keller", "jonas:operator,approver:Jonas Wirth")
        assert done.returncode == 0, done.stderr
        assert "already" in self._add("ada:admin:Ada Brandt").stderr

    def secrets_that_others_can_read_are_refused(self):
        file = self.folder / "providers.json"
        file.chmod(0o644)
        done = subprocess.run([BIN / "outagekit-server", "serve", "--data", self.folder / "data", "--providers", file],
                              capture_output=True, text=True)
        assert done.returncode == 1 and "chmod 600" in done.stderr, done.stderr
        file.chmod(0o600)
        self.server = Server(self.folder, "--providers", file, port=free_port())
        self.maria, self.jonas = Valley(self.server, "maria"), Valley(self.server, "jonas")

    def customers_come_in_and_a_text_to_the_utility_is_answered(self):
        rows = "account_number,house_number,street,city,lon,lat,phone,sms_opt_in,voice_opt_in,language\n" + "".join(
            f"V-{i},{1200 + 2 * i},Main St,Paintsville,{-82.80 - i * 0.0005},{37.81 + i * 0.0001},+1606555{1000 + i},yes,"
            f"{'yes' if i % 4 == 0 else 'no'},{'es' if i % 5 == 0 else 'en'}\n" for i in range(40))
        (self.folder / "accounts.csv").write_text(rows)
        done = subprocess.run([BIN / "okctl", "import", self.folder / "accounts.csv", "--kind", "accounts", "--url",
                               self.server.url, "--utility", "valley", "--login", "ada", "--password-file",
                               self.folder / "password", "--time-zone", "America/New_York"], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        status, answer = self.server.text_message("SM" + "1" * 32, "+16065551000", "power is out", token=self.account_token,
                                                  to="+16065550100")
        assert status == 200 and "<Response" in answer and "Valley Light" in answer, answer
        forged = self.server.text_message("SM" + "2" * 32, "+16065551001", "power is out", to="+16065550100")
        assert forged[0] == 403, "the drill's token was believed for a real utility"
        reports = self.maria.documents("report")
        assert len(reports) == 1 and not reports[0]["drill"], reports

    def an_update_goes_to_exactly_those_affected_once_and_receipts_come_back(self):
        status, made = self.maria.command("incidents.create", {"centre": {"lon": -82.803, "lat": 37.8106}, "radius_metres": 600,
                                                               "place": "Main St"})
        assert status == 200, made
        incident = made["reply"]["incident"]
        status, drafted = self.maria.command("comms.draft_update", {"incident": incident, "emergency": True})
        assert status == 200, drafted
        broadcast = drafted["reply"]["broadcast"]
        body = {"broadcast": broadcast, "drafts_digest": drafts_digest(self.maria.document("broadcast", broadcast))}
        status, problem = self.maria.command("comms.send_broadcast", body)
        assert status == 409 and not self._taken(), problem
        assert self.jonas.release(problem)[0] == 200

        def settled():
            found = self.maria.documents("message", key="broadcast", value=broadcast)
            return found if found and all(m["state"] == "delivered" for m in found) else None

        messages = until("every receipt", settled, 60)
        taken = self._taken()
        affected = self.maria.document("incident", incident)["affected_accounts"]
        texts = [t for t in taken if t["kind"] == "Messages"]
        assert len(texts) == affected, (len(texts), affected)
        assert len(taken) == len(messages) and max(Counter((t["kind"], t["to"]) for t in taken).values()) == 1
        assert all(t["to"].startswith("+1606555") and t["from"] == "+16065550100" for t in taken)
        assert not any("DRILL" in t["body"].upper() for t in taken)
        assert any(m["language"] == "es" for m in messages), [t["body"] for t in texts[:6]]

    def a_drill_with_the_same_provider_in_its_settings_reaches_nobody(self):
        before = len(self._taken())
        done = subprocess.run(self.server.replay_command("--hours", "9"), capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        maria, jonas = Person(self.server, "maria"), Person(self.server, "jonas")
        incident = max(maria.documents("incident", key="state", value="open"), key=lambda i: i["affected_accounts"])
        assert incident["affected_accounts"] > 2
        broadcast = maria.command("comms.draft_update", {"incident": incident["id"], "emergency": True})[1]["reply"]["broadcast"]
        body = {"broadcast": broadcast, "drafts_digest": drafts_digest(maria.document("broadcast", broadcast))}
        assert jonas.release(maria.command("comms.send_broadcast", body)[1])[0] == 200

        def delivered():
            found = maria.documents("message", key="broadcast", value=broadcast)
            return found if found and all(m["state"] == "delivered" for m in found) else None

        assert len(until("the drill's messages", delivered, 60)) > 2
        assert len(self._taken()) == before, "a drill reached the provider of real utilities"

    def one_utility_does_not_see_the_other(self):
        assert all(not i["drill"] for i in self.maria.documents("incident"))
        ours = {i["id"] for i in self.maria.documents("incident")}
        drill = Person(self.server, "maria")
        theirs = drill.documents("incident")[0]["id"]
        assert theirs not in ours
        assert self.server.call("GET", f"/v1/documents/incident/{theirs}", headers=self.maria.headers)[0] == 404


if __name__ == "__main__":
    sys.exit(play("providers_line", Journey))
