"""What tests of several rooms share."""

import os
import shutil
from collections.abc import Iterator

import pytest

# For tables of a few rows: nothing is compiled that runs once, and nothing is divided.
SETTINGS = {
    "spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.driver.memory": "1g",
    "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1", "spark.log.level": "ERROR",
    "spark.sql.shuffle.partitions": "1", "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false", "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}  # fmt: skip


@pytest.fixture(scope="session")
def spark() -> Iterator[None]:
    """One Spark for the test process; where PySpark or Java is absent the test is skipped."""
    sql = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: make spark")
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        pytest.skip("there is no Java, on which Spark runs")
    session = sql.SparkSession.builder.master("local[1]").config(map=SETTINGS).getOrCreate()
    yield
    session.stop()
