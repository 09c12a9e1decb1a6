import hashlib
import re
from dataclasses import asdict, dataclass
from functools import partial, wraps
from typing import Any, Optional

import union.workspace._vscode
from flytekit import PythonFunctionTask
from flytekit import task as flytekit_task
from flytekit.extras.accelerators import BaseAccelerator

_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_FROM_ENVIRONMENT = [
    "container_image",
    "environment",
    "requests",
    "limits",
    "accelerator",
    "secret_requests",
    "pod_template",
    "interruptible",
]


def actor_cache(f):
    @wraps(f)
    def cached(*args, **kwargs):
        return f(*args, **kwargs)

    return cached


@dataclass
class ActorEnvironment:
    name: str
    container_image: Any = None
    replica_count: int = 1
    ttl_seconds: Optional[int] = None
    environment: Any = None
    requests: Any = None
    limits: Any = None
    accelerator: Any = None
    secret_requests: Any = None
    pod_template: Any = None
    interruptible: Any = None

    def __post_init__(self):
        if not _NAME.fullmatch(self.name):
            raise ValueError("Actor name must consist of lower case alphanumeric characters, '-' or '.'")
        if self.ttl_seconds is not None and (self.ttl_seconds < 30 or self.ttl_seconds > 900):
            raise ValueError("Actor TTL must be between 30s and 15m (900s)")

    def _task(self, _task_function=None, **kwargs):
        given = {name: getattr(self, name) for name in _FROM_ENVIRONMENT}
        wrapper = partial(flytekit_task, task_config=self, **given, **kwargs)
        return wrapper(_task_function=_task_function) if _task_function else wrapper

    @property
    def task(self):
        return self._task

    @property
    def _dynamic(self):
        return partial(self._task, execution_mode=PythonFunctionTask.ExecutionBehavior.DYNAMIC)


def _text(value):
    if not isinstance(value, BaseAccelerator):
        return str(value)
    text = f'device: "{value.device}"\n'
    if hasattr(value, "_partition_size"):
        size = value._partition_size
        text += "unpartitioned: true\n" if size is None else f'partition_size: "{size}"\n'
    return text


def _version(environment, image):
    if environment.pod_template is not None:
        raise NotImplementedError("the version of an actor with a pod template is not supported")
    values = {**asdict(environment), "container_image": image, "accelerator": environment.accelerator}
    text = "".join(_text(value) for value in values.values())
    return hashlib.md5(text.encode("utf-8")).hexdigest()[:15]
