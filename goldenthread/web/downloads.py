"""Files that a page hands out to be kept."""

from django.http import HttpResponse

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "yaml": "application/yaml; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def file_to_keep(data: bytes, name: str) -> HttpResponse:
    """A file by its name, whose ending says what it is."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type=TYPES[name.rpartition(".")[2]], headers=disposition)
