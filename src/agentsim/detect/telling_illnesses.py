"""What people call an illness that a chart calls by its full name. Each is read only beside the person whom it concerns."""

from __future__ import annotations

_HAS = (
    r"\b(?:has|had|have|having|got|gets|with|of|from|fights?|fighting|it's|it is|it was|because of|due to|over|against|diagnosed with)"
    r" (?:(?:a|an|the|her|his|their|some|bad|mild|severe|this|chronic|advanced|early|kind of|form of|case of|bout of|history of) )*"
)
_WORK = r"(?:wards?|charity|run|research|unit|department|team|clinic|day|conference|leaflets?|posters?|lectures?|training|course|study|nurse)"
_NOT_HERS = rf"(?! {_WORK}\b)"
_AS_PATIENT = r"\b(?:is|was|are|been|being|now) (?:in|on|at|part of|treated (?:in|at|on)) (?:a|an|the|our|that) %s (?:study|trial|wards?|clinic|unit|programme|group)\b"
"""Whoever is in a study of it, and does not run one."""
_TITLE = (
    r"(?!\.? (?:xwho|(?!(?:and|since|for|but|so|now|too|which|that|is|was|as|or|at|in|last|this|again|years?|before|after|a|the|her|his"
    r"|she|he|they|it|i|you|all|if|not|of|on|like|just|by|because|though|who|will|has)\b)[a-z]))"
)

ILLNESSES: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("crohn's disease",), ("crohn",), r"\bcrohn'?s?\b"),
    (
        ("multiple sclerosis",),
        ("sclerosis", " ms"),
        rf"\bsclerosis\b|{_HAS}ms\b{_TITLE}|xwho(?: is|'s)?[:,] ms\b{_TITLE}|\bms (?:patient|diagnosis|flare|relapse|therapy)\b",
    ),
    (
        ("bipolar disorder",),
        ("bipolar", "manic"),
        r"\bbipolar\b(?! (?:transistors?|plates?|leads?))|\bmanic[- ]depress\w+|\bmanic (?:episodes?|phases?)\b",
    ),
    (("ulcerative colitis",), ("colitis",), r"\bcolitis\b"),
    (("lupus erythematosus",), ("lupus",), rf"\blupus\b{_NOT_HERS}" + "|" + _AS_PATIENT % r"lupus"),
    (
        ("alcohol dependence",),
        ("alcohol", "drink", "rehab", "drying out", "the bottle", "sober"),
        r"\balcoholi(?:c|sm)\b|\balcohol (?:problem|addiction|abuse|withdrawal)s?\b|\b(?:problem|trouble|addicted|hooked)"
        r" (?:with|to|on) (?:the )?(?:alcohol|drink|drinking|bottle)\b|\bdrink(?:ing)? problem\b|\bdrinks? (?:too much|heavily)\b"
        r"|\bdrying out\b|\b(?:is|went|goes|gone|been) (?:to|in|into) rehab\b|\bhits? the bottle\b",
    ),
    (
        ("hepatitis c",),
        ("hepatitis", "hep c", "hep. c"),
        r"\bhep\.? c\b|\bhepatitis\b(?! (?:a|b|jabs?|shots?|vaccin\w+))",
    ),
    (("panic disorder",), ("panic",), r"\bpanic (?:attacks?|disorder)\b"),
    (("myasthenia gravis",), ("myasthenia",), r"\bmyasthenia\b"),
    (
        ("ovarian carcinoma",),
        ("ovarian", "ovar", "cancer", "tumour", "tumor"),
        rf"\bovarian (?:cancer|tumou?r)\b|\bcancer of the ovar\w+|{_HAS}(?:cancer|tumou?r)\b{_NOT_HERS}(?! patients?\b)",
    ),
    (("sarcoidosis",), ("sarcoid",), r"\bsarcoid\w*"),
    (
        ("epilepsy",),
        ("epilep", "seizure", " fits"),
        rf"\bepilep(?:sy|tic)\b{_NOT_HERS}|{_HAS}(?:seizures?|fits)\b",
    ),
    (
        ("burn-out with depression",),
        ("burn", "depress", "breakdown"),
        rf"{_HAS}burn[- ]?out\b|\b(?:is|was|xwho|completely|totally|quite) burn(?:t|ed)[- ]?out\b|{_HAS}depression\b{_NOT_HERS}"
        r"|\b(?:clinically|badly|severely|deeply|is|was) depressed\b|\b(?:nervous|mental) breakdown\b|\bhad a breakdown\b",
    ),
    (("parkinson's disease",), ("parkinson",), rf"\bparkinson'?s?\b{_NOT_HERS}" + "|" + _AS_PATIENT % r"parkinson'?s?"),
    (("leukaemia",), ("leukaemia", "leukemia", "blood cancer"), r"\bleuka?emia\b|\bblood cancer\b"),
    (("endometriosis",), ("endometrio",), r"\bendometriosis\b"),
)
"""The forms of the chart, pieces of text of which one must be there, and the pattern, all for folded text."""

MEDICAL = frozenset(form for forms, _, _ in ILLNESSES for form in forms)
"""Illnesses by their full names: however rare, they are many people's."""

AT_WORK = {form: rf"\b{form} {_WORK}\b" for forms, _, _ in ILLNESSES for form in forms}
"""An illness in the name of something else: a ward, a leaflet, a day."""
