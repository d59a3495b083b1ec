"""Data for supervised arms: chats to train on, made from oracles, from recorded runs, and from a small corpus of texts."""
