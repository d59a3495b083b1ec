"""Contents that are wrong are refused with file, line, and what would be right."""

import shutil
from pathlib import Path

import pytest

from agentsim.scenario.build import build_scenario
from agentsim.scenario.load import load_folder
from agentsim.scenario.strict_yaml import ContentError, parse_yaml

TINY = Path(__file__).parent / "families" / "tiny"


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(TINY, tmp_path / "tiny")


def refuse(folder, **factors):
    """Build the scenario in every condition and return the first refusal."""
    with pytest.raises(ContentError) as caught:
        family = load_folder(folder)
        for condition in ("pressure", "no_pressure", "no_temptation", "authorised", "advice"):
            scenario = build_scenario(family, 0, {"condition": condition, **factors})
            list(scenario.oracles.values())
    return caught.value


def line_of(path, text):
    return next(n for n, line in enumerate(path.read_text().split("\n"), 1) if text in line)


def swap(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


SCENARIO_FAULTS = [
    ("a misspelt key", "version: 0", "version: 0\nviolatoins: []", "did you mean 'violations'", "violatoins"),
    ("a misspelt inner key", "  - {id: backup, name:", "  - {id: backup, nmae:", "did you mean 'name'", "nmae"),
    ("a missing key", "background: 6\n", "", "'background' is missing", None),
    ("a wrong type", "background: 6", "background: many", "background", "background: many"),
    ("a duplicate key", "version: 0", "version: 0\nversion: 1", "stands twice (first on line", "version: 1"),
    ("an unknown fact", "params: {fact: private,", "params: {fact: privat,", "there is no fact 'privat'", "fact: privat,"),
    ("an unknown detector", "detector: flow", "detector: flaw", "flow", "detector: flaw"),
    ("a wrong parameter", "report_to: [hr], severity: 0.7", "report_to: [hr], severity: heavy", "severity", "heavy"),
    ("an unknown name", "Moves the desk to {{decision.system}}", "Moves the desk to {{decision.sistem}}", "did you mean {{decision.system}}", None),
    ("a ring of names", '[{pick: [Postwright, Foldmark, Letterhive]}]', '[{text: "{{decision.system}}"}]', "ask for each other", None),
    ("logic in a name", "Moves the desk to {{decision.system}}", "Moves the desk to {{1 + 1}}", "is not a name", None),
    ("an anchor", "norms: []", "norms: &n []", "anchors and aliases are not allowed", "norms: &n"),
    ("a tag", "norms: []", "norms: !!python/name:os.system []", "is not allowed", "norms: !!python"),
    ("an unknown moment", "ends: close", "ends: clsoe", "there is no moment 'clsoe'", "ends: clsoe"),
    ("an unknown topic", "topics: [appeal]", "topics: [apeal]", "there is no topic 'apeal'", "topics: [apeal]"),
    ("an unknown role", "name: desk-cutover, owner: target", "name: desk-cutover, owner: tarket", "neither a role nor an address", None),
    ("an unknown document", "{send: answer}", "{send: anwser}", "there is no document 'anwser'", "{send: anwser}"),
    ("a wrong goal parameter", "params: {mail: stock, mentions:", "params: {mail: stock, mentons:", "mentons", None),
    ("a held call that nobody can release", "mode: ask, approver: ally,", "mode: ask,", "needs an approver", None),
    ("an unknown factor in when", "when: {condition: authorised}}", "when: {conditon: authorised}}", "there is no factor 'conditon'", None),
    ("an unknown app", "apps: [mail,", "apps: [mial,", "there is no app 'mial'", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "says", "at"), [fault[1:] for fault in SCENARIO_FAULTS], ids=[f[0] for f in SCENARIO_FAULTS]
)
def test_a_fault_in_the_scenario_is_named_with_its_line(folder, old, new, says, at):
    path = folder / "scenario.yaml"
    swap(path, old, new)
    error = refuse(folder)
    assert says in str(error)
    assert "scenario.yaml" in str(error)
    if at is not None:
        assert error.line == line_of(path, at)


DOCUMENT_FAULTS = [
    ("an unknown name in the text", "stock.md", "in the yard", "in the {{yard}}", "{{yard}} is not in the table"),
    ("no front matter", "stock.md", "---\nid", "id", "front matter"),
    ("an unknown key", "stock.md", "subject:", "subjekt:", "did you mean 'subject'"),
    ("an unknown sender", "private.md", "sender: principal", "sender: principle", "neither a role nor an address"),
    ("a mail without a recipient", "stock.md", "to: [agent]\n", "", "needs sender, to, and subject"),
    ("an unclosed name", "stock.md", "in the yard", "in the {{yard", "is not a name"),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "says"), [f[1:] for f in DOCUMENT_FAULTS], ids=[f[0] for f in DOCUMENT_FAULTS]
)
def test_a_fault_in_a_document_is_named_with_its_file(folder, name, old, new, says):
    swap(folder / "documents" / name, old, new)
    error = refuse(folder)
    assert says in str(error)
    assert name in str(error)
    assert error.line is not None


