"""Regular expressions that are compiled when they are first used.

One that knows the letters of many scripts takes from a millisecond to twenty to compile. Modules
have a dozen of these, and most commands and processes use none of them.
"""

import re
from functools import cached_property
from typing import Any, cast


class _Deferred:
    """Compiles its expression for the first method that is asked for, and keeps each method.

    A method that is kept is found as quickly as that of a compiled expression.
    """

    def __init__(self, expression: str, flags: re.RegexFlag) -> None:
        self._expression = expression
        self._flags = flags

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._expression, self._flags)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._compiled, name)
        setattr(self, name, method)
        return method


def deferred(expression: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    """Return what `re.compile` would, but compile it only when it is first used.

    It serves for its methods alone: functions of `re` do not take it.
    """
    return cast("re.Pattern[str]", _Deferred(expression, flags))
