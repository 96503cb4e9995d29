"""Peak memory and time of reading an export: `python benchmarks/export_memory.py --learners N`.

Writes an export of N learners, of about 300 bytes each or, in a dump of Django's, 2 KB, reads it in
a fresh process, every activity included, and prints one JSON object. `peak_mb` is of the whole
process, the interpreter included.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

FORMATS = ("array", "lines", "csv", "dump")
_ANSWERS = 5


def record(number: int) -> dict[str, object]:
    return {
        "user_id": str(number),
        "display_name": "Sarah",
        "last_active_at": "2025-12-06T21:04:00Z",
        "plan": "premium",
        "language": "en",
        "timezone": "Asia/Tokyo",
        "answers": [
            {
                "at": "2025-12-06T21:04:00Z",
                "subject": "Past Tense",
                "question": "What is the past tense of go?",
                "given": "goed",
                "correct": "went",
                "is_correct": False,
            }
        ],
    }


def objects(number: int) -> Iterator[dict[str, object]]:
    """A learner in a dump, by natural keys, which take the longest."""
    user = {"username": f"learner{number}", "is_active": True, "email": "sarah@example.org"}
    yield {"model": "auth.user", "pk": number, "fields": user}
    for answer in range(_ANSWERS):
        event = {
            "user": [f"learner{number}"],
            "event_type": "quiz_answer_submitted",
            "content_type": ["quizzes", "question"],
            "object_id": answer,
            "timestamp": f"2025-12-06T21:{answer:02}:00Z",
            "session_id": None,
            "metadata": {"is_correct": False, "selected_answer_text": "goed", "filler": "x" * 100},
        }
        number_of_event = number * _ANSWERS + answer
        yield {"model": "analytics.activityevent", "pk": number_of_event, "fields": event}


def lines(count: int, form: str) -> Iterator[str]:
    if form == "csv":
        yield ",".join(record(0)) + "\n"
    for number in range(count):
        if form == "dump":
            yield from (json.dumps(each) + "\n" for each in objects(number))
            continue
        row = record(number)
        if form == "csv":
            answers = json.dumps(row["answers"]).replace('"', '""')
            yield ",".join([*map(str, list(row.values())[:-1]), f'"{answers}"']) + "\n"
        else:
            yield json.dumps(row) + "\n"


def write(path: Path, count: int, form: str) -> None:
    with path.open("w", encoding="utf-8") as export:
        if form in ("array", "dump"):
            for number, line in enumerate(lines(count, form)):
                export.write(("," if number else "[") + line)
            export.write("]" if count else "[]")
        else:
            export.writelines(lines(count, form))


def read(path: Path) -> dict[str, float]:
    """In this process: how many learners, how long by the clock and the processor, and the peak."""
    from podcaster.domain.days import DateAsked
    from podcaster.sources.export import Export
    from podcaster.sources.options import LearnersOptions

    began, began_cpu, learners = time.perf_counter(), time.process_time(), 0
    asked = DateAsked(None, datetime(2025, 12, 7, tzinfo=UTC))
    for page in Export(path, LearnersOptions(), asked, active_within_days=14).pages(100):
        learners += len(page.activities([each.id for each in page.learners]))
    return {
        "learners": learners,
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - began_cpu, 2),
        "peak_mb": round(_peak_kb() / 1024, 1),
    }


def _peak_kb() -> int:
    # Not getrusage: its figure begins at the peak of the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


def measure(count: int, form: str) -> dict[str, float]:
    """The same, in a fresh process, of an export written for it."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "export"
        write(path, count, form)
        read_it = [sys.executable, __file__, "--read", str(path)]
        done = subprocess.run(read_it, check=True, capture_output=True, text=True)
        figures: dict[str, float] = json.loads(done.stdout)
        return figures


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--learners", type=int, default=1_000_000)
    parser.add_argument("--form", choices=FORMATS, default="array")
    parser.add_argument("--read", type=Path, help="read this export here instead")
    asked = parser.parse_args()
    print(json.dumps(read(asked.read) if asked.read else measure(asked.learners, asked.form)))


if __name__ == "__main__":
    main()
