"""What workers need for most documents is loaded (the reader of PDFs is left to those who read some), and a plan of one line read, when this is imported: the fork server does so once for all of them.

Compiling the patterns costs half a second, which every worker would spend again, and every one that takes the place of another.
What is there by then stays for good, so the collector of garbage need not look at it again: a fifth of a worker's time.
"""

import gc
import sys
from importlib import import_module

from pipeline.extras import Denial

NEEDED = (
    "pebble",
    "extractors.text",
    "extractors.html",
    "extractors.docx",
    "extractors.odt",
    "pipeline.snapshots",
    "pipeline.workers",
    "pipeline.walls",
    "pyarrow.compute",
)
PLAN = "青泉市政府113年度讀書實施計畫\n壹、依據：圖書館法。\n貳、期程：113年3月底前辦理3場次。"


def read_a_plan() -> None:
    """What is compiled and kept when the first plan is read is there afterwards."""
    from extractors import text
    from pipeline.tables import fitted, read_rows
    from rules.recognise import recognise

    document = text.read(PLAN.encode(), "warm.txt")
    fitted(read_rows(document, recognise(document)))


gc.disable()  # nothing of all this is garbage
sys.meta_path.insert(0, Denial("numpy", "pandas"))
for module in NEEDED:
    import_module(module)
read_a_plan()
gc.freeze()
gc.enable()
