"""tongbi beside pdfplumber on the PDFs of the corpus, as Markdown: milliseconds per file.

    cargo build --release --bench text_disclosures
    python benches/pdf_side_by_side.py [--corpus ../shared/corpus] [--tongbi PATH] [--runs 3]

pdfplumber opens each file and extracts the tables (and, in the other column, tables and text) of every page; tongbi reads the file to
the end: text, tables, forms, figures, sentences. Both in a running process, medians; tongbi's is of seven.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pdfplumber

HERE = Path(__file__).resolve().parent


def built():
    target = Path(os.environ.get("CARGO_TARGET_DIR", HERE.parent / "target"))
    found = [path for path in target.glob("release/deps/text_disclosures-*") if os.access(path, os.X_OK) and not path.suffix]
    if not found:
        sys.exit("build it first: cargo build --release --bench text_disclosures")
    return max(found, key=lambda path: path.stat().st_mtime)


def plumb(path, text):
    started = time.perf_counter()
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            if text:
                page.extract_text()
            page.close()
        pages = len(pdf.pages)
    return (time.perf_counter() - started) * 1000, pages


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--corpus", type=Path, default=HERE.parent.parent / "shared/corpus")
    parser.add_argument("--tongbi", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    tongbi = arguments.tongbi or built()
    print("| PDF | pages | tongbi ms | pdfplumber tables ms | tables + text ms | ratio (tables) |\n|---|---:|---:|---:|---:|---:|")
    ratios, sums = [], [0.0, 0.0, 0.0]
    for path in sorted(arguments.corpus.rglob("*.pdf")):
        line = subprocess.run([tongbi, "--one", path], capture_output=True, text=True, check=True).stdout
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)]
        ours, pages = float(cells[4]), cells[3]
        if ours == 0:
            print(f"| {path.name} | {pages} | not read | | | |")
            continue
        tables = statistics.median(plumb(path, False)[0] for _ in range(arguments.runs))
        both = plumb(path, True)[0]
        ratios.append(tables / ours)
        sums = [total + part for total, part in zip(sums, (ours, tables, both))]
        print(f"| {path.name} | {pages} | {ours:.1f} | {tables:.0f} | {both:.0f} | {tables / ours:.0f} |", flush=True)
    if ratios:
        print(f"| **all** | | {sums[0]:.1f} | {sums[1]:.0f} | {sums[2]:.0f} | {sums[1] / sums[0]:.0f} (median {statistics.median(ratios):.0f}) |")


main()
