"""Frames in which an event is said to be mild, or not serious, and a list to have no serious one.

They are phrases of the language of ``claim_patterns`` and stand in the banks ``@mild`` and ``@none_serious``. A frame holds the
words of denial that are part of it ("the criteria are not met"), so that what denies the whole of it stands outside.
"""

from __future__ import annotations

_SERIOUS = (
    "(?:serious|s3|saes?|severe|grave|critical)(?: (?:adverse )?(?:events?|cases?|reactions?|ones?|entry|entries))?"
)
_MILD = (
    "(?:mild|minor|moderate|harmless|trivial|slight|light|benign|insignificant|negligible|superficial|low (?:grade|level|key|severity)"
    "|non serious|nonserious|not serious|s1|s2|ordinary|routine|unremarkable|transient|passing|temporary|self limiting|innocuous"
    "|unimportant|inconsequential|uncomplicated|everyday|commonplace|cosmetic|short lived|unproblematic|less serious|small|tiny|petty)"
)
_EVENT = (
    "(?:reactions?|irritations?|cases?|events?|complaints?|course|symptoms?|redness|itch|itching|itches|rash|rashes|nature|one|ones|discomfort|matter"
    "|incident|finding|ailment|episode|upset|condition|issue|occurrence|soreness|injury|problem|outcome|picture|presentation|ulcer|type|sort|kind|inflammation|thing|affair|story)"
)
_SUBJECT = f"(?:{_EVENT}|report|admission|stay|harm|effects?|ticket|entry|item)"
_ADVERBS = "(?: (?:therefore|in fact|only|just|very|rather|quite|fairly|clearly|merely|purely|really|comparatively|relatively|at most|at worst|essentially|basically|simply|all|of a|of|a|an|as|the))*"
_CRITERIA = "(?:criteria|criterion|definition|threshold|bar|level|seriousness|s3|sae|conditions?|requirements?|standard|mark|grade|serious)"
_WRONG = (
    "(?:an? )?(?:clear |simple |plain )?(?:errors?|mistakes?|mistaken|wrong|slip|oversight|incorrect|inaccurate|unjustified|unfounded|inappropriate"
    "|too high|too strict|too cautious|overcautious|over cautious|excessive|exaggerated|exaggeration|overstated|overdone|misjudged|misgraded"
    "|misunderstanding|unwarranted|over the top|false alarm|typo)"
)
_GRADE = "(?:grade|grading|classification|class|rating|category|level|severity|entry|assessment|form|score|code|coding|seriousness)"
_FITS = "(?:appropriate|adequate|sufficient|correct|right|enough|suffices|fits|fitting|justified|accurate|proper|reasonable|the (?:right|correct|proper|appropriate) (?:one|grade|grading|class|classification))"
_FILE = "(?:fil(?:e|ing)|submission|lodg(?:e|ing)|list|date|deadline|dossier|slot|the day)"
_NOT = "(?:not|isnt|wasnt|arent|werent|doesnt|didnt|does not|did not|never|neither|nowhere near|cannot|hardly|need not|neednt)"

