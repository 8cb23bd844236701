"""When digests are due: once on each of their days, also where the clocks jump. The clock is an argument."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.schedules import Daily, Hourly, Schedule, parse_schedule

ANCHOR = datetime(2026, 3, 5, 12, 34, 56, tzinfo=UTC)
LONDON, NEW_YORK, LORD_HOWE = "Europe/London", "America/New_York", "Australia/Lord_Howe"
ZONES = (LONDON, NEW_YORK, LORD_HOWE)  # forward and back at 1, at 2, and by half an hour at 2
YEARS = (2024, 2025, 2026, 2027)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def run(schedule: Schedule, start: datetime, end: datetime) -> list[datetime]:
    """Return every due instant after `start`, up to `end`."""
    found, now = [], start
    while (now := schedule.next_after(now, anchor=ANCHOR)) <= end:
        found.append(now)
    return found


def changes(zone: str, year: int) -> list[date]:
    """Return the days of a year on which the clocks of a zone change."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=h) for h in range(366 * 24)]
    offsets = [(h, h.astimezone(ZoneInfo(zone)).utcoffset()) for h in hours]
    return [later.astimezone(ZoneInfo(zone)).date() for (_, a), (later, b) in pairwise(offsets) if a != b]


@pytest.mark.parametrize("zone", ZONES)
def test_the_clocks_of_the_zones_do_change(zone: str) -> None:
    assert [len(changes(zone, year)) for year in YEARS] == [2, 2, 2, 2]


@given(st.sampled_from(ZONES), st.sampled_from(YEARS), st.integers(0, 1), st.times(), st.integers(0, 86_400))
def test_there_is_exactly_one_on_every_day_around_a_change(
    zone: str, year: int, which: int, clock: time, second: int
) -> None:
    change, of_day = changes(zone, year)[which], clock.replace(second=0, microsecond=0)
    schedule = parse_schedule(f"every day {of_day:%H:%M} {zone}")
    start = datetime.combine(change - timedelta(days=3), time(), UTC) + timedelta(seconds=second)
    found = run(schedule, start, start + timedelta(days=6))
    local = [due.astimezone(ZoneInfo(zone)) for due in found]
    assert all(number == 1 for number in Counter(due.date() for due in local).values())
    assert all(timedelta(hours=22) < b - a < timedelta(hours=26) for a, b in pairwise(found))
    assert len(found) in (5, 6, 7)
    assert [due.time() for due in local if due.date() != change] == [of_day] * sum(d.date() != change for d in local)


@given(st.sampled_from(ZONES), st.sampled_from(YEARS), st.integers(0, 1), st.times(), st.data())
def test_where_one_looks_from_does_not_matter(
    zone: str, year: int, which: int, clock: time, data: st.DataObject
) -> None:
    """A process that starts at any moment comes to the same instants: none is added, none is lost."""
    change = changes(zone, year)[which]
    schedule = parse_schedule(f"every weekday, sunday {clock:%H:%M} {zone}")
    start = datetime.combine(change - timedelta(days=3), time(), UTC)
    found = run(schedule, start, start + timedelta(days=7))
    moment = start + timedelta(seconds=data.draw(st.integers(0, 6 * 86_400)))
    assert schedule.next_after(moment, anchor=ANCHOR) == next(due for due in found if due > moment)


@pytest.mark.parametrize(
    ("written", "day", "due"),
    [
        ("every day 01:30 Europe/London", "2026-03-29", "2026-03-29T01:30"),  # skipped: 02:30 in summer time
        ("every day 01:30 Europe/London", "2026-10-25", "2026-10-25T00:30"),  # twice: the first, in summer time
        ("every day 02:30 America/New_York", "2026-03-08", "2026-03-08T07:30"),
        ("every day 01:30 America/New_York", "2026-11-01", "2026-11-01T05:30"),
        ("every day 02:15 Australia/Lord_Howe", "2026-10-04", "2026-10-03T15:45"),  # skipped: 02:45
        ("every day 01:45 Australia/Lord_Howe", "2026-04-05", "2026-04-04T14:45"),
    ],
)
def test_a_time_that_is_skipped_or_comes_twice(written: str, day: str, due: str) -> None:
    schedule = parse_schedule(written)
    zone = ZoneInfo(written.rsplit(maxsplit=1)[-1])
    start = datetime.combine(date.fromisoformat(day), time(), zone).astimezone(UTC)
    assert run(schedule, start, start + timedelta(hours=20)) == [at(due)]


def test_a_day_that_a_zone_leaves_out_is_not_made_up_for_twice() -> None:
    schedule = parse_schedule("every day 07:00 Pacific/Apia")  # went from 29 to 31 December 2011
    found = run(schedule, at("2011-12-28T00:00"), at("2012-01-02T00:00"))
    assert [due.astimezone(ZoneInfo("Pacific/Apia")).day for due in found] == [28, 29, 31, 1, 2]


def test_days_of_the_week() -> None:
    start, end = at("2026-03-05T12:00"), at("2026-03-12T12:00")  # a Thursday

    def days(written: str) -> str:
        return " ".join(f"{due:%a}" for due in run(parse_schedule(f"{written} 07:00 UTC"), start, end))

    assert days("every day") == "Fri Sat Sun Mon Tue Wed Thu"
    assert days("every weekday") == "Fri Mon Tue Wed Thu"
    assert days("every weekend") == "Sat Sun"
    assert days("every Monday and Thursday") == "Mon Thu"
    assert days("every mon, Wednesdays at") == "Mon Wed"


def test_hours_are_counted_from_when_it_was_set_up() -> None:
    found = run(parse_schedule("every 6 hours"), ANCHOR, ANCHOR + timedelta(days=1))
    assert [due - ANCHOR for due in found] == [timedelta(hours=h) for h in (6, 12, 18, 24)]
    assert parse_schedule("every hour") == Hourly(1)
    assert Hourly(6).next_after(ANCHOR - timedelta(days=9), anchor=ANCHOR) == ANCHOR + timedelta(hours=6)


def test_it_is_read_in_any_case_and_spacing() -> None:
    schedule = parse_schedule("  Every  WEEKDAY at 7:05   Europe/London ")
    assert schedule == Daily(frozenset(range(5)), time(7, 5), ZoneInfo(LONDON))


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("", "not understood"),
        ("daily", "not understood"),
        ("every day Europe/London", "not understood"),
        ("every day 07:00", "names no time zone"),
        ("every day 24:00 UTC", "24:00 is no time of day"),
        ("every day 07:00 Mars/Olympus", "'Mars/Olympus' is no time zone"),
        ("every day 07:00 ../etc/passwd", "'../etc/passwd' is no time zone"),
        ("every day 07:00 America", "'America' is no time zone"),
        ("every fortnight 07:00 UTC", "'fortnight' is no day"),
        ("every and 07:00 UTC", "names no day"),
        ("every 0 hours", "0 hours"),
        ("every 9999 hours", "9999 hours"),
    ],
)
def test_what_cannot_be_read_is_one_line(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as refused:
        parse_schedule(written)
    assert "\n" not in str(refused.value)
