"""A plan of one line is read when this is imported: the fork server does so once, and each worker finds all patterns compiled.

Compiling them costs half a second, which every worker would spend again, and every one that takes the place of another.
What is there by then stays for good, so the collector of garbage need not look at it again: a fifth of a worker's time.
"""

import gc

from extractors import text
from rules.recognise import recognise

recognise(
    text.read(
        "青泉市政府113年度讀書實施計畫\n壹、依據：圖書館法。\n貳、期程：113年3月底前辦理3場次。".encode(), "warm.txt"
    )
)
gc.collect()
gc.freeze()
