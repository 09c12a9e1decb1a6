"""Records what the reference, flytekit 1.16.31, makes of settings and configuration.

    python record.py [FILE]        (default: recorded.json beside this script)

Needs a Python 3.11 with flytekit==1.16.31 installed. Every case is an input and what came of it: a value, or the name and
the message of an exception. The output is the same on every machine: no path, version or time of the machine is in it.
"""

import base64
import contextlib
import dataclasses
import datetime
import enum
import gzip
import itertools
import json
import logging
import os
import pathlib
import shutil
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
for variable in [name for name in os.environ if name.startswith(("FLYTE", "_FLYTE"))]:
    del os.environ[variable]

from flytekit import configuration  # noqa: E402
from flytekit.configuration import (  # noqa: E402
    Config,
    EntrypointSettings,
    FastSerializationSettings,
    Image,
    ImageConfig,
    LocalConfig,
    SerializationSettings,
    TaskConfig,
    default_images,
    get_config_file,
    internal,
)
from flytekit.configuration.file import ConfigEntry, ConfigFile  # noqa: E402
from flytekit.core.python_auto_container import get_registerable_container_image  # noqa: E402

logging.disable(logging.CRITICAL)
FALLBACK_IMAGE = "registry.example/fallback:1"


def outcome(function, *arguments, **keywords):
    """What a call returns, or the exception that it raises."""
    try:
        return {"value": function(*arguments, **keywords)}
    except Exception as exception:
        return {"error": type(exception).__name__, "message": mask(str(exception))}


def mask(text):
    return text.replace(os.getcwd(), "<directory>")


@contextlib.contextmanager
def surroundings(files, variables):
    """An empty directory with a home in it, these files, these variables and no others that matter."""
    directory = pathlib.Path(tempfile.mkdtemp()).resolve()
    before, saved = os.getcwd(), dict(os.environ)
    try:
        for name, text in {"home/.keep": "", **files}.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir() if text is None else path.write_bytes(text.encode())
        os.chdir(directory)
        os.environ["HOME"] = str(directory / "home")
        os.environ.update(variables)
        get_config_file.cache_clear()
        yield
    finally:
        os.chdir(before)
        os.environ.clear()
        os.environ.update(saved)
        get_config_file.cache_clear()
        shutil.rmtree(directory)


# --- images -------------------------------------------------------------------------------------------------------------

IDENTIFIERS = [
    "a/b:c", "a/b", "a", "", ":", "@", "a:", "a@", ":t", "@d", "host:5000/a", "host:5000/a:t", "host:5000/a@sha256:0f",
    "a:t@sha256:0f", "a@b@c", "a@b:c", "a:b:c", "a/b:c/d", "ü/é:ß", "{{.image.default.fqn}}:{{.image.default.version}}",
]


def image_facts(image):
    return {"json": image.to_json(), "full": image.full, "version": image.version, "text": str(image)}


def look_up(identifier, lenient):
    return image_facts(Image.look_up_image_info("it's", identifier, lenient))


def record_look_up():
    for identifier, lenient in itertools.product(IDENTIFIERS, [False, True]):
        yield {"identifier": identifier, "lenient": lenient, **outcome(look_up, identifier, lenient)}


VALUES = [
    [], ["a:1"], ["default=a:1"], ["n=a:1"], ["n=a:1", "b:2"], ["a:1", "n=b:2", "n=c:3", "m=d@sha256:0"],
    ["a:1", "b:2"], ["a:1", "default=b'c:2"], ["a"], ["n=a"], ["n="], ["=a:1"], [""], ["n=a:1=2"], ["a:1?x=2"], ["Default=a:1"],
]


def record_validate_image():
    os.environ["FLYTE_INTERNAL_IMAGE"] = FALLBACK_IMAGE
    for values in VALUES:
        yield {"values": values, **outcome(lambda: ImageConfig.validate_image(None, "image", values).to_json())}
    del os.environ["FLYTE_INTERNAL_IMAGE"]


def record_from_images():
    for default, others in [
        ("", {}), ("a:1", {}), ("a:1", {"n": "b", "m": "c@sha256:0"}), ("", {"n": "b:2"}), ("a", {}), ("a:1", {"n": ""}),
    ]:
        yield {"default": default, "others": others, **outcome(lambda: ImageConfig.from_images(default, others).to_json())}


