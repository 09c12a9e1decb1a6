def create_model(
    model_name,
    /,
    *,
    __config__=None,
    __doc__=None,
    __base__=None,
    __module__=None,
    __validators__=None,
    __cls_kwargs__=None,
    __qualname__=None,
    **field_definitions,
):
    from pydantic import BaseModel

    if __base__ is None:
        bases = (BaseModel,)
    elif __config__ is not None:
        raise TypeError("`__config__` and `__base__` cannot be used together")
    else:
        bases = __base__ if isinstance(__base__, tuple) else (__base__,)
    annotations = {}
    namespace = {"__annotations__": annotations, "__module__": __module__ or "__main__"}
    if __doc__:
        namespace["__doc__"] = __doc__
    if __validators__:
        namespace.update(__validators__)
    if __config__ is not None:
        namespace["model_config"] = __config__
    for name, definition in field_definitions.items():
        if not isinstance(definition, tuple):
            annotations[name] = definition
            continue
        if len(definition) != 2:
            raise TypeError(f"Field definition for {name!r} should be a type, or a tuple of a type and a default")
        annotations[name] = definition[0]
        if definition[1] is not ...:
            namespace[name] = definition[1]
    return type(bases[0])(model_name, bases, namespace, **(__cls_kwargs__ or {}))
