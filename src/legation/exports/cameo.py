"""CAMEO: event codes of coded events with their names, Goldstein's scores, classes, and codes of actors.

Codes, names and actor codes: CAMEO code book 1.1b3 (Schrodt 2012), chapters 2, 3, 6 and 7. Scores: Goldstein (1992) as extended to
CAMEO by the KEDS project and published with GDELT (CAMEO.goldsteinscale.txt).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from legation.exports.coding import Coded
from legation.exports.events import Event, Party
from legation.record.codes import cameo

_INTENT = {
    "AGREE": "030", "CONSULT": "036", "SUPPORT": "032", "COOPERATE": "031", "AID": "033", "CONCEDE": "035", "RETREAT": "035",
    "RETREAT/release": "0353", "RETREAT/access": "0355", "RETREAT/withdraw": "0356", "RETREAT/ceasefire": "0356", "RETREAT/disarm": "0356",
    "RETREAT/resign": "0341",
}  # fmt: skip
"""Acts that are planned or offered: CAMEO 03, express intent to cooperate."""
_APPEAL = {
    "CONSULT": "026", "AGREE": "027", "SUPPORT": "022", "COOPERATE": "021", "AID": "023", "CONCEDE": "025", "RETREAT": "025",
    "RETREAT/release": "0253", "RETREAT/access": "0255", "RETREAT/withdraw": "0256", "RETREAT/ceasefire": "0256", "RETREAT/disarm": "0256",
    "RETREAT/resign": "0241", "REQUEST/assist": "023", "REQUEST/change": "024", "REQUEST/yield": "025", "REQUEST/meet": "026",
}  # fmt: skip
"""Acts that are asked for, and requests by a word that does not demand: CAMEO 02, appeal (020 for all others)."""
_REFUSED = {"CONSULT": "125", "AID": "122", "COOPERATE": "121", "SUPPORT": "120", "AGREE": "120", "CONCEDE": "124", "RETREAT": "124"}
_DEMAND = re.compile(r"\b(?:demand|order|insist|requir|command|instruct|ultimatum|dictat|compel)", re.IGNORECASE)
"""Words of CAMEO 10, demand, "stronger or more forceful than a request" (PLOVER manual); other requests are CAMEO 02."""

_SCORES = {
    0.0: "01", -0.1: "011", -0.4: "012", 0.4: "013", -2.0: "016 09 11", 3.4: "018 019 021 023 051", 3.0: "02", 3.2: "022", -0.3: "024 025",
    4.0: "026 027 028 03 036", 5.2: "031 033", 4.5: "032", 6.0: "0334 054 06", 7.0: "034 035 038 046 055 056 064 07 075 084 085",
    5.0: "037 039 045 08", 1.0: "04", 1.9: "042", 2.8: "043", 2.5: "044", 3.5: "05", 3.8: "053", 8.0: "057", 6.4: "061", 7.4: "062 063 071 073",
    8.3: "072", 8.5: "074", 9.0: "086 087", 10.0: "0874", -5.0: "10 125 126 127 128 129 172 173 174", -4.0: "12 16", -6.0: "13", -4.4: "130",
    -5.8: "131 132 133 134 135", -7.0: "136 137 138 139 164 166 17", -6.5: "14 165", -7.5: "144 145", -7.2: "15", -5.6: "162", -8.0: "163 184 185",
    -9.2: "171", -9.0: "175 18 1821 1822", -9.5: "182 191 192 196 201", -10.0: "1823 183 186 19 20",
}  # fmt: skip
_SCORE_OF = {code: score for score, codes in _SCORES.items() for code in codes.split()}
NAMES = {
    "020": "Make an appeal or request", "021": "Appeal for material cooperation", "022": "Appeal for diplomatic cooperation",
    "023": "Appeal for material aid", "024": "Appeal for political reform", "0241": "Appeal for change in leadership", "025": "Appeal to yield",
    "0253": "Appeal for release of persons or property", "0255": "Appeal to allow international involvement",
    "0256": "Appeal for de-escalation of military engagement", "026": "Appeal to others to meet or negotiate",
    "027": "Appeal to others to settle dispute",
    "030": "Express intent to cooperate", "031": "Express intent to engage in material cooperation",
    "032": "Express intent to engage in diplomatic cooperation", "033": "Express intent to provide material aid",
    "0341": "Express intent to change leadership", "035": "Express intent to yield", "0353": "Express intent to release persons or property",
    "0355": "Express intent to allow international involvement", "0356": "Express intent to de-escalate military engagement",
    "036": "Express intent to meet or negotiate",
    "040": "Consult", "041": "Discuss by telephone", "042": "Make a visit", "045": "Mediate", "046": "Engage in negotiation",
    "050": "Engage in diplomatic cooperation", "060": "Engage in material cooperation", "070": "Provide aid",
    "080": "Yield", "0831": "Accede to demands for change in leadership", "0841": "Return, release person(s)",
    "086": "Allow international involvement", "0871": "Declare truce, ceasefire", "0873": "Demobilize armed forces",
    "0874": "Retreat or surrender militarily",
    "090": "Investigate", "100": "Demand", "103": "Demand material aid", "104": "Demand political reform", "105": "Demand that target yields",
    "106": "Demand meeting, negotiation",
    "110": "Disapprove", "111": "Criticize or denounce", "112": "Accuse",
    "120": "Reject", "121": "Reject material cooperation", "122": "Reject request or demand for material aid",
    "123": "Reject request or demand for political reform", "124": "Refuse to yield", "125": "Reject proposal to meet, discuss, or negotiate",
    "130": "Threaten", "1312": "Threaten with sanctions, boycott, embargo", "1313": "Threaten to reduce or break relations",
    "132": "Threaten with administrative sanctions", "136": "Threaten to halt international involvement", "138": "Threaten with military force",
    "1382": "Threaten occupation",
    "140": "Engage in political dissent", "141": "Demonstrate or rally", "142": "Conduct hunger strike", "143": "Conduct strike or boycott",
    "144": "Obstruct passage, block", "145": "Protest violently, riot",
    "150": "Demonstrate military or police power", "153": "Mobilize or increase police power", "154": "Mobilize or increase armed forces",
    "160": "Reduce relations", "161": "Reduce or break diplomatic relations", "162": "Reduce or stop material aid", "166": "Expel or withdraw",
    "170": "Coerce", "171": "Seize or damage property", "1712": "Destroy property", "172": "Impose administrative sanctions",
    "1721": "Impose restrictions on political freedoms", "1723": "Impose curfew", "1724": "Impose state of emergency or martial law",
    "173": "Arrest, detain, or charge with legal action", "174": "Expel or deport individuals", "175": "Use tactics of violent repression",
    "180": "Use unconventional violence", "181": "Abduct, hijack, or take hostage", "182": "Physically assault", "1821": "Sexually assault",
    "1822": "Torture", "183": "Conduct suicide, car, or other non-military bombing", "1831": "Carry out suicide bombing",
    "185": "Attempt to assassinate", "193": "Fight with small arms and light weapons", "194": "Fight with artillery and tanks",
    "195": "Employ aerial weapons", "204": "Use weapons of mass destruction",
}  # fmt: skip
"""Names of the codes that exports use; "not specified below" is left out of them."""
ROOTS = tuple(f"{n:02}" for n in range(1, 21))
_ROLES = {
    **{s: s for s in "GOV MIL LEG JUD PTY OPP REB COP SPY UAF CVL AGR BUS CRM EDU ELI LAB MED REF REL IGO NGO".split()},
    "PRM": "UAF", "JRN": "MED", "SOC": "CVL", "PRE": "MED",
}  # fmt: skip
"""CAMEO role of each PLOVER sector; the last four have none of their own in CAMEO."""
_KNOWN = {
    "United Nations": "IGOUNO", "European Union": "IGOEUREEC", "European Commission": "IGOEUREEC", "European Council": "IGOEUREEC",
    "European Parliament": "IGOEUREEC", "NATO": "IGOWSTNAT", "African Union": "IGOAFRAFU", "Arab League": "IGOMEAARL",
    "Association of Southeast Asian Nations": "IGOSEAASN", "World Trade Organization": "IGOBUSWTO", "International Monetary Fund": "IGOBUSIMF",
    "Organization of the Petroleum Exporting Countries": "IGOBUSOPC", "World Bank": "IGOUNODEVWBK", "Group of Eight": "IGOBUSGOE",
    "Group of Seven": "IGOBUSGOS", "Commonwealth": "IGOCWN", "Commonwealth of Independent States": "IGOCASCIS",
    "Organization of American States": "IGOOAS", "International Atomic Energy Agency": "IGOUNOIAE", "International Criminal Court": "IGOJUDICC",
    "International Court of Justice": "IGOUNOJUDICJ", "World Health Organization": "IGOUNOHLHWHO", "World Food Programme": "IGOUNOWFP",
    "UN High Commissioner for Refugees": "IGOUNOREFHCR", "UN Children's Fund": "IGOUNOKID", "Food and Agriculture Organization": "IGOUNOAGRFAO",
    "Organisation of Islamic Cooperation": "IGOMOSOIC", "Council of Europe": "IGOEURCOE", "Interpol": "IGOCOPITP",
    "Organization for Security and Co-operation in Europe": "IGOEURSCE", "Economic Community of West African States": "IGOWAFWAS",
    "Gulf Cooperation Council": "IGOPGSGCC", "Intergovernmental Authority on Development": "IGOEAFDEVIAD", "Asian Development Bank": "IGOSEADEVADB",
    "African Development Bank": "IGOAFRDEVAFB", "Non-Aligned Movement": "IGONON",
    "Amnesty International": "NGOHRIAMN", "Human Rights Watch": "NGOHRIHRW", "International Committee of the Red Cross": "NGOHLHIRC",
    "Al-Qaeda": "IMGMOSALQ", "Abu Sayyaf": "IMGSEAMOSASF", "Taliban": "AFGREBTAL", "Hezbollah": "LBNREBHEZ", "Hamas": "PSEREBHMS",
    "UNITA": "AGOREBUNI", "Irish Republican Army": "GBRREBIRA", "Polisario Front": "MARREBPLS",
}  # fmt: skip
"""Bodies with a code of their own in CAMEO, by their names in the knowledge base. The last three letters are GDELT's known group."""