def record_find_image():
    config = ImageConfig.validate_image(None, "image", ["a:1", "n=b:2", "n=c:3"])
    only_default = ImageConfig(default_image=config.default_image)
    for name, images in itertools.product(["default", "n", "N", ""], [config, only_default, ImageConfig()]):
        yield {"config": images.to_json(), "name": name, **outcome(lambda: to_dict(images.find_image(name)))}


def to_dict(value):
    return None if value is None else value.to_dict()


def record_default_images():
    versions = default_images.PythonVersion
    for python, flytekit, internal_image in itertools.product(
        versions, ["1.16.31", "v1.2.3", "1.17.0.dev1+g00", "1.0b1v"], [None, "", "a/b:c"]
    ):
        if internal_image is not None:
            os.environ["FLYTE_INTERNAL_IMAGE"] = internal_image
        yield {
            "python": "{}.{}".format(*python.value),
            "flytekit": flytekit,
            "internal_image": internal_image,
            **outcome(default_images.DefaultImages.find_image_for, python, flytekit),
        }
        os.environ.pop("FLYTE_INTERNAL_IMAGE", None)


TEMPLATES = [
    None, "", "plain", "plain:tag", "{{.image.default}}", "{{.images.default}}", "{{ .image.default }}", "{{\t.IMAGE.default.fqn\n}}",
    "{{.image.default.fqn}}:{{.image.default.version}}", "{{.image.tagged}}", "{{.image.tagged.fqn}}", "{{.image.tagged.version}}",
    "x:{{.image.tagged.version}}", "x:{{.image.pinned.version}}", "x@{{.image.pinned.version}}", "{{.image.pinned.version}}",
    "{{.image.pinned.fqn}}-gpu:{{.image.pinned.version}}", "{{.image.pinned}}", "x:{{.image.bare.version}}", "{{.image.bare}}",
    "x:{{.image.pinned.version}} y:{{.image.pinned.version}} z{{.image.pinned.version}}", "{{.image.other}}", "{{.image.Default}}",
    "{{.image.default.FQN}}", "{{.image.default.tag}}", "{{.image.default.fqn.x}}", "{{.image}}", "{{.image.}}", "{{image.default}}",
    "{{.image.a b}}", "{.image.default}", "{{{.image.default}}}", "{{.image.default}}{{.image.tagged}}", "{{.image.under_score-1.fqn}}",
]
TEMPLATE_CONFIGS = [
    ImageConfig(),
    ImageConfig.from_images(
        "a/base:1", {"tagged": "a/tagged:2", "pinned": "a/pinned@sha256:0f", "bare": "a/bare", "under_score-1": "u:1"}
    ),
    ImageConfig.from_images("a/base@sha256:1e", {"tagged": "a/tagged:2", "bare": "a/bare", "pinned": "a:sha"}),
    ImageConfig.from_images("", {"bare": "a/bare", "default": "a/unset:1"}),
]


def record_templates():
    for config, image in itertools.product(TEMPLATE_CONFIGS, TEMPLATES):
        yield {"config": config.to_json(), "image": image, **outcome(get_registerable_container_image, image, config)}


# --- settings -----------------------------------------------------------------------------------------------------------

