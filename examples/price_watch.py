"""Look a price up, as a number and not as prose, for half a dollar at most.

    python examples/price_watch.py "wireless mouse" 50

Run it from cron: it ends with 0 where the price is right, 1 where it is not, 2 where the agent did not find out.
"""

import sys
from dataclasses import dataclass
from decimal import Decimal

from browser_use_sessions import BrowserUse, TaskError


@dataclass
class Offer:
    """The best-rated offer."""

    name: str
    price: Decimal
    """In USD."""


def main(product: str, wanted: Decimal) -> int:
    with BrowserUse() as client:  # BROWSER_USE_API_KEY; BROWSER_USE_BASE_URL for a sandbox
        try:
            result = client.run(f"Find the best-rated {product} on example.com", output_schema=Offer, max_cost_usd="0.50")
            offer = result.raise_for_failure().output
        except TaskError as error:  # Its message gives the cost beside the limit.
            print(error, file=sys.stderr)
            return 2
    verdict = "buy" if offer.price <= wanted else "wait"
    print(f"{verdict}: {offer.name} costs ${offer.price:.2f} (looking cost ${result.total_cost_usd:.2f})")
    return 0 if verdict == "buy" else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Decimal(sys.argv[2])))
