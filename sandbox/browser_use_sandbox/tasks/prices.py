"""The costs of simulated work in USD, rounded to millionths. The prices are made up; their order is realistic."""

import functools
from decimal import Decimal

_MILLION = Decimal(1_000_000)
_MICRO = Decimal("0.000001")
#: USD for a million input tokens, and for a million output tokens.
_TOKEN_PRICES = {
    "bu-mini": (Decimal("0.30"), Decimal("2.00")),
    "gemini-3-flash": (Decimal("0.50"), Decimal("3.00")),
    "bu-max": (Decimal("2.00"), Decimal("10.00")),
    "claude-sonnet-4.6": (Decimal("3.00"), Decimal("15.00")),
    "claude-opus-4.6": (Decimal("5.00"), Decimal("25.00")),
    "bu-ultra": (Decimal("6.00"), Decimal("30.00")),
}
#: The prices of other models.
_DEFAULT_PRICES = (Decimal("3.00"), Decimal("15.00"))
_PROXY_MEGABYTE = Decimal("0.01")


def llm_cost(model: str, tokens_read: int, tokens_written: int) -> Decimal:
    read_price, write_price = _TOKEN_PRICES.get(model, _DEFAULT_PRICES)
    return ((tokens_read * read_price + tokens_written * write_price) / _MILLION).quantize(_MICRO)


@functools.lru_cache(1024)
def browser_cost(seconds: float, hour_usd: Decimal) -> Decimal:
    return (Decimal(seconds) * hour_usd / 3600).quantize(_MICRO)


@functools.lru_cache(1024)
def browser_minutes_cost(minutes: int, hour_usd: Decimal) -> Decimal:
    """The cost of a browser for whole minutes."""
    return (minutes * hour_usd / 60).quantize(_MICRO).normalize()


def proxy_cost(megabytes: Decimal) -> Decimal:
    return (megabytes * _PROXY_MEGABYTE).quantize(_MICRO)
