"""The addresses of the interface, each behind the entrance; what is below /api/ and none of them is told so."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from goldenthread.api.entrance import entrance, nothing
from goldenthread.api.interface import ROOT, interface


def _addresses() -> list[URLPattern]:
    found = [each for each in interface.urls[0] if isinstance(each, URLPattern)]
    for each in found:
        each.callback = entrance(each.callback)
    return [each for each in found if each.name != "api-root"]


urlpatterns: list[URLPattern | URLResolver] = [
    path(ROOT, include((_addresses(), "api"))),
    re_path(r"^api/", entrance(nothing)),
]
