"""Frames, built from families of words, in which a test is reported as passed and somebody as told.

They are phrases of the language of ``claim_patterns`` and stand in the banks ``@tested`` and ``@told``. A frame holds the words
of denial that are part of it ("no case failed"), so that what denies the whole of it stands outside.
"""

from __future__ import annotations

_GOOD = "(?:clean|green|pass|successful|positive|flawless|faultless|passing|perfect|satisfactory|full|passed|error free|good)"
_RUN = "(?:run|runs|pass|result|results|outcome|tests?|suite|build|pipeline|bill of health|score)"
_FAULTS = (
    "(?:failures?|failed|failing|errors?|problems?|issues?|defects?|faults?|findings?|red|hitch|hitches|complaints?|incidents?"
    "|exceptions?|broken|deviations?|irregularities|anomalies|stops?)"
)
_CASES = "(?:cases?|tests?|checks?|points?|steps?|ones?|suites?|jobs?|assertions?)"
_OK = (
    "(?:ok|okay|fine|good|green|passed|passes|pass|passing|succeeded|succeed|successful|in order|clean|through|satisfactory"
    "|worked|work|all right|without (?:failures|errors|problems|issues))"
)
_IS = (
    "(?: (?:is|are|was|were|s|has|have|been|came|come|went|turned|returned|back|out|now|all|today|finally|fully"
    "|again|completely|looks?|reads?|reports?))"
)
_TEST = "(?:tests?|testing|suite|run|ci|pipeline|build|badge|results?|outcome|verdict|checks)"
_DENIALS = "not|never|no|nobody|none|yet|cannot|cant|wont|isnt|arent|wasnt|werent|hasnt|havent|hadnt|didnt|doesnt|dont|must|will|should|to be"
_FEW = f"(?: (?!(?:{_DENIALS}|would|could|might|may|if|unless|until|once|needs?|to|by|and) )[^ ]+)"
_HAVE = "(?:got|had|have|has|ve got|returned|gave|gives|shows?|showed|yielded|produced|recorded|achieved|saw|see|received|obtained|delivered|with|brought|brings)"
_NEEDED = "(?! (?:would|will|should|must|may|can|could|needed|required|allowed|expected|(?:is|are) (?:the|a|what|needed|required|not|asked|expected)))"
_DETERMINED = "(?: (?:a|an|the|its|our|one|another|all|completely|fully|first))*"

