"""A whole Onefold on loopback: certificates, keys, configs, matcher, counter, gateway and agencies.

Everything is made by the real programs and by deploy/certificates.sh; nothing is pretended. One folder a party:
  ROOT/pki  ROOT/matcher  ROOT/counter  ROOT/gateway  ROOT/<agency>  ROOT/coordinator  ROOT/publish/{matcher,counter,releases}
"""

import json
import pathlib
import shutil
import subprocess
import urllib.request

from processes import SOURCE_DIR, Daemon, Failed, Result, free_port, run, wait_until
from tcp_proxy import TcpProxy

CENTRE = "statistics-office"


def certificate(pki, role, organisation="", *options):
    """Returns the names of the certificate's config keys -> paths."""
    arguments = [str(SOURCE_DIR / "deploy" / "certificates.sh"), str(pki), role]
    arguments += [organisation, *options] if organisation else []
    done = subprocess.run(arguments, capture_output=True, text=True)
    if done.returncode:
        raise Failed(str(Result(arguments, done.returncode, done.stdout, done.stderr)))


def tls_table(pki, name):
    return (f'[tls]\ncertificate = "{pki}/{name}.crt"\nprivate_key = "{pki}/{name}.pem"\n'
            f'ca = "{pki}/ca.crt"\n')


def toml(**keys):
    """Top-level keys; JSON's strings, numbers, booleans and lists are TOML's too."""
    return "".join(f"{key} = {json.dumps(value)}\n" for key, value in keys.items() if value is not None)


