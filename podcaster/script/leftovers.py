"""What models leave in a script besides its words: marks, labels, directions, guessed names.

Everything here is looked for in the words of the model alone. A question, an answer or a title of
the learner's may hold any of it.
"""

import re
from collections.abc import Iterator

from podcaster.domain.script import Say, Span
from podcaster.script.naming import NAME_TOKEN

_MARKUP = re.compile(r"<[|<]|[|>]>|[◁▷【】\\]|^\||^(?:-{3,}|\*{3,}|={3,})$|&\w+;", re.IGNORECASE)
_LISTED = re.compile(
    r"^(?:[-*•·▪◦] )|•|[.:;!?] [-*·] \w[^.:;!?]* [-*·] \w|(?:^|[.:;!?] )1[.)] .+?[.;!?,] 2[.)] ",
    re.IGNORECASE,
)
_ROLES = (
    r"host(?:ess)?|narrator|speaker|presenter|voice ?over|voice|assistant|user|human|system|ai"
    r"|tutor|coach|podcaster"
    r"|sprecher(?:in)?|moderator(?:in)?|erzähler(?:in)?|narrador[ae]?|locutora?|presentadora?"
    r"|conductora?"
    r"|narrat(?:eur|rice)|animat(?:eur|rice)|présentat(?:eur|rice)|voix(?: off)?|narratore"
    r"|narratrice"
    r"|conduttore|conduttrice|apresentadora?|voz|ведущ(?:ий|ая)|диктор|рассказчик"
    r"|ナレーター|ナレーション|ホスト|司会者?|語り手|話者|音声|主持人|旁白|主播|진행자|내레이터"
    r"|나레이터|해설자|المذيع|المقدم|الراوي|वक्ता|होस्ट|प्रस्तुतकर्ता"
)
_LABEL = re.compile(
    rf"^(?:{_ROLES})\b[^.!?。:：]{{0,12}}[:：]|^{re.escape(NAME_TOKEN)}\s?[:：]", re.IGNORECASE
)
_TIMESTAMP = re.compile(r"[(（]\s*\d{1,2}:\d{2}(?::\d{2})?\s*[)）]|^\d{1,2}:\d{2}\s*[-–—|]")
# A direction begins with such a word, or is a remark of its own that holds one.
_ACTS = (
    r"pauses?|beat|silence|music|intro|outro|jingle|laugh\w*|chuckl\w*|smil\w*|sigh\w*|whisper\w*"
    r"|applause|cheer\w*"
    r"|sound|sfx|fade\w*|breath\w*|deep breath|tone|voice|softly|warmly|gently|clears throat"
    r"|slowly|excited\w*"
    r"|pausen?|stille|musik|lacht|lachend|lächel\w*|seufzt|flüster\w*|applaus|leise|atmet|stimme"
    r"|kurze pause"
    r"|pausa|silencio|música|ríe|risas?|sonr\w*|suspir\w*|susurr\w*|aplausos|voz|respira\w*"
    r"|silence|musique|rires?|rit|sourit|souriante?|soupir\w*|chuchot\w*|applaudissements|voix"
    r"|respir\w*"
    r"|silenzio|musica|ride|risate|sorrid\w*|sospir\w*|silêncio|risos|sorrindo|sorri"
    r"|пауза|музыка|смеётся|улыба\w*|вздыха\w*|шёпотом|тишина|аплодисменты|وقفة|موسيقى|صمت|يضحك"
    r"|يبتسم|विराम|संगीत|हँस\w*|मुस्कुरा\w*"
)
_SIGNS = (
    r"間|音楽|効果音|笑|微笑|拍手|沈黙|ため息|深呼吸|優しく|ゆっくりと|明るい声|声で|ポーズ|停顿"
    r"|暂停|停頓|音乐|音樂|笑|微笑|掌声|沉默"
    r"|叹气|轻声|잠시|멈춤|음악|웃음|웃으며|미소|박수|침묵|한숨|쉬고|부드럽게"
)
_DIRECTION = re.compile(
    rf"[(（]\s*(?:(?:{_ACTS})\b|(?:{_SIGNS})[^)）]{{0,12}}[)）]|音)"
    rf"|(?:^|[.!?…。！？]\s?)[(（][^)）!?]{{0,40}}(?:\b(?:{_ACTS})\b"
    rf"|{_SIGNS})[^)）!?]{{0,40}}[)）]",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"\bX{3,}\b|\bxx+\b|%\w+%|\$\{?[A-Za-z_]{3,}|[○〇]{2,}|◯|[*＊]{3}"
    r"|[(（](?i:name|your name|learner|nombre|nom|名前|お名前|姓名|名字|이름|имя)[)）]"
    r"|[(（](?i:name|nombre|nome|nom|имя)\s(?i:of the|of your|del|de la|du|de l['’]|do|da|des"
    r"|der)\s?"
    r"(?i:learner|student|user|listener|alumn|estudiante|usuari|apprenant|élève|lern|hör|aluno)"
    r"|\b(?:insert|enter|add) (?:\w+ ){1,3}here\b|\b(?:TBD|TODO|FIXME)\b|\blorem ipsum\b"
)
_MAYBE_PLACEHOLDER = re.compile(r"[X%$○〇◯*＊(（]| here|xx|T[BO]D|FIX|lorem")  # far quicker
_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\ufe0f]")
_SPOKEN_ADDRESS = re.compile(
    r"\w (?:dot|punto|punkt|point|ponto|точка) (?:com|org|ком|ру)\b|ドットコム|닷컴|点 ?com\b",
    re.IGNORECASE,
)
_GREETED = re.compile(
    r"^(?i:good (?:morning|afternoon|evening|day)|hello|hi|hey|welcome(?: back)?|guten (?:morgen"
    r"|tag|abend)|hallo"
    r"|bonjour|salut|bonsoir|hola|buenos días|buongiorno|ciao|olá|oi|bom dia)(?: again)?,? "
    r"(?!There|All|Everyone|Everybody|Again|You|Dear|Friend|Learner"
    r"|I\b)([A-ZÀ-Ý][a-zà-ÿ]{1,15})\s?[.,!;]"
    r"|(?:^|。|、)(?!皆|各|お|患|客|医)([一-龯ァ-ヴー]{1,6})(?:さん|様|さま|くん"
    r"|ちゃん)(?=[、。！])"
    r"|^([一-龯]{1,4})同学(?=[，。！])|^([가-힣]{2,4}) ?(?:님|씨)(?=[,.!])"
)
_CALLED = re.compile(
    r", (?!There|All|Everyone|You|Dear|Friend|Learner)([A-ZÀ-Ý][a-zà-ÿ]{1,15})[.!]"
)
_PRAISE = re.compile(
    r"\b(?:good question|well done|(?:great|good|nice) (?:job|work)|excellent|bravo|thank you"
    r"|thanks|goodbye|bye|see you|good luck|take care|sehr gut|bis morgen|danke|très bien|merci"
    r"|à demain|muy bien|gracias|hasta mañana|molto bene|grazie|a domani|muito bem|obrigad[oa]"
    r"|até amanhã)$",
    re.IGNORECASE,
)
# Nouns and welcomes that may follow a greeting with a capital letter.
_NO_NAMES = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
    | {"willkommen", "schön", "bienvenue", "bienvenido"}
)


