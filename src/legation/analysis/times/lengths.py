"""Rules for lengths of time, distances ("two years ago"), recurring times, and references such as "now"."""

from __future__ import annotations

from datetime import timedelta

from legation.analysis.times.calendars import shift
from legation.analysis.times.context import Found
from legation.analysis.times.grammar import ABOUT, MANY, NUM, Value, rule, unknown
from legation.analysis.times.vocabulary import PARTS, PLURAL, SEASONS, UNITS, WEEKDAYS


def _count(f: Found) -> float | None:
    if f.words("n") in (["a"], ["an"], ["one"]):
        return 1
    return f.number("n")


@rule(
    f"{ABOUT}? n:(a|an|{NUM}) u:(UNIT|UNITS) (or so)? w:(ago|earlier|later|from now|hence|previously)",
    f"{ABOUT}? v:{MANY} u:UNITS w:(ago|earlier|later|from now|hence)",
    f"{ABOUT}? n:(a|one) u:UNIT z:(and a half) w:(ago|earlier|later)",
    "w:(years|decades|centuries|months|weeks) ago",
    "a u:(week|month|year|decade) or (two|so) w:(ago|earlier)",
)
def _ago(f: Found) -> Value | None:
    base, unit = f.story.base, f.word("u")
    unit = PLURAL.get(unit, unit)
    half = 0.5 if f.words("z") else 0
    ahead = f.word("w") in ("later", "from now", "hence")
    if f.words("v") or not unit:
        return "DATE", "FUTURE_REF" if ahead else "PAST_REF"
    count = _count(f) if "n" in f.match.re.groupindex else 1
    if base is None or count is None:
        return unknown(f)
    if half and unit in ("year", "decade"):
        count, unit = (1.5 * 12, "month") if unit == "year" else (15, "year")
    if f.word("w") in ("earlier", "later") and f.story.day is not None and unit != "year":
        base = f.story.day
    f.why = f"counted from {base}"
    if unit in ("hour", "minute"):
        return "TIME", None
    if unit == "year" and count == 1 and f.story.quarter and not ahead:
        f.why = "a year before the quarter spoken of"
        return "DATE", f"{int(f.story.quarter[:4]) - 1:04}{f.story.quarter[4:]}"
    return "DATE", shift(base, unit, round(count if ahead else -count))


def _length(count: float, unit: str) -> str:
    code = UNITS[unit]
    if unit in ("decade", "century") and count % 1:
        count, code = count * (10 if unit == "decade" else 100), "Y"
    if unit == "year" and count % 1 == 0.5 and count > 1:
        return f"P{int(count)}Y6M"
    figures = f"{count:g}" if count != int(count) else str(int(count))
    return ("PT" if unit in ("hour", "minute", "second") else "P") + figures + code


@rule(
    f"{ABOUT}? (the)? (LAST|NEXT|first|final|other|another|same|opening|closing)? n:{NUM} -? u:(UNIT|UNITS)",
    f"{ABOUT}? (the)? (LAST|NEXT|first|final)? n:{NUM} (fiscal|trading|working|business|consecutive|straight|more|full|long|calendar|additional|school|whole|solid|days)? u:(UNIT|UNITS|quarters)",
    f"(a|the) n:{NUM} - u:UNIT period",
    f"{ABOUT}? n:(a|an|one|another|half a|half an) u:UNIT",
    f"{ABOUT}? n:(a|an) half - u:UNIT",
    f"(the year - (ago|earlier)) n:{NUM} u:UNITS",
    f"n:{NUM} (to|or|-) k:{NUM} u:UNITS",
    f"the next n:{NUM} (to|or|-) k:{NUM} u:UNITS",
    f"the (LAST|NEXT) n:{NUM} u:UNITS or so",
    f"{ABOUT}? n:{NUM} and a half u:UNITS",
    f"{ABOUT}? n:(a|an|one) u:UNIT z:(and a half)",
)
def _duration(f: Found) -> Value | None:
    unit = PLURAL.get(f.word("u"), f.word("u"))
    if unit == "quarter":
        return None
    words = f.words("n")
    after = f.after
    if after in ("old", "olds") or (after == "-" and f.tokens.words[f.last + 1 : f.last + 2] in (["old"], ["olds"])):
        return None
    if after in ("ago",) or (words in (["a"], ["an"]) and unit in ("second", "minute") and after not in ("of", ",", ".")):
        return None
    count = 0.5 if "half" in words and len(words) == 2 and words[0] in ("a", "an", "half") else _count(f) if words != ["another"] else 1
    if count is None:
        return None
    if words in (["a"], ["an"]):
        if (
            f.before
            in ("times", "twice", "once", "percent", "barrels", "dollars", "million", "billion", "%", "tons", "tonnes", "units", "share")
            or f.before[:1].isdigit()
        ):
            return "SET", _length(1, unit)
        if unit in ("day", "night", "morning", "minute", "second") and after not in (",", ".", "\n", "after", "before"):
            return None
    f.why = "a length of time"
    if f.words("z") or ("half" not in words and f.tokens.words[f.last - 4 : f.last - 1] == ["and", "a", "half"]):
        count += 0.5
    return "DURATION", _length(count, unit)


@rule(f"{ABOUT}? (the (LAST|NEXT))? (a|an) u:(day|week|month|year|hour|decade) or (two|so)")
def _one_or_two(f: Found) -> Value | None:
    f.why = "a length of time not given in figures"
    return "DURATION", ("PT" if f.word("u") == "hour" else "P") + "X" + UNITS[f.word("u")]


