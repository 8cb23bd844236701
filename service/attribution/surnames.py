"""Last names that are trades as well: "Patty Judge", and from then on "Judge" alone, in an article that has her."""

from __future__ import annotations

from collections.abc import Iterator

from service.attribution import lexicon as lx
from service.attribution.kinds import BODIES
from service.attribution.phrases import Tokens, is_name_part


def trade_surnames(tokens: Tokens) -> Iterator[str]:
    """Yield the trades, in lower case, that are the last word of a whole name in a sentence ("Patty | Judge")."""
    for i, token in enumerate(tokens):
        if token.low in _TRADE_NAMES and token.is_capital and _is_trade_surname(tokens, i):
            yield token.low


def _is_trade_surname(tokens: Tokens, i: int) -> bool:
    """Tell whether a trade at `i` ends a name: one or two plain capitals, no article or office, stand before it."""
    start = i
    while start > 0 and tokens[start - 1].is_capital and is_name_part(tokens[start - 1]):
        start -= 1
    ends = i + 1 == len(tokens) or not tokens[i + 1].is_capital
    given = [t.low for t in tokens[start:i] if not _titles(t.low)]
    led = start > 0 and (tokens[start - 1].low in lx.DETERMINERS or tokens[start - 1].low in {"’s", "'s"})
    plain = not any(w in _COURTLY or w in BODIES or w in lx.ROLES for w in given)
    alone = start > 0 or len(given) > 1 or (i + 1 < len(tokens) and tokens[i + 1].text != ",")
    return ends and 0 < len(given) < 3 and not _titles(tokens[i - 1].low) and plain and alone and not led


# Trades that are last names as often.
_TRADE_NAMES = frozenset(
    """sexton judge singer baker cook butler mason carpenter potter fisher hunter farmer miller porter usher marshal
    marshall major bishop pope king prince abbott abbot dean constable page parson parsons priest shepherd weaver driver
    gardener cooper archer forester painter steward clerk proctor chaplain chamberlain barber cardinal pilot sheriff
    taylor skipper sailor tanner deacon squire fowler falconer warden player star justice lord earl knight boss head
    bowler winger cleaner miner waiter mariner butcher glover carter prior friar pastor ranger trooper banks carver
    """.split()
)
# What stands before a trade in the name of an office ("High Court Judge", "Town Clerk").
_COURTLY = frozenset(
    """district high circuit federal county town city parish senior junior crown family trial chief principal deputy
    immigration royal national state regional local village borough presiding retired former general assistant head
    lead team sous pastry dance folk pop opera rock jazz lead air field grand catholic anglican methodist baptist
    roman test first second third young old little big new south north east west saint st attorney airline train
    bus cab taxi truck lorry""".split()
)


def _titles(low: str) -> bool:
    return low in lx.ROLES or low in lx.HONORIFICS
