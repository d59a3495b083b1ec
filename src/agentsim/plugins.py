"""Families (and the apps and detectors that they need) from somebody else's installed package.

A package announces itself under the entry point group ``agentsim.content``; the entry names a module that may hold ``ENVS``
(a folder of family folders), ``APPS`` (modules like those of ``agentsim.apps``) and ``DETECTORS`` (kinds to detector classes).
Nothing of it is imported until it is allowed by name: ``agentsim.load_plugin("name")``, or ``AGENTSIM_PLUGINS=name,name``.
"""

from __future__ import annotations

from pathlib import Path

GROUP = "agentsim.content"
_loaded: dict[str, tuple[str, ...]] = {}


def names() -> list[str]:
    """Return the names of the plugins that are installed. None of them is imported."""
    from importlib.metadata import entry_points

    return sorted({entry.name for entry in entry_points(group=GROUP)})


def load(name: str) -> tuple[str, ...]:
    """Import a plugin and return the names of its families; a second time does nothing.

    Raises ``ValueError`` for a plugin that is not installed, or one that takes a name which is taken; ``ContentError``
    for a family of it that is wrong.
    """
    if name in _loaded:
        return _loaded[name]
    from importlib.metadata import entry_points

    from agentsim import apps, catalog
    from agentsim.detect import rooms

    entry = next(iter(entry_points(group=GROUP, name=name)), None)
    if entry is None:
        raise ValueError(f"there is no plugin {name!r}; installed are: {', '.join(names()) or 'none'}")
    module = entry.load()
    for app in getattr(module, "APPS", ()):
        apps.add_app(app)
    for kind, detector in getattr(module, "DETECTORS", {}).items():
        rooms.add_room(kind, detector)
    folder = getattr(module, "ENVS", None)
    folders = sorted(path.parent for path in Path(folder).glob("*/scenario.yaml")) if folder is not None else []
    _loaded[name] = tuple(catalog.add_folder(path) for path in folders)
    return _loaded[name]
