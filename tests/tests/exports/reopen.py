"""What other programs read in an export: csv with each separator, openpyxl, and LibreOffice where it is installed.

The first argument is the folder of `requests.csv` and `requests.xlsx`. Answers one JSON object.
"""
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import openpyxl

csv.field_size_limit(1 << 24)


def parted(path, separator):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


def workbook(path):
    sheet = openpyxl.load_workbook(path).active
    cells = [[cell for cell in row] for row in sheet.iter_rows()]
    return {
        "rows": [["" if cell.value is None else str(cell.value) for cell in row] for row in cells],
        "types": sorted({cell.data_type for row in cells for cell in row if cell.value is not None}),
    }


def spreadsheet(path):
    """As somebody sees it who opens the file, in the locale of the machine: values as shown, and formulas as such."""
    with tempfile.TemporaryDirectory() as out:
        # 44: comma, 34: quote, 76: UTF-8; then all cells quoted, as they are shown, and formulas instead of values.
        kinds = {"shown": "44,34,76,1,,0,true,true,false", "formulas": "44,34,76,1,,0,true,false,true"}
        found = {}
        for name, options in kinds.items():
            words = ["soffice", f"-env:UserInstallation=file://{out}/profile", "--headless", "--convert-to"]
            words += [f"csv:Text - txt - csv (StarCalc):{options}", "--outdir", out, str(path)]
            subprocess.run(words, check=True, capture_output=True, timeout=170)
            found[name] = parted(pathlib.Path(out, path.with_suffix(".csv").name), ",")
        return found


folder = pathlib.Path(sys.argv[1])
answer = {
    "csv": {name: parted(folder / "requests.csv", it) for name, it in (("comma", ","), ("semicolon", ";"), ("tab", "\t"))},
    "xlsx": workbook(folder / "requests.xlsx"),
    "office": None,
}
if shutil.which("soffice"):
    answer["office"] = {"csv": spreadsheet(folder / "requests.csv"), "xlsx": spreadsheet(folder / "requests.xlsx")}
json.dump(answer, sys.stdout)
