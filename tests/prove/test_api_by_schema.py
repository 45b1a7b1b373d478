"""The API against its own document: whatever is asked, as whoever, no server error, no undocumented shape, no leak."""

from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, given, settings
from knox.models import AuthToken
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from core.models import Business, Role, User
from tests.bookkeeping import Books, ref
from tests.runway.tray_office import bill, invoice, opened, person

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
FOREIGN = ("Elsewhere", "elsewhere", "Secret vendor")
EXAMPLES = 12


@pytest.fixture
def office(acme: Business, sam: User) -> Books:
    """Acme's books, and next door another firm's with a vendor that nobody here may hear of."""
    secret = Books(Business.objects.get(slug="elsewhere"))
    secret.enter("Vendor", Id="666", DisplayName="Secret vendor", Active=True)
    bill(secret, "66.60", VendorRef=ref("666"))
    books = opened(Books(acme))
    bill(books, "1,250.50")
    invoice(books, "900")
    return books


@pytest.mark.parametrize("role", Role)
def test_no_question_brings_an_error_a_wrong_shape_or_another_firms_books(office: Books, role: Role) -> None:
    _, token = AuthToken.objects.create(person(office.business, "Pat", role))
    headers = {"Authorization": f"Token {token}"}
    document = schemathesis.openapi.from_wsgi(
        "/api/schema/?format=json", get_wsgi_application(), headers=headers
    )
    asked = [found.ok() for found in document.get_all_operations()]
    for operation in asked:
        if "/tokens/" not in operation.path:  # they would end the token that is asked with
            _ask(operation, headers)
    assert len(asked) > 10


def _ask(operation: Any, headers: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(case=operation.as_strategy())
    def asks(case: Any) -> None:
        for slug in ("acme", "elsewhere"):
            if "slug" in case.path_parameters:
                case.path_parameters["slug"] = slug
            answer = case.call(headers=headers)
            case.validate_response(answer, checks=CHECKS, headers=headers)
            assert not [word for word in FOREIGN if word in answer.text], answer.text[:500]

    asks()
