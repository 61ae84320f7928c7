"""`python -m bot.reports.layouts`: write every form to the folder of templates, or to the one named."""

import sys
from pathlib import Path

from bot.reports.layouts.catalogue import LAYOUTS
from bot.reports.layouts.paper import packed
from bot.reports.render import TEMPLATES


def main(folder: Path) -> None:
    for layout in LAYOUTS:
        path = folder / layout.form.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(packed(layout.lay_out()))
        print(f"{path}  {layout.form.title}")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATES)
