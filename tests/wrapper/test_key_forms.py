"""Malformed keys and base URLs raise an error before a request is sent."""

import pytest

from browser_use_sessions import AsyncBrowserUse, BrowserUse, InvalidArgumentError

KINDS = pytest.mark.parametrize("kind", [BrowserUse, AsyncBrowserUse])
URL = "http://127.0.0.1:1/api/v3"


@KINDS
@pytest.mark.parametrize("key", ["", "  ", "\n"])
def test_empty_key_does_not_fall_back_to_the_environment(monkeypatch: pytest.MonkeyPatch, kind: type, key: str) -> None:
    monkeypatch.setenv("BROWSER_USE_API_KEY", "key-of-the-environment")
    with pytest.raises(InvalidArgumentError, match="api_key is empty") as caught:
        kind(key, base_url=URL)
    assert caught.value.argument == "api_key"


@KINDS
@pytest.mark.parametrize(
    ("key", "words"),
    [
        ('"bu_secret1234"', "in quotes"),
        ("'bu_secret1234'", "in quotes"),
        ('bu_secret1234"', "in quotes"),
        ("`bu_secret1234`", "in quotes"),
        ("Bearer bu_secret1234", "Bearer"),
        ("BROWSER_USE_API_KEY=bu_secret1234", "without the variable's name"),
        ("bu_secret1234 # production", "a comment"),
        ("bu_secret\n1234", "line breaks"),
    ],
)
@pytest.mark.parametrize("source", ["argument", "environment"])
def test_malformed_key_is_rejected(monkeypatch: pytest.MonkeyPatch, kind: type, key: str, words: str, source: str) -> None:
    monkeypatch.setenv("BROWSER_USE_API_KEY", key)
    with pytest.raises(InvalidArgumentError, match=words) as caught:
        kind(key if source == "argument" else None, base_url=URL)
    assert "secret" not in str(caught.value)


@KINDS
def test_whitespace_around_a_key_is_stripped(kind: type) -> None:
    assert kind(" bu_secret1234\n", base_url=URL)._adapter._api_key.reveal() == "bu_secret1234"


@KINDS
@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("127.0.0.1:8801/api/v3", "http://127.0.0.1:8801/api/v3"),
        ("localhost:8801/api/v3", "http://localhost:8801/api/v3"),
        ("[::1]:8801/api/v3", "http://[::1]:8801/api/v3"),
        ("api.browser-use.com/api/v3", "https://api.browser-use.com/api/v3"),
        ("https://api.browser-use.com/api/v3/sessions", "https://api.browser-use.com/api/v3"),
        ("https://api.browser-use.com", "https://api.browser-use.com/api/v3"),
        ("//127.0.0.1:88/api/v3", "http://127.0.0.1:88/api/v3"),
        ("http//127.0.0.1:88/api/v3", "http://127.0.0.1:88/api/v3"),
        ("https:/api.browser-use.com/api/v3", "https://api.browser-use.com/api/v3"),
        ("0.0.0.0:8801/api/v3", "http://127.0.0.1:8801/api/v3"),
        ("http://0.0.0.0:8801/api/v3", "http://127.0.0.1:8801/api/v3"),
        ("http://[::]:8801/api/v3", "http://[::1]:8801/api/v3"),
    ],
)
def test_malformed_base_url_suggests_a_correction(kind: type, url: str, meant: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        kind("bu_secret1234", base_url=url)
    assert f"Is {meant} meant?" in str(caught.value)
