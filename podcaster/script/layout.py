"""Scripts as text that people edit and models write.

    # Title
    ## greeting: Heading

    A paragraph, on as many lines as you like.

    [pause 5s]

    [slower] A paragraph to be spoken more calmly, with a *stressed* word and [es: una palabra].

Five sections in the order of SECTION_KINDS. `{name}` stands for the learner's name.
"""

import re
from collections.abc import Iterator

from podcaster.domain.script import SECTION_KINDS, Part, Pause, Say, Script, Section, SectionKind
from podcaster.errors import Rejected
from podcaster.script.marks import marked, unmarked
from podcaster.script.naming import NAME_TOKEN
from podcaster.text.languages import base

MAX_PAUSE_SECONDS = 60
_PAUSE = re.compile(r"\[pause (\d{1,3}(?:\.\d+)?)s\]")
_SLOWER = "[slower] "
_SECTION = re.compile(r"## (\w+): (\S.*)")
_MARK = re.compile(r"[\[\]{}`]|\*\*|__|^(?:#|[-*+>] )")
_WITHOUT_SPACES = frozenset({"ja", "zh"})


def parse(text: str, language: str) -> Script:
    """The script that `text` lays out; Rejected with a line number where it is none.

    White space is folded; lines of a paragraph are joined as `language` joins words.
    """
    paragraphs = list(_paragraphs(text, "" if base(language) in _WITHOUT_SPACES else " "))
    if not paragraphs or not paragraphs[0][1].startswith("# "):
        raise _refused(1, "there is no title line such as `# Title`")
    line, first = paragraphs[0]
    title = _heading(first.removeprefix("# ").strip(), line)
    sections: list[Section] = []
    for number, paragraph in paragraphs[1:]:
        if paragraph.startswith("## "):
            sections.append(_opened(paragraph, number, SECTION_KINDS[len(sections) :]))
        elif not sections:
            raise _refused(number, "there is text before the first section")
        else:
            last = sections[-1]
            part = _part(paragraph, number)
            sections[-1] = Section(last.kind, last.heading, (*last.parts, part))
    _check_whole(sections, text.count("\n") + 1)
    return Script(title=title, language=language, sections=tuple(sections))


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
    return (_SLOWER if part.slower else "") + marked(part.text, part.spans)


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


def _opened(heading: str, line: int, expected: tuple[SectionKind, ...]) -> Section:
    match = _SECTION.fullmatch(heading)
    if match is None:
        raise _refused(line, "a section begins like `## greeting: Welcome`")
    if not expected or match[1] != expected[0]:
        due = f"the next section is {expected[0]}" if expected else "there are five sections"
        raise _refused(line, f"{due}, not {match[1]}")
    return Section(expected[0], _heading(match[2], line), ())


def _part(paragraph: str, line: int) -> Part:
    if match := _PAUSE.fullmatch(paragraph):
        seconds = float(match[1])
        if not 0 < seconds <= MAX_PAUSE_SECONDS:
            raise _refused(line, f"a pause lasts up to {MAX_PAUSE_SECONDS} seconds")
        return Pause(seconds)
    slower = paragraph.startswith(_SLOWER)
    return _said(paragraph.removeprefix(_SLOWER), line, slower)


def _heading(text: str, line: int) -> str:
    say = _said(text, line)
    if say.spans:
        raise _refused(line, "a title or heading has no marks in it")
    return say.text


def _said(text: str, line: int, slower: bool = False) -> Say:
    words, spans, left = unmarked(text)
    if mark := _MARK.search(words.replace(NAME_TOKEN, "")):
        left = left or mark[0]
    if left:
        raise _refused(line, f"`{left}` is left in the text")
    if not words:
        raise _refused(line, "there is nothing after the mark")
    return Say(words, slower, spans)


def _check_whole(sections: list[Section], line: int) -> None:
    if len(sections) < len(SECTION_KINDS):
        raise _refused(line, f"the section {SECTION_KINDS[len(sections)]} is missing")
    for section in sections:
        if not any(isinstance(part, Say) for part in section.parts):
            raise _refused(line, f"the section {section.kind} says nothing")


def _refused(line: int, why: str) -> Rejected:
    return Rejected(f"line {line} of the script does not fit: {why}", kind="layout")
