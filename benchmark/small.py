"""One small module: two tasks and a workflow."""

from typing import List

from flytekit import Resources, task, workflow


@task(retries=2, requests=Resources(cpu="1", mem="1Gi"))
def squares(count: int) -> List[int]:
    return [number * number for number in range(count)]


@task(cache=True, cache_version="1")
def total(numbers: List[int], start: int = 0) -> int:
    return sum(numbers, start)


@workflow
def sum_of_squares(count: int = 10) -> int:
    """Adds the first squares."""
    return total(numbers=squares(count=count))
