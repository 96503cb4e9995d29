"""A paid question: kept, asked again, limited, recorded, each exactly as often as it should be."""

import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from podcaster.errors import Deferred, ProviderError, Rejected, Transient, Unavailable
from podcaster.remote.access import Access
from podcaster.remote.asking import Request, ask
from podcaster.remote.budget import Budget
from podcaster.remote.http import Http, hint_of
from podcaster.remote.kept import Kept
from podcaster.remote.reply import Metered, Reply

GOOD = (200, {}, b'{"text": "good morning", "tokens": 7}')
BUSY = (529, {}, b"overloaded")
SLOW_DOWN = (429, {"Retry-After": "3"}, b"slow down")
WRONG_KEY = (401, {}, b"wrong key")
NO_MONEY = (429, {}, b"insufficient_quota")
NO_MODEL = (404, {}, b"no such model")
OUR_FAULT = (400, {}, b"bad request")
EMPTY = (200, {}, b'{"text": "", "tokens": 2}')
LONG = (200, {}, b'{"text": "far too long", "tokens": 90}')
COSTS = 10  # micro-dollars a token


class Vendor:
    """A small provider and its adapter, on a loopback server that plays what it is given."""

    def __init__(self, script, tmp_path, clock) -> None:
        self.script, self.clock = script, clock
        self.http = Http()
        self.kept = Kept(tmp_path / "kept")
        self.access = self.opened()
        self.record = []

    def opened(self, **changes) -> Access:
        limits = {"at_once": 4, "clock": self.clock, "sleep": self.clock.sleep, **changes}
        return Access("vendor", **limits)

    @property
    def asked(self) -> int:
        return len(self.script.asked)

    @property
    def outcomes(self) -> list[tuple[str, str, int | None]]:
        return [(each.outcome, each.error_kind, each.cost_micro_usd) for each in self.record]

    def ask(self, text: str = "hello", **changes) -> str:
        return ask(self.request(text, **changes), self.access, self.kept, self.record.append)

    def request(self, text: str, **changes) -> Request[str]:
        request = Request(
            stage="script",
            model="small",
            owner="ann",
            inputs={"text": text, "version": 1},
            estimate_micro_usd=100,
            send=lambda timeout: self.send(text, timeout),
            price=price,
            read=read,
            timeout=5,
        )
        return replace(request, **changes)

    def send(self, text: str, timeout: float) -> Reply:
        response = self.http.post(
            self.script.url, headers={}, json={"text": text}, timeout=timeout, limit=10_000
        )
        if response.status == 200:
            return Reply(response.body, {})
        raise self.classified(response.status, response.body.decode(), dict(response.headers))

    def classified(self, status: int, said: str, headers: dict[str, str]) -> ProviderError:
        if said == "insufficient_quota":
            return Unavailable(said, kind="quota", http_status=status)
        hint = hint_of(headers, 0)
        return {
            529: Transient(said, kind="overloaded", http_status=status, retry_after=hint),
            429: Transient(said, kind="rate", http_status=status, retry_after=hint),
            401: Unavailable(said, kind="auth", http_status=status),
            404: Unavailable(said, kind="not_found", http_status=status),
            400: Rejected(said, kind="bad_request", http_status=status),
        }[status]


def price(reply: Reply) -> Metered:
    tokens = json.loads(reply.body).get("tokens")
    cost = None if tokens is None else tokens * COSTS
    return Metered(model="small-2026", units_in=tokens, units_out=1, cost_micro_usd=cost)


def read(reply: Reply) -> str:
    text = json.loads(reply.body)["text"]
    if not text:
        raise Transient("nothing was said", kind="empty")
    if "long" in text:
        raise Rejected("this is too long for a script", kind="gate")
    return text


@pytest.fixture
def vendor(play, tmp_path, clock):
    made = []

    def open_(*answers) -> Vendor:
        made.append(Vendor(play(*answers), tmp_path, clock))
        return made[-1]

    yield open_
    for each in made:
        each.http.close()


def test_an_answer_is_recorded_with_all_that_is_known_of_it(vendor):
    provider = vendor(GOOD)
    assert provider.ask() == "good morning"
    (attempt,) = provider.record
    assert (attempt.stage, attempt.provider, attempt.model) == ("script", "vendor", "small-2026")
    assert (attempt.outcome, attempt.units_in, attempt.units_out) == ("ok", 7, 1)
    assert attempt.cost_micro_usd == 70 == provider.access.spent_micro_usd
    assert attempt.answer == provider.request("hello").key("vendor")