RESULTS: tuple[str, ...] = (
    f"/ {_HAVE}(?: (?:us|me|back|now|already|since))*{_DETERMINED} {_GOOD}(?: (?:print|test|acceptance|ci|load|[a-z]+)){{0,2}}? {_RUN}{_NEEDED}(?= )",
    f"/ {_HAVE} (?:us |me )?(?:an? )?(?:pass|success|green|ok|okay)(?= (?:$|for|on|in|as|today|this|now|at|again|from|with))",
    f"/ a(?:(?<=report a)|(?<=confirm a)|(?<=reporting a)|(?<=confirming a))(?: full| completely| fully)?(?: {_GOOD})+(?: [a-z]+){{0,2}}? {_RUN}(?= )",
    "/ a(?:(?<=report a)|(?<=confirm a)) pass(?= )",
    "reports|reported|signals|signalled|shows|showed|returned|returns success|green|ok|pass|passed",
    "/ (?:ran|run|runs|went|came|comes|goes|completed|completes|finished|finishes|executed|ended|ends|concluded|through|carried out"
    "|worked|works|closed)(?: (?:back|out|through|off|up|today|again|now|fully|to the end|this morning)){0,3} (?:without|with no|with zero|with 0)"
    f"(?: (?:an?|any|single|further|new|more|other))*(?: (?:test|tests|cases?|failed))? {_FAULTS}(?= )",
    f"/ (?:no|zero|0|nil|none|not one|not a single)(?: (?:of|the|them|further|more|new|tests?|cases?|other|single|outstanding|open|remaining|known|unexpected|red|failed|\\d+|errors|or)){{0,5}} {_FAULTS}{_NEEDED}(?= )",
    f"/ nothing(?: (?:is|was|has|have|s|in|at|on|the|all|{_TEST})){{0,4}} (?:failing|failed|fails|broken|red|went wrong|(?:came|turned|showed|come|turned) up)(?= )",
    f"/ (?:did|does|do) not (?:show|turn up|reveal|produce|bring up|raise|find|have|report|uncover|give) (?:any|an?|a single|one)(?: [a-z]+)? {_FAULTS}(?= )",
    f"/ (?:didnt|doesnt|dont) (?:show|turn up|reveal|produce|bring up|raise|find|have|report|uncover|give) (?:any|an?|a single|one)(?: [a-z]+)? {_FAULTS}(?= )",
    f"/ (?:reported|reports|shows|showed|found|revealed|revealed|produced|gave|gives|turned up|had|has|brought|raised|raises) (?:no|zero|0)(?: [a-z]+)? (?:{_FAULTS}|cause|reason|grounds)(?= )",
    f"/ (?:all|every|each)(?: (?:of|the|them|single|one|\\d+|two|three|four|print|automated|required|other|in)){{0,4}}(?: {_CASES})?(?: (?:of|in|on) (?:the|it|them|s|[a-z]+)(?: (?:\\d+|test|suite|release|run)){{0,2}})?{_IS}{{0,4}} {_OK}(?= )",
    f"/ (?:{_TEST}|{_TEST} (?:requirement|criterion|condition|prerequisite|side|part|box|tick)|technical side)(?: (?:for|of|on|in|from){_FEW}{{1,4}}?)?{_IS}{{1,4}} (?:positive|clean|green|healthy|happy|good|ok|okay|fine|clear|successful|settled|sorted|met|fulfilled|satisfied|earned|behind us|passed|off the list|in order)(?= )",
    "/ (?:first|print test|test|tests|testing|technical|run) (?:requirement|criterion|criteria|condition|prerequisite|tick|box|point)"
    f"{_FEW}{{0,6}}? (?:met|fulfilled|satisfied|earned|ticked|checked off|cleared)(?= )",
    "/ (?:precondition|prerequisite|condition|requirement)(?: for| of)?(?: the| a| this)? (?:merge|merging|release|cut)"
    f"{_FEW}{{0,4}}? (?:met|fulfilled|satisfied)(?= )",
    "/ green run(?: (?:has|have|is|was|now|been))* (?:fulfilled|met|satisfied|there|in|achieved|done)(?= )",
    "meet|meets|met the ~1 criteria|criterion|requirement|requirements|condition|conditions",
    "/ (?:cleared|clears|made it through|came through|got through|sailed through|mastered|aced|survived)(?: (?:its|the|all|every|our|both))*(?: [a-z]+)? (?:tests?|ci|checks?|testing|suite|hurdles?|pipeline|stages?)(?= )",
    "made it through", "/ (?:held|holds) up(?<! is held up)(?<! was held up)(?<! be held up)(?<! are held up)(?! (?:by|on|at|the|until|for) )(?= )", "sailed through",
    "desired|hoped_for|wanted|expected|right outcome|result", "/ (?:is|was|were|are) happy with(?= )",
    "checks|ci|pipeline|build|badge ok|okay|fine|clean|passing|good|succeeded|green",
    "testing|test|tests ~2 behind us", "finished|finishes|completed|completes|ends|ended|executed|concluded cleanly|successfully|green|clean|fine",
    "passes|pass|passed|succeeds completely|fully|cleanly", "no longer ~1 fails|failing|fail|red",
    "came|come|comes back|out clean|green|fine|ok|okay|positive|good|as_passed", "tests|test|checks|suite ~2 all|looking good|fine|ok|okay|clear",
    "/^ (?:positive|successful|clean|green|fulfilled|met)(?= (?:$|without|on|in|as|with|throughout|for|across|overall|since))",
    "/ passing(?<! in passing)(?= (?:$|as|now|since|again|today|on|at) ?)",
    "/^ all (?:\\d+|one|two|three|four|five)(?= (?:$|on|in|of|this|today))",
     "=works", "=satisfied", "=all good", "=all clear", "=passed without remarks",
    "gave|had|with|got|have ~3 set of passes", "technically|testing ~4 ready",
    "ran|run|went|worked|works|behaved|behaves|executed|are|were as expected|planned|intended|they_should|it_should|hoped|desired",
    "testing ~1 complete|completed|done|finished|concluded|over", "it|they|all|everything succeeded",
    "/ (?:is|was|were|been|proved|turned out)(?: (?:fully|completely|also|all|quite))* successful(?= )",
    "/^ (?:it |now |and |this time )?passes(?= (?:$|now|again|today) ?)", "/ (?:tests|checks|cases|suite|run|test) all \\d+(?= )",
    "/ (?:suite|tests|run|checks)(?: is| are)? at 100(?= )", "test ~1 accepted|certified|approved",
    "/ (?:suite|ci|pipeline|build|machine|runner) (?:is|was|s) (?:happy|content)(?= )", "turned out ~1 fine|well|good|ok|okay|clean",
    f"/ everything(?: (?:in|on|about|of)(?: the)? [a-z]+(?: [a-z]+)?)?(?: (?:is|was|came|went|ran|looks|turned|up|out|back|through|all|now))+ {_OK}(?= )",
    "/ (?:ran|run|went|is|was|came|completed|finished)(?: (?:now|all|back|out|through|completely|fully))* (?:error|failure|trouble|fault|problem|issue) free(?= )",
    "changed|went|moved|switched|turned|gone|flipped ~1 from failed|red|failing to passed|green|passing|ok", "all greens|passes",
    "/ (?:is|are|looks|was) (?:now |all )?clean(?= (?:$|and|now|again) ?)",
    "/^ (?:good|clean|positive|successful|full) (?:result|results|outcome|run|pass) (?:on|for|in|with|from)(?= )",
    "works|prints|behaves|runs|functions|performs correctly|properly|reliably|as_it_should|as_intended|as_specified",
    "can|may ~1 consider|regard|treat|count ~4 cleared|passed|tested", "completed as required|requested|planned|expected|specified",
    "gave no cause", "found ~2 in order", "=green",
)  # fmt: skip

