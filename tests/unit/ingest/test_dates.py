"""Dates as articles carry them; what cannot be read for sure stays unknown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ingest.dates import iso_date

INSTANTS = st.datetimes(
    min_value=datetime(1900, 1, 2),
    max_value=datetime(2200, 1, 1),
    timezones=st.timezones(),
)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2021-05-12", "2021-05-12"),
        (" 2021-05-12\n", "2021-05-12"),
        ("2021-05-12T18:25:00-04:00", "2021-05-12T22:25:00Z"),
        ("2021-05-12T18:25:00Z", "2021-05-12T18:25:00Z"),
        ("2021-05-12T23:30:00-05:00", "2021-05-13T04:30:00Z"),
        ("2021-05-12 18:25", "2021-05-12T18:25:00Z"),
        ("Wed, 12 May 2021 18:25:00 GMT", "2021-05-12T18:25:00Z"),
        ("Wed, 12 May 2021 18:25:00 +0300", "2021-05-12T15:25:00Z"),
        ("May 12, 2021", "2021-05-12"),
        ("12 May 2021", "2021-05-12"),
        ("Wednesday, May 12, 2021", "2021-05-12"),
        ("2021/05/12", "2021-05-12"),
        (date(2021, 5, 12), "2021-05-12"),
        (datetime(2021, 5, 12, 18, tzinfo=timezone(timedelta(hours=2))), "2021-05-12T16:00:00Z"),
        (datetime(2021, 5, 12, 18), "2021-05-12T18:00:00Z"),
    ],
)
def test_what_is_read(written: object, iso: str) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "written",
    [
        None,
        "",
        "yesterday",
        "05/12/2021",
        "12.05.21",
        "2021-02-30",
        "2021-13-01",
        "20:15",
        "soon, in 2021",
        20210512.5,
        [],
    ],
)
def test_what_stays_unknown(written: object) -> None:
    assert iso_date(written) is None


@given(INSTANTS)
def test_an_instant_is_the_same_moment_in_utc(moment: datetime) -> None:
    found = iso_date(moment.isoformat())
    assert found is not None
    assert datetime.fromisoformat(found) == moment.astimezone(UTC).replace(microsecond=0)


@given(st.text())
def test_any_text_is_a_date_or_nothing(text: str) -> None:
    found = iso_date(text)
    assert found is None or iso_date(found) == found
