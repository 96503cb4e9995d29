"""Which of a question's choices is meant, where an export says it by place, by key or by words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from podcaster.sources.database.texts import Texts

_KEYS_OF_TEXTS = ("text", "label", "value", "option")


@dataclass(frozen=True, slots=True)
class Choices:
    """The texts of the choices in their order, and the keys by which they may be named."""

    texts: tuple[str, ...]
    keys: tuple[str, ...]

    @classmethod
    def of(cls, options: object, texts: Texts) -> "Choices":
        """From a list of texts, a list of objects with a text, or an object of texts by key."""
        if isinstance(options, Mapping):
            keys, values = list(map(str, options)), list(options.values())
        elif isinstance(options, Sequence) and not isinstance(options, str):
            keys, values = [f"option{number}" for number in range(1, len(options) + 1)], [*options]
        else:
            keys, values = [], []
        return cls(tuple(texts.line(_text(each)) for each in values), tuple(keys))

    def meant_by(self, value: object) -> str:
        """The text of the one choice that `value` can mean; "" where there is none, or several.

        Places count from 1, as the platform counts them where one choice is right.
        """
        if isinstance(value, Mapping):
            value = _text(value)
        if value is None or isinstance(value, bool | float) or not isinstance(value, str | int):
            return ""
        said = str(value).strip()
        meant = {text for text in self.texts if text.casefold() == said.casefold()}
        meant |= {text for key, text in zip(self.keys, self.texts, strict=True) if key == said}
        if said.isdecimal() and len(said) < 4 and said not in self.keys:
            meant |= set(self.texts[int(said) - 1 : int(said)] if int(said) else ())
        return meant.pop() if len(meant) == 1 else ""


def _text(option: object) -> object:
    """What an option says: it may be an object around its text."""
    if isinstance(option, Mapping):
        return next((option[key] for key in _KEYS_OF_TEXTS if key in option), None)
    return option
