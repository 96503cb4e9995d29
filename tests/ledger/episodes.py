"""Made-up episodes at every milestone."""

import hashlib
from datetime import UTC, date, datetime, timedelta

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief, EpisodeKey, Focus, Goal, Practice, Progress
from podcaster.domain.episode import Opened, Recorded, Scripted, Stored, StoredObject
from podcaster.domain.facts import Fact, Facts, MissedQuestion, ReviewItem, WeakSubject
from podcaster.domain.keys import object_key
from podcaster.domain.learner import LearnerId
from podcaster.domain.script import Pause, Say, Script, Section, Written
from podcaster.domain.speech import Chapter, Cue, Recording, Voice

DAY = date(2025, 12, 7)
AT = datetime(2025, 12, 7, 3, 0, 0, 123000, tzinfo=UTC)
LATER = AT + timedelta(minutes=1)


def key_of(user: str = "42", day: date = DAY, tenant: str = "") -> EpisodeKey:
    return EpisodeKey(LearnerId(tenant, user), day)


def brief_for(key: EpisodeKey | None = None, name: str = "Sarah") -> Brief:
    review = ReviewItem(title="Idioms", retention_percent=41, due_at=AT)
    missed = MissedQuestion(question="go, ___, gone", given="goed", correct="went")
    return Brief(
        key=key or key_of(),
        name=name,
        plan="premium",
        language="en",
        voice_gender="female",
        level="advanced",
        progress=Progress(answered=12, right=9, accuracy_percent=75),
        focus=Focus(topic="Past Tense", why="weakest_subject", accuracy_percent=42, answered=7),
        missed=(missed,),
        review=(review,),
        review_count=3,
        practice=Practice(kind="missed", question="be, ___, been", answer="was or were"),
        goal=Goal(kind="review", count=3),
        facts=Facts(
            accuracy_this_week=Fact(75, 12, "this week", "answers"),
            weakest_subject=Fact(WeakSubject(name="Past Tense"), 7, "this week", "answers"),
            reviews_due=Fact((review,), 3, "now", "reviews_due"),
            missed_questions=Fact((missed,), 1, "this week", "answers"),
        ),
    )


def written_for(opened: Opened, *, short: bool = False) -> Written:
    parts = (Say("Hello, 日本の友 \N{WAVING HAND SIGN}."), Pause(1.5), Say("Slowly.", slower=True))
    sections = (Section("greeting", "Hello", parts), Section("lesson", "The past", parts))
    script = Script(title=f"For {opened.brief.name}", language="en", sections=sections)
    return Written(
        script=script, provider="template", model="template", prompt_sha256="p" * 64, short=short
    )


def recording_for(scripted: Scripted, content: bytes = b"mp3") -> Recording:
    return Recording(
        bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        duration_seconds=245.25,
        loudness_lufs=-16.1,
        true_peak_dbtp=-1.5,
        chapters=(Chapter("Hello", 0.0), Chapter("The past", 61.5)),
        cues=(Cue(0.0, 2.5, "Hello."), Cue(2.5, 4.0, "Slowly.")),
        engine="espeak",
        voice=Voice("en+f3", "female", scripted.written.script.language),
    )


def scripted_from(opened: Opened, *, short: bool = False) -> Scripted:
    return opened.scripted(written_for(opened, short=short))


def recorded_from(opened: Opened, content: bytes = b"mp3") -> Recorded:
    scripted = scripted_from(opened)
    return scripted.recorded(recording_for(scripted, content))


def stored_from(opened: Opened) -> Stored:
    recorded = recorded_from(opened)
    recording, key = recorded.recording, object_key(opened.key.learner, opened.key.date, opened.id)
    stored = StoredObject(store="local", key=key, bytes=recording.bytes, sha256=recording.sha256)
    return recorded.stored_as(stored)


def attempt(cost: int | None = 0, *, ok: bool = True) -> Attempt:
    return Attempt(
        stage="script",
        provider="openai",
        model="small",
        voice="",
        started_at=AT,
        seconds=1.25,
        outcome="ok" if ok else "failed",
        error_kind="" if ok else "overloaded",
        units_in=100 if ok else None,
        units_out=200 if ok else None,
        cost_micro_usd=cost,
    )
