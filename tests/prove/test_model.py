"""Whatever happens to books, lines and workers, in whatever order: the mirror ends like the books, and never goes back.

Hypothesis plays a company (any kind of the sandbox) and its mirror against each other, over real HTTP and Postgres:
random entries, edits, voids, deletions, payments, renamings and merged rows; faults, answers that come after newer
ones, webhooks that are lost, repeated, late or in another order, tokens that end, workers that are killed (SIGKILL, a
process of its own) between question and commit, clocks that jump by up to a month and disagree; and sync work in any
order. Two ticks of beat's are all that it takes afterwards.

PROVE_EXAMPLES (12) says how many plays, each of up to PROVE_STEPS (25); the same plays come every time, and the steps
of one that fails are printed with the line that plays them again.

Seen to fail, each with its mutation of the product: the upsert without its guard (an older invoice came back over a
newer one), and a backfill that keeps its place before the rows of its page (killed in between, they were missing).
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from sandbox.generator import KINDS
from tests.conftest import point_at
from tests.prove.model import watch
from tests.prove.model.clocks import Clocks
from tests.prove.model.keeper import DOCUMENTS, NAMES, ORDERS, SETTLED
from tests.prove.model.next_door import next_door
from tests.prove.model.scene import A_WEEK, MET, Scene, Stage
from tests.sync.small_company import in_a_hurry

__all__ = ["in_a_hurry"]
pytestmark = [
    pytest.mark.prove,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("in_a_hurry"),
]

PLAYS = settings(
    max_examples=int(os.environ.get("PROVE_EXAMPLES", "12")),
    stateful_step_count=int(os.environ.get("PROVE_STEPS", "25")),
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
MINUTE, HOUR, DAY = 60, 3600, 86_400

which = st.integers(0, 99)
amount = st.integers(1, 9_999)
word = st.integers(1, 10**6).map("No. {}".format)
document = st.sampled_from((*DOCUMENTS, *SETTLED))
name_list = st.sampled_from(sorted(NAMES))
edit = st.one_of(
    st.tuples(st.just("copy"), st.sampled_from(DOCUMENTS), which),
    st.tuples(st.just("annotate"), document, which, word),
    st.tuples(st.just("price"), st.sampled_from((*ORDERS, "Transfer", "CreditCardPayment")), which, amount),
    st.tuples(st.just("void"), st.sampled_from(("Invoice", "Payment", "BillPayment", "SalesReceipt")), which),
    st.tuples(st.just("delete"), document, which),
    st.tuples(st.just("collect"), which, st.integers(1, 100)),
    st.tuples(st.just("pay"), which, st.integers(1, 100)),
    st.tuples(st.just("add_name"), name_list, word),
    st.tuples(st.just("rename"), name_list, which, word),
    st.tuples(st.just("switch"), name_list, which),
    st.tuples(st.just("merge"), st.sampled_from(("Customer", "Vendor", "Account")), which, which),
    st.tuples(st.just("add_template"), which, word),
    st.tuples(st.just("set_rate"), which, st.dates().map(str)),
)
share = st.sampled_from([0.0, 0.5, 1.0])
edits = st.lists(edit, min_size=1, max_size=4)
named = st.builds(
    lambda entity, numbers: ("named", entity, *numbers), document, st.lists(which, min_size=1, max_size=3)
)
pull = st.sampled_from([("backfill",), ("full_backfill",), ("changes",)])
work = st.one_of(pull, named)
road = st.sampled_from(["named", "full_backfill", "changes"])
THROTTLED, BROKEN = ["429_json", "429_upper", "429_xml"], ["500", "503", "cut"]
UNREADABLE = ["malformed_json", "html", "xml_fault", "fault_in_200"]
fault = st.sampled_from(THROTTLED + BROKEN + UNREADABLE)


class Play(RuleBasedStateMachine):
    """What may happen, a step at a time."""

    stage: Stage
    scene: Scene

    @initialize(kind=st.sampled_from(sorted(KINDS)), seed=st.integers(1, 5))
    def begin(self, kind: str, seed: int) -> None:
        self.scene = Scene.open(self.stage, kind, seed)

    @rule(edits=edits)
    def the_books_change(self, edits: list[Any]) -> None:
        self.scene.edit(edits)

    @rule(edits=edits)
    def a_webhook_tells_of_changes(self, edits: list[Any]) -> None:
        self.scene.webhook(edits)

    @rule(
        slow=road, entity=document, number=which, change=st.sampled_from(["annotate", "delete"]), quick=road
    )
    def an_old_answer_is_overtaken(
        self, slow: str, entity: str, number: int, change: str, quick: str
    ) -> None:
        edit = (change, entity, number, *(["as it is"] if change == "annotate" else []))
        self.scene.old_answer(slow, edit, entity, number, quick)

    @rule(what=work)
    def rowcol_does(self, what: tuple[Any, ...]) -> None:
        self.scene.perform(what)

    @rule(name=st.sampled_from(["tick", "bell"]))
    def beat_rings(self, name: str) -> None:
        self.scene.perform((name,))

    @rule(
        slow=work,
        after=st.integers(0, 6),
        edits=edits,
        quick=work,
        seconds=st.sampled_from([0, 10, 10 * MINUTE]),
    )
    def an_answer_comes_late(
        self, slow: tuple[Any, ...], after: int, edits: list[Any], quick: tuple[Any, ...], seconds: int
    ) -> None:
        self.scene.late_answer(slow, after, edits, quick, seconds)

    @rule(what=pull, after=st.integers(0, 12), is_answered=st.booleans())
    def a_worker_is_killed(self, what: tuple[Any, ...], after: int, is_answered: bool) -> None:
        self.scene.kill(what, after, is_answered)

    @rule(seconds=st.sampled_from([1, 30, 2 * MINUTE, 10 * MINUTE, 2 * HOUR, DAY, 8 * DAY, 31 * DAY]))
    def time_passes(self, seconds: int) -> None:
        self.scene.stage.clocks.jump(seconds)

    @rule(seconds=st.integers(-90, 90))
    def the_clocks_disagree(self, seconds: int) -> None:
        self.scene.stage.clocks.disagree(seconds)

    @rule(kind=fault, times=st.integers(1, 8), asked=st.sampled_from(["", "queries", "cdc"]))
    def quickbooks_is_unwell(self, kind: str, times: int, asked: str) -> None:
        self.scene.fault(kind, times, asked)

    @rule(lost=share, repeated=share, delayed=share, reordered=share)
    def webhooks_are_disturbed(self, **shares: float) -> None:
        self.scene.disturb_webhooks(**shares)

    @rule(grant=st.booleans())
    def tokens_end(self, grant: bool) -> None:
        self.scene.lose_tokens(grant=grant)

    @rule()
    def the_dust_settles(self) -> None:
        self.scene.settle()
        assert self.scene.unlike(everything=False) == {}
        assert self.scene.issues() == []

    @invariant()
    def no_older_version_took_the_place_of_a_newer_one(self) -> None:
        assert watch.went_back() == []

    def teardown(self) -> None:
        if hasattr(self, "scene"):
            self.the_dust_settles()
            self.scene.stage.clocks.jump(A_WEEK)
            self.scene.perform(("tick",))
            if self.scene.keeper.merged:
                self.scene.perform(("full_backfill",))
            assert self.scene.unlike(everything=True) == {}
            assert watch.went_back() == []
            self.scene.remember()


@pytest.fixture
def stage(
    live_server: LiveServer, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stage]:
    """Sandbox, clocks and watch; tasks are done at once by whoever rings them."""
    clocks = Clocks(tmp_path / "ours.json", tmp_path / "theirs.json")
    monkeypatch.setenv("ROWCOL_CLOCK_FILE", str(clocks.ours))
    settings.CELERY_TASK_ALWAYS_EAGER = True
    with ExitStack() as stack:
        door = stack.enter_context(
            next_door(tmp_path, clocks.theirs, live_server.url + reverse("sync:webhook"))
        )
        point_at(door.url, settings)
        stack.enter_context(watch.watched_mirrors())
        made = Stage(door, clocks)
        stack.callback(made.clear)
        yield made


def test_the_mirror_ends_like_the_books_and_never_goes_back(stage: Stage) -> None:
    Play.stage = stage
    run_state_machine_as_test(Play, settings=PLAYS)
    assert min(stage.met[what] for what in MET) > 0, f"too little happened to prove anything: {stage.met}"
