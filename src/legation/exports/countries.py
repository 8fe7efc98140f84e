"""Codes of countries: ISO 3166-1 alpha-3, which the chronicle keeps, into FIPS 10-4, the Correlates of War's numbers, and names."""

from __future__ import annotations

from legation.knowledge.base import Knowledge

_FIPS = """
ABW AA AFG AF AGO AO AIA AV ALB AL AND AN ARE AE ARG AR ARM AM ASM AQ ATA AY ATF FS ATG AC AUS AS AUT AU AZE AJ BDI BY BEL BE BEN BN
BFA UV BGD BG BGR BU BHR BA BHS BF BIH BK BLM TB BLR BO BLZ BH BMU BD BOL BL BRA BR BRB BB BRN BX BTN BT BVT BV BWA BC CAF CT CAN CA
CCK CK CHE SZ CHL CI CHN CH CIV IV CMR CM COD CG COG CF COK CW COL CO COM CN CPV CV CRI CS CUB CU CUW UC CXR KT CYM CJ CYP CY CZE EZ
DEU GM DJI DJ DMA DO DNK DA DOM DR DZA AG ECU EC EGY EG ERI ER ESH WI ESP SP EST EN ETH ET FIN FI FJI FJ FLK FK FRA FR FRO FO FSM FM
GAB GB GBR UK GEO GG GGY GK GHA GH GIB GI GIN GV GLP GP GMB GA GNB PU GNQ EK GRC GR GRD GJ GRL GL GTM GT GUF FG GUM GQ GUY GY HKG HK
HMD HM HND HO HRV HR HTI HA HUN HU IDN ID IMN IM IND IN IOT IO IRL EI IRN IR IRQ IZ ISL IC ISR IS ITA IT JAM JM JEY JE JOR JO JPN JA
KAZ KZ KEN KE KGZ KG KHM CB KIR KR KNA SC KOR KS KWT KU LAO LA LBN LE LBR LI LBY LY LCA ST LIE LS LKA CE LSO LT LTU LH LUX LU LVA LG
MAC MC MAF RN MAR MO MCO MN MDA MD MDG MA MDV MV MEX MX MHL RM MKD MK MLI ML MLT MT MMR BM MNE MJ MNG MG MNP CQ MOZ MZ MRT MR MSR MH
MTQ MB MUS MP MWI MI MYS MY MYT MF NAM WA NCL NC NER NG NFK NF NGA NI NIC NU NIU NE NLD NL NOR NO NPL NP NRU NR NZL NZ OMN MU PAK PK
PAN PM PCN PC PER PE PHL RP PLW PS PNG PP POL PL PRI RQ PRK KN PRT PO PRY PA PSE WE PYF FP QAT QA REU RE ROU RO RUS RS RWA RW SAU SA
SDN SU SEN SG SGP SN SGS SX SHN SH SJM SV SLB BP SLE SL SLV ES SMR SM SOM SO SPM SB SRB RI SSD OD STP TP SUR NS SVK LO SVN SI SWE SW
SWZ WZ SXM NN SYC SE SYR SY TCA TK TCD CD TGO TO THA TH TJK TI TKL TL TKM TX TLS TT TON TN TTO TD TUN TS TUR TU TUV TV TWN TW TZA TZ
UGA UG UKR UP URY UY USA US UZB UZ VAT VT VCT VC VEN VE VGB VI VIR VQ VNM VM VUT NH WLF WF WSM WS XKX KV YEM YM ZAF SF ZMB ZA ZWE ZI
SCG YI SUN UR YUG YO DDR GC YMD YS CSK CZ
""".split()
FIPS: dict[str, str] = dict(zip(_FIPS[::2], _FIPS[1::2], strict=True))
"""FIPS PUB 10-4 (with change notices up to 2012) of each ISO code; the last six are states that have ended. The Palestinian territories
have two codes in FIPS: WE, the West Bank, stands here, and :func:`fips` gives GZ for points in the Gaza Strip."""
_GAZA = (31.2, 31.6, 34.2, 34.6)
"""The Gaza Strip: least and greatest latitude, least and greatest longitude, degrees."""


def fips(country: str | None, lat: float | None = None, lon: float | None = None) -> str:
    """FIPS 10-4 code of an ISO code, "" where there is none."""
    if country == "PSE" and lat is not None and lon is not None and _GAZA[0] <= lat <= _GAZA[1] and _GAZA[2] <= lon <= _GAZA[3]:
        return "GZ"
    return FIPS.get(country or "", "")


def name(country: str | None) -> str:
    """Short English name of an ISO code; the code itself where the knowledge base has no name for it."""
    return Knowledge.load().states.get(country or "", country or "")


def cow(country: str | None) -> str:
    """Number of a state in the Correlates of War, "" where it has none."""
    return Knowledge.load().cow(country or "")
