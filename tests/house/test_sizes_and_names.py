"""Law 7 and the habits: files and functions that a reader can hold, names from the field."""

from __future__ import annotations

import ast
import re

MOST_LINES = 400
MOST_FUNCTION_LINES = 60
MOST_PARAMETERS = 8  # five are the rule
BANNED = frozenset(
    {
        "base",
        "common_utils",
        "helper",
        "helpers",
        "manager",
        "managers",
        "misc",
        "service",
        "services",
        "util",
        "utils",
    }
)
UNFINISHED = re.compile(
    r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b|raise NotImplemented" r"Error|pytest\.(mark\.)?x" r"fail"
)


def functions(source):
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_file_is_longer_than_the_stop(every_source):
    long = [f"{s.name}: {len(s.lines)}" for s in every_source if len(s.lines) > MOST_LINES]
    assert long == []


def test_no_function_is_longer_than_the_stop(every_source):
    long = [
        f"{source.name}:{node.lineno} {node.name}: {node.end_lineno - node.lineno + 1}"
        for source in every_source
        for node in functions(source)
        if node.end_lineno - node.lineno + 1 > MOST_FUNCTION_LINES
    ]
    assert long == []


def test_no_function_takes_a_crowd_of_parameters(shipped):
    crowded = [
        f"{source.name}:{node.lineno} {node.name}: {count}"
        for source in shipped
        if not source.name.startswith("connector/cli/")  # there parameters are the command's options
        for node in functions(source)
        if (count := len(node.args.posonlyargs + node.args.args + node.args.kwonlyargs)) > MOST_PARAMETERS
    ]
    assert crowded == []


def test_no_module_or_class_has_a_name_that_says_nothing(every_source):
    named = []
    for source in every_source:
        named += [f"{source.name}" for part in source.path.with_suffix("").parts if part.lower() in BANNED]
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef) and re.search(
                r"(Manager|Helper|Service|Utils?|Base)$", node.name
            ):
                named.append(f"{source.name}:{node.lineno} {node.name}")
    assert named == []


def test_every_shipped_module_says_what_it_promises(shipped):
    silent = [s.name for s in shipped if s.path.name != "__init__.py" and not ast.get_docstring(s.tree)]
    assert silent == []


def test_nothing_is_left_unfinished(every_source):
    marks = [
        f"{source.name}:{number}"
        for source in every_source
        for number, line in enumerate(source.lines, 1)
        if UNFINISHED.search(line)
    ]
    assert marks == []
