"""Answers of models without a script that can be used: finished, paid for, and of no use."""

from collections.abc import Callable
from dataclasses import replace

from vendors import anthropic, gemini, openai
from vendors.fault import MODELS, Fault, Good
from vendors.scripts import script_in
from vendors.tokens import tokens
from vendors.wire import Answer, Bill, Seen


def _recast(
    name: str,
    openai_form: Callable[[Answer], Answer] | None,
    gemini_form: Callable[[Answer], Answer] | None,
    anthropic_form: Callable[[Answer], Answer] | None,
) -> Fault:
    forms = {"openai": openai_form, "gemini": gemini_form, "anthropic": anthropic_form}
    return Fault(
        name,
        {k: lambda seen, good, v=v: v(good()) for k, v in forms.items() if v is not None},
    )


def _completion(text: str | None, finish: str, **message: object) -> Callable[[Answer], Answer]:
    def change(good: Answer) -> Answer:
        told, bill = good.json, good.bill or Bill(0, 0, 0)
        made = openai.completion(told["model"], text, finish, bill.units_in, 0, **message)
        return made if text else _spent(made, told)

    return change


def _spent(made: Answer, told: dict) -> Answer:
    """No text, yet the tokens are used and charged: they went to thinking."""
    usage = told["usage"]
    out = usage["completion_tokens"]
    usage = {**usage, "completion_tokens_details": {"reasoning_tokens": out}}
    price = openai.model_price(told["model"], usage["prompt_tokens"], 0, out)
    return replace(made.saying(usage=usage), bill=Bill(usage["prompt_tokens"], out, price))


def _candidate(text: str | None, finish: str, **more: object) -> Callable[[Answer], Answer]:
    def change(good: Answer) -> Answer:
        told, bill = good.json, good.bill or Bill(0, 0, 0)
        model = told["modelVersion"]
        thought = 0 if text else bill.units_out
        made = gemini.content(model, text, finish, bill.units_in, thought)
        return made.saying(**more) if more else made

    return change


def _without_content(finish: str) -> Callable[[Answer], Answer]:
    ratings = [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "HIGH", "blocked": True}]
    found = {"finishReason": finish, "index": 0, "safetyRatings": ratings}
    return lambda good: good.saying(candidates=[found])


def _message(
    text: str | None, stop: str, details: dict | None = None
) -> Callable[[Answer], Answer]:
    def change(good: Answer) -> Answer:
        bill, model = good.bill or Bill(0, 0, 0), good.json["model"]
        spent = stop == "max_tokens" and not text
        out = bill.units_out if spent else tokens(text or "", 1.3)
        thought = out if spent else 0
        return anthropic.message(model, text, stop, bill.units_in, out, thought, details)

    return change


def _blocked(good: Answer) -> Answer:
    """The prompt itself is refused: no candidates, and nothing of them to pay."""
    told = good.json
    used = told["usageMetadata"]["promptTokenCount"]
    made = good.saying(
        candidates=None,
        promptFeedback={"blockReason": "PROHIBITED_CONTENT"},
        usageMetadata={"promptTokenCount": used, "totalTokenCount": used},
    )
    price = openai.model_price(told["modelVersion"], used, 0, 0)
    return replace(made, bill=Bill(used, 0, price))


_EN = script_in("en", named=False)
_SORRY = "I cannot help with that."
_HALF = "# A title\n\n## greeting: Welcome\n\nGood morning. This is how the week"
_WHY = {"type": "refusal", "category": "general_harms", "explanation": None}
REFUSED = _recast(
    "REFUSED",
    _completion(None, "stop", refusal=_SORRY),
    _blocked,
    _message(None, "refusal", _WHY),
)
FILTERED = _recast(
    "FILTERED",
    _completion(_HALF, "content_filter"),
    _without_content("SAFETY"),
    _message(_HALF, "refusal", _WHY),
)


def finish(reason: str) -> Fault:
    """Gemini's other reasons, such as RECITATION, without content; or the others' own."""
    return _recast(
        f"finish({reason})",
        _completion(_HALF, reason),
        _without_content(reason),
        _message(_HALF, reason),
    )


TRUNCATED = _recast(
    "TRUNCATED",
    _completion(_HALF, "length"),
    _candidate(_HALF, "MAX_TOKENS"),
    _message(_HALF, "max_tokens"),
)
SPENT_THINKING = _recast(
    "SPENT_THINKING",
    _completion("", "length"),
    _candidate(None, "MAX_TOKENS"),
    _message(None, "max_tokens"),
)
EMPTY_TEXT = _recast(
    "EMPTY_TEXT", _completion("", "stop"), _candidate(" ", "STOP"), _message(" \n", "end_turn")
)
EMPTY_LIST = _recast(
    "EMPTY_LIST",
    lambda good: good.saying(choices=[]),
    lambda good: good.saying(candidates=[]),
    _message(None, "end_turn"),
)
NULL_TEXT = _recast("NULL_TEXT", _completion(None, "stop"), None, None)
WITHOUT_USAGE = _recast(
    "WITHOUT_USAGE",
    lambda good: good.saying(usage=None),
    lambda good: good.saying(usageMetadata=None),
    lambda good: good.saying(usage=None),
)


def says(text: str) -> Fault:
    """A finished answer that says `text`, whatever was asked."""
    return _recast(
        f"says({text[:20]!r})",
        _completion(text, "stop"),
        _candidate(text, "STOP"),
        _message(text, "end_turn"),
    )


def _renamed(name: str, text: str) -> Fault:
    return replace(says(text), name=name)


PROSE = _renamed("PROSE", "Sure! Here are some ideas for your podcast. Shall I write it?")
ONE_WORD = _renamed("ONE_WORD", "Hello")
TWENTY_THOUSAND_WORDS = _renamed(
    "TWENTY_THOUSAND_WORDS",
    _EN.replace(
        "\n\n## practice", "\n\n" + "\n\n".join(["the word and " * 200] * 34) + "\n\n## practice"
    ),
)
TWO_MEGABYTES = _renamed("TWO_MEGABYTES", "word " * 420_000)
FENCED = _renamed("FENCED", f"```markdown\n{_EN}```")
THINKING_ALOUD = _renamed("THINKING_ALOUD", f"<think>Let me see.</think>\n{_EN}")


def _wrong_language(seen: Seen, good: Good) -> Answer:
    spanish = "(es)" in seen.text
    return says(script_in("de" if spanish else "es", named=False)).answer(seen, good)


WRONG_LANGUAGE = Fault("WRONG_LANGUAGE", dict.fromkeys(MODELS, _wrong_language))
