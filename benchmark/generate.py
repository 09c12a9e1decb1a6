"""Writes a project of many modules, for measuring: each has five tasks with a dataclass each, a workflow and a launch plan.

usage: benchmark/generate.py FOLDER MODULES

A module gives eight entities: five tasks, the workflow, its default launch plan and the one that is asked for. The
package is `shop`; all modules are different, and none imports another one.
"""

import pathlib
import sys

HEAD = '''"""Orders of shop {number}."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Dict, List, Optional

from flytekit import CronSchedule, LaunchPlan, Resources, task, workflow
'''

STEP = '''

@dataclass
class {type}:
    """What step {step} of shop {number} hands on."""

    name: str
    amount: int = {amount}
    price: float = {price}
    tags: List[str] = field(default_factory=list)
    stock: Optional[Dict[str, int]] = None


@task(
    retries={retries},
    timeout=timedelta(minutes={minutes}),
    requests=Resources(cpu="{cpu}", mem="{memory}Mi"),
    environment={{"SHOP": "{number}", "STEP": "{step}"}},
)
def {function}({parameter}: {parameter_type}, factor: int = {factor}) -> {type}:
    """Step {step}.

    Args:
        {parameter}: what came from the step before
        factor: how many times
    """
    result = {type}(name=str({parameter}), amount=factor)
    for position in range(factor):
        result.tags.append(f"{{position}}-{function}")
    return result
'''

FOOT = '''

@workflow
def trade(customer: str, factor: int = {factor}) -> {last}:
    """All steps of shop {number}, one after the other."""
    first = {first_function}(customer=customer, factor=factor)
{calls}
    return {result}


nightly = LaunchPlan.get_or_create(
    workflow=trade,
    name="shop_{number}_nightly",
    default_inputs={{"customer": "customer of shop {number}"}},
    fixed_inputs={{"factor": {fixed}}},
    schedule=CronSchedule(schedule="{minute} {hour} * * *"),
)
'''

STEPS = ["order", "pick", "pack", "bill", "ship"]
VARIABLES = ["first", "second", "third", "fourth", "fifth"]


def module(number: int) -> str:
    """The text of one module."""
    parts = [HEAD.format(number=number)]
    before = ("customer", "str")
    for index, step in enumerate(STEPS):
        kind = f"{step.capitalize()}{number}"
        parts.append(
            STEP.format(
                number=number, step=step, type=kind, function=f"{step}_{number}", parameter=before[0],
                parameter_type=before[1], amount=number + index, price=number / 4 + index, retries=(number + index) % 4,
                minutes=1 + (number * 7 + index) % 90, cpu=1 + (number + index) % 3, memory=100 + number % 400,
                factor=1 + index,
            )
        )
        before = (step, kind)
    calls = [
        f"    {VARIABLES[index]} = {STEPS[index]}_{number}({STEPS[index - 1]}={VARIABLES[index - 1]})"
        for index in range(1, len(STEPS))
    ]
    parts.append(
        FOOT.format(
            number=number, factor=number % 9, last=f"Ship{number}", first_function=f"order_{number}",
            calls="\n".join(calls), result=VARIABLES[-1], fixed=number % 5, minute=number % 60, hour=number % 24,
        )
    )
    return "".join(parts)


def main() -> None:
    folder = pathlib.Path(sys.argv[1]) / "shop"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    for number in range(int(sys.argv[2])):
        (folder / f"shop_{number:05}.py").write_text(module(number))


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    main()
