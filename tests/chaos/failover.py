#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright OutageKit contributors
"""A PostgreSQL cluster under Patroni and etcd loses its primary while two servers take customers' texts: the synchronous
replica takes over, both servers find it, and every acknowledged text is in the log exactly once (R4, K1, decisions.md 8).
Everything runs privately on loopback. Prints the figures; the exit code says pass or fail.

    ./ok chaos failover [ROUNDS]
"""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "journeys"))
from house import BIN, GONE, Server, free_port, until  # noqa: E402
from kill_during_replay import derived  # noqa: E402

TOOLS = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))
AS = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"] if os.geteuid() == 0 else []


def missing():
    return [name for name in ("patroni", "etcd") if not shutil.which(name)] + ([] if TOOLS else ["postgresql-15"])


class Node:
    """One Patroni with its PostgreSQL."""

    def __init__(self, folder, name, etcd):
        self.folder, self.name, self.port, self.rest = folder / name, name, free_port(), free_port()
        self.folder.mkdir()
        self.config = self.folder / "patroni.json"
        self.config.write_text(json.dumps({
            "scope": "outagekit", "name": name,
            "restapi": {"listen": f"127.0.0.1:{self.rest}", "connect_address": f"127.0.0.1:{self.rest}"},
            "etcd3": {"host": f"127.0.0.1:{etcd}"},
            "bootstrap": {
                # 20 s is the shortest lease Patroni allows.
                "dcs": {"ttl": 20, "loop_wait": 1, "retry_timeout": 3, "synchronous_mode": True,
                        # A killed primary has written what nobody got: it goes back to where the new one began.
                        "postgresql": {"use_pg_rewind": True, "parameters": {"shared_buffers": "64MB", "wal_log_hints": "on"}}},
                "initdb": [{"encoding": "UTF8"}, {"locale": "C"}]},
            "postgresql": {
                "listen": f"127.0.0.1:{self.port}", "connect_address": f"127.0.0.1:{self.port}",
                "data_dir": str(self.folder / "data"), "bin_dir": str(TOOLS[-1]), "pgpass": str(self.folder / "pgpass"),
                "pg_hba": ["local all all trust", "host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
                "remove_data_directory_on_rewind_failure": True, "remove_data_directory_on_diverged_timelines": True,
                "authentication": {"superuser": {"username": "postgres"}, "replication": {"username": "replicator"},
                                   "rewind": {"username": "postgres"}},
                "parameters": {"unix_socket_directories": str(self.folder)}}}))
        if AS:
            shutil.chown(self.folder, "postgres")
            shutil.chown(self.config, "postgres")
        self.process = None

    def start(self):
        # Its own session: the whole of it is killed at once, as a machine that loses power.
        self.process = subprocess.Popen([*AS, "patroni", str(self.config)], stdout=open(self.folder / "log", "a"),
                                        stderr=subprocess.STDOUT, start_new_session=True, cwd="/")

    def state(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.rest}/patroni", timeout=2) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as answer:
            return json.loads(answer.read() or b"{}")
        except (OSError, ValueError):
            return {}

    def kill(self):
        pidfile = self.folder / "data/postmaster.pid"
        postgres = int(pidfile.read_text().split()[0]) if pidfile.exists() else None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if postgres:  # its children go when they find their parent gone
            try:
                os.kill(postgres, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()


class Cluster:
    def __init__(self, folder):
        self.folder = folder
        client, peer = free_port(), free_port()
        self.etcd = subprocess.Popen(
            ["etcd", "--data-dir", str(folder / "etcd"), "--listen-client-urls", f"http://127.0.0.1:{client}",
             "--advertise-client-urls", f"http://127.0.0.1:{client}", "--listen-peer-urls", f"http://127.0.0.1:{peer}",
             "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}", "--initial-cluster", f"default=http://127.0.0.1:{peer}"],
            stdout=open(folder / "etcd.log", "w"), stderr=subprocess.STDOUT)
        self.nodes = [Node(folder, name, client) for name in ("north", "south")]
        for node in self.nodes:
            node.start()
        self.primary()
        self.replica()
        self.sql("CREATE ROLE outagekit LOGIN")
        self.sql("CREATE DATABASE outagekit OWNER outagekit")
        for node in self.nodes:  # a replica that does not know the database yet would turn a server away
            until("the database on " + node.name, lambda n=node: subprocess.run(
                [TOOLS[-1] / "psql", "-X", "-h", "127.0.0.1", "-p", str(n.port), "-U", "outagekit", "-Atc", "SELECT 1", "outagekit"],
                capture_output=True).returncode == 0, 60)

    def primary(self, but=None):
        return until("a primary", lambda: next((n for n in self.nodes if n is not but and n.state().get("role") in ("master", "primary")), None), 120)

    def replica(self):
        """Waits until the primary has a synchronous replica: only then is an answer on two disks."""
        def there():
            said = self.primary().state().get("replication") or []
            return any(r.get("sync_state") in ("sync", "quorum") for r in said)
        until("a synchronous replica", there, 120)

    def sql(self, text):
        done = subprocess.run([TOOLS[-1] / "psql", "-X", "-h", "127.0.0.1", "-p", str(self.primary().port), "-U", "postgres", "-Atc", text],
                              capture_output=True, text=True, check=True)
        return done.stdout

    def address(self):
        ports = ",".join(str(n.port) for n in self.nodes)
        return (f"host=127.0.0.1,127.0.0.1 port={ports} user=outagekit dbname=outagekit target_session_attrs=read-write "
                "connect_timeout=3")

    def end(self):
        for node in self.nodes:
            node.stop()
        self.etcd.terminate()
        self.etcd.wait(20)


class Customers:
    """Texts without a pause to both servers; each is sent until one of them acknowledges it."""

    def __init__(self, servers):
        self.servers, self.acked, self.over = servers, [], False
        self.last_ack, self.longest, self.lock = time.monotonic(), 0.0, threading.Lock()
        self.threads = [threading.Thread(target=self.work, args=(n,), daemon=True) for n in range(6)]
        for thread in self.threads:
            thread.start()

    def work(self, lane):
        count = 0
        while not self.over:
            sid, began, turn = f"SMfail{lane}x{count}", time.monotonic(), lane + count
            count += 1
            while True:
                status, body, turn = 0, "", turn + 1
                try:
                    status, body = self.servers[turn % 2].text_message(sid, f"+150277{lane}{count % 10000:04d}", "power is out")
                except GONE:
                    pass
                if status == 200 and "send it again" not in body:
                    break
            with self.lock:
                now = time.monotonic()
                self.acked.append(sid)
                self.longest = max(self.longest, now - began)
                self.last_ack = now

    def stop(self):
        self.over = True
        for thread in self.threads:
            thread.join(120)


def check(folder, cluster, acked):
    log = folder / "log.ndjson"
    subprocess.run([BIN / "outagekit-server", "export-log", "--db", cluster.address(), "--tenant", "bluegrass", "--out", log,
                    "--keys", folder / "a/data/keys"],
                   check=True, capture_output=True)
    seen, tenant, last = {}, None, {}
    for line in log.read_text().splitlines():
        header = json.loads(line).get("header")
        if not header:
            continue
        tenant = header["tenant"]
        assert header["sequence"] == last.get(header["stream"], 0) + 1, f"{header['stream']} jumps to {header['sequence']}"
        last[header["stream"]] = header["sequence"]
        if header["type"] == "report.received":
            seen[header["correlation_id"]] = seen.get(header["correlation_id"], 0) + 1
    lost = [sid for sid in acked if derived(f"{tenant}|sms:{sid}") not in seen]
    twice = [i for i, n in seen.items() if n > 1]
    assert not lost, f"{len(lost)} of {len(acked)} acknowledged texts are lost: {lost[:3]}"
    assert not twice, f"{len(twice)} texts were written twice"
    done = subprocess.run([BIN / "okctl", "verify", log], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def run(folder, rounds):
    cluster = Cluster(folder)
    servers, customers = [], None
    try:
        (folder / "a").mkdir()
        (folder / "b/data").mkdir(parents=True)
        servers.append(Server(folder / "a", "--database", cluster.address()))
        for part in ("keys", "drill"):  # servers on one database have the same keys
            shutil.copytree(folder / "a/data" / part, folder / "b/data" / part)
        servers.append(Server(folder / "b", "--database", cluster.address()))
        said = json.loads(servers[0].call("GET", "/health")[1])["durability"]
        assert said.startswith("2 copies"), said
        customers = Customers(servers)
        outages = []
        for _ in range(rounds):
            before = len(customers.acked)
            until("texts to arrive", lambda: len(customers.acked) > before + 200, 60)
            old = cluster.primary()
            old.kill()
            fell = time.monotonic()
            acked = len(customers.acked)
            cluster.primary(but=old)
            until("texts to be taken again", lambda: len(customers.acked) > acked + 50, 120)
            outages.append(time.monotonic() - fell)
            old.start()
            cluster.replica()
        customers.stop()
        for server in servers:
            server.stop()
        check(folder, cluster, customers.acked)
        return (f"{rounds} primaries killed, {len(customers.acked)} texts acknowledged by two servers, none lost, none twice; texts "
                f"were taken again after {', '.join(f'{s:.0f}' for s in outages)} s (Patroni's lease is 20 s)")
    finally:
        if customers:
            customers.over = True
        for server in servers:
            server.kill()
        cluster.end()


def main():
    if missing():
        print(f"chaos failover: skipped: not installed: {', '.join(missing())}")
        return 0
    folder = pathlib.Path(tempfile.mkdtemp(prefix="failover-"))
    folder.chmod(0o711)
    try:
        print(f"chaos failover: pass: {run(folder, int(sys.argv[2]) if len(sys.argv) > 2 else 2)}", flush=True)
        return 0
    except Exception as why:  # whatever it is, the run failed
        print(f"chaos failover: FAIL: {type(why).__name__}: {str(why)[:1500]}", flush=True)
        for log in [*folder.glob("*/log"), *folder.glob("*/server.log")]:
            print(f"  {log.parent.name}: " + log.read_text(errors="replace")[-600:].replace("\n", "\n  "))
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
