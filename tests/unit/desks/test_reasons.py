"""What stands in the way is said in the words of the page."""

from django.utils.translation import override

from lianfang.desks.reasons import column_words, reason_words


def test_columns_have_their_names_and_what_is_none_stays():
    with override("zh-hans"):
        assert column_words("person.telephone") == "联系电话"
        assert column_words("journey.occurred_from") == "到达（离开）时间"
        assert column_words("person.nothing") == "person.nothing" and column_words("row") == "row"
    with override("en"):
        assert column_words("person.telephone") == "Telephone"


def test_a_reason_is_chinese_on_a_chinese_page_only():
    with override("zh-hans"):
        assert reason_words("is not a telephone number") == "不是电话号码"
    with override("en"):
        assert reason_words("is not a telephone number") == "is not a telephone number"
