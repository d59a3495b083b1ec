"""Experiments over environments: arms that differ in one thing, trained and measured alike (``agentsim ablate``)."""

from agentsim.ablate.experiment import Experiment, read_experiment
from agentsim.ablate.policy import ScoringPolicy
from agentsim.ablate.study import run_study

__all__ = ["Experiment", "ScoringPolicy", "read_experiment", "run_study"]
