"""The browser in which pages are looked at."""

import pytest


@pytest.fixture(scope="module")
def tab():
    import browser  # found by the path that tests/support/Pytest.cmake sets
    if not browser.PROGRAM:
        pytest.skip("chromium is not installed")
    with browser.Browser() as tab:
        yield tab
