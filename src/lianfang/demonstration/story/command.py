"""What is asked and confirmed every day: sign-offs, tasks and how they end, inspections, shifts, stocks."""

from datetime import date

from lianfang.demonstration.areas import COUNTY, SEAT, WEDDING_TOWN, town_of
from lianfang.demonstration.rows import COVID, NOROVIRUS, local
from lianfang.demonstration.story.book import Book, hours, minutes
from lianfang.demonstration.units import (
    BANQUET_HALL,
    CDC,
    COMMAND,
    EXPRESSWAY,
    FEVER_CLINIC,
    HEALTH_AUTHORITY,
    HOSPITAL,
    LABORATORY,
    POLICE,
    SCHOOL,
    SIGNING_KINDS,
    SITES,
    STATION,
    WAREHOUSE,
    health_centre,
    leaders_of,
    town_command,
)

# Who had something to report, from which day on.
_NOT_ZERO = {CDC: 4, FEVER_CLINIC: 4, HOSPITAL: 4, COMMAND: 4, LABORATORY: 5, town_command(WEDDING_TOWN): 5}
# Towns and units of which the last day stands out, one way or another.
_MISSING_LAST = (town_command("000121107"), town_command("000121111"), health_centre("000121109"), "QH-XX05", SITES[1])
_LATE_LAST = (town_command("000121104"), health_centre("000121105"), "QH-XX03")


def tell_command(book: Book) -> None:
    """Tells sign-offs, tasks, inspections, shifts and stocks."""
    _sign_offs(book)
    _tasks(book)
    _inspections(book)
    _shifts_and_stocks(book)


def _sign_offs(book: Book) -> None:
    """Each signing unit confirms its day after midnight; some after two, some never, one twice."""
    generator, leaders = book.chance("sign-offs"), leaders_of(book.units)
    signing = [unit for unit in book.units if unit["kind"] in SIGNING_KINDS]
    for day in range(1, 10):
        for unit in signing:
            code, draw = unit["code"], float(generator.random())
            at = local(day + 1, 0, 5) + minutes(generator.uniform(0, 105))
            missing, late = draw < 0.012, draw > 0.97
            if day == 9:
                missing, late = missing or code in _MISSING_LAST, late or code in _LATE_LAST
            if missing:
                continue
            if late:
                at = local(day + 1, 2, 20) + minutes(generator.uniform(0, 280))
            through = _through(code, unit["area"])
            zero = day < _NOT_ZERO.get(code, 99)
            book.fact(
                "sign_off",
                through,
                at,
                unit=code,
                day=date(2021, 1, day),
                disease=COVID,
                zero=zero,
                signed_by=leaders[code],
            )
    again = town_command(WEDDING_TOWN)
    book.fact(
        "sign_off",
        again,
        local(9, 9, 20),
        unit=again,
        day=date(2021, 1, 8),
        disease=COVID,
        zero=False,
        signed_by=leaders[again],
        note="补报筛查发现1例",
    )
    for day in range(5, 10):
        for code in (SCHOOL, CDC, town_command(SEAT)):
            if day == 9 and code == SCHOOL:
                continue
            through = COMMAND if code == CDC else town_command(SEAT)
            book.fact(
                "sign_off",
                through,
                local(day + 1, 0, 35),
                unit=code,
                day=date(2021, 1, day),
                disease=NOROVIRUS,
                zero=day == 9,
                signed_by=leaders[code],
            )


def _through(unit: str, area: str) -> str:
    """By whose hand a unit's confirmation comes in: its town's or county's command; others sign for themselves."""
    if area == COUNTY:
        return COMMAND
    return town_command(town_of(area)) if area.startswith(COUNTY) else unit


# number, title, origin, owner, given and deadline (day, hour), evidence (day, hour) and what, whether accepted
_TASKS = (
    (1, "全面排查12月20日以来中高风险地区来返人员", "meeting",
     POLICE, (3, 10), (5, 18), (5, 15), "已排查来返人员并建立台账", True),
    (2, "关闭农村文化活动室、棋牌室，停办聚集性活动", "meeting",
     town_command(WEDDING_TOWN), (6, 1), (6, 12), (6, 11), "辖区活动室、棋牌室全部关停", True),
    (3, "如意宾馆集中隔离点三区两通道改造", "superior",
     HEALTH_AUTHORITY, (6, 9), (8, 18), (8, 17), "改造完成，附平面图", False),
    (4, "河东村全员核酸筛查", "meeting", CDC, (6, 22), (7, 20), (7, 19), "河东村混检采样完成", True),
    (5, "发热门诊独立通道整改", "finding", HOSPITAL, (7, 11), (9, 18), None, "", None),
    (6, "火车站24小时值守和信息登记", "superior", STATION, (5, 14), (7, 18), (7, 16), "三班值守，已张贴场所码", True),
    (7, "县城药店退热药品实名登记全覆盖", "meeting",
     town_command(SEAT), (8, 10), (10, 12), None, "", None),
    (8, "次密接居家隔离“一户一专班”落实到人", "meeting",
     town_command("000121102"), (8, 10), (10, 9), (9, 20), "已明确包保责任人", None),
    (9, "储备核酸采样管2万支", "superior", WAREHOUSE, (9, 9), (12, 18), None, "", None),
    (10, "四合乡未报送单位逐一核实", "meeting",
     town_command("000121111"), (8, 20), (9, 12), None, "", None),
)  # fmt: skip