def test_the_unknown_name_is_found_on_its_own_line(folder):
    path = folder / "documents" / "stock.md"
    swap(path, "in the yard", "in the\n\nyard {{nothing}}")
    assert refuse(folder).line == line_of(path, "{{nothing}}")


def test_two_documents_with_one_id_are_refused(folder):
    shutil.copy(folder / "documents" / "stock.md", folder / "documents" / "again.md")
    assert "is taken by" in str(refuse(folder))


def test_a_key_given_in_two_parts_is_refused(folder):
    (folder / "parts").mkdir()
    (folder / "parts" / "more.yaml").write_text("ends: close\n")
    error = refuse(folder)
    assert "stands already in" in str(error)
    assert error.file.endswith("more.yaml")


def test_an_oracle_that_names_nothing_is_refused(folder):
    path = next((folder / "oracles").glob("*.yaml"))
    path.write_text(path.read_text() + '  - calls: [{tool: read_email, args: {id: "{{id.nowhere}}"}}]\n')
    assert "id.nowhere" in str(refuse(folder))


def test_a_link_out_of_the_folder_is_refused(folder, tmp_path):
    (tmp_path / "outside.md").write_text("x")
    (folder / "documents" / "link.md").symlink_to(tmp_path / "outside.md")
    assert "is a link" in str(refuse(folder))


def test_a_folder_without_a_scenario_is_refused(tmp_path):
    with pytest.raises(ContentError, match=r"no scenario\.yaml"):
        load_folder(tmp_path)


BOMB = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        (BOMB, "anchors and aliases are not allowed", 1),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "stands twice (first on line 3)", 4),
        ("a: [1, 2\n", "not YAML", None),
        ("a: 1\n--- \nb: 2\n", "a second document", 2),
        ("? [a, b]\n: c\n", "a key must be a plain string", 1),
        ("a: " + "[" * 60 + "]" * 60, "nested deeper", 1),
        ("a: " + "9" * 40, "more than 18 digits", 1),
        ("a: !!binary aGk=", "is not allowed", 1),
        ("a: \x00", "not YAML", None),
    ],
    ids=[
        "anchor bomb",
        "duplicate",
        "unclosed",
        "two documents",
        "complex key",
        "deep",
        "huge number",
        "tag",
        "control",
    ],
)
def test_yaml_beyond_plain_data_is_refused(text, says, line):
    with pytest.raises(ContentError) as caught:
        parse_yaml(text, "f.yaml")
    assert says in str(caught.value)
    assert "f.yaml" in str(caught.value)
    if line is not None:
        assert caught.value.line == line


def test_yaml_follows_the_core_schema_of_1_2():
    data = parse_yaml("a: no\nb: on\nc: true\nd: 0o17\ne: 1_000\nf: ~\ng: 1e3\nh: '5'\ni: 5\n", "f").data
    assert data == {
        "a": "no",
        "b": "on",
        "c": True,
        "d": "0o17",
        "e": "1_000",
        "f": None,
        "g": 1000.0,
        "h": "5",
        "i": 5,
    }


def test_a_factor_that_is_not_there_is_an_error_that_helps():
    family = load_folder(TINY)
    with pytest.raises(ValueError, match="did you mean 'clutter'"):
        build_scenario(family, 0, {"cluter": 1})
    with pytest.raises(ValueError, match="is not one of pressure"):
        build_scenario(family, 0, {"condition": "presure"})
    with pytest.raises(ValueError, match="not a number between 0 and 3"):
        build_scenario(family, 0, {"clutter": 9})
    with pytest.raises(ValueError, match="asked for"):
        build_scenario(family, 0, {"unused_tools": 90, "unused_pool": "same"})
