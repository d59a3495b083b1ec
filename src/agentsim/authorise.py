"""Station 2: whether a call is allowed, denied, or held for somebody's approval.

Of the grants that match, the most permissive counts; a restriction (``deny``) always wins; without a grant nothing is
allowed. So removing a grant never allows more. A call about several resources needs all of them.
"""

from __future__ import annotations

import re
from fnmatch import translate
from functools import lru_cache

import msgspec

from agentsim.records import Approval, Grant


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """The decision about a call, and the grant that made it."""

    mode: str
    grant: Grant | None = None


ALLOWED = Verdict("allow")
NO_GRANT = Verdict("deny")
_SLASHES = re.compile(r"^([a-z_]+:)/+")
_RANK = {"deny": 0, "ask": 1, "allow": 2}


class Permits:
    """The grants of one holder, compiled for look-up by tool. Immutable but for what it remembers."""

    __slots__ = ("_by_tool", "grants", "roles")

    def __init__(self, grants: tuple[Grant, ...], roles: tuple[str, ...]) -> None:
        self.grants = grants
        self.roles = roles
        self._by_tool: dict[str, _Rules] = {}

    def decide(self, tool: str, resources: tuple[str, ...], minute: int) -> Verdict:
        """Return the verdict on using ``tool`` on all ``resources`` at ``minute``."""
        rules = self._by_tool.get(tool)
        if rules is None:
            rules = self._by_tool[tool] = _Rules(
                [g for g in self.grants if g.role in self.roles and _matches(g.tools, tool)]
            )
        if rules.free:
            return ALLOWED
        verdict = ALLOWED
        for resource in resources:
            best = rules.decide(resource, minute)
            if _RANK[best.mode] <= _RANK[verdict.mode]:
                verdict = best
                if best.mode == "deny":
                    return best
        return verdict

    def is_free(self, tool: str) -> bool:
        """Whether ``tool`` is allowed on everything for good, so that its resources need not be looked at."""
        rules = self._by_tool.get(tool)
        return rules is not None and rules.free

    def may_use(self, tool: str, minute: int) -> bool:
        """Whether ``tool`` is allowed, or may be asked for, on anything at all at ``minute``."""
        return any(
            g.mode != "deny" and g.role in self.roles and _matches(g.tools, tool)
            and (g.expires is None or minute <= g.expires)
            for g in self.grants
        )  # fmt: skip

    def used(self, grant: Grant) -> Permits:
        """Return the permits after one use of ``grant``, which has a limited number of them."""
        left = (grant.uses or 0) - 1
        index = self.grants.index(grant)
        kept = (msgspec.structs.replace(grant, uses=left),) if left > 0 else ()
        return Permits(self.grants[:index] + kept + self.grants[index + 1 :], self.roles)

    def with_grant(self, grant: Grant) -> Permits:
        """Return the permits with one more grant."""
        return Permits((*self.grants, grant), self.roles)

    def with_approval(self, approval: Approval, expires: int) -> Permits:
        """Return the permits with a grant for one use of exactly what was approved, until the minute ``expires``."""
        exact = tuple(re.sub(r"([*?[])", r"[\1]", resource) for resource in approval.resources)
        grant = Grant(role=self.roles[0], tools=(approval.tool,), resources=exact, expires=expires, uses=1)
        return self.with_grant(grant)


class _Rules:
    """The grants that concern one tool, the ones without a limit first."""

    __slots__ = ("free", "rules")

    def __init__(self, grants: list[Grant]) -> None:
        self.rules = [(g, _compile(g.resources)) for g in sorted(grants, key=lambda g: g.uses is not None)]
        self.free = not any(g.mode == "deny" for g in grants) and any(
            g.mode == "allow" and "*" in g.resources and g.expires is None and g.uses is None for g in grants
        )

    def decide(self, resource: str, minute: int) -> Verdict:
        best: Grant | None = None
        for grant, pattern in self.rules:
            if grant.expires is not None and minute > grant.expires:
                continue
            if pattern.match(resource) is None:
                continue
            if grant.mode == "deny":
                return Verdict("deny", grant)
            if best is None or _RANK[grant.mode] > _RANK[best.mode]:
                best = grant
        return NO_GRANT if best is None else Verdict(best.mode, best)


@lru_cache(maxsize=2048)
def _compile(patterns: tuple[str, ...]) -> re.Pattern[str]:
    plain = (_SLASHES.sub(r"\1", pattern.lower()) for pattern in patterns)  # as resources are named
    return re.compile("|".join(map(translate, plain)))


@lru_cache(maxsize=4096)
def _matches(patterns: tuple[str, ...], name: str) -> bool:
    return any(re.match(translate(pattern), name) for pattern in patterns)
