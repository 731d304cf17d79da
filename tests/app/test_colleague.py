"""Two coordinators change one thing: what each of them changed holds, what both changed is asked, what is gone stays gone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from onlife.content.letter import on_screen, usual_words
from onlife.content.statement import FIELDS
from onlife.domain.account import LinkKind
from onlife.domain.contact import Contact
from onlife.domain.network import Network, Partner, Round, RoundState
from onlife.domain.plan import FollowUp
from onlife.domain.sender import Sender
from onlife.store import Refused, Store
from onlife.store.invitation import INVITATIONS
from onlife.store.kind import KINDS_MAX
from onlife.store.link import LINKS
from onlife.text import today
from onlife.ui.app import unsent
from tests.app.conftest import Run, network_of
from tests.app.matrix import cookies_of

LETTER = "invitation.contact"


def network(store: Store) -> Network:
    return network_of(store)


def partner(store: Store) -> Partner:
    """The one that the page shows first."""
    return store.networks.partners(network_of(store).id)[0]


def scan_round(store: Store) -> Round:
    """The newest."""
    return store.networks.rounds(network_of(store).id)[0]


def contact(store: Store) -> Contact | None:
    return store.contacts.get(network_of(store).id, "een")


def sender(store: Store) -> Sender:
    return store.senders.of(network_of(store).id)


def months(store: Store) -> Mapping[str, int]:
    return store.retention.months(network_of(store).id)


def statements(store: Store) -> Mapping[str, str]:
    return dict.fromkeys((field.label for field in FIELDS.values()), "") | store.statements.values()


def words(store: Store) -> Mapping[str, str]:
    """As one types them."""
    known = store.letters.of(network_of(store).id).get(LETTER) or usual_words(LETTER)
    return {field: on_screen(text) for field, text in known.items()}


def prepare(store: Store) -> None:
    """What the demo has nothing of."""
    store.networks.save_partners([replace(partner(store), sector="Nergens anders")], "ander")
    store.networks.add_round(network_of(store).id, "Voorjaar 2031", 1, None, "ander")
    store.senders.save(Sender(network_of(store).id, "An Peeters", "Preventie", "011 11 11 11", ""), "ander")
    person = Contact("een", network_of(store).id, partner(store).id, "Bert", "bert@voorbeeld.be", "012")
    store.contacts.save([person], "ander")


@dataclass(frozen=True)
class Form:
    """A form in which one field is filled in (`label`, `typed`), and what a colleague keeps meanwhile."""

    page: str
    label: str
    typed: str | int
    press: str
    of: Callable[[Store], object]
    """What it is about, as it stands."""
    mine: str
    """The name of the field that is filled in."""
    other: Mapping[str, object]
    """What the colleague changes that is not filled in here."""
    same: object
    """What they put in the field that is."""
    keep: Callable[[Store, Any], object]
    task: str = ""
    opens: str = ""


FORMS = {
    "network": Form(
        *("regie/beheer", "Gemeente of regio", "Aalst", "Bewaren"),
        *(network, "town", {"name": "Anders", "threshold": 9, "language": "fr"}, "Gent"),
        lambda store, theirs: store.networks.save(theirs, "ander"),
        task="Dit netwerk",
    ),
    "partner": Form(
        *("regie/partners", "Naam", "AAA", "Wijzigingen bewaren"),
        *(partner, "name", {"expected": 44, "language": "fr", "sector": "Jeugdwerk"}, "AAB"),
        lambda store, theirs: store.networks.save_partners([theirs], "ander"),
        task="Wijzigen of archiveren",
    ),
    "scan round": Form(
        *("regie/rondes", "Naam", "Voorjaar 2032", "Bewaren"),
        *(scan_round, "name", {"closes_on": today() + timedelta(40), "shared": True}, "Voorjaar 2033"),
        lambda store, theirs: store.networks.save_round(theirs, "ander"),
        opens="Naam of einddatum",
    ),
    "contact": Form(
        *("regie/partners", "Telefoon", "011 22 33 44", "Bewaren"),
        *(contact, "telephone", {"address": "an@voorbeeld.be"}, "03"),
        lambda store, theirs: store.contacts.save([theirs], "ander"),
        task="Wijzigen of archiveren",
        opens="Wijzig Bert",
    ),
    "sender": Form(
        *("regie/beheer", "Telefoon", "011 22 33 44", "Afzender bewaren"),
        *(sender, "telephone", {"name": "Bert", "address": "an@voorbeeld.be"}, "03"),
        lambda store, theirs: store.senders.save(theirs, "ander"),
        task="Afzender",
    ),
    "retention": Form(
        *("regie/wissen", "Opmerkingen", 7, "Bewaren"),
        *(months, "remarks", {"contacts": 33}, 9),
        lambda store, theirs: store.retention.keep(network_of(store).id, theirs, "ander"),
    ),
    "statements": Form(
        *("regie/beheer", "Contact", "an@voorbeeld.be", "Bewaren"),
        *(statements, "contact", {"verantwoordelijke": "Stad Aalst"}, "Preventiedienst"),
        lambda store, theirs: store.statements.save(theirs, "ander"),
        task="Verklaringen",
    ),
    "letter": Form(
        *("regie/beheer", "Onderwerp", "Doe je mee?", "Woorden bewaren"),
        *(words, "subject", {"body": "Dag allemaal\n{scanlink}\n{teamlink}"}, "Kom je ook?"),
        lambda store, theirs: store.letters.save(network_of(store).id, LETTER, theirs, "ander"),
        task="Brieven en mails",
    ),
}


def changed(record: object, values: Mapping[str, object]) -> object:
    return {**record, **values} if isinstance(record, Mapping) else replace(record, **values)  # type: ignore[type-var]


def value(record: object, name: str) -> object:
    return record[name] if isinstance(record, Mapping) else getattr(record, name)


def opened(form: Form, store: Store, run: Run) -> AppTest:
    prepare(store)
    page = run(
        form.page, cookies_of(store, "coordinator"), **({"wat": form.task} if form.page == "regie/beheer" else {})
    )
    if form.page == "regie/partners":
        page.radio(key="partners-task").set_value(form.task).run()
    if form.opens:
        next(button for button in page.button if button.label.startswith(form.opens)).click().run()
    assert not page.exception
    return page


def hand_in(form: Form, page: AppTest) -> None:
    if form.opens:  # Streamlit's runner draws a dialog anew by what opened it
        next(button for button in page.button if button.label.startswith(form.opens)).click()
    button = next(button for button in reversed([*page.button]) if button.label == form.press)
    button.click().run()
    assert not page.exception


def fill_in(form: Form, page: AppTest, store: Store) -> None:
    fields, stands = [*page.text_input, *page.number_input], value(form.of(store), form.mine)
    next(f for f in fields if f.label.startswith(form.label) and f.value == stands).set_value(form.typed)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_each_of_two_changed_holds(form: Form, store: Store, run: Run) -> None:
    page = opened(form, store, run)
    fill_in(form, page, store)
    theirs = changed(form.of(store), form.other)
    form.keep(store, theirs)
    hand_in(form, page)
    assert not page.error
    assert form.of(store) == changed(theirs, {form.mine: form.typed})


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_both_changed_is_kept_only_when_pressed_again(form: Form, store: Store, run: Run) -> None:
    page = opened(form, store, run)
    fill_in(form, page, store)
    theirs = changed(form.of(store), {form.mine: form.same, **form.other})
    form.keep(store, theirs)
    hand_in(form, page)
    assert form.of(store) == theirs
    [warning] = [w.value for w in page.warning if str(form.same) in w.value]
    assert form.label.split()[0] in warning
    if not form.opens:  # it stays there whatever else runs, and until it is pressed again
        page.run()
        assert warning in [w.value for w in page.warning]
    fields = [*page.text_input, *page.text_area, *page.number_input]
    assert form.typed in [field.value for field in fields]
    hand_in(form, page)
    assert form.of(store) == changed(theirs, {form.mine: form.typed})


def test_what_was_left_open_opens_on_what_stands_now(store: Store, run: Run) -> None:
    form = FORMS["network"]
    page = opened(form, store, run)
    fill_in(form, page, store)
    tasks = next(radio for radio in page.radio if radio.label == "Wat wil je doen?")
    tasks.set_value("Accounts").run()
    store.networks.save(replace(network(store), town="Gent", name="Anders"), "ander")
    next(radio for radio in page.radio if radio.label == "Wat wil je doen?").set_value("Dit netwerk").run()
    assert {"Gent", "Anders"} <= {field.value for field in page.text_input}


def signed_out(store: Store, cookies: Mapping[str, str], page: AppTest, press: str) -> str:
    """The code that brings back what stood on a page whose session ended before a press."""
    for cookie in cookies.values():
        store.sessions.end(cookie)
    next(button for button in page.button if button.label == press).click().run()
    assert not page.button or press not in [button.label for button in page.button]
    return [*unsent._waiting][-1]


def test_what_was_typed_comes_back_over_what_a_colleague_changed(store: Store, run: Run) -> None:
    """With what its form opened on: it is no longer the version that stands there."""
    form = FORMS["sender"]
    prepare(store)
    cookies = cookies_of(store, "coordinator")
    page = run(form.page, cookies, wat=form.task)
    fill_in(form, page, store)
    code = signed_out(store, cookies, page, form.press)
    theirs = replace(sender(store), name="Bert", address="an@voorbeeld.be")
    store.senders.save(theirs, "ander")
    page = run(form.page, cookies_of(store, "coordinator"), wat=form.task, getypt=code)
    assert form.typed in [field.value for field in page.text_input]
    hand_in(form, page)
    assert sender(store) == replace(theirs, telephone=str(form.typed))


def test_an_action_that_was_typed_comes_back_beside_the_one_of_a_colleague(store: Store, run: Run) -> None:
    action = store.plans.of(network_of(store).id)[0]
    cookies = cookies_of(store, "coordinator")
    page = run("netwerk/plan", cookies, actie=action.id)
    next(field for field in page.text_input if field.value == action.what).set_value("Iets anders").run()
    code = signed_out(store, cookies, page, "Actie bewaren")
    store.plans.keep(replace(action, goal="Een doel"), "ander")
    page = run("netwerk/plan", cookies_of(store, "coordinator"), actie=action.id, getypt=code)
    assert "Iets anders" in [field.value for field in page.text_input]


def test_what_was_typed_of_a_partner_that_left_is_not_said_to_be_kept_of_another(store: Store, run: Run) -> None:
    last = store.networks.partners(network_of(store).id)[-1]
    page = run("regie/partners", cookies_of(store, "coordinator"))
    page.radio(key="partners-task").set_value("Wijzigen of archiveren").run()
    page.selectbox(key="choice-partner").set_value(last.id).run()
    store.networks.archive(last, "ander")
    next(button for button in page.button if button.label == "Wijzigingen bewaren").click().run()
    assert not page.success


def test_who_was_erased_meanwhile_does_not_come_back(store: Store) -> None:
    prepare(store)
    known = contact(store)
    assert known
    store.contacts.erase(known, "ander")
    with pytest.raises(Refused, match="intussen gewist"):
        store.contacts.change(replace(known, telephone="011"), known, "coordinator")
    assert contact(store) is None


def test_a_round_that_was_opened_meanwhile_keeps_its_questionnaire(store: Store) -> None:
    """Who changes only the name of what they saw as a draft, changes only that."""
    prepare(store)
    running = store.networks.open_round(network(store).id)
    if running:
        store.closings.close_round(running, "ander")
    seen = replace(scan_round(store), content_version=999)
    store.networks.start_round(scan_round(store), "ander")
    started = scan_round(store)
    store.networks.save_round(replace(seen, name="Herfst"), "coordinator", seen)
    now = scan_round(store)
    assert (now.name, now.state, now.content_version) == ("Herfst", RoundState.OPEN, started.content_version)


def test_a_link_is_replaced_once(store: Store) -> None:
    """A second new link beside the first would work, and stand nowhere."""
    key = partner(store).id, LinkKind.TEAM
    link = store.links.of(network(store).id)[key]
    store.links.replace(link, "een")
    with pytest.raises(Refused, match="intussen vervangen"):
        store.links.replace(link, "ander")
    current = store.links.of(network(store).id)[key]
    in_force = [row for row in store._db.current(LINKS, network=network(store).id) if not row.revoked]
    assert [row for row in in_force if (row.partner, row.kind) == key] == [current]


def test_a_removed_account_does_not_come_back_with_a_new_password(store: Store) -> None:
    account = store.accounts.add("an", "An Peeters", "hash", "test")
    store.accounts.remove(account, "server")
    with pytest.raises(Refused, match="intussen verwijderd"):
        store.accounts.set_password(account, "other hash", "coordinator")
    assert store.accounts.get(account.id) is None


def test_an_invitation_that_was_used_is_not_withdrawn(store: Store) -> None:
    made = store.invitations.make(store.networks.add("Aalst", "", 5, "test"), "programme")
    coordinator = store.accounts.add("an", "An Peeters", "hash", "test")
    store.invitations.accept(made.id, coordinator.id)
    store.invitations.end(made, "programme")
    assert store._db.one(INVITATIONS, invitation=made.id) == replace(made, step="used")


def test_two_kinds_that_two_people_add_are_both_there(store: Store) -> None:
    store.kinds.save(["dorp"], "een")
    seen = store.kinds.all()
    store.kinds.save(["dorp", "grote stad"], "ander")
    store.kinds.save(["kust"], "een", seen)
    assert store.kinds.all() == ["grote stad", "kust"]


def test_a_kind_that_another_took_away_does_not_come_back(store: Store) -> None:
    store.kinds.save(["dorp", "kust"], "een")
    seen = store.kinds.all()
    store.kinds.save(["kust"], "ander")
    store.kinds.save(["dorp", "kust", "stad"], "een", seen)
    assert store.kinds.all() == ["kust", "stad"]


def test_two_people_together_make_no_more_kinds_than_one(store: Store) -> None:
    store.kinds.save(seen := [f"soort {number}" for number in range(KINDS_MAX - 1)], "een")
    store.kinds.save([*seen, "dorp"], "ander", seen)
    with pytest.raises(Refused, match="hoogstens 12"):
        store.kinds.save([*seen, "kust"], "een", seen)


def test_a_note_that_another_made_first_stands_beside_what_is_typed(store: Store, run: Run) -> None:
    known = network(store).id
    action = store.plans.of(known)[0]
    moment = FollowUp("moment", action.id, today())
    store.plans.keep_follow_up(known, moment, "ander")
    page = run("netwerk/plan", cookies_of(store, "coordinator"), actie=action.id)

    def noted() -> FollowUp:
        return next(m for m in store.plans.follow_ups(known, action.id) if m.id == moment.id)

    saw = [area for area in page.text_area if area.label == "Wat zagen jullie?"]
    at = [m.id for m in store.plans.follow_ups(known, action.id) if not m.held].index(moment.id)
    saw[at].set_value("Het begint te leven.")
    theirs = replace(moment, held=True, saw="Nog niets.")
    store.plans.keep_follow_up(known, theirs, "ander")
    for kept, warns in ((theirs, True), (replace(theirs, saw="Het begint te leven."), False)):
        [button for button in page.button if button.label == "Notitie bewaren"][at].click().run()
        assert not page.exception
        assert noted() == kept
        assert (
            any(
                {"Wat we zagen", "Nog niets"} <= {*re.findall(r"Wat we zagen|Nog niets", warning.value)}
                for warning in page.warning
            )
            == warns
        )
    assert "Het begint te leven." not in [area.value for area in page.text_area]
