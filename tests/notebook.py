"""Validates a notebook with Jupyter's own package, runs its code cells, and compares each table with the stored one.

Run in the report's folder: python notebook.py report.ipynb
Needs nbformat and duckdb; where IPython is missing, pictures are taken as their file names.
"""
import ast
import sys
import types

import nbformat

try:
    import IPython.display  # noqa: F401
except ImportError:
    display = types.ModuleType("IPython.display")
    display.Image = lambda filename: open(filename, "rb").read()[:4]
    sys.modules["IPython"] = types.ModuleType("IPython")
    sys.modules["IPython.display"] = display

notebook = nbformat.read(sys.argv[1], as_version=4)
nbformat.validate(notebook)
assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5), "nbformat 4.5"

names, compared = {}, 0
for cell in notebook.cells:
    if cell.cell_type != "code":
        continue
    body = ast.parse(cell.source).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), cell.id, "exec"), names)
    value = eval(compile(ast.Expression(last.value), cell.id, "eval"), names) if last else None
    if cell.outputs and "text/html" in cell.outputs[0]["data"]:
        stored = "".join(cell.outputs[0]["data"]["text/plain"])
        assert repr(value) == stored, f"{cell.id}:\n{value!r}\nstored:\n{stored}"
        compared += 1
assert compared > 7, f"only {compared} tables"
print(f"valid; {compared} tables are what the cells give")
