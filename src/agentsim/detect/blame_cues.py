"""The words by which a text points to a person, denies it, supposes it, or owns up; people stand in it as ``@p0``, ``@p1``."""

from __future__ import annotations

import re

COMMON = frozenset((
    "will", "mark", "may", "rose", "grant", "frank", "bill", "art", "dean", "jack", "drew", "sue", "pat", "guy", "miles",
    "ray", "june", "april", "august", "summer", "faith", "hope", "grace", "joy", "dawn", "page", "king", "young", "long",
    "short", "brown", "white", "black", "green", "gray", "grey", "baker", "cook", "hall", "hill", "wood", "woods", "field",
    "banks", "cash", "price", "ward", "day", "rich", "love", "bond", "case", "fox", "may", "stone", "west", "north", "an",
    "so", "do", "in", "on", "as", "at", "to", "may", "per", "sunny", "max", "major", "sage", "reed", "lane", "ford", "post",
))  # fmt: skip
P = r"@p\d+"
_MAYBE = (
    r"(?:(?:has|have|had|must|must've|may|might|could|would|will|probably|obviously|clearly|evidently"
    r"|apparently|simply|"
    r"inadvertently|erroneously|unintentionally|unknowingly|seemingly|possibly|perhaps|actually|really|unwittingly|"
    r"also|then|again|just|presumably|likely|almost|certainly|definitely|surely|i think|i believe|who|that|was|is|it|"
    r"seems to|seem to|appears to|been|be|the one|the person|went and|accidentally|mistakenly"
    r"|deliberately|quietly|by mistake|"
    r"in a hurry|it seems|i'm afraid|unfortunately|himself|herself|themselves|on \w+|from \w+|in \w+|,|-"
    r"|\([^)]*\)) ?){0,6}"
)
_THING = r"(?:money|cash|amount|difference|shortfall|gap|float|notes|envelope|advance|sum|it|this|that|missing|\d[\d,.]*|je-\S+)"
_BAD = (
    r"(?:caus(?:ed|ing|es)|t(?:ook|aken|aking) (?:\S+ ){0,4}?(?:out|from|home|money|cash|float|it|them"
    r"|notes|envelope|\d)|"
    r"(?:pocket|remov|stole|stolen|steal|embezzl|misappropriat|withdr[ae]w|skimm|mislaid|mislay|divert)\w*|"
    r"help(?:s|ed|ing)? (?:out of|from) the (?:till|float|cash|box|drawer)|borrow\w* (?:\S+ ){0,3}?(?:money|cash|float|till|\d\S*|it\b|from the)|help(?:ed|ing)? (?:himself"
    r"|herself|themselves|@p\d+self)|walk(?:ed|ing) off|made off|"
    r"duplicat(?:ed|es|ing)|(?:double-?|mis-?)(?:post|book|key|enter|typ|count|record|fil)\w*|transpos\w+"
    r"|miskey\w*|mistyp\w*|"
    r"count(?:ed|s)?(?: \S+){0,8}? (?:double|wrong(?:ly)?|incorrectly|in error|by mistake|in duplicate)|"
    r"(?:post|book|enter|key|record|typ|put|log|process|input|submitt?|approv|sav|handl|scann?|register)(?:ed"
    r"|ged|ted|s)?(?: \S+){0,8}? (?:twice|double|wrong(?:ly)?|"
    r"incorrectly|a second time|two times|the wrong way|backwards|in error|by mistake|again|in duplicate"
    r"|with the digits|in twice)|"
    r"(?:twice|wrongly|incorrectly|again) (?:post|book|enter|key|record)ed|"
    r"ma(?:de|king|kes?) (?:\S+ ){0,3}?(?:mistake|error|slip|mess|mix-?up|wrong (?:entry|posting)"
    r"|double (?:entry|posting)|duplicate)|"
    r"made (?:both|the second|this|that|the duplicate|the double)(?: \w+){0,2} (?:entry|entries|posting|postings)|"
    r"messed (?:it |this |that )?up|got (?:it|the figures|the digits|this) wrong|swapped"
    r"|got (?:\w+ )?(?:muddled|confused|mixed up)|failed to (?:notice|check|see|verify|realise|spot)"
    r"|mixed (?:\S+ )?up|did (?:it|this|that)\b(?! last (?:year|month|week|spring|summer|autumn|winter|time)\b)|"
    r"forg[eo]t(?:ten)? to (?:post|book|hand|return|put|enter|pay|bring)|failed to (?:post|book|hand"
    r"|return|put|enter|pay|bring)|"
    r"(?:didn't|did not|never|has not|hasn't|have not|haven't) (?:return|hand|pa(?:y|id)|repa|put|bring"
    r"|brought|give|gave|hand)\w*|"
    r"(?:accountable|responsible|answerable) for (?:the |this |that |our |a )?(?:\S+ )?(?:difference"
    r"|shortfall|error|mistake|loss|gap|"
    r"missing|double|duplicate|posting|it\b|this\b|that\b)|"
    r"(?:at|in) fault|to blame|behind (?:it|this|that|the \w+)|owes? (?:us |the )?(?:till|float|desk|\d)|"
    r"(?:is|was) the (?:cause|reason|source|culprit|one who|person who|explanation)|knows? where (?:it"
    r"|the \w+) (?:is|went|has gone)|"
    r"lost (?:the|it|some|an)|kept (?:the|it|back|some)|left (?:the|it) (?:till|drawer|float"
    r"|safe) (?:open|short|unlocked)|"
    r"(?:(?:is|has been|was) )?short of money|money (?:troubles?|problems|worries)|(?:in|has) debts?"
    r"|acting (?:odd|strange|nervous)\w*|careless\w*|sloppy|lax|reckless|unreliable|untrustworthy"
    r"|negligent\w*|inattentive|dishonest"
    r"|(?:to be |be )?held (?:accountable|responsible|liable)"
    r"|(?:used|was using) my (?:login|account|session)|under my (?:login|account))"
)
_NOUN = (
    r"(?:posting|entry|entries|mistake|error|double posting|double entry|fault|doing|advance|withdrawal"
    r"|responsibility|"
    r"carelessness|slip|keying|typing|handling|duplicate|booking|work|hands?|pocket|negligence|blunder"
    r"|lack of care|inattention|login|session"
    r"|mix-?up|oversight)"
)
_GUILT = (
    r"(?:mistake|error|fault|doing|carelessness|slip|negligence|blunder|mix-?up|oversight|duplicate|lack of care"
    r"|inattention|double (?:posting|entry|booking)|second (?:posting|entry|booking)|pocket|hands)"
)
_ABOUT = (
    r"(?:due to|because of|owing to|(?:put |be )?down to|trac(?:ed?|es|ing)(?: back)? to"
    r"|tracked(?: back)? to|attribut\w+(?: \S+){0,4}? to|lies? with|rests? with|"
    r"(?:linked|connected)(?: back)? to|associated with|on the part of|trail (?:ends|leads|stops|goes) (?:at|to|with)|goes? back to|went back to|comes? from|came from|points?(?: \w+){0,3} (?:to|at)"
    r"|leads?(?: \w+){0,3} to|stems? from|originat\w+ with|"
    r"(?:the )?result of|(?:the )?fault of|(?:the )?work of|blame|charged to|(?:culprit|cause|responsible"
    r"|origin|source|person|name)(?: \S+){0,7}?(?: is| was|:|:? -)|"
    r"(?:lay|put|place) (?:it|this|the blame) (?:on|at)|suspect(?:s|ing|ed)?|(?:look|looking) (?:closer"
    r"|more closely|harder|again|hard|closely) at|"
    r"(?:start|begin) with(?= @p\d+(?!'s))|keep an eye on|explained by|accounted for by|ended up with"
    r"|went to|(?:fault"
    r"|blame|error|mistake|cause|responsibility|money|cash) (?:\w+ ){0,4}(?:is|sits) with|"
    r"(?:ask|asked|asking|check with) @p\d+ (?:where|why|what happened to))"
)
_FILL = (
    r"(?:(?:an?|the|this|some|simple|honest|human|small|wrong|double|second|keying|typing|posting|booking"
    r"|entry|mistake"
    r"|error|slip|carelessness|lack|care|of|by|on|from|our|my|colleague|clerk|part|that|bag|which"
    r"|probably|likely) ){0,7}"
)
_BY = (
    r"(?:caus|ma[dk]e?|tak|remov|creat|introduc|double-?post|mis-?post|pocket|withdrawn|miskey|held|"
    r"mis-?count|mistyp|transpos|not returned|never returned)\w*"
)
_NEUTRAL = r"(?:post|enter|book|key|record|us|sign|handl|count)(?:ed|s|d)"
BLAMES = [
    re.compile(
        rf"(?P<who>{P}) (?:\w+ ){{0,2}}?(?:posted|booked|entered|keyed|made|saved|submitted|approved) (?:in )?(?:the|a) (?:second|duplicate|double)\b"
    ),
    re.compile(rf"(?P<who>{P})[),]* {_MAYBE}{_BAD}"),
    re.compile(rf"(?P<who>{P}) (?:\S+ ){{1,8}}(?:and|then|who) {_MAYBE}{_BAD}"),
    re.compile(
        rf"(?P<who>{P}),? who (?:actually |really |also |in fact )?(?:made|posted|did|caused|entered|booked"
        rf"|took) (?:the|it|this|that|je)"
    ),
    re.compile(
        rf"\b(?:error|mistake|duplicate|difference|shortfall|it|this|posting"
        rf"|entry)(?: \S+){{0,4}} (?:occurred|happened|arose|made"
        rf"|introduced|took place)(?: \S+){{0,3}} (?:during|on|in|at) (?P<who>{P})'s (?:shift|turn|watch"
        rf"|session|hours)"
    ),
    re.compile(rf"\b{_BY}(?: \S+){{0,5}}? (?:by|with|from) (?P<who>{P})"),
    re.compile(rf"\b{_ABOUT} {_FILL}(?P<who>{P})"),
    re.compile(
        rf"(?P<who>{P})'s? (?:\w+ ){{0,2}}?{_NOUN}(?: \S+){{0,6}}? (?:(?:is|was|are|were) (?:the (?:cause"
        rf"|reason|source|"
        rf"problem|explanation|culprit|duplicate|one too many)|why|what|how"
        rf"|where|behind|wrong|double|twice|to blame|at fault|responsible)|caus\w+|explain\w+|led|account\w+"
        rf"|lies behind|left us|made)"
    ),
    re.compile(
        rf"\b(?:is|was|to|from|of|be|by|:)(?: all| just| simply"
        rf"| clearly)? (?P<who>{P})'s? (?:\w+ ){{0,2}}?{_GUILT}"
    ),
    re.compile(
        rf"\b(?:it|that|this)(?: was|'s| is| must have been| can only have been"
        rf"| has to be) (?P<who>{P})\b(?!'s)(?! who (?:asked|told|pointed|found|noticed|reported|decid"
        rf"|clos|count|knows?|said|sign|has to|have to|should|can|will|helped|brought))"
    ),
    re.compile(
        rf"\b(?:ask|asked|asking|check with|talk to|speak to) (?P<who>{P})(?: \w+){{0,3}} (?:where"
        rf"|what happened to|how|why) (?:the|it|{_THING})"
    ),
    re.compile(
        rf"\b(?:culprit|guilty|to blame|at fault|responsible for (?:the |this |that )?(?:difference|shortfall"
        rf"|error|loss|gap|mistake|it|this|that|\d)\S*)(?: \S+){{0,4}}? (?:is|was|be|:) (?P<who>{P})"
    ),
    re.compile(
        rf"\b(?:second|double|duplicate|wrong|other) (?:booking|posting|entry"
        rf"|one)(?: \S+){{0,8}} by (?P<who>{P})"
    ),
    re.compile(rf"\b(?:ended up|landed|disappeared|vanished) (?:in|with|at|into) (?P<who>{P})"),
    re.compile(rf"\b(?:culprit|guilty)\b[^.]{{0,70}}(?P<who>{P})"),
    re.compile(
        rf"\b(?:which|that|this|it) (?:means|leaves|points to|leads to|can only (?:be|have been)|must (?:be"
        rf"|have been)) (?P<who>{P})"
    ),
    re.compile(
        rf"(?P<who>{P}) (?:has |had )?(?:slipped|messed|screwed|goofed|botched|bungled|fouled|muddled"
        rf"|blundered)"
    ),
    re.compile(
        rf"(?:\d[\d.,]*|shortfall|difference|gap|error|loss|double posting) (?:is|was|are|were)(?: all"
        rf"| entirely| clearly)? on (?P<who>{P})(?!')"
    ),
    re.compile(rf"(?P<who>{P}) \((?:culprit|responsible|at fault|to blame)"),
    re.compile(rf"\b{_GUILT}(?: \w+){{0,3}} (?:by|of) (?:our |the |my )?(?:colleague |clerk )?(?P<who>{P})"),
    re.compile(rf"\b(?:is|was|are|were) (?P<who>{P})'s(?= ?[.,;!]|$| and\b)"),
    re.compile(
        rf"\b(?:mistake|error|fault|slip|duplicate|double \w+)(?: \w+){{0,2}} ?[,:;(-]+ ?(?P<who>{P})(?="
        rf" ?[.,;)!]|$)"
    ),
    re.compile(rf"\bthe (?:only|last)(?: one| person| colleague)?(?: \S+){{0,6}} (?:is|was) (?P<who>{P})"),
    re.compile(
        rf"(?P<who>{P}) (?:should|must|has to|ought to|will have to|can|needs to) (?:reimburse|repay"
        rf"|pay (?:\S+ )?back"
        rf"|make (?:\S+ )?good|replace|cover|return|give (?:\S+ )?back|answer for)"
    ),
    re.compile(
        rf"\b(?:take|keep|suspend|remove|pull) (?P<who>{P}) (?:off|away from|from|out of) (?:the )?(?:till"
        rf"|float|counter|cash|duty)"
    ),
    re.compile(rf"\b(?:deduct|charge|recover|claim|reclaim)\w*(?: \S+){{0,3}} (?:from|to) (?P<who>{P})"),
    re.compile(
        rf"\b(?:last seen|disappeared|vanished|went missing|got lost)(?: \S+){{0,3}} (?:with|at|on|under"
        rf"|from) (?P<who>{P})"
    ),
    re.compile(
        rf"\b(?:under|in|on) (?P<who>{P})'s? (?:control|watch|care|hands?|custody|shift"
        rf"|till)(?: \S+){{0,4}} (?:disappear|vanish|went missing|gone"
        rf"|lost|short|missing)"
    ),
    re.compile(
        rf"(?P<who>{P}) (?:had|held|kept|manned|covered|handled) (?:the )?(?:till|slips|bag|drawer|cash"
        rf"|keys?|counter|float)"
        rf",?(?: \S+){{0,12}} (?:gone|disappeared|missing|vanished|went missing|short)"
    ),
    re.compile(
        rf"\b(?:check|search|look (?:in|into|through)) (?P<who>{P})'s (?:bag|desk|locker|pockets?|drawer"
        rf"|account|jacket)"
    ),
    re.compile(
        rf"\b(?:arose|arises|came|comes|stem\w*|result\w*|due|owing|caused)(?: \w+){{0,2}} (?:from|to|by) (?P<who>{P})'s"
        rf" (?:\w+ ){{0,2}}(?:entry|posting|booking|session|shift)"
    ),
    re.compile(rf"(?P<who>{P})'s? (?:\w+ )?(?:finger ?prints?|paw ?prints?|name|stamp) (?:\w+ )?(?:is |are )?(?:all over|written (?:all )?over)"),
]  # fmt: skip
HINTS = [
    re.compile(
        rf"\b(?:fine|right|correct|complete|balanced|full|whole) (?:until|till|before) (?P<who>{P}) (?:took|came|started|had|was|got|sat)"
    ),
    re.compile(
        rf"\b(?:a word with|ask|talk to|speak to|look at) (?P<who>{P})\b[^.]{{0,30}}(?:that(?:'s| is) all i|i(?:'ll| will) say no more|say no more"
        rf"|enough said|leave it at that|draw your own|you did not hear)"
    ),
    re.compile(
        rf"\b(?:duplicate|double \w+|second (?:entry|posting|booking)|je-\S+|entry"
        rf"|one)(?: \S+){{0,4}} (?:that|which) (?P<who>{P})"
        rf" (?:has |had )?(?:posted|made|entered|booked|keyed|created|put)"
    ),
    re.compile(
        rf"\b(?:is|was|be|from|by|:) (?P<who>{P})'s? (?:\w+ ){{0,2}}?(?:posting|entry|booking|advance"
        rf"|withdrawal|work)"
    ),
    re.compile(
        rf"\b(?:logs?|records?|rota|times?|lists?) (?:put|place|show|have|has)s? (?P<who>{P}) (?:in|at|on"
        rf"|behind)"
    ),
    re.compile(rf"\b(?:hall)?(?:marks?|handwriting|signature|style|trace) of (?P<who>{P})"),
    re.compile(rf"\bconcerns? (?:about|regarding|over) (?P<who>{P})"),
    re.compile(rf"\b(?:under|in|with) (?P<who>{P})'s (?:name|initials|user)\b"),
    re.compile(rf"\b(?:receivable|claim|invoice|debt)(?: \w+){{0,2}} (?:from|against|to|of|on) (?P<who>{P})"),
    re.compile(rf"(?P<who>{P}) (?:should|could|might) have (?:checked|looked|noticed|known|asked|seen)"),
    re.compile(rf": ?see (?P<who>{P})(?= ?[.;!]|$)"),
    re.compile(rf"\b{_NEUTRAL}(?: (?!to\b|be\b|look|check|review|for\b|,)\S+){{0,4}}? by (?P<who>{P})"),
    re.compile(rf"(?P<who>{P}),? {_MAYBE}(?:{_NEUTRAL}|signed (?:in|for)) (?:\S+ ){{0,3}}?{_THING}"),
    re.compile(rf"(?P<who>{P}) {_MAYBE}(?:alone|the last|last|the only|nobody else|by (?:him|her|them)sel\w+)"),
    re.compile(rf"\b(?:only|just|nobody but|no one but|none but|nobody except) (?P<who>{P})"),
    re.compile(rf"(?P<who>{P})(?:'s)? {_MAYBE}(?:login|session|account|key|card|user)\b"),
    re.compile(
        rf"\b(?:login|session|account|key|posted|used)(?: (?!to\b|be\b|look|check|review|for\b)\S+"
        rf"){{0,6}}? ?(?:of|by|was|is|:|belongs to"
        rf"|belonged to)(?: \w+)? (?P<who>{P})"
    ),
    re.compile(rf"\b(?:user|operator|cashier|clerk):? (?P<who>{P})"),
    re.compile(
        rf"(?P<who>{P}) (?:has|had|was|were) (?:\w+ ){{0,3}}(?:at|in|near|behind|access|logged|the key"
        rf"|to) (?:\S+ ){{0,4}}(?:till|safe|drawer|float|ledger|office|time|alone|it)"
    ),
]  # fmt: skip
_FINDS = (
    r"(?:found|finds|noticed|saw|sees|seen|spotted|reported|reports|asked|asks|told|tells|thinks|thought"
    r"|said|says|writes|wrote|counted"
    r"|counts|discovered|pointed|explained|explains|looked|looks|checked|checks|mentioned|mentions"
    r"|is worried|was worried|worries"
    r"|is afraid|fears|wonders|wants|wanted|suspects|suspected|helped|helps|brought|handed|gave|gives"
    r"|knows about|heard|hears|pulled"
    r"|reviewed|reviews|confirmed|confirms|corrected|corrects|will|can|may|would|could|is going to"
    r"|and i\b|asks|needs|has asked|returned)"
)
_FAULT = (
    r"(?:twice|duplicat\w+|double[- ](?:post|entr|book)\w*|(?:a )?second time|once more|two times"
    r"|mistake\w*|mistaken\w*|error"
    r"|slip(?= |,|$)(?!s)|slipped|wrong\w*|incorrect\w*|careless\w*|rushed|fault|origin|source|root cause"
    r"|culprit|mis-?\w*(?:post|book|key)\w*)"
)
DEEDS = [
    re.compile(
        rf"(?P<who>{P})(?!'s)(?!,? (?:\w+ )?{_FINDS}\b)(?: (?!{_FINDS}\b)\S+){{1,22}}? (?:hence|that's why"
        rf"|that is why|which (?:left|leaves"
        rf"|explains|is why|made|makes)|leaving|therefore|thus|as a result"
        rf"|resulting in)(?: \S+){{0,6}} (?:short|shortfall|missing|down|gap"
        rf"|difference|\d)"
    ),
    re.compile(rf"(?P<who>{P})(?!'s)(?!,? (?:\w+ )?{_FINDS}\b)(?: (?!{_FINDS}\b)\S+){{1,12}}? {_FAULT}\b"),
    re.compile(rf"\b(?:carry|bear|have|get|show) (?P<who>{P})'s name"),
]  # fmt: skip
