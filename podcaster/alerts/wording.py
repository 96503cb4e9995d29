"""A report as JSON for programs, in lines for people, and as numbers for whoever looks on."""

from collections import Counter
from collections.abc import Mapping

from podcaster.alerts.report import OTHER, Report

SCHEMA = 1
"""The version of what a webhook gets; a key that is added does not change it."""

MOST = 20
"""So many alerts, and causes, are told one by one; all are counted."""


def as_json(report: Report) -> dict[str, object]:
    """The object that a webhook gets; programs rely on these names."""
    return {
        "schema": SCHEMA,
        "type": "podcaster.alert",
        "run_id": report.run_id,
        "command": report.command,
        "date": report.date.isoformat() if report.date else None,
        "exit_code": report.exit_code,
        "level": report.level,
        "counts": report.counts,
        "causes": _first(report.causes),
        "alerts": [
            {"level": each.level, "kind": each.kind, "said": each.said, "do": each.do}
            for each in report.alerts[:MOST]
        ],
        "next": report.alerts[0].do if report.alerts else None,
    }


def as_headline(report: Report) -> str:
    """One line that says how bad it is; of its own words and numbers alone."""
    day = f" of {report.date}" if report.date else ""
    word = (report.level or "all well").upper()
    done = f"{report.completed} of {report.due} episodes{day} done"
    return f"[podcaster] {word}: {done}, {report.failed} failed"


def as_text(report: Report) -> str:
    """The report for people, in lines."""
    lines = [f"{as_headline(report)} (exit code {report.exit_code})", ""]
    for each in report.alerts[:MOST]:
        lines += [f"{each.level.upper()}: {each.said}", f"  Next: {each.do}"]
    if len(report.alerts) > MOST:
        lines.append(f"and {len(report.alerts) - MOST} more: `podcaster status` tells them")
    if report.causes:
        lines += ["", f"Causes: {_listed(_first(report.causes))}"]
    counted = {name: count for name, count in report.counts.items() if count}
    lines += ["", f"Counts: {_listed(counted) or 'nothing'}"]
    lines.append(f"Run {report.run_id} ({report.command})")
    return "\n".join(lines) + "\n"


def as_counts(report: Report) -> str:
    """Numbers alone, one a line: what may stand where others look after the alarm clock."""
    levels = Counter(each.level for each in report.alerts)
    numbers = {
        "exit_code": report.exit_code,
        **report.counts,
        "alerts": levels["alert"],
        "warnings": levels["warning"],
        **{f"cause_{name}": count for name, count in _first(report.causes).items()},
    }
    return "".join(f"{name} {number}\n" for name, number in numbers.items())


def _first(causes: Mapping[str, int]) -> dict[str, int]:
    """The most frequent ones; the rest counts as other."""
    ordered = sorted(causes.items(), key=lambda each: (-each[1], each[0]))
    kept = dict(ordered[:MOST])
    rest = sum(count for _, count in ordered[MOST:])
    return kept | {OTHER: kept.get(OTHER, 0) + rest} if rest else kept


def _listed(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counted.items())
