import base64
from dataclasses import dataclass
from typing import Optional

from flytekit import PodTemplate
from flytekit.configuration.default_images import DefaultImages
from flytekitplugins.inference.programs import CREATE, CREATE_WITH_INPUTS, INPUTS, PULL
from kubernetes.client.models import (
    V1Container,
    V1ContainerPort,
    V1EmptyDirVolumeSource,
    V1EnvVar,
    V1HTTPGetAction,
    V1LocalObjectReference,
    V1PodSpec,
    V1Probe,
    V1ResourceRequirements,
    V1SecurityContext,
    V1Volume,
    V1VolumeMount,
)


def _resources(**quantities):
    names = {"gpu": "nvidia.com/gpu", "mem": "memory", "ephemeral_storage": "ephemeral-storage"}
    named = {names.get(name, name): quantity for name, quantity in quantities.items()}
    return V1ResourceRequirements(requests=named, limits=dict(named))


def _shared_mounts():
    return [V1VolumeMount(name="shared-data", mount_path="/shared"), V1VolumeMount(name="tmp", mount_path="/tmp")]


def _fill(program, **values):
    for name, value in values.items():
        program = program.replace("<" + name + ">", value)
    return program


class ModelInferenceTemplate:
    def __init__(
        self,
        image=None,
        health_endpoint=None,
        port=8000,
        cpu=1,
        gpu=1,
        mem="1Gi",
        ephemeral_storage="1Gi",
        env=None,
        download_inputs=False,
        download_inputs_mem="500Mi",
        download_inputs_cpu=2,
    ):
        if env and not isinstance(env, dict):
            raise ValueError("env must be a dict.")
        self._port = port
        probe = None
        if health_endpoint:
            probe = V1Probe(http_get=V1HTTPGetAction(path=health_endpoint, port=port), failure_threshold=100)
        self._server = V1Container(
            name="model-server",
            image=image,
            ports=[V1ContainerPort(container_port=port)],
            resources=_resources(cpu=cpu, gpu=gpu, mem=mem, ephemeral_storage=ephemeral_storage),
            restart_policy="Always",
            env=[V1EnvVar(name=name, value=value) for name, value in env.items()] if env else None,
            startup_probe=probe,
        )
        self._pod_template = PodTemplate()
        self._pod_template.pod_spec = V1PodSpec(
            containers=[],
            init_containers=[self._server],
            volumes=[V1Volume(name="shared-data", empty_dir={}), V1Volume(name="tmp", empty_dir={})],
        )
        if download_inputs:
            downloader = V1Container(
                name="input-downloader",
                image=DefaultImages.default_image(),
                command=["/bin/sh", "-c"],
                args=['python3 -c "' + INPUTS + '" {{.input}}'],
                volume_mounts=_shared_mounts(),
                resources=_resources(cpu=download_inputs_cpu, mem=download_inputs_mem),
            )
            self._pod_template.pod_spec.init_containers.append(downloader)

    @property
    def pod_template(self):
        return self._pod_template

    @property
    def base_url(self):
        return f"http://localhost:{self._port}"


@dataclass
class NIMSecrets:
    ngc_secret_key: str
    secrets_prefix: str
    ngc_image_secret: Optional[str] = None
    ngc_secret_group: Optional[str] = None
    hf_token_group: Optional[str] = None
    hf_token_key: Optional[str] = None


