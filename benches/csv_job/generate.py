"""Writes the CSV of the side-by-side job: 970,049 rows, the same bytes on every machine.

2,000 departments × 50 functional codes × 10 years (2016–2025), less 300 department-years that were never published
(missing years) and 14,951 single cells (new and discontinued items). Amounts are yuan with two decimals; a few are zero
or negative, so that every state of 同比 occurs. Departments and amounts are invented; codes and names are real.

    python generate.py OUT.csv
"""

import csv
import random
import sys
from pathlib import Path

ROWS = 970_049
DEPARTMENTS, ITEMS, YEARS = 2_000, 50, range(2016, 2026)
CODEBOOK = Path(__file__).resolve().parents[2] / "datasets/codebooks/functional_classification.csv"
BUREAUS = (
    "财政局 教育局 公安局 民政局 司法局 水利局 农业农村局 卫生健康委员会 应急管理局 审计局 统计局 林业局 气象局 "
    "商务局 文化和旅游局 体育局 医疗保障局 信访局 档案馆 科学技术局 人力资源和社会保障局 自然资源局 生态环境局 "
    "住房和城乡建设局 交通运输局 城市管理局 市场监督管理局 退役军人事务局 发展和改革委员会 工业和信息化局 "
    "行政审批服务局 机关事务服务中心 总工会 妇女联合会 残疾人联合会 红十字会 工商业联合会 科学技术协会 供销合作社 党校"
).split()


def items():
    with CODEBOOK.open(encoding="utf-8") as file:
        names = {row["code"]: row["name"] for row in csv.DictReader(file) if len(row["code"]) == 7}
    return list(names.items())[:ITEMS]


def main(out):
    draw = random.Random(20250101)
    departments = [
        (f"{100_000 + number:06d}", f"示例{number // len(BUREAUS) + 1:02d}县{BUREAUS[number % len(BUREAUS)]}")
        for number in range(DEPARTMENTS)
    ]
    codes = items()
    years = list(YEARS)
    unpublished = set(draw.sample(range(DEPARTMENTS * len(years)), 300))
    cells = [
        cell
        for cell in range(DEPARTMENTS * len(years) * ITEMS)
        if cell // ITEMS not in unpublished
    ]
    dropped = set(draw.sample(cells, len(cells) - ROWS))
    level = [[int(draw.lognormvariate(17, 1.6)) for _ in codes] for _ in departments]
    rows = 0
    with open(out, "w", encoding="utf-8", newline="") as file:
        write = csv.writer(file).writerow
        write(["year", "department", "department_code", "code", "item", "amount"])
        for year_index, year in enumerate(years):
            for number, (department_code, department) in enumerate(departments):
                document = year_index * DEPARTMENTS + number
                if document in unpublished:
                    continue
                for position, (code, item) in enumerate(codes):
                    if document * ITEMS + position in dropped:
                        continue
                    chance = draw.random()
                    fen = level[number][position]
                    if chance < 0.05:
                        pass  # unchanged
                    elif chance < 0.055:
                        fen = 0
                    elif chance < 0.057:
                        fen = -fen // 50
                    else:
                        fen = int(fen * draw.uniform(0.75, 1.33))
                        level[number][position] = fen
                    sign, digits = ("-", -fen) if fen < 0 else ("", fen)
                    write([year, department, department_code, code, item, f"{sign}{digits // 100}.{digits % 100:02d}"])
                    rows += 1
    assert rows == ROWS, rows


if __name__ == "__main__":
    main(sys.argv[1])
