"""Time zones are found by their city, in the reader's language, with an offset; names that were given up stand last."""

from datetime import UTC, datetime

from flask import Flask
from flask_babel import force_locale

from petition.appeals import zones


def test_a_zone_is_found_by_its_city_with_its_offset_and_older_names_stand_last(bare_app: Flask) -> None:
    summer, winter = (datetime(2026, month, 1, tzinfo=UTC) for month in (7, 12))
    with bare_app.test_request_context(), force_locale("ru"):
        found = {each.value: each for each in zones.choices(winter)}
        assert next(iter(found)) == "UTC"
        assert found["Asia/Almaty"].label == "Алматы (UTC+05:00)"
        assert found["Europe/Berlin"].label == "Берлин (UTC+01:00)"
        assert {each.value: each for each in zones.choices(summer)}[
            "Europe/Berlin"
        ].label == "Берлин (UTC+02:00)"
        assert found["Asia/Kathmandu"].label == "Катманду (UTC+05:45)"  # CLDR has it as Katmandu
        groups = [each.optgroup for each in found.values()]
        assert groups == sorted(groups)
        assert (found["Asia/Kolkata"].optgroup, found["Asia/Calcutta"].optgroup) == ("", "Прежние названия")
        assert set(found) == zones.names()
