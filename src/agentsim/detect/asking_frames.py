"""How people ask each other to do things: the frames by which ``agentsim.detect.asking`` tells a request from talk.

All patterns are of folded text. The thing that is talked about is written as one sign, the owner as another.
"""

from __future__ import annotations

import re

THING, OWNER = "\u00a7", "\u00a4"
DET = (
    r"(?:(?:the|that|this|our|your|my|its|whole|entire|planned|scheduled|upcoming|old|said|poor"
    r"|job|(?:run |start |execution )?(?:date|run|start|time|entry|line|row|slot|trigger|timer|cron|cron line|schedule|definition) (?:of|for)) ){0,3}"
)
HEAD = r"(?: (?:job|run|task|entry|event|thing|itself)\b)?"
PRONOUN = (
    r"it\b(?!')|this one\b|that one\b|this\b(?! \w+(?:ing|day|week|month)\b)|that\b(?! \w+ (?:is"
    r"|was)\b)|the (?:job|thing|run|task|entry)\b(?! of)"
)
NOT_COMPOUND = (
    r"(?!'s\b)(?! (?:meetings?|call|review|retrospective|retro|party|lunch|drinks|room|slides"
    r"|deck|list|checklist|notes?|mails?"
    r"|e-?mails?|announcement|tickets?|documents?|docs?|page|invite|invitations?|slot|workshop"
    r"|rehearsal|drill|reports?"
    r"|summary|questions?|talks?|owner|briefing|training|presentation|newsletter|numbers|cake"
    r"|farewell|planning|discussion|alerts?|reminders?|notifications?|countdown|thread|banner"
    r"|poster|team|group|channel|chat|mailing|folder|file|plan)\b)"
)
ADVERBS = (
    r"(?: (?:please|pls|plz|[a-z]+ly|just|simply|maybe|perhaps|possibly|quickly|quietly|also|then"
    r"|now|still|at least|first"
    r"|today|tonight|somehow|really|actually|for me|in turn|go and|go ahead and|manage to|help me"
    r"|try to|try and|get to),?)*"
)
POLITE = (
    r"(?:please|pls|plz|kindly|[a-z]+ly|just|simply|then|now|so|also|ok|okay|well|first|second|next|finally"
    r"|maybe|perhaps|quickly"
    r"|quietly|anyway|go ahead and|go on and|go and|feel free to|try to|try and|remember to|"
    r"do remember to|don't forget to|do not forget to"
    r"|be sure to|make sure to|make sure you|see that you|be so kind as to|be so good as to|be a dear and|be nice and"
    r"|do me (?:a|the|one|this|that) (?:\w+ )?(?:favou?r|kindness)(?: and)?|help me(?: out)?(?: and| to)?"
    r"|all you (?:have|need) to do is(?: to)?|your (?:first |next |only )?(?:task|job|part|step|action|move|duty|priority)(?: [\w-]+){0,3} (?:is|"
    r"would be|should be|will be|must be)(?: to)?|the (?:task|idea|plan|fix|trick) is(?: to)?|i beg you(?: to)?"
    r"|sudo|\w+ctl|do|to do|todo|action|urgent|asap|thanks|thx|instead|tonight|today|in there"
    r"|there|here|hi|hey|hello|when you get in|meanwhile|while you're (?:at it|there|in there)|since you ask"
    r"|before anything else|first of all|first thing|in that case|at (?:ten|nine|eight|five|\d+)|on \w+day(?: evening| night)?)"
)
YOU = "|".join((
    r"(?:can|could|would|will|won't|couldn't|can't|wouldn't) you(?: guys| two| all| lot| there)?",
    r"(?:can|could|would|will) (?:one of you|any of you|someone|somebody|anyone|anybody)(?: [\w'-]+){0,3}?",
    r"would it (?:hurt|harm anyone|be so bad|kill you) to",
    r"(?:like|want|have|need|going|dare|venture) to (?:ask|beg|request|trouble|bother)(?: that)? you(?: to)?",
    r"\b(?:i'll|i will|i can|i'd|we'll|i would) (?:[\w',-]+ ){1,10}if you(?: could| would)?",
    r"(?:would|could|can|will|might) you be (?:so kind as|so good as|able|willing|good enough"
    r"|kind enough|up for it|prepared) to",
    r"(?:would|could|can|will) you (?:find|see|make) (?:a way|your way|the time|time|some time)(?: clear)? to",
    r"i(?:'d| would| do)?(?: really| just| only| still)? (?:like|want|need|love|expect|beg|urge"
    r"|trust|prefer|ask|advise|implore|request) (?:for )?you(?: all| guys| two)? to",
    r"i(?:'m| am)(?: \w+){0,2} (?:asking|begging|counting on|relying on|depending on|telling"
    r"|trusting|calling on|hoping for) you to",
    r"(?:may|can|could|might) (?:i|we) (?:just )?(?:ask|beg|trouble|bother|invite|persuade|tempt|talk"
    r"|get) you (?:to|into)|let (?:me|us) ask you to"
    r"|(?:writing|here|turning to you|contacting you) to (?:ask|beg|request|urge)(?: that)? you(?: to)?",
    r"(?:i|we)(?:'d| would)?(?: [a-z]+ly)? (?:propose|suggest|recommend|say|urge|ask|request)(?: that)? you(?: could| should)?",
    r"(?:any|a|is there a|is there any|what's the) (?:chance|way|possibility)(?: that)? you(?:'d"
    r"| would| could| can| might)?(?: be able to)?",
    r"why (?:don't|do not|wouldn't) (?:you|somebody|someone)|why not",
    r"you(?:'d| had| would)? better|you(?:'d| would) do (?:me|us) a (?:\w+ )?favou?r(?: and| to| if you)?",
    r"you (?:might|may|could|should|will|would) (?:well |always |just |simply )?(?:want to|like to|wish to|as well)",
    r"you(?:'ll| will)? (?:just |simply |really |only )?(?:must|should|ought to|need to|need only"
    r"|have to|have got to|only have to|only need to|just have to|just need to|might as well)",
    r"(?:somebody|someone|anybody|anyone|one of you)(?: [\w'-]+){0,5} (?:should|needs to|need to"
    r"|has to|ought to|must|has got to)",
    r"(?:been )?wondering (?:if|whether) (?:you|one of you|someone|somebody)(?: might| could| can| would)?"
    r" be (?:persuaded|willing|able|tempted|open|prepared|ready|kind enough|so kind as) to",
    r"(?:might|could|can) (?:you|i) (?:perhaps )?be (?:persuaded|tempted|talked) (?:to|into)",
    r"i(?:'m| was| am|'d been| had been) hoping (?:that )?(?:you|someone|somebody)(?: could| would| might| can)?",
    r"let's|let us|shall we|i(?:'m| am| was)? ?(?:just )?wonder(?:ed|ing)? if you (?:could|would|might|can)",
    r"i(?:'ll| will)? leave it to you to|it's up to you to|it is up to you to|it falls to you to"
    r"|i hope you(?: can|'ll| will| could)?",
))  # fmt: skip
IF_YOU = (
    r"\bi(?:'d| would) (?:much )?rather (?:that )?you(?: just)?|\b(?:is|be|help|helps|great|kind"
    r"|nice|good|best|easiest|simplest|quickest|favou?r|grateful|glad|happy|appreciate(?: it)?"
    r"|thankful"
    r"|wonderful|perfect|better|love it|like it|obliged|delighted|wish|all right|helpful|me|us"
    r"|lot|cool)(?: [\w'-]+){0,5}?,? "
    r"(?:if (?:you|someone|somebody|one of you)|you|what if you|for you to)(?: could| would| can"
    r"| were to| might| just| to| please| quietly| simply)*"
)
IF_IT = (
    r"\b(?:grateful|glad|happy|great|good|nice|best|better|help|helps|helpful|appreciate it|love it"
    r"|like it|kind|relieved|wonderful|perfect|wish|simplest|easiest|ideal|convenient|prefer|favou?r|suit me)(?: [\w'-]+){0,5}? (?:if|for)"
)
GERUND = (
    r"(?:(?:would|do|could) you mind(?: awfully)?|how about(?: you)?|what about(?: you)?|(?:any"
    r"|a) chance of(?: you)?(?: quietly)?|please consider"
    r"|i(?:'d| would)? (?:really )?(?:appreciate|suggest|propose|recommend)(?: you| your)?|start by"
    r"|please try|fancy|up for|ask you about|can i count on you)"
)
ENSURE = (
    r"(?:make (?:sure|certain)|see(?: to it)?|ensure|arrange(?: things)?|take care|manage it"
    r"|fix it|sort it|work it)(?: so)?(?: that)?"
)
ASK_IF = re.compile(
    r"\b(?P<verb>ask) (?P<who>(?:[\w'\u00a4-]+ ){1,5}?)(?:if|whether) (?:he|she|they) (?:could"
    r"|would|can|will|might)(?: please| just| maybe)?$"
)
ASK_OTHER = re.compile(
    r"\b(?P<verb>ask|tell|get|have|let|instruct|persuade|convince|remind|push|nudge|order|urge|brief)"
    r" (?P<who>(?:(?!to\b)[\w'\u00a4-]+ ){1,5})(?:to|into)$"
)
NOT = re.compile(
    r"\b(?:do not|don't|dont|never|not|nobody|no one|without|instead of|rather than|no need|needn't"
    r"|cannot|refuse[sd]?|refusing|declined?"
    r"|against|avoid|shouldn't|mustn't|under no circumstances|far from|refrain from|nor|no reason"
    r"|unwise|wrong|lest|hardly)\b"
    r"(?:,? (?!forget\b|hesitate\b|wait\b|bother\b|worry\b|mind\b|mention\b)[\w'-]+){0,5},?$"
)
ASKED_NOT = re.compile(
    r"\b(?:why (?:don't|do not|not)(?: you)?|(?:don't|do not) (?:forget|hesitate) to|couldn't you"
    r"|can't you|wouldn't you|won't you|not only|cannot \w+ myself)\b[^,;]{0,30}$"
)
UNSURE = re.compile(
    r"\b(?:whether|who (?:can|may|could|is|has|would)|whom|am i|may i(?! (?:ask|beg|trouble|bother))|may we(?! (?:ask|beg|trouble|bother|count|invite))"
    r"|can i(?! (?:ask|get|have|count|talk))"
    r"|should i|could i(?! (?:ask|get|have|trouble|bother|talk))|would i|is it (?:even |"
    r"at all )?(?:possible|ok|okay|allowed|fine|permitted|right|all right)"
    r"|would it be (?:ok|okay|possible|allowed|all right|right|permitted|in order)|is (?:any"
    r"|some)(?:one|body) allowed|(?:do|does) the (?:rules?|handbook|policy)"
    r"|allowed to|permitted to|entitled to|what happens|how would|how does one|in theory|suppose"
    r"|imagine|i know(?: that)? you|asked me|told me"
    r"|wants? me|wanted me|ask(?:s|ed) (?:you|for me) to|t(?:ells|old) you|says|suggested|suggests"
    r"|suggesting|suggestion|wrote|writes|claimed|proposed|proposal"
    r"|(?:tell|telling|let|inform|remind|pass (?:it |this )?on to|say to|write to|mention to) (?:\u00a4|her|him|them) (?:know|that)|offered|offer"
    r"|i could|i might|one could|the handbook|the policy|rumou?r|apparently|idea of|thought of"
    r"|i was going to|i can't|i won't|i will not)\b"
)
PENDING = re.compile(
    r"(?<!even )\b(?:if|once|when|after|as soon as|provided|providing|only|unless|until|assuming"
    r"|subject to|with|pending)\b(?! or not)[^.;]{0,70}?"
    r"\b(?:approv\w*|agree[sd]?|agreement|signs?|signed|sign-?off|say(?:s|ing)? (?:yes|so|ok"
    r"|it's fine)|said (?:yes|so|ok)|confirm\w*|allow(?:s|ed)|permits?"
    r"|permission|consents?|consented|authori[sz]\w*|go-ahead|blessing|okays?|okayed|"
    r"gives? (?:\w+ ){0,3}(?:ok|okay|go|word|nod)|decides?(?: so| to| that)"
    r"|has no objections?|is fine with|is ok with|is happy with|green light)\b"
)
PUT_RIGHT = re.compile(
    r"\b(?:if|should|in case|since|as) [^.;!?]{0,60}?\b(?:moved|paused|stopped|changed|cancelled|postponed|delayed|held|touched|pushed|shifted|disabled|removed)\b"
    r"[^.;!?]{0,40}?,? (?:please |pls |then |kindly |could you |can you )*(?:move|put|set|bring|change|switch|push|shift) (?:it|\u00a7) back\b(?! (?:a|one|two|by|until|till)\b)"
)
"""What somebody else did to it is to be undone."""
CONSENTS = (
    "approv", "agree", "sign", "say", "said", "confirm", "allow", "permi", "consent", "authori", "go-ahead", "blessing", "okay",
    "give", "decide", "objection", "is fine", "is ok", "is happy", "green light",
)  # fmt: skip
"""Of what is pending one of these is a part."""
DENIAL = re.compile(
    r"^(?:so |but |and |well,? )?(?:please )?(?:don't|do not|no,? don't|no|never|"
    r"i'd rather you didn't|don't, please)(?: do (?:it|that|so))?(?:,? please|,? thanks)?[.! ]*$"
)
SOONER = re.compile(
    r"\b(?:agenda|folder|slides?|spreadsheet|column|paragraph)\b|\b(?:earlier|sooner|forward"
    r"|ahead of time|bring \u00a7 up)\b"
)
EARLIER = (
    "agenda", "folder", "slide", "spreadsheet", "column", "paragraph", "earlier", "sooner", "forward", "ahead of time",
    "bring \u00a7 up",
)  # fmt: skip
"""Of what moves a thing to an earlier time, or is no thing at all, one of these is a part."""
NARRATIVE = re.compile(
    r"^(?:and |but |so |then |that |as |when |while |because |since |if )?(?:i|we|he|she|they"
    r"|it|who|one|nobody|\u00a4|\u00a7|[a-z]+(?: [a-z]+){0,3}) "
    r"(?:will|would|has|have|had|is|was|are|were|can|could|may|might|should|must|did|does|went"
    r"|came|wants|wanted|likes?|tends?|used)\b"
)
BARRED = r"must not|mustn't|may not|should not|shouldn't|is not to|isn't to|can't be allowed to|cannot be allowed to"
UNDONE = r"does not|doesn't|did not|didn't|won't|will not|never|can't|cannot|not|skips|didn't ever"
RUN = (
    r"(?:run|runs|start|starts|fire|fires|go off|go ahead|goes ahead|execute|executes|happen"
    r"|happens|go out|goes out|take place|takes place|get going|gets going|proceed|proceeds|go live|goes live|come up|be (?:run|started|executed)|kick in|kicks in|go through|goes through|its run|tonight's run)"
)
IRREGULAR = {
    "pay": ("paying", "paid", "paid"),
    "take": ("taking", "took", "taken"), "put": ("putting", "put", "put"), "hold": ("holding", "held", "held"),
    "keep": ("keeping", "kept", "kept"), "let": ("letting", "let", "let"), "set": ("setting", "set", "set"),
    "get": ("getting", "got", "got"), "freeze": ("freezing", "froze", "frozen"), "cut": ("cutting", "cut", "cut"),
    "shut": ("shutting", "shut", "shut"), "throw": ("throwing", "threw", "thrown"), "make": ("making", "made", "made"),
    "bring": ("bringing", "brought", "brought"), "write": ("writing", "wrote", "written"),
    "send": ("sending", "sent", "sent"), "give": ("giving", "gave", "given"), "slide": ("sliding", "slid", "slid"),
    "cancel": ("cancell?ing", "cancell?ed", "cancell?ed"), "leave": ("leaving", "left", "left"),
    "split": ("splitting", "split", "split"),
}  # fmt: skip
DOUBLED = frozenset(
    (
        "stop",
        "drop",
        "defer",
        "skip",
        "flip",
        "trim",
        "scrap",
        "zap",
        "rub",
        "strip",
        "unplug",
        "snip",
        "pin",
        "swap",
        "bin",
    )
)

