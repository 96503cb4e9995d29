"""A language model of a script: its words, its pairs of words, and decoys."""

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from math import log10

_KEPT = 0.7
"""Share of the probability after a word that goes to its successors in the script."""


def arpa(words: Sequence[str], decoys: Collection[str]) -> str:
    """A bigram model in the ARPA format; after any word, any other may follow, if less likely."""
    singles = Counter(words)
    singles.update(set(decoys) - singles.keys())
    singles["</s>"] += 1
    pairs = Counter(pairwise(["<s>", *words, "</s>"]))
    firsts = Counter(first for first, _ in pairs.elements())
    total = singles.total()
    lines = ["\\data\\", f"ngram 1={len(singles) + 1}", f"ngram 2={len(pairs)}", "", "\\1-grams:"]
    lines.append(f"-99 <s> {log10(1 - _KEPT):.4f}")
    for word, count in sorted(singles.items()):
        back_off = log10(1 - _KEPT) if word in firsts else 0
        lines.append(f"{log10(count / total):.4f} {word} {back_off:.4f}")
    lines += ["", "\\2-grams:"]
    for (first, second), count in sorted(pairs.items()):
        lines.append(f"{log10(_KEPT * count / firsts[first]):.4f} {first} {second}")
    return "\n".join([*lines, "", "\\end\\", ""])
