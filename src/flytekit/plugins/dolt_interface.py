from dataclasses import dataclass
from typing import Optional

from dataclasses_json import dataclass_json


class Branch:
    pass


@dataclass_json
@dataclass
class MergeBranch(Branch):
    branch_from: str
    merge_to: str
    _type: str = "MergeBranch"


@dataclass_json
@dataclass
class SerialBranch(Branch):
    branch: str = "master"
    _type: str = "SerialBranch"


@dataclass_json
@dataclass
class NewBranch(Branch):
    branch: str
    _type: str = "NewBranch"


class Meta:
    pass


@dataclass
class Remote:
    name: Optional[str] = None
    url: Optional[str] = None
    force: Optional[bool] = False
