"""What is said to an owner who is asked about pairs of posts, in the language of the reader."""

from collections import Counter

from bot.archive.threads.phrases import format_gap
from bot.archive.threads.teaching import QUESTIONS, Answer, Effect, Question, Remark, RoundEnd
from bot.languages import _, lazy, ngettext, pgettext, plazy
from bot.languages.punctuation import colon, commas, full_stop, sentences

QUESTION = lazy("Does the second continue the first?")
NOTHING_TO_ASK = lazy("There is nothing to ask now: no two posts are in doubt.")

ANSWERS = {
    Answer.YES: plazy("button", "Yes"),
    Answer.NO: plazy("button", "No"),
    Answer.UNKNOWN: plazy("button", "Don't know"),
}
"""The answers as the buttons say them."""

_REMARKS = {
    Remark.STALE: lazy("That question was answered already, or is none any more."),
    Remark.UNDONE: lazy("The last answer is taken back."),
    Remark.CHANGED: lazy("The link of the last answer was changed since, so it stays as it is."),
    Remark.NOTHING_TO_UNDO: lazy("There is no answer to take back."),
}


def remark_of(remark: Remark | None) -> str:
    """Return what is said above the next question; empty if nothing is."""
    return "" if remark is None else f"{_REMARKS[remark]}"


def number_of(question: Question) -> str:
    """Return which question of how many it is."""
    return _("Question {number} of {count}", number=question.number, count=QUESTIONS)


def first_note() -> str:
    """Return what is said of the post that came first."""
    return pgettext("of two posts", "First")


def second_note(question: Question) -> str:
    """Return what is said of the post that came second."""
    return _("Second, {gap} later", gap=format_gap(question.gap_ms))


def end_of(end: RoundEnd) -> str:
    """Return what a round came to, in sentences."""
    if not end.answers and not end.is_complete:
        return f"{NOTHING_TO_ASK}"
    if not end.answers:
        return _("No question was answered.")
    counts = Counter(end.answers)
    parts = []
    if yes := counts[Answer.YES]:
        parts.append(_("{count} yes", count=yes))
    if no := counts[Answer.NO]:
        parts.append(_("{count} no", count=no))
    if unknown := counts[Answer.UNKNOWN]:
        parts.append(_("{count} unknown", count=unknown))
    answered = ngettext("{count} answer", "{count} answers", len(end.answers))
    said = [full_stop(colon(answered, commas(parts))), effect_of(end.effect)]
    if not end.is_complete:
        said.append(_("There is nothing more to ask now."))
    return sentences(said)


def effect_of(effect: Effect) -> str:
    """Return what answers changed, as a sentence."""
    parts = []
    if effect.longer:
        parts.append(ngettext("{count:,} thread longer", "{count:,} threads longer", effect.longer))
    if effect.shorter:
        parts.append(
            ngettext("{count:,} thread shorter", "{count:,} threads shorter", effect.shorter)
        )
    if effect.fewer:
        parts.append(ngettext("{count:,} guess fewer", "{count:,} guesses fewer", effect.fewer))
    if effect.more:
        parts.append(ngettext("{count:,} guess more", "{count:,} guesses more", effect.more))
    if not parts:
        return _("No other thread changed by that.")
    return _("With that: {changes}.", changes=commas(parts))
