"""Merges a document with other names than ours. Operations are matched by path and method."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

from browser_use_contract.diff.change import Position
from browser_use_contract.diff.document import Document, Part
from browser_use_contract.diff.operations.contents import contents
from browser_use_contract.diff.operations.index import Operation, match_operations, read_operations
from browser_use_contract.diff.operations.parameters import read_parameters
from browser_use_contract.diff.operations.responses import read_responses, success_statuses
from browser_use_contract.diff.operations.security import alternatives
from browser_use_contract.diff.schemas.nodes import Node

from .edits import Edits, Place
from .schemas import SchemaMatch, SchemaMerger


def merged(old: Document, new: Document) -> tuple[dict[str, Any], list[str]]:
    """Returns our document with the changes, and notes for people."""
    merger = _Merger(old, new)
    merger.run()
    return merger.edits.apply(), [*merger.schemas.detached, *merger.schemas.importer.notes]


def _phrase(status: str) -> str:
    """Returns a description of a status for a response without one."""
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return "Any other response"


class _Merger:
    def __init__(self, old: Document, new: Document) -> None:
        self.old, self.new = old, new
        self.edits = Edits(old.root)
        self.schemas = SchemaMerger(old, new, self.edits)
        self._ids = {
            each["operationId"]
            for item in old.root.get("paths", {}).values()
            for each in item.values()
            if isinstance(each, dict) and isinstance(each.get("operationId"), str)
        }

    def run(self) -> None:
        sides: tuple[tuple[str, Position], ...] = (("paths", "request"), ("webhooks", "response"))
        matched = [
            (match_operations(read_operations(self.old, key), read_operations(self.new, key)), key, sender)
            for key, sender in sides
        ]
        for step in (self.schemas.collect, self.schemas.update):
            for matches, key, sender in matched:
                for one, other in matches.pairs:
                    self._operation(one, other, sender, step, is_call=key == "paths")
            if step == self.schemas.collect:
                self.schemas.choose()
        for matches, key, _ in matched:
            for operation in matches.removed:
                self._remove_operation(operation, matches.removed)
            for operation in matches.added:
                self._add_operation(operation, matches.pairs, key)

    # Operations that both documents have.

    def _operation(self, one: Operation, other: Operation, sent: Position, step: Any, *, is_call: bool) -> None:
        is_last = step == self.schemas.update
        self._parameters(one, other, sent, step, change=is_last)
        self._body(one, other, sent, step, change=is_last)
        self._responses(one, other, "response" if sent == "request" else "request", step, change=is_last)
        if is_last:
            self._flag(one.part, other.part, "deprecated", one.part.place)

    def _parameters(self, one: Operation, other: Operation, position: Position, step: Any, *, change: bool) -> None:
        before, after = read_parameters(self.old, one), read_parameters(self.new, other)
        for key in before.keys() & after.keys():
            ours, theirs = before[key], after[key]
            flags = ("deprecated",) if key[0] == "path" else ("required", "deprecated")
            differences = [name for name in flags if (ours.value.get(name) is True) != (theirs.value.get(name) is True)]
            schema_matches = [match for match in [self._schema_match(ours, theirs, position, as_text=True)] if match]
            copies = self._own_copy(self._listed(one, key), ours, differences, schema_matches, change=change)
            for name in differences if change else ():
                self._flag(ours, theirs, name, copies[-1][1] if copies else ours.place)
            for match in schema_matches:
                step(match._replace(copies=copies))
        if not change:
            return
        for key in before.keys() - after.keys():
            if key[0] != "path" and (listed := self._listed(one, key)) is not None:
                self.edits.remove(listed)
        for key, theirs in after.items():
            if key not in before and key[0] != "path":
                self.edits.append((*one.part.place, "parameters"), self._parameter(theirs, {}))

    def _listed(self, operation: Operation, key: Any) -> Place | None:
        """Returns the place of the parameter in the list of the operation itself."""
        for item in self.old.items(operation.part, "parameters", "`parameters`"):
            value = self.old.resolve(item).value
            name = str(value.get("name"))
            if (value.get("in"), name.lower() if key[0] == "header" else name) == key:
                return item.place
        return None

    def _own_copy(
        self, site: Place | None, component: Part, differences: list[str], schema_matches: list[SchemaMatch], *, change: bool
    ) -> tuple[tuple[Place, Place], ...]:
        """Replaces the reference at `site` by a copy, if the component is changed to another schema."""
        if site is None or component.place == site:
            return ()
        signature = "\n".join([*differences, *(self.schemas.signature(match) for match in schema_matches)]).strip()
        if not change:
            self.schemas.record(component.place, signature)
            return ()
        if self.schemas.is_chosen(component.place, signature):
            return ()
        self.edits.detach(site, component.value)
        self.schemas.detached.append(f"{'/'.join(map(str, site))} no longer refers to {component.place[-1]}")
        return ((component.place, site),)

    def _body(self, one: Operation, other: Operation, position: Position, step: Any, *, change: bool) -> None:
        before, after = self._body_of(self.old, one), self._body_of(self.new, other)
        if before is not None and after is not None:
            if change:
                self._flag(before, after, "required", before.place)
            self._contents(before, after, position, step, change=change)
        elif change and before is not None:
            self.edits.remove((*one.part.place, "requestBody"))
        elif change and after is not None:
            self.edits.set((*one.part.place, "requestBody"), self._holder(after))

    def _body_of(self, document: Document, operation: Operation) -> Part | None:
        if operation.part.value.get("requestBody") is None:
            return None
        part = document.resolve(Part(operation.part.value["requestBody"], (*operation.part.place, "requestBody")))
        return part if contents(document, part) else None

    def _responses(self, one: Operation, other: Operation, position: Position, step: Any, *, change: bool) -> None:
        before, after = read_responses(self.old, one), read_responses(self.new, other)
        written = {str(status).upper(): status for status in one.part.value.get("responses", {})}
        for status in before.keys() & after.keys():
            ours, theirs = before[status], after[status]
            media = contents(self.old, ours), contents(self.new, theirs)
            schema_matches = [
                self._schema_match(media[0][name], media[1][name], position) for name in media[0].keys() & media[1].keys()
            ]
            site = (*one.part.place, "responses", written.get(status.upper(), status))
            told = sorted(media[0].keys() ^ media[1].keys())
            copies = self._own_copy(site, ours, told, [match for match in schema_matches if match], change=change)
            if all(media):
                self._contents(ours, theirs, position, step, change=change, copies=copies)
            elif change and any(media):
                place = copies[-1][1] if copies else ours.place
                if media[0]:
                    self.edits.remove((*place, "content"))
                else:
                    self.edits.set((*place, "content"), self._holder(theirs)["content"])
        if not change:
            return
        gone = success_statuses(before) - success_statuses(after)
        come = success_statuses(after) - success_statuses(before)
        for status in gone if before and after else ():
            self.edits.remove((*one.part.place, "responses", written.get(status.upper(), status)))
        for status in sorted(come) if before and after else ():
            self.edits.set((*one.part.place, "responses", status), self._response(status, after[status]))

    def _contents(
        self,
        one: Part,
        other: Part,
        position: Position,
        step: Any,
        *,
        change: bool,
        copies: tuple[tuple[Place, Place], ...] = (),
    ) -> None:
        before, after = contents(self.old, one), contents(self.new, other)
        for name in before.keys() & after.keys():
            as_text = name.startswith(("multipart/", "application/x-www"))
            if (match := self._schema_match(before[name], after[name], position, as_text=as_text)) is not None:
                step(match._replace(copies=copies))
        if not change or "*/*" in before or "*/*" in after:
            return
        place = copies[-1][1] if copies else one.place
        for name in before.keys() - after.keys():
            self.edits.remove((*place, *before[name].place[len(one.place) :]))
        for name in after.keys() - before.keys():
            self.edits.set((*place, "content", name), self._media(after[name]))

    def _schema_match(self, one: Part, other: Part, position: Position, *, as_text: bool = False) -> SchemaMatch | None:
        if not isinstance(one.value.get("schema"), dict) or other.value.get("schema", True) is True:
            return None
        node = Node(other.value["schema"], (*other.place, "schema"))
        return SchemaMatch(Node(one.value["schema"], (*one.place, "schema")), (node,), position, as_text)

    def _flag(self, one: Part, other: Part, name: str, place: Place) -> None:
        before, after = one.value.get(name) is True, other.value.get(name) is True
        if before != after and after:
            self.edits.set((*place, name), True)
        elif before != after:
            self.edits.remove((*place, name))

    # Removed and added operations.

    def _remove_operation(self, operation: Operation, removed: list[Operation]) -> None:
        item = operation.shared
        left = {key for key in item.value if key in ("get", "put", "post", "delete", "options", "head", "patch", "trace")} - {
            each.method for each in removed if each.shared.place == item.place
        }
        self.edits.remove(operation.part.place if left else item.place)

    def _add_operation(self, operation: Operation, pairs: list[tuple[Operation, Operation]], key: str) -> None:
        path, names = self._path(operation, pairs)
        place: Place = (key, path)
        if path not in self.old.root.get(key, {}):
            self.edits.set((*place, operation.method), self._new_operation(operation, names, {}))
            return
        ours = self.old.root[key][path]
        listed = self.old.resolve(Part(ours, place))
        known = {str(self.old.resolve(each).value.get("name")) for each in self.old.items(listed, "parameters", "`parameters`")}
        self.edits.set((*place, operation.method), self._new_operation(operation, names, dict.fromkeys(known)))

    def _path(self, operation: Operation, pairs: list[tuple[Operation, Operation]]) -> tuple[str, dict[str, str]]:
        """Returns the path in our document, and our names of its parameters."""
        path = operation.path
        for one, other in pairs:
            prefix = other.path.removesuffix(re.sub(r"\{[^{}]*\}", "\0", one.path))
            plain = [re.sub(r"\{[^{}]*\}", "{}", each) for each in (one.path, other.path)]
            if plain[1] != plain[0] and plain[1].endswith(plain[0]) and prefix:
                prefix = plain[1].removesuffix(plain[0])
                path = path.removeprefix(prefix)
                break
        plain_path = re.sub(r"\{[^{}]*\}", "{}", path)
        names: dict[str, str] = {}
        for ours in self.old.root.get("paths", {}):
            ours_plain = re.sub(r"\{[^{}]*\}", "{}", ours)
            # The path starts like one of ours: its parameters get our names.
            if plain_path == ours_plain or plain_path.startswith(f"{ours_plain}/"):
                found = re.findall(r"\{([^{}]*)\}", path), re.findall(r"\{([^{}]*)\}", ours)
                names.update(zip(*found, strict=False))
        for theirs, our in names.items():
            path = path.replace("{" + theirs + "}", "{" + our + "}")
        return path, names

    def _new_operation(self, operation: Operation, names: dict[str, str], known: dict[str, Any]) -> dict[str, Any]:
        value = operation.part.value
        made: dict[str, Any] = {"operationId": self._operation_id(operation)}
        made |= {each: value[each] for each in value if each in ("x-paging", "x-method", "x-idempotent", "x-source")}
        made["tags"] = self._tags(value)
        made |= {each: value[each] for each in ("summary", "description", "deprecated") if each in value}
        parameters = [self._parameter(each, names) for each in read_parameters(self.new, operation).values()]
        parameters = [each for each in parameters if not (each["in"] == "path" and each["name"] in known)]
        if parameters:
            made["parameters"] = parameters
        if (body := self._body_of(self.new, operation)) is not None:
            made["requestBody"] = self._holder(body)
        made["responses"] = {status: self._response(status, each) for status, each in read_responses(self.new, operation).items()}
        self._security(operation, made)
        return made

    def _operation_id(self, operation: Operation) -> str:
        value = operation.part.value.get("operationId")
        name = value if isinstance(value, str) else f"{operation.method}_{operation.path}"
        # FastAPI appends the path and the method to the function's name.
        tail = re.sub(r"\W", "_", f"{operation.path}_{operation.method}")
        for path in (f"{operation.base}{operation.path}", operation.path):
            tail = re.sub(r"\W", "_", f"{path}_{operation.method}")
            name = name.removesuffix(tail)
        words = [each for each in re.split(r"[^A-Za-z0-9]+", name) if each] or [operation.method]
        found = words[0][:1].lower() + words[0][1:] + "".join(each[:1].upper() + each[1:] for each in words[1:])
        free, count = found, 1
        while free in self._ids:
            count += 1
            free = f"{found}{count}"
        self._ids.add(free)
        return free

    def _tags(self, value: dict[str, Any]) -> list[str]:
        ours = {str(tag.get("name")).lower(): str(tag.get("name")) for tag in self.old.root.get("tags", [])}
        tags = [each for each in value.get("tags", []) if isinstance(each, str)]
        tag = next((ours[each.lower()] for each in tags if each.lower() in ours), None)
        if tag is None:
            tag = re.sub(r"\W+", "-", tags[0].lower()).strip("-") if tags else "default"
            if tag not in ours:
                theirs = [each for each in self.new.root.get("tags", []) if isinstance(each, dict) and each.get("name") in tags]
                words = {key: theirs[0][key] for key in ("description",) if theirs and key in theirs[0]}
                self.edits.append(("tags",), {"name": tag, **words})
        return [tag]

    def _parameter(self, part: Part, names: dict[str, str]) -> dict[str, Any]:
        made = {key: each for key, each in self._holder(part).items() if key not in ("x-source",)}
        if made.get("in") == "path":
            made["name"] = names.get(made["name"], made["name"])
        return made

    def _response(self, status: str, part: Part) -> dict[str, Any]:
        made = {"description": f"{_phrase(status)}.", **self._holder(part)}
        headers = part.value.get("headers")
        if isinstance(headers, dict):
            made["headers"] = {
                name: self._holder(self.new.resolve(Part(each, (*part.place, "headers", name)))) for name, each in headers.items()
            }
        return made

    def _holder(self, part: Part) -> dict[str, Any]:
        """Returns a parameter, body, response or header of the new document, translated for ours."""
        made: dict[str, Any] = {}
        for key, value in part.value.items():
            place = (*part.place, key)
            if key == "schema":
                made[key] = self.schemas.importer.schema((Node(value, place),))
            elif key == "content":
                found = contents(self.new, part)
                made[key] = {name: self._media(each) for name, each in found.items()}
            elif key == "examples" and isinstance(value, dict):
                made[key] = {name: self.new.resolve(Part(each, (*place, name))).value for name, each in value.items()}
            elif key not in ("links", "headers") and not key.startswith("x-"):
                made[key] = value
        return made

    def _media(self, part: Part) -> dict[str, Any]:
        return self._holder(part)

    def _security(self, operation: Operation, made: dict[str, Any]) -> None:
        theirs, _ = alternatives(self.new, operation)
        whole = Operation("get", "", (), Part({}, ()), Part({}, ()))
        ours, _ = alternatives(self.old, whole)
        if set(theirs) == set(ours):
            return
        if theirs == [frozenset()]:
            made["security"] = []
