"""Tables that the keys are made with, as generated modules: core reads no files.

`deploy/lists.py` makes them; the README beside this file names their sources and licences.
"""
