"""The closed table of QuickBooks' refusals (API_FACTS 8.2); raised anywhere, answered by the server."""

from __future__ import annotations

from typing import Any


class Fault(Exception):
    """A refusal of the accounting service: `code` is QuickBooks' own, `status` the HTTP one."""

    def __init__(
        self,
        code: str,
        message: str,
        detail: str,
        *,
        element: str = "",
        type: str = "ValidationFault",
        status: int = 400,
    ) -> None:
        super().__init__(f"{code} {message}: {detail}")
        self.code, self.message, self.detail = code, message, detail
        self.element, self.type, self.status = element, type, status

    def as_dict(self) -> dict[str, Any]:
        """The `Fault` object of the envelope in API_FACTS 8.1."""
        error = {"Message": self.message, "Detail": self.detail, "code": self.code, "element": self.element}
        return {"Error": [error], "type": self.type}


class GatewayFault(Fault):
    """A refusal before the accounting service is reached (401, 403, 429), in lower case (API_FACTS 6.5)."""


def unsupported(detail: str) -> Fault:
    return Fault("500", "Unsupported Operation", detail)


def not_found() -> Fault:
    detail = (
        "Object Not Found : Something you're trying to use has been made inactive. "
        "Check the fields with accounts, customers, items, vendors or employees."
    )
    return Fault("610", "Object Not Found", detail)


def deleted_meanwhile() -> Fault:
    return Fault("610", "Object Not Found", "Object Not Found : Another user has deleted this transaction.")


def unknown_property(name: str, known: str = "") -> Fault:
    detail = f"Property Name:{name} specified is unsupported or invalid"
    if known:
        detail = f"{detail}. Known properties: {known}"
    return Fault("2010", "Request has invalid or unsupported property", detail, element=name)


def malformed(detail: str) -> Fault:
    return Fault("2010", "Request has invalid or unsupported property", detail)


def required(element: str) -> Fault:
    message = "Required param missing, need to supply the required value for the API"
    return Fault("2020", message, f"Required parameter {element} is missing in the request", element=element)


def invalid_id(value: str) -> Fault:
    return Fault("2030", "Invalid ID", f"Id should be a valid number. Supplied value:{value}", element="Id")


def too_long(element: str, limit: int, length: int) -> Fault:
    message = "String length is either shorter or longer than supported by specification"
    return Fault("2050", message, f"Min:0 Max:{limit} supported. Supplied length:{length}", element=element)


def bad_number(element: str, value: object) -> Fault:
    return Fault("2080", "Illegal number format", f"Illegal number format : {value}", element=element)


def invalid_enumeration(element: str, value: object) -> Fault:
    return Fault("2170", "Invalid Enumeration", f"Invalid Enumeration : {value}", element=element)


def invalid_reference(what: str, id: str) -> Fault:
    return Fault(
        "2500",
        "Invalid Reference Id",
        f"Invalid Reference Id : {what} element id {id} not found",
        element=what,
    )


def unparsable_query(detail: str) -> Fault:
    return Fault("4000", "Error parsing query", f"QueryParserError: {detail}")


def invalid_query(detail: str) -> Fault:
    return Fault("4001", "Invalid query", f"QueryValidationError: {detail}")


def stale(user: str) -> Fault:
    detail = (
        f"Stale Object Error : You and {user} were working on this at the same time. "
        f"{user} finished before you did, so your work was not saved."
    )
    return Fault("5010", "Stale Object Error", detail)


def business(detail: str) -> Fault:
    message = "A business validation error has occurred while processing your request"
    return Fault("6000", message, f"Business Validation Error: {detail}")


def out_of_balance() -> Fault:
    detail = "Amounts are not balanced : The total of the debits must equal the total of the credits."
    return Fault("6070", "Amounts or credits do not balance", detail)


def duplicate_number(number: str, txn_type: str, txn_id: str) -> Fault:
    detail = (
        "Duplicate Document Number Error : You must specify a different number. "
        f"This number has already been used. DocNumber={number} "
        f"is assigned to TxnType={txn_type} with TxnId={txn_id}"
    )
    return Fault("6140", "Duplicate Document Number Error", detail)


def invalid_company_status() -> Fault:
    detail = "Invalid Company Status : The subscription of this company has ended or is on hold."
    return Fault("6190", "Invalid Company Status", detail)


def period_closed(close_date: str) -> Fault:
    detail = f"Account Period Closed : The books have been closed up to {close_date}."
    return Fault("6210", "Account Period Closed, Cannot Update Through Services API", detail)


def duplicate_name(other: str = "customer, vendor or employee") -> Fault:
    detail = (
        f"The name supplied already exists. : Another {other} is already using this \nname. "
        "Please use a different name."
    )
    return Fault("6240", "Duplicate Name Exists Error", detail)


def deposited() -> Fault:
    detail = (
        "Deposited Transaction cannot be changed : This transaction has been deposited. "
        "Remove it from the deposit first."
    )
    return Fault("6540", "Deposited Transaction cannot be changed", detail)


def system_failure(detail: str) -> Fault:
    message = "An application error has occurred while processing your request"
    return Fault("10000", message, f"System Failure Error: {detail}", type="SystemFault", status=500)


def authentication_failed(detail: str) -> GatewayFault:
    message = "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    return GatewayFault("3200", message, detail, type="AUTHENTICATION", status=401)


def wrong_realm() -> GatewayFault:
    message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
    return GatewayFault("3100", message, "", type="AUTHORIZATION", status=403)


def throttled() -> GatewayFault:
    message = "message=ThrottleExceeded; errorCode=003001; statusCode=429"
    return GatewayFault(
        "3001", message, "The request limit was reached.  Try again later", type="SERVICE", status=429
    )
