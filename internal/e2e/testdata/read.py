"""Opens a report and fails unless the Data sheet holds numbers, dates and texts as such.

Prints how many numbers stand there and how many charts the workbook has.
"""
import datetime
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1])
rows = book["Data"].iter_rows(values_only=True)
columns = next(rows)
kinds = dict.fromkeys(["value", "low", "high", "n", "N", "target"], (int, float))
kinds |= dict.fromkeys(["school", "orgnr", "phase", "component", "group", "state"], str)
kinds["closing_date"] = datetime.datetime
numbers = 0
for row in rows:
    for column, value in zip(columns, row):
        if value is None or column not in kinds:
            continue
        if not isinstance(value, kinds[column]):
            sys.exit(f"{column}: {value!r} is a {type(value).__name__}")
        numbers += kinds[column] == (int, float)
print(numbers, sum(len(sheet._charts) for sheet in book))
