"""Clusters for the scenarios. On a failure every daemon's last words are printed."""

import pytest

import onefold_cluster


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    if outcome.get_result().failed:
        item.has_failed = True


@pytest.fixture
def new_cluster(tmp_path, request):
    """A function that makes clusters, each in a folder of its own; all are ended with the test."""
    made = []

    def make(name="onefold", **options):
        cluster = onefold_cluster.Cluster(tmp_path / name, **options)
        made.append(cluster)
        return cluster

    yield make
    for cluster in made:
        if getattr(request.node, "has_failed", False):
            for daemon in cluster.daemons:
                print(f"--- {daemon.name}\n{daemon.last_words()}")
        cluster.close()


@pytest.fixture
def cluster(new_cluster):
    """Two agencies, matcher and counter, running."""
    return new_cluster().start()
