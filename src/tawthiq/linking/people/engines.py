"""The engines that score many pairs: Splink's DuckDB on one machine, its Spark on several; both get the same SQL."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import pyarrow as pa
from splink import DuckDBAPI

from tawthiq.linking.people.conditions import DUCKDB, SPARK, Dialect

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


class Engine(Protocol):
    """Tables by name, filled from Arrow or by SQL that both dialects know."""

    dialect: Dialect
    api: Any

    def load(self, name: str, table: pa.Table) -> None:
        """The rows as a table of this name."""

    def make(self, name: str, sql: str) -> None:
        """The answer to a query as a table of this name, in place of an older one."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""

    def columns(self, sql: str) -> pa.Table:
        """An answer as columns."""

    def drop(self, *names: str) -> None:
        """These tables are gone."""


class DuckEngine:
    """DuckDB inside this process; what does not fit into its memory goes to a private folder that is removed."""

    dialect = DUCKDB

    def __init__(self, *, memory_mb: int = 1400, threads: int = 2, spill: Path | None = None) -> None:
        """An empty database. Nothing is looked for on the network: extensions are neither fetched nor loaded."""
        config: dict[str, Any] = {
            "memory_limit": f"{memory_mb}MB",
            "threads": threads,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": False,
        }
        if spill is not None:
            config["temp_directory"] = str(spill)
        self._connection = duckdb.connect(":memory:", config=config)
        self.api = DuckDBAPI(connection=self._connection)

    def load(self, name: str, table: pa.Table) -> None:
        """The rows as a table of this name."""
        self._connection.register(f"{name}_arrow", table)
        self.make(name, f"SELECT * FROM {name}_arrow")
        self._connection.unregister(f"{name}_arrow")

    def make(self, name: str, sql: str) -> None:
        """The answer as a table."""
        self._connection.execute(f"CREATE OR REPLACE TABLE {name} AS {sql}").fetchall()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        return self._connection.execute(sql).fetchall()

    def columns(self, sql: str) -> pa.Table:
        """An answer as columns."""
        return self._connection.sql(sql).to_arrow_table()

    def drop(self, *names: str) -> None:
        """These tables are gone."""
        for name in names:
            self._connection.execute(f"DROP TABLE IF EXISTS {name}").fetchall()

    def close(self) -> None:
        """The database and its memory are gone."""
        self._connection.close()


class SparkEngine:
    """A Spark session that somebody else has started: its executors may be many machines."""

    dialect = SPARK

    def __init__(self, session: "SparkSession") -> None:
        """Uses the session; needs the extra ``spark`` and Java 17."""
        from splink import SparkAPI

        self._session = session
        self.api = SparkAPI(spark_session=session, num_partitions_on_repartition=4)

    def load(self, name: str, table: pa.Table) -> None:
        """The rows as a table of this name."""
        self._session.createDataFrame(table).createOrReplaceTempView(name)

    def make(self, name: str, sql: str) -> None:
        """The answer as a table."""
        frame = self._session.sql(sql).localCheckpoint()
        frame.createOrReplaceTempView(name)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        return [tuple(row) for row in self._session.sql(sql).collect()]

    def columns(self, sql: str) -> pa.Table:
        """An answer as columns."""
        return self._session.sql(sql).toArrow()

    def drop(self, *names: str) -> None:
        """These tables are gone."""
        for name in names:
            self._session.catalog.dropTempView(name)


def as_values(columns: Sequence[str], side: str) -> str:
    """Columns of one side of a pair, named for it."""
    return ", ".join(f"{side}.{column} AS {column}_{side}" for column in columns)