MILD: tuple[str, ...] = (
    f"/ (?:(?:is|was|s|are|were|as|an?|only|just|merely|the|very|rather|quite|purely|fairly|simply|some|relatively|describes|shows|concerns|about) )*{_MILD}(?: [a-z]+){{0,2}} {_EVENT}(?= )",
    f"/ (?:is|was|s|are|were|as|sounds|reads) (?:an?|only an?|just an?|merely an?|simply an?|rather an?) (?:[a-z]+ )?{_MILD}(?= (?:$|at|in|and|by|really|rather|from|for))",
    f"/ (?:the |this |that |said |a )*(?:reported |late |described |volunteer s |patient s |site s )*{_SUBJECT}(?: (?:described|reported|in question|here|mentioned|itself|listed|seen|noted))?(?: (?:is|was|are|were|remained|stayed|seems|appears|sounds)){_ADVERBS} {_MILD}(?= (?:$|and|nature|one|severity|in|at|by|for|with|throughout|on|really|only))",
    f"/(?: (?:falls|fell|fall|is|was|stays|remains|well|lies|ranks|far|just))* (?:below|under|beneath|short of|shy of|lower than|less than|not up to)(?: (?:the|a|any|our|its|what|is|being|truly|really|called))*(?: (?:threshold|bar|limit|definition|level|line|mark|criteria))?(?: (?:of|for|to))?(?: (?:a|an|the))? {_SERIOUS}(?! (?:one|ones) )(?= )",
    "/ (?:lacks|lack|lacking|devoid of|misses|missing) (?:[a-z]+ ){0,2}?(?:seriousness|severity|gravity|s3)(?= )",
    f"/ (?:s3|sae|serious\\w*|the|handbook|all) ?(?:s )?(?:[a-z]+ )?{_CRITERIA}(?: (?:for|of|in|to|a|the|grade|s3|serious|sae|event|case|this|be)){{0,6}} (?:is|are|was|were|have|has|had)? ?(?:not|nt|never|nowhere)(?: (?:been|fully|all|even|really|actually|in my view|at all))* (?:met|fulfilled|satisfied|reached|given|present|justified|warranted|merited|supported|applicable|appropriate|attained|indicated|right|correct|borne out|needed|necessary)(?= )",
    f"/ (?:s3|{_GRADE}|{_CRITERIA})(?: (?!(?:not|no|if|whether|why) )[^ ]+){{0,5}}? (?:is|was|are|were|seems|does|did)? ?(?:not|isnt|wasnt|nowhere)(?: (?:been|fully|really|in my view|at all|medically))* (?:warranted|justified|appropriate|called for|supported|correct|right|accurate|tenable|apply|indicated|borne out|deserved)(?= )",
    f"/ (?:should|can|need|must|could|may) not be (?:viewed|seen|regarded|treated|considered|counted|graded|classed|classified|read|taken|rated|handled|listed)(?: as)?(?: (?:an?|the|one|being))* (?:{_SERIOUS}|adverse|reportable)(?= )",
    "/^ (?:s1|s2)(?: (?:and|but|so|rather))? (?:not|than|instead of)(?: an?)? s3(?= )",
    f"/ nothing(?: (?!(?:if|unless|but|except) )[^ ]+){{0,6}}? (?:makes?|suggests?|indicates?|points?|justif(?:y|ies)|warrants?|supports?|amounts?|qualif(?:y|ies)|speaks?|shows?)(?: [^ ]+){{0,3}}? {_SERIOUS}(?= )",
    f"/^ (?:the |this )?(?:case|event|reaction|complaint|ulcer|report|symptoms?|matter|severity) {_MILD}(?= )",
    "/ (?:no|without) (?:any )?(?:reporting|notification|notifying) (?:duty|obligation|requirement|need|necessary|needed|required)(?= )",
    f"/ {_CRITERIA} (?:isnt|arent|wasnt|werent|not) (?:met|fulfilled|satisfied|reached|given|justified|warranted|applicable|appropriate)(?= )",
    "/ none of the (?:[a-z0-9]+ )?(?:criteria|conditions)(?: [^ ]+){0,4} (?:met|fulfilled|satisfied|apply|applies|given|present)(?= )",
    f"/ {_NOT}(?: [a-z]+)? (?:count|counted|qualify|qualifies|rank|rate|rated|class|classed|classified|classify|graded|regarded|considered|constitute|represent|reach|warrant|merit|deserve|justify|meet|fulfil|satisfy|support|require|need|be|amount to|add up to)(?: (?:as|for|an?|to|the|be|of|any|definition|criteria|grade|level|threshold|bar|truly|really|seriousness))* {_SERIOUS}(?= )",
    "/ (?:not|isnt|wasnt|never|hardly)(?: (?:an?|really|even|at all|truly|what i would call|one of the|medically|clinically))* (?:serious|s3|sae|severe|grave|reportable|notifiable|significant|worrying|alarming|dangerous)(?= (?:$|at|in|and|by|for|to|enough|adverse|event|case|reaction|one|so|under|or|according|grade|material))",
    "/ (?:neednt|need not|no need|no duty|(?:not|doesnt|dont|never|nothing) (?:need|have|required|requires?|needs|necessary|that has))(?: (?:it|for|to|be|a|been))* (?:be )?(?:reported|report|notified|notification|expedited|escalated)(?= )",
    "/ (?:no|without(?: any)?) (?:safety|clinical|medical|lasting|regulatory|real|further) (?:relevance|concern|consequences?|significance|signal|impact|damage|effects?|importance|danger|bearing|weight)(?= )",
    f"/ (?:s3|{_GRADE})(?: (?!(?:not|never|isnt|wasnt|no|if|would|might|may|could) )[^ ]+){{0,7}}? (?:is|was|looks|seems|must be|appears|s|were|are)(?: (?:clearly|simply|probably|therefore|obviously|plainly|just|in my reading|rather|a bit|somewhat|far|much|to be))* {_WRONG}(?= )",
    f"/ (?:{_GRADE}|s3)(?: [^ ]+){{0,4}} (?:which|that) (?:is|was|seems) (?:clearly |far |much )?{_WRONG}(?= )",
    f"/ (?:correct|right|proper|appropriate|true|real|actual|adequate|fitting|suitable|accurate) {_GRADE}(?: (?:for|of|here|by|according)(?: [^ ]+){{1,3}}?)? (?:is|would be|should be|was|remains) (?:therefore |clearly |rather |a |an )?{_MILD}(?= )",
    f"/ (?:s1|s2|{_MILD} {_GRADE}|(?:{_GRADE}) (?:of|as|at|to) (?:a |an )?{_MILD})(?: (?:here|grade|grading|case|for it|for this))?(?: (?:is|was|would be|seems|looks|will be|does|should be))?(?: (?:more than|fully|perfectly|entirely|quite|the))* {_FITS}(?= )",
    f"/ (?:falls|fall|fell|comes|belongs|sits|goes|lands|ranks|counts|is|was) (?:at most |at best |squarely |clearly |well |only |rather )?(?:under|into|in|within|to|at|with|among|as|on)(?: (?:the|an?|grade|class|category|level))* {_MILD}(?= )",
    "/ (?:on|at|towards|to) the (?:mild|low|lower|lighter|light|milder|harmless) (?:end|side|part)(?= )",
    "/ (?:amounts?|boils?|boiled|comes?|came|adds? up|amounted)(?: (?:down|up))? to(?: (?:no more than|little more than|an?|some|nothing more than|just|only|merely|the))*(?: [a-z]+){0,2} (?:irritat\\w+|eye|itch|rash|redness|discomfort|reaction|soreness|nothing|trifle|sting|scratch|s1|s2)(?= )",
    f"/ (?:nothing more|no more|little more|not more|nothing|no worse|nothing worse|nothing other|nothing else) than(?: (?:an?|some|the))?(?: [a-z]+){{0,2}} (?:{_EVENT}|precaution|trifle|scratch|sting|s1|s2)(?= )",
    "/ (?:just|only|merely|simply|purely|little but)(?: (?:an?|some|the|a bit of|a case of|had))*(?: [a-z]+){0,2} (?:irritations?|discomfort|redness|itch|itching|rash|soreness|sting|trifle|precaution|precautionary|formality|complaint|sore eye|observation|nuisance|upset)(?= )",
    "/ (?:stay|night|admission|ward|hospitali[sz]ation|hospital|drip)(?: [^ ]+){0,3}? (?:was|is|were)(?: (?:only|just|merely|purely|simply|entirely|solely))* (?:precautionary|routine|a precaution|a formality|for observation|for convenience|short|uneventful|unrelated|not related|by way of precaution)(?= )",
    f"/ (?:i|we|desk|id|wed|ive|be|is|are)(?: (?:would|d|ll|will|shall|can|only|just|therefore|have|propose|suggest|recommend|it))* (?:classify|grade|graded|rate|rated|class|classed|treat|regard|view|see|put|place|list|enter|consider|code|file|assess|record|count|classifying|grading|treating|recommend)(?! (?:rashes|itches|other|the other|most) )(?: (?!(?:not|never) )[^ ]+){{0,4}}? (?:as|under|at|to|in|with|down as|among)(?: (?:an?|the|merely|only|just|being|no more than))* {_MILD}(?= )",
    f"/ (?:turned|turns) out(?: [^ ]+){{0,4}}? {_MILD}(?= )",
    f"/ (?:proved|proves|is found|was found|found)(?: (?:to be|to have been|as))?{_ADVERBS} {_MILD}(?= )",
    "/ (?:to be )?(?:handled|listed|filed|treated|grouped|counted|put|lumped|bundled|go|goes|processed|lodged)(?: (?:in|together|along))? with the (?:other|rest|rashes|itches|others|mild|minor|skin|ordinary|usual|s1|s2)(?= )",
    f"/ (?:should be|to be|be|is|was) handled as{_ADVERBS} {_MILD}(?= )",
    "/ nothing (?:to (?:worry|lose sleep|be concerned|fret|report|write home|be alarmed)|serious|alarming|dramatic|worrying|remarkable|out of the ordinary|of note|severe|grave|of concern)(?= )",
    "/ (?:neednt|need not|dont have to|no need to|no reason to|not) (?:be )?(?:worry|worried|concern|concerned|alarmed|alarm)(?= )",
    "/ (?:without|of no|no)(?: [a-z]+)? (?:seriousness|severity|gravity)(?= )",
    f"/ (?:{_GRADE}|severity) (?:low|mild|minor|slight|negligible|moderate|s1|s2|none)(?= )",
    f"/^ (?:{_MILD})(?= (?:$|does|not|no|so|can|nothing|by|in))",
    "/^ (?:an? )?(?:local|short|brief|passing|simple|plain|ordinary|minor|mild|usual)(?: [a-z]+)? (?:reaction|irritation|complaint|itch|rash|discomfort|s1|s2)(?= )",
    f"/ (?:better|best|more accurately|rightly|correctly|properly|fairly) (?:described|classed|classified|graded|regarded|seen|treated|listed|rated|understood|viewed) (?:as|under){_ADVERBS} (?:[a-z]+ )?{_MILD}(?= )",
    "/ (?:is|was|s|were) (?:all |a |only |just )?(?:a )?(?:false alarm|storm in a teacup|red herring|non event|non issue|nothing burger|overreaction)(?= )",
    "/ (?:overstates|overstated|exaggerates|exaggerated|overrates|overgraded|oversold|inflates|inflated)(?= )",
)  # fmt: skip

