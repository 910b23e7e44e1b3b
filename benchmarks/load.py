"""Rows of a line list a second: `facts.load` against plain Django with the same validation, in one run.

    python benchmarks/load.py [--rows 200000] [--plain-rows 40000]

Both read the file, check every cell (identity numbers by check digit and birth date, dates, choices, areas, what
contradicts), match people by identity number, encrypt what identifies, and write person, case, severity and outcome
under row-level security into an empty ledger. Plain Django takes the rows one by one and writes them with bulk_create;
it gets the first rows of the same list, for all of them would take it half an hour.
"""

import argparse
import csv
import json
import random
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from installation import own_installation

AT = datetime(2021, 1, 31, 8, tzinfo=UTC)
HEADER = [
    "病例编号", "姓名", "性别", "出生日期", "身份证号", "联系电话", "现住详细地址", "发病日期", "诊断时间", "病例分类",
    "责任辖区", "临床分型", "分型时间", "转归", "转归日期",
]  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲红春梅建华国庆志远晓东海波宇鹏飞雪婷佳欣怡然子涵浩梓轩"
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def made(path: Path, rows: int) -> None:
    """A line list of invented people (area code 00), one row in 200 with a mistake."""
    rnd = random.Random(7)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for i in range(rows):
            birth = date(1930, 1, 1) + timedelta(days=rnd.randrange(32000))
            digits = f"00{i % 10000:04d}{birth:%Y%m%d}{i // 10000 * 10 % 1000 + rnd.randrange(10):03d}"
            check = "10X98765432"[sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11]
            onset = date(2021, 1, 1) + timedelta(days=rnd.randrange(20))
            classified = onset + timedelta(days=rnd.randrange(1, 6))
            bad = i % 200 == 199
            died = rnd.random() < 0.02
            writer.writerow([
                f"C{i:07d}",
                rnd.choice(SURNAMES) + "".join(rnd.choices(GIVEN, k=rnd.randrange(1, 3))),
                rnd.choice("男女"),
                birth.isoformat(),
                digits + ("Z" if bad else check),
                f"13{rnd.randrange(10**9):09d}",
                f"木兰镇{rnd.randrange(1, 200)}号楼{rnd.randrange(1, 7)}单元{rnd.randrange(1, 30)}室",
                onset.isoformat(),
                f"{classified.isoformat()} {rnd.randrange(24):02d}:{rnd.randrange(60):02d}",
                rnd.choice(["确诊", "疑似", "无症状"]),
                rnd.choice(["木兰镇", "230127002", "东兴镇"]),
                rnd.choice(["轻型", "普通型", "重型"]),
                classified.isoformat(),
                "死亡" if died else "",
                (classified + timedelta(days=3)).isoformat() if died else "",
            ])  # fmt: skip


def timed_load(path: Path) -> tuple[float, Any]:
    """Seconds of the house's own way, and its answer."""
    from lianfang.facts import load as loading

    begin = time.perf_counter()
    answer = loading.load("linelist", path, loading.Options(disease="covid19"), AT)
    return time.perf_counter() - begin, answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--plain-rows", type=int, default=40_000)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with own_installation() as home:
        from plain_django import areas_put_in, timed_plain

        from lianfang.facts import outbox

        # What the situation does with the facts is measured elsewhere.
        outbox._listeners.clear()
        areas_put_in()
        path = home / "linelist.csv"
        made(path, arguments.rows)
        ours, answer = timed_load(path)
        few = min(arguments.rows, arguments.plain_rows)
        first = home / "first.csv"
        with path.open(encoding="utf-8") as whole, first.open("w", encoding="utf-8") as part:
            part.writelines(islice(whole, few + 1))
        plain, counts = timed_plain(first, AT)
        rejected = sum(rejection.row <= few + 1 for rejection in answer.rejections)
        same = (few - rejected, rejected) == counts
        result = {
            "rows": arguments.rows,
            "rows_a_second": round(arguments.rows / ours),
            "plain_django_rows_a_second": round(few / plain),
            "times": round((plain / few) / (ours / arguments.rows), 2),
            "loaded_and_rejected_alike": same,
        }
        if arguments.json:
            print(json.dumps(result))
        else:
            for name, value in result.items():
                print(f"{name:28} {value}")
        if not same:
            sys.exit(f"the two ways differ: {answer} {counts}")


if __name__ == "__main__":
    main()
