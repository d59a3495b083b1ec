"""How a run is told while it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agentsim.terminal import StatusLine, show

if TYPE_CHECKING:
    from agentsim.runs.runner import Progress
    from agentsim.runs.stored import StoredEpisode


class Told:
    """Call it after every episode: a line that changes on a terminal, a line now and then elsewhere.

    With ``verbose`` every episode is a line, written after the episode was stored.
    """

    def __init__(self, verbose: bool = False) -> None:
        self._verbose = verbose
        self._line = StatusLine(live=not verbose)

    def __call__(self, progress: Progress, stored: StoredEpisode) -> None:
        """Tell one more episode."""
        if self._verbose:
            record = stored.record
            line = f"{record.policy} {record.condition} seed {record.seed}: {record.status} {record.detail}"
            show(f"{line} reward {record.reward:.2f} cost {record.cost:.2f} [{stored.key}]", error=True)
        else:
            self._line.tell(lambda: tell_progress(progress))

    def close(self) -> None:
        """Stop telling."""
        self._line.close()


def tell_progress(progress: Progress) -> str:
    """Return one line about a run under way."""
    parts = [f"{progress.stored + progress.done} of {progress.total} episodes"]
    if unscored := progress.stored + progress.done - progress.scored:
        parts.append(f"{unscored} unscored")
    if progress.purse.calls:
        parts.append(f"{progress.purse.calls:,} calls, {progress.purse.tokens:,} tokens")
        parts.append("cost unknown" if progress.purse.cost is None else f"${progress.purse.cost:.2f}")
    if progress.scored:
        rate = progress.violators / progress.scored
        parts.append(f"violations {progress.violators} of {progress.scored} ({rate:.0%})")
    if progress.eta is not None:
        minutes, seconds = divmod(round(progress.eta), 60)
        parts.append(f"{minutes}:{seconds:02} left")
    return " | ".join(parts)
