"""The JSON report. docs/reference/json.md describes its format. New versions only add properties."""

from __future__ import annotations

import json
from typing import Any

from ..grouping import operation_of, resource_of
from ..report import Item, Report
from ..verdicts import Verdict

FORMAT = "browser-use-contract/2"


def _requirement(item: Item) -> dict[str, Any]:
    requirement = item.requirement
    return {
        "id": requirement.id,
        "subject": requirement.subject,
        "resource": resource_of(requirement),
        "operation": operation_of(requirement),
        "derived": requirement.is_derived,
        "source": str(requirement.source),
        "place": requirement.citation.place,
        "citation": requirement.citation.says,
        "says": requirement.says,
        "verdict": str(item.verdict),
        "counts": item.counts,
        "known": item.known,
        "tests": item.tests,
        "violations": item.violated,
        "problems": [
            {
                "problem": problem.text,
                "evidence": [
                    {
                        "number": one.number,
                        "request": one.title,
                        "sent": one.request,
                        "status": one.status,
                        "error": one.error,
                        "answer": one.answer,
                        "curl": one.curl,
                    }
                    for one in problem.evidence
                ],
            }
            for problem in item.problems
        ],
    }


def as_json(report: Report) -> str:
    """Returns the report as JSON text."""
    document = {
        "format": FORMAT,
        "url": report.url,
        "exit_code": report.exit_code,
        "refusal": report.refusal,
        "version": report.version,
        "strict": report.strict,
        "quick": report.quick,
        "seed": report.seed,
        "seconds": round(report.seconds, 3),
        "interrupted": report.interrupted,
        "exchanges": report.exchanges,
        "counts": {
            "passed": report.count(Verdict.PASSED),
            "violated": len(report.failures),
            "warnings": len(report.warnings),
            "known": len(report.known),
            "not_covered": report.count(Verdict.NOT_COVERED),
        },
        "left_out": list(report.left_out),
        "sessions_left": list(report.left),
        "baseline": list(report.baseline),
        "notes": list(report.notes),
        "requirements": [_requirement(item) for item in report.items],
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
