"""The total orders of posts as ORDER BY clauses over a table named `posts`.

Posts with equal sort keys are ordered by network and id; of two numbers the shorter is less. An
index has the same columns.
"""

_COLUMNS = ("posts.sort_key", "posts.network", "length(posts.id)", "posts.id")

OLDEST_FIRST = ", ".join(_COLUMNS)
NEWEST_FIRST = ", ".join(f"{column} DESC" for column in _COLUMNS)
# never translated
MOST_LIKED_FIRST = f"posts.likes DESC NULLS LAST, {NEWEST_FIRST}"
