"""Whether a database has what the models name, whatever its migrations say."""

from sqlalchemy import Connection, inspect

from petition.core.db import Base


def lacking(connection: Connection) -> list[str]:
    """The columns that the models have and the database has not."""
    there = {
        table: {column["name"] for column in columns}
        for (_, table), columns in inspect(connection).get_multi_columns().items()
    }
    return sorted(
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name not in there.get(table.name, ())
    )
