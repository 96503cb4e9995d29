"""What the vendors serve and charge, from their price and model pages of November 2026.

Written for the stub alone, so that a wrong figure in the tool cannot agree with itself.
"""

from vendors.wire import names

# Dollars for a million tokens: in, cached, out.
TOKENS: dict[str, tuple[float, float, float]] = {
    "gpt-6-luna": (0.10, 0.01, 0.50),
    "gpt-5.6-luna": (0.20, 0.02, 1.20),
    "gpt-5.4-mini": (0.75, 0.075, 4.50),
    "gpt-5.4-nano": (0.20, 0.02, 1.25),
    "gpt-6.1-terra": (1.00, 0.05, 5.00),
    "gpt-6.1-sol": (2.00, 0.10, 10.00),
    "gpt-6-sol": (2.00, 0.20, 10.00),
    "gpt-4o-mini": (0.15, 0.075, 0.60),
    "gpt-4.1-mini": (0.40, 0.10, 1.60),
    "gpt-5-mini": (0.25, 0.025, 2.00),
    "gpt-5-nano": (0.05, 0.005, 0.40),
    "gemini-3.5-flash-lite": (0.30, 0.03, 2.50),
    "gemini-2.5-flash-lite": (0.10, 0.01, 0.40),
    "gemini-3.8-flash": (0.75, 0.075, 3.75),
    "gemini-3.1-flash-lite": (0.25, 0.025, 1.50),
    "gemini-2.5-flash": (0.30, 0.03, 2.50),
    "claude-haiku-5-5": (0.10, 0.01, 0.50),
    "claude-haiku-4-5": (1.00, 0.10, 5.00),
    "claude-sonnet-5-5": (2.00, 0.10, 10.00),
    "claude-sonnet-5": (2.00, 0.20, 10.00),
    "claude-sonnet-4-5": (3.00, 0.30, 15.00),
}
ALIASES = {
    "gpt-4o-mini-2024-07-18": "gpt-4o-mini",
    "gemini-flash-lite-latest": "gemini-3.5-flash-lite",
    "gemini-flash-latest": "gemini-3.8-flash",
    "claude-haiku-4-5-20251001": "claude-haiku-4-5",
}
RETIRED = frozenset(
    {"gpt-4.1-nano", "gemini-1.5-flash", "gemini-2.0-flash"}
    | {"claude-3-5-haiku-latest", "claude-3-5-haiku-20241022", "claude-3-haiku-20240307"}
)
SHUTDOWN = {
    "gpt-5.4-nano": "2027-04-01",
    "gpt-4o-mini": "2027-01-14",
    "gpt-4.1-mini": "2027-01-14",
    "gpt-5-mini": "2026-12-11",
    "gpt-5-nano": "2026-12-11",
}
SPEAKING_MODELS = {"gpt-4o-mini-tts": 15.0, "tts-1": 15.0, "tts-1-hd": 30.0}
SPEAKING_VOICES = frozenset(
    names("alloy ash ballad coral echo fable onyx nova sage shimmer verse marin cedar")
)

# Dollars for a million characters.
POLLY = {"standard": 4, "neural": 16, "generative": 30, "long-form": 100}
GOOGLE = {"Chirp3-HD": 30, "Neural2": 16, "Wavenet": 4, "Standard": 4, "Studio": 160}
AZURE = 15

_SNG = ("standard", "neural", "generative")
_SN = ("standard", "neural")
_NG = ("neural", "generative")
_S, _N = ("standard",), ("neural",)
# Voice: gender, language, engines.
POLLY_VOICES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "Joanna": ("Female", "en-US", _SNG),
    "Matthew": ("Male", "en-US", _SNG),
    "Amy": ("Female", "en-GB", _SNG),
    "Brian": ("Male", "en-GB", _SNG),
    "Lucia": ("Female", "es-ES", _SNG),
    "Sergio": ("Male", "es-ES", _NG),
    "Enrique": ("Male", "es-ES", _S),
    "Lupe": ("Female", "es-US", _SNG),
    "Pedro": ("Male", "es-US", _NG),
    "Miguel": ("Male", "es-US", _S),
    "Mia": ("Female", "es-MX", _SNG),
    "Andres": ("Male", "es-MX", _NG),
    "Lea": ("Female", "fr-FR", _SNG),
    "Remi": ("Male", "fr-FR", _NG),
    "Mathieu": ("Male", "fr-FR", _S),
    "Vicki": ("Female", "de-DE", _SNG),
    "Daniel": ("Male", "de-DE", _NG),
    "Hans": ("Male", "de-DE", _S),
    "Bianca": ("Female", "it-IT", _SNG),
    "Adriano": ("Male", "it-IT", _N),
    "Giorgio": ("Male", "it-IT", _S),
    "Camila": ("Female", "pt-BR", _SN),
    "Thiago": ("Male", "pt-BR", _N),
    "Ricardo": ("Male", "pt-BR", _S),
    "Kazuha": ("Female", "ja-JP", _N),
    "Mizuki": ("Female", "ja-JP", _S),
    "Takumi": ("Male", "ja-JP", _SN),
    "Seoyeon": ("Female", "ko-KR", _SN),
    "Zhiyu": ("Female", "cmn-CN", _SN),
    "Kajal": ("Female", "en-IN", _N),
    "Aditi": ("Female", "en-IN", _S),
    "Hala": ("Female", "ar-AE", _N),
    "Zayd": ("Male", "ar-AE", _N),
    "Zeina": ("Female", "arb", _S),
    "Tatyana": ("Female", "ru-RU", _S),
    "Maxim": ("Male", "ru-RU", _S),
    "Burcu": ("Female", "tr-TR", _N),
    "Filiz": ("Female", "tr-TR", _S),
    "Laura": ("Female", "nl-NL", _NG),
    "Lotte": ("Female", "nl-NL", _S),
    "Ruben": ("Male", "nl-NL", _S),
    "Elin": ("Female", "sv-SE", _N),
    "Astrid": ("Female", "sv-SE", _S),
}
POLLY_ALSO = {"Kajal": "hi-IN", "Aditi": "hi-IN", "Hala": "en-US", "Zayd": "en-US"}

