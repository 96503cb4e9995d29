"""What is told of a model that gave no script: who, what it said, and what to do."""

from dataclasses import dataclass

from podcaster.errors import ProviderError
from podcaster.remote.faults import Fault, error_of, word


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaints:
    """Sentences about one model.

    `name` is that of `[models.NAME]`, `who` the vendor with the model, `key` the variables that
    may hold its key. `at_home` is true where it is the vendor itself that was asked.
    """

    name: str
    who: str
    key: str
    at_home: bool

    def of_fault(self, kind: str, fault: Fault, message: str) -> str:
        """Of an answer that is not 200; `message` is what may be repeated of its own."""
        said = ": ".join(filter(None, (" ".join(sorted(fault.words)), message)))
        said = f" ({said})" if said else ""
        return f"{self.who} answered HTTP {fault.status}{said}{self._advice(kind, fault.status)}"

    def unusable(self, kind: str, what: str) -> ProviderError:
        """The error for an answer with 200 that holds nothing to go on with."""
        return error_of(kind, f"{self.who} answered with {what}{self._advice(kind)}")

    def ended(self, kind: str | None, reason: str) -> ProviderError:
        """The error for an answer that says itself why it is none."""
        return self.unusable(kind or "bad_reply", f"no usable text (it ended with {word(reason)})")

    def no_json(self) -> ProviderError:
        """The error for an answer with 200 that is anything else."""
        where = f"[models.{self.name}]"
        return self.unusable("bad_reply", f"what is no JSON object; check base_url in {where}")

    def no_key(self, *, is_set: bool) -> ProviderError:
        """The error where there is no key that could be sent."""
        what = "holds characters that no key has" if is_set else "is missing"
        return error_of("auth", f"the key for {self.who} {what}; set {self.key}")

    def _advice(self, kind: str, status: int | None = None) -> str:
        where = f"[models.{self.name}]"
        if kind == "not_found" and (status != 404 or not self.at_home):
            return f"; check model and base_url in {where}"
        return {
            "auth": f"; check {self.key}",
            "quota": "; add credit to that account or raise its limit,"
            f" or take {self.name} out of the chain in [script]",
            "not_found": f"; choose another model in {where}",
            "rate": f"; lower at_once or per_second in {where} if this goes on",
            "truncated": f"; raise max_tokens in {where}",
            "bad_request": f"; check the settings in {where}",
            "too_long": f"; choose a model that takes longer prompts in {where}",
        }.get(kind, "")