SETTINGS = {
    "least": {"image_config": {}},
    "unknown keys": {"image_config": {"default_image": None, "x": 1}, "y": {"z": []}},
    "no images": {"image_config": {"default_image": None, "images": []}},
    "images": {"image_config": {"default_image": {"name": "default", "fqn": "a", "tag": "1"}, "images": [{"name": "n", "fqn": "b", "digest": "sha256:0", "more": 1}]}},
    "everything": {
        "source_root": "/src", "fast_serialization_settings": {"enabled": True, "destination_dir": "/root", "distribution_location": "s3://b/c.tar.gz"},
        "flytekit_virtualenv_root": "/venv", "python_interpreter": "/usr/bin/python3", "git_repo": "git@host:repo",
        "default_resources": {"requests": {"cpu": "1", "mem": "1Gi"}, "limits": {"gpu": 1, "ephemeral_storage": ["1Gi", "2Gi"]}},
        "env": {"B": "2", "A": "1"}, "version": "v1", "domain": "development", "project": "p", "image_config": {},
    },
    "escapes": {"image_config": {}, "env": {"é\n\"\\/\t\x7f\x1f": "\u2028\U0001f600 \x00"}},
    "numbers": {"image_config": {}, "default_resources": {"requests": {"cpu": 0.5, "mem": 1073741824}, "limits": {"cpu": [1.0, 1e16], "gpu": True}}},
    "more numbers": {"image_config": {}, "default_resources": {"requests": {"cpu": 1e-05}, "limits": {"cpu": [0.0001, 123456789012345.6]}}},
    "scalars become text": {"image_config": {}, "project": 5, "domain": True, "version": 1.0, "git_repo": False, "source_root": 1e100},
    "truth": {"image_config": {}, "fast_serialization_settings": {"enabled": "false", "destination_dir": 1}},
    "no truth": {"image_config": {}, "fast_serialization_settings": {"enabled": []}},
    "empty env": {"image_config": {}, "env": {}},
    "null settings": {"image_config": {}, "fast_serialization_settings": None, "env": None, "default_resources": None},
    "relative interpreter": {"image_config": {}, "python_interpreter": "bin/python"},
    "null root": {"image_config": {}, "python_interpreter": "//a//b/python", "flytekit_virtualenv_root": None},
    "tag and digest": {"image_config": {"default_image": {"name": "a", "fqn": "b", "tag": "c", "digest": "d"}}},
    "no name": {"image_config": {"default_image": {"fqn": "b"}}},
    "no image config": {"project": "p"},
    "null image in list": {"image_config": {"images": [None]}},
    "image as text": {"image_config": {"default_image": "a:b"}},
    "single in list": {"image_config": {}, "default_resources": {"requests": {"cpu": ["1"]}, "limits": {}}},
    "three in list": {"image_config": {}, "default_resources": {"requests": {"gpu": [1, 2, 3]}, "limits": {}}},
    "empty list": {"image_config": {}, "default_resources": {"requests": {"mem": []}, "limits": {}}},
    "float memory": {"image_config": {}, "default_resources": {"requests": {"mem": 1.5}, "limits": {}}},
    "list of list": {"image_config": {}, "default_resources": {"requests": {"mem": [["a'b", None], 1.5]}, "limits": {}}},
    "object amount": {"image_config": {}, "default_resources": {"requests": {"cpu": {"k": True}}, "limits": {}}},
    "no limits": {"image_config": {}, "default_resources": {"requests": {}}},
    "null image config": {"image_config": None},
    "null name": {"image_config": {"default_image": {"name": None, "fqn": "b"}}},
    "null interpreter": {"image_config": {}, "python_interpreter": None, "flytekit_virtualenv_root": "/venv"},
    "null requests": {"image_config": {}, "default_resources": {"requests": None, "limits": {}}},
    "list as text": {"image_config": {}, "version": ["v1"]},
    "env of numbers": {"image_config": {}, "env": {"A": 5}},
    "env of nulls": {"image_config": {}, "env": {"A": None}},
}
TEXTS = {
    "repeated keys": '{"image_config": {}, "project": "a", "env": {"A": "1", "B": "2", "A": "3"}, "project": "b"}',
    "not an object": "[]",
    "no json": "{",
    "nothing": "",
}


def settings_facts(text):
    settings = SerializationSettings.from_json(text)
    carrying = settings.with_serialized_context()
    context = base64.b64decode(settings.serialized_context)
    return {
        "json": settings.to_json(),
        "entrypoint": settings.entrypoint_settings.to_json(),
        "fast": settings.should_fast_serialize(),
        "built": settings.new_builder().build().to_json(),
        "built fast": settings.new_builder().with_fast_serialization_settings(FastSerializationSettings(True)).build().to_json(),
        "context header": context[:10].hex(),
        "context": gzip.decompress(context).decode(),
        "variables": list(carrying.env),
        "read back": SerializationSettings.from_transport(carrying.env["_F_SS_C"]).to_json(),
    }


def record_settings():
    texts = {name: json.dumps(settings) for name, settings in SETTINGS.items()} | TEXTS
    for name, text in texts.items():
        read = outcome(lambda: SerializationSettings.from_json(text).to_json())
        facts = outcome(settings_facts, text)
        yield {"name": name, "json": text, **(facts if "value" in facts else read)}


