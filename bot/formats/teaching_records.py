"""Questions about pairs of posts as JSON, and the corrections that come of them as JSON Lines."""

from collections import Counter
from collections.abc import AsyncIterator

from bot.archive.threads.teaching import Answer, Question, RoundEnd
from bot.formats.post_records import JsonObject, post_record
from bot.ingest.records.corrections import write
from bot.services.container import Services


def question_record(question: Question) -> JsonObject:
    """Return a question; the gap between the posts is in milliseconds."""
    return {
        "question": question.number,
        "first": post_record(question.parent, {}),
        "second": post_record(question.child, {}),
        "gap_ms": question.gap_ms,
    }


def end_record(end: RoundEnd) -> JsonObject:
    """Return what a round came to: answers by kind, and what they changed of other links."""
    counts = Counter(end.answers)
    return {
        "answers": {answer: counts[answer] for answer in Answer},
        "threads_longer": end.effect.longer,
        "threads_shorter": end.effect.shorter,
        "guesses_fewer": end.effect.fewer,
        "guesses_more": end.effect.more,
        "nothing_to_ask": not end.is_complete,
    }


async def corrections(services: Services) -> AsyncIterator[str]:
    """Yield a line of JSON per correction, in order of time; an import reads them back."""
    for one in await services.corrections.all():
        yield write(one)
