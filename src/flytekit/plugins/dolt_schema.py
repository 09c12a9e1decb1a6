from dataclasses import dataclass
from typing import Optional

import dolt_integrations.core as branches
import pandas
from dataclasses_json import DataClassJsonMixin


@dataclass
class DoltConfig(DataClassJsonMixin):
    db_path: str
    tablename: Optional[str] = None
    sql: Optional[str] = None
    io_args: Optional[dict] = None
    branch_conf: Optional[branches.Branch] = None
    meta_conf: Optional[branches.Meta] = None
    remote_conf: Optional[branches.Remote] = None


@dataclass
class DoltTable(DataClassJsonMixin):
    config: DoltConfig
    data: Optional[pandas.DataFrame] = None
