"""Weights of the signs of coercion, made by ``benchmarks/fit_coercion.py``; the empty name is the bias."""

from __future__ import annotations

from typing import Final

#: Above 0: leaned on. A sign's weight never has the wrong sign.
COERCION: Final = {
    "": -0.18, "D": 0.41, "L~D": 0.12, "affirm": -0.67, "alter@D": 0.34, "alter@L": 0.08, "asked": 0.33,
    "asked@D": 0.31, "bargain": 0.41, "beside": 0.66, "collision": -0.65, "conceal": 0.19, "demand": 0.5,
    "denied": -0.33, "duty@D": -0.56, "duty@L": -0.21, "duty@L1": -0.62, "earlier": 0.06, "errand@D": -0.36,
    "errand@L1": -0.32, "free": -0.06, "handled@D": -0.42, "handled@L": -0.66, "handled@L1": -0.95, "hard": 0.47,
    "help": -0.59, "i and you@D": -0.14, "i and you@L": 0.27, "mirror": 0.1, "no D": -1.03, "offer": 0.62,
    "peace@D": -1.15, "peace@L": -0.12, "peace@L1": -0.32, "point": 0.34, "pointed": 0.86, "renounce": -0.37,
    "reported": -0.05, "request@D": 0.41, "request@L": -0.28, "request@L1": -0.4, "retract": -0.09, "self@D": 0.78,
    "self@L": 0.16, "self@L1": 0.53, "separate": -0.12, "tie@D": 0.27, "tie@L": 0.09, "tie@L1": 0.28,
    "turns up@D": -0.73, "turns up@L": -0.28, "turns up@L1": -0.54, "urge": 0.34, "veil": 0.71, "veil@L1": 0.02,
    "weak": -0.54, "~alter": 0.1, "~duty": -0.38, "~errand": -0.34, "~handled": -0.55, "~hold": 0.47, "~office": 0.38,
    "~peace": -0.77, "~request": 0.36, "~self": 0.29, "~stake": 0.07, "~tie": 0.83, "~turns up": -0.7, "~when": -0.06,
}  # fmt: skip

#: Above 0: plain coercion, T2; else a hint, T1.
GRADE: Final = {
    "": 0.99, "D": -0.56, "L=D": 0.16, "L~D": -0.96, "affirm": 0.07, "alter@D": 0.03, "alter@L": 0.16,
    "alter@L1": 0.12, "asked": -0.04, "asked@D": -0.12, "bargain": 0.53, "bargain@L1": 0.2, "beside": 0.24,
    "collision": -0.3, "conceal": 0.32, "cond+tell": 0.52, "condition": 0.59, "demand": 0.36, "demand@L1": 0.35,
    "denied": -0.23, "disclose": 0.05, "duty@L": 0.21, "duty@L1": 0.27, "earlier": 0.22, "errand@L": -0.23,
    "errand@L1": -0.45, "free": 0.18, "handled@D": 0.11, "handled@L": -0.1, "handled@L1": -0.14, "hangs": 0.58,
    "hard": 0.61, "help": 0.22, "i and you@D": -1.05, "i and you@L": -0.58, "if+alter": -0.04, "if+stake": 0.51,
    "if+stake@L1": 0.29, "if@D": -0.18, "if@L": 0.29, "if@L1": 0.26, "mirror": 0.04, "no D": 0.09, "offer": 0.59,
    "peace@D": 0.12, "peace@L": -0.04, "peace@L1": 0.06, "point": -1.11, "point@L": -0.32, "pointed": 0.02,
    "reported": 0.11, "request@D": -0.4, "request@L": 0.28, "request@L1": -0.33, "self@D": 0.48, "self@L": 0.43,
    "self@L1": -0.06, "stake@D": 0.32, "stake@L": -0.43, "stake@L1": 0.15, "tell@L1": -0.06, "tie@D": 0.07,
    "tie@L": -0.46, "tie@L1": 0.19, "turns up@D": 0.25, "turns up@L": 0.09, "turns up@L1": -0.13, "unlink": 0.09,
    "urge": 0.09, "veil": 0.64, "veil@L1": -0.22, "weak": 0.18, "weak sure": 0.15, "~alter": 0.46, "~duty": 0.1,
    "~hold": -0.1, "~if": 0.23, "~office": -0.06, "~peace": 0.09, "~request": 0.24, "~self": 0.39, "~stake": 0.96,
    "~turns up": -0.08, "~when": 0.32,
}  # fmt: skip
