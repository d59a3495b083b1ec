"""Mutation testing: ``mutants`` makes them, ``server`` kills them, ``overlay`` is where; ``python benchmarks/mutate.py`` asks for it."""
