"""The second half of `preview`: the script written, judged, saved and spoken."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from podcaster.cli.drawing import draw_attempts, draw_script
from podcaster.cli.files import require_place, write_whole
from podcaster.cli.terminal import say
from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.domain.days import DateAsked
from podcaster.domain.script import Written
from podcaster.domain.speech import Recording
from podcaster.errors import Misused
from podcaster.pipeline.previewing import named, speak_script, write_script
from podcaster.script.gates import duration
from podcaster.script.layout import write
from podcaster.wiring.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a developer wants to see of whom."""

    user: str
    tenant: str | None
    date: DateAsked
    script: bool
    audio: Path | None
    save: Path | None
    as_json: bool

    @property
    def may_spend(self) -> bool:
        """True where the words were asked for in so many words."""
        return self.script or self.audio is not None


class Words:
    """A learner's script, and perhaps its sound.

    `seen` is what has come of it so far, for `--json`; it counts after a failure too.
    """

    def __init__(self, house: House, brief: Brief, asked: Asked) -> None:
        self.seen: dict[str, object] = {}
        self._house, self._brief, self._asked = house, brief, asked
        self._attempts: list[Attempt] = []

    def make(self) -> None:
        """Writes, and speaks where asked; what was spent is recorded and told come what may."""
        self._require_possible()
        done = False
        try:
            self._make()
            done = True
        finally:
            self._tell_attempts(is_well=done)
            if self._asked.may_spend and self._attempts:
                self._house.record_preview(self._attempts)

    def _require_possible(self) -> None:
        """Misused, or CannotServe, before anything is paid that would be of no use."""
        house, asked, plan = self._house, self._asked, self._brief.plan
        house.require_somebody()
        for path in filter(None, (asked.save, asked.audio)):
            require_place(path)
        if asked.save is not None and asked.save.exists():
            raise Misused(f"{asked.save} is there already, perhaps edited: name another file")
        if asked.audio is not None:
            if plan not in house.studio.narrators:
                raise Misused(house.why_silent(plan))
            house.studio.require_voice(self._brief)

    def _make(self) -> None:
        written = write_script(self._brief, self._house.studio, self._attempts.append)
        self._show(named(written, self._brief))
        if self._asked.save is not None:
            write_whole(self._asked.save, write(written.script).encode())
            self._note("saved", str(self._asked.save), f"Saved in {self._asked.save}.")
        if self._asked.audio is not None:
            self._speak(written, self._asked.audio)

    def _show(self, written: Written) -> None:
        seconds = duration(written.script, self._brief)
        self.seen["script"] = _script_json(written)
        self.seen["gates"] = {"passed": True, "seconds": round(seconds), "short": written.short}
        if not self._asked.as_json:
            draw_script(written.script)
            short = ", short since there is little to say" if written.short else ""
            say(f"Passed all gates; {seconds:.0f} s long{short}. Written by {written.model}.")

    def _speak(self, written: Written, path: Path) -> None:
        house = self._house
        mp3, recording = speak_script(self._brief, written, house.studio, self._attempts.append)
        write_whole(path, mp3)
        told = f"Spoken by {recording.engine} ({recording.voice.name}) into {path}."
        self._note("audio", _audio_json(path, recording), told)

    def _note(self, key: str, value: object, told: str) -> None:
        self.seen[key] = value
        if not self._asked.as_json:
            say(told)

    def _tell_attempts(self, *, is_well: bool) -> None:
        self.seen["attempts"] = [_attempt_json(each) for each in self._attempts]
        if self._asked.as_json or (is_well and not self._asked.may_spend):
            return
        if self._attempts:
            draw_attempts(self._attempts)
        elif is_well:
            say("Nobody was asked: the answers were kept from before.", "dim")


def _attempt_json(attempt: Attempt) -> Mapping[str, object]:
    return asdict(attempt) | {"started_at": attempt.started_at.isoformat()}


def _script_json(written: Written) -> dict[str, object]:
    return {
        "title": written.script.title,
        "language": written.script.language,
        "text": written.script.text,
        "ai_provider": written.provider,
        "ai_model_used": written.model,
        "short": written.short,
    }


def _audio_json(path: Path, recording: Recording) -> dict[str, object]:
    return {
        "file": str(path),
        "bytes": recording.bytes,
        "sha256": recording.sha256,
        "duration_seconds": round(recording.duration_seconds, 3),
        "tts_provider": recording.engine,
        "tts_voice": recording.voice.name,
    }
