"""onefold-gateway as a process, and its first page in a real browser at desktop and phone width, light and dark."""

import http.client
import json
import re
import socket

import pytest

import browser
from processes import Daemon, run

RELEASE = {
    "format": "onefold-release-1", "number": 3, "run": "5f0c1d2e3b4a59687786958473625140", "profile": "public",
    "register": "victim", "purpose": "statistics", "key_epoch": "2026", "deployment": "single-machine",
    "totals": {"gross": 10412, "linkable": 10230, "unlinkable": 182,
               "unique": {"estimate": 4998, "low": 4961, "high": 5034}, "entities": 5003,
               "double_counting_rate": 0.511437},
    "by_source": [{"source": name, "type": kind, "gross": 2603, "unique": 2150, "only_here": only}
                  for name, kind, only in (("border-guard", "state", 611), ("national-police", "state", 1480),
                                           ("eastern-shelter", "ngo", None), ("international-assistance", "io", None))],
    "histories": [{"sources": ["eastern-shelter"], "persons": None}, {"sources": ["national-police"], "persons": 1480},
                  {"sources": ["border-guard", "national-police", "eastern-shelter", "international-assistance"],
                   "persons": 14}],
    "disclosure": {"profile": "public", "threshold": 10, "suppressed": []},
    "linkage": {"manifest_digest": "0" * 64, "pairs_digest": "0" * 64, "entities_digest": "0" * 64, "warnings": []},
    "log": {"origin": "counter.example/linkage/test", "index": 17}, "method": "merge-posterior-1"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory):
    folder = tmp_path_factory.mktemp("gateway")
    releases = folder / "publish" / "releases"
    releases.mkdir(parents=True)
    for name in ("0003", "latest"):
        (releases / f"{name}.json").write_text(json.dumps(RELEASE))
    (folder / "secret").write_text("not published")
    (folder / "publish" / "matcher").symlink_to("..")
    config = folder / "gateway.toml"
    config.write_text('listen = "127.0.0.1:0"\nops_listen = "127.0.0.1:0"\npublish_dir = "publish"\n'
                      'title = "Persons counted once"\n')
    daemon = Daemon("gateway", "onefold-gateway", config, folder).start()
    yield daemon
    daemon.stop()


def get(daemon, path, method="GET", port="http"):
    connection = http.client.HTTPConnection("127.0.0.1", daemon.ports[port], timeout=20)
    connection.request(method, path)
    response = connection.getresponse()
    return response.status, response.headers, response.read()


def test_page_and_headers(gateway):
    status, headers, body = get(gateway, "/")
    assert status == 200 and b'<data value="4998">4,998</data>' in body
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "no-referrer"


def test_release_file_is_served_byte_for_byte(gateway):
    status, headers, body = get(gateway, "/releases/0003.json")
    assert status == 200 and json.loads(body) == RELEASE
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    head_status, head_headers, nothing = get(gateway, "/releases/0003.json", "HEAD")
    assert head_status == 200 and nothing == b"" and head_headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("path", ["/../secret", "/releases/../../secret", "/%2e%2e/secret", "/matcher/secret",
                                  "/matcher/checkpoint", "/releases/..%2f..%2fsecret", "/gateway.toml"])
def test_nothing_else_is_served(gateway, path):
    status, _, body = get(gateway, path)
    assert status == 404 and b"not published" not in body


def test_malformed_request(gateway):
    with socket.create_connection(("127.0.0.1", gateway.ports["http"]), timeout=20) as connection:
        connection.sendall(b"GET /\x00 HTTP/1.1\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400 ")


def test_ops_listener_counts(gateway):
    assert get(gateway, "/livez", port="ops")[0] == 200
    assert get(gateway, "/readyz", port="ops")[0] == 200
    get(gateway, "/no/such/path")
    metrics = get(gateway, "/metrics", port="ops")[2].decode()
    assert re.search(r'onefold_http_requests_total\{code="404"\} [1-9]', metrics)
    assert get(gateway, "/metrics")[0] == 404, "metrics are for the machine itself"


def test_says_where_it_listens(gateway):
    said = [e for e in gateway.diagnostics() if e["event"] == "listening"]
    assert said and said[0]["http_port"] == gateway.ports["http"] and said[0]["ops_port"] == gateway.ports["ops"]


def test_check_prints_the_configuration(gateway):
    shown = run("onefold-gateway", "serve", "--config", gateway.config, "--check").out
    assert 'title = "Persons counted once"' in shown.replace("'", '"') and str(gateway.folder / "publish") in shown


def test_bad_configurations_name_every_error(tmp_path):
    config = tmp_path / "gateway.toml"
    config.write_text('listen = "nowhere"\nops_listen = "0.0.0.0:1"\ncolour = 1\npublic_url = "http://x/$(id)"\n')
    refused = run("onefold-gateway", "serve", "--config", config, code=1).err
    for word in ("listen", "ops_listen", "loopback", "colour", "publish_dir", "public_url"):
        assert word in refused


def test_usage():
    run("onefold-gateway", code=2)
    run("onefold-gateway", "serve", code=2)
    assert "Examples" in run("onefold-gateway", "--help").out


# --- in the browser ---

@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [360, 1200], ids=["phone", "desktop"])
def test_page_in_a_browser(gateway, tab, tmp_path, width, dark):
    tab.look_like(width, dark=dark)
    address = f"http://127.0.0.1:{gateway.ports['http']}/"
    tab.open(address)
    tab.screenshot(tmp_path / "page.png")
    assert tab.complaints() == [], "the policy refuses nothing that the page has"
    assert {url for url in tab.requests() if not url.startswith(address)} == set()
    assert tab.value("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out"
    assert tab.value("getComputedStyle(document.querySelector('.figure')).fontSize.replace('px','')*1 >= 40")
    assert tab.value("document.querySelector('.figure').innerText") == "4,998"
    assert tab.value("document.querySelector('.figure').getBoundingClientRect().top < innerHeight / 2")
    assert "Single-machine deployment." in tab.value("document.querySelector('main').innerText")
    luminance = tab.value("getComputedStyle(document.body).backgroundColor.match(/\\d+/g)[0]*1")
    assert luminance < 60 if dark else luminance > 200
    assert tab.value(browser.CONTRAST) >= 4.5


def test_page_is_accessible(gateway, tab):
    tab.look_like(1200)
    tab.open(f"http://127.0.0.1:{gateway.ports['http']}/")
    count = lambda selector: tab.value(f"document.querySelectorAll({selector!r}).length")  # noqa: E731
    assert count("h1") == 1 and count("main") == 1 and tab.value("document.documentElement.lang") == "en"
    assert count("table") == count("table > caption") == 2
    assert count("thead th:not([scope=col])") == 0 and count("tbody tr > :first-child:not(th[scope=row])") == 0
    assert count("svg:not([aria-hidden])") == 0, "every chart has its figures beside it"
    assert count("script,iframe,form,[onclick],[style]") == 0
    labels = tab.value("[...document.querySelectorAll('[aria-labelledby]')].every("
                       "e => document.getElementById(e.getAttribute('aria-labelledby')))")
    assert labels
    levels = tab.value("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:]))


def test_page_prints_dark_on_white(gateway, tab):
    tab.look_like(800, dark=True, media="print")
    tab.open(f"http://127.0.0.1:{gateway.ports['http']}/")
    assert tab.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.value(browser.CONTRAST) >= 4.5


def test_stops_orderly(gateway):
    """Last: SIGTERM ends it with exit code 0 (Daemon.stop checks that)."""
    gateway.stop()
    assert [e for e in gateway.diagnostics() if e["level"] == "error"] == []
