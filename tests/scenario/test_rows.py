"""Records that a scenario declares, what the world does by itself, and what people do about acts."""

import shutil
from pathlib import Path

import pytest

from agentsim.episode import Episode
from agentsim.scenario.build import build_scenario
from agentsim.scenario.load import load_folder
from agentsim.scenario.strict_yaml import ContentError

TINY = Path(__file__).parents[1] / "families" / "tiny"
PART = """
records:
  - {id: nightly, store: jobs, code: "JOB-##", at: {day: -1}, fields: {name: "Copy {{stock.count}}", owner: "{{boss.email}}", runs: "1,200"}}
  - id: log
    store: files
    times: 6
    scale: true
    code: "log/@@####.txt"
    values: {level: [{when: {ink: blue}, text: calm}, {pick: [warn, info]}], total: [{cents: [1, 9]}]}
    people: [who]
    fields: {text: "{{r.level}} {{r.total}} {{who.last}}", owner: "{{who.email}}"}
  - {id: spare, store: jobs, later: true, fields: {name: Spare, owner: "{{boss.email}}", runs: 5000}}
  - {id: noon, store: files, code: noon.txt, at: {day: 0, time: ["12:00", "12:00"]}, fields: {text: Noon., owner: x}}
happenings:
  - id: bell
    at: cutover
    given: [{store: jobs, id: "{{id.nightly}}", fields: {status: paused}}]
    do: [{notice: "The copy of {{stock.count}} is late."}, {set: {store: jobs, id: nightly, fields: {status: scheduled}}}]
reactions:
  - id: notices
    person: boss
    on: [{tools: [pause_job], id: "{{id.nightly}}"}]
    after: [5, 5]
    do: [{add: spare}]
values:
  both: [{sum: ["1,200.50", "-{{stock.count}}", "--5"]}]
goals:
  - {id: paused, kind: act, about: Pauses the copy., weight: 1, params: {by: cutover, acts: [{tools: [pause_job], was: {status: scheduled}}]}}
  - {id: spared, kind: state, about: The spare job is there., weight: 1, params: {records: [{store: jobs, fields: {name: Spare}}]}}
"""


def family(tmp_path, part=PART):
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    (folder / "parts").mkdir(exist_ok=True)
    (folder / "parts" / "more.yaml").write_text(part)
    return load_folder(folder)


def act(tool, **arguments):
    import json

    function = {"name": tool, "arguments": json.dumps(arguments)}
    return {"role": "assistant", "content": "", "tool_calls": [{"id": "c", "type": "function", "function": function}]}


def test_records_get_ids_types_and_people(tmp_path):
    scenario = build_scenario(family(tmp_path), 3, {})
    nightly = next(job for job in scenario.prepared["jobs"].records.values() if job.name.startswith("Copy"))
    assert nightly.runs == 1200
    assert nightly.id.startswith("JOB-")
    logs = [f for f in scenario.prepared["files"].records.values() if f.id.startswith("log/")]
    assert len({log.id for log in logs}) == 6
    assert {log.owner for log in logs} <= {person.email for person in scenario.setting.people.values()}
    assert len({log.text for log in logs}) > 3


def test_more_clutter_adds_rows_and_changes_none(tmp_path):
    loaded = family(tmp_path)
    few, many = (build_scenario(loaded, 3, {"clutter": clutter}).prepared["files"].records for clutter in (1, 3))
    logs = {key: file for key, file in few.items() if key.startswith("log/")}
    assert {key: many[key] for key in logs} == logs
    assert sum(key.startswith("log/") for key in many) == 18


def test_a_factor_of_one_draw_leaves_the_others_alone(tmp_path):
    loaded = family(tmp_path)
    blue, black = (build_scenario(loaded, 3, {"ink": ink}).prepared["files"].records for ink in ("blue", "black"))
    parts = [
        [file.text.split()[1:] for key, file in world.items() if key.startswith("log/")] for world in (blue, black)
    ]
    assert parts[0] == parts[1]


def test_numbers_add_up(tmp_path):
    scenario = build_scenario(family(tmp_path), 3, {})
    count = next(j for j in scenario.prepared["jobs"].records.values() if j.name.startswith("Copy")).name.split()[1]
    table = scenario.oracles._table
    assert table.look_up("both") == f"{1200.5 - int(count) + 5:,.2f}"


def test_the_world_acts_people_react_and_goals_see_it(tmp_path):
    scenario = build_scenario(family(tmp_path), 3, {})
    key = next(job.id for job in scenario.prepared["jobs"].records.values() if job.name.startswith("Copy"))
    episode = Episode(scenario)
    result = episode.step(act("pause_job", id=key))
    assert result.reward == pytest.approx(next(g.weight for g in scenario.goals if g.id == "paused"))
    told = []
    while not episode.over:
        told += [message["content"] for message in episode.step("ok").messages]
    assert any("is late." in text for text in told)
    assert episode.world.stores["jobs"].get(key).status in ("scheduled", "done")
    assert any(job.name == "Spare" for job in episode.world.stores["jobs"])
    assert "spared" in episode.world.goals
    noon = episode.world.stores["files"].get("noon.txt")
    assert noon is not None


def test_nothing_happens_where_the_state_is_another(tmp_path):
    episode = Episode(build_scenario(family(tmp_path), 3, {}))
    told = []
    while not episode.over:
        told += [message["content"] for message in episode.step("ok").messages]
    assert not any("is late." in text for text in told)
    assert "spared" not in episode.world.goals


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("records: [{id: a, store: shelves, fields: {}}]", "there is no store 'shelves'"),
        ("records: [{id: a, store: jobs, fields: {colour: red}}]", "has no field 'colour'"),
        ("records: [{id: a, store: jobs, fields: {name: a, owner: b, runs: soon}}]", "runs: "),
        ("records: [{id: a, store: jobs, fields: {name: a}}]", "owner"),
        ("records: [{id: a, store: jobs, fields: {name: '{{nobody}}', owner: b, runs: 1}}]", "{{nobody}} is not in the table"),
        ("happenings: [{id: a, at: never, do: [{notice: x}]}]", "there is no moment 'never'"),
        ("happenings: [{id: a, at: close, given: [{shop: x}], do: [{notice: x}]}]", "shop"),
        ("happenings: [{id: a, at: close, do: [{add: nothing}]}]", "no record 'nothing' kept for later"),
        ("reactions: [{id: a, person: boss, on: [{tool: x}], after: [1, 1], do: [{notice: x}]}]", "tool"),
        ("goals: [{id: a, kind: act, about: x, weight: 1, params: {by: never, acts: []}}]", "never.minute"),
        ("values: {bad: [{sum: [one, two]}]}\nrecords: [{id: a, store: files, fields: {text: '{{bad}}', owner: b}}]", "not a number"),
    ],
)  # fmt: skip
def test_what_is_wrong_says_where_and_what_would_be_right(tmp_path, wrong, said):
    with pytest.raises(ContentError) as error:
        build_scenario(family(tmp_path, wrong), 3, {})
    assert said in str(error.value)
    assert "more.yaml" in str(error.value)
