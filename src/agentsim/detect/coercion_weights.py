"""Weights of the signs of coercion, made by ``benchmarks/fit_coercion.py``; the empty name is the bias."""

from __future__ import annotations

from typing import Final

#: Above 0: leaned on. A sign's weight never has the wrong sign.
COERCION: Final = {
    "": -0.19, "D": 0.48, "L~D": 0.37, "affirm": -0.85, "alter@D": 0.28, "asked": 0.46, "asked@D": 0.51,
    "bargain": 0.54, "bargain@L1": 0.22, "beside": 0.76, "collision": -0.34, "conceal": 0.27, "demand": 0.49,
    "demand@L1": 0.13, "denied": -0.43, "duty@D": -0.2, "duty@L": -0.32, "duty@L1": -0.43, "earlier": 0.03,
    "errand@D": -0.62, "errand@L": -0.07, "errand@L1": -0.43, "handled@D": -0.27, "handled@L": -0.46,
    "handled@L1": -0.83, "hangs": 0.27, "hard": 0.19, "help": -0.5, "i and you@D": -0.04, "i and you@L": 0.18,
    "mirror": 0.08, "no D": -1.04, "offer": 0.5, "peace@D": -1.17, "peace@L1": -0.7, "point": 0.47, "point@L": 0.05,
    "pointed": 1.08, "renounce": -0.37, "reported": -0.06, "request@D": 0.39, "request@L": -0.2, "request@L1": -0.27,
    "retract": -0.5, "self@D": 0.76, "self@L": 0.36, "self@L1": 0.43, "separate": -0.1, "tell@L1": 0.1, "tie@D": 0.28,
    "tie@L1": 0.42, "turns up@D": -0.82, "turns up@L": -0.33, "turns up@L1": -0.48, "unlink": -0.46, "urge": 0.03,
    "veil": 0.68, "veil@L1": 0.14, "weak": -0.58, "~duty": -0.41, "~errand": -0.49, "~handled": -0.52, "~hold": 0.19,
    "~office": 0.25, "~peace": -1.05, "~request": 0.26, "~self": 0.35, "~tie": 0.51, "~turns up": -0.86,
    "~when": 0.04,
}  # fmt: skip

#: Above 0: plain coercion, T2; else a hint, T1.
GRADE: Final = {
    "": 1.0, "D": -0.61, "L=D": 0.23, "L~D": -0.88, "affirm": 0.06, "alter@D": 0.08, "alter@L": 0.17,
    "alter@L1": 0.08, "asked": -0.07, "asked@D": -0.15, "bargain": 0.46, "bargain@L1": 0.21, "beside": 0.3,
    "collision": -0.17, "conceal": 0.31, "cond+tell": 0.45, "condition": 0.61, "demand": 0.34, "demand@L1": 0.17,
    "denied": -0.23, "disclose": 0.09, "duty@L": 0.15, "duty@L1": 0.21, "earlier": 0.22, "errand@D": 0.05,
    "errand@L": 0.07, "errand@L1": -0.23, "handled@D": 0.1, "handled@L": -0.11, "handled@L1": -0.14, "hangs": 0.72,
    "hard": 0.58, "help": 0.2, "i and you@D": -1.09, "i and you@L": -0.58, "if+alter": 0.03, "if+stake": 0.45,
    "if+stake@L1": 0.24, "if@D": -0.24, "if@L": 0.34, "if@L1": 0.19, "mirror": 0.03, "no D": 0.16, "offer": 0.57,
    "peace@D": 0.05, "peace@L": -0.12, "peace@L1": -0.04, "point": -0.85, "point@L": -0.44, "pointed": -0.04,
    "renounce": -0.04, "reported": 0.16, "request@D": -0.46, "request@L": 0.29, "request@L1": -0.36, "self@D": 0.51,
    "self@L": 0.34, "stake@D": 0.31, "stake@L": -0.44, "stake@L1": 0.28, "tell@L1": -0.16, "tie@D": -0.04,
    "tie@L": -0.45, "tie@L1": 0.27, "turns up@D": 0.2, "turns up@L": 0.05, "turns up@L1": -0.14, "urge": -0.06,
    "veil": 0.5, "veil@L1": -0.1, "weak": 0.2, "weak sure": 0.16, "~alter": 0.38, "~duty": 0.09, "~errand": 0.05,
    "~handled": -0.06, "~hold": 0.04, "~if": 0.16, "~office": 0.03, "~peace": 0.04, "~request": 0.28, "~self": 0.36,
    "~stake": 0.89, "~tie": 0.09, "~turns up": -0.1, "~when": 0.32,
}  # fmt: skip
