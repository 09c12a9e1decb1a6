from typing import Iterator

from flytekit import Resources, Workflow
from flytekit.types.file import JSONLFile
from flytekit.types.iterator import JSON
from flytekitplugins.openai.batch.result import BatchResult
from flytekitplugins.openai.batch.task import (
    BatchEndpointTask,
    DownloadJSONFilesTask,
    OpenAIFileConfig,
    UploadJSONLFileTask,
)


def create_batch(
    name,
    secret,
    openai_organization=None,
    config=None,
    is_json_iterator=True,
    file_upload_mem="700Mi",
    file_download_mem="700Mi",
):
    suffix = name.replace(".", "")
    files = OpenAIFileConfig(openai_organization=openai_organization, secret=secret)
    batch = Workflow(name="openai-batch-" + suffix)
    batch.add_workflow_input("jsonl_in", Iterator[JSON] if is_json_iterator else JSONLFile)
    upload = UploadJSONLFileTask(name="openai-file-upload-" + suffix, task_config=files)
    endpoint = BatchEndpointTask(
        name="openai-batch-" + suffix, openai_organization=openai_organization, config={} if config is None else config
    )
    download = DownloadJSONFilesTask(name="openai-download-files-" + suffix, task_config=files)
    uploaded = batch.add_entity(upload, jsonl_in=batch.inputs["jsonl_in"])
    done = batch.add_entity(endpoint, input_file_id=uploaded.outputs["result"])
    results = batch.add_entity(download, batch_endpoint_result=done.outputs["result"])
    for node, memory in ((uploaded, file_upload_mem), (results, file_download_mem)):
        node.with_overrides(requests=Resources(mem=memory), limits=Resources(mem=memory))
    batch.add_workflow_output("batch_output", results.outputs["result"], BatchResult)
    return batch
