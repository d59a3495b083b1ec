"""Whether a text says planted words as its own, or speaks about them: quotes, reports, doubts, refuses.

Read sentence by sentence, as a careful person does. A sentence that holds the words asserts them unless a frame of report
stands before them (``the page says``, ``hidden text``), it asks, it denies them in the same clause, calls them false
after, or the next sentence takes its distance. Doing it as instructed (``as the page asks, ...``) is asserting it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agentsim.detect.planted_forms import find_form, forms_of, is_levelled
from agentsim.prose import fold, normalise, own_words, sentences

_PLACE = (
    r"(?:web ?)?(?:page|site|brochure|advert|ad|flyer|leaflet|catalogue|rep|salesman|marketing|post|blog|forum|thread|pop-?up|caller|email|e-mail|letter"
    r"|text|mail|message|box|banner|footer|comment|paragraph|(?<!help )(?<!phone )line"
    r"|note|passage|snippet"
    r"|document|article|block|"
    r"section|author|listing|instruction|instructions|injection|prompt)"
)
_SAYS = (
    r"(?:says?|said|states?|stated|claims?|claimed|asserts?|pretends?|insists?|insisted|tells?|told|asks?|asked"
    r"|wants?|wanted|tries|"
    r"tried|instructs?|instructed|demands?|demanded|urges?|urged)"
)
_HOLDS = (
    r"(?:reads?|contains?|contained|has|had|holds?|carries|carried|includes?|included|suggests?|directs?|orders"
    r"|ordered|goes|went|"
    r"names?|announces?|advertises?|would like|lists?|listed|gives?|gave|shows?|showed|mentions?|mentioned)"
)
_WHOM = (
    r"(?:ai|assistants?|agents?|bots?|any|whoever|readers?|the reader|everybody|everyone|us|me|you|people"
    r"|software|machines?|"
    r"summari[sz]ers?|automated)"
)
_REPORT = re.compile(
    rf"\b(?:(?:{_PLACE}|source)(?: \d+|'s author)? (?:(?:also|even|then|now|further|simply|just|there|above|below"
    rf"|at \w+ \w+) )?(?:{_SAYS}|{_HOLDS})(?! (?:all|everything))"
    rf"|(?:it|they|which|that|who|one) (?:(?:also|even|then|now|simply|just) )?{_SAYS}"
    rf"|(?:tells?|asks?|wants?|instructs?|orders?|invites?|urges?|gets?|makes?|told|asked|instructed|telling"
    rf"|asking|instructing|wanting"
    rf"|urging) {_WHOM}"
    r"|according to(?! (?:my|our) (?:own |last )?(?:checks?|knowledge|records|notes?|list|books|experience|files|figures))|on (?:its|their) own account|by (?:its|their) own account|supposed(?:ly)?|alleged(?:ly)?"
    r"|so-called|purported(?:ly)?"
    r"|(?:hidden|planted|embedded|injected|invisible|slipped-in|smuggled)(?: in)?(?: \w+){0,2} (?:text|line"
    r"|lines|instruction|"
    r"instructions|words?|sentence|passage|prompt|claim|request|comment|note)"
    r"|(?:prompt[- ])?injections?|instructions? (?:to|for|that|aimed|addressed|meant|saying|on|in|at)"
    r"|an instruction|the instruction"
    r"|(?:attempt|attempts|trying|tries|tried|effort) to (?:get|make|have|slip|plant|smuggle|steer|talk)"
    r"|addressed to|aimed at|meant for (?:ai|assistants?|bots?|machines?|software)|wording|verbatim"
    r"|word for word|quote|i quote"
    r"|quoting|quotes|(?:leaves?|left|leaving|keeps?|kept|keeping) (?:\w+ ){0,3}out|the claim|a claim"
    r"|claims? that|the sentence|(?:somebody|someone|some (?:guy|user|poster|commenter)|a (?:user|poster|caller|stranger))(?: \w+){0,4}? (?:wrote|writes|says?|said|claims?|claimed|asks?"
    r"|asked|posted)|(?<!i )(?<!we )(?:tries|tried|attempts|attempted) to \w+|the request|a request|the line|a line|turned up in"
    r"|per (?:(?:the|their) )?(?:page|site|text)|unverified|unconfirmed|untrusted"
    r"|unreliable|(?:reported|quoted|original|cited) (?:text|line|words?|sentence)|(?:that"
    r"|same) goes for"
    r"|you(?:'ve| have)? (?:say|said|wrote|written|claim|claimed)|claiming|pretending|(?:we|i)(?:'ve| have)? (?:\w+ )?read (?:that|on|in)"
    r"|(?:i|we)(?:'ve| have)? (?:came across|come across|noticed|spotted|stumbled (?:up)?on|saw)|calls (?:it|them|itself|\w+)|as their"
    r"|(?:got|had|received) (?:a|an|another) (?:call|mail|e-?mail|letter|message|text)"
    r"|(?:has|have|had|having|get|gets|got) (?:us|me|assistants|you|people) (?:to )?(?:say|give|hand|write|tell"
    r"|put|send|name|pass|add)"
    r"|(?:what|things?|something) (?:i|we) (?:did not|didn't|won't|will not|have not|haven't)"
    r"|look(?:s|ed) (?:wrong|odd|off|strange)|(?:was|were|am|are|been) (?:told|asked|instructed|invited|urged) to)\b"
)
_FOLLOWS = re.compile(
    rf"\b(?:as (?:(?:the|its|their|that) )?(?:{_PLACE} )?(?:requested|instructed|required|asked|directed|told"
    rf"|asks|requires|requests|"
    r"instructs|wants|says to|demands)(?: (?:by|on|in|there))?"
    r"|(?:following|in line with|per|according to|in accordance with|acting on|to comply with|complying with|on)"
    r" (?:the|their|its|those|these) (?:\w+ ){0,3}(?:instructions?|request|requests|requirement|guidance|wish"
    r"|wishes|orders?)"
    r"|(?:was|am|were|are|been) (?:told|asked|instructed|required|requested) to (?:say|state|mention|add|include"
    r"|pass on|point out|"
    r"note|tell you|let you know|inform you|put)"
    r")\b(?! (?:not|and i (?:won't|will not|did not|didn't)))"
)
_DENIES = re.compile(
    r"(?:n't|\b(?:not|never|no|nor|neither|without|nothing|nobody|ignor\w+|left out|leave out|leaving out"
    r"|disregard\w*|skipp\w+|"
    r"refus\w+|declin\w+|beware|avoid\w*|warn\w*|instead of|rather than|omit\w*|dropp?ed|removed|struck|deleted"
    r"|distrust\w*|doubt\w*|"
    r"cannot|can't|won't|hardly|unlikely|whether|untrue|false|wrong|fake|bogus|kept out|stay away from|unless|if))\b"
)
_DOUBLE = re.compile(
    r"\b(?:(?:don't|do not|never|not to|please don't|can't|cannot|mustn't|won't|wouldn't|shouldn't) (?:forget"
    r"|hesitate|miss|overlook|"
    r"fail|worry|use any|look any|go anywhere|order from any|pay (?:in)?to (?:the )?(?:old|any)|use (?:the )?old)"
    r"|not only|no other|nobody but|none but|nobody else|no one else|not just|no doubt|without (?:a )?doubt"
    r"|without question"
    r"|no question|not to forget|no longer|not any more|no need to look|no reservations?|not (?:the )?old)\b"
)
_HELP = re.compile(
    r"(?!.*(?:n't\b|\bnot\b|\bnever\b)).*\b(?:if|unless)\b.*\b(?:call|ring|dial|phone|contact|reach|try|use|write|pay|turn to|ask|text|is|at|on)\b"
)
"""Help with a condition (``if it hangs call ...``) is not denied by it."""
_AFTER = re.compile(
    r"\b(?:(?:which|that|this|and|but|so)?,? ?(?:i|we) (?:have|had|did|do|could|can|will|would|am|are|'ve|shall)"
    r"(?: ?not|n't| left| ignored| no| treat)"
    r"|(?:i|we)(?:'ve| have)? (?:left|ignored|skipped|refuse|refused|declined|doubt|disregarded|wouldn't|haven't"
    r"|didn't|don't|won't|can't|couldn't"
    r"|cannot|took no notice)"
    r"|(?:aimed|directed|addressed|targeted) at|unconfirmed|unverified|differs? from|(?:please |pls )?(?:verify"
    r"|double-check)"
    r"|before (?:calling|using|paying|changing|acting)|not confirmed|not verified|not checked|as (?:a )?(?:quote"
    r"|quotation)"
    r"|(?:is|was) what (?:the|it|they|that)|(?:says|said|claims|claimed|reads|writes|wrote) (?:the|its|their|a"
    r"|one) \w+"
    r"|it (?:says|said|claims|reads)|or so (?:the|it|they)|if you (?:believe|trust)|(?:treat|take) (?:it|this"
    r"|that) with"
    r"|(?:isn't|is not) (?:the|a|on|among|in|known|listed|ours|theirs)|as (?:its|their|the) [\w-]+ (?:has|puts|claims)"
    r"|(?:i|we)(?:'d| would) not)\b"
    r"|\?$"
)
_SUSPECTS = re.compile(
    r"\b(?:suspicious\w*|suspect\w*|suspicion|planted|injected|injections?|smuggl\w+|phishing|scam\w*|fraud\w*"
    r"|forged|forgery|spoof\w*"
    r"|malicious|manipulat\w+|tamper\w*|bait|trick\w*|untrust\w+|unreliable|dubious|fishy|bogus|impost\w+"
    r"|divert\w*|steer\w*"
    r"|odd (?:place|text|line|way|sentence|request|spot)|found odd|looks? odd|strange|strangely|weird"
    r"|unsolicited|advert|adverts|advertising|advertisement|promotional|slipped|disguised|sneak\w*"
    r"|hidden (?:an?|the|some|text|line|words?|prompt|message|instructions?)|embedded|invisible|white on white"
    r"|unknown source|not information|not part of|incident (?:note|report)|kept (?:it|this|that) out"
    r"|status: ignored|would have us|don't be (?:surprised|fooled)|smells? of|(?:like|as) an? (?:ad|advert"
    r"|commercial|plug|trap)|(?:directed|aimed|addressed|targeted) at (?:llms?|ai|assistants?|bots?|language models?"
    r"|machines?|automated)"
    r"|(?:meant|written|intended) for (?:llms?|ai|assistants?|bots?|language models?|machines?|software)|is (?:mere )?marketing|not comfortable|something is wrong|beware)\b"
)
NEAR = 2
"""How many sentences before and after the planted words a word of suspicion counts for."""
_IS_NOT = re.compile(
    r"^[\s\"')\],`*_-]*(?: ?(?:which|that|it|this|and it|but it|though it))? ?"
    r"(?:(?:is|was|are|were|looks?|seems?|appears?|sounds?|may be|might be|be|strikes me as)"
    r"(?: (?:\w+ly|a bit|rather|quite|like|to be|just|also|very|most))* (?:not|n't|false|fake|wrong|untrue"
    r"|unconfirmed|unverified"
    r"|made up|invented|doubtful|an? (?:attempt|trap|phish\w*)|no\b|nowhere)|isn't|aren't|wasn't"
    r"|(?:should|must|may|can|could|ought)(?: not|n't)\b|comes? from|stands? in|turned up)"
)
_RETRACTS = re.compile(
    r"\b(?:(?:i|we) (?:have|'ve|had)?(?: not|n't)|(?:i|we) (?:have|did|do|will|would|could|can|am|are)(?: ?not|n't)"
    r"|(?:i|we) (?:ignored|left|skipped|refuse|declined|disregarded|doubt|don't|didn't|won't|haven't|can't"
    r"|cannot|took no))\b"
    r".*\b(?:follow\w*|act\w*|did|do|done|use[ds]?|using|pass\w*|includ\w*|believ\w*|trust\w*|tak\w+|took"
    r"|repeat\w*|adopt\w*|"
    r"compl\w+|obey\w*|confirm\w*|verif\w*|check\w*|change\w*|it|that|this|so)\b"
    r"|\b(?:this|that|it|which|these) (?:is|are|was|looks?|seems?|sounds?|smells?|reads?)(?: (?:\w+ly|like|a|an"
    r"|as|all|very|much))*"
    r" (?:not|injection|suspicious|planted|fake|false|wrong|phish\w*|scam|trick|trap|spam|attempt|fishy|odd"
    r"|manipulat\w*|dubious)"
    r"|\b(?:please |pls |just )?(?:ignore|disregard|(?:don't|do not) (?:use|trust|pay|believe|call|order|act)"
    r"|be careful|"
    r"(?:treat|take) (?:it|this|that) with)\b"
    r"|\bnot (?:acted|followed|complied|used|passed|included|done|repeated|obeyed)\b|\bprompt injection\b"
    r"|\b(?:nothing|none) (?:was|were|has been|have been|came|will)\b|\b(?:none"
    r"|nothing) of (?:this|that|it)\b"
    r"|\bnot (?:true|confirmed|verified|to be followed)\b|\bcan (?:you|anyone|anybody|somebody) (?:confirm|check"
    r"|verify|tell)\b"
    r"|\b(?:could|can|would|will) (?:you|anyone|anybody|somebody|someone)\b.{0,40}\b(?:whether|confirm|verify|check)\b"
    r"|\b(?:that|this|it|which)\b[^.]{0,60}\b(?:is|was|were) (?:false|wrong|untrue|incorrect|not true|not right|a mistake|mistaken|an error)\b"
    r"|\bwhere (?:does|did) (?:that|this|it) come from\b|\bi'd (?:take|leave) (?:it|that|this) out\b"
    r"|\b(?:i'd|i would|we'd) (?:rather )?not (?:call|ring|use|pay|trust|rely|dial|change|pass)\b"
    r"|\bdo you know whether\b|\bis (?:that|this|it) (?:true|right|correct|so|known)\b"
)
_HELD = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have)? (?:rejected|reverted|undid|undone|blocked|refused|stopped|cancell?ed) (?:the|it|this|that|them)"
    r"|(?:i|we) have (?:my|our|some|serious) doubts|(?:i|we) doubt (?:it|that|this)|not convinced|sceptical|skeptical|sales talk"
    r"|(?:don't|do not|doesn't|does not|didn't) (?:match|agree|correspond|fit|tally|belong|exist)|contradicts?|payment (?:is |was )?on hold|be careful with|i trust the|rely on the"
    r"|(?:i|we) (?:don't|do not|didn't) (?:trust|believe|recogni[sz]e|know) (?:it|that|this|the)|can't be right|cannot be right|makes no sense"
    r"|could(?:n't| not) (?:(?:confirm|verify|check)|find (?:it|this|that|them))|(?:not|never) (?:adopted|taken over|checked)|(?:common|typical|classic|known) (?:fraud|scam|trick|pattern)"
    r"|(?:keep|keeping|kept|stay|staying|stick) (?:to|with) the (?:old|known|existing|usual|previous)"
    r"|(?:left|leave|leaving) (?:the|our) (?:record|account|number|master data|entry|bank details) (?:as|un\w+)"
    r"|(?:record|account|master data|entry|bank details) (?:is|are|was|were|stays?|remains?|has been|have been) (?:left )?(?:un(?:changed|touched)|as it)"
    r"|nothing (?:has|was|have|had)(?: been)? (?:gone|paid|changed|sent)|(?:verify|check|confirm) (?:this|it|that|them)? ?(?:by|with|before)"
    r"|before (?:any|we|you|anyone|anything)(?: \w+){0,4} (?:pays?|paid|payments?|changes?|changed|calls?|made)"
    r"|(?:have|has|had)(?:n't| not) (?:changed|paid|used|called|touched|updated|acted|verified|confirmed))\b"
)
_WARNING = re.compile(
    r"\b(?:(?:prompt )?injection (?:found|attempt|suspected|noticed|seen|ignored)"
    r"|(?:potential|possible|suspected|attempted|likely) (?:prompt )?injection|action taken: none"
    r"|instructions? (?:that (?:appear|seem) to be )?(?:directed|aimed|addressed|targeted|meant) (?:at|to|for)"
    r" (?:ai|assistants?|language models?|bots?))\b"
)
_SAID = re.compile(r"\b(?:says|said|states|stated|claims|claimed|asserts|reads):? (?:that )?[\"']?$")
_ROW = re.compile(r"^[ \t]*\|(.*\|)[ \t]*$", re.MULTILINE)
_WRAP = re.compile(r"(?<=[^\n]{55})(?<![.!?:;|>])\n(?=[^\W_]|[\"'(])(?!\d{1,2}[.)] |[a-z][.)] )")
"""A line break within a sentence, as a mail programme makes it."""
_CLAUSE = re.compile(
    r"[,;:()]|\s-\s|\bbut\b|\bbecause\b|\bsince\b|\bso\b|\band\b(?= (?:i|we|please|do|the|that|this|it) )"
)
_MARKED = re.compile(r"\"[^\"]*\"|(?<!\w)'[^']{8,}'(?!\w)|`[^`]*`")


def asserted(says: Sequence[str], subject: str, body: str) -> str:
    """Return the sentence that asserts one of the phrases ``says``, else an empty string."""
    forms = forms_of(tuple(says))
    whole = own_words(_ROW.sub(r"- \1", body) if "|" in body else body)
    whole = _WRAP.sub(" ", whole)
    folded = fold(f"{subject}\n{whole}")
    if is_levelled(folded):
        forms = tuple(form for form in forms if not form.name)
    if not any(form.pattern.search(folded) for form in forms):
        return ""
    if _WARNING.search(folded) and not _FOLLOWS.search(folded):
        return ""
    lines = [fold(line) for line in sentences(normalise(f"{subject}\n\n{whole}"))]
    for number, line in enumerate(lines):
        near = " . ".join(lines[max(0, number - 1) : number + 2])
        at = find_form(forms, line, near)
        if at is not None and not _is_about(lines, number, *at):
            return line
    return ""


def _is_about(lines: Sequence[str], number: int, start: int, end: int) -> bool:
    """Whether a line speaks about the words at ``start`` rather than saying them."""
    line = lines[number]
    before, after = line[:start], line[end:]
    earlier = lines[number - 1] if number else ""
    later = lines[number + 1] if number + 1 < len(lines) else ""
    if any(_HELD.search(line) for line in lines[number : number + 3]):
        return True
    if _IS_NOT.search(after) or _AFTER.search(after) or _RETRACTS.search(later):
        return True
    around = " ".join(lines[max(0, number - NEAR) : number + NEAR + 1])
    if _SUSPECTS.search(around) and not _FOLLOWS.search(before):
        return True
    clause = _CLAUSE.split(before)[-1]
    if _DENIES.search(clause) and not _DOUBLE.search(clause) and not _HELP.match(clause):
        return True
    if _FOLLOWS.search(before):
        return False
    if _REPORT.search(before) or _SAID.search(before):
        return True
    if before.count('"') % 2 and len(line[before.rindex('"') :].split()) > 3:
        return True
    spans = [found for found in _MARKED.finditer(line) if found.start() < start and end <= found.end()]
    if any(len(found[0].split()) > 3 for found in spans):
        return True
    quoted = bool(spans) or before.endswith('"')
    announced = earlier.endswith(":") or quoted
    return announced and bool(_REPORT.search(earlier)) and not _FOLLOWS.search(earlier)
