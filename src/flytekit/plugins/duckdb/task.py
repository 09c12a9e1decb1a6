from enum import Enum

from flytekit import PythonInstanceTask
from flytekit.core.interface import Interface
from flytekit.types.structured.structured_dataset import StructuredDataset


class MissingSecretError(ValueError):
    pass


class DuckDBProvider(Enum):
    LOCAL = "local"
    MOTHERDUCK = "motherduck"


class DuckDBQuery(PythonInstanceTask):
    def __init__(self, name, query=None, inputs=None, provider=DuckDBProvider.LOCAL, **kwargs):
        secrets = kwargs.get("secret_requests", None)
        if secrets:
            assert len(secrets) == 1, "Only one secret can be used for a DuckDBQuery task."
        elif provider == DuckDBProvider.MOTHERDUCK:
            raise MissingSecretError("A secret_requests must be provided for the MOTHERDUCK provider.")
        super().__init__(
            name=name,
            task_type="duckdb",
            task_config=None,
            interface=Interface(inputs=inputs, outputs={"result": StructuredDataset}),
            **kwargs,
        )
