"""What the explorer says, in the reader's language; fields in braces are filled in by the browser."""

from cvtools.language.language import Language


def phrases(_: Language) -> dict[str, str]:
    """Return sentences by key. Amounts arrive with their unit, names as they stand in the study."""
    return _controls(_) | _sentences(_) | _scenarios(_) | _faults(_)


def picture_words(_: Language) -> dict[str, str]:
    """What ``pictureTools`` says, beside each picture."""
    return {
        "save_or_copy": _("Save or copy"),
        "as_svg": _("Save as SVG"),
        "as_png": _("Save as PNG"),
        "copy_picture": _("Copy the picture"),
        "copy_table": _("Copy the table"),
        "copied": _("Copied."),
        "saved": _("Saved: {place}"),
        "cannot_copy": _("This browser does not let a page copy. Save the picture, or select the table."),
    }


def lever_phrases(_: Language) -> dict[str, str]:
    """Return what is said of levers, where a study has any."""
    return {
        "levers_on": _("Levers: {count} of {all} are on. Cost: {cost}"),
        "how_far": _("{lever}: how far"),
        "full_size": _("Effects count at their full size here, although some begin later, build up or fade."),
    }


def _controls(_: Language) -> dict[str, str]:
    return {
        "explorer": _("Explore with sliders"),
        "segment": _("Segment"),
        "whose": _("Ratings of"),
        "rating": _("Rating of {offering}"),
        "rating_of": _("{driver}: rating of {offering}"),
        "weight": _("Weight"),
        "weight_of": _("{driver}: weight"),
        "as_it_is": _("Money counts as it is."),
        "keeps": _("Without the price, against “{rival}”: {rest}. With it, the customer keeps {amount}."),
        "worse_off": _("Without the price, against “{rival}”: {rest}. With it, the customer is {amount} worse off."),
        "share": _("{share} of 100"),
        "best": _("best"),
        "unknown": _("unknown"),
        "show_all": _("Show all {count} benefits and costs"),
        "fewer": _("Show only those with most at stake"),
        "reset_one": _("Back to the start: {driver}"),
        "reset_all": _("Reset all"),
        "stage": _("For the projector"),
        **_levels(_),
        "value": _("What each choice is worth"),
        "gap": _("The gap to “{rival}”, by driver"),
        "map": _("Benefits and costs"),
        "map_note": _("On the line: worth as much as “{rival}”. Below it: more."),
        "legend": _("Bars: costs and benefits. Diamond: value."),
        "hollow": _("Hollow diamond: the start."),
        "band": _("Grey band: ratings are unknown."),
        "not_on_map": _("Not shown, since ratings are unknown: {names}."),
        "sure": _("Thin line: the {confidence} interval that follows from the study’s ranges."),
        "sure_stale": _("Grey line: being counted."),
        "total": _("All together"),
        "range": _("{low} to {high}"),
        "drawing": _("The pictures are being drawn …"),
        "no_pictures": _("The pictures could not be drawn. The sliders and the answer still work."),
        "too_old": _("The sliders need a newer browser. Everything else on this page is complete."),
    }


def _levels(_: Language) -> dict[str, str]:
    """Where one driver alone would bring us level: from the front, or from behind."""
    return {
        "closing": _("Where are we level?"),
        "level_at": _("level at {number}"),
        "lost_above": _("lead lost above {number}"),
        "lost_below": _("lead lost below {number}"),
        "closed_above": _("gap closed above {number}"),
        "closed_below": _("gap closed below {number}"),
        "lost_not": _("the lead is not lost by this alone"),
        "closed_not": _("not closed by this alone"),
        "at_middle": _("Ratings that are unknown count as the middle of their scales here."),
    }


def _sentences(_: Language) -> dict[str, str]:
    return {
        "ahead": _("“{ours}” gives “{segment}” {amount} more than the best alternative, “{rival}”."),
        "behind": _("“{ours}” gives “{segment}” {amount} less than the best alternative, “{rival}”."),
        "level": _("“{ours}” gives “{segment}” as much as the best alternative, “{rival}”."),
        "open": _("Whether “{ours}” gives “{segment}” more than “{rival}” hangs on unknown ratings: {low} to {high}."),
        "ahead_open": _(
            "“{ours}” gives “{segment}” {low} to {high} more than “{rival}”, depending on unknown ratings."
        ),
        "behind_open": _(
            "“{ours}” gives “{segment}” {low} to {high} less than “{rival}”, depending on unknown ratings."
        ),
        "was_ahead": _("At the start it was {amount} ahead of “{rival}”."),
        "was_behind": _("At the start it was {amount} behind “{rival}”."),
        "was_level": _("At the start it was level with “{rival}”."),
        "was_open": _("At the start, against “{rival}”, it was from {low} to {high}."),
        "alone": _("“{ours}” is worth {amount} to “{segment}”. The study has no alternative to compare with."),
        "alone_open": _("“{ours}” is worth from {low} to {high} to “{segment}”. The study has no alternative."),
        "alike": _("Worth the same as “{rival}”: {names}."),
        "uncertain_rival": _("Which alternative is the best is not certain, because ratings are unknown."),
        **_certainty(_),
        "against": _("{gap} against “{rival}”"),
        "changed_in": _("Changed in {segment}: {count}"),
        "nothing_moved": _("Nothing is changed yet."),
    }


