from dataclasses import dataclass
from typing import Optional

from flytekit.types.file import JSONLFile
from mashumaro.mixins.json import DataClassJSONMixin


@dataclass
class BatchResult(DataClassJSONMixin):
    output_file: Optional[JSONLFile] = None
    error_file: Optional[JSONLFile] = None
