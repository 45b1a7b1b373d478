"""What the books refuse, and how updates, tokens and names behave."""

import pytest

from sandbox.faults import Fault
from sandbox.store import Store
from tests.sandbox.acme import Acme, open_acme
from tests.sandbox.world import NOW


@pytest.fixture
def acme(store: Store) -> Acme:
    return open_acme(store)


def code_of(refusal: pytest.ExceptionInfo[Fault]) -> str:
    return refusal.value.code


def test_an_unknown_property_is_refused(acme: Acme) -> None:
    with pytest.raises(Fault) as refusal:
        acme.make("Customer", DisplayName="New", Colour="blue")
    assert code_of(refusal) == "2010"


def test_a_missing_vendor_is_named(acme: Acme) -> None:
    with pytest.raises(Fault) as refusal:
        acme.make("Bill", Line=[acme.cost(10)])
    assert (code_of(refusal), refusal.value.element) == ("2020", "VendorRef")


def test_a_value_outside_its_choices_is_refused(acme: Acme) -> None:
    with pytest.raises(Fault) as refusal:
        acme.make("Purchase", PaymentType="Barter", AccountRef=acme.ref("Savings"), Line=[acme.cost(1)])
    assert code_of(refusal) == "2170"


def test_a_reference_to_nothing_is_refused(acme: Acme) -> None:
    with pytest.raises(Fault) as refusal:
        acme.make("Invoice", CustomerRef={"value": "999"}, Line=[acme.sale(1)])
    assert code_of(refusal) == "2500"


def test_an_inactive_customer_gets_no_new_invoice_but_keeps_its_old_ones(acme: Acme) -> None:
    made = acme.invoice(5)
    acme.change("Customer", {"Id": acme.ids["Fjord & Pine"]}, Active=False)
    with pytest.raises(Fault) as refusal:
        acme.invoice(5)
    assert code_of(refusal) == "2500"
    assert acme.change("Invoice", made, DueDate="2026-12-24")["DueDate"] == "2026-12-24"


def test_a_name_is_unique_over_customers_vendors_and_employees(acme: Acme) -> None:
    with pytest.raises(Fault) as refusal:
        acme.make("Vendor", DisplayName="fjord & pine")
    assert code_of(refusal) == "6240"


def test_a_renamed_row_gives_its_old_name_free(acme: Acme) -> None:
    acme.change("Customer", {"Id": acme.ids["Fjord & Pine"]}, DisplayName="Fjord")
    assert acme.make("Vendor", DisplayName="Fjord & Pine")["DisplayName"] == "Fjord & Pine"


def test_an_inactive_row_shows_it_in_its_name_and_frees_it(acme: Acme) -> None:
    gone = acme.change("Vendor", {"Id": acme.ids["Granite Supply"]}, Active=False)
    assert (gone["DisplayName"], gone["Active"]) == ("Granite Supply (deleted)", False)
    again = acme.change("Vendor", gone, Active=True)
    assert again["DisplayName"] == "Granite Supply"


def test_a_stale_write_is_refused_and_names_who_was_first(acme: Acme) -> None:
    made = acme.invoice()
    acme.change("Invoice", made, PrivateNote="first")
    body = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "second"}
    with pytest.raises(Fault, match="Olive Harper") as refusal:
        acme.company.update("Invoice", body, NOW)
    assert code_of(refusal) == "5010"


def test_a_missing_object_is_610(acme: Acme) -> None:
    with pytest.raises(Fault) as refusal:
        acme.company.update("Invoice", {"Id": "777", "SyncToken": "0"}, NOW)
    assert code_of(refusal) == "610"


def test_a_sparse_update_keeps_what_it_does_not_name(acme: Acme) -> None:
    made = acme.invoice(PrivateNote="keep me")
    changed = acme.change("Invoice", made, DueDate="2027-01-05")
    assert (changed["PrivateNote"], changed["DueDate"], changed["SyncToken"]) == (
        "keep me",
        "2027-01-05",
        "1",
    )


def test_a_full_update_drops_what_it_does_not_name(acme: Acme) -> None:
    made = acme.invoice(PrivateNote="drop me")
    body = {key: value for key, value in made.items() if key != "PrivateNote"}
    changed = acme.company.update("Invoice", body, NOW)
    assert "PrivateNote" not in changed
    assert changed["Balance"] == 500


def test_a_full_update_keeps_the_links_that_payments_wrote(acme: Acme) -> None:
    made = acme.invoice(500)
    payment = acme.paid(100, ("Invoice", made, 100))
    body = {key: value for key, value in acme.now("Invoice", made).items() if key != "LinkedTxn"}
    changed = acme.company.update("Invoice", body, NOW)
    assert changed["LinkedTxn"] == [{"TxnId": payment["Id"], "TxnType": "Payment"}]


def test_a_write_that_changes_nothing_moves_nothing(acme: Acme) -> None:
    made = acme.invoice()
    same = acme.change("Invoice", made, DueDate=made["DueDate"])
    assert (same["SyncToken"], same["MetaData"]) == (made["SyncToken"], made["MetaData"])


def test_read_only_amounts_are_ignored(acme: Acme) -> None:
    assert acme.invoice(500, Balance=3, TotalAmt=7)["Balance"] == 500


def test_a_refused_write_leaves_no_trace(acme: Acme) -> None:
    before = list(acme.company.store.rows("SELECT COUNT(*) FROM object"))
    with pytest.raises(Fault):
        acme.paid(50, ("Invoice", {"Id": "888"}, 50))
    assert list(acme.company.store.rows("SELECT COUNT(*) FROM object")) == before
    acme.company.check_balance()


def test_the_books_are_closed_up_to_the_closing_date(acme: Acme) -> None:
    acme.make("Preferences", AccountingInfoPrefs={"BookCloseDate": "2026-10-31"})
    with pytest.raises(Fault) as refusal:
        acme.invoice(TxnDate="2026-10-31")
    assert code_of(refusal) == "6210"


def test_transactions_share_one_sequence_and_parties_another(acme: Acme) -> None:
    ids = [int(acme.invoice()["Id"]), int(acme.bill()["Id"]), int(acme.paid(1)["Id"])]
    assert ids == list(range(ids[0], ids[0] + 3))
    assert int(acme.make("Vendor", DisplayName="N")["Id"]) == int(acme.ids["Granite Supply"]) + 1


def test_a_recurring_template_is_wrapped_by_its_type_and_posts_nothing(acme: Acme) -> None:
    info = {
        "Name": "Rent",
        "RecurType": "Automated",
        "ScheduleInfo": {"IntervalType": "Monthly", "NumInterval": 1},
    }
    bill = {"VendorRef": acme.ref("Granite Supply"), "Line": [acme.cost(900)], "RecurringInfo": info}
    made = acme.make("RecurringTransaction", Bill=bill)
    assert made["Bill"]["RecurringInfo"]["Active"] is True
    assert acme.balance("Accounts Payable (A/P)") == 0


def test_damaged_books_do_not_pass_the_check(acme: Acme) -> None:
    acme.invoice()
    acme.company.store.rows("UPDATE posting SET cents = cents + 1 WHERE line = 1")
    with pytest.raises(AssertionError, match="cents out"):
        acme.company.check_balance()
