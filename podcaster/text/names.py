"""What tells a name from a sentence, so that nobody's greeting speaks an order.

A rule of thumb, made to let real names pass: they may be long, of many words and in any script.
Where it errs, nobody is called by a name.
"""

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MOST_WORDS = 7
"""Besides those that join; "Công Tằng Tôn Nữ Thị Hoàng Anh" has as many."""
MOST_SMALL_WORDS = 4
"""Where no word has a capital; who writes a name like that leaves its rarer parts out."""
# Words within names that have no capital, or that are no names by themselves.
_JOINING = _words(
    "a af al ap as ash av ben bin bint d da dal das de dei del della den der des di do dos du e el"
    " ibn i la las le les lo los of san st ste te ten ter the to ul und v van vom von y z zu zum"
    " zur عبد بن ابن بنت آل أبو ابو أم بو"
)
# No part of anybody's name, and what orders and prompts are made of.
_NEVER = _words(
    "anweisung anweisungen anterior anteriores assistant command commands disregard everything"
    " folgende ignora ignorar ignore ignored ignorez ignoriere ignorieren ignoring ignoruj"
    " instruccion instrucciones instrução instruções instruction instructions istruzioni"
    " password précédentes previous précédent prompt prompts role-play something system-prompt"
    " vorherige vorherigen your yourself yours игнорируй инструкции предыдущие"
    " تجاهل التعليمات السابقة"
)
# Words of sentences that are names somewhere: one of them proves nothing, two do. Short ones that
# are many people's names when their marks are left out, such as "do", "my" and "the", are not here.
_SELDOM = _words(
    "all also am and are dont every for forget from hello if is like must never not please read"
    " repeat should speak system talk tell that them these they this was what when who why with you"
    " bitte dein die ein eine ich ist nicht sag sage und wer wie"
    " c'est dis est et je moi ne pas que toi une vous"
    " como dime eres es por soy tú una yo"
)
_ORDER = re.compile(
    r"指示|命令|無視|忽略|无视|指令|提示词|提示詞|之前的|以前の|言って|.を[一-鿿]"
    r"|(?:ください|下さい|なさい|です|ます)$|^请|^請"
    r"|무시|지시|명령|하세요|해줘|해 줘|습니다"
    r"|คำสั่ง|เพิกเฉย|ละเว้น|กรุณา"
)
_EAST_ASIAN = re.compile(r"[ぁ-ヺー-ヿ一-鿿가-힣]+")
_MOST_EAST_ASIAN = 11
"""Characters without a space or a dot: "クリストファーソン" has nine."""


def reads_like_a_sentence(name: str) -> bool:
    """True for what is too long for a name, or holds words that names do not hold."""
    words = name.split()
    bare = [word.strip(".'’-·・").casefold() for word in words]
    if _ORDER.search(name) or _NEVER.intersection(bare):
        return True
    if len(words) > 2 and len(_SELDOM.intersection(bare)) > 1:
        return True
    if any(len(run) > _MOST_EAST_ASIAN for run in _EAST_ASIAN.findall(name)):
        return True
    own = [word for word, known in zip(words, bare, strict=True) if known not in _JOINING]
    return _are_too_many(own)


def _are_too_many(words: list[str]) -> bool:
    """A name of three words and more has capitals throughout, or not at all."""
    small = sum(word[:1].islower() for word in words)
    if len(words) > MOST_WORDS or (small and len(words) > MOST_SMALL_WORDS):
        return True
    return len(words) > 2 and 1 < small < len(words)
