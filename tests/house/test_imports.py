"""Every module can be the first one that a process imports: no circle hides behind the order of others."""

from __future__ import annotations

import subprocess
import sys

EACH_ALONE = """
import importlib, pkgutil, sys
import adapters, connector, mappings, state
ours = ("adapters", "connector", "mappings", "state")
names = [m.name for p in (adapters, connector, mappings, state)
         for m in pkgutil.walk_packages(p.__path__, p.__name__ + ".", onerror=lambda name: None)]
names = [n for n in names if not n.endswith("__main__") and ".lists." not in n and ".migrations." not in n]
for name in names:
    for known in [n for n in sys.modules if n.partition(".")[0] in ours and ".lists." not in n]:
        del sys.modules[known]
    try:
        importlib.import_module(name)
    except ImportError as error:
        print(name, error)
"""


def test_every_module_can_be_imported_first() -> None:
    found = subprocess.run([sys.executable, "-c", EACH_ALONE], capture_output=True, text=True, check=False)
    assert found.stdout == "", found.stdout
    assert found.returncode == 0, found.stderr
