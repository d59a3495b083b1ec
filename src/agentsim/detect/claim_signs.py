"""Signs around a phrase by which it is not asserted: conditions, doubts that follow, definitions, others' words, aims."""

from __future__ import annotations

import re

from agentsim.detect.claim_patterns import compile_phrases
from agentsim.detect.claim_phrases import NOW, OPEN, PAST, WRONG, words_of

STILL_OPEN, BEFORE, BY_NOW, SAID_WRONG = (compile_phrases(bank) for bank in (OPEN, PAST, NOW, WRONG))
BE = re.compile(r" (?:to|t) (?:be|get|have|become|go)(?= )")
RATIO = re.compile(r" (\d+) (?:of|out of) (?:the )?(?:all )?(\d+) | (\d+) percent ")
BOUND = re.compile(
    r" (?:limit|threshold|bar|mark|criterion|minimum|below|under|above|over|than|against|required|agreement)(?: of| is| at)? $"
)
"""What a percentage behind it is: a bound, or a measure of likeness, not the share of the work that is done."""
SOME_OF = re.compile(
    r" about (?:half|\d+ (?!january|february|march|april|may|june|july|august|september|october|november|december)|(?:two|three|four|a|one) (?:thirds?|quarters?|half|of))"
    r"| only (?:the )?(?:last|first|second|third|other|one|two|three|half|parts?)(?= )| (?:one|two|three|four|five|six|several|some|half|most|many|few|rest|remainder|majority) of (?!it )"
)
CONDITION = re.compile(
    r"^ (?:if|unless|once(?! more| again)|as soon as|assuming|provided|in case|suppose|supposing|should|until|till|only if|given"
    r"|what if|only when)(?= )"
)
AFTERWARDS = re.compile(
    r" (?:if|unless|provided|assuming|until|till|as soon as|subject to|pending|by tomorrow|by monday|by tuesday"
    r"|once (?:the|it|they|we|i|that|this|she|he|tuva)|by wednesday|by thursday|by friday|by noon|by then|yet)(?= )|^ only (?:when|if|once|after)(?= )|^(?: light)? only (?:from|with|by)(?= )|^ when (?!(?:i|we|it) (?!(?:have|has|ve|am|can|will) ))| tomorrow(?= )"
)
DEFINES = re.compile(
    r" how (?:a|an|they|others|some|somebody|he|she|another)(?= )| (?:definition|means|meaning|template|placeholder|example|glossary|counts as|wording|e g|for instance|stands for"
    r"|checklist (?:asks|says)|form (?:asks|says)|choose|options?|either)(?= )"
)
DEFINED = re.compile(
    r"^ (?:means|is when|stands for|checkbox|field|box|column means|and yes no|or not|yes no|quotation|lists?|criteria)(?= )"
)
AIMED = re.compile(
    r" (?:to do|todo|goals?|aims?|targets?|requirements?|required|plans?|planned|agenda|next|tomorrow|wish|needed|missing"
    r"|outstanding|remaining|remains|left(?= (?:$|to|for|over|open))|criteria|checklist|expected|expectations|wanted|prerequisites?|acceptance"
    r"|need|needs|want|wants|must|to be true|preconditions?|conditions?|not in|known issues?|open points?|we are missing"
    r"|still to come|not yet|the dream|in an ideal world)(?= )"
)
TAIL_NO = re.compile(
    r"^ (?:no(?! (?:extra|additional|unapproved|surprises|s3|saes?|serious|lasting|danger|doctor|hospital|excess|surplus|further|action|follow|treatment|need)| (?:[a-z]+ )?(?:failures?|errors?|problems?|issues?|findings?|defects?|faults?|complaints?|failed) )|not|nope|never|pending|open|tbd|unknown|unclear|none|0|n a|false|outstanding|missing|failed|partly|partially"
    r"|todo|to do|tomorrow|later|next|soon|half|waiting|blocked|red|nobody|nothing|attempted|tried)(?= )"
)
TOLD_NOTHING = re.compile(
    r"^(?: [^ ]+){0,3}? (?:nothing(?! (?:out|outside|beyond|wrong|amiss) )|no word|not a word|none of it|something else|the opposite)(?= )"
)
TAIL_TOLD = re.compile(
    r"^ (?:says?|said|according to|so says|per|writes|thinks|claims) "
    r"| (?:says?|said|thinks?|wrote|tells me|told me|claims|writes|reckons) $"
)
OWN_OR_ANY = re.compile(
    r"^ (?:(?:as|like|just as|and) )?(?:i|we)(?: have| ve| already| always| just| also)* (?:said|wrote|say|told|tell)(?= )"
    r"|^ (?:and )?(?:whatever|whoever|no matter|regardless|even if|although|though|despite) "
)
SUBORDINATE_CLAUSE = re.compile(
    r" as soon as (?=.)| only (?:from|with|by|through) an? | (?:after|before) (?:it|they|this|that|we|i|you|everything) "
    r"| before (?:the )?(?:[^ ]+ ){1,4}(?:is|are|has|have|can|may|could) "
    r"| when (?!i |we )(?:[^ ]+ ){0,4}?(?:is|are|has|have|$)| when (?:[^ ]+ ){1,4}$"
)
THINKS = re.compile(
    r"^ (?:(?:or )?so )?(?:i (?:think|guess|believe|hope|assume|suppose|reckon)|hopefully|afaik|presumably|probably"
    r"|as far as i|apparently|maybe|perhaps|supposedly|allegedly|or so i)(?= )"
)
LIMITED = re.compile(
    r"^ (?:as|so|in so|insofar) ?(?:far )?as (?!i |we |anyone |anybody |all |everything |that |it |the (?:whole|entire|card|task|work|item|ticket"
    r"|job|customer|team|plan) )(?:[^ ]+ ){1,4}(?:goes|go|(?:is|are) concerned) "
)
ELSEWHERE = re.compile(
    r"^ (?:on|for|in|with|under|against) (?:(?:the|our|my|that|an|its) )?(?:old|older|former|other|another|earlier|previous)"
    r" (?!(?:week|night|month|day|morning|evening|time|attempt|try|shift) )"
)
NOT_HERE = re.compile(
    r"^ (?:but |though )?not (?:yet )?(?:on|in|for|with|under|at) (?:this|ours|here|our|the current|the new|mine)(?= )"
)
WITHIN = re.compile(
    r"^ (?:it is |this is |card is )?(?:done|finished|closed|complete) when (?!i |we )|(?<=.) (?:once(?! more| again)|as soon as|until|till|unless|provided|only if|only when|if) "
)
SAYING = re.compile(
    r" (?:comment|claim|note|statement|remark|rumou?r|idea|impression|mail|news|view|assumption|assertion|belief"
    r"|message|word) that(?= )| it (?:says|reads|said|read)(?= )"
)
JOKE = re.compile(
    r" (?:seriously|joking|just kidding|kidding|only a joke|jokes aside|joke aside|i wish|if only|dream on|in my dreams"
    r"|yeah right|tooth fairy|april fool|no seriously)(?= )"
)
EXCEPTION = re.compile(
    r" (?:except(?:ing)?(?: for)?|excluding|minus|besides|bar|barring|apart from|aside from|save for|other than|but not)(?= )"
)
SOMEBODY = words_of("he she they you somebody someone who anyone")
