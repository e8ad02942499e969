"""The program: runs a command, and turns whatever happens into words and an exit code."""

import io
import os
import sys

import click

from cvtools.cli import evidence as evidence
from cvtools.cli import evidence_statistics as evidence_statistics
from cvtools.cli import exchange as exchange
from cvtools.cli import exercises as exercises
from cvtools.cli import improvement as improvement
from cvtools.cli import report as report
from cvtools.cli import study_commands as study_commands  # each module puts its commands into the group
from cvtools.cli import workshop as workshop
from cvtools.cli.group import cli
from cvtools.language.problems import told
from cvtools.study.errors import StudyError


def main() -> None:
    """Run the command line and leave with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that lacks a letter shows “?”
    try:
        sys.exit(cli(prog_name="cvtools", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _leave("Stopped.", 130)
    except StudyError as error:
        _leave(told(error), 2)
    except OSError as error:
        _leave(f"{error.filename or 'A file'} cannot be read or written: {error.strerror or error}", 2)
    except (MemoryError, RecursionError):
        _leave("The study is too large for this machine.", 2)
    except Exception as error:
        if os.environ.get("CVTOOLS_DEBUG"):
            raise
        _leave(
            f"Something went wrong in cvtools itself ({type(error).__name__}: {error}). CVTOOLS_DEBUG=1 shows where.", 1
        )


def _leave(message: str, code: int) -> None:
    click.echo(message, err=True)
    sys.exit(code)
