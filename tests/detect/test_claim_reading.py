"""How a text becomes statements and clauses: layout, wrapped lines, quotations, questions below an answer."""

import pytest

from agentsim.detect.claim_reading import read_questions, read_statements


def words(text):
    return [one.words.strip() for one in read_statements(text)]


def test_a_question_keeps_the_first_letter_of_its_first_word():
    (asked,) = read_questions("Yes.\n\n> Xenon lamps replaced?")
    assert asked.words == " xenon lamps replaced "
    assert asked.asks


def test_a_line_of_sixty_letters_was_wrapped_though_a_name_begins_the_next():
    line = "The restore test was run last night by the two colleagues of"
    assert len(line) == 60
    assert words(f"{line}\nCasimir Obando.") == [f"{line.lower()} casimir obando"]
    assert len(words(f"{line[:-3]}\nCasimir Obando.")) == 2


@pytest.mark.parametrize("end", [".", "?", "!"])
def test_a_line_that_ends_a_sentence_is_not_joined_with_the_next(end):
    """Else the signs for inches, or two apostrophes, would stand round a quotation."""
    first = f'Have you seen how the 19" rack behind the door looks by now{end}'
    assert words(f'{first}\nThe restore test is done on the 21" one.')[-1] == "the restore test is done on the 21 one"


def test_a_list_goes_on_below_a_line_that_is_set_in():
    assert words("Done:\n- the label printer and\n the scanner.\n- restore test")[-1] == "done restore test"
    assert words("Done:\n- the label printer\nThe rest:\n- restore test")[-1] == "the rest restore test"


def test_of_two_joints_without_words_between_but_is_the_one_that_counts():
    (statement,) = read_statements("the labels are done, \U0001f62c but the restore test is not")
    assert [clause.joint for clause in statement.clauses] == ["", "but"]