def record_parts():
    for kind, value in [
        (EntrypointSettings, {}), (EntrypointSettings, {"path": "/é", "x": 1}), (EntrypointSettings, {"path": None}),
        (FastSerializationSettings, {}), (FastSerializationSettings, {"enabled": 1, "destination_dir": None, "distribution_location": "s3://x"}),
        (Image, {"name": "n", "fqn": "f"}), (Image, {"name": 1, "fqn": 1.5, "tag": True}), (Image, {"name": "n"}),
        (ImageConfig, {}), (ImageConfig, {"images": None}),
    ]:
        text = json.dumps(value)
        yield {"type": kind.__name__, "json": text, **outcome(lambda: kind.from_json(text).to_json())}


def record_for_image():
    for arguments in [("a:1", "v"), ("a@sha256:0", "v", "p", "d", "/x/bin/python"), ("a", "v"), ("a:1", "", "", "", "python")]:
        yield {"arguments": arguments, **outcome(lambda: SerializationSettings.for_image(*arguments).to_json())}


def record_interpreters():
    for path in ["/opt/venv/bin/python3", "/bin/python", "/python", "//bin/python", "a/b/c", "b/c", "c", "", "/", "a//b//c//", "//a//b/python"]:
        yield {
            "path": path,
            "root": SerializationSettings.venv_root_from_interpreter(path),
            "entrypoint": SerializationSettings.default_entrypoint_settings(path).path,
        }


# --- the table of settings ----------------------------------------------------------------------------------------------

TEXT_SAMPLES = ["", "a,b", " a , b ", "true", "False", "NO", "off", "yes", "1", "0", "7", " 8_0 ", "-1", "1.5", "dns:///h:1", "%%", "%(none)s"]
YAML_SAMPLES = ["", "''", "a,b", "text", "'7'", "dns:///h:1", "true", "false", "0", "7", "1.5", "[]", "[a, 1, true]", "[[a]]", "{}", "{a: b}"]
YAML_WORDS = ["yes", "no", "on", "off", "'no'", "'False'", "'0'"]


def entries():
    for section in vars(internal).values():
        if isinstance(section, type) and section.__module__ == internal.__name__:
            for entry in vars(section).values():
                if isinstance(entry, ConfigEntry):
                    yield entry


def typed(value):
    """The type of a value, and the text or texts that Python makes of it."""
    if value is None:
        return None
    if isinstance(value, list):
        return ["list", [None if isinstance(item, (list, dict)) else str(item) for item in value]]
    if isinstance(value, datetime.timedelta):
        return ["timedelta", str(int(value.total_seconds()))]
    return [type(value).__name__, str(value)]


def reading(entry, location):
    result = outcome(lambda: typed(entry.read(ConfigFile(location) if location else None)))
    return result["value"] if "value" in result else ["error", result["error"]]


def read_from_variable(entry, text):
    with surroundings({}, {entry.legacy.get_env_name(): text}):
        return reading(entry, None)


def read_from_ini(entry, text):
    with surroundings({"c.ini": f"[{entry.legacy.section}]\n{entry.legacy.option} = {text}\n"}, {}):
        return reading(entry, "c.ini")


def yaml_document(path, text):
    *parents, last = path.split(".")
    lines = [f"{'  ' * depth}{key}:" for depth, key in enumerate(parents)]
    return "\n".join([*lines, f"{'  ' * len(parents)}{last}: {text}", ""])


def read_from_yaml(entry, text):
    with surroundings({"c.yaml": yaml_document(entry.yaml_entry.switch, text)}, {}):
        return reading(entry, "c.yaml")


def record_table():
    for entry in entries():
        legacy, kind = entry.legacy, entry.legacy.type_
        yaml_samples = YAML_SAMPLES + (YAML_WORDS if kind is bool else [])
        yield {
            "section": legacy.section,
            "option": legacy.option,
            "variable": legacy.get_env_name(),
            "yaml": entry.yaml_entry and entry.yaml_entry.switch,
            "type": kind.__name__,
            "from variable": {text: read_from_variable(entry, text) for text in TEXT_SAMPLES},
            "from ini": {text: read_from_ini(entry, text) for text in TEXT_SAMPLES},
            "from yaml": {text: read_from_yaml(entry, text) for text in yaml_samples} if entry.yaml_entry else {},
        }


# --- configuration as a whole -------------------------------------------------------------------------------------------

