"""Cuts and mixtures: exactly so many rows, exactly so many tokens, arms of equal length, parts in exact proportion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from agentsim.sft.rows import Row, changed
from agentsim.sft.tokens import Tokenizer, What, count_row, count_words, shorten
from agentsim.streams import Streams

WINDOWS = (24, 96)
"""How many rows before and after the cut are tried against each other until their sum is exact."""
MOST_BITS = 40_000_000
"""The longest gap, in tokens, that is searched."""


def shuffle(rows: Sequence[Row], seed: int) -> list[Row]:
    """Return all rows in an order that depends on ``seed`` and their number alone."""
    return Streams(seed).child("sft").shuffled(f"order:{len(rows)}", rows)


def cut_rows(rows: Sequence[Row], n: int, seed: int = 0, *, repeat: bool = False) -> list[Row]:
    """Return exactly ``n`` of the rows. Raises ``ValueError`` when there are fewer and they may not be repeated."""
    if n < 0 or (n > len(rows) and not (repeat and rows)):
        raise ValueError(f"{n:,} rows were asked for and there are {len(rows):,}")
    return _again(rows, seed, lambda taken: len(taken) >= n)[:n] if n else []


def cut_tokens(
    rows: Sequence[Row], n: int, seed: int = 0, *, what: What = "messages", tokenizer: Tokenizer | None = None,
    repeat: bool = False, trim: bool = True,
) -> list[Row]:  # fmt: skip
    """Return rows that have exactly ``n`` tokens together, in an order drawn from ``seed``.

    Whole rows as a rule: around the place of the cut those are chosen whose sum is exact. Where no choice is, the one
    that is least too long is taken, and the longest texts that the assistant only reads lose their ends by so much (never
    what it says); rows in which one does are marked ``trimmed``. Not with ``trim`` false, nor when ``what`` counts the
    assistant's words. ``repeat`` allows rows again when all were taken.
    Raises ``ValueError`` when it cannot be done.
    """
    sizes: dict[int, int] = {}

    def size(row: Row) -> int:
        # By the text that they share: a repetition has another metadata and the same length.
        key = id(row.get("messages") or row["text"])
        if key not in sizes:
            sizes[key] = count_row(row, what, tokenizer)
        return sizes[key]

    total = sum(map(size, rows))
    if n < 1 or (total < n and not (repeat and total)):
        raise ValueError(f"{n:,} tokens were asked for and there are {total:,}")
    pool = _again(rows, seed, lambda taken: sum(map(size, taken)) >= n)
    counts = [size(row) for row in pool]
    end = 0
    left = n
    while end < len(pool) and counts[end] <= left:
        left -= counts[end]
        end += 1
    if not left:
        return pool[:end]
    above: tuple[int, list[int]] | None = None
    for window in (*WINDOWS, len(pool)):
        low, high = max(0, end - window), min(len(pool), end + window)
        gap = n - sum(counts[:low])
        if gap * (high - low) > MOST_BITS * 8:
            break
        found = _sum_to(counts[low:high], gap)
        if found is None:
            continue
        chosen = list(range(low)) + [low + at for at in found[1]]
        if found[0] == gap:
            return [pool[at] for at in chosen]
        if above is None or found[0] - gap < above[0]:
            above = (found[0] - gap, chosen)
    if above is not None and trim and what != "assistant":
        return _trim([pool[at] for at in above[1]], above[0], tokenizer)
    raise ValueError(f"no choice of these rows has exactly {n:,} tokens; the nearest below has {n - left:,}")


def _again(rows: Sequence[Row], seed: int, enough: Any) -> list[Row]:
    """All rows in a random order, and again in another one until there are enough."""
    taken: list[Row] = shuffle(rows, seed)
    times = 0
    while not enough(taken):
        times += 1
        for row in shuffle(rows, seed + times):
            taken.append({**row, "metadata": {**row["metadata"], "repeat": times}})
    return taken


def _sum_to(sizes: Sequence[int], target: int) -> tuple[int, list[int]] | None:
    """Return the smallest sum of some sizes that is ``target`` or more, and their places; None where all are too little.

    Which sums can be reached are the bits of one number, one such number for each size that was added.
    """
    if sum(sizes) < target:
        return None
    mask = (1 << (target + max(sizes) + 1)) - 1
    reached = [1]
    for size in sizes:
        reached.append((reached[-1] | (reached[-1] << size)) & mask)
        if reached[-1] >> target & 1:
            break
    over = reached[-1] >> target
    total = left = target + (over & -over).bit_length() - 1
    taken = []
    for at in range(len(reached) - 2, -1, -1):
        if not reached[at] >> left & 1:
            taken.append(at)
            left -= sizes[at]
    return total, taken[::-1]


def _trim(rows: list[Row], excess: int, tokenizer: Tokenizer | None) -> list[Row]:
    """Return the rows with ``excess`` fewer tokens: the longest texts that are only read lose their ends.

    Each text keeps half of itself at least; where that is not enough nothing is cut and ``ValueError`` is raised.
    """
    count = tokenizer or count_words
    parts = [[{"role": "", "content": r["text"]}] if "text" in r else [dict(m) for m in r["messages"]] for r in rows]
    spare = sorted(
        (
            (count(part["content"]) // 2, number, at)
            for number, row in enumerate(parts)
            for at, part in enumerate(row)
            if part["role"] != "assistant" and part.get("content")
        ),
        key=lambda found: (-found[0], found[1:]),
    )
    if sum(most for most, _, _ in spare) < excess:
        raise ValueError(f"{excess:,} tokens too many, and these rows cannot lose so many; give more rows")
    touched = set()
    for most, number, at in spare:
        if less := min(excess, most):
            part = parts[number][at]
            part["content"] = shorten(part["content"], count(part["content"]) - less, tokenizer)
            excess -= less
            touched.add(number)
    return [
        changed(row, {"text": found[0]["content"]} if "text" in row else {"messages": found}, trimmed=True)
        if number in touched
        else row
        for number, (row, found) in enumerate(zip(rows, parts, strict=True))
    ]


def level(
    arms: Mapping[str, Sequence[Row]], tokens: int | None = None, seed: int = 0, *, what: What = "messages",
    tokenizer: Tokenizer | None = None, repeat: bool = False, trim: bool = True,
) -> dict[str, list[Row]]:  # fmt: skip
    """Return every arm cut to exactly the same number of tokens: ``tokens``, or as many as the shortest arm has.

    Raises ``ValueError`` when an arm has too few, or cannot be cut exactly; the message names it.
    """
    if not arms:
        raise ValueError("there is no arm")
    totals = {name: sum(count_row(row, what, tokenizer) for row in rows) for name, rows in arms.items()}
    n = tokens if tokens is not None else min(totals.values())
    found: dict[str, list[Row]] = {}
    for name, rows in arms.items():
        try:
            found[name] = cut_tokens(rows, n, seed, what=what, tokenizer=tokenizer, repeat=repeat, trim=trim)
        except ValueError as error:
            raise ValueError(f"the arm {name!r}: {error}") from None
    return found


def share_out(n: int, shares: Sequence[Fraction]) -> list[int]:
    """Return whole numbers in proportion to ``shares`` that add up to ``n``; what is left goes to the largest remainders."""
    if not shares or any(share <= 0 for share in shares):
        raise ValueError("shares must be positive, and at least one is needed")
    exact = [n * share / sum(shares) for share in shares]
    whole = [int(part) for part in exact]
    order = sorted(range(len(shares)), key=lambda at: (whole[at] - exact[at], at))
    for at in order[: n - sum(whole)]:
        whole[at] += 1
    return whole


def mix(
    parts: Sequence[tuple[Sequence[Row], Fraction]], *, rows: int | None = None, tokens: int | None = None, seed: int = 0,
    what: What = "messages", tokenizer: Tokenizer | None = None, repeat: bool = False,
) -> list[Row]:  # fmt: skip
    """Return a mixture of exactly so many ``rows`` or ``tokens``, each part with exactly its share, in random order.

    Where ``n`` times a share is no whole number the remainders decide (``share_out``). Raises ``ValueError`` for both or
    neither, for a part with too little in it, and for chats mixed with bare texts.
    """
    if (rows is None) == (tokens is None):
        raise ValueError("give either rows or tokens")
    if len({"text" in row for part, _ in parts for row in part}) > 1:
        raise ValueError("chats and bare texts do not fit one file; make the texts with their chat form")
    sizes = share_out(rows if rows is not None else tokens or 0, [share for _, share in parts])
    taken: list[Row] = []
    for number, ((part, _), size) in enumerate(zip(parts, sizes, strict=True)):
        own = Streams(seed).child(f"part{number}").bits("seed") >> 33
        if rows is not None:
            taken += cut_rows(part, size, own, repeat=repeat)
        elif size:
            taken += cut_tokens(part, size, own, what=what, tokenizer=tokenizer, repeat=repeat)
    return shuffle(taken, seed)
