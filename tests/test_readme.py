"""The README speaks the truth: its settings are those the code reads, its files exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
READ_ELSEWHERE = {"WEB_CONCURRENCY"}  # by the launcher, which starts the web server


def settings_in_readme():
    table = README.split("## Settings")[1].split("## ")[0]
    return {name for row in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}


def test_every_setting_the_code_reads_is_in_the_readme_and_no_other():
    settings = (ROOT / "timebank" / "settings.py").read_text()
    launcher = "".join(path.read_text() for path in (ROOT / "timebank" / "embedded").glob("*.py"))
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', settings))

    assert settings_in_readme() == read | READ_ELSEWHERE
    assert all(name in launcher + settings for name in READ_ELSEWHERE)


def test_the_files_the_readme_shows_exist():
    named = re.findall(r"\]\(([^)]+)\)", README) + re.findall(r"`(docs/[^`]+|CHANGELOG\.md|\.ci/run)`", README)

    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_commands_the_readme_names_are_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text()

    assert set(re.findall(r"make (\w+)", README)) <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))
