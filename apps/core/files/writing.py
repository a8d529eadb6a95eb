"""Write CSV that opens well in a spreadsheet and does nothing there."""

import csv
import io

from django.http import StreamingHttpResponse

from apps.core.files.reading import FORMULA_STARTS


def safe(cell):
    """A cell as it is written: text that a spreadsheet would run gets an apostrophe; numbers stay numbers."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell and (cell[0] in FORMULA_STARTS):
        return f"'{cell}"
    return cell


def csv_text(columns, rows):
    """A whole file as text, with the BOM that makes spreadsheets read UTF-8."""
    return "\ufeff" + "".join(csv_lines(columns, rows))


def csv_lines(columns, rows):
    """The file line by line. `rows` are sequences in the order of the columns."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    yield buffer.getvalue()
    for cells in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([safe(cell) for cell in cells])
        yield buffer.getvalue()


def csv_response(filename, columns, rows):
    """Send a file as it is made, so that memory stays flat."""

    def chunks():
        yield "\ufeff"
        yield from csv_lines(columns, rows)

    response = StreamingHttpResponse(chunks(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