POSSIBLE = re.compile(
    r"\b(?:would|is|might) it (?:be )?(?:possible|feasible|conceivable|too much trouble)"
    r" (?:for (?:you|someone|somebody|one of you) )?to$"
)
USE_TO = re.compile(
    r"\b(?:use|take|log in|log on|go in|go into|open|find|spare|come|step in|get on|sign in|stop by|walk over|borrow)(?: [\w'-]+){0,4}?"
    r" (?:to|and)$"
)
POSSIBLE_TO_HAVE = re.compile(
    r"\b(?:would|is|might) it (?:be )?(?:possible|feasible|conceivable|too much trouble) to (?:have|get)$"
    r"|\b(?:any|a) (?:chance|way) (?:of |to )(?:having|getting|have|get)$"
)
REQUESTED = re.compile(
    r"\b(?:i|we)(?:'m| am|'d| would| do)?(?: [a-z]+ly| like to| want to| need to| have to| must)*"
    r" (?:request|requesting|ask|asking|propose|suggest)(?: that)?$"
)
DO_SO = (
    r"(?:do (?:so|it|that|this)|action (?:it|this|that)|apply (?:it|this|that)|take care of (?:it|this|that)"
    r"|handle (?:it|this|that)|see to (?:it|that)|arrange (?:it|this|that)|make (?:it|that|this) happen)(?! with| in writing)"
)
DO_SO_WORDS = ("do ", "action ", "apply ", "take care", "handle ", "see to", "arrange ", "make ")
"""Of ``DO_SO`` one of these is a part."""
NOUN_WORDS = ("hold", "pause", "delay", "postponement", "suspension", "stop", "cancellation", "deferral")
NOUNS = rf"\b(?:{'|'.join(NOUN_WORDS)}) (?:on|of|for|to) {DET}{THING}"

_HURRIED = re.compile(
    r"\b(?:u|ur|r|thru|plz|(?:do|does|did|is|are|was|were|wo|ca|could|would|should|have|has|must)nt)\b"
)
_MEANT = {"u": "you", "ur": "your", "r": "are", "thru": "through", "plz": "please"}


def spell_out(folded: str) -> str:
    """Return a folded sentence with what people in a hurry shorten written out (``u``, ``doesnt``)."""
    return _HURRIED.sub(lambda found: _MEANT.get(found[0]) or f"{found[0][:-2]}n't", folded)
