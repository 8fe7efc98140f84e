"""The life of an engagement, read off the mentions of two states' events."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from making import event, record
from sqlalchemy import select

from legation.ask.chronicle import Chronicle
from legation.ask.story import engagement_lines
from legation.chronicle.engagements import OUTCOMES, STATES, Act, Engagement, engagements
from legation.ingest.run import ingest
from legation.readers.story import Story
from legation.record.model import Event
from legation.store import tables
from legation.store.database import Database
from legation.store.engagements import is_body, of_parties, organisation

_numbers = count()


def act(
    sentence: str, trigger: str, type_: str = "CONSULT", status: str = "actual", reported: str = "2031-03-01", date: str | None = None,
    mode: str | None = None, event_: str | None = None, place: str | None = None, sides: tuple[str, str] | None = None, others: bool = False,
    country: str | None = None,
) -> Act:  # fmt: skip
    """A mention; each is of an event of its own unless ``event_`` says otherwise."""
    assert trigger in sentence
    number = next(_numbers)
    precise = date is not None and len(date) == 10
    return Act(event_ or f"e{number:06d}", number, type_, mode, status, trigger, date if precise and date else reported, reported, date, place, sentence,
               None if sides is None else (frozenset(sides[0].split()), frozenset(sides[1].split())), others, country)


def life(*acts: Act) -> Engagement:
    """The one engagement that these acts make."""
    found = engagements("AVA", "BOR", acts)
    assert len(found) == 1, [(e.title, [s.step for s in e.steps]) for e in found]
    return found[0]


def steps(made: Engagement) -> list[str]:
    return [s.step for s in made.steps]


def test_from_the_first_proposal_to_the_outcome() -> None:
    made = life(
        act("Avaria hopes for talks with Borduria.", "talks", status="possible", reported="2031-03-01", event_="talks"),
        act("Avaria called on Borduria to open talks.", "talks", status="requested", reported="2031-03-02", event_="talks"),
        act("Borduria agreed to the talks.", "agreed", "AGREE", reported="2031-03-03"),
        act("Borduria agreed to the talks.", "talks", status="planned", reported="2031-03-03", date="2031-03-08", event_="talks"),
        act("The talks took place in Pelia.", "talks", reported="2031-03-08", date="2031-03-08", event_="talks", place="Pelia"),
        act("Avaria and Borduria signed an accord after the talks.", "signed", "SUPPORT", reported="2031-03-09"),
    )
    assert steps(made) == ["proposed", "requested", "accepted", "scheduled", "held", "agreed"]
    assert (made.kind, made.state, made.outcome, made.title) == ("talks", "held", "agreed", "talks in Pelia")
    assert (made.first_day, made.last_day) == ("2031-03-01", "2031-03-09")
    assert made.steps[3].date == "2031-03-08"
    assert made.state in STATES
    assert made.outcome in OUTCOMES


def test_a_later_report_of_the_request_does_not_undo_the_appointment() -> None:
    made = life(
        act("The two will hold talks.", "talks", status="planned", reported="2031-03-02", event_="t"),
        act("Avaria had asked for the talks.", "talks", status="requested", reported="2031-03-03", event_="t"),
    )
    assert (steps(made), made.state) == (["scheduled", "requested"], "scheduled")


@pytest.mark.parametrize(
    ("sentence", "trigger", "type_", "status", "state"),
    [
        ("Borduria refused to receive the envoy for a meeting.", "meeting", "CONSULT", "refused", "refused"),
        ("Borduria denied that a meeting would take place.", "meeting", "CONSULT", "negated", "refused"),
        ("Borduria postponed the meeting.", "meeting", "CONSULT", "refused", "postponed"),
        ("The meeting was put off until May.", "meeting", "CONSULT", "negated", "postponed"),
        ("Borduria broke off the meeting.", "meeting", "CONSULT", "negated", "broken off"),
        ("Borduria refused a meeting, saying that it would not stop work at its plant or suspend enrichment.", "meeting", "CONSULT", "refused", "refused"),
    ],
)
def test_setbacks(sentence: str, trigger: str, type_: str, status: str, state: str) -> None:
    made = life(
        act("The ministers plan a meeting.", "meeting", status="planned", reported="2031-03-01", event_="m"),
        act(sentence, trigger, type_, status, reported="2031-03-02", event_="m"),
    )
    assert (steps(made), made.state, made.outcome) == (["scheduled", state], state, "unknown")


def test_a_refusal_named_by_a_word_of_its_own_is_a_step_of_the_meeting() -> None:
    sentence = "Borduria broke off the talks with Avaria."
    made = life(
        act("The talks began.", "talks", reported="2031-03-01"),
        act(sentence, "broke off", "REJECT", reported="2031-03-03"),
        act(sentence, "talks", reported="2031-03-03"),
    )
    assert (made.state, steps(made)) == ("broken off", ["held", "broken off"])


def test_a_postponed_meeting_is_scheduled_anew_and_held() -> None:
    made = life(
        act("They will hold a meeting on Tuesday.", "meeting", status="planned", reported="2031-03-01", date="2031-03-04", event_="m"),
        act("The meeting was postponed.", "meeting", status="negated", reported="2031-03-03", event_="m"),
        act("The meeting will be on Thursday.", "meeting", status="planned", reported="2031-03-04", date="2031-03-06", event_="m"),
        act("They held the meeting.", "meeting", reported="2031-03-06", date="2031-03-06", event_="m"),
    )
    assert (steps(made), made.state) == (["scheduled", "postponed", "scheduled", "held"], "held")


def test_talks_without_agreement() -> None:
    made = life(
        act("The talks opened on Monday.", "talks", reported="2031-03-03", event_="t"),
        act("The talks ended without agreement.", "talks", reported="2031-03-05", event_="t"),
    )
    assert (steps(made), made.state, made.outcome) == (["held", "no agreement"], "held", "no agreement")


def test_a_further_round_that_is_agreed_on_is_a_follow_up() -> None:
    found = engagements("AVA", "BOR", [
        act("The talks were held in Pelia.", "talks", reported="2031-03-03", date="2031-03-03", event_="first"),
        act("They will hold a second round of talks on March 24.", "talks", status="planned", reported="2031-03-04", date="2031-03-24", event_="second"),
        act("The second round of talks took place.", "talks", reported="2031-03-24", date="2031-03-24", event_="second"),
    ])  # fmt: skip
    assert [(e.state, [s.step for s in e.steps]) for e in found] == [("held", ["held", "follow-up"]), ("held", ["scheduled", "held"])]
    follow = found[0].steps[1]
    assert (follow.day, follow.date, follow.event) == ("2031-03-04", "2031-03-24", "second")


def test_a_further_round_without_a_date_is_a_follow_up() -> None:
    made = life(
        act("The talks were held in Pelia.", "talks", reported="2031-03-03", date="2031-03-03"),
        act("Both sides agreed to meet again.", "meet", status="planned", reported="2031-03-04"),
    )
    assert (steps(made), made.state) == (["held", "follow-up"], "held")


def test_the_follow_up_of_the_round_before_last_is_the_last_round() -> None:
    found = engagements("AVA", "BOR", [
        act("The talks were held.", "talks", reported="2031-03-03", date="2031-03-03"),
        act("The talks were held.", "talks", reported="2031-03-13", date="2031-03-13"),
        act("The talks will go on.", "talks", status="planned", reported="2031-03-14", date="2031-03-24"),
    ])  # fmt: skip
    assert [[s.step for s in e.steps] for e in found] == [["held"], ["held", "follow-up"], ["scheduled"]]


def test_a_meeting_held_stays_held_when_another_is_refused_but_not_when_it_is_denied() -> None:
    first = act("The ministers held a meeting.", "meeting", reported="2031-03-01", event_="m")
    other = act("Borduria refused one more meeting.", "meeting", status="refused", reported="2031-03-03", event_="n")
    denied = act("Borduria denied the meeting.", "meeting", status="negated", reported="2031-03-03", event_="m")
    assert (life(first, other).state, life(first, denied).state) == ("held", "refused")


def test_what_lies_apart_in_time_is_another_engagement() -> None:
    days = ("2031-03-01", "2031-03-02", "2031-03-20", "2031-04-15")
    found = engagements("AVA", "BOR", [act("They met for a meeting.", "meeting", reported=d, date=d) for d in days])
    assert [(e.first_day, e.last_day) for e in found] == [("2031-03-01", "2031-03-02"), ("2031-03-20", "2031-03-20"), ("2031-04-15", "2031-04-15")]


def test_an_occasion_by_its_name() -> None:
    """Reports of six-party, six-nation and 6-way talks are of one occasion, weeks apart; a named summit nearby is another."""
    found = engagements("AVA", "BOR", [
        act("Avaria proposed to resume the six-party talks.", "talks", status="possible", reported="2031-03-01"),
        act("Six-nation talks may open this month.", "talks", status="possible", reported="2031-03-20"),
        act("The 6-way talks opened in Pelia.", "talks", reported="2031-04-10", place="Pelia"),
        act("They had a meeting at the Pelian Ocean summit.", "meeting", reported="2031-04-11", place="Pelia"),
    ])  # fmt: skip
    assert [(e.title, e.state) for e in found] == [("six-party talks in Pelia", "held"), ("Pelian Ocean summit in Pelia", "held")]


def test_an_article_or_a_day_is_no_name_of_an_occasion() -> None:
    assert life(act("The summit opened with a meeting.", "meeting")).title == "meeting"
    assert life(act("At the Sunday conference they held talks.", "talks")).title == "talks"


def test_visits_agreements_and_aid() -> None:
    found = engagements("AVA", "BOR", [
        act("The premier will visit Borduria.", "visit", status="planned", mode="visit", reported="2031-03-01", date="2031-03-05", event_="v"),
        act("The premier arrived in Pelia.", "arrived", mode="visit", reported="2031-03-05", date="2031-03-05", event_="v", place="Pelia"),
        act("Avaria sent aid worth two million.", "aid", "AID", reported="2031-03-05"),
        act("Avaria promised aid.", "aid", "AID", "planned", reported="2031-02-20"),
        act("They concluded a fisheries agreement.", "agreement", "AGREE", reported="2031-03-06"),
        act("Borduria pledged to help.", "pledged", "AGREE", reported="2031-03-06"),
    ])  # fmt: skip
    assert {(e.kind, e.title, e.state, e.outcome) for e in found} == {
        ("visit", "visit in Pelia", "held", "unknown"), ("aid", "aid", "held", "unknown"), ("agreement", "agreement", "agreed", "agreed"),
    }  # fmt: skip
    assert [s.step for e in found if e.kind == "aid" for s in e.steps] == ["scheduled", "held"]


def test_ids_are_stable_and_say_no_more_than_the_lead() -> None:
    acts = [act("They held talks.", "talks", reported="2031-03-01", event_="one"), act("Talks went on.", "Talks", reported="2031-03-02", event_="two")]
    assert engagements("AVA", "BOR", acts)[0].id == engagements("AVA", "BOR", acts[:1])[0].id
    assert engagements("AVA", "COR", acts)[0].id != engagements("AVA", "BOR", acts)[0].id
    assert engagements("AVA", "BOR", []) == ()


def test_the_chronicle_tells_an_engagement_step_by_step(store: str) -> None:
    def told(id_: str, day: str, text: str, trigger: str, status: str, date: str | None = None) -> tuple[Story, object]:
        story = Story(id_, text, day, id_, "Wire One")
        return story, record(story, [event(text, trigger, "CONSULT", status, ["Avaria"], ["Borduria"], date, "visit")])

    given = [
        told("a", "2031-03-01", "The premier of Avaria will visit Borduria on March 6 for a trade fair.", "visit", "planned", "2031-03-06"),
        told("b", "2031-03-04", "The premier of Avaria has called off a visit to Borduria on March 6 over the trade fair.", "visit", "refused", "2031-03-06"),
    ]
    ingest(Database(store), given)  # type: ignore[arg-type]
    with Chronicle(store) as chronicle:
        found = chronicle.engagements("USA", "PRK").to_pylist()
        assert [(e["kind"], e["state"], e["parties"]) for e in found] == [("visit", "refused", ["PRK", "USA"])]
        assert [(s["step"], s["day"], s["doc_id"]) for s in found[0]["steps"]] == [("scheduled", "2031-03-01", "a"), ("refused", "2031-03-04", "b")]
        lines = engagement_lines(found, 120)
        assert lines[0].startswith("PRK–USA: visit [visit] 2031-03-01 to 2031-03-04; state: refused")
        assert "scheduled (for 2031-03-06)" in lines[1]
        assert "called off a visit" in lines[2]
        assert chronicle.engagements("USA", until="2031-02").num_rows == 0
        assert chronicle.engagements("PRK", since="2031-03-04").num_rows == 1


def test_agreeing_to_talks_is_accepting_them_and_agreeing_at_talks_is_an_agreement() -> None:
    made = life(act("Borduria agreed on March 1 to return to the negotiations.", "agreed", "AGREE"))
    assert (made.kind, made.state, made.outcome) == ("talks", "accepted", "unknown")
    made = life(act("They agreed to cut tariffs at a meeting in Pelia.", "agreed", "AGREE"))
    assert (made.kind, made.outcome) == ("agreement", "agreed")


def test_an_act_in_the_sentence_of_a_meeting_is_a_step_only_where_it_is_about_it() -> None:
    sentence = "The premier rebuffed demands to halt the building of houses on the hill, which had set back the confidence needed for the talks."
    made = life(act(sentence, "talks"), act(sentence, "rebuffed", "REJECT"), act(sentence, "demands", "REQUEST"))
    assert steps(made) == ["held"]
    sentence = "The premier rebuffed calls for new talks."
    made = life(act(sentence, "talks", status="refused"), act(sentence, "rebuffed", "REJECT"), act(sentence, "calls", "REQUEST"))
    assert (steps(made), made.state) == (["refused", "requested"], "refused")


def test_what_talks_end_with_is_their_outcome() -> None:
    sentence = "The six-party meeting ended on Monday with the adopting of a statement."
    made = life(act(sentence, "meeting"), act(sentence, "adopting", "AGREE"), act("The six-party talks had been long.", "talks"))
    assert (made.title, made.outcome) == ("six-party talks", "agreed")


def test_a_pledge_of_aid_is_no_acceptance() -> None:
    sentence = "Avaria pledged ten million in food aid."
    made = life(act(sentence, "aid", "AID", "planned"), act(sentence, "pledged", "AGREE"))
    assert (made.kind, steps(made)) == ("aid", ["scheduled"])


def test_an_offer_to_host_talks_is_a_proposal() -> None:
    sentence = "Borduria offered to host talks next month."
    made = life(act(sentence, "talks", status="possible"), act(sentence, "offered", "AGREE"))
    assert (steps(made), made.state) == (["proposed"], "proposed")


def test_steps_are_a_chronology_by_the_days_shown() -> None:
    made = life(
        act("The talks went on.", "talks", reported="2031-03-06", date="2031-03-05", event_="t"),
        act("They had opened the talks.", "talks", reported="2031-03-07", date="2031-03-03", event_="t"),
        act("Borduria had asked for the talks.", "asked", "REQUEST", reported="2031-03-07", date="2031-03-01", mode="meet"),
    )
    assert [(s.step, s.day) for s in made.steps] == [("requested", "2031-03-01"), ("held", "2031-03-03"), ("held", "2031-03-05")]
    assert (made.first_day, made.last_day) == ("2031-03-01", "2031-03-05")
    assert made.steps[0].date is None  # the day of the request, not of the talks


def test_a_month_long_past_is_no_part_of_this_round() -> None:
    earlier = replace(act("The first round of talks was in August 2029.", "talks", reported="2031-03-05", date="2029-08"), day="2029-08-01")
    found = engagements("AVA", "BOR", [earlier, act("The talks opened.", "talks", reported="2031-03-05")])
    assert [e.first_day for e in found] == ["2029-08-01", "2031-03-05"]


@pytest.mark.parametrize("status", ["planned", "possible", "conditional", "requested"])
def test_what_was_planned_for_days_that_are_over_is_background(status: str) -> None:
    past = act("A visit had been due on February 10.", "visit", status=status, reported="2031-03-01", date="2031-02-10", mode="visit")
    assert engagements("AVA", "BOR", [past]) == ()
    assert steps(life(past, act("They held a visit.", "visit", mode="visit"))) == ["held"]


def test_an_appointment_told_once_more_after_the_day_is_no_step() -> None:
    made = life(
        act("They held the talks.", "talks", reported="2031-03-03", date="2031-03-03", event_="t"),
        act("The talks had been planned.", "talks", status="planned", reported="2031-03-05", event_="t"),
    )
    assert steps(made) == ["held"]


@pytest.mark.parametrize(
    ("type_", "mode", "sides", "country", "theirs"),
    [
        ("CONSULT", "visit", ("actor", "recipient"), None, True),
        ("CONSULT", "visit", ("recipient", "actor"), "AVA", True),
        ("CONSULT", "visit", ("actor", ""), "BOR", True),  # the host is known by the place
        ("CONSULT", "visit", ("actor", ""), "COR", False),
        ("CONSULT", "visit", ("recipient", "recipient"), "BOR", False),  # a third party's tour of both
        ("CONSULT", "visit", ("actor", "actor"), None, False),  # both go elsewhere
        ("CONSULT", "visit", ("actor", "recipient"), "COR", False),
        ("CONSULT", None, ("actor", "actor"), None, True),
        ("CONSULT", None, ("actor", "recipient"), None, True),
        ("CONSULT", None, ("recipient", "recipient"), None, False),  # talked of
        ("CONSULT", None, ("actor", ""), None, False),
        ("AGREE", None, ("actor", "actor"), None, True),
        ("AGREE", None, ("actor", "recipient with"), None, True),
        ("AGREE", None, ("actor", "recipient"), None, False),  # what others agree to do to it
        ("AID", None, ("actor", "recipient"), None, True),
        ("AID", None, ("actor", "actor"), None, False),
    ],
)
def test_only_those_are_parties_whose_engagement_it_is(type_: str, mode: str | None, sides: tuple[str, str], country: str | None, theirs: bool) -> None:
    word = {"AGREE": "agreement", "AID": "aid"}.get(type_, "visit" if mode else "meeting")
    told = act(f"Word of the {word} came.", word, type_, mode=mode, sides=sides, country=country)
    assert bool(engagements("AVA", "BOR", [told])) == theirs


def test_other_reports_of_an_event_count_where_they_name_nobody_else() -> None:
    def visit(day: str, sides: tuple[str, str], others: bool = False, country: str | None = None) -> Act:
        return act("It was a visit.", "visit", mode="visit", reported=day, date=day, event_="v", sides=sides, others=others, country=country)

    both, alone = visit("2031-03-01", ("actor", "recipient")), visit("2031-03-02", ("actor", ""))
    elsewhere, third = visit("2031-03-03", ("actor", ""), country="COR"), visit("2031-03-04", ("actor", ""), others=True)
    assert [s.day for s in life(both, alone, elsewhere, third).steps] == ["2031-03-01", "2031-03-02"]
    assert engagements("AVA", "BOR", [alone, third]) == ()


def test_an_agreement_is_agreed_and_never_held() -> None:
    made = life(act("They reached an agreement.", "agreement", "AGREE"))
    assert (steps(made), made.state, made.outcome) == (["agreed"], "agreed", "agreed")


def _kept(store: str, *told: tuple[str, str, list[Event]]) -> None:
    given = []
    for number, (day, text, events) in enumerate(told):
        story = Story(f"k{number}", text, day, f"Story {number}", "Wire One")
        given.append((story, record(story, events)))
    ingest(Database(store), given)


def test_corrections_lie_over_the_steps(store: str) -> None:
    text = "The premier of Avaria paid a visit to Borduria on March 6 for a trade fair."
    _kept(store, ("2031-03-07", text, [event(text, "visit", "CONSULT", "actual", ["Avaria"], ["Borduria"], "2031-03-06", "visit")]))
    with Chronicle(store) as chronicle:
        (found,) = chronicle.engagements("USA", "PRK").to_pylist()
        assert (found["state"], found["steps"][0]["day"]) == ("held", "2031-03-06")
        id_ = found["steps"][0]["event"]

        def after(field: str, value: object) -> list[tuple[str, str, str | None]]:
            number = chronicle.review("correct", id_, "me", field=field, value=value)
            made = [(e["kind"], e["state"], e["steps"][0]["date"]) for e in chronicle.engagements("USA", "PRK").to_pylist()]
            chronicle.undo(number, "me")
            return made

        assert after("status", "refused") == [("visit", "refused", "2031-03-06")]
        assert after("date", "2031-03-05") == [("visit", "held", "2031-03-05")]
        assert after("mode", None) == [("visit", "held", "2031-03-06")]  # the word says so, too
        assert after("type", "AID") == [("aid", "held", "2031-03-06")]
        assert after("type", "ACCUSE") == []
        assert after("recipients", [["Cordonia", "FRA", "GOV"]]) == []
        assert [e["state"] for e in chronicle.engagements("USA", "PRK").to_pylist()] == ["held"]


def test_agreements_of_some_on_another(store: str) -> None:
    one = "Avaria and Borduria agreed on a deal to punish Cordonia over the straits."
    three = "Elbonia defied the penalties agreed by Avaria and Borduria in spring."
    two = "Avaria signed another deal, this one with the island nation of Dalmaria on grain."
    _kept(store, ("2031-03-07", one, [event(one, "deal", "AGREE", "actual", ["Avaria", "Borduria"], ["Cordonia"])]),
          ("2031-03-20", two, [event(two, "deal", "AGREE", "actual", ["Avaria"], ["Dalmaria"])]),
          ("2031-04-20", three, [event(three, "agreed", "AGREE", "actual", ["Elbonia", "Avaria", "Borduria"])]))  # fmt: skip
    with Chronicle(store) as chronicle:
        assert [e["parties"] for e in chronicle.engagements("USA").to_pylist()] == [["PRK", "USA"], ["IRN", "USA"], ["PRK", "USA"]]
        assert chronicle.engagements("FRA").num_rows == 0


def test_organisations_are_parties_of_their_own(store: str) -> None:
    def meeting(text: str, body: str) -> list[Event]:
        made = event(text, "meeting", "CONSULT", "actual", ["Avaria"], [body])
        return [replace(made, recipients=tuple(replace(r, country="IGO", sector="IGO") for r in made.recipients))]

    texts = [("Avaria had a meeting with the European Commission on grain tariffs.", "European Commission"),
             ("Avaria had a second meeting, of the United Nations and its own engineers, about a dam.", "United Nations")]  # fmt: skip
    _kept(store, *(("2031-03-07", text, meeting(text, body)) for text, body in texts))
    with Chronicle(store) as chronicle:
        found = chronicle.engagements("USA").to_pylist()
        assert sorted((e["title"], e["parties"]) for e in found) == [
            ("meeting (European Union)", ["European Union", "USA"]), ("meeting (United Nations)", ["United Nations", "USA"]),
        ]  # fmt: skip
        with chronicle.database.read() as connection:
            def titles(*names: str) -> list[str]:
                return list(connection.execute(select(tables.engagements.c.title).where(*of_parties(names))).scalars())

            assert titles("european union", "USA") == titles("EU") == ["meeting (European Union)"]
            assert titles("UN") == ["meeting (United Nations)"]
            assert len(titles("USA")) == len(titles("IGO", "USA")) == 2
            assert titles("NATO") == titles("EU", "FRA") == []


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("European Union (EU)", "European Union"), ("the EU", "European Union"), ("EU foreign policy chief", "European Union"), ("european union", "European Union"),
        ("UN Security Council", "United Nations"), ("NATO", "NATO"), ("ministers", ""), ("Avaria", ""),
    ],
)  # fmt: skip
def test_organisations_by_their_names(name: str, body: str) -> None:
    assert (organisation(name), is_body(name)) == (body, bool(body))


def test_what_talks_are_about_is_no_party_of_them(store: str) -> None:
    one = "Avaria and Borduria had talks on Cordonia, its port and the war in Dalmaria."
    two = "Later Avaria and Cordonia had a meeting that was short."
    _kept(store, ("2031-03-07", one, [event(one, "talks", "CONSULT", "actual", ["Avaria", "Borduria", "Cordonia"], ["Dalmaria"])]),
          ("2031-05-20", two, [event(two, "meeting", "CONSULT", "actual", ["Avaria", "Cordonia"])]))  # fmt: skip
    with Chronicle(store) as chronicle:
        assert [(e["parties"], e["kind"]) for e in chronicle.engagements("USA").to_pylist()] == [(["PRK", "USA"], "talks"), (["FRA", "USA"], "meeting")]
        assert chronicle.engagements("IRN").num_rows == 0
