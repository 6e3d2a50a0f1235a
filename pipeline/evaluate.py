"""``govplan evaluate``: the scores of what is recognised against annotated plans."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from rich.console import Console

from extractors import extract
from extractors.errors import Code, Unreadable
from pipeline.scoring import report
from pipeline.scoring.floor import falls, raise_floor, read_floor
from pipeline.scoring.gold import SUFFIX, Gold, read_gold
from pipeline.scoring.places import Places
from pipeline.scoring.plan_score import score_failure, score_plan
from pipeline.scoring.report import PlanScores, say
from rules.recognise import recognise


def run(
    gold_dir: Path,
    plans: Path | None,
    *,
    console: Console,
    diff: bool = False,
    as_json: bool = False,
    floor: Path | None = None,
    write_floor: Path | None = None,
    all_formats: bool = False,
    only: str | None = None,
) -> int:
    """Scores every plan annotated in ``gold_dir`` and prints the result.

    ``only`` names one plan (``seed-000``) or a pattern of them. Returns 0; 1 where a score lies below the floor; 2 where no annotation
    or no floor can be read.
    """
    try:
        golds, least = read_golds(gold_dir, only), read_floor(floor) if floor else {}
    except (OSError, ValueError, KeyError) as error:
        say(console, f"cannot be read 無法讀取: {error!r}")
        return 2
    if not golds:
        say(console, f"no *{SUFFIX} in {gold_dir} 查無標註檔")
        return 2
    folder = plans or default_plans(gold_dir)
    scored = [result for gold in golds for result in evaluate(gold, folder, all_formats)]
    fallen = falls(least, figures(scored))
    if write_floor:
        raise_floor(write_floor, figures(scored))
    if as_json:
        say(console, json.dumps({**report.as_json(scored, diff), "below_floor": fallen}, ensure_ascii=False, indent=1))
    else:
        print_report(scored, fallen, diff, console)
    return 1 if fallen else 0


def figures(plans: Iterable[PlanScores]) -> dict[str, dict[str, float]]:
    """F1 by file and kind, of the files that were scored."""
    return {plan.name: {kind: counts.f1 for kind, counts in plan.counts.items()} for plan in plans if plan.scores}


def print_report(plans: Sequence[PlanScores], fallen: Sequence[str], diff: bool, console: Console) -> None:
    """Scores, differences where wanted, and what fell below the floor."""
    report.print_scores(plans, console)
    if diff:
        report.print_differences(plans, console)
    for line in fallen:
        say(console, f"below the floor 低於門檻: {line}")


def read_golds(folder: Path, only: str | None = None) -> list[Gold]:
    """The annotations in a folder, by name; ``only`` is a name or a pattern with * and ?."""
    golds = [read_gold(path) for path in sorted(folder.glob(f"*{SUFFIX}"))]
    return [gold for gold in golds if only is None or fnmatch(gold.name, only)]


def default_plans(gold_dir: Path) -> Path:
    """``plans/`` beside the folder of annotations, or that folder itself."""
    beside = gold_dir.resolve().parent / "plans"
    return beside if beside.is_dir() else gold_dir


def evaluate(gold: Gold, folder: Path, all_formats: bool = False) -> Iterator[PlanScores]:
    """The scores of the plan's annotated file, or of each of its renditions NAME.*."""
    paths = [folder / gold.source]
    if all_formats:
        paths = sorted(p for p in folder.glob(f"{gold.name}.*") if not p.name.endswith(SUFFIX)) or paths
    return (evaluate_file(gold, path) for path in paths)


def evaluate_file(gold: Gold, path: Path) -> PlanScores:
    """The scores of one file. A format that is not supported is not scored; any other failure misses everything."""
    try:
        document = extract(path)
        plan = recognise(document)
    except Unreadable as error:
        if error.code == Code.UNSUPPORTED_TYPE:
            return PlanScores(path.name, (), None, f"skipped, {error} 略過：格式不支援")
        return PlanScores(path.name, score_failure(gold), None, f"all missed, {error} 無法讀取，全數計為遺漏")
    except Exception as error:  # noqa: BLE001 - a plan that fails is a plan missed, and the others are still scored
        return PlanScores(path.name, score_failure(gold), None, f"all missed, {error!r} 判讀失敗，全數計為遺漏")
    return PlanScores(path.name, score_plan(gold, document, plan), Places.of(document, plan), _note(gold, path))


def _note(gold: Gold, path: Path) -> str | None:
    """A remark where the file is not the one that was annotated."""
    if path.name != gold.source or gold.sha256 is None:
        return None
    same = hashlib.sha256(path.read_bytes()).hexdigest() == gold.sha256
    return None if same else "not the file that was annotated: its SHA-256 differs 檔案與標註不符"
