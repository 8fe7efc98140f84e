"""The code tables of the codebook: PLOVER types with scores, modes and quad classes, statuses, sectors, contexts.

Source: PLOVER manual of 2024-02-04. Its defects are resolved as the codebook page says: ACCUSE scores -2, SANCTION is
material conflict, ``vandalize`` takes the score of PROTEST.
"""

from __future__ import annotations

TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
    "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)  # fmt: skip
STATUSES = ("actual", "planned", "requested", "refused", "conditional", "possible", "negated")
SECTORS = (
    "GOV", "MIL", "LEG", "JUD", "PTY", "OPP", "REB", "IGO", "NGO", "CVL", "MED", "BUS", "SPY", "COP",
    "PRM", "UAF", "UNK", "AGR", "CRM", "EDU", "ELI", "JRN", "LAB", "REF", "PRE", "REL", "SOC",
)  # fmt: skip
MODES: dict[str, tuple[str, ...]] = {
    "AGREE": (), "SUPPORT": (), "CONCEDE": (), "COOPERATE": (), "AID": (),
    "CONSULT": ("visit", "third-party", "multilateral", "phone"),
    "RETREAT": ("withdraw", "release", "disarm", "ceasefire", "access", "resign"),
    "REQUEST": ("assist", "change", "yield", "meet"),
    "REJECT": ("assist", "change", "yield", "meet"),
    "ACCUSE": ("disapprove", "investigate", "allege"),
    "THREATEN": ("restrict", "arrest", "relations", "expel", "territory", "violence"),
    "PROTEST": ("demo", "riot", "strike", "hunger", "boycott", "obstruct", "vandalize"),
    "SANCTION": ("convict", "expel", "withdraw", "discontinue"),
    "MOBILIZE": ("troops", "weapons", "police", "militia"),
    "COERCE": ("seize", "restrict", "censor", "curfew", "martial-law", "arrest", "deport", "withhold", "misinformation", "cyber"),
    "ASSAULT": (
        "abduct", "beat", "torture", "sexual", "targeted", "destroy", "primitive", "firearms", "explosives",
        "suicide-attack", "aerial", "drone", "heavy-weapons", "crowd-control", "unconventional",
    ),
}  # fmt: skip
QUAD: dict[str, int] = {
    **dict.fromkeys(("AGREE", "CONSULT", "SUPPORT", "CONCEDE"), 1),
    **dict.fromkeys(("COOPERATE", "AID", "RETREAT"), 2),
    **dict.fromkeys(("REQUEST", "ACCUSE", "REJECT", "THREATEN"), 3),
    **dict.fromkeys(("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"), 4),
}
QUAD_NAMES = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
SCORES: dict[str, float] = {
    "AGREE": 2.5, "CONSULT": 2.5, "SUPPORT": 5.0, "CONCEDE": 4.5, "COOPERATE": 9.5, "AID": 10.0, "RETREAT": 6.5,
    "REQUEST": 0.0, "ACCUSE": -2.0, "REJECT": -2.0, "THREATEN": -3.5, "PROTEST": -5.0, "SANCTION": -6.0,
    "MOBILIZE": -5.5, "COERCE": -7.0, "ASSAULT": -9.0,
}  # fmt: skip
"""PLOVER scores of cooperation (+10) to conflict (-10)."""
STATEMENT_KINDS = ("direct", "indirect", "mixed")
CAMEO: dict[str, str] = {
    "AGREE": "030", "CONSULT": "040", "CONSULT/phone": "041", "CONSULT/visit": "042", "CONSULT/third-party": "045",
    "CONSULT/multilateral": "046", "SUPPORT": "050", "COOPERATE": "060", "AID": "070", "CONCEDE": "080",
    "RETREAT": "080", "RETREAT/release": "0841", "RETREAT/access": "086", "RETREAT/ceasefire": "0871",
    "RETREAT/disarm": "0873", "RETREAT/withdraw": "0874", "RETREAT/resign": "0831",
    "ACCUSE": "110", "ACCUSE/investigate": "090", "ACCUSE/disapprove": "111", "ACCUSE/allege": "112",
    "REQUEST": "100", "REQUEST/assist": "103", "REQUEST/change": "104", "REQUEST/yield": "105", "REQUEST/meet": "106",
    "REJECT": "120", "REJECT/assist": "122", "REJECT/change": "123", "REJECT/yield": "124", "REJECT/meet": "125",
    "THREATEN": "130", "THREATEN/restrict": "1312", "THREATEN/arrest": "132", "THREATEN/relations": "1313",
    "THREATEN/expel": "136", "THREATEN/territory": "1382", "THREATEN/violence": "138",
    "PROTEST": "140", "PROTEST/demo": "141", "PROTEST/hunger": "142", "PROTEST/strike": "143", "PROTEST/boycott": "143",
    "PROTEST/obstruct": "144", "PROTEST/riot": "145", "PROTEST/vandalize": "145",
    "MOBILIZE": "150", "MOBILIZE/police": "153", "MOBILIZE/troops": "154", "MOBILIZE/militia": "154", "MOBILIZE/weapons": "150",
    "SANCTION": "160", "SANCTION/convict": "172", "SANCTION/expel": "166", "SANCTION/withdraw": "161", "SANCTION/discontinue": "162",
    "COERCE": "170", "COERCE/seize": "171", "COERCE/restrict": "172", "COERCE/censor": "1721", "COERCE/curfew": "1723",
    "COERCE/martial-law": "1724", "COERCE/arrest": "173", "COERCE/deport": "174", "COERCE/withhold": "170",
    "COERCE/misinformation": "170", "COERCE/cyber": "170",
    "ASSAULT": "180", "ASSAULT/abduct": "181", "ASSAULT/sexual": "1821", "ASSAULT/torture": "1822", "ASSAULT/beat": "182",
    "ASSAULT/explosives": "183", "ASSAULT/suicide-attack": "1831", "ASSAULT/targeted": "185", "ASSAULT/destroy": "1712",
    "ASSAULT/firearms": "193", "ASSAULT/primitive": "193", "ASSAULT/heavy-weapons": "194", "ASSAULT/aerial": "195",
    "ASSAULT/drone": "195", "ASSAULT/crowd-control": "175", "ASSAULT/unconventional": "204",
}  # fmt: skip
"""The CAMEO code nearest to each type and mode (CAMEO code book 1.1b3)."""


def cameo(type_: str, mode: str | None) -> str:
    """CAMEO code of a PLOVER type and mode."""
    return CAMEO.get(f"{type_}/{mode}", CAMEO[type_])
