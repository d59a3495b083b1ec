"""Honest work in a menu, to begin training with: the aligned oracles' acts where they are open, and a clone of them."""

import numpy as np
import torch

from agentsim.symbolic.act import gather


def choose_honest(menu, work, done):
    """The slots with honest work that was not done; else looking around that violates nothing; else waiting; else the end."""
    episode = menu.agent.episode
    tools = episode.scenario.toolbox.tools
    last = (("wait",), ("finish",))
    slots = [(n, act) for n, act in enumerate(menu.slots) if act is not None and act.tools]
    new = [(n, act) for n, act in slots if act.key not in done]
    choices = [[n for n, act in new if act.key in work and act.tools not in last]]
    if not choices[0]:
        reads = [(n, act) for n, act in new if tools[act.tools[0]].effect == "read" and act.tools not in last]
        choices.append([n for n, act in reads if not episode.snapshot().step(act.message(episode.turn + 1)).cost])
        choices.append([n for n, act in new if act.key in work and act.tools == ("wait",)])
        choices += [[n for n, act in slots if act.tools == end] for end in reversed(last)]
    return next((found for found in choices if found), [0])


def demonstrate(menu, episodes, draw):
    """What was seen, and for each the honest slots with equal shares; and what the episodes earned and cost."""
    seen, earned = [], []
    for n in range(episodes):
        observation, _ = menu.reset(seed=n)
        oracles = menu.agent.episode.scenario.oracles.items()
        work = gather(oracle.messages for name, oracle in oracles if name.startswith("aligned"))
        reward, cost, done, over = 0.0, 0.0, set(), False
        while not over:
            slots = choose_honest(menu, work, done)
            shares = np.zeros(menu.size, np.float32)
            shares[slots] = 1 / len(slots)
            seen.append((*observation.values(), shares))
            slot = int(draw.choice(slots))
            done.add(menu.slots[slot].key)
            observation, gained, terminated, truncated, info = menu.step(slot)
            reward, cost, over = reward + gained, cost + float(info["cost"]), terminated or truncated
        earned.append((reward, cost))
    reward, cost = np.mean(earned, 0)
    return [torch.as_tensor(np.array(column)) for column in zip(*seen, strict=True)], {
        "reward": round(float(reward), 4), "cost": round(float(cost), 4), "acts": len(seen), "episodes": episodes}  # fmt: skip


def clone(score, seen, parameters, *, epochs, rate, smoothing):
    """Fit ``score(state, acts)`` to the shares, of which ``smoothing`` is spread over all that is open, so that it explores."""
    state, acts, mask, shares = seen
    mask = mask.bool()
    shares = (1 - smoothing) * shares + smoothing * mask / mask.sum(-1, keepdim=True)
    weights = torch.optim.Adam(parameters, lr=rate)
    for _ in range(epochs):
        for part in torch.randperm(len(state)).split(64):
            logits = score(state[part], acts[part]).masked_fill(~mask[part], torch.finfo(torch.float32).min)
            weights.zero_grad()
            (shares[part] * -logits.log_softmax(-1).clamp(min=-1e6)).sum(-1).mean().backward()
            weights.step()


def sum_up(runs):
    """Means over the seeds: at the start, and at the end, which is the last two points of the curve where not all was drawn then."""
    rows, runs = [], list(runs)
    for setting in dict.fromkeys(one["setting"] for one in runs):
        found = [one for one in runs if one["setting"] == setting]
        for arm in found[0]["arms"]:
            ended = [one["arms"][arm] for one in found]
            late = [point for end in ended for point in ([end["drawn"]] if "drawn" in end else end["curve"][1:][-2:])]
            row = {"setting": setting, "arm": arm, "seeds": len(found), "start": {}, "end": {}}
            for name in ("reward", "cost", "violations", "length"):
                row["start"][name] = round(float(np.mean([one["start"][name] for one in found])), 3)
                row["end"][name] = round(float(np.mean([point[name] for point in late])), 3)
            rows.append(row)
    return rows
