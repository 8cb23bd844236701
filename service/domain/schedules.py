"""When something is due: "every weekday 07:00 Europe/London", "every monday and thursday 18:30 …", "every 6 hours"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
GROUPS = {"day": frozenset(range(7)), "weekday": frozenset(range(5)), "weekend": frozenset({5, 6})}
MOST_HOURS = 24 * 28
HOW = 'write it as "every weekday 07:00 Europe/London", "every monday and thursday 18:30 Asia/Tokyo" or "every 6 hours"'

_HOURS = re.compile(r"every (?:(\d{1,4}) hours|hour)", re.I)
_DAYS = re.compile(
    r"every (?P<days>[a-z][a-z, ]*?)(?: at)? (?P<hour>\d{1,2}):(?P<minute>\d\d)(?: (?P<zone>\S+))?", re.I
)


@dataclass(frozen=True, slots=True)
class Daily:
    """Once on each of some days (0 is Monday), at a time of the clocks of a zone."""

    days: frozenset[int]
    at: time
    zone: ZoneInfo

    def next_after(self, instant: datetime, *, anchor: datetime) -> datetime:
        """Return the first due instant after `instant`, in UTC; `anchor` does not matter here.

        A time that the clocks skip falls as long after the change as it would have stood after it (01:30 becomes
        02:30); of a time that comes twice the first counts. So there is exactly one on each of the days.
        """
        first = instant.astimezone(self.zone).date() - timedelta(days=1)  # a skipped time may fall on the next day
        due = (self._on(first + timedelta(days=n)) for n in count())
        return next(found for found in due if found and found > instant)

    def _on(self, day: date) -> datetime | None:
        if day.weekday() not in self.days:
            return None
        return datetime.combine(day, self.at, self.zone).astimezone(UTC)  # fold=0: the first of two, the later in a gap


@dataclass(frozen=True, slots=True)
class Hourly:
    """Every so many hours, whatever the clocks do, counted from when it was set up."""

    hours: int

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo("UTC")

    def next_after(self, instant: datetime, *, anchor: datetime) -> datetime:
        """Return the first due instant after `instant`, in UTC: a multiple of the hours after `anchor`."""
        step = timedelta(hours=self.hours)
        return max(anchor + step, anchor + step * ((instant - anchor) // step + 1)).astimezone(UTC)


Schedule = Daily | Hourly


def parse_schedule(text: str) -> Schedule:
    """Return the schedule that a person wrote; ValueError says what cannot be read and how to write it."""
    plain = " ".join(text.split())
    if found := _HOURS.fullmatch(plain):
        return _hourly(int(found[1] or 1))
    if not (found := _DAYS.fullmatch(plain)):
        raise ValueError(f"not understood; {HOW}")
    if found["zone"] is None:
        raise ValueError("names no time zone; add one, as Europe/London")
    return Daily(_days(found["days"]), _time(found), _zone(found["zone"]))


def _hourly(hours: int) -> Hourly:
    if not 1 <= hours <= MOST_HOURS:
        raise ValueError(f"{hours} hours; take 1 to {MOST_HOURS}")
    return Hourly(hours)


def _days(names: str) -> frozenset[int]:
    found: set[int] = set()
    for name in re.sub(r"\band\b|,", " ", names.lower()).split():
        found |= GROUPS.get(name) or {_day(name)}
    if not found:
        raise ValueError(f"names no day; {HOW}")
    return frozenset(found)


def _day(name: str) -> int:
    for number, day in enumerate(DAYS):
        if name in (day, day[:3], f"{day}s"):
            return number
    raise ValueError(f"{name!r} is no day; {HOW}")


def _time(found: re.Match[str]) -> time:
    try:
        return time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        raise ValueError(f"{found['hour']}:{found['minute']} is no time of day") from None


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; take a name such as Europe/London") from None
