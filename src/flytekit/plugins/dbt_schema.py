from dataclasses import dataclass
from typing import List, Optional

from dataclasses_json import DataClassJsonMixin


@dataclass
class BaseDBTInput(DataClassJsonMixin):
    project_dir: str
    profiles_dir: str
    profile: str
    target: str = None
    output_path: str = "target"
    ignore_handled_error: bool = False
    flags: dict = None


@dataclass
class BaseDBTOutput(DataClassJsonMixin):
    command: str
    exit_code: int


@dataclass
class DBTRunInput(BaseDBTInput):
    select: Optional[List[str]] = None
    exclude: Optional[List[str]] = None


@dataclass
class DBTRunOutput(BaseDBTOutput):
    raw_run_result: str
    raw_manifest: str


@dataclass
class DBTTestInput(BaseDBTInput):
    select: Optional[List[str]] = None
    exclude: Optional[List[str]] = None


@dataclass
class DBTTestOutput(BaseDBTOutput):
    raw_run_result: str
    raw_manifest: str


@dataclass
class DBTFreshnessInput(BaseDBTInput):
    select: Optional[List[str]] = None
    exclude: Optional[List[str]] = None


@dataclass
class DBTFreshnessOutput(BaseDBTOutput):
    raw_sources: str
