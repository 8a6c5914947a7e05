"""The JUnit report: one test case per requirement. Violations that do not count are skipped tests."""

from __future__ import annotations

import re
from xml.etree import ElementTree as Xml

from ..redact import visible
from ..report import Item, Report, as_text
from ..verdicts import Verdict

#: Characters that XML 1.0 cannot contain, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _clean(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)


def _case(suite: Xml.Element, item: Item) -> None:
    case = Xml.SubElement(suite, "testcase", classname=item.requirement.subject, name=item.requirement.id, time="0")
    if item.counts:
        Xml.SubElement(
            case, "failure", message=_clean(visible(item.problems[0].text)), type=str(item.requirement.source)
        ).text = _clean(as_text(item))
    elif item.known is not None:
        Xml.SubElement(case, "skipped", message=_clean(f"known: {visible(item.known or 'no reason given')}"))
    elif item.verdict is Verdict.VIOLATED:
        Xml.SubElement(case, "skipped", message=_clean(f"only assumed: {visible(item.problems[0].text)}"))
    elif item.verdict is Verdict.NOT_COVERED:
        Xml.SubElement(case, "skipped", message="not covered")


def as_junit(report: Report) -> str:
    """Returns the report as JUnit XML."""
    skipped = report.count(Verdict.NOT_COVERED) + len(report.warnings) + len(report.known)
    suite = Xml.Element(
        "testsuite",
        name="browser-use-contract",
        tests=str(len(report.items) + bool(report.refusal or report.interrupted)),
        failures=str(len(report.failures)),
        errors="1" if report.refusal or report.interrupted else "0",
        skipped=str(skipped),
        time=f"{report.seconds:.3f}",
    )
    message = {
        "server": report.url,
        "seed": report.seed,
        "version": report.version,
        "quick": report.quick,
        "strict": report.strict,
    }
    properties = Xml.SubElement(suite, "properties")
    for name, value in message.items():
        Xml.SubElement(properties, "property", name=name, value=_clean(visible(str(value))))
    for item in sorted(report.items, key=lambda item: item.requirement.id):
        _case(suite, item)
    if report.refusal or report.interrupted:
        case = Xml.SubElement(suite, "testcase", classname="check", name="verdict", time="0")
        Xml.SubElement(case, "error", message=_clean(visible(report.refusal or "The check was interrupted.")), type="no verdict")
    root = Xml.Element("testsuites")
    root.append(suite)
    Xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + Xml.tostring(root, encoding="unicode") + "\n"
