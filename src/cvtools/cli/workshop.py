"""The commands of a workshop: open a room, check the day before, a page without a network, pool what was handed in."""

import importlib.util
from pathlib import Path

import click

from cvtools.analysis.analysis import analyse
from cvtools.cli.group import cli, opened
from cvtools.language.labels import names_of, words_of
from cvtools.notebook.exercises import answer_key
from cvtools.study.errors import StudyError
from cvtools.study.safe_files import replace_file
from cvtools.study.schema import LANGUAGES
from cvtools.study.study import Study, replace, write_study
from cvtools.study.wording import N_
from cvtools.workshop.form import form_of
from cvtools.workshop.handed_in import collect
from cvtools.workshop.kit import document, kit
from cvtools.workshop.opening import PORT, ROOM_MEGABYTES, Place, disk_left, open_room, place, room_file
from cvtools.workshop.page import offline_page
from cvtools.workshop.pooled import pooled_study
from cvtools.workshop.room import Room

_PATH = click.Path(path_type=Path)
_SEGMENT = click.option("--segment", default="", metavar="ID", help="By default the first.")
_LAN = click.option(
    "--lan", is_flag=True, help="For everybody in this network, with a code. Else for this machine only."
)
_PORT = click.option("--port", type=click.IntRange(1, 65535), default=PORT, show_default=True, metavar="N")


class _Workshop(click.Group):
    """Without the name of a command, a room is opened."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["open", *args]
        return super().parse_args(ctx, args)


@cli.group(cls=_Workshop)
def workshop() -> None:
    """Let a group weigh and rate at once: `cvtools workshop STUDY` opens a room."""


@workshop.command("open")
@click.argument("study", type=_PATH)
@_SEGMENT
@_LAN
@_PORT
@click.option(
    "--room", type=_PATH, metavar="FILE", help="Where the answers are kept; by default STUDY.workshop.db here."
)
@click.option(
    "--cards", is_flag=True, help="A new room begins with eighteen carpet cleaners to rank: what do people weigh?"
)
def open_(study: Path, segment: str, lan: bool, port: int, room: Path | None, cards: bool) -> None:
    """Open a room on one segment of STUDY, until Ctrl-C ends it; opened again, it goes on where it was."""
    read = opened(study)
    file, where = room or room_file(read), place(lan=lan, port=port)
    open_room(read, file, segment=segment, where=where, ready=_tell, cards=cards)


def _tell(room: Room, where: Place) -> None:
    click.echo(f"Participants: {where.address}#{room.code}  (code {room.code})")
    click.echo(f"Teacher:      {where.address}teacher#{room.token}")
    click.echo(f"Answers:      {room.path}  (Ctrl-C closes the room; nothing is lost)")


@workshop.command()
@click.argument("study", type=_PATH)
@_SEGMENT
@_LAN
@_PORT
def check(study: Path, segment: str, lan: bool, port: int) -> None:
    """Check the day before whether everything is there: port, address, code, disk, languages."""
    read = opened(study)
    form, where = form_of(read, segment), place(lan=lan, port=port)
    size = len(offline_page(form).encode())
    lines = [
        (where.free, f"Port {port} is {'free' if where.free else 'taken by another program: choose another --port'}"),
        (not lan or where.shown != "127.0.0.1", f"Participants open {where.address}"),
        (
            not lan or importlib.util.find_spec("segno") is not None,
            "The QR code can be drawn"
            if importlib.util.find_spec("segno")
            else "No QR code: pip install 'cvtools[workshop]'",
        ),
        (
            disk_left(Path.cwd()) >= ROOM_MEGABYTES,
            f"{disk_left(Path.cwd()):,} MB are free on the disk; {ROOM_MEGABYTES} will do",
        ),
        (
            True,
            f"{len(form['drivers'])} drivers, {len(form['offerings'])} offerings; the page has {size / 1000:.0f} kB",
        ),
        *((_is_told(read, code), f"{code}: {_languages(read, code)}") for code in LANGUAGES),
    ]
    for good, line in lines:
        click.echo(f"{'ok   ' if good else 'LOOK '} {line}")
    if lan:
        click.echo(
            "Then open the room and try the address with a phone, in the network of the day: a network for guests "
            "often keeps them apart. If the page does not come, let the laptop make its own hotspot."
        )
    if not where.free:
        raise StudyError(
            f"--port {port}", N_("another program has this port, or nobody may use it; choose another one")
        )


def _is_told(study: Study, code: str) -> bool:
    """Whether every driver and offering has a name in a language."""
    return code in (study.settings.language, "en") or all(
        f"name_{code}" in study.tables[table] and bool((study.tables[table][f"name_{code}"].str.strip() != "").all())
        for table in ("drivers", "offerings")
    )


def _languages(study: Study, code: str) -> str:
    first = next(iter(names_of(study, "drivers", language=code).values()))
    return f"drivers are called as in “{first}”" + ("" if _is_told(study, code) else f"; some have no name_{code}")


@workshop.command()
@click.argument("study", type=_PATH)
@_SEGMENT
@click.option("--out", type=_PATH, default=Path("workshop.html"), show_default=True, metavar="FILE")
def page(study: Path, segment: str, out: Path) -> None:
    """Write the participants' page as one file that is filled in without a network and handed back as a file."""
    replace_file(out, offline_page(form_of(opened(study), segment)).encode())
    click.echo(f"Wrote {out}. Collect what it saves, then: cvtools workshop pool FILES --out STUDY2")


@workshop.command()
@click.argument("files", type=_PATH, nargs=-1, required=True)
@click.option(
    "--study", type=_PATH, metavar="STUDY", help="What was asked about; by default made of what was handed in."
)
@_SEGMENT
@click.option("--out", type=_PATH, required=True, metavar="STUDY2", help="A folder or an .xlsx workbook.")
def pool(files: tuple[Path, ...], study: Path | None, segment: str, out: Path) -> None:
    """Make one study of what was handed in: participants' files, filled-in workbooks, rooms (.db), in any mix."""
    base, answers = collect(files, study=None if study is None else opened(study), segment=segment)
    if out.exists() and (study is None or out.resolve() != study.resolve()):
        raise StudyError(str(out), N_("there is something here already; choose another place"))
    written = write_study(replace(pooled_study(base, answers), origin=None), out)
    _ = words_of(written, "")
    count = len(set(answers.people))
    click.echo(_.plural("Wrote {out}: {n} participant", "Wrote {out}: {n} participants", count, out=out))


@workshop.command("kit")
@click.argument("study", type=_PATH, default=Path("coffee"))
@_SEGMENT
@click.option("--language", "code", default="", metavar="|".join(LANGUAGES), help="By default the study's.")
@click.option("--out", type=_PATH, default=Path("workshop_kit"), show_default=True, metavar="DIR")
def kit_(study: Path, segment: str, code: str, out: Path) -> None:
    """Write what is printed: guide, handouts for STUDY (by default coffee), cases, quiz, the exercises' answers."""
    read = opened(study)
    _ = words_of(read, code)
    pages = kit(read, _, segment=segment)
    pages["answers.html"] = document(
        _("The exercises’ answers"), answer_key(analyse(read, segment=segment, language=_.code)), _
    )
    out.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        replace_file(out / name, text.encode())
        click.echo(str(out / name))
