"""Letters between counties: one pasted, confirmed, its names answered, the reply recorded and taken along."""

from collections.abc import Callable
from typing import Any

import pytest

from browser.conftest import WIDTHS
from browser.waiting import width_of

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """青禾县疫情防控指挥部：
我县报告1例新冠肺炎确诊病例（王某某），下列人员系其密切接触者，现在贵地。请协助核查，落实集中隔离医学观察，并于1月11日18时前将结果函复。
1. 张伟，男，身份证号110101199003070038，电话13812345678，住河东镇河东村，1月8日与病例同桌就餐
2. 李娜，女，电话 139 0000 1111
邻县疫情防控指挥部
2021年1月9日
邻指协〔2021〕7号
"""


@pytest.mark.parametrize("width", WIDTHS)
def test_from_a_pasted_letter_to_the_reply_taken_along(signed_in: Callable[..., Any], width: int) -> None:
    page = signed_in("cdc", width)

    def fits() -> None:
        assert width_of(page) <= width, page.url

    page.goto("/letters/")
    fits()
    page.click("a[href='/letters/read/']")
    # A telephone where the number should stand is said before anything is recorded.
    page.fill("[name=text]", TEXT.replace("110101199003070038", "13812345679"))
    fits()
    page.click(".fields button.first")
    page.wait_for_selector("[name=row_name]")
    fits()
    page.fill("[name=row_identity_number] >> nth=0", "13812345679")
    page.click("form.letters > button.first")
    page.wait_for_selector(".said .mistake")
    assert "是电话" in page.inner_text(".said .mistake >> nth=0")
    page.fill("[name=row_identity_number] >> nth=0", "110101199003070038")
    page.click("form.letters > button.first")
    page.wait_for_selector("[name=answer]")
    assert page.inner_text("h1").startswith("邻指协〔2021〕7号")
    fits()
    # The first was found, and is now a contact here; the second is not here.
    page.check("input[name=name] >> nth=0")
    page.select_option("[name=answer]", "found")
    page.click(".bulk button.first")
    page.wait_for_selector("td a[href*='/dossier/person/']")
    page.check("input[name=name] >> nth=1")
    page.select_option("[name=answer]", "not_here")
    page.click(".bulk button.first")
    page.wait_for_selector("td:has-text('查无此人')")
    page.fill("[name=number]", "青疾控复〔2021〕1号")
    page.fill("[name=signer]", "刘芳")
    page.click("form[action$='/reply/'] button.first")
    page.wait_for_selector("text=复函已登记")
    fits()
    for form in ("docx", "pdf"):
        with page.expect_download() as download:
            page.click(f"a[href$='/paper/{form}/']")
        assert download.value.suggested_filename == f"reply-邻指协〔2021〕7号.{form}"
    page.goto("/letters/")
    assert "青疾控复〔2021〕1号" in page.inner_text("main")
    fits()
    page.goto("/cdc/contacts/?stage=untold")
    assert "张伟" in page.inner_text("main")