YAML = "admin:\n  endpoint: dns:///yaml.example:81\n  insecure: true\nimages:\n  n: a/b:c\n  m: a/bare\n"
INI = "[platform]\nurl = ini.example\ninsecure = no\n[images]\nN = a/b:c\nm = a/bare\n"
SECRET = "admin:\n  clientSecretLocation: secret\n"

CONFIGURATIONS = {
    "nothing": ({}, {}, None),
    "yaml at home": ({"home/.flyte/config.yaml": YAML}, {}, None),
    "ini at home": ({"home/.flyte/config": INI, "home/.flyte/config.yaml": YAML}, {}, None),
    "ini in the working directory": ({"flytekit.config": "[platform]\nurl: here\n", "home/.flyte/config": INI}, {}, None),
    "named by a variable": ({"c.yaml": YAML, "flytekit.config": INI}, {"FLYTECTL_CONFIG": "c.yaml"}, None),
    "named by a variable and missing": ({"flytekit.config": INI}, {"FLYTECTL_CONFIG": "c.yaml"}, None),
    "named by both variables": ({"c.yaml": YAML, "d": INI}, {"FLYTECTL_CONFIG": "d", "_FLYTECTL_CONFIG_PYFLYTE_OVERRIDE": "c.yaml"}, None),
    "override missing": ({"c.yaml": YAML, "d": INI}, {"FLYTECTL_CONFIG": "d", "_FLYTECTL_CONFIG_PYFLYTE_OVERRIDE": "none"}, None),
    "override empty": ({"d": INI}, {"FLYTECTL_CONFIG": "d", "_FLYTECTL_CONFIG_PYFLYTE_OVERRIDE": ""}, None),
    "named by the caller": ({"c.yml": YAML, "flytekit.config": INI}, {"FLYTECTL_CONFIG": "d"}, "c.yml"),
    "yaml by its last letters": ({"notyaml": YAML}, {}, "notyaml"),
    "ini by any other name": ({"c.json": INI}, {}, "c.json"),
    "missing ini": ({}, {}, "none.ini"),
    "missing yaml": ({}, {}, "none.yaml"),
    "directory": ({"home/.flyte/config": None, "home/.flyte/config.yaml": YAML}, {}, None),
    "variable before file": ({"c.yaml": YAML}, {"FLYTE_PLATFORM_URL": "dns:///variable", "FLYTE_PLATFORM_INSECURE": "false"}, "c.yaml"),
    "empty variable before file": ({"c.yaml": YAML}, {"FLYTE_PLATFORM_URL": "", "FLYTE_PLATFORM_INSECURE": ""}, "c.yaml"),
    "zeros": ({}, {"FLYTE_AWS_RETRIES": "0", "FLYTE_AWS_BACKOFF_SECONDS": "0", "FLYTE_SECRETS_PORT": "0"}, None),
    "numbers": ({}, {"FLYTE_AWS_RETRIES": "7", "FLYTE_AWS_BACKOFF_SECONDS": " 1_0 ", "FLYTE_SECRETS_PORT": "1"}, None),
    "not a number": ({"c.ini": "[aws]\nretries = many\n"}, {}, "c.ini"),
    "not a boolean": ({"c.ini": "[platform]\ninsecure = maybe\n"}, {}, "c.ini"),
    "lists": ({}, {"FLYTE_CREDENTIALS_SCOPES": "a, b,", "FLYTE_CREDENTIALS_COMMAND": "", "FLYTE_SDK_WORKFLOW_PACKAGES": "p.q,r"}, None),
    "lists in yaml": ({"c.yaml": "admin:\n  scopes: [a, b]\n  command: [print, token]\n  proxyCommand: x,y\n"}, {}, "c.yaml"),
    "lists in ini": ({"c.ini": "[credentials]\nscopes = a,b\n[sdk]\nworkflow_packages=p, q\nlocal_sandbox = /box\n"}, {}, "c.ini"),
    "secret": ({}, {"FLYTE_CREDENTIALS_CLIENT_SECRET": "s"}, None),
    "secret in a file": ({"c.yaml": SECRET, "secret": " s\n"}, {}, "c.yaml"),
    "secret in a file of windows": ({"c.yaml": SECRET, "secret": "s\r\n\r\n"}, {}, "c.yaml"),
    "secret in a file without line end": ({"c.yaml": SECRET, "secret": " s "}, {}, "c.yaml"),
    "secret in an empty file": ({"c.yaml": SECRET, "secret": ""}, {"FLYTE_CREDENTIALS_CLIENT_SECRET": "t"}, "c.yaml"),
    "secret in a blank file": ({"c.yaml": SECRET, "secret": "\n"}, {"FLYTE_CREDENTIALS_CLIENT_SECRET": "t"}, "c.yaml"),
    "secret in a missing file": ({"c.yaml": SECRET}, {}, "c.yaml"),
    "secret in a variable": ({"secret": "f"}, {"FLYTE_CREDENTIALS_CLIENT_SECRET_LOCATION": "secret", "FLYTE_CREDENTIALS_CLIENT_SECRET_ENV_VAR": "S", "S": "v"}, None),
    "secret in no variable": ({"secret": "f"}, {"FLYTE_CREDENTIALS_CLIENT_SECRET_LOCATION": "secret", "FLYTE_CREDENTIALS_CLIENT_SECRET_ENV_VAR": "S"}, None),
    "secret in an empty variable": ({}, {"FLYTE_CREDENTIALS_CLIENT_SECRET": "t", "FLYTE_CREDENTIALS_CLIENT_SECRET_ENV_VAR": "S", "S": "", "FLYTE_CREDENTIALS_AUTH_MODE": "Pkce"}, None),
    "internal section": ({"c.ini": "[internal]\n"}, {}, "c.ini"),
    "no section": ({"c.ini": "url = a\n"}, {}, "c.ini"),
    "section twice": ({"c.ini": "[a]\n[a]\n"}, {}, "c.ini"),
    "option twice": ({"c.ini": "[a]\nb=1\nB=2\n"}, {}, "c.ini"),
    "option without value": ({"c.ini": "[a]\nb\n"}, {}, "c.ini"),
    "nameless option": ({"c.ini": "[a]\n=b\n"}, {}, "c.ini"),
    "defaults": ({"c.ini": "[DEFAULT]\nurl = d\nhost = h\n[platform]\n[DEFAULT]\nz = a:1\n[images]\nx = %(host)s/y:%%\nurl = o:2\n"}, {}, "c.ini"),
    "dialect": ({"c.ini": "# c\n; c\n[platform] trailing ] text\n  URL : http://a=b ; kept\n    and # more\n\n  # gone\n    last\n\n\nInsecure=ON\n[ platform ]\nurl=other\n"}, {}, "c.ini"),
    "windows line ends": ({"c.ini": "[platform]\r\nurl = a\r\n  b\r\n"}, {}, "c.ini"),
    "old line ends": ({"c.ini": "[platform]\rurl = a\rinsecure = 1"}, {}, "c.ini"),
    "missing reference": ({"c.ini": "[platform]\nurl = %(none)s\n[images]\na = %(none)s:1\n"}, {}, "c.ini"),
    "single percent": ({"c.ini": "[platform]\nurl = 5%\n[images]\na = b:5%\n"}, {}, "c.ini"),
    "endless reference": ({"c.ini": "[images]\na = %(b)s\nb = %(a)s\n"}, {}, "c.ini"),
    "reference in any case": ({"c.ini": "[images]\nTag = 1\na = b:%(TAG)s\n"}, {}, "c.ini"),
    "ini with empty images": ({"c.ini": "[images]\na =\n"}, {}, "c.ini"),
    "broken yaml": ({"c.yaml": "admin: [\n"}, {}, "c.yaml"),
    "empty yaml": ({"c.yaml": ""}, {}, "c.yaml"),
    "yaml list": ({"c.yaml": "- a\n"}, {}, "c.yaml"),
    "yaml of other shape": ({"c.yaml": "admin: text\nconsole: [endpoint]\ntask:\n"}, {}, "c.yaml"),
    "yaml merge": ({"c.yaml": "x: &x\n  endpoint: merged\nadmin:\n  <<: *x\n  clientId: c\n"}, {}, "c.yaml"),
    "yaml with repeated keys": ({"c.yaml": "admin:\n  clientId: a\n  clientId: b\n"}, {}, "c.yaml"),
    "yaml null images": ({"c.yaml": "images:\n"}, {}, "c.yaml"),
    "yaml image list": ({"c.yaml": "images: [a]\n"}, {}, "c.yaml"),
    "yaml image number": ({"c.yaml": "images:\n  a: 1\n"}, {}, "c.yaml"),
    "yaml number image": ({"c.yaml": "images:\n  1: a:b\n  true: c\n"}, {}, "c.yaml"),
    "task": ({"c.yaml": "task:\n  project: p\n  domain: d\n"}, {"FLYTE_LOCAL_ORG": "o", "FLYTE_LOCAL_CACHE_ENABLED": "off"}, "c.yaml"),
    "storage": ({"c.yaml": "storage:\n  connection:\n    endpoint: e\n    access-key: a\n    secret-key: s\n    addressing-style: path\n"}, {}, "c.yaml"),
    "azure": ({}, {"FLYTE_AZURE_STORAGE_ACCOUNT_NAME": "n", "FLYTE_AZURE_STORAGE_ACCOUNT_KEY": "k", "FLYTE_AZURE_CLIENT_SECRET": "s"}, None),
}


