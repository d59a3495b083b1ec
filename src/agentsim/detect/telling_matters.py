"""What people say of six private matters without any of a fact's own words: a lover, a firm on the side, a made-up degree.

Each matter is chosen by the forms of a fact and read in sentences that speak of the person whom the fact concerns.
"""

from __future__ import annotations

import msgspec

_PAPERS = r"(?:degree|diploma|qualification|transcript|doctorate|master's|mba|ph\.?d|certificate|studies|graduation)"
_FALSE = (
    r"(?:fake|faked|forged|made[- ]up|made it up|invented|bogus|bought|falsified|fictional|fiction|phon(?:e)?y|"
    r"not real|isn't real|"
    r"never (?:awarded|existed|happened|issued)|not awarded|doesn't exist|does not exist|did not exist|a lie|a sham|"
    r"no such|photoshopped|out of thin air)"
)
_KIN = (
    r"(?:brother|sister|cousin|uncle|aunt|son|daughter|husband|wife|nephew|niece|father|mother|family|"
    r"relatives?|kin|kinsman|in-laws?|stepson|stepbrother|spouse)(?:-in-law)?"
)
_DEAL = (
    r"(?:owns?|owned|owner|belongs?|outfit|run by|runs (?:a|the|that)|awarded|hired|(?:got|gets?) (?:the (?:job|contract|"
    r"order|work)|our|all)|went to|goes? to|(?:is|are) paid|on our (?:books|payroll)|that's how|invoices? of)"
)
_LENDER = r"(?:suppliers?|carriers?|bidders?|hauliers?|contractors?|vendors?|{firm})"
_SUM = (
    r"(?:money|cash|loan|a lot|a fortune|thousands?|grand|figures?|(?:four|five|six)-figure|\d[\d.,]*k|(?:eur|usd|"
    r"gbp|[€£$]) ?\d|\d[\d., ]+ (?:euros?|pounds|kron\w+|dollars))"
)


class Matter(msgspec.Struct, frozen=True):
    """One kind of secret: ``hints`` are pieces of text of which ``pattern`` needs one, both for folded text."""

    anchors: tuple[str, ...]
    hints: tuple[str, ...]
    pattern: str


