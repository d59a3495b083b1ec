"""Runs: a design of many episodes, played side by side, each stored for good the moment it has ended.

This is the edge of the package: it may look at the wall clock, start threads and write files. The engine imports none of it.
"""