CHIRP_FEMALE = names(
    "Achernar Aoede Autonoe Callirrhoe Despina Erinome Gacrux Kore Laomedeia Leda "
    "Pulcherrima Sulafat Vindemiatrix Zephyr"
)
CHIRP_MALE = names(
    "Achird Algenib Algieba Alnilam Charon Enceladus Fenrir Iapetus Orus Puck Rasalgethi "
    "Sadachbia Sadaltager Schedar Umbriel Zubenelgenubi"
)
_CHIRP_LOCALES = names(
    "en-US en-GB es-ES es-US fr-FR de-DE it-IT pt-BR ja-JP ko-KR cmn-CN hi-IN ar-XA ru-RU "
    "tr-TR nl-NL sv-SE"
)
_FEMALE = names(
    "en-US-Neural2-F en-GB-Neural2-N es-ES-Neural2-H es-US-Neural2-A fr-FR-Neural2-F de-"
    "DE-Neural2-G it-IT-Wavenet-E pt-BR-Neural2-C ja-JP-Wavenet-B ko-KR-Neural2-A cmn-CN-"
    "Wavenet-A hi-IN-Neural2-A ar-XA-Wavenet-A ru-RU-Wavenet-A tr-TR-Wavenet-A nl-NL-"
    "Wavenet-F sv-SE-Wavenet-F"
)
_MALE = names(
    "en-US-Neural2-D en-GB-Neural2-O es-ES-Neural2-G es-US-Neural2-B fr-FR-Neural2-G de-"
    "DE-Neural2-H it-IT-Neural2-F pt-BR-Neural2-B ja-JP-Wavenet-C ko-KR-Neural2-C cmn-CN-"
    "Wavenet-B hi-IN-Neural2-B ar-XA-Wavenet-B ru-RU-Wavenet-B tr-TR-Wavenet-B nl-NL-"
    "Wavenet-G sv-SE-Wavenet-G"
)
GOOGLE_VOICES: dict[str, str] = {
    **dict.fromkeys(_FEMALE, "FEMALE"),
    **dict.fromkeys(_MALE, "MALE"),
    **{f"{at}-Chirp3-HD-{name}": "FEMALE" for at in _CHIRP_LOCALES for name in CHIRP_FEMALE},
    **{f"{at}-Chirp3-HD-{name}": "MALE" for at in _CHIRP_LOCALES for name in CHIRP_MALE},
}

_AZURE_FEMALE = names(
    "en-US-Ava en-GB-Sonia es-ES-Elvira es-US-Paloma es-MX-Dalia fr-FR-Denise de-DE-Katja "
    "it-IT-Elsa pt-BR-Francisca ja-JP-Nanami ko-KR-SunHi zh-CN-Xiaoxiao hi-IN-Swara ar-"
    "SA-Zariyah ru-RU-Svetlana tr-TR-Emel nl-NL-Fenna sv-SE-Sofie"
)
_AZURE_MALE = names(
    "en-US-Andrew en-GB-Ryan es-ES-Alvaro es-US-Alonso es-MX-Jorge fr-FR-Henri de-DE-"
    "Conrad it-IT-Diego pt-BR-Antonio ja-JP-Keita ko-KR-InJoon zh-CN-Yunxi hi-IN-Madhur "
    "ar-SA-Hamed ru-RU-Dmitry tr-TR-Ahmet nl-NL-Maarten sv-SE-Mattias"
)
AZURE_VOICES: dict[str, str] = {
    **{f"{name}Neural": "Female" for name in _AZURE_FEMALE},
    **{f"{name}Neural": "Male" for name in _AZURE_MALE},
}


def model_price(model: str, fresh: int, cached: int, out: int) -> float:
    """Micro-dollars for so many tokens."""
    price = TOKENS.get(ALIASES.get(model, model), (0, 0, 0))
    return fresh * price[0] + cached * price[1] + out * price[2]
