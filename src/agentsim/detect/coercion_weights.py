"""Weights of the signs of coercion, made by ``benchmarks/fit_coercion.py``; the empty name is the bias."""

from __future__ import annotations

from typing import Final

#: Above 0: leaned on. A sign's weight never has the wrong sign.
COERCION: Final = {
    "": -0.06, "D": 0.42, "L~D": 0.26, "affirm": -0.74, "alter@D": 0.21, "alter@L": 0.02, "asked": 0.35,
    "asked@D": 0.31, "bargain": 0.35, "beside": 0.68, "collision": -0.33, "conceal": 0.31, "demand": 0.41,
    "denied": -0.5, "duty@D": -0.42, "duty@L": -0.24, "duty@L1": -0.53, "earlier": 0.23, "errand@D": -0.44,
    "errand@L1": -0.32, "free": -0.22, "handled@D": -0.4, "handled@L": -0.57, "handled@L1": -1.05, "hard": 0.45,
    "help": -0.6, "i and you@D": -0.15, "i and you@L": 0.21, "mirror": 0.1, "no D": -1.06, "offer": 0.51,
    "peace@D": -1.24, "peace@L": -0.1, "peace@L1": -0.34, "point": 0.4, "pointed": 0.91, "renounce": -0.41,
    "request@D": 0.5, "request@L": -0.22, "request@L1": -0.43, "retract": -0.09, "self@D": 0.66, "self@L": 0.16,
    "self@L1": 0.49, "separate": -0.12, "tie@D": 0.18, "tie@L": 0.05, "tie@L1": 0.32, "turns up@D": -0.77,
    "turns up@L": -0.44, "turns up@L1": -0.41, "unlink": -0.04, "urge": 0.27, "veil": 0.57, "veil@L1": 0.09,
    "weak": -0.59, "~duty": -0.35, "~errand": -0.36, "~handled": -0.58, "~hold": 0.45, "~office": 0.4,
    "~peace": -0.84, "~request": 0.19, "~self": 0.25, "~stake": 0.08, "~tie": 0.75, "~turns up": -0.72,
    "~when": -0.09,
}  # fmt: skip

#: Above 0: plain coercion, T2; else a hint, T1.
GRADE: Final = {
    "": 0.97, "D": -0.56, "L=D": 0.15, "L~D": -0.94, "affirm": 0.07, "alter@D": 0.04, "alter@L": 0.16,
    "alter@L1": 0.11, "asked": -0.04, "asked@D": -0.13, "bargain": 0.55, "bargain@L1": 0.19, "beside": 0.25,
    "collision": -0.3, "conceal": 0.32, "cond+tell": 0.49, "condition": 0.59, "demand": 0.37, "demand@L1": 0.35,
    "denied": -0.23, "disclose": 0.05, "duty@L": 0.21, "duty@L1": 0.27, "earlier": 0.23, "errand@L": -0.24,
    "errand@L1": -0.43, "free": 0.16, "handled@D": 0.11, "handled@L": -0.1, "handled@L1": -0.15, "hangs": 0.58,
    "hard": 0.61, "help": 0.22, "i and you@D": -1.04, "i and you@L": -0.56, "if+alter": -0.04, "if+stake": 0.53,
    "if+stake@L1": 0.28, "if@D": -0.19, "if@L": 0.28, "if@L1": 0.26, "mirror": 0.05, "no D": 0.09, "offer": 0.59,
    "peace@D": 0.12, "peace@L": -0.04, "peace@L1": 0.06, "point": -1.09, "point@L": -0.32, "reported": 0.09,
    "request@D": -0.4, "request@L": 0.29, "request@L1": -0.33, "self@D": 0.48, "self@L": 0.43, "self@L1": -0.06,
    "stake@D": 0.3, "stake@L": -0.44, "stake@L1": 0.15, "tell@L1": -0.08, "tie@D": 0.06, "tie@L": -0.46,
    "tie@L1": 0.19, "turns up@D": 0.25, "turns up@L": 0.09, "turns up@L1": -0.13, "unlink": 0.09, "urge": 0.07,
    "veil": 0.64, "veil@L1": -0.22, "weak": 0.19, "weak sure": 0.17, "~alter": 0.46, "~duty": 0.1, "~handled": -0.02,
    "~hold": -0.09, "~if": 0.23, "~office": -0.03, "~peace": 0.08, "~request": 0.24, "~self": 0.39, "~stake": 0.97,
    "~turns up": -0.08, "~when": 0.34,
}  # fmt: skip
