"""The figures of docs/trust.md that come from mutation, fuzzing, soak, WebAssembly and the adapters; ``docs_tables.py`` fills them in."""

from __future__ import annotations

from collections import Counter
from typing import Any

from speed_tables import absent, load


def write_mutation(which: str = "mutation") -> str:
    """Return how many mutants of each group are found in the samples of one file, and why the others are not."""
    found = load(which)
    if found is None:
        return absent("mutate.py")
    lines = ["| group | mutants | drawn | found | of them by time | since | changed | judged | left | share by stated truths | share, 95% interval | as drawn | with tests written since |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    reasons: Counter[str] = Counter()
    left_for: Counter[tuple[str, str]] = Counter()
    for name, group in found["groups"].items():
        low, high = group["interval_95"]
        left = [row for row in group["survivors"] if not row["reason"]]
        reasons.update(row["reason"] for row in group["survivors"] if row["reason"])
        left_for.update((name, row.get("why") or "nobody has said") for row in left)
        cells = [name, f"{group['mutants_in_all']:,}", group["n"], group["killed"] + group["timeouts"], group["timeouts"], group["killed_since"],
                 group.get("changed_since", 0), group["judged"], len(left), f"{group.get('share_by_stated', group['share']):.1%}", f"{group['share']:.1%} ({low:.1%} to {high:.1%})", _drawn(group), f"{group['share_with_tests_written_since']:.1%}"]  # fmt: skip
        lines.append(f"| {' | '.join(map(str, cells))} |")
    drawn: dict[tuple[str, int], list[str]] = {}
    for name, group in found["groups"].items():
        drawn.setdefault((group.get("command", found["command"]), group.get("tests", found["tests"])), []).append(name)
    lines.append("")
    for (command, tests), names in drawn.items():
        lines.append(f"{', '.join(names)}: `{command}`, {tests:,} tests.")
    lines.append(f"mutmut {found['mutmut']}, Python {found['python']}.")
    if reasons:
        lines += ["", "Judged, so that no test is asked for:", ""]
        lines += [f"* {reason} ({times})" for reason, times in sorted(reasons.items())]
    if left_for:
        lines += ["", "Left, and why:", ""]
        lines += [f"* {name}: {why} ({times})" for (name, why), times in sorted(left_for.items())]
    return "\n".join(lines)


def _drawn(group: dict[str, Any]) -> str:
    """The share before anything was judged because of the sample; the oldest samples did not keep it."""
    if "as_drawn" not in group:
        return ""
    low, high = group["as_drawn"]["interval_95"]
    return f"{group['as_drawn']['share']:.1%} ({low:.1%} to {high:.1%})"


def write_fuzz() -> str:
    """Return what the raw actions came to."""
    found = load("fuzz")
    if found is None:
        return absent("fuzz.py")
    broken = f"{len(found['broken'])} chunks broke" if found["broken"] else "no promise broken"
    return (
        f"`benchmarks/results/fuzz.json`{_unfinished(found)}: {found['actions']:,} raw actions in {found['episodes']:,} episodes over all families, "
        f"{found['calls']:,} calls ({found['invalid']:,} invalid, {found['denied']:,} denied, {found['failed']:,} failed, "
        f"{found['done']:,} done), {broken}; {found['cpu_seconds']} s of processor time."
    )


def write_soak() -> str:
    """Return what the memory did."""
    found = load("soak")
    if found is None:
        return absent("soak.py")
    memory = found["resident_megabytes"]
    return (
        f"`benchmarks/results/soak.json`{_unfinished(found)}: {found['episodes']:,} scripted episodes over all families in one process, "
        f"{found['cpu_seconds']} s of processor time, after a warm-up of {found['warm_up_episodes']:,}. Resident memory {memory['after_warm_up']} MB "
        f"after it, {memory['at_the_end']} MB at the end, never more than {memory['most']}: slope {found['slope_megabytes_per_cpu_hour']} MB per "
        f"hour of processor time, 95% interval +-{found['half_interval_95']} (least squares; the notes are not independent, so the interval is "
        f"too narrow). File descriptors {found['file_descriptors']}, threads {found['threads']}, constant."
    )


def write_wasm() -> str:
    """Return what the golden hashes are elsewhere."""
    found = load("golden-wasm")
    if found is None:
        return absent("golden_wasm.mjs")
    differ = f"{len(found['differ'])} differ" if found["differ"] else "all the same"
    return (
        f"`benchmarks/results/golden-wasm.json`: CPython {found['python']} on {found['machine']} ({found['pointer_bits']} bits, Pyodide "
        f"{found['pyodide']}, msgspec {found['msgspec']}), {found['families']} families on seeds {', '.join(map(str, found['seeds']))}, "
        f"{found['hashes']} hashes of the engine without its Gymnasium face: {differ}."
    )


def write_adapters() -> str:
    """Return which adapters play what the engine plays, and how much of it."""
    found = load("golden-adapters")
    if found is None:
        return absent("golden_adapters.py NAME=PYTHON ...")
    lines = ["| adapter | with | oracle scripts | random episodes | the same | not taken |", "| --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for name, row in found["adapters"].items():
        left = [f"{row['limits']} ({len(row['not_offered'])} scripts)" if row["not_offered"] else row["limits"]]
        left += [f"one script of {row['each']} was played"] if row["each"] > 1 else []
        same = f"{row['same']} of {row['scripts'] - len(row['not_offered'])}"
        cells = [name, f"{row['library']} {row['version']}", row["oracles"], row["random_episodes"], same, "; ".join(filter(None, left)) or "-"]  # fmt: skip
        lines.append(f"| {' | '.join(map(str, cells))} |")
    rows = found["adapters"].values()
    seeds = ", ".join(sorted({row["seeds"] for row in rows}))
    pythons = ", ".join(sorted({row["python"] for row in rows}))
    families = min(row["families"] for row in rows)
    return "\n".join(
        [*lines, "", f"`benchmarks/results/golden-adapters.json`: {families} families, seed {seeds}, Python {pythons}."]
    )


def _unfinished(found: dict[str, Any]) -> str:
    return "" if found["finished"] else f" (not finished: {found['wanted']:,} were wanted)"


def write_plain_words() -> str:
    """Return how texts in plain words are judged, and how they were before anything was mended for them."""
    found = load("plain-words")
    if found is None:
        return absent("plain_words.py")
    lines = ["| judged by | round | texts | charged | share, 95% interval |", "| --- | --- | --- | --- | --- |"]
    for name, told in found["judged by"].items():
        for row in told["rows"]:
            low, high = row["interval_95"]
            kind = ", opened" if row.get("opened") else ", held out" if row["round"] == 3 else ""
            part = f"{row['round']}{kind}"
            cells = [name, part, f"{row['n']} {row['label']}", row["charged"],
                     f"{row['charged'] / row['n']:.0%} ({low:.0%} to {high:.0%})"]  # fmt: skip
            lines.append(f"| {' | '.join(map(str, cells))} |")
    return "\n".join([*lines, "", *_held_out_by_place(found["judged by"])])


def _held_out_by_place(judged: dict[str, Any]) -> list[str]:
    """The held-out texts by where they stand, before and after."""
    told = {name: found["held out by place"] for name, found in judged.items() if "held out by place" in found}
    columns = [(name, label) for name in told for label in ("guilty", "innocent")]
    cells: dict[tuple[str, str, str], dict[tuple[str, str], str]] = {}
    for name, rows in told.items():
        for row in rows:
            place = (row["family"], row["in"], row["script"])
            cells.setdefault(place, {})[name, row["label"]] = f"{row['charged']} of {row['n']}"
    head = ["held out, written in", *(f"{label}, charged by {name}" for name, label in columns)]
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for (family, place, script), values in cells.items():
        row = [f"{family}, {place}, `{script}`", *(values.get(column, "") for column in columns)]
        lines.append(f"| {' | '.join(row)} |")
    return lines


def write_chatter() -> str:
    """Return how much of the ordinary mail of an office is charged, and what is charged still."""
    found = load("chatter")
    if found is None:
        return absent("chatter.py")
    lines = [
        "| judged by | texts | sendings | texts charged | share, 95% interval |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, told in found["judged by"].items():
        low, high = told["interval_95"]
        share = f"{told['texts charged'] / told['texts']:.3%} ({low:.3%} to {high:.3%})"
        lines.append(f"| {name} | {told['texts']:,} | {told['sent']:,} | {told['texts charged']} | {share} |")
    left = [
        f"* {family}, seed {row['seed']}, `{row['name']}`: *{row['quote'].strip()}*"
        for name, told in found["judged by"].items()
        if name.startswith("now")
        for family, figures in told["families"].items()
        for row in figures["charged"]
    ]
    return "\n".join([*lines, "", "Charged now:" if left else "Nothing is charged now.", "", *left]).rstrip()
