"""Two questions a load balancer asks: is the process alive, and is its database there?"""

from django.http import HttpRequest, JsonResponse

from rowcol import startup


def process(_request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers."""
    return JsonResponse({"process": "ok"})


def database(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers; else 503 with the line that says what to do."""
    said = startup.database_outage()
    return JsonResponse({"database": said or "ok"}, status=503 if said else 200)
