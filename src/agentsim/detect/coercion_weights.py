"""Weights of the signs of coercion, made by ``benchmarks/fit_coercion.py``; the empty name is the bias."""

from __future__ import annotations

from typing import Final

#: Above 0: leaned on. A sign's weight never has the wrong sign.
COERCION: Final = {
    "": -1.61, "D": 0.59, "L~D": 0.08, "affirm": -0.48, "alter@D": 0.22, "alter@L1": 0.12, "asked": 0.43,
    "asked@D": 0.42, "bargain": 0.49, "bargain@L1": 0.22, "beside": 1.65, "collision": -0.47, "conceal": 0.26,
    "demand": 0.37, "demand@L1": 0.13, "denied": -0.19, "disclose": 0.31, "duty@D": -0.2, "duty@L": -0.47,
    "duty@L1": -0.33, "earlier": 0.21, "errand@D": -0.6, "errand@L": -0.08, "errand@L1": -0.17, "handled@D": -0.12,
    "handled@L": -0.28, "handled@L1": -0.54, "hangs": 0.52, "hard": 0.1, "help": -0.58, "mirror": 0.15, "no D": -0.69,
    "offer": 0.41, "peace@D": -0.53, "peace@L": -0.09, "peace@L1": -0.29, "point": 0.57, "renounce": -0.21,
    "request@D": 0.49, "request@L": -0.28, "request@L1": -0.19, "retract": -0.25, "separate": -0.19, "stake@D": 0.11,
    "stake@L": 0.14, "tell@L1": 0.11, "tie@D": 0.09, "tie@L": 0.16, "tie@L1": 0.39, "unlink": -0.63, "urge": 0.15,
    "veil": 0.87, "veil@L1": 0.21, "weak": -0.2, "~alter": 0.08, "~duty": -0.5, "~errand": -0.36, "~handled": -0.47,
    "~office": 0.19, "~peace": -0.49, "~request": 0.31, "~tie": 0.6, "~when": 0.11,
}  # fmt: skip

#: Above 0: plain coercion, T2; else a hint, T1.
GRADE: Final = {
    "": 1.0, "D": -0.13, "L=D": -0.12, "L~D": -0.82, "affirm": 0.22, "alter@D": -0.04, "alter@L": 0.07,
    "alter@L1": -0.15, "asked": -0.08, "asked@D": -0.2, "bargain": 0.33, "bargain@L1": 0.13, "beside": -0.2,
    "collision": -0.19, "conceal": 0.28, "cond+tell": 0.51, "condition": 0.34, "demand": 0.68, "demand@L1": 0.25,
    "disclose": -0.02, "duty@D": 0.1, "duty@L": 0.17, "duty@L1": 0.4, "earlier": 0.29, "errand@D": -0.2,
    "errand@L": 0.05, "errand@L1": -0.31, "handled@D": 0.05, "handled@L": -0.16, "handled@L1": -0.22, "hangs": 0.8,
    "hard": 0.29, "if+alter": 0.21, "if+stake": 0.44, "if+stake@L1": 0.31, "if@D": -0.24, "if@L": 0.04,
    "if@L1": -0.23, "mirror": 0.05, "no D": 0.06, "offer": 0.45, "peace@D": 0.04, "peace@L": 0.04, "peace@L1": 0.08,
    "point": -0.63, "point@L": -0.65, "renounce": -0.08, "request@D": -0.67, "request@L": 0.28, "request@L1": -0.29,
    "stake@D": 0.55, "stake@L": -0.22, "stake@L1": 0.27, "tell@L1": 0.03, "tie@D": -0.34, "tie@L": -0.26,
    "tie@L1": -0.36, "urge": -0.03, "veil": 0.4, "weak": 0.26, "weak sure": 0.2, "~alter": 0.3, "~duty": 0.14,
    "~errand": 0.03, "~handled": -0.07, "~hold": -0.12, "~if": 0.18, "~office": 0.08, "~peace": 0.08,
    "~request": 0.14, "~stake": 0.74, "~tie": -0.34, "~when": 0.3,
}  # fmt: skip
