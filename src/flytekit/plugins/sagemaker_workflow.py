from flytekit import Workflow, kwtypes
from flytekitplugins.awssagemaker_inference.task import (
    SageMakerDeleteEndpointConfigTask,
    SageMakerDeleteEndpointTask,
    SageMakerDeleteModelTask,
    SageMakerEndpointConfigTask,
    SageMakerEndpointTask,
    SageMakerModelTask,
)


def _add_token(config, key, token, name):
    config[key] = config.get(key, name) + "-{" + token + "}"


def _add_tokens(name, model, endpoint_config, endpoint):
    _add_token(model, "ModelName", "idempotence_token", name)
    _add_token(endpoint_config, "EndpointConfigName", "idempotence_token", name)
    if endpoint_config.get("ProductionVariants"):
        _add_token(endpoint_config["ProductionVariants"][0], "ModelName", "inputs.idempotence_token", name)
    _add_token(endpoint, "EndpointName", "idempotence_token", name)
    _add_token(endpoint, "EndpointConfigName", "inputs.idempotence_token", name)


def create_sagemaker_deployment(
    name,
    model_config,
    endpoint_config_config,
    endpoint_config,
    images=None,
    model_input_types=None,
    endpoint_config_input_types=None,
    endpoint_input_types=None,
    region=None,
    region_at_runtime=False,
    idempotence_token=True,
):
    if not region and not region_at_runtime:
        raise ValueError("Region parameter is required.")
    deployment = Workflow(name="sagemaker-deploy-" + name)
    if region_at_runtime:
        deployment.add_workflow_input("region", str)
    if idempotence_token:
        _add_tokens(name, model_config, endpoint_config_config, endpoint_config)
    steps = [
        (SageMakerModelTask, "sagemaker-model-", model_config, model_input_types, images),
        (SageMakerEndpointConfigTask, "sagemaker-endpoint-config-", endpoint_config_config, endpoint_config_input_types, None),
        (SageMakerEndpointTask, "sagemaker-endpoint-", endpoint_config, endpoint_input_types, None),
    ]
    nodes = []
    for task_class, prefix, config, types, step_images in steps:
        if nodes:
            types = types if types else {}
            types["idempotence_token"] = str
        if region_at_runtime:
            if types:
                types["region"] = str
            else:
                types = kwtypes(region=str)
        step = task_class(name=prefix + name, config=config, region=region, inputs=types, images=step_images)
        inputs = {}
        for parameter, parameter_type in (types or {}).items():
            if parameter == "idempotence_token":
                inputs[parameter] = nodes[-1].outputs[parameter]
                continue
            if parameter not in deployment.inputs.keys():
                deployment.add_workflow_input(parameter, parameter_type)
            inputs[parameter] = deployment.inputs[parameter]
        node = deployment.add_entity(step, **inputs)
        if nodes:
            nodes[-1] >> node
        nodes.append(node)
    deployment.add_workflow_output("wf_output", [node.outputs["result"] for node in nodes], list[dict])
    return deployment


def delete_sagemaker_deployment(name, region=None, region_at_runtime=False):
    if not region and not region_at_runtime:
        raise ValueError("Region parameter is required.")
    deletion = Workflow(name="sagemaker-delete-deployment-" + name)
    if region_at_runtime:
        deletion.add_workflow_input("region", str)
    steps = [
        (SageMakerDeleteEndpointTask, "endpoint", "endpoint_name", "EndpointName"),
        (SageMakerDeleteEndpointConfigTask, "endpoint-config", "endpoint_config_name", "EndpointConfigName"),
        (SageMakerDeleteModelTask, "model", "model_name", "ModelName"),
    ]
    nodes = []
    for task_class, part, parameter, key in steps:
        types = {parameter: str, "region": str} if region_at_runtime else {parameter: str}
        step = task_class(
            name="sagemaker-delete-" + part + "-" + name,
            config={key: "{inputs." + parameter + "}"},
            region=region,
            inputs=types,
        )
        deletion.add_workflow_input(parameter, str)
        node = deletion.add_entity(step, **{known: deletion.inputs[known] for known in types})
        if nodes:
            nodes[-1] >> node
        nodes.append(node)
    return deletion


def triton_image_uri(version="23.12"):
    """The image of Triton's server; account, region and domain stay to be filled in when a task runs."""
    return "{account_id}.dkr.ecr.{region}.{base}/sagemaker-tritonserver:" + version + "-py3"
