"""Typical values of properties with common names."""

import re

#: Values for string formats.
FORMATS = {
    "date": ["2026-03-14", "2026-05-03"],
    "time": ["09:30:00Z", "18:45:00Z"],
    "date-time": ["2026-03-14T09:30:00Z", "2026-05-03T18:45:00Z"],
    "duration": ["PT1H30M", "P3D"],
    "email": ["ada@example.com", "info@example.org"],
    "idn-email": ["ada@example.com"],
    "hostname": ["www.example.com", "shop.example.org"],
    "idn-hostname": ["www.example.com"],
    "ipv4": ["192.0.2.17"],
    "ipv6": ["2001:db8::17"],
    "uri": ["https://example.com/products/17", "https://example.org/about"],
    "uri-reference": ["/products/17"],
    "uri-template": ["https://example.com/products/{id}"],
    "iri": ["https://example.com/products/17"],
    "iri-reference": ["/products/17"],
    "uuid": ["6f1c2d9e-51f4-4c5a-9a53-3d1b7c0f8e24"],
    "json-pointer": ["/products/0"],
    "relative-json-pointer": ["1/products"],
    "regex": ["^[a-z]+$"],
}

#: Texts that often match a pattern: amounts, dates, times, codes, colours, versions, hosts.
_PATTERNED = """
39.90 17 2026 2026-03-14 2026-03-14T09:30:00Z 09:30 A-1017 ABC-1017 SKU-1017 USD US us #336699 1.4.2 12345 +15550100
ada@example.com https://example.com/products/17 www.example.com wireless-mouse wireless_mouse mouse Mouse
6f1c2d9e-51f4-4c5a-9a53-3d1b7c0f8e24
"""
PATTERNED = _PATTERNED.split()

#: Words in the name of a property, and the text that it then has.
_TEXTS = (
    ("email|mail", "ada@example.com"),
    ("url|uri|link|href|website|homepage", "https://example.com/products/17"),
    ("image|photo|picture|logo", "https://example.com/images/17.jpg"),
    ("currency", "USD"),
    ("country", "Germany"),
    ("city|town", "Berlin"),
    ("address|street", "12 Example Street"),
    ("phone|tel", "+1 555 0100"),
    ("timestamp|datetime", "2026-03-14T09:30:00Z"),
    ("date|day", "2026-03-14"),
    ("time", "09:30"),
    ("price|cost|total|amount", "39.90"),
    ("author|person|customer|user", "Ada Example"),
    ("company|brand|vendor|seller|manufacturer", "Example Inc."),
    ("title|headline|heading", "Wireless mouse with silent buttons"),
    ("name|product|item|model", "Wireless mouse"),
    ("description|summary|text|content|body|note|comment|review", "Works well and has a long battery life."),
    ("category|type|kind|tag", "Accessories"),
    ("status|state", "available"),
    ("color|colour", "black"),
    ("language|lang", "English"),
    ("id|sku|code|number|key", "A-1017"),
)
_NUMBERS = (
    ("price|cost|total|amount|usd|eur", 39.9),
    ("rating|score|stars", 4.5),
    ("percent|discount", 15.0),
    ("year", 2026.0),
    ("count|quantity|reviews|votes|stock|size|length", 128.0),
    ("rank|position|index|page|level", 1.0),
    ("age", 34.0),
    ("latitude|lat", 52.52),
    ("longitude|lon|lng", 13.4),
)


def example_text(name: str) -> str:
    """A text for a property with that name."""
    return next((text for words, text in _TEXTS if _has_word(name, words)), "An example")


def example_number(name: str, *, is_integer: bool) -> float:
    """A number for a property with that name."""
    number = next((number for words, number in _NUMBERS if _has_word(name, words)), 17.0)
    return int(number) if is_integer else number


def _has_word(name: str, words: str) -> bool:
    """Whether the name, in camelCase or snake_case, has one of the words, in the singular or plural."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[:200]).lower()
    return re.search(rf"(?:^|[^a-z])(?:{words})s?(?:[^a-z]|$)", parts) is not None
