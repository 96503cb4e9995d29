"""Claims about the learner's work within a mini-lesson, whose examples may invent.

An example speaks of other things, supposes, or quotes; a claim says to the learner how many, how
often, when or how well they answered.
"""
# quotation marks of many languages are meant as they stand

import re
from collections.abc import Iterator, Mapping

from podcaster.script.claims import Known, titles, unquoted
from podcaster.script.figures import figures, months_named
from podcaster.text.languages import base
from podcaster.text.sentences import sentences

_PATTERNS: Mapping[str, str] = {
    "en": (
        r"\byou(?:['’]ve| have|['’]d| had)?(?: \w+)? (?:answered(?! ?[\d“\"‘'])|scored|missed"
        r"|attempted"
        r"|practi[sc]ed|completed|finished|improved|reviewed)\b"
        r"|\byou(?:['’]ve| have)? (?:got|gotten|had|gave|were)\b.{0,60}"
        r"\b(?:right|wrong|correct|answers)\b"
        r"|\baccuracy of\b|\byour (?:\w+ )?(?:accuracy|scores?|results?|success rate|answers"
        r"|average|streak|record)\b"
        r"|\byou(?:['’]re| are| were) on an? \d"
        r"|\byou(?:['’]ve| have)\b.*\b(?:times|since|so far)\b|\byou.*\b(?:last|this) (?:week"
        r"|month)\b"
        r"|\b(?:last|this) (?:week|month)\b.*\byou"
    ),
    "es": (
        r"\b(?:acertaste|fallaste|sacaste|obtuviste|mejoraste|terminaste|te equivocaste)\b"
        r"|\bhas (?:acertado|fallado|contestado|sacado|obtenido|mejorado)\b"
        r"|\btus? (?:\w+ )?(?:precisión|aciertos|respuestas|puntuación|resultados?|nota|promedio"
        r"|racha)\b"
    ),
    "fr": (
        r"\b(?:tu (?:as|avais|t['’]es|t['’]étais)|vous (?:avez|aviez|vous êtes)) (?:\w+ ){0,2}"
        r"(?:trompée?s?|réussi|manqué|obtenu|marqué|gagné|terminé)\b"
        r"|\b(?:tu|vous)\b.*\b(?:semaine dernière|cette semaine)\b|\b(?:semaine dernière"
        r"|cette semaine)\b.*\b(?:tu|vous)\b"
        r"|\b(?:ton|ta|tes|votre|vos) (?:\w+ )?(?:précision|score|réponses|résultats?|taux"
        r"|moyenne)\b"
    ),
    "de": (
        r"\b(?:hast|hattest|haben|hatten) (?:du|sie)\b.*\b(?:richtig|falsch|beantwortet|verpasst"
        r"|erreicht)\b"
        r"|\b(?:du|sie|davon) (?:hast|hattest|haben|hatten)\b.*"
        r"\b(?:richtig|falsch|beantwortet|verpasst|erreicht|verbessert)\b"
        r"|\b(?:du|sie)\b.*\b(?:letzten?|dieser?|vorigen?) woche\b"
        r"|\b(?:letzten?|dieser?|vorigen?) woche\b.*\b(?:du|sie)\b"
        r"|\b(?:deine?r?|ihre?r?) (?:\w+ )?(?:trefferquote|genauigkeit|antworten|punktzahl"
        r"|ergebnisse?|quote)\b"
    ),
    "it": (
        r"\bhai (?:\w+ ){0,2}(?:risposto|sbagliato|ottenuto|indovinato|completato|totalizzato)\b"
        r"|\b(?:tuo|tua|tue|tuoi) (?:precisione|punteggio|risposte|risultat\w+|media)\b"
    ),
    "pt": (
        r"\b(?:você|tu) (?:\w+ )?(?:acertou|acertaste|errou|respondeu|obteve|completou|melhorou"
        r"|tirou)\b"
        r"|\b(?:sua|suas|seu|seus) (?:precisão|pontuação|respostas|resultados?|média)\b"
    ),
    "ja": (
        r"正答率|正解率|(?:あなた|さん)の(?:成績|得点|スコア)|回も?(?:間違え|正解し)"
        r"|(?:先週|今週|前回|これまで).{0,30}(?:正解|間違|回答)|問(?:中)?.{0,8}(?:正解でし|正解し"
        r"|間違え)|点を?取りまし"
    ),
    "zh": (
        r"(?:上周|这周|本周|上次|最近).{0,20}(?:答|错|对了|得分)|[你您].{0,16}(?:正确率|答对|答错"
        r"|做错|得分|得了|成绩|连续)"
    ),
    "ko": (
        r"(?:지난주|이번 주|지난번|최근).{0,30}(?:맞|틀|정답|점수)|정답률|맞히셨|맞혔|틀리셨|틀렸"
        r"|점수[는가]"
    ),
    "ru": (
        r"\bвы (?:\w+ )?(?:ответили|ошиблись|набрали|допустили)"
        r"|\bваш[аи]? (?:точность|результат|ответы|балл)"
    ),
    "ar": r"أجبت|أخطأت|حصلت على|دقتك",
    "hi": r"आपने.*(?:सही|गलत|ग़लत)|आपकी सटीकता|आपके अंक",
}
_SUPPOSITIONS: Mapping[str, str] = {
    "en": r"\b(?:if|suppose|imagine|say|example|pretend|would|could)\b",
    "es": r"\b(?:si|imagina|supón|supongamos|ejemplo)\b",
    "fr": r"\b(?:si|imagin\w+|suppos\w+|exemple)\b",
    "de": r"\b(?:wenn|falls|angenommen|stell\w*|beispiel)\b",
    "it": r"\b(?:se|immagina|supponi\w*|esempio)\b",
    "pt": r"\b(?:se|imagine|suponha|exemplo)\b",
    "ja": r"例えば|たとえば|もし|としましょう|とします|なら|想像",
    "zh": (r"比如|例如|假如|如果|假设|比方|想象"),
    "ko": (r"예를|만약|만일|가정|상상|[면]"),
    "ru": r"\b(?:если|допустим|представьте|например)\b",
    "ar": r"إذا|لو|مثلا|تخيل",
    "hi": r"अगर|यदि|मान|उदाहरण|कल्पना",
}
_CLAIMS = {name: re.compile(each, re.IGNORECASE) for name, each in _PATTERNS.items()}
_SUPPOSED = {name: re.compile(each, re.IGNORECASE) for name, each in _SUPPOSITIONS.items()}
_YOUR_WORK = re.compile(
    r"(?:\b(?:your|tu|tus|ton|ta|tes|votre|vos|deine[mnrs]?|dein|ihre[mnrs]?|ihr|tuo|tua|sua"
    r"|seu)\s(?:\w+\s)?"
    r"(?:quiz|lesson|course|test|lección|curso|cuestionario|leçon|cours|lektion|kurs|lezione|corso"
    r"|lição|aula)|(?:你|您)(?:的)?(?:课程|测验))[\s,:]*(?=[“„«»「『《‘\"])",
    re.IGNORECASE,
)
_QUOTE = re.compile(r"[“„«»「『《‘\"]")


def claims_of_work(text: str, language: str, known: Known) -> Iterator[str]:
    """What a paragraph of the lesson says of the learner's work and the brief does not."""
    for match in _YOUR_WORK.finditer(text) if _QUOTE.search(text) else ():
        title = next(titles(text[match.end() :]), "")
        if title and not known.has_title(title):
            yield f"quotes what is not in the brief: {title}"
    pattern = _CLAIMS.get(base(language))
    if pattern is None or not next(figures(text), None) or not pattern.search(text):
        return
    for each in sentences(text, language):
        sentence = unquoted(each)
        if pattern.search(sentence) and not _SUPPOSED[base(language)].search(sentence):
            yield from _figures_of_work(sentence, known)


def _figures_of_work(sentence: str, known: Known) -> Iterator[str]:
    dated = bool(months_named(sentence))
    for figure in figures(sentence):
        if (figure.unit or dated) and not known.has(figure, sentence):
            yield f"says {figure.readings[0]} of the learner's work, which is not in the brief"