class NIM(ModelInferenceTemplate):
    def __init__(
        self,
        secrets,
        image="nvcr.io/nim/meta/llama3-8b-instruct:1.0.0",
        health_endpoint="v1/health/ready",
        port=8000,
        cpu=1,
        gpu=1,
        mem="20Gi",
        ephemeral_storage="20Gi",
        shm_size="16Gi",
        env=None,
        hf_repo_ids=None,
        lora_adapter_mem=None,
    ):
        if secrets.ngc_secret_key is None:
            raise ValueError("NGC secret key must be provided.")
        if secrets.secrets_prefix is None:
            raise ValueError("Secrets prefix must be provided.")
        super().__init__(
            image=image,
            health_endpoint=health_endpoint,
            port=port,
            cpu=cpu,
            gpu=gpu,
            mem=mem,
            ephemeral_storage=ephemeral_storage,
            env=env,
        )
        spec = self.pod_template.pod_spec
        memory = V1EmptyDirVolumeSource(medium="Memory", size_limit=shm_size)
        spec.volumes = [V1Volume(name="dshm", empty_dir=memory), V1Volume(name="cache", empty_dir={})]
        if secrets.ngc_image_secret:
            spec.image_pull_secrets = [V1LocalObjectReference(name=secrets.ngc_image_secret)]
        group = secrets.ngc_secret_group + "_" if secrets.ngc_secret_group else ""
        key = f"$({secrets.secrets_prefix}{group}{secrets.ngc_secret_key})".upper()
        self._server.env = (self._server.env or []) + [V1EnvVar(name="NGC_API_KEY", value=key)]
        self._server.volume_mounts = [
            V1VolumeMount(name="dshm", mount_path="/dev/shm"),
            V1VolumeMount(name="cache", mount_path="/opt/nim/.cache"),
        ]
        self._server.security_context = V1SecurityContext(run_as_user=1000)
        if hf_repo_ids:
            self._download_adapters(lora_adapter_mem)

    def _download_adapters(self, mem):
        if not mem:
            raise ValueError("Memory to allocate to download LoRA adapters must be set.")
        sources = [variable.value for variable in self._server.env if variable.name == "NIM_PEFT_SOURCE"]
        if not sources:
            raise ValueError("NIM_PEFT_SOURCE environment variable must be set.")
        # The models of kubernetes refuse the number that stands in the reference here, so there is no more to say.
        _resources(cpu=1, mem=mem)


@dataclass
class Model:
    name: str
    mem: str = "500Mi"
    cpu: int = 1
    modelfile: Optional[str] = None


class Ollama(ModelInferenceTemplate):
    def __init__(
        self,
        *,
        model,
        image="ollama/ollama",
        port=11434,
        cpu=1,
        gpu=1,
        mem="15Gi",
        download_inputs_mem="500Mi",
        download_inputs_cpu=2,
    ):
        has_inputs = bool(model.modelfile and "{inputs" in model.modelfile)
        super().__init__(
            image=image,
            port=port,
            cpu=cpu,
            gpu=gpu,
            mem=mem,
            download_inputs_mem=download_inputs_mem,
            download_inputs_cpu=download_inputs_cpu,
            download_inputs=has_inputs,
        )
        program, encoded = PULL, ""
        if model.modelfile:
            program = CREATE_WITH_INPUTS if has_inputs else CREATE
            encoded = base64.b64encode(model.modelfile.encode("utf-8")).decode("utf-8")
        program = _fill(program, url=self.base_url, model=model.name, modelfile=encoded)
        maker = V1Container(
            name="create-model" if model.modelfile else "pull-model",
            image="python:3.11-slim",
            command=["/bin/sh", "-c"],
            args=['pip install requests && pip install ollama==0.3.3 && python3 -c "' + program + '"'],
            resources=_resources(cpu=model.cpu, mem=model.mem),
            security_context=V1SecurityContext(run_as_user=0),
            volume_mounts=_shared_mounts(),
        )
        self.pod_template.pod_spec.init_containers.append(maker)


@dataclass
class HFSecret:
    secrets_prefix: str
    hf_token_key: str
    hf_token_group: Optional[str] = None


class VLLM(ModelInferenceTemplate):
    def __init__(
        self,
        hf_secret,
        arg_dict=None,
        image="vllm/vllm-openai",
        health_endpoint="/health",
        port=8000,
        cpu=2,
        gpu=1,
        mem="10Gi",
    ):
        if hf_secret.hf_token_key is None:
            raise ValueError("HuggingFace token key must be provided.")
        if hf_secret.secrets_prefix is None:
            raise ValueError("Secrets prefix must be provided.")
        super().__init__(image=image, health_endpoint=health_endpoint, port=port, cpu=cpu, gpu=gpu, mem=mem)
        group = hf_secret.hf_token_group + "_" if hf_secret.hf_token_group else ""
        key = f"$({hf_secret.secrets_prefix}{group}{hf_secret.hf_token_key})".upper()
        self._server.env = [V1EnvVar(name="HUGGING_FACE_HUB_TOKEN", value=key)]
        arguments = []
        for name, value in (arg_dict or {}).items():
            arguments.append(f"--{name}")
            if value is not None:
                arguments.append(str(value))
        self._server.args = arguments
