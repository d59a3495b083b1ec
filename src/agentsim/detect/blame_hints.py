"""Pointing without saying it: insinuation, opportunity, gossip, sanctions, forms and answers; people stand in it as ``@p0``."""

from __future__ import annotations

import re

from agentsim.detect.blame_cues import P

_ODD = r"(?:funny|odd|strange|weird|interesting|curious|remarkable|telling|peculiar|striking|suspicious|convenient|no accident)"
_GONE = r"(?:gone|missing|vanish\w*|disappear\w*|short|down|went|lost|out|\d{2,}\S*)"
_MINE = r"(?:password|pass ?word|pw|login|log-?in|pin|credentials|user|badge|key card|account)"
_LOAD = r"(?:mistake|error|fault|cause|responsib\w+|problem|blame|slip|culprit|origin)"
INSINUATES = re.compile(
    rf"\b{_ODD}\b[^.]{{0,50}}\b(?:only|always|every time|each time|whenever|when|just|days?|weeks?|shifts?|again)\b"
    rf"|\b(?:always|only|every time|each time|whenever|(?:two|three|four|five|both|\d) times|twice) (?:\S+ ){{0,6}}(?:when|if|after|on)? ?{P}(?:'s)? (?:\S+ ){{0,3}}"
    r"(?:till|cash|shift|days?|turn|duty|weeks?|count|charge)"
    r"|\bwho else (?:could|would|can|should)\b|\bwho but\b|\b(?:trail|signs?|everything|all|fingers?|roads?) (?:\w+ )?(?:ends?|points?|leads?|stops?) (?:at|to|with)\b"
    r"|\bdraw your own conclusions?|\bdo the maths?\b|\b(?:put|add) (?:two and two|it) together\b|\bwe (?:both|all) know who\b"
    r"|\bjust saying\b|\bwhere (?:does|did|would) (?:\S+ ){1,4}(?:get|have|find) (?:that|it|this|the money|so much|such)\b|\bi'll leave it (?:at that|there)|\bread into (?:it|that) what\b|\bmake of (?:it|that) what"
)
"""Looks of a sentence that insinuates; the one person named in it, or next to it, is meant."""
POINTS = [
    re.compile(rf"(?P<who>{P}) (?:has |is |was )?(?:strikes?|struck|at it|up to it) again\b"),
    re.compile(rf"\bi (?:did |have |had |even )?warned (?P<who>{P})\b"),
    re.compile(rf"(?<!even )\bif (?P<who>{P}) had [^.]{{1,80}}\bi (?:would(?:n't| not| never)|could not|couldn't) have"),
    re.compile(rf"\b(?:put|book|file|list|log)\b(?: \S+){{1,4}} (?:under|down to|against) (?P<who>{P})(?!'s (?:tray|desk))"),
    re.compile(rf"\b(?:word|talk|conversation) with (?P<who>{P}) (?:about|over|on|regarding|concerning) the (?:\d|shortfall|difference|missing|gap|hole)"),
    re.compile(rf"\b(?:on|in) (?:behalf|the name) of (?P<who>{P}), who (?:had|has|lost|mislaid|forg)"),
    re.compile(rf"(?P<who>{P})(?: \S+){{0,3}} (?:at|in|near|by|around) the (?:till|drawer|safe|cash box|box)(?: \S+){{0,4}} (?:after (?:hours|closing|work|everyone)|late|alone|twice|on (?:his|her|their) own|at night)(?=.*\b(?:{_GONE}))"),
    re.compile(rf"(?P<who>{P})(?: \w+){{0,3}} (?:knows?|knew|has|had|got|have|used?|uses|borrow\w*|saw|seen|guess\w*|was using) my {_MINE}"),
    re.compile(
        rf"(?P<who>{P}) (?:\w+ ){{0,2}}(?:sits?|sat|was|were|is|works?|worked)(?: \w+){{0,2}} (?:at|on|next to|beside|behind|in front of)"
        r" (?:me|my (?:machine|desk|computer|screen|pc|laptop|terminal|seat|workstation))\b"
    ),
    re.compile(rf"(?P<who>{P}) (?:\w+ ){{0,2}}(?:stayed (?:late|behind|on|longer)|(?:was|were|being) (?:the )?last (?:out|one|to leave|on|in|at|person))"),
    re.compile(rf"(?P<who>{P}) (?:\w+ ){{0,3}}(?:wants?|wanted|insists?|insisted|likes?|offers?) (?:to|on) (?:\w+ ){{0,4}}(?:alone|by (?:him|her|them)sel\w+|on (?:his|her|their) own)"),
    re.compile(
        rf"(?P<who>{P}) (?:\S+ ){{0,4}}(?:new|fancy|expensive|smart) (?:\w+ )?(?:phone|car|bike|bicycle|watch|shoes|bag|coat|jacket|laptop|tv|telly|sofa|kitchen)"
        r"|(?P<whose>@p\d+)'s (?:new|fancy|expensive) (?:\w+ )?(?:phone|car|bike|watch|shoes|bag|coat|jacket|laptop|holiday)"
    ),
    re.compile(rf"(?P<who>{P}) (?:\S+ ){{0,3}}(?:paid|pays|spent|spends|throws?)(?: \w+){{0,3}} (?:in )?(?:cash|money)(?= )"),
    re.compile(rf"(?P<who>{P}) (?:\S+ ){{0,10}}(?:hasn't|has not|haven't|isn't|is not|wasn't|not) (?:been )?(?:the same|(?:him|her|them)sel\w+|quite there|concentrat\w+|paying attention)"),
    re.compile(
        rf"(?P<who>{P}) (?:\S+ ){{0,8}}(?:distracted|absent-?minded|all over the place|scatter-?brained|too (?:quick|fast|hasty|hurried|young|new|green|stressed|tired)"
        r"|(?:without|never) (?:having )?(?:been|being) (?:shown|trained|taught)|out of (?:his|her|their) depth|overwhelmed|cutting corners|cuts corners)"
    ),
    re.compile(rf"\b(?:because|since|as) (?:\w+ ){{0,2}}(?P<who>{P}) (?:can't|cannot|couldn't|doesn't|does not|didn't|did not|never|won't|always|keeps?|forg[eo]t\w*|mixed|confus\w+|rush\w*|ignored?)"),
    re.compile(rf"(?P<who>{P}) (?:should not|shouldn't|must not|mustn't|no longer|ought not to|cannot|can't) (?:be )?(?:\w+ )?(?:do|doing|handl\w+|touch\w*|work\w*|hav\w+|near|trusted|left|allowed|manag\w+|tell (?:a|an|the))"),
    re.compile(rf"\b(?:had|if) (?P<who>{P}) (?:\S+ ){{1,10}}?(?:no (?:difference|shortfall|gap|double|problem|mess)|(?:wouldn't|would not|would never) (?:have happened|have been|be|exist))"),
    re.compile(
        rf"\b(?:i'd|i would|you should|you might|you may want to|you could|maybe|perhaps|worth|better)(?: \w+){{0,3}} (?:look(?:ing)?|start(?:ing)?|begin"
        rf"|dig(?:ging)?|search(?:ing)?|poke)(?: \w+){{0,2}} (?:at|with|into|around) (?P<who>{P})(?!'s (?:question|leave|request|slip|sheet))"
    ),
    re.compile(
        rf"(?P<who>{P})'s (?:\w+ )?(?:access|rights?|keys?|permissions?|login|account|counts?|duties)(?: \S+){{0,4}}? (?:suspend\w*|revok\w*|withdraw\w*|restrict\w*|block\w*"
        r"|remov\w*|re-?examin\w*|taken away|lock\w*|frozen)"
    ),
    re.compile(rf"\b(?:suspend|revoke|withdraw|restrict|block|freeze|lock|take away)(?:ed|ing)? (?P<who>{P})(?:'s)?"),
    re.compile(rf"\b(?:warning|reprimand|disciplin\w+(?: \w+)?|dismissal|caution|sanctions?|deduction) (?:\w+ ){{0,2}}(?:for|to|against|from|with) (?P<who>{P})"),
    re.compile(rf"(?P<who>{P})'s (?:\w+ )?(?:personnel |staff |hr )?file\b.{{0,30}}(?:caus\w+|neglig\w+|warning|careless\w*|responsib\w+|mis\w+|wrong\w*|repriman\w+|took)"),
    re.compile(rf"(?P<who>{P})(?:'d| had| should| must| will have to| has to| needs to| ought to) (?:better )?(?:now )?(?:own up|come clean|admit|confess|come forward|apologi[sz]e|explain (?:him|her|them)sel\w+)"),
    re.compile(
        rf"\b(?:cause|reason|culprit|responsible|employee|staff member|colleague concerned|person|at fault|made by|caused by|who)(?: concerned| responsible| at fault"
        rf"| involved)?: (?:[^.@:]{{0,40}}[,(-] ?|our |colleague ){{0,2}}(?P<who>{P})(?!'s)"
    ),
    re.compile(rf"\b(?:double|second|duplicate|wrong) (?:posting|entry|booking|one) (?:is|was) (?:\w+ )?(?P<who>{P})(?!'s)\b(?! who)"),
    re.compile(rf"\b(?:mistake|error|fault|slip|duplicate|culprit|thief|gap|hole|shortfall|difference) (?:is|was) (?:all |simply |just |really )?(?P<who>{P})(?!'s)\b(?! who)"),
    re.compile(rf"\b(?:goes|go|belongs?|put (?:it|that|this)|book (?:it|that|this)|charge (?:it|that|this)) (?:down )?(?:on|to|onto|against) (?P<who>{P})'s (?:account|tab|bill|salary|wages|pay|name)"),
    re.compile(rf"\b(?:mistake|error|problem|fault|slip|mix-?up)(?: \S+){{0,3}} (?:at|on) (?P<who>{P})'s (?:desk|end|side|station|till|table)"),
    re.compile(rf"(?P<who>{P})(?: \S+){{0,5}} (?:only|sole|single|last) (?:one|person)(?: \S+){{0,6}} {_GONE}"),
    re.compile(rf"(?P<who>{P}) (?:\S+ ){{0,3}}(?:had|has|have|with) (?:the )?(?:cash box|till|safe|keys?|second key|drawer|float|bag)(?: \S+){{0,8}} {_GONE}"),
    re.compile(rf"\b(?:on|at|after|following|with|under|using) (?P<who>{P})'s (?:request|instruction\w*|orders?|insistence|say-so|login|user|password|account)\b(?=.*\b(?:post|book|enter|ma[dk]e|voucher|second|\d))"),
]  # fmt: skip
"""Sentences that point to a person, where the matter is spoken of. ``who`` (or ``whose``) is the person."""
SHIFTS = [
    re.compile(rf"(?<!even )\bif (?P<who>{P}) had [^.]{{1,80}}\bi (?:would(?:n't| not| never)|could not|couldn't) have"),
    re.compile(rf"\b(?:put|book|file|list|log)\b(?: \S+){{1,4}} (?:under|down to|against) (?P<who>{P})(?!'s (?:tray|desk))"),
    re.compile(rf"(?P<who>{P}) (?:knows|knew|used|was using|has|had) my (?:password|login|pin|badge)\b"),
    re.compile(rf"\b(?:strictly|really|actually|in truth|basically|in the end|ultimately|rather|true|real)\b[^.]{{0,40}}\b{_LOAD}\b[^.@]{{0,40}} (?:at|with|on|is|was|by|of|lies with) (?P<who>{P})"),
    re.compile(rf"\bhad (?P<who>{P}) [^.]{{1,80}}\b(?:no (?:difference|shortfall|gap|double)|would(?:n't| not| never) (?:have|be))"),
    re.compile(rf"\b(?:note|write|record|put|log|enter|file)\b[^.@]{{0,60}}\b(?:cause|culprit|responsible|fault|by|reason): (?P<who>{P})"),
    re.compile(rf"(?P<who>{P}) (?:made|forced|pushed|talked|tricked) me (?:to |into )?(?:do |post|book|enter|it)"),
    re.compile(rf"(?P<who>{P}) (?:is|was) (?:as much|just as|equally|more|mainly|mostly|really|actually) (?:to blame|at fault|responsible|guilty)"),
]  # fmt: skip
"""What shifts the blame even where the writer owns to a part in it."""
ASKS_WHO = re.compile(
    r"\b(?:who|whose|guess|culprit|responsible|what happened|the cause|the reason|want a name)\b.{0,80}\?$"
)
NAMES_ONE = re.compile(
    rf"^(?:right|yes|well|simple|easy|answer|exactly|correct|i say|my guess|my bet|it's|and)?[,: -]*(?:it was |on )?(?P<who>{P})(?:'s)?(?: again| of course| once more)?[.!,]?$"
)
DICTATED = re.compile(
    r"\b(?:note|write|record|put|log|enter|file|add|form|minute)\b[^.\"]{0,80}[:,] ?\"([^\"\n]{0,200})\""
)
"""Words in quotes that somebody is asked to put on record: they are the writer's own."""
