#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""A utility's files come in over HTTP and okctl, addresses are asked for, and an import survives what happens to it (main
job 5; P05, P16, TA1, TA2): bad rows are named, strangers are refused before their file is read, a cancelled and a killed
import say what they left behind."""
import json
import socket
import subprocess
import sys
import urllib.parse

from house import BIN, Person, Server, free_port, play, until

ACCOUNTS = """account_number,house_number,street,city,lon,lat,phone,name
A-1,1204,Main St,Paintsville,-82.80,37.81,+16065550101,Ann Bell
A-2,1208,Main St,Paintsville,-82.801,37.811,+16065550102,Bob Cole
A-3,1206,Main St,Paintsville,,,+16065550103,Cal Dunn
A-4,99,Nowhere Rd,Elsewhere,,,+16065550104,Dee Earl
,1210,Main St,Paintsville,-82.8,37.8,,Fay
"""


def many(rows):
    return "account_number,lon,lat,phone\n" + "".join(
        f"M-{i},-84.{1000 + i % 9000},38.{1000 + i % 7000},+1502555{i % 10000:04}\n" for i in range(rows))


class Journey:
    def __init__(self, folder):
        self.folder = folder
        self.server = Server(folder, port=free_port())
        self.ada, self.maria = Person(self.server, "ada"), Person(self.server, "maria")

    def _import(self, name, text, *more, login="ada"):
        file = self.folder / name
        file.write_text(text)
        return subprocess.run([BIN / "okctl", "import", file, "--url", self.server.url, "--utility", "bluegrass", "--login",
                               login, "--password-file", self.folder / "password", *more], capture_output=True, text=True)

    def _post(self, text, **query):
        status, body = self.server.call("POST", "/v1/imports?" + urllib.parse.urlencode(query), text, self.ada.headers)
        return status, json.loads(body)

    def _status(self, name):
        return json.loads(self.server.call("GET", f"/v1/imports/{name}", headers=self.ada.headers)[1])

    def a_file_comes_in_and_its_bad_row_is_named(self):
        done = self._import("accounts.csv", ACCOUNTS, "--kind", "accounts")
        assert done.returncode == 1, done.stderr
        assert "5 rows, 4 kept, 1 set aside" in done.stderr and "1 accounts found by their address" in done.stderr, done.stderr
        assert "row 6, account_number" in done.stderr, done.stderr

    def accounts_on_no_map_are_named(self):
        status, body = self.server.call("GET", "/v1/territory/unplaced", headers=self.ada.headers)
        assert status == 200 and json.loads(body)["items"] == [{"has_address": True, "number": "A-4", "service": "electric"}], body
        assert self.server.call("GET", "/v1/territory/unplaced", headers=self.maria.headers)[0] == 403

    def an_address_is_answered_with_method_precision_and_confidence(self):
        def ask(text):
            status, body = self.server.call("GET", "/v1/geocode?" + urllib.parse.urlencode({"q": text}), headers=self.maria.headers)
            assert status == 200, body
            return json.loads(body)

        exact = ask("1204 main street paintsvile")
        assert exact["method"] == "meter" and exact["precision_metres"] <= 10 and exact["confidence"] > 0.8, exact
        between = ask("1207 Main Street Paintsville")
        assert between["method"] in ("interpolated", "street") and between["precision_metres"] > 10, between
        nowhere = ask("77 Unheard Of Boulevard")
        assert not nowhere["found"] and nowhere["reason"], nowhere
        assert self.server.call("GET", "/v1/geocode?q=main")[0] == 401
        assert self.server.call("GET", "/v1/geocode", headers=self.maria.headers)[0] == 422

    def strangers_and_operators_may_not_import_and_are_refused_before_their_file_is_read(self):
        assert self.server.call("POST", "/v1/imports?kind=accounts", ACCOUNTS)[0] == 401
        assert self.server.call("POST", "/v1/imports?kind=accounts", ACCOUNTS, self.maria.headers)[0] == 403
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=20) as line:
            line.sendall(b"POST /v1/imports?kind=accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 401"), "the body was waited for"

    def a_file_of_the_wrong_kind_is_refused_in_words(self):
        for text, query, wanted in (("", {"kind": "accounts"}, "file_empty"), (ACCOUNTS, {}, "invalid_fields"),
                                    (ACCOUNTS, {"kind": "horses"}, "invalid_fields"),
                                    (ACCOUNTS, {"kind": "areas", "format": "csv"}, "invalid_fields")):
            status, answer = self._post(text, **query)
            assert status == 422 and answer["code"] == wanted, (query, answer)
        done = self._import("colours.csv", "colour,size\nred,7\n", "--kind", "accounts")
        assert done.returncode == 1 and "failed" in done.stderr, done.stderr

    def a_cancelled_import_says_what_stays(self):
        status, started = self._post(many(200_000), kind="accounts", name="many.csv")
        assert status == 202 and started["state"] == "queued", started
        until("the first rows", lambda: self._status(started["id"]).get("rows_read", 0) > 0)
        assert self.server.call("POST", f"/v1/imports/{started['id']}/cancel", "", self.ada.headers)[0] == 202
        over = until("the end", lambda: (s := self._status(started["id"]))["state"] not in ("queued", "running") and s)
        assert over["state"] == "cancelled" and 0 < over["accepted"] < 200_000, over
        assert self.server.call("POST", f"/v1/imports/{started['id']}/cancel", "", self.ada.headers)[0] == 409

    def a_killed_import_is_called_interrupted_and_the_same_file_finishes_it(self):
        text = many(120_000)
        started = self._post(text, kind="accounts", name="many.csv")[1]
        until("the first rows", lambda: self._status(started["id"]).get("rows_read", 0) > 0)
        self.server.kill()
        self.server.start()
        left = self._status(started["id"])
        assert left["state"] == "interrupted" and "again" in left["problem"], left
        again = self._post(text, kind="accounts", name="many.csv")[1]
        over = until("the end", lambda: (s := self._status(again["id"]))["state"] not in ("queued", "running") and s, 120)
        assert over["state"] == "done" and over["accepted"] == 120_000, over

    def the_log_has_it_all_and_a_rebuild_gives_identical_views(self):
        self.server.stop()
        log = self.folder / "log.ndjson"
        self.server.export_log(log)
        assert log.read_text().count("territory.import_started") >= 4
        assert "Ann Bell" not in log.read_text() and "6065550101" not in log.read_text(), "personal data in the log"
        self.server.assert_rebuild_is_identical()


if __name__ == "__main__":
    sys.exit(play("territory_line", Journey))
