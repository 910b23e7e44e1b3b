"""Rows of areas that whoever loads does not see are counted and named; areas that a trial would put in as well."""

from lianfang.facts.cells.reasons import chinese
from lianfang.places.models import Area

LINES = """姓名,出生日期,病例编号,病例分类,诊断时间,责任辖区
甲,1990-01-01,1,确诊,2021-01-09 10:00,木兰镇
乙,1990-01-02,2,确诊,2021-01-09 10:00,哈尔滨市
丙,1990-01-03,3,确诊,2021-01-09 10:00,哈尔滨市
丁,1990-01-04,4,确诊,2021-01-09 10:00,黑龙江省
戊,1990-01-05,5,确诊,2021-01-09 10:00,
"""
COUNTY = {"area": "230127", "disease": "covid19"}
MERS = (
    "id,age,age_class,sex,place_infect,reporting_ctry,loc_hosp,dt_onset,dt_report,week_report,dt_start_exp,dt_end_exp,"
    "dt_diag,outcome,dt_death\n"
    "SK_1,68,60-69,M,Middle East,South Korea,H1,2015-05-11,2015-05-19,2015_21,,,2015-05-20,Alive,\n"
    "SK_2,63,60-69,F,Outside Middle East,China,H1,2015-05-18,2015-05-20,2015_21,,,2015-05-20,Alive,\n"
)


def test_rows_of_other_areas_are_counted_in_the_trial_and_in_the_load(areas, loaded):
    told = (("230100", "哈尔滨市", 2), ("230000", "黑龙江省", 1))
    for dry in (True, False):
        answer = loaded("linelist", LINES, dry=dry, **COUNTY)
        answer = answer.answer if dry else answer
        assert (answer.elsewhere, answer.loaded_for, answer.loaded) == (told, "230127", 5)
    assert loaded("linelist", LINES, **COUNTY).elsewhere == told, "said again, though nothing changes"


def test_whoever_is_above_misses_nothing(areas, loaded):
    assert loaded("linelist", LINES, area="230000", disease="covid19").elsewhere == ()


def test_a_row_of_elsewhere_that_lies_in_a_bed_here_is_seen_here(areas, loaded):
    from lianfang.places.tree import install_units

    install_units([{"code": "H1", "kind": "hospital", "name": "木兰县医院", "area": "230127"}])
    lines = LINES.splitlines()
    whole = "\n".join([lines[0] + ",收治医院", *(line + ",木兰县医院" for line in lines[1:])])
    assert loaded("linelist", whole, **COUNTY).elsewhere == ()


def test_a_shipped_mapping_says_in_the_trial_which_areas_it_would_put_in(areas, loaded):
    answer = loaded("linelist", MERS, dry=True, area="230127").answer
    [said] = [remark for remark in answer.remarks if "would be put in" in remark]
    assert "韩国 KR" in said and chinese(said) != said
    assert not Area.objects.filter(code="KR").exists()
    assert [(code, rows) for code, _name, rows in answer.elsewhere] == [("CN", 1), ("KR", 1)]
    done = loaded("linelist", MERS, area="230127")
    assert done.diseases == ("mers",)
    assert any("were put in" in remark for remark in done.remarks) and Area.objects.filter(code="KR").exists()
