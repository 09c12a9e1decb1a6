import datetime
import typing
from dataclasses import dataclass
from typing import Annotated, Any, Dict, List, Optional, Union

import numpy as np
import pandas as pd
import PIL.Image
import polars as pl
import pyarrow as pa
import pyspark.sql
import sklearn.linear_model
from flytekit import HashMethod, StructuredDataset, kwtypes
from flytekit.types.structured.structured_dataset import CSV, PARQUET
from omegaconf import DictConfig
from sklearn.base import BaseEstimator
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline


class Mine(BaseEstimator):
    pass


class Images(PIL.Image.Image):
    pass


@dataclass
class Row:
    a: int
    b: str


@dataclass
class Model:
    frame: pd.DataFrame
    array: np.ndarray
    x: int = 1


columns = kwtypes(a=int, b=float, c=str, d=bool, e=datetime.datetime, f=datetime.timedelta)

TYPES = {
    "frame": pd.DataFrame,
    "series": pd.Series,
    "timestamp": pd.Timestamp,
    "frame-columns": Annotated[pd.DataFrame, columns],
    "frame-format": Annotated[pd.DataFrame, kwtypes(a=int), PARQUET],
    "frame-hash": Annotated[pd.DataFrame, HashMethod(str)],
    "frame-list": List[pd.DataFrame],
    "frame-optional": Optional[pd.DataFrame],
    "dataset-columns": Annotated[StructuredDataset, columns],
    "dataset-row": Annotated[StructuredDataset, Row],
    "dataset-csv": Annotated[StructuredDataset, CSV],
    "dataset-lists": Annotated[StructuredDataset, kwtypes(a=List[int], b=Dict[str, float])],
    "dataset-nested": Annotated[StructuredDataset, kwtypes(a=kwtypes(b=int, c=kwtypes(d=str)), e=Row)],
    "dataset-numpy": Annotated[
        StructuredDataset, kwtypes(a=np.int64, b=np.float32, c=np.bool_, d=np.object_, e=np.datetime64)
    ],
    "dataset-bad": Annotated[StructuredDataset, kwtypes(a=set)],
    "dataset-formats": Annotated[StructuredDataset, "a", "b"],
    "dataset-arrow": Annotated[
        StructuredDataset,
        pa.schema([("a", pa.int64()), ("b", pa.string()), pa.field("c", pa.float64(), nullable=False)]),
    ],
    "dataset-arrow-times": Annotated[
        pd.DataFrame, pa.schema([("t", pa.timestamp("us")), ("d", pa.date32()), ("x", pa.bool_())])
    ],
    "table": pa.Table,
    "polars": pl.DataFrame,
    "polars-lazy": pl.LazyFrame,
    "spark": pyspark.sql.DataFrame,
    "spark-session": pyspark.sql.SparkSession,
    "array": np.ndarray,
    "array-list": List[np.ndarray],
    "array-optional": Optional[np.ndarray],
    "float64": np.float64,
    "int64": np.int64,
    "image": PIL.Image.Image,
    "image-own": Images,
    "estimator": BaseEstimator,
    "regression": sklearn.linear_model.LogisticRegression,
    "forest": RandomForestClassifier,
    "pipeline": Pipeline,
    "estimator-own": Mine,
    "estimator-optional": Optional[Mine],
    "estimators": Dict[str, sklearn.linear_model.SGDClassifier],
    "config": DictConfig,
    "model": Model,
    "sequence": typing.Sequence[pd.Series],
}

VALUES = {
    "dataset": (
        Annotated[StructuredDataset, kwtypes(a=int), "csv"],
        StructuredDataset(uri="s3://bucket/table"),
    ),
    "frame": (pd.DataFrame, StructuredDataset(uri="s3://bucket/table")),
    "frame-int": (pd.DataFrame, 3),
    "frame-optional": (Optional[pd.DataFrame], None),
    "any-optional": (Union[pd.DataFrame, None, int], 3),
}