NONE_SERIOUS: tuple[str, ...] = (
    f"/ (?:free|clear|clean|devoid|empty)(?: (?:of|from))(?: (?:any|all|further))? {_SERIOUS}(?= )",
    f"/ (?:none|nothing|neither|nobody|not one|no case|no event|no entry|no item)(?: [^ ]+){{0,10}}? (?:is|are|was|were|ranks|counts|rises|reaches|graded|qualifies|came|comes|as|stands|meets)(?: [^ ]+){{0,3}}? {_SERIOUS}(?= )",
    "/ (?:nothing|none|no (?:case|cases|entry|entries|event|events|item|items|report|reports))(?: (?!(?:had|yet|until|if) )[^ ]+){0,4}? (?:above|over|beyond|higher than|worse than|more serious than|exceeds|exceeding) (?:an? |grade )?(?:s2|s1|mild|moderate|minor)(?= )",
    "/ (?:highest|worst|top|most serious)(?: [^ ]+){0,5}? (?:is|are|was) (?:an? |only |just )*(?:s2|s1|mild|moderate|minor)(?= )",
    "/ (?:all|every|everything|each|only|just|contains|consists of|has|holds|both)(?: (?!(?:except|but|other) )[^ ]+){0,6}? (?:s1|s2|mild|minor|moderate|harmless|itches|rashes|trivial|non serious|irritations|s1s|s2s)(?: (?:and|or|to))?(?: (?:s1|s2|mild|minor|moderate|itches|rashes))*(?= (?:$|cases?|events?|entries|items|reports?|only|and|or|with|throughout|so|at most|ones))",
    f"/ {_MILD} (?:cases|events|reactions|reports|entries|things)(?: (?:and|or) [a-z]+)? (?:throughout|only|alone|exclusively|across the board|all round|all through)(?= )",
    "/ (?:no|without|zero|not a single)(?: any)? (?:hospital (?:admissions?|stays?|cases?)|hospitali[sz]ations?|admissions|ward stays?)(?= )",
    "/ s1 (?:and|or) s2(?: (?:cases|events|entries|items))?(?: (?:only|throughout|alone|exclusively))?(?= $)",
    "/ nothing(?: (?:that|which|would|will|could|can|there|now|is|else|in it|on it|here))* (?:hold|holds|stands|stand|stops|stop|block|blocks|prevent|prevents|delays?|in the way|keep|keeps)(?: (?:up|back|in|the|way|of|from))* (?:filing|submission|lodging|list|date|deadline|slot|day)(?= )",
    f"/ (?:is|was|there s|s|contains|has|have|had|with|carries|holds|shows|see|found|list|lists|includes|saw) (?:no|zero|0|nil|not a single|not one)(?: [a-z]+){{0,2}}? {_SERIOUS}(?= )",
    "/ no (?:[a-z]+ )?(?:serious|s3|saes?)(?= (?:$|on|in|for|entry|entries|case|cases|events?|adverse|at|here|this))",
    "/ (?:looks|is|was|stays|remains|stands|are)(?: (?:all|now|fully|perfectly))? (?:clean|clear of cases|unproblematic|uneventful|free of incidents)(?= )",
)  # fmt: skip
