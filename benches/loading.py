"""Loading: documents per CPU second by format, and time and peak memory at growing numbers of documents, as Markdown.

    tongbi sample -o /tmp/docs --departments 9000 --years 2021..2025 --format txt      # about 100,000 documents
    python benches/loading.py PROGRAM /tmp/docs --sizes 1000,5000,20000,100000
    python benches/loading.py PROGRAM /tmp/mixed --formats                            # a sample in every format

For every size: a load into a new panel, the same load again (which must change nothing), and a load of one more document.
CPU (user + system) and peak are the kernel's for the process.
"""

import argparse
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

FORMATS = ("txt", "html", "docx", "xlsx", "pdf")


def load(program, source, panel):
    """Wall seconds, CPU seconds and peak MiB."""
    started = time.perf_counter()
    command = [str(program), "load", str(source), "--panel", str(panel)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3):
        raise SystemExit(f"{command} failed ({process.returncode})")
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def linked(files, folder):
    """The files in one folder, without copying them; names made distinct by their number, kept in order."""
    folder.mkdir(parents=True)
    for number, file in enumerate(files):
        place = folder / f"{number // 1000:04d}"
        place.mkdir(exist_ok=True)
        os.link(file, place / f"{number:06d} {file.name}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--sizes", default="1000")
    parser.add_argument("--formats", action="store_true")
    arguments = parser.parse_args()
    every = sorted(path for path in arguments.documents.rglob("*") if path.suffix[1:] in FORMATS)
    work = Path(tempfile.mkdtemp(prefix="tongbi_loading_", dir=arguments.documents.resolve().parent))
    print("| documents | load | wall s | CPU s | documents per CPU s | peak MiB |\n|---:|---|---:|---:|---:|---:|")
    try:
        if arguments.formats:
            for name in FORMATS:
                files = [path for path in every if path.suffix == f".{name}"]
                linked(files, work / name)
                report(len(files), name, load(arguments.program, work / name, work / f"panel {name}"))
        else:
            for size in map(int, arguments.sizes.split(",")):
                if len(every) <= size:
                    raise SystemExit(f"only {len(every)} documents in {arguments.documents}")
                folder, panel = work / f"in {size}", work / f"panel {size}"
                linked(every[:size], folder)
                report(size, "new panel", load(arguments.program, folder, panel))
                report(size, "again", load(arguments.program, folder, panel))
                os.link(every[size], folder / f"zz {every[size].name}")
                report(1, "one more", load(arguments.program, folder / f"zz {every[size].name}", panel))
                shutil.rmtree(panel)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def report(documents, what, measured):
    wall, cpu, peak = measured
    print(f"| {documents} | {what} | {wall:.1f} | {cpu:.1f} | {documents / cpu:.0f} | {peak:.0f} |", flush=True)


main()
