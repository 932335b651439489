"""Law 1: who may import whom, as [tool.importlinter] in pyproject.toml says."""

from __future__ import annotations

from pathlib import Path

from importlinter.cli import lint_imports


def test_imports_keep_every_contract(root: Path, monkeypatch, capsys):
    monkeypatch.chdir(root)
    monkeypatch.syspath_prepend(str(root))
    monkeypatch.setattr("logging.config.dictConfig", lambda _: None)  # would silence every logger there is
    broken = lint_imports(config_filename=str(root / "pyproject.toml"), no_cache=True)
    assert broken == 0, capsys.readouterr().out


def test_mappings_stand_on_the_standard_library_alone(shipped):
    import sys

    outside = [
        f"{source.name}:{line} imports {module}"
        for source in shipped
        if source.name.startswith("mappings/")
        for line, module in source.imports
        if module.partition(".")[0] not in sys.stdlib_module_names | {"mappings"}
    ]
    assert outside == []


def test_outside_state_sql_is_known_by_its_connection_only(shipped):
    import ast

    strays = []
    for source in shipped:
        if source.name.startswith("state/"):
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "sqlalchemy":
                strays += [
                    f"{source.name}:{node.lineno} {a.name}" for a in node.names if a.name != "Connection"
                ]
            elif isinstance(node, ast.Import):
                strays += [
                    f"{source.name}:{node.lineno} {a.name}" for a in node.names if "sqlalchemy" in a.name
                ]
    assert strays == []
