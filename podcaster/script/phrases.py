"""Sentences that models say to whoever ordered a script, and that no learner should hear."""

from collections.abc import Iterator, Mapping

_MACHINE = (
    "as an ai|as a language ai|as an assistant|as a language model|as a large language model"
    "|i am an ai|i'm an ai"
    "|als ki|als sprachmodell|ich bin eine ki"
    "|como modelo de lenguaje|como una ia|como inteligencia artificial|como um modelo de linguagem"
    "|como uma ia|en tant qu'ia|en tant que modèle de langage|en tant qu'intelligence artificielle"
    "|come modello linguistico|come intelligenza artificiale"
    "|как языковая модель|как искусственный интеллект"
    "|作为一个人工智能|作为人工智能|作为ai|作为一个ai|作为语言模型|作为一个语言模型"
    "|aiとして|aiのため|aiなので|aiですので|言語モデルとして|人工知能として"
    "|ai로서|언어 모델로서|인공지능으로서|كنموذج لغوي|एआई के रूप में|भाषा मॉडल के रूप में"
)
_REFUSAL = (
    "i must decline|i apologize for|i apologise for|my earlier response|my previous response"
    "|ich kann dabei nicht helfen|ich kann diese anfrage|ich kann diesen text nicht"
    "|nicht in der lage, dies|ich entschuldige mich"
    "|no puedo ayudarte con|no puedo crear|no puedo generar|no puedo cumplir|me disculpo por"
    "|je ne peux pas vous aider|je ne peux pas t'aider|je ne peux pas créer"
    "|je ne peux pas générer|je ne peux pas répondre à cette demande|je m'excuse pour"
    "|non posso aiutarti|non posso creare|non posso generare"
    "|não posso ajudar|não posso criar|não posso gerar"
    "|お答えできません|お答えすることはできません|お手伝いできません|作成できません"
    "|作成することはできません"
    "|对不起，我不能|我无法提供|我无法继续|我无法回答|我无法生成|我无法完成|我无法帮|我不能提供"
    "|도와드릴 수 없|제공할 수 없|작성할 수 없|생성할 수 없"
    "|не могу помочь с|не могу создать|не могу выполнить"
    "|सहायता नहीं कर सकता|मदद नहीं कर सकता|لا أستطيع مساعدتك|لا يمكنني مساعدتك|لا أستطيع إنشاء"
)
_ORDER = (
    "system prompt|based on your data|sure, here|learner data|its stored answer|word count"
    "|here is the script|here's the script"
    "|here is your script|here's your script|this script|as requested|as instructed"
    "|your instructions|let me know if you'd like|let me know if you would like"
    "|let me know if you want me|would you like me to|one honest sentence of"
    "|practice kind|end of learner"
    "|systemprompt|lernerdaten|dieses skript|hier ist das skript|wie gewünscht|wortzahl"
    "|aquí está el guion|aquí tienes el guion|este guion|datos del alumno|número de palabras"
    "|voici le script|ce script|comme demandé|nombre de mots|données de l'apprenant"
    "|ecco lo script|come richiesto|aqui está o roteiro|conforme solicitado"
    "|この台本|ご要望に応じて|ご指示のとおり|プロンプト|文字数は"
    "|这个脚本|以下是脚本|根据您的要求|根据你的要求|提示词|字数："
    "|이 대본|요청하신|프롬프트|글자 수|этот сценарий|как вы просили|количество слов"
)
_PROMISE = (
    "show notes|subscribe|newsletter|worksheet|download the|download a|download your"
    "|click the|click on|click below|tap the|link below|link in the|i'll email|i will email"
    "|i'll send you|i will send you|our sponsor|leave a review|leave a comment|follow us"
    "|our website|our app"
    "|shownotes|abonniere|herunterladen|arbeitsblatt|ich schicke dir|ich schicke ihnen"
    "|unsere website|unsere webseite"
    "|suscríb|suscrib|descarga|haz clic|hoja de ejercicios|te enviaré|te mandaré|nuestra web"
    "|t'abonner|abonnez|abonne-toi|vous abonner|télécharge|clique sur|cliquez|je t'enverrai"
    "|je vous enverrai|notre site"
    "|iscriviti|scarica il|scarica la|clicca|ti invierò|inscreva-se|baixe|vou te enviar"
    "|チャンネル登録|ダウンロード|クリック|メールで送|お送りします|概要欄"
    "|订阅|下载|点击|发送邮件|公众号|구독|다운로드|클릭|이메일로 보내"
    "|подпиш|скачай|нажмите на|пришлю|اشترك|सब्सक्राइब|डाउनलोड"
)
_VERBS = (
    "help with",
    "assist",
    "create",
    "generate",
    "provide",
    "write",
    "fulfil",
    "reproduce",
    "continue",
)
_UNABLE = (
    " can't",
    " cannot",
    "'m unable to",
    " am unable to",
    "'m not able to",
    " am not able to",
)
_PHRASES: Mapping[str, tuple[str, ...]] = {
    "talks as a machine": tuple(_MACHINE.split("|")),
    "holds a refusal or an apology": (
        *_REFUSAL.split("|"),
        *(f"i{unable} {verb}" for unable in _UNABLE for verb in _VERBS),
    ),
    "speaks of how it was ordered": tuple(_ORDER.split("|")),
    "promises what there is not": tuple(_PROMISE.split("|")),
}
# A lesson may be about downloads, scripts or instructions.
_NOT_IN_LESSONS = frozenset({"speaks of how it was ordered", "promises what there is not"})


def phrases(text: str, *, in_lesson: bool) -> Iterator[tuple[str, str]]:
    """What `text` says to whoever ordered it: the problem, and the words that show it."""
    folded = text.casefold().replace("’", "'")
    for problem, wordings in _PHRASES.items():
        if not (in_lesson and problem in _NOT_IN_LESSONS):
            found = (each for each in wordings if each in folded)
            yield from ((problem, each) for each in found if _begins_a_word(each, folded))


def _begins_a_word(phrase: str, folded: str) -> bool:
    """Where words have spaces between them, `phrase` must not be the rest of a longer one."""
    before = folded[: folded.index(phrase)][-1:]
    return ord(phrase[0]) >= 0x2E80 or not before.isalpha()
