"""Which language a learner chose, where most columns hold what nobody chose."""

import pytest

from podcaster.sources.database.languages import language_of


@pytest.mark.parametrize(
    ("row", "language", "column"),
    [
        ({"report_language": "ja", "native_language": "es"}, "ja", "report_language"),
        ({"report_language": "en", "native_language": "es"}, "es", "native_language"),
        ({"report_language": "en", "native_language": "en", "locale": "ja"}, "ja", "locale"),
        ({"report_language": "en", "languages_spoken": '["ja"]'}, "en", "report_language"),
        ({"report_language": None, "locale": "en"}, "en", "locale"),
        ({"languages_spoken": '["ja", "en"]'}, "ja", "languages_spoken"),
        ({"languages_spoken": ["ko"]}, "ko", "languages_spoken"),
        ({"language": "pt-BR", "report_language": "ja"}, "pt-BR", "language"),
        ({"report_language": "N/A", "native_language": "fr"}, "fr", "native_language"),
        ({"native_language": "en-GB"}, "en-GB", "native_language"),
    ],
)
def test_the_first_that_is_no_untouched_default_counts(row, language, column):
    assert language_of(row, {column: f"database: {column}"}) == (language, f"database: {column}")


@pytest.mark.parametrize(
    "spoken", ["[]", "42", "not json", [7], None, [[]], {"ja": 1}, '{"ja": 1}', [""]]
)
def test_languages_that_are_no_list_of_tags_say_nothing(spoken):
    assert language_of({"languages_spoken": spoken, "locale": ""}, {}) == ("", "")
