"""What discord.py remembers of Discord's rate limits, kept small.

discord.py 2.7 keeps an object of about 2 KB for each channel to which it posted, for five minutes
after the last request, and looks at all of them whenever it makes another. At forty posts a second
these are 12,000 objects; a limit that is over says as little as none.
"""

import discord

_FEW = 256  # discord.py itself lets so many be


def forget_over(client: discord.Client) -> None:
    """Forget the limits that are over and for which no request waits or is under way.

    None while Discord's global limit holds: requests that wait for that have looked up their own
    limit already, and would each go by another object than those after them.
    """
    limits = client.http._buckets  # noqa: SLF001 - it offers no other way
    if len(limits) <= _FEW or not client.http._global_over.is_set():  # noqa: SLF001 - as above
        return
    over = [
        key
        for key, limit in limits.items()
        if limit.is_expired() and not limit.outgoing and not limit._pending_requests  # noqa: SLF001
    ]
    for key in over:
        del limits[key]
