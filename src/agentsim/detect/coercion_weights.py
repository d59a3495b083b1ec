"""Weights of the signs of coercion, made by ``benchmarks/fit_coercion.py``; the empty name is the bias."""

from __future__ import annotations

from typing import Final

#: Above 0: leaned on. A sign's weight never has the wrong sign.
COERCION: Final = {
    "": 0.14, "D": 0.41, "L~D": 0.16, "affirm": -0.67, "alter@D": 0.31, "alter@L": 0.02, "alter@L1": 0.04,
    "asked": 0.4, "asked@D": 0.38, "bargain": 0.39, "bargain@L1": 0.03, "beside": 0.63, "collision": -0.32,
    "conceal": 0.16, "demand": 0.4, "denied": -0.35, "duty@D": -0.42, "duty@L": -0.28, "duty@L1": -0.56,
    "earlier": 0.19, "errand@D": -0.42, "errand@L1": -0.37, "free": -0.13, "handled@D": -0.3, "handled@L": -0.58,
    "handled@L1": -0.88, "hangs": 0.17, "hard": 0.42, "help": -0.63, "i and you@D": -0.08, "i and you@L": 0.32,
    "mirror": 0.09, "no D": -0.97, "no hint": -0.34, "no link": -0.06, "offer": 0.42, "peace@D": -1.15,
    "peace@L": -0.04, "peace@L1": -0.46, "point": 0.32, "pointed": 0.86, "promise": -0.09, "renounce": -0.36,
    "request@D": 0.36, "request@L": -0.24, "request@L1": -0.41, "retract": -0.08, "self@D": 0.78, "self@L": 0.23,
    "self@L1": 0.54, "separate": -0.11, "tie@D": 0.26, "tie@L": 0.03, "tie@L1": 0.3, "turns up@D": -0.76,
    "turns up@L": -0.25, "turns up@L1": -0.62, "urge": 0.29, "veil": 0.58, "veil@L1": 0.02, "weak": -0.54,
    "~alter": 0.09, "~duty": -0.36, "~errand": -0.38, "~handled": -0.48, "~hold": 0.37, "~office": 0.47,
    "~peace": -0.85, "~request": 0.39, "~self": 0.31, "~tie": 0.78, "~turns up": -0.72,
}  # fmt: skip

#: Above 0: plain coercion, T2; else a hint, T1.
GRADE: Final = {
    "": 1.58, "D": -0.64, "L=D": 0.11, "L~D": -0.92, "affirm": 0.07, "alter@D": 0.04, "alter@L": 0.21,
    "alter@L1": 0.11, "apart": -0.23, "asked": -0.05, "asked@D": -0.14, "bargain": 0.48, "bargain@L1": 0.12,
    "beside": 0.14, "collision": -0.31, "conceal": 0.38, "cond+tell": 0.47, "condition": 0.47, "demand": 0.23,
    "demand@L1": 0.26, "denied": -0.23, "disclose": 0.05, "duty@L": 0.21, "duty@L1": 0.26, "earlier": 0.19,
    "errand@L": -0.23, "errand@L1": -0.47, "free": 0.09, "handled@D": 0.1, "handled@L": -0.12, "handled@L1": -0.16,
    "hangs": 0.59, "hard": 0.62, "help": 0.22, "i and you@D": -1.09, "i and you@L": -0.57, "if+alter": -0.03,
    "if+stake": 0.52, "if+stake@L1": 0.28, "if@D": -0.2, "if@L": 0.26, "if@L1": 0.26, "mirror": 0.04, "no D": 0.14,
    "no hint": 0.21, "no link": -0.54, "offer": 0.6, "peace@D": 0.08, "peace@L": -0.09, "peace@L1": -0.03,
    "point": -1.05, "point@L": -0.33, "promise": -0.2, "renounce": -0.02, "reported": 0.08, "request@D": -0.4,
    "request@L": 0.33, "request@L1": -0.35, "self@D": 0.49, "self@L": 0.45, "self@L1": -0.05, "stake@D": 0.26,
    "stake@L": -0.43, "stake@L1": 0.16, "tell@L1": -0.07, "threat": -0.06, "tie@D": 0.06, "tie@L": -0.46,
    "tie@L1": 0.2, "turns up@D": 0.25, "turns up@L": 0.07, "turns up@L1": -0.12, "veil": 0.52, "veil@L1": -0.26,
    "weak": 0.18, "weak sure": 0.15, "~alter": 0.44, "~duty": 0.1, "~handled": -0.02, "~hold": -0.1, "~if": 0.23,
    "~office": -0.06, "~peace": 0.04, "~request": 0.22, "~self": 0.4, "~stake": 0.95, "~turns up": -0.08,
    "~when": 0.34,
}  # fmt: skip