def _certainty(_: Language) -> dict[str, str]:
    """How sure the answer is, in three steps."""
    return {
        "sure_clear": _("“{name}” is clearly the best (probability {p})."),
        "sure_probably": _("“{name}” is probably the best (probability {p})."),
        "sure_open": _("Which is the best is open: “{name}” (probability {p}) or “{second}” ({q})."),
        "sure_unknown": _("What decides this has no range in the study, so how sure it is is unknown."),
        "sure_interval": _("{confidence} interval of the gap: {low} to {high}."),
        "counting": _("How sure that is, is being counted …"),
        "uncounted": _("How sure that is cannot be counted in this browser."),
        "chance": _("we lead: {p} · "),
    }


def _scenarios(_: Language) -> dict[str, str]:
    return {
        "scenarios": _("Scenarios"),
        "scenario": _("Scenario"),
        "scenario_name": _("Name of the scenario"),
        "keep": _("Keep"),
        "kept": _("Kept: {name}."),
        "in_browser": _("Kept in this browser, for this report. A file or a link takes a scenario elsewhere."),
        "in_page": _("Kept until this page is closed: this browser stores nothing for it. Save a scenario as a file."),
        "in_study": _("Kept in the study’s folder, at once."),
        "in_kernel": _("Kept until this notebook is closed, since the study has no folder. Save a scenario as a file."),
        "store_full": _("The browser’s store is full: kept until this page is closed. Save the scenario as a file."),
        "removed": _("Removed: {name}."),
        "undo": _("Undo"),
        "unfit": _("Not shown, since they do not fit this study: {files}."),
        "of_older": _("Kept with another version of this study: {names}."),
        "take_over": _("Take them over"),
        "start": _("Start"),
        "now": _("Now"),
        "everybody": _("All customers"),
        "compared": _("What “{ours}” gives more than the best alternative"),
        "compared_value": _("What “{ours}” is worth"),
        "to": _("against {rival}"),
        **_cells(_),
        **_actions(_),
        "load": _("Load a scenario file"),
        "loaded": _("Loaded: {name}."),
        "loaded_older": _("Loaded: {name}. It was made with another version of this study."),
        "opened": _("Opened from the link: {name}."),
    }


def _cells(_: Language) -> dict[str, str]:
    """How sure a gap is, as briefly as it stands in a table."""
    return {
        "cell_chance": _("we lead: {p}"),
        "cell_clear": _("clearly the best: {name}"),
        "cell_probably": _("probably the best: {name}"),
        "cell_clear_ahead": _("clearly ahead"),
        "cell_clear_behind": _("clearly behind"),
        "cell_probably_ahead": _("probably ahead"),
        "cell_probably_behind": _("probably behind"),
        "cell_level": _("equally good"),
        "cell_open": _("open"),
        "cell_contested": _("clearly behind; which is the best is open"),
        "cell_unknown": _("what decides this has no range"),
    }


def _actions(_: Language) -> dict[str, str]:
    """What can be done with a scenario."""
    return {
        "show": _("Show"),
        "show_one": _("Show “{name}”"),
        "more": _("More for “{name}”"),
        "start_from": _("Start from it"),
        "start_from_one": _("Start from “{name}”"),
        "start_is": _("Start: {name} ✕"),
        "duplicate": _("Duplicate"),
        "duplicate_one": _("Duplicate “{name}”"),
        "rename": _("Rename"),
        "rename_one": _("Rename “{name}”"),
        "new_name": _("New name"),
        "renamed": _("Renamed: {name}."),
        "up": _("Move up"),
        "up_one": _("Move “{name}” up"),
        "down": _("Move down"),
        "down_one": _("Move “{name}” down"),
        "moved": _("Moved: {name}."),
        "remove": _("Remove"),
        "remove_one": _("Remove “{name}”"),
        "as_file": _("Save as a file"),
        "as_file_one": _("Save “{name}” as a file"),
        "saved": _("Saved: {place}"),
        "link": _("Copy a link"),
        "link_one": _("Copy a link to “{name}”"),
        "link_copied": _("The link to {name} is copied."),
        "link_here": _("Copy this link:"),
    }


def _faults(_: Language) -> dict[str, str]:
    return {
        "not_number": _("“{found}” is not a number. Allowed: {low} to {high}."),
        "wrong_sign": _("Write {example} (found “{found}”)."),
        "outside": _("{found} is outside the scale. Allowed: {low} to {high}."),
        "weight_outside": _("“{found}” is not a weight. Allowed: 0 and above."),
        "weight_needed": _("A weight cannot be unknown. Allowed: 0 and above."),
        "no_weight_left": _("At least one weight has to stay above 0."),
        "name_needed": _("Give the scenario a name first."),
        "nothing_changed": _("Nothing differs from the start: move a slider first."),
        "not_readable": _("“{file}” is not a scenario file of this workbook."),
        "too_large": _("“{file}” is too large for a scenario file."),
        "other_study": _("This scenario belongs to the study “{other}”, not to “{this}”."),
        "does_not_fit": _("This scenario does not fit the study: {what}."),
        "not_saved": _("Not saved: {reason}"),
        "no_answer": _("Not saved: the notebook does not answer. Save it as a file instead."),
    }
