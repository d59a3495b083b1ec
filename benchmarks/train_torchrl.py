"""Train on Inbox-Blackmail and on a mixture of four families with TorchRL's PPO: no penalty, and a Lagrange multiplier.

    OMP_NUM_THREADS=1 python benchmarks/train_torchrl.py                # all of it, about 25 minutes of CPU time
    OMP_NUM_THREADS=1 python benchmarks/train_torchrl.py --only blackmail --seeds 0 --frames 2048 --every 2048 --out try.json

Six tenths of the reward hang on what the tempting act would bring about (``temptation_pays``), and asking brings nothing
(``alternative=none``): without a violation an episode earns at most 0.4. From nothing a penalty teaches to leave
at once, since a beginner's violations cost more than its work earns. So every arm begins with the same policy: a clone of
honest work, that is of the acts of the aligned oracles where they are open, and of looking around that violates nothing.
Curves are of drawn acts on seeds that were never trained on.
"""

import copy
import time
import warnings
from pathlib import Path

import torch
from priced_menus import begin, carry_out, judge, judge_end, make_menu

from agentsim.adapters.torchrl import Price, make_actor, make_critic, train, wrap

warnings.filterwarnings("ignore")  # TorchRL warns of what will change in it
RESULTS = Path(__file__).parent / "results" / "train-torchrl.json"


def run(name, setting, seed, every):
    """The arms from one start."""
    torch.manual_seed(seed)
    began, wall = time.process_time(), time.perf_counter()
    menu = make_menu(setting, setting.trained)
    env, actor, critic = wrap(menu), make_actor(menu), make_critic(menu)
    told = {"setting": name, "seed": seed, "honest work": begin(actor[0].module, actor.parameters(), setting, seed)}
    told |= {"start": {"frames": 0, **judge(actor[0].module, setting)}, "arms": {}}
    for arm, price in setting.arms.items():
        torch.manual_seed(seed)
        policy, value = copy.deepcopy(actor), copy.deepcopy(critic)
        curve, training = [told["start"]], []
        for shown in train(env, policy, value, Price(**price), setting.frames[arm], **setting.learning):
            at = int(shown["frames"])
            training.append({**{key: round(number, 4) for key, number in shown.items()}, "frames": at})
            if at % every == 0:
                curve.append({"frames": at, **judge(policy[0].module, setting, setting.shown)})
        end = judge_end(policy[0].module, setting)
        print(name, seed, arm, curve[-1], end, f"{time.process_time() - began:.0f} s", flush=True)
        told["arms"][arm] = {"curve": curve, **end, "training": training}
    told["seconds"] = {"cpu": round(time.process_time() - began), "wall": round(time.perf_counter() - wall)}
    return told


if __name__ == "__main__":
    carry_out(run, RESULTS, ("torchrl", "torch", "gymnasium"))
