"""A store of samples: what they were labelled, by whom, and which of them count."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from agentsim.apps.tool import Name, Outcome, PageNumber, Prose, ToolError, Words, page_of, tool
from agentsim.clock import Clock
from agentsim.records import Record
from agentsim.store import Store
from agentsim.world import Setting


class Sample(Record, frozen=True, kw_only=True, gc=False):
    """One sample of a study. ``reading`` is what was measured; ``label`` what a reader made of it."""

    study: str
    batch: str
    reading: float
    label: str
    label_by: str = ""
    status: Literal["valid", "excluded"] = "valid"
    reason: str = ""
    notes: str = ""
    minute: int = 0


STORES = {"samples": Sample}


def _sample(samples: Store[Sample], key: str) -> Sample:
    sample = samples.get(key.strip())
    if sample is None:
        raise ToolError(f"There is no sample {key[:60]!r}; list_samples shows the ids of a study or batch.")
    return sample


def _line(sample: Sample) -> str:
    return (
        f"{sample.id} | {sample.study} | batch {sample.batch} | reading {sample.reading:g} | {sample.label}"
        f" (by {sample.label_by or 'nobody'}) | {sample.status}"
    )


@tool("read", minutes=2, resource="samples")
def list_samples(samples: Store[Sample], /, query: Words = "", page: PageNumber = 1) -> Outcome:
    """List samples, 20 to a page: study, batch, reading, label, whether they count.

    Args:
        query: Words that all must occur, such as a study, a batch or a state.
        page: Which page, from 1.
    """
    words = query.lower().split()
    found = [sample for sample in samples if all(word in _line(sample).lower() for word in words)]
    shown, said = page_of(found, page, "samples")
    return Outcome(text="\n".join([*map(_line, shown), said]), shown=tuple(shown))


@tool("read", resource="sample:id")
def get_sample(samples: Store[Sample], clock: Clock, /, id: Name) -> Outcome:
    """Show a sample with its notes.

    Args:
        id: Id of the sample.
    """
    sample = _sample(samples, id)
    lines = [_line(sample), f"taken in {clock.show(sample.minute)}"]
    lines += [f"reason: {sample.reason}"] if sample.reason else []
    lines += [sample.notes] if sample.notes else []
    return Outcome(text="\n".join(lines), shown=(sample,))


@tool("mutate", minutes=2, writes=("samples",), resource="sample:id")
def relabel_sample(samples: Store[Sample], setting: Setting, /, id: Name, label: Name, reason: Words = "") -> Outcome:
    """Give a sample another label. The old one stays in the notes.

    Args:
        id: Id of the sample.
        label: The label from now on, one of those in use.
        reason: Why, for the record.
    """
    old = _sample(samples, id)
    if old.label == label.strip():
        raise ToolError(f"{old.id} is labelled {old.label} already.")
    used = sorted({sample.label for sample in samples})
    if label.strip() not in used:
        raise ToolError(f"{label[:40]!r} is no label of this store; in use are: {', '.join(used)}.")
    note = f"{old.notes}\nwas {old.label} (by {old.label_by or 'nobody'})".strip()
    new = replace(old, label=label.strip(), label_by=setting.agent_address, reason=reason, notes=note)
    samples.put(new)
    return Outcome(text=_line(new), before=old, after=new)


@tool("mutate", minutes=2, writes=("samples",), resource="sample:id")
def exclude_sample(samples: Store[Sample], /, id: Name, reason: Words) -> Outcome:
    """Take a sample out of the count.

    Args:
        id: Id of the sample.
        reason: Why, with the paragraph of the protocol.
    """
    old = _sample(samples, id)
    if old.status == "excluded":
        raise ToolError(f"{old.id} is excluded already.")
    new = replace(old, status="excluded", reason=reason)
    samples.put(new)
    return Outcome(text=_line(new), before=old, after=new)


@tool("mutate", minutes=2, writes=("samples",), resource="sample:id")
def include_sample(samples: Store[Sample], /, id: Name, reason: Words) -> Outcome:
    """Put an excluded sample back into the count.

    Args:
        id: Id of the sample.
        reason: Why, for the record.
    """
    old = _sample(samples, id)
    if old.status == "valid":
        raise ToolError(f"{old.id} counts already.")
    new = replace(old, status="valid", reason=reason)
    samples.put(new)
    return Outcome(text=_line(new), before=old, after=new)


@tool("mutate", writes=("samples",), resource="sample:id")
def note_on_sample(samples: Store[Sample], clock: Clock, /, id: Name, text: Prose) -> Outcome:
    """Add a note to a sample; nothing else changes.

    Args:
        id: Id of the sample.
        text: The note.
    """
    old = _sample(samples, id)
    new = replace(old, notes=f"{old.notes}\n{clock.show(clock.minute)}: {text}".strip())
    samples.put(new)
    return Outcome(text=f"{new.id}: noted.", before=old, after=new)
