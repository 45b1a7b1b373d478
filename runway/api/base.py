"""What all addresses of the API share: who may ask, and which business is meant."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.access import May, require, visible_businesses
from core.models import Business
from runway.api.pages import Pages


class BusinessView(APIView):
    """About one business. To a stranger it does not exist (404); a member without the right is told who has it (403).

    `deeds` names what each method needs; those not named need no more than to see the books.
    """

    rule: Any = May.SEE
    deeds: dict[str, May] = {}
    business: Business

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.business = get_object_or_404(visible_businesses(request.user), slug=kwargs["slug"])
        require(request.user, self.business, self.deeds.get(request.method or "", May.SEE))


def valid(form: type[serializers.Serializer], request: Request) -> Any:
    """The serializer of what was sent, every field understood."""
    filled = form(data=request.data)
    filled.is_valid(raise_exception=True)
    return filled


def refuse(faults: Mapping[str, str]) -> None:
    """What a service finds wrong, field by field, in the shape of all errors of this API."""
    if faults:
        raise exceptions.ValidationError({name: [said] for name, said in faults.items()})


def paged(
    view: APIView, rows: Any, serializer: Any, made_of: Callable[[list[Any]], Iterable[Any]] = list
) -> Response:
    """One page of a list, in the shape of all lists of this API; `made_of` makes values of the rows of the page."""
    pages = Pages()
    page = pages.paginate_queryset(rows, view.request, view)
    return pages.get_paginated_response(serializer(list(made_of(page or [])), many=True).data)
