"""An agency's node: a case system on the same machine checks and submits an extract over gRPC."""

import pytest

import febrl
import rpc_call

NODE = "onefold.v1.NodeService"
PERSONS = range(0, 80)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    from onefold_cluster import Cluster
    with Cluster(tmp_path_factory.mktemp("node") / "onefold") as cluster:
        cluster.start()
        cluster.agencies["police"].serve()
        yield cluster


def call(cluster, method, requests, certificate="client-police"):
    return rpc_call.call(cluster.agencies["police"].node.ports["grpc"], f"{NODE}/{method}", requests, cluster.pki,
                         certificate)


def parts(path, size=3000):
    content = path.read_bytes()
    return [[(1, content[i:i + size])] for i in range(0, len(content), size)]


def test_check_and_submit(cluster, tmp_path):
    extract = febrl.read("febrl4a", PERSONS)
    path = extract.write(tmp_path / "police.csv")
    checked = call(cluster, "Check", parts(path))
    assert checked.status == rpc_call.OK, checked
    report = checked.messages[0]
    assert report[1] == report[2] == [len(extract.rows)] and 3 not in report

    submitted = call(cluster, "Submit", parts(path))
    assert submitted.status == rpc_call.OK, submitted
    last = submitted.messages[-1]
    assert last[1] == [b"done"] and len(last[4][0]) == 16
    sealed = rpc_call.call(cluster.ports["counter"], "onefold.v1.SubmissionService/GetSubmission",
                           [[(1, last[4][0])]], cluster.pki, "agency-police")
    assert sealed.messages[0][3] == [b"sealed"]

    status = call(cluster, "GetStatus", [b""])
    assert status.status == rpc_call.OK and len(status.messages[0][1]) == 1


def test_bad_rows_come_back_by_number_and_rule(cluster, tmp_path):
    extract = febrl.read("febrl4b", PERSONS)
    extract.rows[2] = "too, few"
    checked = call(cluster, "Check", parts(extract.write(tmp_path / "bad.csv")))
    assert checked.status == rpc_call.OK, checked
    report = checked.messages[0]
    assert report[3] == [1]
    assert b"csv.column-count" in report[5][0] and b"few" not in report[5][0]


@pytest.mark.parametrize("certificate", ["client-shelter", "agency-police", "agency-shelter",
                                         "coordinator-statistics-office", "matcher-statistics-office"])
def test_only_the_agency_s_own_client_is_served(cluster, certificate):
    for method in ("Check", "Submit", "GetStatus"):
        assert call(cluster, method, [b""], certificate).status == rpc_call.PERMISSION_DENIED


def test_without_a_certificate(cluster):
    assert not call(cluster, "GetStatus", [b""], None).connected
