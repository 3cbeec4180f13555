"""The gateway's page as a visitor gets it, and what it does not serve."""

import shutil
import subprocess

import pytest

import febrl


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    from onefold_cluster import Cluster
    root = tmp_path_factory.mktemp("gateway")
    with Cluster(root / "onefold") as cluster:
        cluster.start()
        for name, source in (("police", "febrl4a"), ("shelter", "febrl4b")):
            cluster.agencies[name].submit(febrl.read(source, range(0, 200)).write(root / f"{name}.csv"))
        cluster.result = cluster.run_linkage()
        cluster.release(cluster.result["run_id"], "public")
        cluster.start_gateway()
        yield cluster


def get(site, path, *options):
    done = subprocess.run(["curl", "-sS", "--path-as-is", "-w", "\n%{http_code}", *options,
                           f"http://127.0.0.1:{site.ports['gateway']}{path}"], capture_output=True, text=True,
                          check=True)
    body, code = done.stdout.rsplit("\n", 1)
    return int(code), body


def test_first_page_shows_the_released_total(site):
    code, body = get(site, "/")
    assert code == 200
    plain = body.replace(",", "").replace("\u202f", "").replace("&nbsp;", "")
    assert str(site.result["unique_estimate"]) in plain
    assert site.log_vkey("matcher").split("+")[0] in body


def test_published_files_are_served_as_they_are(site):
    for centre in ("matcher", "counter"):
        code, body = get(site, f"/{centre}/checkpoint")
        assert code == 200 and body == (site.publish / centre / "checkpoint").read_text()


@pytest.mark.parametrize("path", ["/../pki/ca.pem", "/matcher/../../pki/ca.pem", "/%2e%2e/pki/ca.pem",
                                  "/matcher/%2e%2e/%2e%2e/matcher/keys/log.key", "//etc/passwd", "/no/such/file"])
def test_nothing_else_is_served(site, path):
    assert get(site, path)[0] in (400, 403, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_only_reading(site, method):
    assert get(site, "/", "-X", method)[0] in (400, 405)


def test_audit_over_http(site):
    from processes import run
    for centre in ("matcher", "counter"):
        address = f"http://127.0.0.1:{site.ports['gateway']}/{centre}"
        assert run("onefold-audit", "verify", "--log", address, "--json").json["verified"] is True


def test_page_in_a_browser(site, tmp_path):
    browser = shutil.which("chromium")
    if not browser:
        pytest.skip("chromium is not installed")
    done = subprocess.run(
        [browser, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=3000", "--dump-dom",
         f"http://127.0.0.1:{site.ports['gateway']}/"], capture_output=True, text=True, timeout=120)
    plain = done.stdout.replace(",", "").replace("\u202f", "").replace("&nbsp;", "")
    assert str(site.result["unique_estimate"]) in plain, done.stderr[-2000:]
