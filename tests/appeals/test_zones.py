"""Time zones are found by their city, in the reader’s language, with an offset; older names stand where they were chosen."""

from datetime import UTC, datetime

from flask import Flask
from flask_babel import force_locale

from petition.appeals import zones


def test_a_zone_is_found_by_its_city_with_its_offset_the_near_first_and_older_names_where_chosen(
    bare_app: Flask,
) -> None:
    summer, winter = (datetime(2026, month, 1, tzinfo=UTC) for month in (7, 12))
    with bare_app.test_request_context(), force_locale("ru"):
        found = {each.value: each for each in zones.choices(winter, "Asia/Calcutta")}
        assert next(iter(found)) == "UTC"
        assert found["Asia/Almaty"].label == "Алматы (UTC+05:00)"
        assert found["Europe/Berlin"].label == "Берлин (UTC+01:00)"
        assert {each.value: each for each in zones.choices(summer)}[
            "Europe/Berlin"
        ].label == "Берлин (UTC+02:00)"
        assert found["Asia/Kathmandu"].label == "Катманду (UTC+05:45)"  # CLDR has it as Katmandu
        groups = [each.optgroup for each in found.values()]
        assert list(dict.fromkeys(groups)) == ["", "Другие страны", "Прежние названия"]
        assert {"Asia/Almaty", "Europe/Moscow"} <= {name for name, each in found.items() if not each.optgroup}
        assert (groups.count(""), groups[-1], [*found][-1]) == (38, "Прежние названия", "Asia/Calcutta")
        assert found["Asia/Kolkata"].optgroup == "Другие страны"
        assert "Asia/Calcutta" not in {each.value for each in zones.choices(winter)}
    with bare_app.test_request_context(), force_locale("en"):
        assert {each.optgroup for each in zones.choices(winter)} == {""}
