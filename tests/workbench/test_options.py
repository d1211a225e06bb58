"""What the command line says to words in another order than it reads them."""

from __future__ import annotations

import pytest

from workbench import options


@pytest.mark.parametrize(
    "given", [["--data", "DIR", "verify"], ["serve", "--data", "DIR", "verify"]]
)
def test_a_command_behind_an_option_is_told_where_it_belongs(given, capsys):
    with pytest.raises(SystemExit):
        options.read(given)
    told = capsys.readouterr().err
    assert "name the command first: python -m workbench verify --data DIR" in told


def test_options_alone_are_those_of_serve():
    asked = options.read(["--data", "verify", "--port", "8502"])
    assert (asked.command, str(asked.data), asked.port) == ("serve", "verify", 8502)
