"""Writes the sheet Data of a workbook as CSV, numbers and days as such, and fails where a column mixes kinds."""
import csv
import datetime
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1], read_only=True)
kinds = {}
with open(sys.argv[2], "w", encoding="utf-8", newline="") as out:
    rows = csv.writer(out)
    for number, row in enumerate(book["Data"].iter_rows(values_only=True)):
        if number == 0:
            names = row
        else:
            for name, value in zip(names, row):
                kind = float if isinstance(value, int) else type(value)
                if value is not None and kinds.setdefault(name, kind) is not kind:
                    sys.exit(f"{name} is {kinds[name].__name__} and {kind.__name__}")
        rows.writerow("" if v is None else v.date().isoformat() if isinstance(v, datetime.datetime) else v for v in row)
