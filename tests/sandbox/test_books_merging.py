"""Two rows of a list become one: whose documents, lines and balance are then whose (API_FACTS 9.4)."""

from __future__ import annotations

import pytest

from sandbox import switches
from sandbox.faults import Fault
from sandbox.store import Store
from tests.sandbox.acme import Acme, open_acme
from tests.sandbox.world import NOW, REALM, Caller, invoice_body, open_books


@pytest.fixture
def acme(store: Store) -> Acme:
    return open_acme(store)


def twin(acme: Acme, entity: str, **body: object) -> str:
    """A second row of the list."""
    return acme.make(entity, **body)["Id"]


def merged(acme: Acme, entity: str, survivor: str, lost: str) -> dict:
    done = acme.company.merge(entity, survivor, lost, acme.at)
    acme.company.check_balance()
    return done


def test_a_merged_customer_owes_what_both_owed_and_keeps_its_id(acme: Acme) -> None:
    lost = twin(acme, "Customer", DisplayName="Fjord and Pine")
    acme.invoice(500)
    theirs = acme.invoice(300, CustomerRef={"value": lost})
    acme.paid(100, ("Invoice", theirs, 100), CustomerRef={"value": lost})
    done = merged(acme, "Customer", acme.ids["Fjord & Pine"], lost)
    assert (done["Id"], done["Balance"]) == (acme.ids["Fjord & Pine"], 700)
    assert acme.now("Invoice", theirs)["CustomerRef"] == {"value": done["Id"], "name": "Fjord & Pine"}
    rest = acme.paid(200, ("Invoice", theirs, 200))
    assert rest["UnappliedAmt"] == 0


def test_the_lost_row_is_gone_without_a_tombstone_and_its_name_is_free(acme: Acme) -> None:
    lost = twin(acme, "Vendor", DisplayName="Granite Supply Co")
    merged(acme, "Vendor", acme.ids["Granite Supply"], lost)
    assert acme.company.store.get(REALM, "Vendor", lost) is None
    assert acme.make("Vendor", DisplayName="Granite Supply Co")["Id"] != lost


def test_merged_accounts_add_up_and_journal_parties_follow(acme: Acme) -> None:
    second = twin(acme, "Account", Name="Second Checking", AccountType="Bank", AccountSubType="Checking")
    customer = twin(acme, "Customer", DisplayName="Fjord and Pine")
    acme.ids |= {"Second Checking": second, "Fjord and Pine": customer}
    entry = acme.make(
        "JournalEntry",
        Line=[
            acme.journal("Debit", "Second Checking", 40),
            acme.journal("Credit", "Accounts Receivable (A/R)", 40, ("Customer", "Fjord and Pine")),
        ],
    )
    merged(acme, "Account", acme.ids["Operating Checking"], second)
    merged(acme, "Customer", acme.ids["Fjord & Pine"], customer)
    assert acme.balance("Operating Checking") == 40
    first, second_line = (line["JournalEntryLineDetail"] for line in acme.now("JournalEntry", entry)["Line"])
    assert first["AccountRef"]["value"] == acme.ids["Operating Checking"]
    assert second_line["Entity"]["EntityRef"]["value"] == acme.ids["Fjord & Pine"]


@pytest.mark.parametrize("moves", [True, False])
def test_whether_documents_of_a_merged_row_look_changed_is_a_switch(acme: Acme, moves: bool) -> None:
    switches.write(acme.company.store, "", "merge_moves_documents", moves)
    lost = twin(acme, "Customer", DisplayName="Fjord and Pine")
    theirs = acme.invoice(300, CustomerRef={"value": lost})
    before = acme.company.store.get(REALM, "Invoice", theirs["Id"])
    acme._tick()
    merged(acme, "Customer", acme.ids["Fjord & Pine"], lost)
    after = acme.company.store.get(REALM, "Invoice", theirs["Id"])
    assert before is not None
    assert after is not None
    assert (after.updated_at > before.updated_at) is moves
    assert after.sync_token == before.sync_token


@pytest.mark.parametrize(
    ("entity", "survivor", "lost", "code"),
    [
        ("Term", "1", "2", "500"),
        ("Account", "Operating Checking", "Software", "6000"),
        ("Customer", "Fjord & Pine", "Fjord & Pine", "6000"),
        ("Customer", "Fjord & Pine", "999", "610"),
    ],
)
def test_rows_that_cannot_be_one_are_refused(
    acme: Acme, entity: str, survivor: str, lost: str, code: str
) -> None:
    with pytest.raises(Fault) as refusal:
        acme.company.merge(entity, acme.ids.get(survivor, survivor), acme.ids.get(lost, lost), acme.at)
    assert refusal.value.code == code


def test_the_back_door_merges(caller: Caller, store: Store) -> None:
    company, ids = open_books(store)
    caller.connect()
    lost = company.create("Customer", {"DisplayName": "Fjord and Pine"}, NOW)["Id"]
    asked = {"entity": "Customer", "survivor": ids["Fjord & Pine"], "lost": lost}
    assert caller.control(f"companies/{REALM}/merges", asked).json()["Customer"]["SyncToken"] == "1"
    assert caller.get(f"customer/{lost}").json()["Fault"]["Error"][0]["code"] == "610"


def test_a_form_is_mailed_to_the_address_given_or_the_one_it_has(caller: Caller, store: Store) -> None:
    ids = open_books(store)[1]
    caller.connect()
    id = caller.post("invoice", invoice_body(ids)).json()["Invoice"]["Id"]
    assert caller.post(f"invoice/{id}/send", None).json()["Fault"]["Error"][0]["code"] == "6000"
    sent = caller.post(f"invoice/{id}/send", None, sendTo="ap@fjord.example").json()["Invoice"]
    assert (sent["EmailStatus"], sent["SyncToken"]) == ("EmailSent", "0")
    assert sent["BillEmail"] == {"Address": "ap@fjord.example"}
    assert (
        caller.post(f"invoice/{id}/send", None).json()["Invoice"]["DeliveryInfo"]["DeliveryType"] == "Email"
    )
    assert caller.post(f"bill/{id}/send", None).status_code == 400
