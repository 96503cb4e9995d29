"""What every model must do. A vendor's own tests inherit this and bring its answers along."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mornings import full
from script.models.loopback import Loopback, Said

from podcaster.domain.attempt import Attempt
from podcaster.domain.brief import Brief
from podcaster.errors import ProviderError, Rejected, Transient, Unavailable
from podcaster.remote.access import Access
from podcaster.remote.credentials import Secret
from podcaster.remote.http import Http
from podcaster.remote.kept import Kept
from podcaster.remote.reply import Metered, Reply
from podcaster.script.layout import write
from podcaster.script.models.model import Conversation, Model, Turn
from podcaster.script.models.writer import ModelWriter
from podcaster.script.options import ScriptOptions
from podcaster.script.prompts import Prompts
from podcaster.script.template import TemplateWriter
from podcaster.text.redact import Redaction

KEY = "sk-secret-0123456789abcdef"
PROMPTS, OPTIONS = Prompts(), ScriptOptions()
ASKED = Conversation(
    "You write audio lessons for Xerxes.", (Turn("user", "Data: 47 pangolins"),), 4000
)
HTML = b"<html><head><title>Welcome</title></head><body>nginx</body></html>"
CLASS_OF = {
    **dict.fromkeys(("rate", "overloaded", "empty"), Transient),
    **dict.fromkeys(("auth", "quota", "not_found"), Unavailable),
}


@dataclass(frozen=True)
class Fault:
    """An answer that is not 200, and what it means."""

    said: Said
    kind: str
    retry_after: float | None = None
    final: bool = False


Unusable = Mapping[str, tuple[object, str]]
Faults = Mapping[str, Fault]


def fault(
    status: int,
    told: object,
    kind: str,
    *,
    retry_after: float | None = None,
    final: bool = False,
    **headers: str,
) -> Fault:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(Said(body, status, named), kind, retry_after, final)


COMMON: dict[str, Fault] = {
    "a proxy's page": fault(502, HTML, "overloaded"),
    "nothing at all": fault(500, b"", "overloaded"),
    "plain text": fault(503, b"upstream connect error", "overloaded"),
    "a timeout behind it": fault(504, b"", "overloaded"),
    "a request timeout": fault(408, b"", "overloaded"),
    "a string": fault(400, {"error": "model is still being pulled"}, "bad_request"),
    "a detail": fault(422, {"detail": [{"msg": "field required"}]}, "bad_request"),
    "a page that is not there": fault(404, HTML, "not_found"),
    "somewhere else": fault(302, b"", "not_found", Location="http://127.0.0.1:1/login"),
    "not modified": fault(304, b"", "not_found"),
    "a proxy that wants a password": fault(407, HTML, "bad_request"),
    "the wrong way to ask": fault(405, b"", "not_found"),
    "too much": fault(413, b"", "too_long"),
    "nothing with success": fault(204, b"", "bad_reply"),
    "nonsense": fault(400, b"\xff\x00[[[", "bad_request"),
    "a number": fault(401, b"7", "auth"),
}


class ModelContract(ABC):
    """Inherit, and say how to open the model and how its vendor speaks."""

    kind: str
    model: str
    UNUSABLE: ClassVar[Unusable]
    """Answers with 200 that hold no script, each with the kind of its error."""
    FAULTS: ClassVar[Faults]
    COST: int
    """Of 1,000 tokens of input, 200 of them cached, and 500 of output, 100 of them thought."""

    @abstractmethod
    def opened(self, http: Http, secret: Secret | None, **options: Any) -> Model:
        """The model as `[models.mine]`."""

    @abstractmethod
    def answer(self, text: str, *, ended: str | None = None, model: str = "") -> dict[str, Any]:
        """An answer as the vendor sends it, with the usage of COST."""

    @property
    @abstractmethod
    def cut(self) -> str:
        """How an answer ended that was cut off."""

    @property
    @abstractmethod
    def refused(self) -> str:
        """How an answer ended that was refused."""

    @abstractmethod
    def said_by(self, body: dict[str, Any]) -> list[str]:
        """Who speaks in a request, turn by turn, without the system."""

    @abstractmethod
    def cap(self, body: dict[str, Any]) -> int:
        """How many tokens a request allows."""

    def full_answer(self, *args: Any, **changes: Any) -> bytes:
        return json.dumps(self.answer(*args, **changes)).encode()

    @pytest.fixture
    def subject(self, http: Http, loopback: Loopback) -> Model:
        return self.opened(http, Secret(KEY), base_url=loopback.url)

    @pytest.fixture
    def writer(self, subject: Model, tmp_path: Path) -> ModelWriter:
        access = Access(self.kind, at_once=4, sleep=lambda seconds: None)
        return ModelWriter("mine", subject, PROMPTS, OPTIONS, access, Kept(tmp_path / "kept"))

    # What is asked and answered

    def test_what_the_model_wrote_is_read(self, subject: Model, loopback: Loopback) -> None:
        loopback.play(self.full_answer(" # Title\n"))
        assert subject.text(subject.send(ASKED, 5)) == "# Title"

    def test_the_key_is_in_a_header_and_nowhere_else(
        self, subject: Model, loopback: Loopback
    ) -> None:
        loopback.play(self.full_answer("hello"))
        subject.send(ASKED, 5)
        (heard,) = loopback.heard
        assert KEY in str(heard.headers)
        assert KEY not in heard.path + heard.body.decode()
        assert KEY not in json.dumps(subject.inputs(ASKED))
        assert heard.headers["content-type"] == "application/json"

    def test_no_sampling_field_is_sent(self, subject: Model, loopback: Loopback) -> None:
        loopback.play(self.full_answer("hello"))
        subject.send(ASKED, 5)
        sent = loopback.heard[0].body.decode().lower().replace("_", "")
        for field in ("temperature", "topp", "topk", "seed", "penalty", "stream"):
            assert f'"{field}' not in sent

    def test_a_correction_is_said_by_the_user_after_the_draft(
        self, subject: Model, loopback: Loopback
    ) -> None:
        loopback.play(self.full_answer("hello"))
        subject.send(ASKED.corrected("my draft", "mend it"), 5)
        roles = self.said_by(loopback.heard[0].json)
        assert roles[0] == roles[2] == "user"
        assert roles[1] != "user"
        assert len(roles) == 3

    def test_everything_that_is_said_is_among_the_inputs(self, subject: Model) -> None:
        others = (
            ASKED,
            replace(ASKED, system="Another."),
            ASKED.corrected("a", "b"),
            ASKED.corrected("a", "c"),
            ASKED.enlarged(),
        )
        assert len({json.dumps(subject.inputs(each), sort_keys=True) for each in others}) == 5
        assert subject.inputs(ASKED) == subject.inputs(replace(ASKED))

    # What it costs

    def test_usage_is_read_in_the_vendors_own_way(self, subject: Model, loopback: Loopback) -> None:
        loopback.play(self.full_answer("hello"))
        metered = subject.price(subject.send(ASKED, 5))
        assert metered == Metered(
            model=self.model, units_in=1000, units_out=500, cost_micro_usd=self.COST
        )

    def test_what_is_not_told_is_not_known(self, subject: Model) -> None:
        told = self.answer("hello")
        del told["usageMetadata" if "usageMetadata" in told else "usage"]
        metered = subject.price(Reply(json.dumps(told).encode()))
        assert metered == Metered(model=self.model)

    def test_the_model_that_really_answered_is_told_and_priced(
        self, subject: Model, loopback: Loopback
    ) -> None:
        for other, is_dearer in self.heirs().items():
            loopback.play(self.full_answer("hello", model=other))
            metered = subject.price(subject.send(ASKED, 5))
            assert metered.model == other
            assert metered.cost_micro_usd is not None
            assert (metered.cost_micro_usd > self.COST) is is_dearer

    @abstractmethod
    def heirs(self) -> dict[str, bool]:
        """Models that may answer instead, and whether they are dearer; one is not known at all."""

    def test_the_operators_price_goes_first(self, http: Http, loopback: Loopback) -> None:
        price = {"input": 1.0, "output": 2.0}
        model = self.opened(http, Secret(KEY), base_url=loopback.url, price=price)
        assert model.price(Reply(self.full_answer("hello"))).cost_micro_usd == 1000 + 2 * 500

    def test_a_model_without_a_price_costs_nobody_knows_what(
        self, http: Http, loopback: Loopback
    ) -> None:
        model = self.opened(http, Secret(KEY), base_url=loopback.url, model="homegrown-7b")
        assert model.estimate() is None
        reply = Reply(self.full_answer("hello", model="homegrown-7b"))
        metered = model.price(reply)
        assert (metered.units_in, metered.cost_micro_usd) == (1000, None)

    def test_a_usual_script_has_an_estimate(self, subject: Model) -> None:
        estimate = subject.estimate()
        assert estimate is not None
        assert 500 < estimate < 5000

    # What goes wrong

    def test_an_answer_without_usable_text_is_an_error_of_its_kind(
        self, subject: Model, loopback: Loopback, unusable: tuple[object, str]
    ) -> None:
        told, kind = unusable
        loopback.play(told if isinstance(told, bytes) else json.dumps(told).encode())
        reply = subject.send(ASKED, 5)
        subject.price(reply)
        with pytest.raises(ProviderError) as caught:
            subject.text(reply)
        assert caught.value.kind == kind
        assert type(caught.value) is CLASS_OF.get(kind, Rejected)

    @pytest.mark.parametrize(
        "body", [HTML, b"", b"null", b"[]", b'"text"', b"7", b"{}", b"[" * 9999, b"{" * 2]
    )
    def test_an_answer_that_is_none_is_a_bad_reply(self, subject: Model, body: bytes) -> None:
        with pytest.raises(Rejected) as caught:
            subject.text(Reply(body))
        assert caught.value.kind == "bad_reply"
        assert subject.price(Reply(body)) == Metered(model=self.model)

    def test_a_fault_of_the_vendor_is_an_error_of_its_kind(
        self, subject: Model, loopback: Loopback, fault: Fault
    ) -> None:
        self._check(subject, loopback, fault)

    @pytest.mark.parametrize("common", COMMON.values(), ids=list(COMMON))
    def test_a_fault_of_anything_between_is_an_error_of_its_kind(
        self, subject: Model, loopback: Loopback, common: Fault
    ) -> None:
        self._check(subject, loopback, common)

    def _check(self, subject: Model, loopback: Loopback, fault: Fault) -> None:
        loopback.play(fault.said)
        with pytest.raises(ProviderError) as caught:
            subject.send(ASKED, 5)
        error = caught.value
        assert error.kind == fault.kind
        assert error.http_status == fault.said.status
        assert type(error) is (Rejected if fault.final else CLASS_OF.get(fault.kind, Rejected))
        assert str(fault.said.status) in str(error)
        assert "\n" not in str(error)
        assert len(str(error)) < 500
        if isinstance(error, Transient):
            assert error.retry_after == fault.retry_after
        assert len(loopback.heard) == 1

    def test_an_answer_of_two_megabytes_is_a_bad_reply(
        self, subject: Model, loopback: Loopback
    ) -> None:
        loopback.play(self.full_answer("word " * 400_000))
        with pytest.raises(Rejected) as caught:
            subject.send(ASKED, 5)
        assert caught.value.kind == "bad_reply"

    def test_no_error_repeats_the_key_or_the_prompt(
        self, subject: Model, loopback: Loopback
    ) -> None:
        for said in (
            f"Incorrect API key provided: {KEY}.",
            f"Invalid value: '{ASKED.system}'",
            f"cannot read {ASKED.turns[0].text}",
        ):
            told = {"error": {"message": said, "type": "invalid_request_error"}}
            for body in (json.dumps(told).encode(), said.encode()):
                loopback.play(Said(body, 400))
                with pytest.raises(ProviderError) as caught:
                    subject.send(ASKED, 5)
                for private in (KEY, "Xerxes", "pangolins"):
                    assert private not in str(caught.value)

    def test_a_missing_key_is_named_and_nobody_is_asked(
        self, http: Http, loopback: Loopback
    ) -> None:
        for secret in (None, Secret(""), Secret("two words"), Secret("ключ")):
            model = self.opened(http, secret)
            with pytest.raises(Unavailable, match=model.options.key_variables[0]) as caught:
                model.send(ASKED, 5)
            assert caught.value.kind == "auth"
        assert not loopback.heard

    @pytest.mark.parametrize(
        "base_url",
        ["http://[oops", "not a URL", "ftp://127.0.0.1"],
    )
    def test_a_base_url_of_the_environment_may_be_none(self, base_url: str) -> None:
        redact = Redaction([KEY])
        http = Http(redact)
        model = self.opened(http, Secret(KEY))
        options = model.options.model_copy(update={"base_url": base_url})
        model = type(model)("mine", options, http, Secret(KEY), redact)  # type: ignore[call-arg]
        with pytest.raises(ProviderError) as caught:
            model.send(ASKED, 5)
        assert caught.value.kind == "bad_request"
        assert KEY not in str(caught.value)

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[
            HealthCheck.differing_executors,
            HealthCheck.function_scoped_fixture,
        ],
    )
    @given(data=st.data())
    def test_whatever_is_in_an_answer_it_is_a_text_or_an_error(
        self, subject: Model, data: st.DataObject
    ) -> None:
        anything = st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(st.text(max_size=3), inner, max_size=3)
            ),
            max_leaves=5,
        )
        told = _mutated(self.answer("hello"), data, anything)
        reply = Reply(json.dumps(told).encode())
        assert isinstance(subject.price(reply), Metered)
        assert _text_or_kind(subject, reply) in {
            "text",
            "bad_reply",
            "empty",
            "refused",
            "truncated",
        }

    # As a writer

    def test_a_good_draft_is_a_script_with_the_name_in_it(
        self, writer: ModelWriter, loopback: Loopback
    ) -> None:
        brief = full("en")
        loopback.play(self.full_answer(draft_of(brief)))
        rows: list[Attempt] = []
        written = writer.answer(brief, rows.append)
        assert brief.name in written.script.text
        assert (written.provider, written.model) == (self.kind, self.model)
        (row,) = rows
        assert (row.outcome, row.model, row.cost_micro_usd) == ("ok", self.model, self.COST)
        assert (row.units_in, row.units_out) == (1000, 500)

    def test_a_draft_that_is_cut_is_asked_for_once_more_with_more_room(
        self, writer: ModelWriter, loopback: Loopback
    ) -> None:
        brief = full("en")
        draft = draft_of(brief)
        loopback.play(self.full_answer(draft[:300], ended=self.cut), self.full_answer(draft))
        rows: list[Attempt] = []
        writer.answer(brief, rows.append)
        first, second = (self.cap(heard.json) for heard in loopback.heard)
        assert second == 2 * first
        assert [row.error_kind for row in rows] == ["truncated", ""]

    def test_a_refusal_is_not_pushed(self, writer: ModelWriter, loopback: Loopback) -> None:
        loopback.play(self.full_answer("", ended=self.refused))
        rows: list[Attempt] = []
        with pytest.raises(Rejected) as caught:
            writer.answer(full("en"), rows.append)
        assert caught.value.kind == "refused"
        assert len(loopback.heard) == len(rows) == 1

    def test_a_bad_draft_is_corrected_once(self, writer: ModelWriter, loopback: Loopback) -> None:
        brief = full("en")
        loopback.play(self.full_answer("I am sorry."), self.full_answer(draft_of(brief)))
        rows: list[Attempt] = []
        writer.answer(brief, rows.append)
        assert [row.error_kind for row in rows] == ["layout", ""]
        assert all(row.cost_micro_usd == self.COST for row in rows)
        body = loopback.heard[1].body.decode()
        assert "I am sorry." in body
        assert "there is no title line" in body


def draft_of(brief: Brief) -> str:
    """A good script for `brief` as a model would write it, with the token for the name."""
    template = TemplateWriter(PROMPTS, OPTIONS)
    return write(template.answer(replace(brief, name="{name}"), lambda row: None).script)


def _text_or_kind(subject: Model, reply: Reply) -> str:
    try:
        return "text" if subject.text(reply).strip() else "blank"
    except ProviderError as error:
        return error.kind


def _mutated(told: Any, data: st.DataObject, anything: st.SearchStrategy[Any]) -> Any:
    """`told` with one thing in it, at any depth, replaced or taken out."""
    if isinstance(told, dict) and told and data.draw(st.booleans()):
        key = data.draw(st.sampled_from(sorted(told)))
        rest = {name: each for name, each in told.items() if name != key}
        if data.draw(st.booleans()):
            return {**rest, key: _mutated(told[key], data, anything)}
        return rest
    if isinstance(told, list) and told and data.draw(st.booleans()):
        return [_mutated(told[0], data, anything), *told[1:]]
    return data.draw(anything)