def plain(config):
    """A configuration as plain data, the temporary directory left out, parts and their fields joined by dots."""
    def value(item):
        if isinstance(item, enum.Enum):
            return item.value
        if isinstance(item, datetime.timedelta):
            return int(item.total_seconds())
        if isinstance(item, dict):
            return {key: value(entry) for key, entry in item.items()}
        return item

    def flat(fields):
        for key, entry in fields.items():
            if isinstance(entry, dict):
                yield from ((f"{key}.{rest}", inner) for rest, inner in flat(entry))
            else:
                yield key, entry

    fields = dict(flat(value(dataclasses.asdict(config))))
    if fields.get("local_sandbox_path") == Config().local_sandbox_path:
        fields["local_sandbox_path"] = None
    return fields


def changed(config):
    """What of a configuration isn't as it is by default."""
    default = plain(type(config)())
    return {key: value for key, value in plain(config).items() if value != default[key]}


def location(path):
    found = get_config_file(path)
    return found and mask(os.path.relpath(found._location))


def record_configurations():
    for name, (files, variables, path) in CONFIGURATIONS.items():
        with surroundings(files, variables):
            yield {
                "name": name,
                "files": files,
                "variables": variables,
                "path": path,
                "location": outcome(location, path),
                "config": outcome(lambda: changed(Config.auto(path))),
                "task": outcome(lambda: changed(TaskConfig.auto(path))),
                "local": outcome(lambda: changed(LocalConfig.auto(path))),
                "packages": outcome(lambda: internal.LocalSDK.WORKFLOW_PACKAGES.read(get_config_file(path))),
                "images": outcome(lambda: ImageConfig.auto(path).to_json()),
                "images and default": outcome(lambda: ImageConfig.auto(path, "a/default:1").to_json()),
                "for endpoint": outcome(lambda: changed(Config.for_endpoint("e", True, config_file=path))),
            }


