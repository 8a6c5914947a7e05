"""Names and literals in the generated code. Nothing that the document says is trusted as code."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from openapi_python_client import strings

# Names that have a meaning in the classes that attributes and resources are added to.
_MODEL_NAMES = {"additional_properties", "encode", "from_dict", "is_set", "properties", "to_dict", "mro", "self"}
_RESOURCE_NAMES = {"close"}
_METHOD_NAMES = {"self", "extra_body", "extra_query"}
# Names that the generated modules import for annotations; the others that they import begin with `_`.
_CLASS_NAMES = {"Any", "ClassVar", "Decimal", "Final", "Literal", "Mapping", "Sequence", "UNSET", "UUID", "Unset"}
# Besides, those that stand in the modules of the clients and the resources.
RESOURCE_CLASS_NAMES = {"AsyncClient", "AsyncPages", "AsyncResources", "Client", "Resources"}
_BUILTIN_TYPES = ("bool", "bytes", "dict", "float", "int", "list", "object", "set", "str", "tuple", "type")
_LONGEST = 80  # Names of files have bounds.


def identifier(text: str, taken: Iterable[str] = ()) -> str:
    """A name in snake_case like the text: an identifier, no keyword, none of those that are taken."""
    name = _valid(strings.snake_case(_separated(text)).strip("_"), "value")
    return _free(f"{name}_" if keyword.iskeyword(name) else name, taken)


def _separated(text: str) -> str:
    """The text with spaces for what is in no word, as in `users/list` and `filter[name]`."""
    return re.sub(r"[^\w]+", " ", text)


def _words(text: str) -> list[str]:
    return [word.lower() for word in strings.split_words(strings.sanitize(_separated(text)))]


def _valid(text: str, prefix: str) -> str:
    """The text as an identifier in the form that Python compares names in, without what identifiers cannot hold."""
    name = re.sub(r"\W", "_", unicodedata.normalize("NFKC", text))[:_LONGEST].strip("_")
    if not name.isidentifier():
        name = f"{prefix}_{name}" if name and f"{prefix}_{name}".isidentifier() else prefix
    return unicodedata.normalize("NFKC", name)


def _free(name: str, taken: Iterable[str]) -> str:
    taken = set(taken)
    free, number = name, 2
    while free in taken:
        free = f"{name}{'' if name[-1:] == '_' else '_'}{number}"
        number += 1
    return free


def attribute_name(text: str, taken: Iterable[str]) -> str:
    """The name of a property in its model."""
    name = identifier(text)
    return _free(f"{name}_value" if name in _MODEL_NAMES else name, taken)


def argument_name(text: str, place: str, taken: Iterable[str]) -> str:
    """The name of a parameter, or of a property of the body, in a method."""
    name = identifier(text)
    if name in _METHOD_NAMES:
        name += "_"
    return _free(f"{name}_{place}" if name in taken else name, taken)


def resource_name(tag: str, taken: Iterable[str]) -> str:
    name = identifier(tag)
    return _free(f"{name}_" if name in _RESOURCE_NAMES else name, taken)


def class_name(text: str, suffix: str = "Model") -> str:
    """A class name like the text: an identifier that the generated modules do not use for something else."""
    name = _valid(strings.pascal_case(_separated(text)), "Type").replace("_", "")
    name = name[:1].upper() + name[1:]
    return f"{name}{suffix}" if name in _CLASS_NAMES or keyword.iskeyword(name) or hasattr(builtins, name) else name


def module_name(name: str) -> str:
    """The module of a class."""
    module = identifier(name)
    # Some scripts have no capital letters, and a package's modules are names in it.
    return f"{module}_" if module == name or hasattr(builtins, module) else module


def method_name(operation_id: str, tag: str, method: str, path: str) -> str:
    """The method of an operation, from its id: verb + resource + rest, in camel or snake case (INTERFACE: "How names follow").

    No rest → the verb; `get` or `list` with a rest → the rest; else verb and rest. What FastAPI appends is dropped before.
    """
    words = _words(without_fastapi_suffix(operation_id, method, path))
    if not words:
        return identifier(f"{method} {path}")
    resource = _words(tag)
    verb, *rest = _without_resource(words, resource) or words  # As in `users/list`.
    rest = _without_resource(rest, resource)
    if not rest:
        return identifier(verb)
    return identifier(" ".join(rest if verb in ("get", "list") else [verb, *rest]))


def without_fastapi_suffix(operation_id: str, method: str, path: str) -> str:
    """FastAPI's ids are function name + path + method, the latter two with `_` for what is no word character."""
    suffix = re.sub(r"\W", "_", path) + f"_{method}"
    for start in range(len(suffix)):  # The path may have had a prefix, or have one here, that the other lacks.
        tail = suffix[start:]
        if tail.startswith("_") and len(tail) > len(method) + 2 and operation_id.endswith(tail) and len(operation_id) > len(tail):
            left = operation_id[: -len(tail)]
            return _without_path_prefix(left)
    return operation_id


def _without_path_prefix(text: str) -> str:
    """`create_profile_api_v3` → `create_profile`: what is left of a path that began with a version."""
    return re.sub(r"(_api)?_v\d+_?$", "", text).rstrip("_") or text


def _without_resource(words: list[str], tag: list[str]) -> list[str]:
    if words[: len(tag)] and tag:
        for form in (_singular, _plural, str):
            noun = [*tag[:-1], form(tag[-1])]
            if words[: len(noun)] == noun:
                return words[len(noun) :]
    return words


def _singular(word: str) -> str:
    for ending, replacement in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word.removesuffix(ending) + replacement
    return word


def _plural(word: str) -> str:
    if word.endswith("s"):
        return word
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("x", "ch", "sh", "ss")) else f"{word}s"


def constant_name(value: str, taken: Iterable[str]) -> str:
    """The name of a constant: an enum's value in its class, or an operation."""
    return _free(_valid(re.sub(r"\W+", "_", value).upper(), "VALUE"), taken)


def constant(value: Any) -> str:
    """A literal for a JSON value."""
    if isinstance(value, list):
        return f"[{', '.join(map(constant, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{constant(key)}: {constant(item)}' for key, item in value.items())}}}"
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return "None"
    return repr(value)


def in_class(annotation: str, names: Iterable[str]) -> str:
    """The annotation as it must be written in a class that has attributes or methods of these names."""
    hidden = set(names) & {*_BUILTIN_TYPES, "datetime"}

    def replaced(match: re.Match[str]) -> str:
        word = match[0]
        if word == "datetime.":
            return "_datetime." if "datetime" in hidden else word
        return f"_builtins.{word}" if word in hidden else word

    parts = re.split(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")""", annotation)
    pattern = rf"(?<![\w.])(?:datetime\.(?=date)|(?:{'|'.join(_BUILTIN_TYPES)})\b)"
    return "".join(part if index % 2 else re.sub(pattern, replaced, part) for index, part in enumerate(parts))


def quoted_path(path: str) -> str:
    """The path as it stands in a URL; what is in braces stays as it is, since arguments are put there."""
    parts = re.split(r"(\{[^{}]*\})", path)
    return "".join(part if index % 2 else quote(part, safe="/%:@!$&'()*+,;=~") for index, part in enumerate(parts))
