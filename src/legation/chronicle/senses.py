"""Words that name the same act: groups of near synonyms, by which linking sees that "talks" and "negotiations" may be one."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

_STEMMER = snowballstemmer.stemmer("english")
_GROUPS = """
talk: talk talks negotiation negotiate negotiations dialogue discussion discussions discuss consultation consultations parley wrangling bargaining round session sessions conversation consult
meet: meeting meet met summit conference gathering forum convene assembly encounter reception receive received host congress session attend attended gather
visit: visit visits visited tour trip travel travelled journey arrive arrival arrived fly flew stopover pilgrimage welcome
call: call called phone telephone telephoned
agree: agree agreed agreement accord deal pact treaty memorandum protocol contract consensus compromise settlement understanding arrangement sign signed signing conclude concluded
vote: vote voted voting ballot pass passed adopt adopted adoption approve approved approval ratify ratified ratification endorse endorsed authorise authorize
resolution: resolution motion bill decision decree decided
attack: attack attacked attacks assault raid raided strike strikes offensive operation operations incursion storm stormed ambush ambushed onslaught blitz swoop
kill: kill killed killing killings dead death deaths die died slain slay shot murder murdered assassinate assassinated assassination massacre slaughter genocide execute executed execution hanged hanging
wound: wound wounded injure injured injuries hurt
bomb: bomb bombed bombing bombings blast explosion explosions exploded bombardment shell shelled shelling rocket rockets missile missiles fired launch launched launching airstrike airstrikes
fight: fight fighting fought clash clashes clashed battle battles battling war conflict hostilities skirmish violence insurgency rebellion uprising revolt campaign unrest combat
abduct: abduct abducted abduction kidnap kidnapped kidnapping seize seized hostage hostages capture captured holding held taken
arrest: arrest arrested arrests detain detained detention jail jailed imprison imprisoned custody capture captured round-up
try: try tried trial tribunal prosecute prosecuted prosecution charge charged charges indict indicted indictment sue court
convict: convict convicted conviction sentence sentenced sentencing verdict condemned
probe: probe investigate investigated investigation inquiry enquiry inspect inspection inspections inspectors examine examined verify verification monitoring
accuse: accuse accused accusation accusations allege alleged blame blamed charge claimed denounce denounced
condemn: condemn condemned condemnation denounce denounced deplore deplored criticise criticised criticize criticized criticism slam slammed blast blasted attack rebuke outrage censure censured deride
deny: deny denied denial dismiss dismissed reject rejected refute refuted
refuse: refuse refused refusal reject rejected rejection decline declined veto vetoed block blocked rebuff spurn bar barred oppose opposed rule-out
demand: demand demanded demands ultimatum urge urged call called request requested ask asked appeal appealed insist insisted press pressed plea invite invited invitation deadline require
warn: warn warned warning threaten threatened threat threats vow vowed ultimatum
sanction: sanction sanctions embargo penalty penalties blockade boycott impose imposed depriving punish punishment ban banned
suspend: suspend suspended suspension halt halted freeze froze frozen freezing stop stopped stopping cut cease ceased end ended discontinue cancel cancelled postpone postponed delay break-off broke
resume: resume resumed resumption restart restarted return returned reopen reopened
truce: ceasefire cease-fire truce cessation armistice halt calm peace
withdraw: withdraw withdrew withdrawal pullout pull-out pull pulled leave left departure depart evacuate evacuated quit retreat retreated exit redeploy redeployment
resign: resign resigned resignation quit quits step stepped down departure depart relinquish leave ouster oust ousted oust topple toppled toppling overthrow overthrown remove removed sack sacked dismiss dismissed replaced replace fired
release: release released freed free freeing liberate liberated liberation
deploy: deploy deployed deployment send sent dispatch dispatched station stationed mission mobilise mobilize presence reinforce reinforcement force placed
repatriate: repatriate repatriated repatriation airlift airlifted return fly flown deport deported deportation expel expelled expulsion
aid: aid assistance help relief donate donated donation grant granted loan fund funds funding pledge provide provided supply supplied supplies support contribution contribute
trade: trade trading export exports import imports sell sale sales buy purchase invest investment cooperation cooperate
support: support supported back backed backing endorse endorsed praise praised hail hailed welcome welcomed commend applaud favour favor confidence
protest: protest protests protested protesters demonstrate demonstration demonstrations demonstrated rally rallied march marched riot riots rioting strike picket unrest backlash street
test: test tests tested testing fire fired launch launched detonate
enrich: enrich enrichment reprocess reprocessing develop development build built
seize: seize seized occupy occupied occupation take took taken capture captured control fall fell advance gain gaining lost
elect: election elections elect elected poll polls vote voting referendum
promise: promise promised pledge pledged vow vowed commit committed commitment offer offered undertake undertaking
propose: propose proposed proposal plan plans initiative suggest suggested offer offered
recognise: recognise recognize recognised recognized recognition establish established ties relations
mediate: mediate mediation mediator broker brokered facilitate
apologise: apologise apologize apologised apologized apology regret regrets sorry
"""


def _table() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in _GROUPS.strip().splitlines():
        name, _, words = line.partition(":")
        for word in words.split():
            for part in word.split("-"):
                found.setdefault(_STEMMER.stemWord(part), set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


_SENSES = _table()


@lru_cache(maxsize=20_000)
def senses(stem: str) -> frozenset[str]:
    """The groups that a stem belongs to; the stem itself where it is in none."""
    return _SENSES.get(stem) or frozenset([stem])