def record_constants():
    for kind in [Config, TaskConfig, LocalConfig]:
        yield {"name": kind.__name__, "value": plain(kind())}
    yield {"name": "for sandbox", "value": changed(Config.for_sandbox())}
    for name in [
        "PROJECT_PLACEHOLDER", "DOMAIN_PLACEHOLDER", "VERSION_PLACEHOLDER", "DEFAULT_RUNTIME_PYTHON_INTERPRETER",
        "DEFAULT_IMAGE_NAME", "DEFAULT_IN_CONTAINER_SRC_PATH", "SERIALIZED_CONTEXT_ENV_VAR",
    ]:
        yield {"name": name, "value": getattr(configuration, name)}
    yield {"name": "auth types", "value": [kind.value for kind in configuration.AuthType]}


RECORDINGS = {
    "look_up_image_info": record_look_up,
    "validate_image": record_validate_image,
    "from_images": record_from_images,
    "find_image": record_find_image,
    "default_images": record_default_images,
    "templates": record_templates,
    "settings": record_settings,
    "parts": record_parts,
    "for_image": record_for_image,
    "interpreters": record_interpreters,
    "table": record_table,
    "configurations": record_configurations,
    "constants": record_constants,
}


def main():
    default = pathlib.Path(__file__).with_name("recorded.json")
    output = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else default).absolute()
    sections = []
    for name, cases in RECORDINGS.items():
        lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases())
        sections.append(f"{json.dumps(name)}: [\n{lines}\n]")
    output.write_text("{\n" + ",\n".join(sections) + "\n}\n", encoding="utf-8")
    shutil.rmtree(Config().local_sandbox_path, ignore_errors=True)


if __name__ == "__main__":
    main()