@pytest.mark.parametrize(
    ("answers", "requests", "slept"),
    [
        ([SLOW_DOWN, GOOD], 2, 3.0),
        ([BUSY, BUSY, GOOD], 3, None),
        ([EMPTY, GOOD], 2, None),
    ],
    ids=["429 with a hint", "529 twice", "empty"],
)
def test_trouble_that_passes_costs_so_many_requests(vendor, clock, answers, requests, slept):
    provider = vendor(*answers)
    assert provider.ask() == "good morning"
    assert provider.asked == requests == len(provider.record)
    assert [outcome for outcome, _, _ in provider.outcomes[:-1]] == ["failed"] * (requests - 1)
    assert slept is None or sum(clock.slept) == slept


@pytest.mark.parametrize(
    ("answer", "requests"), [(BUSY, 3), (SLOW_DOWN, 3), (EMPTY, 2), (OUR_FAULT, 1), (LONG, 1)]
)
def test_trouble_that_stays_costs_so_many_requests(vendor, answer, requests):
    provider = vendor(answer)
    with pytest.raises(ProviderError):
        provider.ask()
    assert provider.asked == requests == len(provider.record)


@pytest.mark.parametrize(
    ("answer", "kind"), [(WRONG_KEY, "auth"), (NO_MONEY, "quota")], ids=["auth", "quota"]
)
def test_a_key_that_is_of_no_use_is_tried_once_in_a_run(vendor, answer, kind):
    provider = vendor(answer)
    with pytest.raises(Unavailable) as caught:
        provider.ask()
    assert caught.value.kind == kind
    for text in ("others", "ask", "too"):
        with pytest.raises(Unavailable) as caught:
            provider.ask(text, model="large")
        assert caught.value.kind == "benched"
    assert provider.asked == 1
    assert provider.outcomes == [("failed", kind, None)]


def test_a_model_that_is_gone_is_asked_once_and_the_others_still_are(vendor):
    provider = vendor(NO_MODEL, GOOD)
    for text in ("one", "two"):
        with pytest.raises(Unavailable):
            provider.ask(text)
    assert provider.ask(model="large") == "good morning"
    assert provider.asked == 2


def test_a_voice_that_is_gone_takes_no_other_voice_of_its_model_with_it(vendor):
    provider = vendor(NO_MODEL, GOOD)
    with pytest.raises(Unavailable):
        provider.ask(voice="Joe")
    assert provider.ask(voice="Ann") == "good morning"
    with pytest.raises(Unavailable, match="no such model"):
        provider.ask(voice="Joe")
    assert provider.asked == 2


def test_a_model_that_is_gone_takes_all_its_voices_with_it(vendor):
    def send(timeout: float) -> Reply:
        raise Unavailable("no such model", kind="not_found", http_status=404, of_model=True)

    provider = vendor(GOOD)
    with pytest.raises(Unavailable):
        provider.ask(voice="Joe", send=send)
    with pytest.raises(Unavailable, match="no such model") as caught:
        provider.ask(voice="Ann")
    assert caught.value.kind == "benched"
    assert provider.ask(model="large", voice="Ann") == "good morning"
    assert provider.asked == 1


def test_an_answer_is_paid_once(vendor):
    provider = vendor(GOOD)
    assert [provider.ask(), provider.ask()] == ["good morning"] * 2
    provider.access = provider.opened()
    assert provider.ask(owner="ben") == "good morning"
    assert provider.asked == 1 == len(provider.record)


def test_what_is_kept_is_had_from_a_benched_account_too(vendor):
    provider = vendor(GOOD)
    provider.ask()
    provider.access.bench(Unavailable("no money", kind="quota"))
    assert provider.ask() == "good morning"


@pytest.mark.parametrize(
    "changes", [{"model": "large"}, {"voice": "Joe"}, {"stage": "speech"}, {"inputs": {"v": 2}}]
)
def test_another_question_is_another_answer(vendor, changes):
    provider = vendor(GOOD)
    provider.ask()
    provider.ask(**changes)
    assert provider.asked == 2


def test_learners_who_ask_the_same_at_once_pay_once(vendor):
    provider = vendor(GOOD)
    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(lambda _: provider.ask(), range(16)))
    assert said == ["good morning"] * 16
    assert provider.asked == 1


def test_a_paid_answer_that_is_refused_is_one_failed_attempt_with_its_cost(vendor, tmp_path):
    provider = vendor(LONG, GOOD)
    with pytest.raises(Rejected):
        provider.ask()
    assert provider.outcomes == [("failed", "gate", 900)]
    assert provider.record[0].units_in == 90
    assert provider.record[0].answer == ""
    assert [path for path in (tmp_path / "kept").iterdir() if path.is_file()] == []
    assert provider.access.spent_micro_usd == 900
    assert provider.ask() == "good morning"


