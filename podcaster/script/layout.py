"""Scripts as text that people edit and models write.

    # Title
    ## greeting: Heading

    A paragraph, on as many lines as you like.

    [pause 5s]

    [slower] A paragraph to be spoken more calmly, with a *stressed* word and [es: una palabra].

Five sections in the order of SECTION_KINDS. `{name}` stands for the learner's name.
"""

from collections.abc import Iterator, Sequence

from podcaster.domain.script import Part, Pause, Script
from podcaster.errors import Rejected
from podcaster.script.marks import marked
from podcaster.script.reading import SLOWER, Reading
from podcaster.text.languages import base

_WITHOUT_SPACES = frozenset({"ja", "zh"})


class NoScript(Rejected):
    """A text that lays out no script; `problems` are its faults, each with its line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("; ".join(problems), kind="layout")
        self.problems = tuple(problems)


def parse(text: str, language: str) -> Script:
    """The script that `text` lays out; NoScript, with all that is wrong, where it is none.

    White space is folded; lines of a paragraph are joined as `language` joins words.
    """
    reading = Reading()
    for line, paragraph in _paragraphs(text, "" if base(language) in _WITHOUT_SPACES else " "):
        reading.take(line, paragraph)
    reading.end(text.count("\n") + 1)
    if reading.problems:
        raise NoScript(reading.problems)
    return Script(title=reading.title, language=language, sections=tuple(reading.sections))


def write(script: Script) -> str:
    """`script` as text that `parse` reads back."""
    lines = [f"# {script.title}"]
    for section in script.sections:
        lines.append(f"## {section.kind}: {section.heading}")
        lines.extend(map(_written, section.parts))
    return "\n\n".join(lines) + "\n"


def _written(part: Part) -> str:
    if isinstance(part, Pause):
        return f"[pause {part.seconds:g}s]"
    return (SLOWER if part.slower else "") + marked(part.text, part.spans)


def _paragraphs(text: str, joiner: str) -> Iterator[tuple[int, str]]:
    """Each paragraph in one line, with the number of its first; a heading is always its own."""
    start, lines = 0, list[str]()
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        folded = " ".join(line.split())
        if lines and (not folded or folded.startswith("#")):
            yield start, joiner.join(lines)
            lines = []
        if folded.startswith("#"):
            yield number, folded
        elif folded:
            start = start if lines else number
            lines.append(folded)
