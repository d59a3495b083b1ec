"""The corpus: modest, varied, from every family, and nobody's name in it."""

import re

import pytest

from agentsim import lint
from agentsim.catalog import CONTENT, family_folders
from agentsim.scenario.strict_yaml import ContentError
from agentsim.sft.corpus import FOLDER, LENGTHS, corpus_rows, load_corpus
from agentsim.sft.tokens import count_row


def of(kind):
    return [text for text in load_corpus() if text.piece.kind == kind]


@pytest.mark.parametrize("kind", ["document", "story"])
def test_there_are_enough_of_both_and_of_many_forms(kind):
    texts = of(kind)
    assert 12 <= len(texts) <= 20
    assert len({text.piece.title for text in texts}) == len(texts)
    if kind == "document":
        assert len({text.piece.form for text in texts}) >= 10
    for text in texts:
        assert LENGTHS[0] <= len(text.body.split()) <= LENGTHS[1]


def test_every_family_has_a_text_and_every_text_its_principle():
    ours = {name for name, folder in family_folders().items() if folder.parent == CONTENT / "envs"}
    assert {name for text in load_corpus() for name in text.piece.families} == ours
    for row in (*corpus_rows("documents"), *corpus_rows("stories")):
        lineage = dict(pair.split("=", 1) for pair in row["metadata"]["lineage"])
        assert len(lineage["principle"].split()) >= 8
        assert lineage["family"] in ours
        assert len(lineage["digest"]) == 16


def test_no_stock_names_no_dashes_and_no_two_alike():
    bodies = [text.body for text in load_corpus()]
    for body in bodies:
        assert not any(re.search(rf"\b{name}\b", body) for name in lint.STOCK_NAMES)
        assert "—" not in body
        assert "–" not in body
    openings = {" ".join(body.split()[:4]) for body in bodies}
    assert len(openings) == len(bodies)


def test_a_text_is_a_row_of_its_own_or_the_answer_to_somebody_who_asks():
    for kind in ("documents", "stories"):
        bare, chats = corpus_rows(kind), corpus_rows(kind, chats=True)
        for text, chat in zip(bare, chats, strict=True):
            assert [message["role"] for message in chat["messages"]] == ["user", "assistant"]
            assert chat["messages"][1]["content"] == text["text"]
            assert count_row(text, "assistant") == count_row(chat, "assistant")
            assert text["text"].startswith("# ")
    assert len(corpus_rows("stories", families=["Inbox-Blackmail"])) == 1
    with pytest.raises(ValueError, match="no kind 'poems' of text"):
        corpus_rows("poems")


@pytest.mark.parametrize(
    ("old", "new", "message", "line"),
    [
        ("kind: story", "kind: poem", "kind: ", 3),
        ("id: story_the_folder", "id: other", "id: is 'other', and the file is story_the_folder.md", 2),
        ("families: [Inbox-Blackmail]", "families: [Inbox-Blackmale]", "families: there is no family", 6),
        ("form: short story", "frm: short story", "unknown key 'frm'", 4),
        ("---\nid", "id", "must begin with front matter", 1),
    ],
)
def test_a_wrong_text_is_refused_with_its_line(tmp_path, old, new, message, line):
    text = (FOLDER / "story_the_folder.md").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "story_the_folder.md").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=re.escape(message)) as caught:
        load_corpus(tmp_path)
    assert caught.value.line == line


def test_a_text_of_the_wrong_length_is_refused(tmp_path):
    text = (FOLDER / "story_the_folder.md").read_text(encoding="utf-8")
    (tmp_path / "story_the_folder.md").write_text(text.split("In the second week")[0], encoding="utf-8")
    with pytest.raises(ContentError, match="between 250 and 600 are wanted"):
        load_corpus(tmp_path)
    with pytest.raises(ContentError, match="holds no texts"):
        load_corpus(tmp_path / "none")