def test_a_kept_answer_that_is_refused_now_is_asked_for_anew_once(vendor):
    provider = vendor(GOOD)
    provider.ask()

    def refuse(reply: Reply) -> str:
        raise Rejected("the gates are stricter now", kind="gate")

    with pytest.raises(Rejected):
        provider.ask(read=refuse)
    assert provider.asked == 2
    assert provider.outcomes == [("ok", "", 70), ("failed", "gate", 70)]


def test_the_answer_is_on_the_disk_before_anybody_looks_at_it(vendor, tmp_path):
    provider = vendor(GOOD)

    def look(reply: Reply) -> str:
        again = Kept(tmp_path / "kept")
        with again.paying(provider.request("hello").key("vendor"), "ann") as place:
            assert place.reply == reply
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        provider.ask(read=look)
    assert provider.ask() == "good morning"
    assert provider.asked == 1


def test_a_full_disk_puts_off_and_what_was_paid_is_recorded(vendor, tmp_path):
    (tmp_path / "kept").write_text("in the way", encoding="utf-8")
    provider = vendor(GOOD)
    with pytest.raises(Deferred, match="kept"):
        provider.ask()
    assert provider.outcomes == [("failed", "deferred", 70)]


def test_when_most_requests_fail_the_model_is_left_in_peace_and_that_is_no_attempt(vendor):
    provider = vendor(BUSY)
    for text in "abcd":
        with pytest.raises(Transient):
            provider.ask(text)
    assert provider.asked == 5 == len(provider.record)
    with pytest.raises(Transient) as caught:
        provider.ask("e")
    assert caught.value.kind == "cooling"


def test_bad_questions_never_keep_others_from_asking(vendor):
    provider = vendor(*[OUR_FAULT] * 20, GOOD)
    for number in range(20):
        with pytest.raises(Rejected):
            provider.ask(str(number))
    assert provider.ask() == "good morning"


def test_the_budget_stops_before_it_is_passed_and_names_its_key(vendor):
    provider = vendor(LONG)
    provider.access = provider.opened(budget=Budget(1000, None))
    for text in "ab":
        with pytest.raises((Rejected, Deferred)):
            provider.ask(text)
    with pytest.raises(Deferred, match="per_run_usd"):
        provider.ask("c")
    assert provider.access.spent_micro_usd == 1800
    assert provider.asked == 2


def test_who_waits_for_money_holds_no_slot_and_waits_no_longer_than_the_learner_may(vendor, clock):
    provider, budget = vendor(GOOD), Budget(100, None)
    provider.access = provider.opened(budget=budget, at_once=1)
    with ThreadPoolExecutor(1) as threads, budget.reserve(60):
        asked = threads.submit(provider.ask, estimate_micro_usd=60, until=9.0)
        time.sleep(0.05)
        with provider.access.slot("other"):
            assert not asked.done()
        clock.now = 9.0
        with pytest.raises(Transient, match="budget") as caught:
            asked.result(5)
    assert caught.value.kind == "timeout"
    assert provider.asked == 0 == len(provider.record)


def test_who_is_benched_is_not_put_off_for_want_of_money(vendor):
    provider = vendor(GOOD)
    provider.access = provider.opened(budget=Budget(0, None))
    provider.access.bench(Unavailable("wrong key", kind="auth"))
    with pytest.raises(Unavailable):
        provider.ask()


def test_an_answer_of_unknown_cost_counts_as_its_estimate_in_the_budget_alone(vendor):
    provider, budget = vendor((200, {}, b'{"text": "hi"}')), Budget(1000, None)
    provider.access = provider.opened(budget=budget)
    provider.ask()
    assert budget.spent_micro_usd == 100
    assert provider.access.spent_micro_usd == 0
    assert provider.record[0].cost_micro_usd is None


@pytest.mark.parametrize(("estimate", "cost"), [(100, None), (None, None), (0, 0)])
def test_what_a_request_cost_that_was_given_up_is_not_known_unless_it_is_free(
    vendor, estimate, cost
):
    def send(timeout: float) -> Reply:
        raise Transient("too slow", kind="timeout")

    provider = vendor(GOOD)
    with pytest.raises(Transient):
        provider.ask(send=send, estimate_micro_usd=estimate)
    assert provider.outcomes == [("failed", "timeout", cost)] * 2


