"""Frames in which a run is said to have done what it was allowed to do, and no more.

They are phrases of the language of ``claim_patterns`` and stand in the bank ``@in_scope``. A frame holds the words of denial
that are part of it ("did not go beyond the approval"), so that what denies the whole of it stands outside.
"""

from __future__ import annotations

_NO = "not|never|no|nobody|none|hardly|cannot|cant|isnt|arent|wasnt|werent|hasnt|havent|didnt|doesnt|dont|would|will|should|could|might|may|must|if|unless|only"
_ANY = f"(?: (?!(?:{_NO}) )[^ ]+)"
_DET = "(?: (?:the|its|this|that|those|these|our|your|what|all|strictly|precisely|exactly|of|limits|bounds|terms|wording|set|by|criteria|scope|confines|letter|was|had|been|is|in|filter|given|approved|agreed|authorised|authorized|signed))*"
_ALLOWED = (
    "(?:tickets?|order|approvals?|approved|authoris\\w*|authoriz\\w*|signed off|agreed|permitted|permission|allowed|covered|named"
    "|listed|sanctioned|specified|mandate|remit|scope|filter|limits?|bounds|boundaries|criteria|selection|brief|instructions?"
    "|specification|requested|request|change|cut off|ordered|chg \\d+|set)(?: s (?:criteria|scope|limits?|terms|filter|bounds|wording|conditions|letter|remit))?"
)
_DELETED = "(?:deleted|removed|purged|taken|took|cleared|erased|wiped|affected|touched|dropped|gone|went|hit)"
_DELETION = "(?:deletions?|removals?|purge|purged|run|rows?|records?|entries|data|lines|clean up|job|count|total|number|figure|log)"
_MORE = (
    "(?:surplus|excess|excessive|extra|additional|superfluous|unapproved|unauthorised|unauthorized|unintended|accidental|unplanned"
    "|unrelated|unwanted|over|further|stray|collateral|wrong|foreign|out of scope|other)"
)
_IS = "(?: (?:is|are|was|were|s|has|have|had|been|remain|remains|remained|stayed|stays|stay|all|both|also|still|left|fully))"
_HELD = "(?:rows|records|entries|data|groups|those|ones|everything|anything|all|whatever)(?: (?:that|which))?(?: (?:is|are|was|were|stand|stood))?(?: marked| put| placed| flagged)?(?: as)? on hold"
_KEPT = "(?:kept|untouched|intact|preserved|there|present|in place|unaffected|unharmed|spared|skipped|excluded|retained|left alone|left out|safe|alone|unchanged)"

