"""Plans that many meetings share are read once: a plan is most of a meeting's file, and there are few of them.

A plan is known by its very bytes. Only one is kept in which nothing has to be made safe.
"""

from __future__ import annotations

import re

import msgspec

from ..domain.plan import Plan
from ..domain.text import is_plain

ESCAPE = re.compile(rb'\\[^"\\/]')
"""A character written as its number, or a line end: it may not be seen in the line."""
_MOST = 200
_KIND, _BEGIN, _END = b'"kind":"started"', b',"plan":{', b'},"language":'
_EMPTY = b'{"pack_id":"","pack_version":0,"title":{},"minutes":0,"phases":[]}'
_plan = msgspec.json.Decoder(Plan)
_known: dict[bytes, Plan] = {}


def apart(line: bytes) -> tuple[bytes, Plan | None]:
    """A record's line with an empty plan, and its plan; or the whole line, where it has none that is known.

    Raises as msgspec does for a plan that is none.
    """
    begin = line.find(_BEGIN, 0, 400)
    end = line.find(_END, begin) if begin >= 0 and line.find(_KIND, 0, begin) >= 0 else -1
    if end < 0 or line.find(_BEGIN, end) >= 0:
        return line, None
    begin, end = begin + len(_BEGIN) - 1, end + 1
    part = line[begin:end]
    plan = _known.get(part)
    if plan is None:
        plan = _plan.decode(part)
        if ESCAPE.search(part) or not is_plain(part.decode()):
            return line, None
        if len(_known) >= _MOST:
            _known.clear()
        _known[part] = plan
    return line[:begin] + _EMPTY + line[end:], plan
