#!/usr/bin/env python3
"""Compares our protobuf descriptors with those of the PyPI package `flyteidl`.

Every message, enum and service in `proto/` must exist in flyteidl under the same full name and agree with it in all that
decides its binary and JSON encoding. Our files may leave out whole messages, enums, services and methods, as long as
nothing of ours refers to them; they may not leave out a field or an enum value.

usage: idl_compat.py [DESCRIPTOR_SET]

DESCRIPTOR_SET is what `cargo run --example descriptor_set` writes; without it, the script runs that command itself.
Exits with 1 when there is a difference, with one line on standard error for each.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import pkgutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import flyteidl
from google.protobuf import descriptor_pb2 as pb

PACKAGE = "flyteidl"
KINDS = ["message", "enum", "service"]

# What is said of one message, enum or service: a stable key, and a text that must be the same on both sides.
Facts = dict[str, str]


def main() -> int:
    ours = collect(read_ours(sys.argv[1:]))
    theirs = collect(read_theirs())
    differences = list(compare(ours, theirs))
    for difference in differences:
        print(difference, file=sys.stderr)

    version = importlib.metadata.version("flyteidl")
    if not ours:
        print("idl: no definitions to compare")
        return 1
    if differences:
        print(f"idl: {len(differences)} differences from flyteidl {version}")
        return 1
    kinds = ", ".join(f"{count(ours, kind)} of {count(theirs, kind)} {kind}s" for kind in KINDS)
    print(f"idl: agrees with flyteidl {version}: {kinds}")
    return 0


def read_ours(arguments: list[str]) -> list[pb.FileDescriptorProto]:
    if arguments:
        data = Path(arguments[0]).read_bytes()
    else:
        command = ["cargo", "run", "--quiet", "--example", "descriptor_set"]
        data = subprocess.run(command, cwd=Path(__file__).parent, check=True, stdout=subprocess.PIPE).stdout
    return list(pb.FileDescriptorSet.FromString(data).file)


def read_theirs() -> list[pb.FileDescriptorProto]:
    files = []
    for module in pkgutil.walk_packages(flyteidl.__path__, "flyteidl."):
        if module.name.endswith("_pb2"):
            file = pb.FileDescriptorProto()
            importlib.import_module(module.name).DESCRIPTOR.CopyToProto(file)
            files.append(file)
    return files


def collect(files: Iterable[pb.FileDescriptorProto]) -> dict[str, Facts]:
    """The facts about each definition of Flyte's packages, by the kind and full name of the definition."""
    definitions: dict[str, Facts] = {}
    for file in files:
        if file.package.split(".")[0] != PACKAGE:
            continue
        definitions |= {f"enum {file.package}.{enum.name}": enum_facts(enum) for enum in file.enum_type}
        for message in file.message_type:
            definitions |= message_definitions(message, file.package, file.syntax)
        for service in file.service:
            definitions[f"service {file.package}.{service.name}"] = service_facts(service)
    return definitions


def message_definitions(message: pb.DescriptorProto, scope: str, syntax: str) -> dict[str, Facts]:
    name = f"{scope}.{message.name}"
    definitions = {f"message {name}": message_facts(message, syntax)}
    definitions |= {f"enum {name}.{enum.name}": enum_facts(enum) for enum in message.enum_type}
    for nested in message.nested_type:
        definitions |= message_definitions(nested, name, syntax)
    return definitions


def message_facts(message: pb.DescriptorProto, syntax: str) -> Facts:
    facts = {"syntax": syntax, "map entry": str(message.options.map_entry)}
    facts["reserved numbers"] = str(sorted((span.start, span.end) for span in message.reserved_range))
    for field in message.field:
        facts[f"field {field.number}"] = field_fact(field, message)
    return facts


def field_fact(field: pb.FieldDescriptorProto, message: pb.DescriptorProto) -> str:
    label = pb.FieldDescriptorProto.Label.Name(field.label).removeprefix("LABEL_").lower()
    kind = pb.FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    fact = f"{label} {field.type_name or kind} {field.name}, JSON name {json_name(field)}"
    if field.type_name:
        fact += f", {kind}"
    if field.HasField("oneof_index"):
        fact += f", oneof {message.oneof_decl[field.oneof_index].name}"
    if field.proto3_optional:
        fact += ", proto3 optional"
    if field.options.HasField("packed"):
        fact += f", packed {field.options.packed}"
    return fact


def json_name(field: pb.FieldDescriptorProto) -> str:
    """The JSON name; descriptors may leave it out when it follows from the name of the field."""
    if field.HasField("json_name"):
        return field.json_name
    first, *rest = field.name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def enum_facts(enum: pb.EnumDescriptorProto) -> Facts:
    facts = {f"value {value.name}": str(value.number) for value in enum.value}
    facts["default value"] = enum.value[0].name
    facts["alias"] = str(enum.options.allow_alias)
    return facts


def service_facts(service: pb.ServiceDescriptorProto) -> Facts:
    return {
        f"method {method.name}": f"{method.input_type} (stream {method.client_streaming}) -> "
        f"{method.output_type} (stream {method.server_streaming})"
        for method in service.method
    }


def compare(ours: dict[str, Facts], theirs: dict[str, Facts]) -> Iterator[str]:
    for name, our_facts in ours.items():
        if name not in theirs:
            yield f"{name}: flyteidl has no such definition"
            continue
        their_facts = theirs[name]
        for key in sorted(our_facts.keys() | their_facts.keys()):
            if name.startswith("service ") and key not in our_facts:
                continue
            our_fact, their_fact = our_facts.get(key, "nothing"), their_facts.get(key, "nothing")
            if our_fact != their_fact:
                yield f"{name}: {key}: ours is {our_fact}; flyteidl's is {their_fact}"
                yield from missing_reference(their_fact, ours)


def missing_reference(their_fact: str, ours: dict[str, Facts]) -> Iterator[str]:
    """Names the definition that a field or method of flyteidl refers to and `proto/` lacks."""
    known = {name.split(" ", 1)[1] for name in ours}
    for word in their_fact.split():
        reference = word.removeprefix(".")
        if reference.startswith(f"{PACKAGE}.") and reference not in known:
            yield f"{reference}: referred to, but not in proto/"


def count(definitions: dict[str, Facts], kind: str) -> int:
    """How many definitions of a kind there are, without the messages that stand for the entries of a map."""
    return sum(name.startswith(f"{kind} ") and facts.get("map entry") != "True" for name, facts in definitions.items())


if __name__ == "__main__":
    sys.exit(main())
