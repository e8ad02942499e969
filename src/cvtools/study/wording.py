"""What each rule allows, in plain English: the one table of rules, and the messages that catalogues translate.

A :class:`~cvtools.study.errors.Problem` carries the code of a rule and its fields; words are made where they are read.
Of fields, ``choices`` are listed with “or”, other tuples with “and”.
"""


class Phrase(str):
    """A text of our own, not one from a file: it is put into the reader's language where it is read."""

    __slots__ = ()


N_ = Phrase
"""Messages are collected from calls of this name."""

RULES: dict[str, str] = {
    # cells
    "one_of": N_("{choices}"),
    "id": N_("an id of lower-case letters a-z, digits, _ and -, at most 64 long"),
    "text": N_("a text"),
    "control_characters": N_("text without control characters"),
    "too_long": N_("text of at most 16,000 characters"),
    "number": N_("a number"),
    "number_or_blank": N_("a number, or a blank cell where it is not known"),
    "magnitude": N_("0, or a number between 1e-15 and 1e+15 in size"),
    "decimal_point": N_("a number with a decimal point"),
    "decimal_comma": N_("a number with a decimal comma, like the others of this file"),
    "text_number": N_("a number; the cell holds a text, so type it again as a number"),
    "separators": N_("a number without signs between groups of digits"),
    "thousands": N_("a number that can be read in one way only: {whole}, or {fraction}"),
    "percent_beside": N_("a plain number, as others of {kind} are; {percent} may stand for {fraction} or for {number}"),
    "plain_beside": N_("a percentage, as others of {kind} are; {number} may stand for {small} or for {large}"),
    "whole": N_("a whole number"),
    "whole_between": N_("a whole number from {low} to {high}"),
    "short_name": N_("a short name of at most {most} characters, or a blank cell"),
    # tables
    "table_empty": N_("the table is empty"),
    "repeated": N_("one row for each {key}; row {row} has the same"),
    "customers": N_("a number of customers, 0 or more"),
    "no_customers": N_("at least one segment must have customers"),
    "kind_of_benefit": N_("for a benefit: {choices}"),
    "kind_of_cost": N_("for a cost: {choices}"),
    "worst_is_best": N_("a number other than worst"),
    "known_segment": N_("one of the segments: {choices}"),
    "known_offering": N_("one of the offerings: {choices}"),
    "known_driver": N_("one of the drivers: {choices}"),
    "low_and_high": N_("low and high together, or neither"),
    "likely_missing": N_("a number, where low and high are given"),
    "low_above_weight": N_("at most the weight"),
    "low_above_rating": N_("at most the rating"),
    "high_below_weight": N_("at least the weight"),
    "high_below_rating": N_("at least the rating"),
    "low_above_high": N_("at most high"),
    "counted": N_("how many were asked or counted, 0 or more"),
    "negative_weight": N_("0 or more; 0 means: they do not care"),
    "no_weight": N_("segment {segment} has no weight for {drivers}; 0 means: they do not care"),
    "all_weights_zero": N_("all weights of segment {segment} are 0; at least one must count"),
    "anchors": N_("between {low} and {high}, the anchors of {driver}"),
    # levers, effects, shares, economics
    "known_lever": N_("one of the levers: {choices}"),
    "no_levers": N_("effects belong to levers, and the study has none: the table levers is missing or empty"),
    "cost_low_and_high": N_("cost_low and cost_high together, or neither"),
    "negative_cost": N_("an amount of 0 or more"),
    "low_above_cost": N_("at most the cost"),
    "high_below_cost": N_("at least the cost"),
    "low_above_change": N_("at most the change"),
    "high_below_change": N_("at least the change"),
    "needs_circle": N_("levers that need each other in a circle: {levers}; at least one must do without"),
    "needs_excluded": N_("{levers} are of the group {group}, of which one at most is chosen, so nothing can need both"),
    "must_excluded": N_("{levers} are of the group {group}, of which one at most is chosen, so not all can be a must"),
    "share": N_("a share from 0 to 1"),
    "shares_sum": N_("the shares of segment {segment} sum to {total}; they must sum to 1"),
    "retention": N_("the share of customers who stay for another period: 0 or more, and below 1"),
    "retention_slope": N_("what one more unit of value adds to retention, 0 or more"),
    "measure_slope": N_("what one more unit of value adds to the measure (CSAT: 0 to 1, NPS: −1 to 1), 0 or more"),
    "periods": N_("a number of periods above 0 and up to 100; blank: without end"),
    "build_up": N_(
        "the years, from 0 to 100, over which the effect grows to its full size; blank: it is there at once"
    ),
    "half_life": N_("the years, above 0 and up to 100, in which half of the effect fades; blank: it stays"),
    "referrals": N_("new customers whom a customer brings in a period, 0 or more"),
    "correlation": N_("a correlation from -1 to 1"),
    "correlation_differs": N_("the same correlation in every row of a group"),
    "group_alone": N_("a group has at least two rows"),
    "group_number": N_("a group holds rows of the study: there is no such row of weights or ratings"),
    "group_fixed": N_("a number without a range does not move: give it a low and a high, or take it out of the group"),
    "groups_impossible": N_("these correlations cannot all be true at once: rows {rows}"),
    "rank": N_("1 for what matters most, or a larger number"),
    "points_of_100": N_("from 0 to 100 points"),
    "least_above_most": N_("at most what it may weigh at most"),
    "judgement_empty": N_("a judgement says something: a rank, a driver in the column over, or least and most"),
    "over_itself": N_("another driver"),
    "judgements_circle": N_("these judgements go round in a circle, {path}: rows {rows}"),
    "judgements_apart": N_(
        "these judgements contradict each other: {driver} must weigh at least {low} and at most {high} of 100: "
        "rows {rows}"
    ),
    "judgements_least": N_(
        "all weights together are 100 points; the least that each may weigh sums to {sum}: rows {rows}"
    ),
    "judgements_most": N_(
        "all weights together are 100 points; the most that each may weigh sums to {sum}: rows {rows}"
    ),
    "judgement_against_weights": N_(
        "the segment’s weights contradict this judgement: change it, or leave the segment out of the weights, and they "
        "are worked out"
    ),
    "judgements_in_money": N_("points: judgements are about weights that sum to 100"),
    "weight_without_offering": N_("blank: a weight is of no offering"),
    # settings
    "setting_missing": N_("the setting is missing"),
    "setting_twice": N_("the setting is there more than once"),
    "format": N_("1 (the version of the study format that this program reads)"),
    "unit": N_("points, or the code (ISO 4217) of a currency of today, such as EUR, NOK or USD"),
    "confidence": N_("a number above 0 and up to 1, with a decimal point"),
    "halo": N_("a number from 0 to 1, with a decimal point"),
    "shared": N_("a number from 0 to 1, with a decimal point"),
    "ranges_held": N_("a number from 0.1 to 1, with a decimal point"),
    "heterogeneity": N_("a number from 0 to 0.5, with a decimal point"),
    "horizon_years": N_("a number of years above 0 and up to 100"),
    "discount_rate": N_("a yearly rate from 0 to 1, such as 0.05"),
    "horizon_needed": N_("needed, because yearly drivers are in money: {drivers}"),
    "ours": N_("the id of an offering: {choices}"),
    "price": N_("the id of a cost driver: {choices}"),
    "stages": N_("stages that a driver is met at, with ; between them: {choices}"),
    # study.yaml
    "not_settings": N_("settings, one “name: value” a line"),
    "setting_name": N_("the name of a setting is one word"),
    "one_value": N_("one value"),
    "too_deep": N_("the YAML is nested too deeply"),
    "yaml": N_("the YAML is broken: {reason}"),
    "quotation_marks": N_("a text with the sign {sign} in it needs quotation marks, like this: {example}"),
    # files
    "utf8": N_("text in UTF-8 (in a spreadsheet: save as “CSV UTF-8”)"),
    "not_utf8": N_("the file is not text in UTF-8"),
    "bytes": N_("at most {most} bytes"),
    "lines": N_("at most {most} lines"),
    "rows": N_("at most {most} rows"),
    "parts": N_("at most {most} parts"),
    "columns": N_("at most {most} columns; is there a stray one?"),
    "column_far_out": N_("at most {most} columns; is there a stray cell?"),
    "cells": N_("at most {most} cells; is there a stray one?"),
    "shorter_rows": N_("shorter rows; is a quotation mark missing?"),
    "many": N_("over {most} are wrong; these are the first"),
    "many_unknown": N_("over {most} cells cannot be read; these are the first"),
    "link": N_("it is a link to another place, which no study has; remove it"),
    "stray_file": N_("a file of the study, and nothing else; remove it"),
    "file_missing": N_("the file is missing"),
    "unreadable": N_("the file cannot be read: {reason}"),
    "a_file": N_("a file"),
    "row_unreadable": N_("the row cannot be read ({reason}); is a quotation mark missing?"),
    "ragged": N_("the row has {cells} cells, the header has {columns}"),
    "ragged_long": N_(
        "the row has {cells} cells, the header has {columns}. "
        "A decimal comma or a comma in a text without quotation marks?"
    ),
    "title_above": N_("the header, which is in row {row}: delete what is above it"),
    "column_unnamed": N_("column {position} has cells but no name in its header"),
    "column_twice": N_("the column is there more than once"),
    "column_missing": N_("the column is missing; the header has {header}"),
    "another_table": N_("one row for each {key}, with the columns {columns}; the header has {header}"),
    # workbooks
    "workbook": N_("an .xlsx workbook"),
    "workbook_without_password": N_("an .xlsx workbook without a password"),
    "workbook_not_strict": N_("a workbook saved as the usual Excel Workbook (.xlsx)"),
    "workbook_usual": N_("a workbook of usual size; copy its tables to a new one"),
    "same_saved": N_("the same saved as {format}"),
    "workbook_bytes": N_("a workbook of at most {most} bytes"),
    "workbook_unreadable": N_("the workbook cannot be read ({reason}); save it again in a spreadsheet"),
    "sheet_missing": N_("the sheet {sheet} is missing"),
    "no_result": N_("a number or a text (open the workbook in a spreadsheet and save it, or paste values)"),
    "not_computed": N_(
        "a number or a text (open the workbook in Excel and save it; in LibreOffice press Ctrl+Shift+F9 before you "
        "save; or paste values)"
    ),
    "cell_error": N_("a text; the cell holds an error"),
    "cell_date": N_("a text; the cell holds a date, so format it as text and type it again"),
    "cell_truth": N_("a text; the cell holds a logical value (TRUE or FALSE), so format it as text and type it again"),
    "merged": N_("each cell by itself: unmerge them, and write into each what holds for its row"),
    # statistics of a survey
    "no_answers": N_("there are no answers to work with"),
    "one_choice": N_("each case needs exactly one choice; these have none or several: {cases}"),
    "never_differs": N_(
        "{terms}: never differs between the alternatives of one choice, so the choices say nothing of it; leave it out"
    ),
    "collinear": N_("{terms} only ever change together, so that their worth cannot be told apart; leave one out"),
    "separation": N_(
        "the choices are separated: {terms} never spoke against what was chosen, so that any worth, however large, "
        "fits; leave it out, or ask more people"
    ),
    "no_fit": N_("the choice model found no best fit; are there terms of very different size?"),
    "needs_evidence": N_("not installed; get it with: pip install “cvtools[evidence]”"),
    "too_few_for_segments": N_("{n} complete answers are too few for {k} segments"),
    "asks_no": N_("the survey has no question that asks for {asks}"),
    "known_answer": N_("the number of an answer of this survey, and its question"),
    "weights_in_money": N_("the study is in money, and shares have no worth in money: take weights from choices"),
    "no_choices": N_("the mapping has no choices: a file, one row an alternative"),
    "incomplete_points": N_("{n} people gave no points, or left some drivers out; they are not counted"),
    "incomplete_rows": N_("{n} answers lack a rating or the satisfaction; they are not counted"),
    "many_for_lmg": N_("{n} drivers are too many for lmg (at most {most}); johnson takes any number"),
    "fewer_than_drivers": N_("{n} complete answers are too few to tell {drivers} drivers apart"),
    "all_alike": N_("all are equally satisfied, so nothing can explain a difference"),
    "constant_driver": N_("everybody rates {names} alike, so its importance is unknown"),
    "collinear_drivers": N_("{names} can hardly be told apart from the other drivers; read their importances together"),
    "suppressor": N_("{names} count only beside the other drivers, and in the other direction than by themselves"),
    "against_satisfaction": N_("who rates {names} higher is less satisfied; is the scale the right way round?"),
    "against_best": N_("{names}: people chose against what the study calls better"),
    "halo_of_drivers": N_(
        "ratings move together (correlation {number} on average): they may say how much people like the whole, and not "
        "which driver counts"
    ),
    "few_respondents": N_("{n} complete answers are few for {drivers} drivers: another sample may say something else"),
    "price_sign": N_("{term}: a higher price did not keep people from choosing, so nothing can be said in money"),
    # replicates
    "replicate_rows": N_("from 2 to {most} rows, one for each replicate"),
    "replicate_name": N_("a name such as rating:segment:offering:driver or weight:segment:driver"),
    "replicate_number": N_("a number from {low} to {high}"),
    # surveys
    "no_questions": N_("at least one question; in a draft, take the # from its line and fill in what is left open"),
    "names_and_values": N_("names with values, one “name: value” a line"),
    "export_bytes": N_(
        "at most {most} bytes with the memory there is; larger CSV and Parquet files with --engine duckdb"
    ),
    "export_answers": N_(
        "at most {most} answers with the memory there is; more in CSV and Parquet files with --engine duckdb"
    ),
    "export_column": N_("a column of the export: {choices}"),
    "wordings": N_(
        "the question is worded differently from file to file: {wordings}. "
        "If it is the same question, name its column under same_wording; if not, leave it out"
    ),
    "wave_scale": N_(
        "wave {a} answers {range_a} and wave {b} {range_b}, as if on different scales. If the scale is the same, name "
        "the column under same_scale; if not, give the question a row for each scale, with its waves: […]"
    ),
    "wave_base": N_(
        "of 100 respondents {n_a} answered in wave {a} and {n_b} in wave {b}, as if others had been asked. If it was "
        "put to the same people, name the column under same_base; if not, say with waves: […] which waves count"
    ),
    "survey_weight": N_("a survey weight, 0 or more; 0 leaves a response out"),
    "answer_number": N_("a number, or a word that has one under answers (or stands under missing)"),
    "scale": N_("two different numbers such as [1, 7], first the worst and then the best answer; or the word unit"),
}
