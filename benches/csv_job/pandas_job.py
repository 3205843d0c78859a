"""The job in pandas: CSV → 同比 and 占比 → Parquet, in integers of fen.  python pandas_job.py IN.csv OUT.parquet"""

import sys

import numpy as np
import pandas as pd

KEY = ["year", "department_code", "code"]


def hundredths(part, whole):
    """part ÷ whole in hundredths of a percent, half away from zero; whole > 0."""
    return np.sign(part) * ((np.abs(part) * 20_000 + whole) // (2 * whole))


def main(source, target):
    text = {"department": str, "department_code": str, "code": str, "item": str, "amount": str}
    facts = pd.read_csv(source, dtype=text)
    # Two decimals always: the digits without the point are fen. Never a float.
    facts["amount_fen"] = facts.pop("amount").str.replace(".", "", regex=False).astype("int64")
    facts = facts.groupby(KEY, as_index=False, sort=False).agg(
        department=("department", "first"), item=("item", "first"), amount_fen=("amount_fen", "sum")
    )
    wholes = facts.groupby(["year", "department_code"], as_index=False)["amount_fen"].sum()
    wholes = wholes.rename(columns={"amount_fen": "whole_fen"})
    before = facts.rename(columns={"amount_fen": "base_fen", "department": "department_before", "item": "item_before"})
    before["year"] += 1
    for frame, name in ((facts, "amount_fen"), (before, "base_fen"), (wholes, "whole_fen")):
        frame[name] = frame[name].astype("Int64")
    rows = facts.merge(before, on=KEY, how="outer", sort=False).merge(wholes, on=["year", "department_code"], how="left")
    years = set(facts["year"])
    rows = rows[rows["year"].isin(years)].reset_index(drop=True)
    rows["department"] = rows["department"].fillna(rows.pop("department_before"))
    rows["item"] = rows["item"].fillna(rows.pop("item_before"))
    has, had = rows["amount_fen"].notna().to_numpy(), rows["base_fen"].notna().to_numpy()
    published = (rows["year"] - 1).isin(years).to_numpy()
    amount = rows["amount_fen"].fillna(0).to_numpy("int64")
    base = rows["base_fen"].fillna(0).to_numpy("int64")
    whole = rows["whole_fen"].fillna(0).to_numpy("int64")
    change = amount - base
    rows["change_fen"] = pd.arrays.IntegerArray(change, has & ~had & ~published)
    rows["state"] = np.select(
        [
            ~has & (base == 0), ~has, ~had & ~published, ~had & (amount == 0), ~had, amount == base,
            (base <= 0) | (amount < 0), amount > base,
        ],
        ["unchanged", "discontinued", "missing_year", "unchanged", "new", "unchanged", "not_comparable", "increase"],
        "decrease",
    )
    rated = rows["state"].isin(["increase", "decrease", "unchanged"]).to_numpy() & (base > 0)
    rows["rate_hundredths"] = pd.arrays.IntegerArray(hundredths(change, np.where(rated, base, 1)), ~rated)
    shared = has & (whole > 0)
    rows["share_hundredths"] = pd.arrays.IntegerArray(hundredths(amount, np.where(shared, whole, 1)), ~shared)
    rows["whole_fen"] = rows["whole_fen"].where(has)
    rows = rows.sort_values(["department_code", "code", "year"])
    columns = ["year", "department_code", "department", "code", "item", "amount_fen", "base_fen", "change_fen", "state",
               "rate_hundredths", "whole_fen", "share_hundredths"]
    rows[columns].to_parquet(target, index=False, compression="snappy")


main(sys.argv[1], sys.argv[2])