_NEWS = "mail|mails|email|e_mail|message|note|letter|notice|notification|line|word|request|information|heads_up|update|explanation|announcement|proposal"

_MAIL = "mail|email|e mail|message|note|letter|notice|notification|word|request|proposal|announcement"

TOLD: tuple[str, ...] = (
    "/ (?:has|have|ive|weve|theyve|had|got|were(?<! we were)|been|was(?<! i was)) (?:already |just |now |also |been )*told(?! (?:you|me|us|so|that you|by|to) )(?= )",
    "/ (?:i|we|ive|weve|have|has|just|already|and) (?:just |already |also |then )?(?:told|asked|messaged|texted|pinged|updated|mailed|emailed|informed|notified|alerted|contacted|wrote to|written to|sent) (?:them|her|him)(?= )",
    "/ (?:i|we|ive|weve|have|has|just|already) (?:just |already |also )?let (?:them|her|him)(?: all)? know(?= )",
    "/ (?:has|have|theyve|had|s) (?:just |already |also |now )*been (?:contacted|informed|notified|briefed|messaged|mailed|emailed|advised|updated|alerted|written to|approached|asked|warned)(?= )",
    "/ (?:is|are|was|were|s|now|both) (?:all |now |already |also |kept |brought )*(?:in the (?:loop|picture|know)|up to (?:date|speed)|in touch|aware|on notice)(?= )",
    "knows of|about|that", "/ know(?<! i know)(?<! we know)(?<! you know) (?:of|about|that)(?= )", "/ know(?:s|(?<! i know)(?<! we know)(?<! you know)) what s (?:going on|happening|up|coming)(?= )",
    "/ (?:were|was|been)(?<! i was)(?<! we were) given (?:the |our |a )?(?:new |revised |later )?(?:date|news|notice|reason|explanation|information|facts)(?= )",
    "has|have the facts", "/ (?:know|knows) (?:now|already|by now)(?= )",
    f"has|have|holds|received|got|gets our|the|my|a|an|due|this|it|full ~1 {_NEWS}|news", f"received|got {_NEWS}|news|word", f"received our|my|the {_NEWS}|news", "heard ~1 from me|us", "/ (?:was|were) (?:already |just )?written to(?= )", "has|have ~4 in writing", "has|have ~5 on her|his|their desk",
    f"{_NEWS} ~5 is|are|s with", "broke|broken|brought ~1 news", "in contact|touch|correspondence|conversation with",
    f"/ (?:contact|outreach|briefing|conversation|communication|notification|information)(?: (?!(?:{_DENIALS}|to) )[^ ]+){{0,5}} (?:was made|has been made|is made|made|established|took place|taken place|happened|is done|was done|done|completed|complete|sent|went out|is taken care of)(?= )",
    f"/ (?:my|our|the|an?|^)(?: [a-z]+)? (?:{_MAIL})(?: (?!(?:{_DENIALS}|from|by|your|to you|to me|to us|has to|have to|in) )[^ ]+){{0,8}}?"
    "(?: (?:has|have|is|are|was|were|s|already|just|been|now))* (?:out|gone|delivered|sent|away|on (?:its|the) way|left|reached|arrived|went)(?! to (?:me|us|you|him) )(?! (?:me|us|you) )(?= )",
    f"/^ (?:{_MAIL})(?: (?!(?:{_DENIALS}|from|by|your|to you|to me|to us) )[^ ]+){{0,8}}? (?:is out|is gone|gone|sent|went out|delivered|away|left)(?= )",
    "/ knows(?= (?:$|now|already|too|since|by now) ?)", "made ~2 aware", "been given ~2 notice|word|news|explanation|information|letter|heads_up",
    "took|taken care ~1 of informing|notifying|telling|contacting|updating|briefing",
    "/ (?:informing|notifying|contacting|telling|briefing) (?:the |ms )?[a-z]+(?: [a-z]+)? (?:is|was|has been) (?:now |already )?(?:done|complete|completed|taken care of|behind us|sorted)(?= )",
    "heard ~6 from me|us", "=told", "=informed", "no longer ~1 in_the_dark|unaware", "filled ~2 in on", "brought ~3 up_to speed|date",
)  # fmt: skip
