"""Rows into and out of the register where every millisecond counts: statements put together once for each shape.

The ORM compiles each statement anew, which costs a receipt more than its disk does. Only new rows of plain records go
this way: no parents, no signals, no defaults that the database would set.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)

# Values in one statement: below what either database takes. Source: SQLITE_MAX_VARIABLE_NUMBER was 999 before 3.32.
MOST_VALUES = 900


def insert_rows(rows: Iterable[Row]) -> list[Row]:
    """The rows, all new and of one model, stand in the register in their order, each with its key."""
    made = list(rows)
    if not made:
        return made
    fields = _fields_of(type(made[0]))
    most = max(MOST_VALUES // len(fields), 1)
    with connection.cursor() as cursor:
        for start in range(0, len(made), most):
            _insert(cursor, made[start : start + most], fields=fields)
    return made


def _insert(cursor: Any, rows: Sequence[models.Model], *, fields: "Sequence[models.Field[Any, Any]]") -> None:
    values = [
        field.get_db_prep_save(getattr(row, field.attname), connection=connection) for row in rows for field in fields
    ]
    cursor.execute(_insert_statement(type(rows[0]), len(rows)), values)
    keys = [key for (key,) in cursor.fetchall()]
    for row, key in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


@cache
def _fields_of(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    return tuple(field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField))


@cache
def _insert_statement(model: type[models.Model], number: int) -> str:
    fields = _fields_of(model)
    values = ", ".join([f"({', '.join(['%s'] * len(fields))})"] * number)
    return f"INSERT INTO {_table(model)} ({_columns(fields)}) VALUES {values} RETURNING {_key_column(model)}"  # noqa: S608


def are_known(model: type[models.Model], column: str, values: Collection[str]) -> bool:
    """Whether any row of the model holds one of these values in the column."""
    asked = sorted(values)
    sought = f"SELECT 1 FROM {_table(model)} WHERE {connection.ops.quote_name(column)} IN"  # noqa: S608
    with connection.cursor() as cursor:
        for start in range(0, len(asked), MOST_VALUES):
            some = asked[start : start + MOST_VALUES]
            cursor.execute(f"{sought} ({', '.join(['%s'] * len(some))}) LIMIT 1", some)
            if cursor.fetchone():
                return True
    return False


def lock_row(model: type[Row], key: Any) -> Row | None:
    """The row with this key, or None; nobody else changes it until the surrounding transaction ends.

    For models whose columns are numbers and texts: what the database gives is taken as it is.
    """
    with connection.cursor() as cursor:
        cursor.execute(_lock_statement(model), [key])
        found = cursor.fetchone()
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, names, found) if found else None


def update_row(row: models.Model) -> None:
    """The row stands in the register as it is now in all its columns."""
    *others, key = *_fields_but_key(type(row)), row._meta.pk
    values = [field.get_db_prep_save(getattr(row, field.attname), connection=connection) for field in (*others, key)]
    with connection.cursor() as cursor:
        cursor.execute(_update_statement(type(row)), values)


@cache
def _fields_but_key(model: type[models.Model]) -> "tuple[models.Field[Any, Any], ...]":
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _lock_statement(model: type[models.Model]) -> str:
    columns = _columns(model._meta.concrete_fields)
    found = f"SELECT {columns} FROM {_table(model)} WHERE {_key_column(model)} = %s"  # noqa: S608
    return f"{found} {connection.ops.for_update_sql()}" if connection.features.has_select_for_update else found


@cache
def _update_statement(model: type[models.Model]) -> str:
    told = ", ".join(f"{_columns([field])} = %s" for field in _fields_but_key(model))
    return f"UPDATE {_table(model)} SET {told} WHERE {_key_column(model)} = %s"  # noqa: S608


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _columns(fields: "Iterable[models.Field[Any, Any]]") -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in fields if field.column)


def _key_column(model: type[models.Model]) -> str:
    return _columns([model._meta.pk])
