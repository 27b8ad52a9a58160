"""Moments in the words of the reader."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from petition.core import i18n


@pytest.mark.parametrize(
    ("lang", "span", "said"),
    [
        ("en", timedelta(days=21, hours=5), "21 days left"),
        ("en", timedelta(days=1, hours=5), "1 day 5 hours left"),
        ("en", timedelta(seconds=20), "1 minute left"),
        ("ru", timedelta(hours=2, minutes=3), "2 часа 3 минуты"),
        ("ru", timedelta(days=21), "21 день"),
        ("kk", timedelta(days=21), "21 күн"),
        ("kk", timedelta(minutes=5), "5 минут"),
    ],
)
def test_what_is_left_is_said_in_the_readers_words(
    bare_app: Flask, lang: str, span: timedelta, said: str
) -> None:
    with bare_app.test_request_context():
        i18n.speak(lang)
        assert said in i18n.left(span)


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Almaty", "19 December 2026, 16:00 (Almaty, UTC+5)"),
        ("UTC", "19 December 2026, 11:00 (UTC)"),
        ("Asia/Kolkata", "19 December 2026, 16:30 (Kolkata, UTC+5:30)"),
        ("America/New_York", "19 December 2026, 06:00 (New York, UTC−5)"),
    ],
)
def test_an_instant_is_said_with_its_zone(bare_app: Flask, zone: str, said: str) -> None:
    with bare_app.test_request_context():
        i18n.speak("en")
        assert i18n.at(datetime(2026, 12, 19, 11, tzinfo=UTC), zone) == said


@pytest.mark.parametrize(
    ("instant", "zone", "said"),
    [
        (datetime(2026, 11, 29, 20, 29, tzinfo=UTC), "Asia/Almaty", "30 November 2026"),
        (datetime(2026, 11, 29, 2, 29, tzinfo=UTC), "America/New_York", "28 November 2026"),
        (datetime(2026, 11, 29, tzinfo=UTC), "America/New_York", "29 November 2026"),  # cut to its day
    ],
)
def test_the_day_of_an_instant_is_that_of_its_zone(
    bare_app: Flask, instant: datetime, zone: str, said: str
) -> None:
    with bare_app.test_request_context():
        i18n.speak("en")
        assert i18n.day_at(instant, zone) == said
        with pytest.raises(TypeError):
            i18n.day(instant)