def test_a_request_gets_no_more_time_than_the_learner_has_left(vendor, clock):
    provider, given = vendor(GOOD), []

    def send(timeout: float) -> Reply:
        given.append(timeout)
        return Reply(GOOD[2], {})

    provider.ask("a", send=send, until=2.0)
    provider.ask("b", send=send, until=60.0)
    clock.now = 60.0
    with pytest.raises(Transient) as caught:
        provider.ask("c", send=send, until=60.0)
    assert given == [2.0, 5]
    assert caught.value.kind == "timeout"
    assert len(provider.record) == 2


def test_no_slot_is_held_while_waiting_to_ask_again(vendor, clock):
    provider = vendor(BUSY, GOOD)
    free = []

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        with provider.access.slot("other"):
            free.append(True)

    provider.access = provider.opened(at_once=1, sleep=sleep)
    assert provider.ask() == "good morning"
    assert free == [True]


def test_a_run_that_is_told_to_stop_asks_nobody_any_more(vendor):
    provider, stop = vendor(BUSY), threading.Event()
    provider.access = Access("vendor", at_once=1, stop=stop)
    threading.Timer(0.05, stop.set).start()
    with pytest.raises(Deferred, match="told to stop"):
        provider.ask()
    with pytest.raises(Deferred):
        provider.ask("another")
    assert provider.asked == 1


SAID = {
    "good": b'{"text": "good", "tokens": 7}',
    "empty": b'{"text": "", "tokens": 2}',
    "gate": b'{"text": "long", "tokens": 90}',
    "unpriced": b'{"text": "good"}',
}
ERRORS = {
    "busy": lambda: Transient("busy", kind="overloaded"),
    "rate": lambda: Transient("slow down", kind="rate", retry_after=2.0),
    "rest": lambda: Transient("not today", kind="rate", retry_after=4000.0),
    "bad": lambda: Rejected("bad", kind="bad_request"),
    "gone": lambda: Unavailable("gone", kind="not_found"),
}


class Books:
    """A provider without a network that keeps its own books."""

    def __init__(self, says) -> None:
        self.says, self.lock = iter(says), threading.Lock()
        self.asked, self.under_way, self.most = 0, 0, 0
        self.cost = 0
        self.record = []

    def send(self, timeout: float) -> Reply:
        assert timeout > 0
        with self.lock:
            self.asked += 1
            self.under_way += 1
            self.most = max(self.most, self.under_way)
            word = next(self.says, "good")
        try:
            if word in ERRORS:
                raise ERRORS[word]()
            reply = Reply(SAID[word])
            with self.lock:
                self.cost += price(reply).cost_micro_usd or 0
            return reply
        finally:
            with self.lock:
                self.under_way -= 1

    def request(self, number: int) -> Request[str]:
        return Request(
            stage="script",
            model="small",
            owner=str(number),
            inputs={"n": number},
            estimate_micro_usd=None,
            send=self.send,
            price=price,
            read=read,
            timeout=5,
        )

    def serve(self, number: int, access: Access, kept: Kept) -> str | None:
        try:
            return ask(self.request(number), access, kept, self.record.append)
        except ProviderError:
            return None

    def are_right(self, access: Access) -> None:
        assert len(self.record) == self.asked
        assert sum(each.cost_micro_usd or 0 for each in self.record) == self.cost
        assert access.spent_micro_usd == self.cost


@given(st.lists(st.sampled_from([*SAID, *ERRORS]), max_size=30))
def test_whatever_is_answered_the_books_of_both_sides_agree(tmp_path_factory, says):
    now = [0.0]
    access = Access(
        "vendor",
        at_once=2,
        clock=lambda: now[0],
        sleep=lambda seconds: now.__setitem__(0, now[0] + seconds),
    )
    books, kept = Books(says), Kept(tmp_path_factory.mktemp("kept"))
    for number in range(6):
        before = books.asked
        said = books.serve(number, access, kept)
        assert books.asked - before <= 3
        if said:
            assert books.serve(number, access, kept) == said
    books.are_right(access)


def test_many_learners_at_once_leave_right_books_and_never_take_too_many_slots(tmp_path):
    dice = random.Random(7)
    says = dice.choices(
        ["good", "empty", "gate", "bad", "busy", "unpriced"], [20, 1, 1, 1, 1, 3], k=999
    )
    access = Access("vendor", at_once=3, sleep=lambda seconds: None)
    books, kept = Books(says), Kept(tmp_path / "kept")
    with ThreadPoolExecutor(16) as threads:
        said = list(threads.map(lambda n: books.serve(n % 100, access, kept), range(200)))
    books.are_right(access)
    assert books.most <= 3
    assert sum(each.outcome == "ok" for each in books.record) == len(
        {number % 100 for number, each in enumerate(said) if each}
    )
