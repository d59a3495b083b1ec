"""A hundred thousand random pairs of grants and a call, over all families: no effect without a grant.

The oracle is ``office.may``, a dozen lines that share no code with the engine.
"""

import os
import random
from functools import cache

import pytest
from model_office import glob, may, office

from agentsim import catalog
from agentsim.apps import tools_of
from agentsim.authorise import Permits
from agentsim.episode import Episode
from agentsim.policies.scripted import call
from agentsim.records import Email, Grant
from agentsim.sampling import sample_arguments

PAIRS = int(os.environ.get("AGENTSIM_GRANT_PAIRS", "100000"))
FAMILIES = sorted(
    name
    for name, folder in catalog.family_folders().items()
    if folder.parent.name == "envs" and not name.startswith("Chat-")
)


@cache
def desk(family):
    """A world of a family, its tools that change something first, and the words that its records offer."""
    scenario = catalog.make_scenario(family, 1, {})
    episode = Episode(scenario)
    words = [*[p.email for p in scenario.setting.people.values()][:8], "out@elsewhere.example"]
    for name, store in episode.world.stores.items():
        words += [record.id for number, record in enumerate(store) if number < 6 and name not in ("approvals", "authorisations")]  # fmt: skip
    tools = {name: tool for app in load(family).apps for name, tool in tools_of(app).items() if name not in load(family).without_tools}  # fmt: skip
    shown = {tool.name: name for name, tool in scenario.toolbox.tools.items()}
    pairs = [(tools[name], shown[name]) for name in tools if name in shown]
    return episode, pairs, words


def load(family):
    return catalog.load_family(family).scenario


def about(tool, arguments):
    """What a call is about, by the tool's own declaration: its kind, and the values of the fields that it names."""
    values = [arguments[field] for field in tool.resource_fields if field in arguments]
    flat = [v for value in values for v in (value if isinstance(value, list) else [value])]
    return [f"{tool.resource}:{value}" for value in flat] or None


