"""What every run of the tests has in common: Hypothesis draws the same examples each time and keeps none."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "mutation", derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile("mutation")
