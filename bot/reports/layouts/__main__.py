"""`python -m bot.reports.layouts`: write every form to the folder of templates, or to the one named."""

import sys
from pathlib import Path

from bot.reports.layouts.catalogue import LAYOUTS, OTHERS, LayOut
from bot.reports.layouts.paper import packed
from bot.reports.render import TEMPLATES


def main(folder: Path) -> None:
    for layout in LAYOUTS:
        _write(folder / layout.form.path, layout.lay_out)
    for path, lay_out in OTHERS.items():
        _write(folder / path, lay_out)


def _write(path: Path, lay_out: LayOut) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed(lay_out()))
    print(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATES)
