"""Resources and their methods, from tags and operations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from spec_answers import answers_of
from spec_arguments import Arguments
from spec_kinds import Kinds
from spec_normal import Normal, Unsupported, at
from spec_package import Method, ResourceClass
from spec_paging import paging_of
from spec_python import RESOURCE_CLASS_NAMES, class_name, constant_name, identifier, method_name, resource_name

_IDEMPOTENT = {"get", "head", "put", "delete", "options", "trace"}


class Resources:
    """Makes the resources of a document. `tags` gives each operation's tag, by method and path."""

    def __init__(self, normal: Normal, kinds: Kinds, tags: dict[tuple[str, str], str]) -> None:
        self._normal = normal
        self._kinds = kinds
        self._tags = tags
        self._arguments = Arguments(normal, kinds)

    def __iter__(self) -> Iterator[ResourceClass]:
        by_tag: dict[str, list[tuple[str, str]]] = {}
        for key in self._normal.operations:
            by_tag.setdefault(self._tags[key], []).append(key)
        names = {*self._normal.schemas, *RESOURCE_CLASS_NAMES}
        attributes: set[str] = set()
        for tag, keys in by_tag.items():
            plain = name = class_name(tag, "Resource")
            number = 1
            while {name, f"Async{name}"} & names:
                name, number = f"{plain.removesuffix('Resource')}Resource{'' if number == 1 else number}", number + 1
            names |= {name, f"Async{name}"}
            attribute = resource_name(tag, attributes)
            attributes.add(attribute)
            yield ResourceClass(tag, attribute, name, self._normal.tags.get(tag, ""), self._methods(tag, keys))

    def _methods(self, tag: str, keys: list[tuple[str, str]]) -> list[Method]:
        methods = []
        for key in keys:
            with at(self._normal.operations[key]["x-place"]):
                methods.append(self._method(tag, *key))
        counts = Counter(made.name for made in methods)
        given = {made.name for made in methods if counts[made.name] == 1}
        constants = {"TYPE_CHECKING"}  # What stands in the module of the operations.
        for made, key in zip(methods, keys, strict=True):
            operation = self._normal.operations[key]
            if counts[made.name] > 1:
                if "x-method" in operation:
                    raise Unsupported(
                        f"the name `{made.name}` is taken in the resource `{tag}`: give another with x-method",
                        operation["x-place"],
                    )
                made.name = identifier(made.id or f"{made.method} {made.path}", given)
                given.add(made.name)
            made.constant = constant_name(made.name, constants)
            constants.add(made.constant)
        return methods

    def _method(self, tag: str, method: str, path: str) -> Method:
        operation = self._normal.operations[method, path]
        id = str(operation.get("operationId") or "")
        name = identifier(str(operation["x-method"])) if "x-method" in operation else method_name(id, tag, method, path)
        arguments = list(self._arguments.parameters(operation))
        body, takes_extra = self._arguments.body(operation, arguments)
        answers, result = answers_of(operation, self._kinds, self._normal, may_have_body=method != "head")
        arguments.sort(key=lambda each: (each.place != "path", not each.is_required))
        exact = [each.get("schema") for response in operation["responses"].values() for each in response["content"].values()]
        return Method(
            name=name,
            id=id,
            method=method,
            path=path,
            summary=str(operation.get("summary") or ""),
            description=str(operation.get("description") or ""),
            arguments=arguments,
            answers=answers,
            result=result,
            body=body,
            takes_extra_body=takes_extra,
            is_idempotent=method in _IDEMPOTENT or operation.get("x-idempotent") is True,
            has_exact_numbers=any(self._kinds.is_exact_number(schema) for schema in exact),
            is_deprecated=operation.get("deprecated") is True,
            paging=paging_of(operation, self._normal),
        )