def leftovers(text: str) -> Iterator[tuple[str, str]]:
    """What is wrong with the form of a paragraph: the problem and the words that show it."""
    for problem, pattern in _FORMS:
        if match := pattern.search(text):
            yield problem, match[0]
    if _MAYBE_PLACEHOLDER.search(text) and (match := _PLACEHOLDER.search(text)):
        yield "holds a placeholder", match[0]
    if "(" in text or "（" in text:
        for pattern in (_DIRECTION, _TIMESTAMP):
            if match := pattern.search(text):
                yield "holds a label or a stage direction", match[0]
    if not any(map(str.isalnum, text)):
        yield "holds a paragraph without a word", text


_FORMS = (
    ("holds markup", _MARKUP),
    ("holds a list", _LISTED),
    ("holds a label or a stage direction", _LABEL),
    ("holds an emoji", _EMOJI),
    ("holds an address", _SPOKEN_ADDRESS),
)


def is_direction(say: Say, span: Span) -> bool:
    """True where stressed words stand as a remark between sentences, as `*smiles*` does."""
    before, words, after = (
        say.text[: span.start],
        say.text[span.start : span.end],
        say.text[span.end :],
    )
    alone = (not before or before.rstrip()[-1:] in ".!?…。！？") and (
        not after.strip() or after.lstrip()[:1].isupper()
    )
    is_small = (
        words[:1].islower() and words[-1:].isalpha() and not after.startswith(tuple(".,;:!?"))
    )
    return span.emphasis and alone and (is_small or bool(_DIRECTION.match(f"({words})")))


def guessed_name(text: str) -> str:
    """A name that a paragraph calls the learner by; empty where it uses the token or none."""
    match = _GREETED.search(text) or next(
        (each for each in _CALLED.finditer(text) if _PRAISE.search(text[: each.start()])), None
    )
    name = next(filter(None, match.groups()), "") if match else ""
    return "" if name.casefold() in _NO_NAMES else name
