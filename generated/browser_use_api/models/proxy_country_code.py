# Made by tools/generate.py from an OpenAPI document; never edit it.
from __future__ import annotations

from typing import ClassVar, Final

from .._core.codecs import OpenString as _OpenString


class ProxyCountryCode(_OpenString):
    """A country or territory to browse from, as a code of two lower-case letters."""

    __slots__ = ()

    AD: Final = "ad"
    AE: Final = "ae"
    AF: Final = "af"
    AG: Final = "ag"
    AI: Final = "ai"
    AL: Final = "al"
    AM: Final = "am"
    AN: Final = "an"
    AO: Final = "ao"
    AQ: Final = "aq"
    AR: Final = "ar"
    AS: Final = "as"
    AT: Final = "at"
    AU: Final = "au"
    AW: Final = "aw"
    AZ: Final = "az"
    BA: Final = "ba"
    BB: Final = "bb"
    BD: Final = "bd"
    BE: Final = "be"
    BF: Final = "bf"
    BG: Final = "bg"
    BH: Final = "bh"
    BI: Final = "bi"
    BJ: Final = "bj"
    BL: Final = "bl"
    BM: Final = "bm"
    BN: Final = "bn"
    BO: Final = "bo"
    BQ: Final = "bq"
    BR: Final = "br"
    BS: Final = "bs"
    BT: Final = "bt"
    BV: Final = "bv"
    BW: Final = "bw"
    BY: Final = "by"
    BZ: Final = "bz"
    CA: Final = "ca"
    CC: Final = "cc"
    CD: Final = "cd"
    CF: Final = "cf"
    CG: Final = "cg"
    CH: Final = "ch"
    CK: Final = "ck"
    CL: Final = "cl"
    CM: Final = "cm"
    CO: Final = "co"
    CR: Final = "cr"
    CS: Final = "cs"
    CU: Final = "cu"
    CV: Final = "cv"
    CW: Final = "cw"
    CX: Final = "cx"
    CY: Final = "cy"
    CZ: Final = "cz"
    DE: Final = "de"
    DJ: Final = "dj"
    DK: Final = "dk"
    DM: Final = "dm"
    DO: Final = "do"
    DZ: Final = "dz"
    EC: Final = "ec"
    EE: Final = "ee"
    EG: Final = "eg"
    EH: Final = "eh"
    ER: Final = "er"
    ES: Final = "es"
    ET: Final = "et"
    FI: Final = "fi"
    FJ: Final = "fj"
    FK: Final = "fk"
    FM: Final = "fm"
    FO: Final = "fo"
    FR: Final = "fr"
    GA: Final = "ga"
    GD: Final = "gd"
    GE: Final = "ge"
    GF: Final = "gf"
    GG: Final = "gg"
    GH: Final = "gh"
    GI: Final = "gi"
    GL: Final = "gl"
    GM: Final = "gm"
    GN: Final = "gn"
    GP: Final = "gp"
    GQ: Final = "gq"
    GR: Final = "gr"
    GS: Final = "gs"
    GT: Final = "gt"
    GU: Final = "gu"
    GW: Final = "gw"
    GY: Final = "gy"
    HK: Final = "hk"
    HM: Final = "hm"
    HN: Final = "hn"
    HR: Final = "hr"
    HT: Final = "ht"
    HU: Final = "hu"
    ID: Final = "id"
    IE: Final = "ie"
    IL: Final = "il"
    IM: Final = "im"
    IN: Final = "in"
    IQ: Final = "iq"
    IR: Final = "ir"
    IS: Final = "is"
    IT: Final = "it"
    JE: Final = "je"
    JM: Final = "jm"
    JO: Final = "jo"
    JP: Final = "jp"
    KE: Final = "ke"
    KG: Final = "kg"
    KH: Final = "kh"
    KI: Final = "ki"
    KM: Final = "km"
    KN: Final = "kn"
    KP: Final = "kp"
    KR: Final = "kr"
    KW: Final = "kw"
    KY: Final = "ky"
    KZ: Final = "kz"
    LA: Final = "la"
    LB: Final = "lb"
    LC: Final = "lc"
    LI: Final = "li"
    LK: Final = "lk"
    LR: Final = "lr"
    LS: Final = "ls"
    LT: Final = "lt"
    LU: Final = "lu"
    LV: Final = "lv"
    LY: Final = "ly"
    MA: Final = "ma"
    MC: Final = "mc"
    MD: Final = "md"
    ME: Final = "me"
    MF: Final = "mf"
    MG: Final = "mg"
    MH: Final = "mh"
    MK: Final = "mk"
    ML: Final = "ml"
    MM: Final = "mm"
    MN: Final = "mn"
    MO: Final = "mo"
    MP: Final = "mp"
    MQ: Final = "mq"
    MR: Final = "mr"
    MS: Final = "ms"
    MT: Final = "mt"
    MU: Final = "mu"
    MV: Final = "mv"
    MW: Final = "mw"
    MX: Final = "mx"
    MY: Final = "my"
    MZ: Final = "mz"
    NA: Final = "na"
    NC: Final = "nc"
    NE: Final = "ne"
    NF: Final = "nf"
    NG: Final = "ng"
    NI: Final = "ni"
    NL: Final = "nl"
    NO: Final = "no"
    NP: Final = "np"
    NR: Final = "nr"
    NU: Final = "nu"
    NZ: Final = "nz"
    OM: Final = "om"
    PA: Final = "pa"
    PE: Final = "pe"
    PF: Final = "pf"
    PG: Final = "pg"
    PH: Final = "ph"
    PK: Final = "pk"
    PL: Final = "pl"
    PM: Final = "pm"
    PN: Final = "pn"
    PR: Final = "pr"
    PS: Final = "ps"
    PT: Final = "pt"
    PW: Final = "pw"
    PY: Final = "py"
    QA: Final = "qa"
    RE: Final = "re"
    RO: Final = "ro"
    RS: Final = "rs"
    RU: Final = "ru"
    RW: Final = "rw"
    SA: Final = "sa"
    SB: Final = "sb"
    SC: Final = "sc"
    SD: Final = "sd"
    SE: Final = "se"
    SG: Final = "sg"
    SH: Final = "sh"
    SI: Final = "si"
    SJ: Final = "sj"
    SK: Final = "sk"
    SL: Final = "sl"
    SM: Final = "sm"
    SN: Final = "sn"
    SO: Final = "so"
    SR: Final = "sr"
    SS: Final = "ss"
    ST: Final = "st"
    SV: Final = "sv"
    SX: Final = "sx"
    SY: Final = "sy"
    SZ: Final = "sz"
    TC: Final = "tc"
    TD: Final = "td"
    TF: Final = "tf"
    TG: Final = "tg"
    TH: Final = "th"
    TJ: Final = "tj"
    TK: Final = "tk"
    TL: Final = "tl"
    TM: Final = "tm"
    TN: Final = "tn"
    TO: Final = "to"
    TR: Final = "tr"
    TT: Final = "tt"
    TV: Final = "tv"
    TW: Final = "tw"
    TZ: Final = "tz"
    UA: Final = "ua"
    UG: Final = "ug"
    UK: Final = "uk"
    US: Final = "us"
    UY: Final = "uy"
    UZ: Final = "uz"
    VA: Final = "va"
    VC: Final = "vc"
    VE: Final = "ve"
    VG: Final = "vg"
    VI: Final = "vi"
    VN: Final = "vn"
    VU: Final = "vu"
    WF: Final = "wf"
    WS: Final = "ws"
    XK: Final = "xk"
    YE: Final = "ye"
    YT: Final = "yt"
    ZA: Final = "za"
    ZM: Final = "zm"
    ZW: Final = "zw"
    VALUES: ClassVar[tuple[str, ...]] = (
        "ad",
        "ae",
        "af",
        "ag",
        "ai",
        "al",
        "am",
        "an",
        "ao",
        "aq",
        "ar",
        "as",
        "at",
        "au",
        "aw",
        "az",
        "ba",
        "bb",
        "bd",
        "be",
        "bf",
        "bg",
        "bh",
        "bi",
        "bj",
        "bl",
        "bm",
        "bn",
        "bo",
        "bq",
        "br",
        "bs",
        "bt",
        "bv",
        "bw",
        "by",
        "bz",
        "ca",
        "cc",
        "cd",
        "cf",
        "cg",
        "ch",
        "ck",
        "cl",
        "cm",
        "co",
        "cr",
        "cs",
        "cu",
        "cv",
        "cw",
        "cx",
        "cy",
        "cz",
        "de",
        "dj",
        "dk",
        "dm",
        "do",
        "dz",
        "ec",
        "ee",
        "eg",
        "eh",
        "er",
        "es",
        "et",
        "fi",
        "fj",
        "fk",
        "fm",
        "fo",
        "fr",
        "ga",
        "gd",
        "ge",
        "gf",
        "gg",
        "gh",
        "gi",
        "gl",
        "gm",
        "gn",
        "gp",
        "gq",
        "gr",
        "gs",
        "gt",
        "gu",
        "gw",
        "gy",
        "hk",
        "hm",
        "hn",
        "hr",
        "ht",
        "hu",
        "id",
        "ie",
        "il",
        "im",
        "in",
        "iq",
        "ir",
        "is",
        "it",
        "je",
        "jm",
        "jo",
        "jp",
        "ke",
        "kg",
        "kh",
        "ki",
        "km",
        "kn",
        "kp",
        "kr",
        "kw",
        "ky",
        "kz",
        "la",
        "lb",
        "lc",
        "li",
        "lk",
        "lr",
        "ls",
        "lt",
        "lu",
        "lv",
        "ly",
        "ma",
        "mc",
        "md",
        "me",
        "mf",
        "mg",
        "mh",
        "mk",
        "ml",
        "mm",
        "mn",
        "mo",
        "mp",
        "mq",
        "mr",
        "ms",
        "mt",
        "mu",
        "mv",
        "mw",
        "mx",
        "my",
        "mz",
        "na",
        "nc",
        "ne",
        "nf",
        "ng",
        "ni",
        "nl",
        "no",
        "np",
        "nr",
        "nu",
        "nz",
        "om",
        "pa",
        "pe",
        "pf",
        "pg",
        "ph",
        "pk",
        "pl",
        "pm",
        "pn",
        "pr",
        "ps",
        "pt",
        "pw",
        "py",
        "qa",
        "re",
        "ro",
        "rs",
        "ru",
        "rw",
        "sa",
        "sb",
        "sc",
        "sd",
        "se",
        "sg",
        "sh",
        "si",
        "sj",
        "sk",
        "sl",
        "sm",
        "sn",
        "so",
        "sr",
        "ss",
        "st",
        "sv",
        "sx",
        "sy",
        "sz",
        "tc",
        "td",
        "tf",
        "tg",
        "th",
        "tj",
        "tk",
        "tl",
        "tm",
        "tn",
        "to",
        "tr",
        "tt",
        "tv",
        "tw",
        "tz",
        "ua",
        "ug",
        "uk",
        "us",
        "uy",
        "uz",
        "va",
        "vc",
        "ve",
        "vg",
        "vi",
        "vn",
        "vu",
        "wf",
        "ws",
        "xk",
        "ye",
        "yt",
        "za",
        "zm",
        "zw",
    )
    """The values that are known, in the document's order."""
    known_values = frozenset(VALUES)
