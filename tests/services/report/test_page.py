"""The run report that onefold-lab writes, in a real browser at desktop and phone width, light and dark."""

import pytest

import browser
from processes import SOURCE_DIR, run


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    (folder / "secret").write_text("a secret of this test")
    (folder / "secret").chmod(0o600)
    run("onefold-lab", "link", "--schema", SOURCE_DIR / "deploy" / "schemas" / "febrl.json", "--secret-file",
        folder / "secret", "--source", f"own register={SOURCE_DIR / 'deploy' / 'data' / 'febrl3.csv'}", "--out",
        folder / "entities.csv", "--page", folder / "report.html")
    return folder / "report.html"


OPEN_ALL = "document.querySelectorAll('details').forEach(e => e.open = true)"


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1200, 360])
def test_page_fits_and_is_readable(page, tab, width, dark):
    tab.look_like(width, dark=dark)
    tab.open(page.as_uri())
    tab.value(OPEN_ALL)
    assert tab.value("document.documentElement.scrollWidth") <= width
    assert tab.value(browser.CONTRAST) >= 4.5
    assert tab.complaints() == []
    assert tab.requests() == [page.as_uri()], "nothing is loaded from elsewhere"


def test_page_is_accessible(page, tab):
    tab.look_like(1200)
    tab.open(page.as_uri())
    count = lambda selector: tab.value(f"document.querySelectorAll({selector!r}).length")  # noqa: E731
    assert count("h1") == 1 and count("main") == 1 and tab.value("document.documentElement.lang") == "en"
    assert count("h2") == 6
    assert count("svg") > 5 and count("svg:not([aria-hidden]):not(:has(title))") == 0
    assert count("table") > 5 and count("table:not(:has(caption))") == 0
    assert count("thead th:not([scope])") == 0
    assert count("script,iframe,form,[onclick]") == 0
    levels = tab.value("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
    assert levels[0] == 1 and all(b - a <= 1 for a, b in zip(levels, levels[1:]))


def test_page_prints_dark_on_white(page, tab):
    tab.look_like(800, dark=True, media="print")
    tab.open(page.as_uri())
    assert tab.value("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.value(browser.CONTRAST) >= 4.5
