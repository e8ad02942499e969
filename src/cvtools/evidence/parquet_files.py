"""What Parquet files say of themselves: their columns, and how many cells are not blank."""

from collections.abc import Sequence
from pathlib import Path

from cvtools.evidence.survey import Survey
from cvtools.study.errors import Problem, StudyError, nearest
from cvtools.study.wording import N_


def check_columns(survey: Survey, wanted: Sequence[str], files: Sequence[Path]) -> None:
    """Say which columns are missing and which hold words."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    schema = parquet.read_schema(files[0])
    rated = [question for question in survey.questions if question.view]
    place = survey.path.name
    wrong = [
        Problem(place, None, "", name, "export_column", nearest(name, schema.names), {"choices": tuple(schema.names)})
        for name in wanted
        if name not in schema.names
    ]
    for name in [*(question.column for question in rated), survey.weight]:
        kind = schema.field(name).type if name in schema.names else arrow.int8()
        if not (arrow.types.is_integer(kind) or arrow.types.is_floating(kind)):
            text = N_("numbers; with --engine answers are taken as they are")
            wrong.append(Problem(place, None, name, str(kind).removeprefix("large_"), text))
    if wrong:
        raise StudyError(str(survey.path), wrong)


def cells_given(files: Sequence[Path]) -> dict[str, int]:
    """Return how many cells of each column are not blank, as Parquet files say themselves; where all of them do."""
    import pyarrow.parquet as parquet

    counts: dict[str, int | None] = {}
    for file in files:
        about = parquet.read_metadata(file)
        for group in (about.row_group(i) for i in range(about.num_row_groups)):
            for part in (group.column(i) for i in range(about.num_columns)):
                so_far, facts = counts.get(part.path_in_schema, 0), part.statistics
                blank = facts.null_count if facts is not None and facts.has_null_count else None
                known = so_far is not None and blank is not None
                counts[part.path_in_schema] = so_far + part.num_values - blank if known else None
    return {name: count for name, count in counts.items() if count is not None}
