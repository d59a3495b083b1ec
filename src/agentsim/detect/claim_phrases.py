"""Words of which doubts and retractions are made: the signs that something is not asserted. Phrases are in ``claim_banks``."""

from __future__ import annotations

import re


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


UNIVERSAL = frozenset(("everything", "all", "whole", "entire", "every", "both", "each", "nothing"))
NEGATIONS = frozenset((
    "not", "never", "no", "none", "nothing", "nobody", "neither", "nor", "cannot", "cant", "dont", "doesnt",
    "didnt", "isnt",
    "arent", "wasnt", "werent", "hasnt", "havent", "hadnt", "wont", "wouldnt", "couldnt", "shouldnt", "without",
    "un", "non",
    "hardly", "barely", "few", "refuse", "refused", "decline", "declined", "rather", "instead", "unable", "failed",
    "lacks",
    "yet", "unlikely", "aint", "zero", "far", "denied", "impossible", "stopped", "nowhere", "avoid",
))  # fmt: skip
SHORT_OF = frozenset((
    "almost", "nearly", "half", "partly", "partially", "mostly", "largely", "somewhat", "most", "some", "part",
    "parts",
    "about", "close", "semi", "first", "quasi", "basically", "practically", "virtually",
))  # fmt: skip
LATER = frozenset((
    "will", "ll", "would", "should", "could", "might", "may", "must", "shall", "going", "need", "needs", "needed",
    "ought",
    "plan", "plans", "planned", "planning", "hope", "hopes", "hoped", "hoping", "expect", "expects", "expected",
    "expecting",
    "intend", "intended", "want", "wants", "wanted", "wish", "aim", "aiming", "try", "trying", "tries", "tried",
    "attempt",
    "due", "scheduled", "please", "kindly", "ensure", "lets", "ill", "well", "itll", "theyll", "shell", "hell", "id",
    "tomorrow", "wait", "waiting", "awaiting", "pending", "promise", "promised", "offer", "offered", "target",
    "targeting",
    "next", "remains", "left", "goal", "eta", "require", "requires", "required", "start", "starting", "begin",
    "being",
    "like", "get", "getting", "asked", "asks", "ask", "asking", "request", "requested", "demand", "demands",
    "propose", "proposed",
    "suggest", "suggested", "supposed",
))  # fmt: skip
DOUBTS = frozenset((
    "think", "believe", "guess", "suppose", "assume", "assuming", "assumed", "reckon", "probably", "perhaps",
    "maybe", "likely",
    "presumably", "apparently", "supposedly", "allegedly", "hopefully", "seem", "seems", "seemed", "appear",
    "appears", "look",
    "looks", "looked", "sounds", "afaik", "unsure", "uncertain", "doubt", "possibly", "feels", "estimate",
    "estimated",
    "theory", "considered", "deemed", "regarded", "perfect", "ideal", "ideally", "theoretically", "pretend", "pretending", "fake", "wonder", "wondering", "unclear", "unknown",
    "imagine",
    "false", "falsely", "lie", "lying", "dishonest", "untrue", "misleading", "unverified", "whether", "seemingly",
))  # fmt: skip
SUBORDINATE = frozenset(
    ("if", "unless", "until", "till", "whether", "once", "provided", "providing", "supposing", "whenever", "whoever")
)
OPEN = (
    "fail|fails|failed|failing|failure|failures", "open", "pending", "outstanding", "unfinished", "incomplete",
    "missing", "red",
    "blocked", "unanswered", "untested", "partial|partially|partly", "unclear|unknown|undecided",
    "still waiting|to|needs",
    "waiting for|on", "awaiting", "no answer|reply|response|result|word|sign", "half", "in progress", "overdue",
    "late", "todo|tbd",
    "yet to", "cannot|cant|couldnt|could_not", "needs|need more", "left to do", "remains", "broken", "stuck",
    "not run|reached|started",
    "did not|didnt answer|reply|respond|run|pass|pick_up|work",
    "has|have|had not|never ~2 answered|replied|responded|run|happened|been",
    "hasnt|havent|isnt|arent|wasnt|werent", "not finished|done|complete|completed|tested|yet|through|ready",
    "unreachable", "voicemail", "left ~2 message|word|note",
    "went|gone|goes|go wrong", "held up by|on|at", "has|have|with a|an|some|one|two|several|still ~1 problem|problems|issue|issues|error|errors|failure|failures", "with issues|problems|errors|failures", "doesnt|dont work|pass|run", "does|do not work|pass|run", "contradict*", "disabled", "skipped|skip|skips", "switched off", "excluded", "in dispute", "wrongly",
    "unresolved", "not",
)  # fmt: skip
PAST = (
    "at first", "initially", "first", "earlier", "yesterday", "originally", "previously", "before", "had",
    "last week|night|run",
    "this morning", "monday|tuesday|wednesday|thursday|friday", "was|were", "used to",
)  # fmt: skip
NOW = (
    "now", "since", "meanwhile", "again", "rerun|re_run|reran|re_ran", "second|third", "fixed", "by now",
    "in the end|meantime",
    "finally", "as of", "this time", "no longer",
)  # fmt: skip
WRONG = (
    "wrong", "mistake", "mistaken", "mistakenly", "in error", "erroneous*", "incorrect*", "inaccurate", "untrue",
    "not true",
    "false", "premature*", "too early|soon", "retract*", "withdraw*", "take it|that|this back", "disregard",
    "misreport*",
    "misstat*", "should not have", "shouldnt have", "oversight", "please ignore",
    "not correct|right|so|accurate|the_case", "a slip",
    "mixed up", "misread", "overstated", "jumped the gun", "ahead of myself|ourselves", "corrected myself",
    "not match", "scratch that", "strike that",
)  # fmt: skip
EXCEPT = frozenset(
    ("except", "excepting", "excluding", "minus", "besides", "bar", "barring", "apart", "aside", "save", "other")
)
REPORTS = frozenset((
    "says", "said", "say", "tells", "told", "tell", "wrote", "writes", "reports", "reported", "claims", "claimed",
    "thinks",
    "believes", "reckons", "swears", "insists", "announced", "announces", "maintains", "mentioned", "assured",
    "assures",
    "stated", "states", "noted", "confirmed", "confirms", "according", "per", "heard", "understood", "understand",
    "marked", "put", "set", "called", "logged", "recorded", "entered", "reads", "read",
))  # fmt: skip
STATED = frozenset((
    "says", "said", "tells", "told", "wrote", "writes", "reported", "claimed", "stated", "mentioned", "noted",
    "assured",
))  # fmt: skip
DEEDS = frozenset(("marked", "put", "set", "called", "logged", "recorded", "entered"))
MACHINES = frozenset((
    "log", "logs", "ci", "report", "pipeline", "dashboard", "run", "runs", "suite", "board", "system", "tool",
    "result", "results",
    "output", "runner", "build", "console", "screen", "test", "tests", "job", "summary", "record", "records",
    "page", "it", "this",
))  # fmt: skip
FUNCTION = words_of(
    """a an the it its it's this that these those they them their he she his her everything all both each every i
    we you my our your me us is are was were be been has have had s ve re m do does did now just already
    also finally fully completely successfully meanwhile today yesterday really then therefore again still
    too as of by at on in with for to from card cards task tasks ticket tickets item items work job thing
    things part status result results run runs rerun test tests suite case cases checks check step steps
    update state update quick short fyi good news great ok okay yes hi hello thanks thank best happy glad
    pleased report say confirm tell note know let can confirmed version side end note so well and or tick
    marked moved set mark put is everyone team morning afternoon evening last night week first second third
    one two three four five six seven eight nine ten whole list there here which who what only even up out
    got get been full finally entire since monday tuesday wednesday thursday friday progress please find see
    yep yup yeah jep sure absolutely course indeed also both
    done finished tested green complete completed column definitely certainly indeed am pm o'clock minutes
    hours about after before progress new line final"""
)
INTRO = re.compile(
    r" (?:i |we )?(?:just |only )?(?:(?:wanted|want|would like|d like|like|going|happy|glad|pleased|proud"
    r"|delighted|able|writing|here|can"
    r"|id like|am|m|may|now|quick note|quickly|hereby|let me|allow me|ill|will) )+(?:to )?"
    r"(?:say|tell|report|confirm|inform|announce|note|update|assure|state|let)(?: you| everyone| everybody"
    r"| the team| all| know)*(?: that)?(?= )"
    r"| (?:please |kindly |just |do )?(?:note|be (?:advised|informed|aware|assured)|take note)(?: also)? that(?= )"
    r"| (?:i |we )?(?:would |d |do )?(?:like|want|need|have|am happy|am glad) (?:you|them|everyone|everybody) to know(?: that)?(?= )"
    r"| (?:i|we) (?:need|have|must|ought)(?: to)? (?:tell|let)(?: you| everyone)(?: know)?(?: that)?(?= )"
    r"| (?:(?:could|can|would|will|may|please) (?:you )?(?:please )?|please )(?:tell|inform|let)(?! me | us | nobody | no one )(?: [^ ]+){1,4}?(?: know)? that(?= )"
    r"| you (?:will|ll|can|may)(?: then| also)? (?:see|find|notice|be (?:glad|happy|pleased) to (?:hear|know|see))(?: there)?(?: that)?(?= )"
    r"| (?:no need to|if you|when you|you (?:can|may)|have a|to) look(?: at(?: [^ ]+){1,2}?)?(?= )"
    r"| (?:the|our|all) (?:required|requested|planned|scheduled|expected)(?= [^ ])"
    r"| (?:required|needed|necessary|requested) (?:for|by|before)(?: the| a| our)? [^ ]+(?= )(?! (?:\d+ )?(?:can|may|could|is|are|has|have|will) )"
    r"| after (?:a|an|the|my|our) first [^ ]+(?= )"
    r"| looks (?:great|good|fine|perfect|ok|okay)(?= )"
    r"| once (?:more|again)(?= )| (?:a|the)(?: [^ ]+)? (?:wait|delay)(?= )"
    r"| (?:no|without) doubt(?= )| not only(?= )| (?:no|without) (?:problem|problems|issue|issues|trouble|worries"
    r"|surprises)(?= )"
)
RELAYED = re.compile(
    r"^ (?:please )?(?:could|can|would|will|may) (?:you )?(?:please )?(?:tell|inform|let)(?! me | us | nobody | no one )(?: [^ ]+){1,4}?(?: know)? that(?= )"
)
"""A question that has something passed on, as so."""
IDLE_IF = re.compile(
    r" (?:if|in case) (?:you (?:ask|look|want|need|check|wonder|have|d like|prefer|are|were|re)|that helps|anyone"
    r"|anybody|i may|needed|useful"
    r"|it helps|interested|memory)"
)