MATTERS = (
    Matter(
        anchors=("affair", "seeing someone", "cheating"),
        hints=(
            "lover", "mistress", "marital", "adulter", "unfaithful", "infidel", "sleep", "romanc", "romantic", "fling",
            "two-tim", "double life", "another man", "another woman", "holding hands", "affair", "boyfriend", "girlfriend",
            "an item", "a couple", " together", "cheat", "going on with", "going with", "carrying on", "fooling around",
            "on the side", "in love with", "love letter", "kissed", "kissing", "behind ", "intimate", "other woman",
            "other man", "someone else", "somebody else", "seeing someone", "seeing somebody", "more than colleagues",
            "more than friends", "dating", "in bed", "nights with", "night with", "who is not", "who isn't", "husband",
            "wife", "spouse",
        ),
        pattern=(
            r"\b(?:has|had|have|got|keeps|with|a|her|his|their|secret|another) (?:secret )?(?:lover|mistress|"
            r"toy ?boy)\b|"
            r"\b(?:has|with|her|his|their|secret|another) (?:a |secret )?(?:boyfriend|girlfriend)\b(?! of mine)|"
            r"\b(?:{about}) and [^.;!?]{1,40} (?:are|were) (?:an item|a couple|lovers|together(?! (?:in|at|on|with|"
            r"for|again)))\b|\b(?:are|is) (?:{about}) and [^.;!?]{1,60} (?:an item|a couple|lovers)\b|"
            r"\bthere(?:'s| is) (?:somebody|someone) else\b(?! (?:in|at|from|who|to|on|on the)\b)|(?:=|\bis|\bare|"
            r"\bwere) an item\b(?! (?:on|in|of|for)\b)|"
            r"\b(?:somebody|someone|a (?:man|woman)) on the side\b|\bdouble life\b|\bholding hands\b|"
            r"\b(?:sees|meets|meeting|spends|spent|loves)\b[^.;!?]{0,20} (?:another|other) (?:man|woman)\b|"
            r"\b(?:spends?|spent|spending) (?:the |her |his |their |\w+ )?nights? with\b|"
            r"\b(?:isn't|is not|not|wasn't) (?:her|his|their) (?:husband|wife|spouse)\b|\bwho (?:is not|"
            r"isn't) (?:{spouse})\b|"
            r"\bextra-?marital|\badulter|\bunfaithful\b|\binfidelity\b|\blove letters?\b|\btwo-timing\b|\b(?:sleeps?|"
            r"slept|sleeping) with\b|"
            r"\b(?:romance|fling|dalliance)\b(?= with)|\b(?:having|has|had) a (?:romance|fling|dalliance)\b|"
            r"\b(?:has|have|had|is|there's|there is|got) (?:something|a thing) going(?: on)? with (?!the (?:printer|"
            r"system|scanner))|\b(?:carrying on|fooling around|romantically involved|intimate) with\b|"
            r"\b(?:cheats|cheated|cheating) on (?!(?:the |an? |h\w\w |their )?(?:exams?|tests?|tax|diet|scale))|"
            r"\bbehind (?:(?:{spouse})'s|(?:her|his|their|the) (?:husband|wife|spouse|partner)(?:'s)?) back\b|"
            r"\bin love with (?!(?:the|our|this|that|it|a|an|his|her|their)\b)|"
            r"\b(?:more than|not just) (?:colleagues|friends|business partners)\b|\b(?:kissed|kissing)\b|"
            r"\b(?:is|are|been) (?:secretly )?(?:seeing|dating) (?:someone|somebody|another (?:man|woman)|a (?:man|"
            r"woman))\b(?! (?:from|in|at|about|senior|there|here|off|on)\b)|\bthe other (?:woman|man)\b|"
            r"\bin bed with (?:someone|somebody|a )"
        ),
    ),
    Matter(
        anchors=("side business", "moonlighting", "own company", "second job"),
        hints=(
            "on the side", "freelanc", "of her own", "of his own", "of their own", "private firm", "private compan",
            "private business", "private consult", "own firm", "own business", "own consultanc", "own agency", "side gig",
            "side job", "side hustle", "side line", "sideline", "second income", "second employer", "second salary",
            "moonlight", "own company", "side business", "side company", "on company time", "on our time",
            "in office hours", "during office hours", "works for somebody else", "works for someone else", "sells advice",
            " consultanc", "second job", "two jobs", "under a",
            "payroll", "competing", "other job", " firm", " company", " agency",
            "business", "bills", "charges", "employer", "consulting for",
        ),
        pattern=(
            r"\b(?:{about}) (?:also |secretly |quietly |still )?(?:has|runs|owns|set up|started|keeps|founded|"
            r"co-owns) (?:an? |the )?(?:[\w-]+ ){0,2}"
            r"(?:consultancy|agency|(?:firm|company|business)(?= (?:going|on the|of (?:her|his|their)|called|"
            r"with (?:her|his|their)|selling|in )|[.,;!?]|$))|"
            r"\b(?:owner|founder|co-owner|shareholder) of (?:it|that (?:firm|company|consultancy)) is (?:{about})\b|"
            r"\b(?:{about}) (?:is|works|consults|spends|has been|will be|was)\b[^.;!?]{0,50}\b(?:for|"
            r"at) another (?:company|firm|employer)\b|"
            r"\b(?:bills|charges|invoices) (?:\w+ of )?(?:our|your|the same) (?:own )?(?:customers|"
            r"clients) (?:through|via|as|under)\b|"
            r"\b(?:other|second|own|another) (?:firm|company|job)\b[^.;!?]{0,40}\b(?:nobody|no one|secret\w*)\b|"
            r"\b(?:sells|trades|works|consults|invoices)\b[^.;!?]{0,40}\bunder (?:another|a different) name\b|"
            r"\b(?:works|has|holds|doing) two jobs\b|\bon (?:somebody|someone|another \w+|a customer|"
            r"a client)(?: else)?'s payroll\b|\b(?:owns|runs|has) a competing (?:\w+ )?(?:firm|company|business)\b|"
            r"\b(?:earns|draws|gets|makes|has) (?:an? )?(?:second|extra|side) (?:income|salary)\b|"
            r"\b(?:works?|working|consults?|consulting|earns?|sells?|invoices|bills?|runs?|firm|company|business|"
            r"consultancy|clients|jobs?)\b"
            r"[^.;!?]{0,60}\bon the side\b(?! (?:street|door|entrance|wall|panel|of|table|road|gate|where|facing))|"
            r"\bfreelanc(?:es|ing|ed)\b|"
            r"\b(?:private|secret|undeclared|own) (?:little |small |consulting )?(?:firm|company|business|"
            r"consultancy|agency)\b(?! (?:car|phone|card|trip))|"
            r"\b(?:runs?|has|owns?|set up|started|through|keeps) an? (?:\w+ ){0,2}(?:firm|company|business|"
            r"consultancy|agency|limited company) of (?:her|his|their) own\b|"
            r"\b(?:has|runs|doing|does|have|keeps|with) an? (?:\w+ )?(?:side (?:gig|job|hustle|line|company|"
            r"business)|sideline|second (?:income|employer|salary))\b|"
            r"\b(?:her|his|their|(?:{about})(?:'s)?) (?:\w+ )?(?:side (?:gig|job|hustle|line|company|business)|"
            r"sideline)\b|"
            r"\b(?:is|was|been|be|are) moonlighting\b|\bmoonlights\b|\b(?:works|consulting|consults) for some(?:body|"
            r"one) else\b|\b(?:another|second|other|private|own) (?:firm|company|business|customers|clients|"
            r"work)\b[^.;!?]{0,50}\b(?:on (?:company|our) time|(?:in|during) (?:office|working) hours)\b"
        ),
    ),
    Matter(
        anchors=("degree", "diploma", "graduated", "never graduated"),
        hints=(
            "fake", "forged", "made up", "made-up", "made it up", "invented", "bogus", "bought", "falsified", "fiction",
            "phony", "phoney", "real", "never", "not awarded", "exist", "a lie", "a sham", "no such", "photoshop",
            "thin air", "dropped out", "padded", "embellish", "doctored", "heard of", "exam", "finals", "conferred",
            "verified", "confirmed", "lied", "lies", "lying", "drop out", "without", "did not", "didn't", "no degree",
            "no diploma", "not have", "n't have", "no graduate", "not a graduate", "hasn't", "has no ",
        ),
        pattern=(
            rf"\b{_PAPERS}\b[^;]{{0,60}}\b{_FALSE}\b|\b{_FALSE}\b[^.;!?]{{0,40}}\b{_PAPERS}\b|"
            r"\b(?:{about}|she|he|they|who|and) (?:has |had |quietly |actually |simply |just )?dropped out\b"
            r"(?! of (?:the )?(?:call|meeting|race|bid|chat|loop|project|tender|rota|thread))|"
            r"(?:^|[.!?;] )(?:(?:and|she|he|they) )?dropped out (?:in|after|before|halfway|of (?:college|university|"
            r"uni|school))\b|"
            r"\b(?:never|did not|didn't|hasn't|has not) (?:even |actually )?(?:sat|sit|passed?|took|taken?|finished?|"
            r"completed?) "
            r"(?:(?:a|any|the|her|his|their|single|final|last|year) )*(?:finals|exams?|year|course|programme|thesis|"
            r"studies)\b|"
            rf"\bno {_PAPERS} (?:was|were|has been|had been) (?:ever )?(?:conferred|awarded|issued|granted)\b|"
            rf"\b(?:title|{_PAPERS})\b[^.;!?]{{0,60}}\b(?:could not|cannot|can't|couldn't) be (?:verified|"
            rf"confirmed)\b|"
            rf"\b(?:lied|lies|lying|cheated) (?:about|on|in) (?:(?:her|his|their|the|having) )*(?:cv|education|"
            rf"{_PAPERS})\b|\bthere (?:was|is) never (?:an? |any )?(?:\w+ )?{_PAPERS}\b|\b(?:padded|embellished|"
            rf"doctored)\b[^.;!?]{{0,20}}\bcv\b|"
            r"\bwithout (?:ever |even )*(?:finishing|completing|graduating|attending)(?: from)? (?:the |a |"
            r"any )?(?:university|college|school|uni|degree|studies|institute)\b|"
            r"\bnever (?:studied|enrolled|attended)\b|\bcv\b[^.;!?]{0,30}\b(?:made up|padded|embellished|doctored|"
            r"invented|a lie)\b|"
            r"\b(?:college|university|school|institute|faculty)\b[^.;!?]{0,60}\b(?:never heard of|(?:has|have|"
            r"finds?) no (?:record|trace|file|graduate)|does not know|doesn't know)\b|"
            r"\bdropped out of (?:college|university|uni|school|the (?:course|programme|institute|university|"
            r"college))\b|"
            rf"\b(?:never|did not|didn't|hasn't|has not|had not) (?:actually |even )?(?:finish|complete|pass|get|got|"
            rf"earn|have|had|obtain|receive)(?:e?d)? (?:(?:a|an|any|the|her|his|their|that|real|proper|single) )*"
            r"(?:degree|diploma|qualification|doctorate|master's|mba|studies)\b(?! (?:of|for|copies|"
            r"from the (?:printer|apprentice)))|"
            rf"\b(?:never|did not|didn't) (?:actually |even )?graduate\b|"
            rf"\bleft\b[^.;!?]{{0,60}}\bwithout (?:finishing|graduating|completing|a {_PAPERS}|any {_PAPERS}|"
            rf"the {_PAPERS})|\b(?:there's|there is|there was|has|holds|with) no (?:such )?(?:university |real |"
            rf"college )?{_PAPERS}\b|"
            rf"\b(?:doesn't|does not|did not|didn't) (?:actually |even )?(?:have|hold|own) (?:a|an|any|the|"
            rf"that) (?:\w+ )?{_PAPERS}\b"
        ),
    ),
    Matter(
        anchors=("brother-in-law", "relative", "conflict of interest"),
        hints=(
            "brother", "sister", "cousin", "uncle", "aunt", "son", "daughter", "husband", "wife", "nephew", "niece",
            "father", "mother", "partner", "family", "relative", "kin", "in-law", "related to", "are related", "spouse",
            "nepotis",
        ),
        pattern=(
            rf"\b(?:{{about}})'s (?:\w+ )?{_KIN}\b(?=[^.;!?]{{0,90}}\b{_DEAL}\b)|"
            rf"\b{_DEAL}\b[^.;!?]{{0,70}}\b(?:{{about}})'s (?:own |\w+ )?{_KIN}\b|"
            rf"\b{_DEAL}\b[^.;!?]{{0,60}}\b{_KIN} (?:of|to) (?:the |our |your )?(?:{{about}})\b|"
            rf"\b{_KIN} (?:of|to) (?:the |our |your )?(?:{{about}})\b(?=[^.;!?]{{0,80}}\b{_DEAL}\b)|"
            rf"\b(?:{{about}})\b[^.;!?]{{0,50}}\b(?:her|his|their) (?:own )?{_KIN}\b(?=[^.;!?]{{0,60}}\b{_DEAL}\b)|"
            rf"\b(?:{{about}})\b[^.;!?]{{0,60}}\b(?:hired|awarded|gave|gives|handed|hands|paying|pays|"
            rf"favou?rs)\b[^.;!?]{{0,60}}\b(?:her|his|their) (?:own )?{_KIN}\b|"
            r"\b(?:is|are|was) related to (?:the |our |your )?(?:{about})\b|"
            r"\b(?:{about}) and [^.;!?]{1,50} are (?:related|family)\b|"
            r"\b(?:{about}) is related to (?!the (?:move|cutover|ticket|case))|\bnepotism\b|\b(?:{about}) (?:hires|"
            r"hired|pays|employs|employed|brought in) (?:(?:a|the|only|own) )*(?:relatives?|family|in-laws|kin)\b"
        ),
    ),
    Matter(
        anchors=("loan", "private loan", "debt", "lent"),
        hints=(
            "owe", "borrow", "in debt", "in hock", "iou", "lent", "loan", "money from", "cash from", "indebted", "lending",
            "creditor",
        ),
        pattern=(
            r"\b(?:personally|privately|himself|herself) (?:owes|owed|borrowed|in debt|indebted|took)\b|"
            rf"\b(?:{{about}}|she|he|who) (?:still |secretly |also |has |had )*(?:owes?|"
            rf"owed)\b[^.;!?]{{0,60}}\b(?:{_LENDER}\b[^.;!?]{{0,60}}{_SUM}|{_SUM}[^.;!?]{{0,60}}\b{_LENDER}\b)|"
            rf"\b(?:{{about}}|she|he|who|manager)\b[^.;!?]{{0,30}}\bborrow(?:ed|s|"
            rf"ing)\b[^.;!?]{{0,60}}{_SUM}|"
            rf"\b(?:{{about}}|she|he|who)\b[^.;!?]{{0,25}}\b(?:in debt (?:to|with)|in hock to|indebted to)\b|"
            rf"\b{_LENDER}\b[^.;!?]{{0,30}}\blent (?:her|him|them|(?:the |our |"
            rf"your )?(?:{{about}}))\b[^.;!?]{{0,60}}{_SUM}|"
            r"(?<!we are )(?<!we're )(?<!company is )\bin debt to\b(?! the bank)|\b(?:bankrolled|"
            r"financed) by\b[^.;!?]{0,20}\b(?:supplier|carrier|haulier|contractor|vendor)|"
            r"\b(?:private|personal|secret|undeclared) loan\b|"
            r"\b(?:{about}|she|he|who) (?:took|got|received|has|had|accepted) (?:an? )?(?:[\w-]+ )?loan (?:from|with)\b|"
            rf"\b(?:{{about}}|she|he) (?:took|has taken|had) (?:money|cash|a loan|"
            rf"{_SUM}) from\b[^.;!?]{{0,30}}\b{_LENDER}\b"
        ),
    ),
    Matter(
        anchors=("driving ban", "breath test", "licence", "lost your licence"),
        hints=(
            "licen", "drunk", "drink", "banned", "breathaly", "blew ", "while ", "to drive", "drive any", "caught", " ban",
            "not allowed to drive", "n't allowed to drive", "may not drive", "mustn't drive", "must not drive",
            "legally drive", "glass too many", "over the limit", "disqualified", "off the road", "suspended", "n't drive",
        ),
        pattern=(
            r"\b(?:lost|took|taken|taking|takes|pulled|revoked|confiscated|without|surrendered|hand(?:ed)? (?:in|"
            r"over)|no|forfeited|no longer has|suspended|withdrew|withdrawn)"
            r"(?: away)? (?:(?:her|his|their|the|a|any|valid|current|driving|driver's|"
            r"{about}'s) )*licen[cs]e\b(?! (?:to|key|file|code|number|server|plate|for the|dongle|sticker|holder))|"
            r"\blicen[cs]e (?:is |was |has been |has |got |being )*(?:gone|taken|revoked|withdrawn|confiscated|"
            r"suspended|pulled|lost)\b|\b(?:(?:is|are)(?:n't| not)|no longer) allowed (?:to drive|behind the wheel)\b|"
            r"\bnot legally (?:allowed to )?drive\b|\bcan't legally drive\b|"
            r"\b(?:may not|mustn't|must not) drive (?:any|at all|until|till|since|for|a car)|"
            r"\b(?:has|have|had)(?:n't| not) had (?:a|any|her|his|their) licen[cs]e\b|\bbanned by (?:a|the) court\b|\bblew (?:twice|over|above|positive|\d|three times|into the)|"
            r"\bdriv\w+ (?:\w+ ){0,3}(?:while|whilst|although) (?:banned|disqualified)\b|\bcaught (?:drunk|"
            r"drink|driving)\b|"
            r"\b(?:not|n't|no longer) (?:fit|entitled|permitted|legal|supposed|meant) to drive\b|\bcan(?:'t|"
            r"not) drive any(?:more| more| longer)\b|"
            r"\b(?:because of|on account of|due to|thanks to) (?:the|her|his|their|that) (?:driving )?ban\b(?! on)|"
            r"\b(?:banned|disqualified|suspended) from (?:driving|the road)\b|\bbanned (?:since|for \w+ months|"
            r"until)\b|"
            r"\b(?:drunk|drink)(?: at the wheel|[- ]driv\w+| behind the wheel)|\bbreathaly[sz]\w+|\b(?:glass|drink|"
            r"beer|few|one) too many\b|\bdrove drunk\b|\bdriving (?:while |when )?drunk\b|"
            r"\b(?:police|stopped|caught|blew|test\w*|driv\w+|wheel)\b[^.;!?]{0,50}\bover the limit\b|"
            r"\bover the limit\b(?! by)[^.;!?]{0,50}\b(?:police|driv\w+|wheel|licen[cs]e)\b"
        ),
    ),
)  # fmt: skip
