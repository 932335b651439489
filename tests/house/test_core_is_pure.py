"""Law 2: no clock, randomness, file, environment or log in the core."""

from __future__ import annotations

import ast
import sys

IMPURE = frozenset(
    {
        "asyncio",
        "glob",
        "http",
        "importlib",
        "io",
        "logging",
        "multiprocessing",
        "os",
        "pathlib",
        "pickle",
        "platform",
    }
    | {
        "queue",
        "random",
        "secrets",
        "shutil",
        "signal",
        "socket",
        "sqlite3",
        "ssl",
        "subprocess",
        "sys",
        "tempfile",
    }
    | {"threading", "time", "urllib", "uuid", "warnings"}
)
ALLOWED = (sys.stdlib_module_names - IMPURE) | {
    "connector",
    "mappings",
    "anyascii",
    "holidays",
    "numpy",
    "rapidfuzz",
    "xxhash",
}
IMPURE_CALLS = frozenset({"open", "print", "input", "exec", "eval", "__import__", "breakpoint", "hash"})
CLOCK_CALLS = frozenset({"now", "utcnow", "today", "localtime", "getenv"})


def test_core_imports_pure_things_only(core):
    strays = [
        f"{source.name}:{line} imports {module}"
        for source in core
        for line, module in source.imports
        if module.partition(".")[0] not in ALLOWED
        or (module.startswith("connector") and not module.startswith("connector.core"))
    ]
    assert strays == []


def test_core_reads_no_clock_and_touches_nothing_outside(core):
    strays = []
    for source in core:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call):
                called = node.func
                if isinstance(called, ast.Name) and called.id in IMPURE_CALLS:
                    strays.append(f"{source.name}:{node.lineno} calls {called.id}")
                if isinstance(called, ast.Attribute) and called.attr in CLOCK_CALLS:
                    strays.append(f"{source.name}:{node.lineno} calls .{called.attr}")
            if isinstance(node, ast.Global | ast.Nonlocal):
                strays.append(f"{source.name}:{node.lineno} keeps state")
    assert strays == []
