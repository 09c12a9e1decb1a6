class Resources:
    class ResourceName:
        UNKNOWN = 0
        CPU = 1
        GPU = 2
        MEMORY = 3
        EPHEMERAL_STORAGE = 5

    class ResourceEntry:
        def __init__(self, name, value):
            self._name = name
            self._value = value

        @property
        def name(self):
            return self._name

        @property
        def value(self):
            return self._value

    def __init__(self, requests, limits):
        self._requests = requests
        self._limits = limits

    @property
    def requests(self):
        return self._requests

    @property
    def limits(self):
        return self._limits


class Container:
    def __init__(self, image, command, args, resources, env, config, data_loading_config=None):
        self._image = image
        self._command = command
        self._args = args
        self._resources = resources
        self._env = env
        self._config = config
        self._data_loading_config = data_loading_config

    @property
    def image(self):
        return self._image

    @property
    def command(self):
        return self._command

    @property
    def args(self):
        return self._args

    @property
    def resources(self):
        return self._resources

    @property
    def env(self):
        return self._env

    @property
    def config(self):
        return self._config

    @property
    def data_loading_config(self):
        return self._data_loading_config

    def add_env(self, key, val):
        self._env[key] = val


class K8sObjectMetadata:
    def __init__(self, labels=None, annotations=None):
        self._labels = labels
        self._annotations = annotations

    @property
    def labels(self):
        return self._labels

    @property
    def annotations(self):
        return self._annotations


class K8sPod:
    def __init__(self, metadata=None, pod_spec=None, data_config=None, primary_container_name=None):
        self._metadata = metadata
        self._pod_spec = pod_spec
        self._data_config = data_config
        self._primary_container_name = primary_container_name

    @property
    def metadata(self):
        return self._metadata

    @property
    def pod_spec(self):
        return self._pod_spec

    @property
    def data_config(self):
        return self._data_config

    @property
    def primary_container_name(self):
        return self._primary_container_name
