"""What a design stands for, and what is refused before anything is played."""

from pathlib import Path

import pytest

from agentsim.runs.design import make_design, read_design
from agentsim.runs.estimate import estimate
from agentsim.suites import suite


@pytest.fixture
def family(tiny):
    return tiny(0).family


def test_cells_are_every_combination_once(family):
    design = make_design({
        "families": [family], "policies": ["noop", "random"], "conditions": ["pressure", "authorised"],
        "factors": {"ink": ["blue", "black"]}, "seeds": "0,3..4", "epochs": 2,
    })  # fmt: skip
    cells = list(design.cells())
    assert len(cells) == 2 * 2 * 2 * 3 * 2 == len({cell.key for cell in cells})
    assert cells[0].key == f'{family}|pressure|{{"ink": "blue"}}|0|noop|0'
    assert {cell.seed for cell in cells} == {0, 3, 4}


def test_a_star_is_every_condition_and_every_oracle(family):
    design = make_design({"families": [family], "policies": ["oracle:*"], "conditions": ["*"], "seeds": 1})
    assert {cell.condition for cell in design.cells()} >= {"pressure", "no_pressure", "authorised"}
    assert set(design.plans) >= {"oracle:honest", "oracle:crooked"}
    patterned = make_design({"families": [family], "policies": ["oracle:c*"], "seeds": 1})
    assert "oracle:honest" not in patterned.plans


def test_suites_are_families():
    design = make_design({"families": ["near", "Inbox-Blackmail"], "policies": ["noop"], "seeds": 0})
    assert set(design.names) == {*suite("near").families, "Inbox-Blackmail"}


def test_what_only_some_families_have_is_played_there_and_said(family):
    data = {
        "families": [family, "Inbox-Blackmail"],
        "policies": ["oracle:crooked"],
        "factors": {"ink": "blue"},
        "seeds": 0,
    }
    design = make_design(data)
    assert {cell.family for cell in design.cells()} == {family}
    assert any("Inbox-Blackmail" in gap and "crooked" in gap for gap in design.gaps)
    assert any("Inbox-Blackmail" in gap and "ink" in gap for gap in design.gaps)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"policies": ["oracle:nobody"]}, "no oracle"),
        ({"policies": ["llama"]}, "no policy"),
        ({"policies": ["human"]}, "agentsim play"),
        ({"policies": []}, "policies"),
        ({"families": ["Nope"]}, "no family"),
        ({"conditions": ["presure"]}, "not one of"),
        ({"factors": {"ink": "red"}}, "not one of"),
        ({"factors": {"inc": 1}}, "no factor"),
        ({"seeds": "9..0"}, "no range"),
        ({"colour": 1}, "colour"),
        ({"limits": {"concurrency": 0}}, "concurrency"),
        ({"epochs": 0}, "epochs"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_played(family, change, message):
    with pytest.raises(ValueError, match=message):
        make_design({"families": [family], "policies": ["noop"], "seeds": "0..1"} | change)


def test_toml(family, tmp_path):
    path = tmp_path / "design.toml"
    path.write_text(
        f'name = "first"\npolicies = ["noop"]\nfamilies = ["{family}"]\nseeds = "0..4"\n[factors]\nink = ["blue", "black"]\n'
        "[limits]\nconcurrency = 2\nepisode_timeout = 60.0\n"
    )
    design = read_design(path, {"seeds": "0..1"})
    assert len(list(design.cells())) == 4
    assert (design.name, design.limits.concurrency, design.limits.episode_timeout) == ("first", 2, 60.0)
    path.write_text("policies = [")
    with pytest.raises(ValueError, match=r"design\.toml"):
        read_design(path)


def test_two_policies_of_one_name_are_refused(family, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        text = f"name: mine\nabout: x\npolicy: llm:openai/{folder}\n"
        (tmp_path / folder / "mine.yaml").write_text(text)
    names = [str(tmp_path / folder / "mine.yaml") for folder in ("a", "b")]
    with pytest.raises(ValueError, match="two different policies"):
        make_design({"families": [family], "policies": names, "seeds": 0})


def test_an_address_with_a_password_is_refused_and_not_repeated(family, tmp_path):
    card = Path(tmp_path) / "mine.yaml"
    card.write_text("name: mine\nabout: x\npolicy: llm:openai/a\nsettings: {api_base: 'http://me:hunter22@host/v1'}\n")
    with pytest.raises(ValueError, match="credentials") as caught:
        make_design({"families": [family], "policies": [str(card)], "seeds": 0})
    assert "hunter22" not in str(caught.value)


def test_an_estimate_counts_only_what_asks_a_model(family):
    design = make_design({"families": [family], "policies": ["noop", "llm:openai/x"], "seeds": "0..4", "max_turns": 3})
    found = estimate(design)
    assert (found["episodes"], found["model_episodes"], found["calls_at_most"]) == (10, 5, 15)
    assert found["prompt_tokens_at_most"] > 1000