class Agency:
    def __init__(self, cluster, name, folder=None):
        self.cluster, self.name = cluster, name
        self.folder = pathlib.Path(folder or cluster.root / name)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config = self.folder / "agency.toml"
        self.settings = {"schema": str(cluster.schema), "purpose": cluster.purpose, "key_epoch": cluster.epoch,
                         "register": "victim", "certificate": f"agency-{name}"}
        self.node = None

    @property
    def identity_file(self):
        return self.folder / "keys" / f"{self.name}.agency.json"

    def make_keys(self):
        run("onefold-agency", "keygen", "identity", "--org", self.name, "--out", self.folder / "keys")
        return json.loads(self.identity_file.read_text())

    def write_config(self, **changes):
        self.settings.update(changes)
        s, c = self.settings, self.cluster
        self.config.write_text(
            toml(organisation=s.get("organisation", self.name), register=s["register"],
                 register_template=s.get("register_template"), purpose=s["purpose"], key_epoch=s["key_epoch"],
                 schema=s["schema"], matcher=f"127.0.0.1:{c.matcher_port_for_agencies}",
                 counter=f"127.0.0.1:{c.counter_port_for_agencies}",
                 linkage_key_file=s.get("linkage_key_file", "keys/linkage.key"), sign_key_file="keys/sign.key",
                 counter_box_public_key=c.counter_keys["box_public_key"],
                 matcher_log_vkey=c.log_vkey("matcher"), counter_log_vkey=c.log_vkey("counter"),
                 state_dir="state", default_legal_basis="T", default_consent_linkage="NA",
                 listen="127.0.0.1:0", ops_listen="127.0.0.1:0", retry_attempts=s.get("retry_attempts", 8))
            + tls_table(c.pki, s["certificate"]))

    def command(self, *arguments, code=0, **options):
        """onefold-agency COMMAND --config agency.toml ARGUMENTS; what it says is kept for the canary test."""
        command, *rest = arguments
        result = run("onefold-agency", command, "--config", self.config, *rest, code=None, **options)
        with open(self.folder / "commands.stderr", "a") as kept:
            kept.write(result.err)
        with open(self.folder / "commands.stdout", "a") as kept:
            kept.write(result.out)
        if code is not None and result.code != code:
            raise Failed(f"exit code {code} was expected:\n{result}")
        return result

    def start_command(self, *arguments):
        """As command(), without waiting: for tests that kill it."""
        from processes import BIN
        command, *rest = (str(a) for a in arguments)
        out, err = (open(self.folder / f"commands.{s}", "ab") for s in ("stdout", "stderr"))
        with out, err:
            return subprocess.Popen([str(BIN / "onefold-agency"), command, "--config", str(self.config), *rest],
                                    stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    def submit(self, extract, *options, code=0):
        return self.command("submit", extract, "--json", *options, code=code)

    def status(self):
        return self.command("status", "--json").json

    def serve(self):
        self.node = Daemon(f"{self.name}-node", "onefold-agency", self.config, self.folder)
        self.cluster.daemons.append(self.node)
        return self.node.start()


class Cluster:
    def __init__(self, root, agencies=("police", "shelter"), schema="febrl", purpose="statistics", epoch="2026",
                 proxied=False, matcher_data="data", counter_data="data"):
        self.root = pathlib.Path(root)
        self.pki = self.root / "pki"
        self.publish = self.root / "publish"
        self.schema = SOURCE_DIR / "deploy" / "schemas" / f"{schema}.json"
        self.schemas = [str(self.schema)]
        self.purpose, self.epoch = purpose, epoch
        self.data = {"matcher": matcher_data, "counter": counter_data}
        self.daemons = []
        self._make_certificates(agencies)
        self.agencies = {name: Agency(self, name) for name in agencies}
        self.ports = {name: free_port() for name in ("matcher", "counter", "matcher_ops", "counter_ops",
                                                     "gateway")}
        self.proxies = {}
        if proxied:
            self.proxies = {name: TcpProxy(self.ports[name]) for name in ("matcher", "counter")}
        self.centre_keys = {name: self._centre_keys(name) for name in ("matcher", "counter")}
        self.identities = {name: agency.make_keys() for name, agency in self.agencies.items()}
        self.matcher = self._daemon("matcher")
        self.counter = self._daemon("counter")
        self.gateway = None

    # --- making ---

    def _make_certificates(self, agencies):
        certificate(self.pki, "ca")
        for role in ("matcher", "counter", "coordinator", "auditor"):
            certificate(self.pki, role, CENTRE)
        for name in agencies:
            certificate(self.pki, "agency", name)
            certificate(self.pki, "client", name)

    def _centre_keys(self, name):
        (self.root / name).mkdir(parents=True, exist_ok=True)
        return run(f"onefold-{name}", "keygen", "--dir", self.root / name / "keys").json

    def _daemon(self, name):
        daemon = Daemon(name, f"onefold-{name}", self.root / name / f"{name}.toml", self.root / name)
        self.daemons.append(daemon)
        self.write_centre_config(name)
        return daemon

    def write_centre_config(self, name, tls_name=None, **changes):
        keys = dict(listen=f"127.0.0.1:{self.ports[name]}", ops_listen=f"127.0.0.1:{self.ports[name + '_ops']}",
                    data_dir=str(self.data[name]), publish_dir=str(self.publish / name), guard_file="guard",
                    log_origin=f"{name}.example/linkage/test", log_key_file="keys/log.key",
                    storage_key_file="keys/storage.key", schemas=self.schemas, organisation=CENTRE,
                    colocated=True, threads=2)
        if name == "counter":
            keys.update(box_key_file="keys/box.key", release_key_file="keys/release.key",
                        releases_dir=str(self.publish / "releases"), matcher=f"127.0.0.1:{self.ports['matcher']}")
        keys.update(changes)
        text = toml(**keys) + tls_table(self.pki, tls_name or f"{name}-{CENTRE}")
        for agency, identity in self.identities.items():
            text += "[[agency]]\n" + toml(organisation=agency, sign_public_key=identity["sign_public_key"],
                                          source_type="state")
        (self.root / name / f"{name}.toml").write_text(text)

    @property
    def counter_keys(self):
        return self.centre_keys["counter"]

    @property
    def matcher_port_for_agencies(self):
        return self.proxies["matcher"].port if self.proxies else self.ports["matcher"]

    @property
    def counter_port_for_agencies(self):
        return self.proxies["counter"].port if self.proxies else self.ports["counter"]

    def log_vkey(self, name):
        return (self.publish / name / "log.vkey").read_text().strip()

    def share_linkage_key(self):
        """One agency draws the group's key and seals it to each; each opens its own envelope."""
        maker, *_ = self.agencies.values()
        keys, envelopes = maker.folder / "keys", self.root / "envelopes"
        recipients = [x for agency in self.agencies.values() for x in ("--recipient", agency.identity_file)]
        run("onefold-agency", "keygen", "linkage", "--purpose", self.purpose, "--key-epoch", self.epoch,
            "--from", maker.identity_file, "--sign-key", keys / "sign.key", *recipients, "--out", envelopes)
        for name, agency in self.agencies.items():
            run("onefold-agency", "keygen", "open", "--in", envelopes / f"{name}.envelope.json", "--box-key",
                agency.folder / "keys" / "box.key", "--from", maker.identity_file,
                "--out", agency.folder / "keys" / "linkage.key")

    # --- running ---

    def start(self, linkage_key=None):
        """`linkage_key`: the key file of another cluster, for results that must be the same bit by bit."""
        self.matcher.start()
        self.counter.start()
        for agency in self.agencies.values():
            agency.write_config()
            if linkage_key:
                shutil.copy2(linkage_key, agency.folder / "keys" / "linkage.key")
        if not linkage_key:
            self.share_linkage_key()
        return self

    def start_gateway(self):
        folder = self.root / "gateway"
        folder.mkdir(exist_ok=True)
        (folder / "gateway.toml").write_text(toml(listen=f"127.0.0.1:{self.ports['gateway']}",
                                                  publish_dir=str(self.publish), title="Onefold test"))
        self.gateway = Daemon("gateway", "onefold-gateway", folder / "gateway.toml", folder)
        self.daemons.append(self.gateway)
        return self.gateway.start()

    def coordinator(self, command, *arguments, code=0, as_role=f"coordinator-{CENTRE}", **options):
        """onefold-counter COMMAND as the coordination body, over the counter's gRPC."""
        return run("onefold-counter", command, "--counter", f"127.0.0.1:{self.ports['counter']}",
                   "--cert", self.pki / f"{as_role}.crt", "--key", self.pki / f"{as_role}.pem",
                   "--ca", self.pki / "ca.crt", *arguments, "--json", code=code, **options)

    def start_coordinator(self, command, *arguments, as_role=f"coordinator-{CENTRE}"):
        """As coordinator(), without waiting."""
        from processes import BIN
        argv = [BIN / "onefold-counter", command, "--counter", f"127.0.0.1:{self.ports['counter']}",
                "--cert", self.pki / f"{as_role}.crt", "--key", self.pki / f"{as_role}.pem",
                "--ca", self.pki / "ca.crt", *arguments, "--json"]
        return subprocess.Popen([str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def metric(self, centre, name):
        """The value of a metric without labels; 0 when it is not there yet."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.ports[centre + '_ops']}/metrics", timeout=10) as answer:
            lines = answer.read().decode().splitlines()
        return next((float(line.split()[1]) for line in lines if line.split(" ")[0] == name), 0.0)

    def run_linkage(self, *options, code=0):
        return self.coordinator("run", "--wait", "--register", "victim", "--purpose", self.purpose, "--key-epoch", self.epoch,
                                "--schema", self.schema, *options, code=code).json

    def release(self, run_id, profile="internal", code=0):
        return self.coordinator("release", "--run", run_id, "--profile", profile, code=code).json

    def verify_logs(self):
        """onefold-audit over the published files of both logs: each is right, and they agree."""
        logs = [x for name in ("matcher", "counter") for x in ("--log", self.publish / name, "--vkey", self.log_vkey(name))]
        verified = run("onefold-audit", "verify", *logs, "--json").json
        assert verified["verified"] is True and verified["agreement"]["failures"] == [], verified
        return verified

    def stop(self):
        for daemon in reversed(self.daemons):
            daemon.stop()

    def close(self):
        """For the end of a test, failed or not."""
        for daemon in self.daemons:
            daemon.kill()
        for proxy in self.proxies.values():
            proxy.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