def _tasks(book: Book) -> None:
    generator, leaders = book.chance("tasks"), leaders_of(book.units)
    meetings = _meetings(book)
    for number, title, origin, owner, given, deadline, done, what, accepted in _TASKS:
        task = book.new(generator)
        book.fact(
            "task",
            COMMAND,
            local(*given),
            task=task,
            number=f"青督〔2021〕{number:02d}号",
            title=title,
            origin=origin,
            meeting=meetings.get(given[0]) if origin == "meeting" else None,
            owner=owner,
            leader=leaders[owner],
            deadline=local(*deadline),
        )
        if done is None:
            continue
        book.fact("evidence", owner, local(*done), task=task, text=what, unit=owner)
        if accepted is not None:
            note = None if accepted else "污染区与清洁区未完全隔断，退回整改"
            book.fact(
                "acceptance", COMMAND, local(*done) + hours(1.5), task=task, accepted=accepted, unit=COMMAND, note=note
            )


# (day, hour) at which the command met; what it decided was given out an hour later.
_MEETINGS = ((3, 9), (6, 0), (8, 9))


def _meetings(book: Book) -> dict[int, str]:
    """Tells the command's meetings; by the day on which each was held, its subject."""
    generator, found = book.chance("meetings"), {}
    for number, held in enumerate(_MEETINGS, start=1):
        meeting = book.new(generator)
        book.fact(
            "meeting",
            COMMAND,
            local(*held),
            meeting=meeting,
            number=f"2021年第{number}次",
            title="县疫情防控调度会",
            unit=COMMAND,
            chair="周建民",
            attended="指挥部各成员单位、各乡镇",
        )
        found[held[0]] = meeting
    return found


# unit, (day, hour), inspector, findings: problem, deadline and rectified (day, hour), what was done, checked again
_INSPECTIONS = (
    (HOSPITAL, (6, 9), "许志强", (
        ("发热门诊与普通门诊共用出入口", (8, 18), None, "", False),
        ("预检分诊登记不完整，缺少旅居史", (7, 12), (7, 9), "分诊台已设专人逐项登记", True),
    )),
    (SITES[0], (7, 9), "罗敏", (
        ("医疗废物暂存处未上锁", (7, 18), (7, 15), "已上锁并由专人管理", True),
        ("同一楼层工作人员休息区未分开", (9, 18), (9, 11), "休息区调至一楼", False),
    )),
    (EXPRESSWAY, (8, 14), "许志强", (
        ("夜间值守不足2人", (8, 22), (8, 20), "增派民警2名", True),
        ("扫码登记牌破损未更换", (10, 12), None, "", False),
    )),
    (BANQUET_HALL, (6, 16), "罗敏", (("活动室未张贴停用公告", (6, 20), (6, 18), "已张贴并断电", True),)),
)  # fmt: skip


def _inspections(book: Book) -> None:
    generator, count = book.chance("inspections"), 0
    for order, (unit, when, inspector, findings) in enumerate(_INSPECTIONS, start=1):
        inspection, at = book.new(generator), local(*when)
        book.fact(
            "inspection",
            COMMAND,
            at,
            at + hours(2),
            inspection=inspection,
            number=f"督查{order:02d}",
            unit=unit,
            inspector=inspector,
        )
        for problem, deadline, rectified, done, again in findings:
            finding, count = book.new(generator), count + 1
            book.fact(
                "finding",
                COMMAND,
                at + hours(1),
                at + hours(2),
                finding=finding,
                inspection=inspection,
                number=f"问题{count:02d}",
                unit=unit,
                problem=problem,
                deadline=local(*deadline),
            )
            if rectified:
                book.fact("rectification", COMMAND, local(*rectified), finding=finding, done=done, rechecked=again)


def _shifts_and_stocks(book: Book) -> None:
    names = ("县委常委 周建民", "副县长 王海燕", "卫健局长 高志军", "应急局长 杨树林")
    for day in range(1, 11):
        book.fact("shift", COMMAND, local(day - 1, 20), unit=COMMAND, name=names[day % 4], leading=True)
    for day in (1, 4, 7, 9):
        for item, quantity, measure in (
            ("N95口罩", 5200, "只"),
            ("医用外科口罩", 86000, "只"),
            ("防护服", 2300, "套"),
            ("采样管", 9000, "支"),
            ("消毒液", 3100, "升"),
        ):
            book.fact(
                "stock",
                WAREHOUSE,
                local(day, 17),
                unit=WAREHOUSE,
                item=item,
                quantity=float(quantity - day * quantity // 20),
                measure=measure,
            )