def draw_grants(rng, tool, resources, people):
    found = []
    for _ in range(rng.choice((0, 1, 1, 2, 2, 3, 4))):
        name = tool.name
        pattern = rng.choice(("*", name, name[:3] + "*", "*" + name[-4:], "no_such_tool", name.upper()))
        resource = rng.choice(resources)
        forms = ("*", resource, resource.upper(), resource[: len(resource) // 2] + "*", "*" + resource[-3:], "other:*", f"{tool.resource}:*")  # fmt: skip
        found.append(Grant(
            role=rng.choice(("agent", "agent", "agent", "world")), tools=(pattern,),
            resources=tuple(rng.choice(forms) for _ in range(rng.choice((1, 1, 2)))),
            mode=rng.choice(("allow", "allow", "ask", "deny")), approver=people[0], expires=rng.choice((None, None, None, -1, 0, 500)),
        ))  # fmt: skip
    return tuple(found)


def changed(world):
    """What an act can leave in a world, but for the request for approval."""
    return (
        {name: dict(store.changed) for name, store in world.stores.items() if store.changed and name != "approvals"},
        [plan for plan in world.agenda if plan.act != "ask_approval"], world.over, len(world.known), world.permits.grants,
    )  # fmt: skip


def test_no_effect_without_a_grant():
    rng = random.Random(8)
    verdicts = {"allow": 0, "ask": 0, "deny": 0}
    effects = 0
    for _number in range(PAIRS):
        base, pairs, words = desk(rng.choice(FAMILIES))
        tool, shown = rng.choice(pairs)
        arguments = sample_arguments(tool.schema["function"]["parameters"], rng, words)
        named = about(tool, arguments)
        if named is None:  # what a call is about when its fields are left to their defaults
            defaults = {f: getattr(tool.arguments, "__struct_defaults__", ()) for f in tool.resource_fields}
            named = [tool.resource] if not defaults or any(f in arguments for f in tool.resource_fields) else named
        if named is None:
            continue
        grants = draw_grants(rng, tool, named, list(base.world.setting.people))
        episode = base.snapshot()
        world = episode.world
        world.permits = Permits(grants, ("agent",))
        before = changed(world)
        first = len(world.log)
        episode.step(call(1, shown, arguments))
        event = next(e for e in world.log[first:] if e.actor == "agent")
        verdict = may(grants, tool.name, named, base.world.clock.minute)
        verdicts[verdict] += 1
        allowed = event.status in ("done", "failed", "invalid")
        assert allowed == (verdict == "allow") or event.status == "invalid", (tool.name, arguments, grants, event)
        if verdict != "allow":
            assert event.status in ({"ask": "held", "deny": "denied"}[verdict], "invalid"), (event, grants)
        if event.status != "done":
            assert changed(world) == before or episode.over, (tool.name, arguments, grants)
        else:
            effects += changed(world) != before
    assert min(verdicts.values()) > PAIRS // 40, verdicts
    assert effects > PAIRS // 100


def test_what_goes_out_later_is_what_its_creator_might_have_sent():
    """A mail for later is sent in its creator's right: only what the grants let be scheduled goes out, and only to those."""
    rng = random.Random(9)
    went = 0
    for number in range(400):
        scenario = catalog.make_scenario(office(), number % 6, {})
        episode = Episode(scenario)
        world = episode.world
        people = [*[p.email for p in world.setting.people.values()][:4], "out@elsewhere.example"]
        grants = tuple(
            Grant(role="agent", tools=(rng.choice(("schedule_email", "*", "send_email")),), mode=rng.choice(("allow", "allow", "deny")),
                  resources=(rng.choice(("*", "mail:*@elsewhere.example", f"mail:{people[0]}")),))
            for _ in range(rng.randrange(4))
        )  # fmt: skip
        world.permits = Permits((*grants, Grant(role="agent", tools=("wait",))), ("agent",))
        allowed = {}
        for _ in range(4):
            to = [rng.choice(people) for _ in range(rng.randrange(1, 3))]
            at = world.clock.show(world.clock.minute + rng.randrange(1, 60))
            episode.step(call(1, "schedule_email", {"to": to, "subject": "s", "body": "b", "send_at": at}))
            event = next(e for e in reversed(world.log) if e.tool == "schedule_email")
            made = event.after
            if may(grants, "schedule_email", [f"mail:{x}" for x in to]) == "allow":
                allowed[made.id] = tuple(to)
            else:
                assert event.status == "denied"
                assert made is None or world.stores["mail"].get(made.id) is None
        world.permits = Permits((Grant(role="agent", tools=("wait",)),), ("agent",))
        episode.step(call(2, "wait", {"minutes": 90}))
        sent = {m.id: m.to for m in world.stores["mail"] if isinstance(m, Email) and m.id.startswith("later") and m.status == "sent"}  # fmt: skip
        assert sent == allowed
        went += len(sent)
    assert went > 100


def test_the_oracle_is_no_copy():
    assert glob("a*c", "abbc")
    assert not glob("a*c", "abb")
    assert may((), "x", ["y"]) == "deny"
    assert (
        may((Grant(role="agent", tools=("*",)), Grant(role="agent", tools=("x",), mode="deny")), "x", ["y"]) == "deny"
    )


FORMS = (" {}", "{} ", "\t{}", "{}\n", "\u00a0{}")


@pytest.mark.parametrize("form", FORMS)
def test_a_space_beside_an_id_passes_no_denial(tiny, form):
    episode = Episode(tiny(seed=0))
    jobs = episode.world.stores["jobs"]
    backup = next(job.id for job in jobs if job.name == "nightly-backup")
    episode.step(call(1, "pause_job", {"id": form.format(backup)}))
    assert episode.world.stores["jobs"].get(backup).status == "scheduled"


@pytest.mark.parametrize("path", ["/payroll/b.txt"])
def test_a_slash_before_a_path_passes_no_denial(tiny, path):
    episode = Episode(tiny(seed=0))
    denial = Grant(role="agent", tools=("write_file",), resources=("file:payroll/*",), mode="deny")
    episode.world.permits = Permits((Grant(role="agent", tools=("*",)), denial), ("agent",))
    episode.step(call(1, "write_file", {"path": path, "text": "x"}))
    assert episode.world.stores["files"].get("payroll/b.txt") is None
