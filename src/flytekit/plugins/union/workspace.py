from flytekit import task


@task
def _workspace_image_build_noop(): ...
