"""Every RPC of the running matcher and counter, called with every role's certificate, by a foreign client."""

import pytest

import rpc_call
from onefold_cluster import CENTRE, certificate
from processes import SOURCE_DIR

SUBMISSION = "onefold.v1.SubmissionService"
COUNT = "onefold.v1.CountService"
ROLES = ("agency-police", f"matcher-{CENTRE}", f"counter-{CENTRE}", f"coordinator-{CENTRE}", "client-police",
         f"auditor-{CENTRE}")

# method -> (at the matcher, at the counter): who may call it. None: the program does not serve it.
AGENCY, COORDINATOR, COUNTER = ROLES[0], ROLES[3], ROLES[2]
TABLE = {
    f"{SUBMISSION}/Upload": ({AGENCY}, {AGENCY}),
    f"{SUBMISSION}/Seal": ({AGENCY}, {AGENCY}),
    f"{SUBMISSION}/GetSubmission": ({AGENCY}, {AGENCY, COORDINATOR}),
    f"{SUBMISSION}/ListSubmissions": ({AGENCY}, {AGENCY, COORDINATOR}),
    f"{SUBMISSION}/Withdraw": ({AGENCY}, {AGENCY}),
    f"{SUBMISSION}/GetReceipt": ({AGENCY}, {AGENCY}),
    "onefold.v1.LinkService/Link": ({COUNTER}, set()),
    f"{COUNT}/StartRun": (set(), {COORDINATOR}),
    f"{COUNT}/GetRun": (set(), {COORDINATOR}),
    f"{COUNT}/ListRuns": (set(), {COORDINATOR}),
    f"{COUNT}/CancelRun": (set(), {COORDINATOR}),
    f"{COUNT}/CreateRelease": (set(), {COORDINATOR}),
    f"{COUNT}/GetRunReport": (set(), {COORDINATOR}),
    f"{COUNT}/ListSealed": (set(), {COORDINATOR}),
    f"{COUNT}/EstimatePersons": (set(), {COORDINATOR}),
    "onefold.v1.NodeService/GetStatus": (set(), set()),
    "grpc.health.v1.Health/Check": (set(ROLES), set(ROLES)),
    "onefold.v1.SubmissionService/NoSuchMethod": (set(), set()),
}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    from onefold_cluster import Cluster
    with Cluster(tmp_path_factory.mktemp("roles") / "onefold", agencies=("police",)) as cluster:
        yield cluster.start()


def test_table_has_every_method_of_the_protocol():
    declared = set()
    for path in (SOURCE_DIR / "proto" / "onefold" / "v1").glob("*.proto"):
        service = None
        for line in path.read_text().splitlines():
            words = line.split()
            if words[:1] == ["service"]:
                service = words[1]
            if words[:1] == ["rpc"]:
                declared.add(f"onefold.v1.{service}/{words[1].split('(')[0]}")
    known = {method for method in TABLE if "NoSuch" not in method and "health" not in method}
    node = {method for method in declared if "NodeService" in method}
    assert declared - node == known - node


@pytest.mark.parametrize("method", sorted(TABLE))
def test_only_the_listed_roles_are_served(cluster, method):
    for centre, allowed in zip(("matcher", "counter"), TABLE[method]):
        for role in ROLES:
            reply = rpc_call.call(cluster.ports[centre], method, [b""], cluster.pki, role)
            assert reply.connected, f"{role} at the {centre}: {reply}"
            if role in allowed:
                assert reply.status not in (rpc_call.PERMISSION_DENIED, rpc_call.UNIMPLEMENTED, None), \
                    f"{role} at the {centre}: {reply}"
            else:
                assert reply.status in (rpc_call.PERMISSION_DENIED, rpc_call.UNIMPLEMENTED), \
                    f"{role} at the {centre}: {reply}"


def test_denial_is_not_for_want_of_a_method(cluster):
    reply = rpc_call.call(cluster.ports["matcher"], "onefold.v1.LinkService/Link", [b""], cluster.pki, AGENCY)
    assert reply.status == rpc_call.PERMISSION_DENIED


HEALTH = "grpc.health.v1.Health/Check"


def assert_no_conversation(cluster, pki, name):
    for centre in ("matcher", "counter"):
        reply = rpc_call.call(cluster.ports[centre], HEALTH, [b""], pki, name)
        assert not reply.connected, f"{centre}: {reply}"


def test_without_a_certificate(cluster):
    assert_no_conversation(cluster, cluster.pki, None)


def test_expired_certificate(cluster):
    certificate(cluster.pki, "agency", "late", "--expired")
    assert_no_conversation(cluster, cluster.pki, "agency-late")


def test_certificate_of_another_authority(cluster, tmp_path):
    certificate(tmp_path / "pki", "ca")
    certificate(tmp_path / "pki", "agency", "police")
    # Ours for checking the server, theirs for showing.
    (tmp_path / "pki" / "ca.crt").write_bytes((cluster.pki / "ca.crt").read_bytes())
    assert_no_conversation(cluster, tmp_path / "pki", "agency-police")


def test_agency_that_nobody_registered(cluster):
    certificate(cluster.pki, "agency", "stranger")
    reply = rpc_call.call(cluster.ports["matcher"], f"{SUBMISSION}/ListSubmissions", [b""], cluster.pki,
                          "agency-stranger")
    own = rpc_call.call(cluster.ports["matcher"], f"{SUBMISSION}/ListSubmissions", [b""], cluster.pki, AGENCY)
    assert own.status == rpc_call.OK
    assert reply.status in (rpc_call.PERMISSION_DENIED, rpc_call.OK)
    if reply.status == rpc_call.OK:
        assert reply.messages == [{}], "a stranger sees nothing"
