"""A Spark session on this machine alone: what a study tries before it asks a cluster, and what the tests run."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SETTINGS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "4",
    "spark.default.parallelism": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.memory": "1g",
}


def local_session(folder: Path, *, cores: int = 2) -> "SparkSession":
    """A session that listens on this machine only and keeps its files in the folder; needs Java 17 and pyspark."""
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    builder = SparkSession.builder.master(f"local[{cores}]").appName("tawthiq-link")
    for name, value in _SETTINGS.items():
        builder = builder.config(name, value)
    builder = builder.config("spark.jars", similarity_jar_location())
    builder = builder.config("spark.local.dir", str(folder)).config(
        "spark.sql.warehouse.dir", str(folder / "warehouse")
    )
    session: SparkSession = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    session.sparkContext.setCheckpointDir(str(folder / "checkpoints"))
    return session
