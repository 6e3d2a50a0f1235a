"""Where something is: a path of this machine, or a URL such as ``s3://bucket/folder``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MARK = "://"


@dataclass(frozen=True, slots=True)
class Url:
    """A URL of a folder or an object, without a slash at its end. ``Url(…) / "x"`` is below it."""

    text: str

    def __str__(self) -> str:
        return self.text

    def __truediv__(self, name: str) -> Url:
        return Url(f"{self.text}/{name}")

    @property
    def scheme(self) -> str:
        """What stands before the mark: ``s3``."""
        return self.text.partition(MARK)[0]

    @property
    def path(self) -> str:
        """What stands behind the mark: of a file URL its path."""
        return self.text.partition(MARK)[2]

    def split(self) -> tuple[Url, str]:
        """The bucket or host, and the name in it.

        >>> Url("s3://bucket/plans/a.txt").split()
        (Url(text='s3://bucket'), 'plans/a.txt')
        """
        bucket, _, name = self.path.partition("/")
        return Url(f"{self.scheme}{MARK}{bucket}"), name


Location = Path | Url


def location(text: str | Location) -> Location:
    """What the user named. A path never has ``://`` in it: ``Path`` takes repeated slashes for one.

    >>> location("s3://bucket/plans/"), location("data/raw")
    (Url(text='s3://bucket/plans'), PosixPath('data/raw'))
    """
    if not isinstance(text, str):
        return text
    scheme, mark, rest = text.partition(MARK)
    return Url(f"{scheme}{mark}{rest.rstrip('/')}") if mark and "/" not in scheme else Path(text)


def absolute(place: Location) -> Location:
    """The place as it is named from anywhere."""
    return place.absolute() if isinstance(place, Path) else place
