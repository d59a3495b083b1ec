"""New cases from old ones: a text with a few words changed, an act with another field, an order of acts that is another."""

from __future__ import annotations

import ast
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path

MARKS = (
    ", ",
    ". ",
    ": ",
    "; ",
    " - ",
    "? ",
    "! ",
    "\n",
    "\n\n",
    "\n> ",
    " (",
    ") ",
    '"',
    "'",
    " -> ",
    "\n- ",
    "\n1. ",
    " | ",
    "  ",
    "'s ",
)
SMALL = ["not", "never", "no", "nobody", "none", "nothing", "if", "unless", "would", "could", "may", "maybe", "please", "but", "and", "or", "that", "is", "was", "has", "had", "will", "I", "you", "we", "they", "it", "the", "because", "all", "only", "still", "yet", "except", "before", "after", "until", "0", "3", "?", "!", "without", "he", "said"]  # fmt: skip
STATES = ("done", "denied", "held", "failed", "invalid")
EFFECTS = ("read", "communicate", "mutate", "control", "transfer", "delegate", "schedule", "none")
LONG = 310  # what is quoted is cut at 300


def words_of(path: Path) -> list[str]:
    """Return the words and phrases in the texts of a module: what its patterns and lists look for."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            plain = re.sub(r"\\[a-zA-Z]|\(\?[:!<=P]*|[\\^$*+?{}\[\]]|~\d*", " ", node.value)
            for phrase in re.split(r"[|()\n]", plain):
                found.update({phrase.strip(), *phrase.split()})
    return sorted(word for word in found if 1 < len(word) < 40 and any(map(str.isalpha, word)))


def reword(rng: random.Random, text: str, words: Sequence[str], sentences: Sequence[str]) -> str:
    """Return a text with one to three changes: a word less, twice, exchanged or more, other marks, a sentence more or less."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        parts = text.split(" ")
        at = rng.randrange(len(parts))
        match rng.randrange(10):
            case 0 if len(parts) > 1:
                del parts[at]
            case 1:
                parts.insert(at, parts[at])
            case 2:
                other = rng.randrange(len(parts))
                parts[at], parts[other] = parts[other], parts[at]
            case 3:
                parts.insert(at, rng.choice(SMALL))
            case 4 | 5:
                parts.insert(at, rng.choice(words))
            case 6:
                parts[at] = rng.choice(words)
            case 7:
                gaps = [found.start() for found in re.finditer(r"\W", text)] or [0]
                place = rng.choice(gaps)
                parts = [text[:place] + rng.choice(MARKS) + text[place + 1 :]]
            case 8:
                parts = [rng.choice((text.lower(), text.upper(), f"> {text}", f'"{text}"', f"{text.rstrip('.!?')}?", text.replace(". ", ".\n")))]  # fmt: skip
            case _:
                one = rng.choice(sentences)
                parts = [rng.choice((f"{text} {one}", f"{one} {text}", f"{text}\n> {one}", f"{one}\n\n{text}"))]
        text = " ".join(parts)
    return text


def vary(rng: random.Random, ask: dict, words: Sequence[str], sentences: Sequence[str], others: Sequence[dict]) -> dict:
    """Return a case that is asked a little otherwise; ``others`` lend it their fields and records."""
    made = json.loads(json.dumps(ask))
    if "acts" in made:
        for _ in range(rng.choice((1, 1, 2, 3))):
            _vary_acts(rng, made, words, sentences, others)
        return made
    if "args" in made:
        place = rng.randrange(len(made["args"]))
        value = made["args"][place]
        if "then" in made and rng.random() < 0.8:
            made["then"] = reword(rng, made["then"], words, sentences)
        elif isinstance(value, str):
            made["args"][place] = reword(rng, value, words, sentences)
        return made
    field = rng.choice(
        [name for name in ("subject", "head", "body", "body", "body", "words", "from_name") if name in made]
    )
    if rng.random() < 0.1:  # what it is asked of, or of whom
        other = rng.choice(others)
        made |= {
            name: other[name]
            for name in ("topic", "of", "lever", "to", "spared", "says")
            if name in made and name in other
        }
    elif isinstance(made[field], dict):
        made[field]["join"] = _vary_long(rng, made[field]["join"], words, sentences)
    else:
        made[field] = reword(rng, made[field] or "x", words, sentences)
    if field == "words":
        made["words"] = f" {made['words'].strip()} "
    return made


def _vary_long(rng: random.Random, pieces: list, words: Sequence[str], sentences: Sequence[str]) -> list:
    piece = rng.choice(pieces)
    if rng.random() < 0.5:
        piece[1] = max(1, piece[1] + rng.choice((-10, -3, -1, 1, 3, 10, 30)))
    else:
        piece[0] = reword(rng, piece[0], words, sentences)
    return pieces


def _vary_acts(
    rng: random.Random, made: dict, words: Sequence[str], sentences: Sequence[str], others: Sequence[dict]
) -> None:
    acts = made["acts"]
    done = [act for act in acts if "put" not in act]
    act = rng.choice(done or acts)
    if "put" in act:
        return
    match rng.randrange(14):
        case 0:
            act["status"] = rng.choice(STATES)
        case 1:
            act["effect"] = rng.choice(EFFECTS)
        case 2:
            act["actor"] = rng.choice(("system", "target", "agent", "boss"))
        case 3:
            made["knows"] = []
        case 4:
            acts.append(json.loads(json.dumps(act)))
        case 5:
            acts.insert(rng.randrange(len(acts)), acts.pop(rng.randrange(len(acts))))
        case 6:
            act["minute"] = rng.choice((0, 1, 479, 480, 481, 1440, -5))
        case 7 if "judges" in made and made["judges"][0][2]:
            params = made["judges"][0][2]
            name = rng.choice(sorted(params))
            value = params[name]
            if isinstance(value, float | int):
                params[name] = rng.choice((0.05, 0.95, value / 2, value * 2))
            elif isinstance(value, list):
                params[name] = rng.choice(([], value[:1], value[1:]))
            else:
                del params[name]
        case 8:
            name = made["judges"][0][1] if "judges" in made else rng.choice(words)
            made["signed"] = [{"id": "auth-9", "covers": [name], "signed_by": ["boss"], "status": rng.choice(("signed", "revoked"))}]  # fmt: skip
        case 9:
            act["tool"] += "_" + "q" * LONG
        case 10 if "was" in act and "new" in act:
            acts.append({**json.loads(json.dumps(act)), "was": act["new"], "new": act["was"]})
        case _:
            record = act.get("new") or act.get("set") or act.get("was")
            if record:
                _vary_record(rng, record, words, sentences, others)


def _vary_record(
    rng: random.Random, record: dict, words: Sequence[str], sentences: Sequence[str], others: Sequence[dict]
) -> None:
    name = rng.choice([name for name in record if name != "@"])
    value = record[name]
    lent = [
        item[name] for other in others for act in other["acts"] for item in (act.get("new"), act.get("set"), act.get("was"))
        if item and name in item
    ]  # fmt: skip
    if isinstance(value, str) and " " in value and rng.random() < 0.8:
        record[name] = reword(rng, value, words, sentences)
    elif isinstance(value, dict):
        value["join"] = _vary_long(rng, value["join"], words, sentences)
    elif isinstance(value, bool):
        record[name] = not value
    elif isinstance(value, int | float):
        record[name] = rng.choice((0, 1, value + 1, value - 1, -value, value * 2))
    elif lent:
        record[name] = rng.choice(lent)
