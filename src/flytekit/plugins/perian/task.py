from dataclasses import asdict, dataclass
from typing import Optional

from flytekit import PythonFunctionTask
from flytekit.core.base_task import PythonTask
from flytekit.core.interface import Interface
from flytekit.exceptions.user import FlyteUserException
from flytekit.extend import TaskPlugins


@dataclass
class PerianConfig:
    cores: Optional[int] = None
    memory: Optional[int] = None
    accelerators: Optional[int] = None
    accelerator_type: Optional[str] = None
    os_storage_size: Optional[int] = None
    country_code: Optional[str] = None
    provider: Optional[str] = None


def _custom(config, more, environment):
    custom = asdict(config)
    code = custom["country_code"]
    if code and len(code) != 2:
        raise FlyteUserException("Invalid country code. Please provide a valid two-letter country code. (e.g. DE)")
    custom["country_code"] = code.upper() if code else None
    custom = {name: value for name, value in custom.items() if value is not None}
    custom.update(more)
    if environment:
        custom["environment"] = environment
    return custom


class PerianTask(PythonFunctionTask):
    def __init__(self, task_config, task_function, container_image=None, **kwargs):
        super().__init__(
            task_config=task_config,
            task_function=task_function,
            container_image=container_image,
            task_type="perian_task",
            **kwargs,
        )

    def get_custom(self, settings):
        return _custom(self.task_config, {}, self.environment)


class PerianContainerTask(PythonTask[PerianConfig]):
    def __init__(self, name, task_config, image, command, inputs=None, **kwargs):
        if "outputs" in kwargs or "output_data_dir" in kwargs:
            raise ValueError("PerianContainerTask does not support 'outputs' or 'output_data_dir' arguments")
        super().__init__(
            name=name, task_type="perian_task", task_config=task_config, interface=Interface(inputs=inputs or {}), **kwargs
        )
        self._image = image
        self._command = command

    def get_custom(self, settings):
        return _custom(self.task_config, {"image": self._image, "command": self._command}, self.environment)


TaskPlugins.register_pythontask_plugin(PerianConfig, PerianTask)