def code_of(event: Event, coded: Coded) -> str:
    """CAMEO code of a coded event: the record's for acts that were done; 02, 03 and 12 for acts asked for, intended and refused.

    A request is CAMEO 10 only where its word demands; ``record.cameo`` gives every request the code of a demand.
    """
    key = f"{event.type}/{event.mode}"
    if coded.rule in ("intent", "offered"):
        return _INTENT.get(key, _INTENT[event.type])
    if coded.rule == "requested":
        return _APPEAL.get(key, _APPEAL.get(event.type, "020"))
    if coded.rule == "refused":
        return _REFUSED[event.type]
    if event.type == "REQUEST" and not _DEMAND.search(event.trigger):
        return _APPEAL.get(key, "020")
    return cameo(event.type, event.mode)


def goldstein(code: str) -> float:
    """Goldstein's score of a CAMEO code, -10 to 10; a code that has none has its parent's."""
    while code not in _SCORE_OF:
        code = code[:-1]
    return _SCORE_OF[code]


def quad_class(code: str) -> int:
    """GDELT's class of a CAMEO code: 1 verbal cooperation (01-05), 2 material cooperation (06-08), 3 verbal conflict (09-13), 4 material conflict."""
    root = int(code[:2])
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4


@dataclass(frozen=True, slots=True)
class ActorCode:
    """An actor in CAMEO.

    Attributes:
        code: the whole code. country: its country or region, "" where it has none. group: known group, or "". roles: up to three.
    """

    code: str
    country: str
    group: str
    roles: tuple[str, ...]


def actor_code(party: Party | None) -> ActorCode:
    """The CAMEO code of a party: a known body's own, else country and role ("USAMIL"), else role ("REB"). Empty for None."""
    if party is None:
        return ActorCode("", "", "", ())
    known = _KNOWN.get(party.name) or ("IGOUNO" if party.country == "IGO" and party.name.startswith(("UN ", "United Nations ")) else "")
    role = _ROLES.get(party.sector, "")
    if known:
        first, second, group = known[:3], known[3:6], known[-3:]
        if first in ("IGO", "NGO", "IMG"):
            return ActorCode(known, second if second in _REGIONS else "", group, (first,))
        role = role or second  # a rebel group that governs is AFGGOVTAL
        return ActorCode(first + role + group, first, group, (role,))
    if party.country == "IGO":
        roles = ("IGO", role) if role not in ("", "IGO") else ("IGO",)
        return ActorCode("".join(roles), "", "", roles)
    country = party.country or ""
    return ActorCode(country + role, country, "", (role,) if role else ())


_REGIONS = frozenset("AFR ASA CAS EAF EUR MEA PGS SEA WAF WST".split())
