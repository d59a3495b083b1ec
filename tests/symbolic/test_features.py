"""Texts become the same numbers in every process, and ids are no words."""

import pickle
import subprocess
import sys

import numpy as np

from agentsim.symbolic import TextFeatures, make
from agentsim.symbolic.act import Act, call_act
from agentsim.symbolic.features import ActFeatures


def test_the_same_text_has_the_same_vector_in_another_process():
    program = "from agentsim.symbolic import TextFeatures; print(TextFeatures(32)('Call off the cutover, please').tobytes().hex())"
    seen = {
        subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    assert seen == {TextFeatures(32)("Call off the cutover, please").tobytes().hex() + "\n"}


def test_vectors_have_length_one_and_order_counts():
    texts = TextFeatures(64)
    one, other = texts("pause the job"), texts("job the pause")
    assert one.dtype == np.float32
    assert abs(np.linalg.norm(one) - 1) < 1e-6
    assert not np.array_equal(one, other)
    assert not texts("").any()


def test_an_id_is_no_word():
    acts = ActFeatures(TextFeatures(64))
    assert np.array_equal(acts(call_act("pause_job", id="job-4k7w")), acts(call_act("pause_job", id="job-9zzd")))
    assert not np.array_equal(acts(call_act("pause_job", id="job-4k7w")), acts(call_act("get_job", id="job-4k7w")))


def test_what_an_act_requires_is_no_part_of_its_vector():
    acts = ActFeatures(TextFeatures(64))
    act = Act([("send_email", '{"to": ["a@b.example"]}')])
    assert np.array_equal(acts(act), acts(act.require(["a@b.example"], ["secret"])))


def embed(texts):
    return np.array([[len(text), text.count("e"), 1.0] for text in texts])


def test_a_model_can_embed_the_texts():
    env = make("Inbox-Blackmail", size=8, embed=embed)
    observation, _ = env.reset(seed=1)
    assert env.texts.size == 3
    assert observation in env.observation_space


def test_features_are_pickled_without_what_they_remember():
    texts = TextFeatures(16)
    texts("something")
    copy = pickle.loads(pickle.dumps(texts))
    assert np.array_equal(copy("something"), texts("something"))