@rule("the x:(past|last) u:(week|month|year|decade|century)")
def _until_now(f: Found) -> Value | None:
    if f.title or (f.word("x") == "last" and f.before not in ("over", "for", "during", "within", "in")) or f.after in ("of", "and"):
        return None
    f.why = "the length of time up to the story"
    return "DURATION", _length(1, f.word("u"))


@rule(f"n:(a|{NUM}) u:(UNIT|UNITS) from w:(WEEKDAY|today|now|tomorrow)")
def _from_then(f: Found) -> Value | None:
    base, count = f.story.base, _count(f)
    unit = PLURAL.get(f.word("u"), f.word("u"))
    if base is None or count is None or unit not in ("day", "week", "month", "year"):
        return None
    day = f.word("w")
    if day in WEEKDAYS:
        base += timedelta(days=(WEEKDAYS[day] - base.weekday()) % 7)
    elif day == "tomorrow":
        base += timedelta(days=1)
    f.why = f"counted from {base}"
    if unit == "week" and day in WEEKDAYS:
        return "DATE", shift(base, "day", 7 * round(count))
    return "DATE", shift(base, unit, round(count))


@rule(
    f"(the)? (LAST|NEXT|recent|coming)? {MANY}? u:UNITS (ahead|to come)?",
    f"(the)? (LAST|NEXT)? {MANY} (more)? u:UNITS",
    "u:UNITS (or|and) UNITS",
    "those u:UNITS",
    "the (early|first|last|intervening|coming|LAST) u:UNITS",
)
def _vague(f: Found) -> Value | None:
    unit = PLURAL[f.word("u")]
    words = f.tokens.words[f.first : f.last]
    if f.before[:1].isdigit() or f.before in ("old", "-") or f.after in ("old",) or unit in ("quarter", "night", "morning"):
        return None
    if "recent" in words and unit == "year":
        return "DATE", "PAST_REF"
    code = UNITS[unit]
    f.why = "a length of time not given in figures"
    count = "2" if "couple" in words else "X"
    return "DURATION", ("PT" if unit in ("hour", "minute") else "P") + count + code


@rule(
    "e:EACH (other|single)? u:(UNIT|DAYPART|quarter)",
    "e:EACH n:COUNT u:UNITS",
    "e:EACH w:WEEKDAY p:DAYPART?",
    "w:WEEKDAYS p:(nights|mornings|evenings|afternoons)?",
    "e:EACH s:SEASON",
    "e:EACH m:MONTH",
    "o:OFTEN",
    "(once|twice) (a|per) u:UNIT",
)
def _set(f: Found) -> Value | None:
    f.why = "a time that recurs"
    if f.words("o"):
        if f.word("o") == "quarterly" and f.after.isalpha():
            return None  # a kind of dividend or report, as annotators take it
        code = {"daily": "XXXX-XX-XX", "weekly": "P1W", "monthly": "P1M", "quarterly": "P3M", "hourly": "PT1H", "nightly": "XXXX-XX-XXTNI", "biweekly": "P2W", "fortnightly": "P2W"}  # fmt: skip
        return "SET", code.get(f.word("o"), "P1Y")
    if f.words("w"):
        name = f.word("w")
        number = WEEKDAYS[name] if name in WEEKDAYS else WEEKDAYS[name[:-1]]
        part = f.word("p").removesuffix("s")
        return "SET", f"XXXX-WXX-{number + 1}" + (f"T{PARTS[part]}" if part in PARTS else "")
    if f.words("m"):
        return "SET", f"XXXX-{f.month():02}"
    if f.words("s"):
        return "SET", f"XXXX-{SEASONS[f.word('s')]}"
    unit = f.word("u")
    unit = PLURAL.get(unit, unit)
    if unit in ("morning", "afternoon", "evening", "night"):
        return "SET", f"XXXX-XX-XXT{PARTS[unit]}"
    if unit == "quarter":
        return "SET", "P3M"
    return "SET", _length(f.number("n") or 1, unit)


def _constant(value: str, *patterns: str, ban: frozenset[str] = frozenset(), kind: str = "DATE") -> None:
    def meaning(f: Found) -> Value | None:
        if f.after in ban or f.before in ban or (value == "PAST_REF" and f.last - f.first == 1 and f.after.endswith("ed")):
            return None  # "previously announced" tells no time
        f.why = "no date of the calendar"
        return kind, value

    rule(*patterns)(meaning)


_constant(
    "PRESENT_REF",
    "now",
    "right now",
    "currently",
    "at present",
    "presently",
    "at the moment",
    "nowadays",
    "these days",
    "current",
    "the present",
    "the moment",
    "at this (time|point|moment)",
    ban=frozenset(["until-", "account", "accounts"]),
)
_constant(
    "PAST_REF",
    "(more)? recently",
    "previously",
    "formerly",
    "the (recent|distant)? past",
    "recent",
    "lately",
    "the old days",
    "(in)? the not - too - distant past",
    "at that time",
    "at the time",
    "a long time ago",
    "long ago",
    ban=frozenset(["few", "two"]),
)
_constant(
    "FUTURE_REF",
    "soon",
    "(the)? (near|foreseeable|not - too - distant)? future",
    "as soon as possible",
    "some day",
    "in the (near)? future",
    ban=frozenset(["as", "futures", "contract", "contracts", "too", "after"]),
)
_constant("PXM", "some time", "a long time", "quite some time", kind="DURATION")
