"""What columns hold: instants that cannot be naive, words of an enumeration, the day of an instant."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Enum
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Aware going in and coming out; a naive value is refused, for nobody knows what it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the database UTC; SQLite keeps no zone, so there it is understood."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        """Give back an aware instant in UTC; what SQLite keeps as text is read at once, for long lists are full of them."""
        return _instant_of_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware instant in UTC."""
        return None if value is None else value.astimezone(UTC)


def _instant_of_text(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(f"{value}+00:00")


def words(of: type[StrEnum], length: int) -> Enum:
    """The type of a column that holds one of these words, as it is; what may stand there is told by Python alone."""
    return Enum(
        of,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda each: [word.value for word in each],
    )


class DayOf(FunctionElement[datetime]):
    """The beginning of an instant's day in UTC, as `clock.day` gives it, worked out by the database."""

    type = UTCDateTime()
    inherit_cache = True


@compiles(DayOf, "sqlite")
def _day_in_sqlite(element: DayOf, compiler: Any, **options: Any) -> str:
    return f"substr({compiler.process(element.clauses, **options)}, 1, 10) || ' 00:00:00.000000'"


@compiles(DayOf, "postgresql")
def _day_in_postgresql(element: DayOf, compiler: Any, **options: Any) -> str:
    """Not as date_trunc('day', …, 'UTC'), of which no index can be made."""
    at = compiler.process(element.clauses, **options)
    return f"timezone('UTC', date_trunc('day', timezone('UTC', {at})))"
