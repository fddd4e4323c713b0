"""The total orders of posts as ORDER BY clauses over a table named `posts`.

Posts with equal sort keys are ordered by network and id. Of two numbers the shorter is less; the
keys of Bluesky's records are compared as text. An index has the same columns.
"""

ID_LENGTH = "CASE posts.network WHEN 'bluesky' THEN 0 ELSE length(posts.id) END"
"""What is compared before the ids of posts of one network are."""

_COLUMNS = ("posts.sort_key", "posts.network", ID_LENGTH, "posts.id")

OLDEST_FIRST = ", ".join(_COLUMNS)
NEWEST_FIRST = ", ".join(f"{column} DESC" for column in _COLUMNS)
# never translated
MOST_LIKED_FIRST = f"posts.likes DESC NULLS LAST, {NEWEST_FIRST}"
