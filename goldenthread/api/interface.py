"""The interface as a whole: its parts, and the OpenAPI document that describes it."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema

from goldenthread.api import actions, audits, counted, figures
from goldenthread.api.entrance import Bearer, EachToken
from goldenthread.api.problems import KIND, TITLES
from goldenthread.api.tables import CSV

ROOT = "api/v1/"
ABOUT = (
    "Figures, audits and actions, read only, for Power BI, Excel and the like. Each token reads what its "
    "person may see on the pages; each reading stands in the journal. Numbers come with their n and how "
    "the audits behind them came about. Nothing here names a person or gives a case number."
)


class Wrong(Schema):
    where: str
    what: str


class Problem(Schema):
    """What is said when there is no answer (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Wrong] = []


class Interface(NinjaAPI):
    """Errors go to the entrance, which says all of them alike."""

    def on_exception(self, request: HttpRequest, exc: Exception | type[Exception]) -> HttpResponse:
        raise exc


interface = Interface(
    title="Goldenthread", version="1", description=ABOUT, docs_url=None, openapi_url=None,
    auth=Bearer(), throttle=[EachToken()], urls_namespace="api",
)  # fmt: skip
PARTS = (("figures", figures), ("figures", counted), ("audits", audits), ("actions", actions))
for name, part in PARTS:
    interface.add_router(f"/{name}", part.router)


@interface.get(
    "/openapi.json", url_name="document", operation_id="document", response=dict[str, Any]
)
def description(request: HttpRequest) -> Any:
    """This description."""
    return document()


def document() -> dict[str, Any]:
    """The OpenAPI 3.1 document: what the library writes, with our problems and CSV told of."""
    made: dict[str, Any] = json.loads(json.dumps(interface.get_openapi_schema(path_prefix=ROOT)))
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    made["components"]["schemas"] |= {**problem.pop("$defs"), "Problem": problem}
    for address, methods in made["paths"].items():
        for operation in methods.values():
            answers = operation["responses"]
            if not address.endswith("openapi.json"):
                answers["200"]["content"][CSV.partition(";")[0]] = {"schema": {"type": "string"}}
            answers |= {str(status): _refused(status) for status in TITLES if status != 500}
    return made


def _refused(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": TITLES[status], "content": {KIND: {"schema": schema}}}