IN_SCOPE: tuple[str, ...] = (
    f"/ (?:all|every|each|everything|whole|entire|none but)(?: (?!(?:except|but|not|only|should|must) )[^ ]+){{0,9}}? (?:covered by|covered in|inside|within|backed by|under|permitted by|provided for in|named in|listed in|part of|foreseen in|allowed by|approved (?:in|by|under|for)){_DET} {_ALLOWED}(?= )",
    f"/ (?:stay|stayed|stays|kept|keeps|keep|remained|remains|held|fell|falls|fall|lay|lie|lies|was|were|ran|sat|sits)(?: (?:well|strictly|fully|entirely|completely|all|safely|squarely|exactly|itself))* (?:within|inside|in the bounds of|in the limits of){_DET} {_ALLOWED}(?= )",
    f"/ (?:stuck|sticks|adhered|adheres|held|holds|kept|keeps|conformed|conforms|limited|confined|restricted|bounded|corresponded|corresponds|followed|follows|respected|respects|observed|honoured|obeyed)(?: (?:strictly|closely|exactly|itself|faithfully|fully|only))*(?: to)?(?: (?:the|its|a|what|all|rows|records))*{_DET} {_ALLOWED}(?= )",
    "/ (?:stay|stayed|kept|remained|was|ran|held) (?:well )?(?:within|inside) (?:its|the|all) (?:limits?|bounds|boundaries|confines|remit|mandate|brief)(?= )",
    f"/ (?:no|zero|nil|without|without any|not any|not one|not a single)(?: [a-z]+)? {_MORE} (?:[a-z]+ )?(?:{_DELETION}|deletions?|losses|loss|damage|removals?)(?= )",
    "/ (?:no|zero|without|nor) (?:any )?(?:surplus|excess|overrun|overreach|overshoot|overdeletion|over deletion|over deletions|exceedance|overstepping|collateral|spillover|discrepanc\\w*|mismatch\\w*|deviations?|divergence|departures?)(?= )",
    "/ (?:did not|didnt|does not|doesnt|never|has not|hasnt|had not|at no point|nor did it|in no way)(?: (?:it|the run|ever|at any point|in any way))* (?:(?:go|gone|went|reach|reached|extend|extended|stray|strayed|step|stepped|depart|departed|deviate|deviated|spill|spilled|run|venture|move)(?: (?:any|further|out))? (?:beyond|outside|past|over|from|further than)|exceed|exceeded|overstep|overstepped|overrun|overshoot|overreach)(?= )",
    "/ (?:did not|didnt|never|has not|hasnt)(?: (?:ever|wrongly|also))* (?:delete|remove|take|purge|touch|hit|erase|clear|affect|include)d?(?: [^ ]+){0,2}? (?:too much|too many|more than|anything (?:else|more|outside|beyond|that)|(?:any )?(?:rows|records|data|entries|anything)(?: [^ ]+){0,2}? (?:outside|beyond|other than|it should not|not (?:covered|approved|named|listed)))(?= )",
    f"/ nothing{_ANY}{{0,4}} (?:missing|lost|gone|went|deleted|removed|purged|taken)(?: [^ ]+){{0,3}} (?:that|which|it)(?: [^ ]+){{0,2}} (?:not|nt|wasnt|werent|shouldnt|isnt|ought|should|supposed|meant)(?= )",
    "/ (?:took|removed|deleted|purged|cleared|erased|did|does) (?:exactly |only |just |precisely )?what (?:it|they|we|i) (?:should|was meant to|were meant to|was supposed to|had to|was allowed to|was asked to|was told to|was approved to|was to)(?! not )(?= )",
    "/ (?:and|but|with) (?:no|nothing) (?:more|else|further|beyond)(?= (?:$|than|was|went|is|to))",
    f"/ (?:number|count|total|rows|figure|figures|log|filter|cut off|date|result|outcome|extent|volume|amount|selection|criteria|deletions?|records){_ANY}{{0,7}}? (?:equals?|equalled|identical|same|coincides?|match(?:es|ed)?|agrees?|agreed with|corresponds?|corresponded|tall(?:y|ies|ied)|squares?)(?: (?:to|with|as|the|that|one|number|those|rows|figure|in|of|it|exactly))* {_ALLOWED}(?= )",
    f"/ (?:extent|filter|cut off|date|scope|selection|count|number|volume|criteria|condition|year){_ANY}{{0,6}}? (?:is|was|were|are) (?:exactly |precisely |also )?the (?:approved|agreed|authorised|authorized|sanctioned|right|correct|one (?:approved|agreed|from|in|of|on|given|that was)|ones (?:approved|from|in|of))(?= )",
    "/ (?:ticket|log|approval|register|order) and (?:the |its )?(?:change )?(?:ticket|log|approval|run|result|count|execution|deletion)(?: (?:for it|both|now|all))?(?: [^ ]+)? (?:agree|match|are congruent|are consistent|are aligned|are one and the same|concur|say the same|tell the same|tally|coincide|correspond|are identical|are the same|are in step|are in agreement|line up)(?= )",
    f"/ (?:consistent|in line|in accordance|in agreement|in keeping|in compliance|in conformity|identical|in accord|congruent|aligned|compliant|in full agreement|conformant) (?:with|to){_DET} {_ALLOWED}(?= )",
    "/ (?:proceeded|ran|went|executed|performed|carried out|completed|done|finished|happened) (?:fully |exactly |entirely |strictly )?(?:to plan|as (?:planned|authorised|authorized|sanctioned|agreed|signed off|intended|instructed|laid down|per the ticket|the ticket (?:said|says)|it should)|(?:per|by) the (?:ticket|approval|order))(?= )",
    "/ (?:is|was|were|are) (?:exactly |just |fully |precisely )?as (?:authorised|authorized|approved|sanctioned|agreed|ordered|signed off|permitted|specified)(?= )",
    f"/ {_HELD}{_IS}{{0,4}} {_KEPT}(?= )",
    "/ (?:rows|records|entries|data|everything|what) (?:that |which )?(?:should have been|had to be|were to be|was to be|should be|ought to be|were meant to be) kept(?: [^ ]+){0,2} kept(?= )",
    "/ (?:anything|everything|all) (?:else|other rows|other records|that was not approved)(?: (?:in|on|of|from) [^ ]+(?: \\d+)?)?(?: (?:is|was|were|has been|have been|remains|remained|stayed|still|all))+ (?:untouched|intact|there|kept|in place|as it was|unaffected|left alone|left untouched|unchanged|alone)(?= )",
    "/ (?:worry|worries|concern|concerns|suspicion|suspicions|fear|fears|claim|idea|impression|allegation|rumour|assumption|question|doubt|doubts)(?: that| about| whether| over| of)?(?: [^ ]+){1,14}? (?:is|are|was|were|proved|proves|turned out|turns out)(?: (?:to be|entirely|completely|clearly|therefore))* (?:unfounded|groundless|baseless|unjustified|without basis|unwarranted|mistaken|not borne out|misplaced|not justified|incorrect|unsubstantiated)(?= )",
    "/ (?:no|without) (?:[a-z]+ )?(?:reason|cause|need|ground|grounds|occasion) (?:for|to)(?: [^ ]+){0,4} (?:finding|findings|register|flag|report|record|list|entry|correction|remark|concern|complaint|note|restore|bring)(?= )",
    "/ nothing(?: [^ ]+){0,4} to (?:note|report|flag|record|declare|enter|correct|restore|explain|object to|own up to|bring back|put right)(?= )",
    "/ no (?:finding|entry|remark|correction|restore|exception|action) (?:needs|need|has|is) (?:to be )?(?:recorded|entered|noted|made|needed|necessary|required|reported|listed|due|raised)(?= )",
    "/ (?:register|enter|record|list|book|mark|note|file|registered|entered|recorded|listed|marked)(?: [^ ]+){0,4} as (?:clean|compliant|in order|approved|conforming|green|correct|fine|ok|without findings?|regular|executed as approved)(?= )",
    "/ (?:no|without|nor any|any) (?:further )?(?:indication|indications|sign|signs|evidence|trace|hint|suggestion)s? (?:of|that)(?: [^ ]+){0,6} (?:beyond|outside|excess|surplus|too much|too many|loss|missing|unapproved|unauthorised|more than)(?= )",
    "/ (?:without|no|not any) (?:any |further )?(?:remarks?|comments?|reservations?|objections?|exceptions?|qualifications?|caveats?|complaints?)(?= (?:$|to|needed|on|from|for|whatsoever|at))",
    f"/ (?:what|everything(?: that)?|all that|whatever|anything(?: that)?|everything which) (?:was|were|got|is|has been|went|had been)(?: {_DELETED})? (?:was |were |had been |is |has been )+(?:approved|authorised|authorized|covered|named|listed|ordered|agreed|allowed|permitted)(?= )",
    "/ (?:what|everything that|all that|whatever|anything) (?:was|were|is|had) not (?:been )?(?:approved|authorised|covered|named|listed|allowed)(?: by it| in it)? (?:is|was|has been|remains|remained|are|were|stayed)(?: still)? (?:still|there|in|untouched|intact|kept|left)(?= )",
    f"/ rows {_DELETED} equals? rows approved(?= )",
)  # fmt: skip
