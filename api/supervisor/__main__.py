"""``python -m api.supervisor``: what ``xiaochen run`` does, without first importing the other commands."""

import sys

from pydantic import ValidationError
from rich.console import Console

from api.settings import ApiSettings
from api.supervisor import RunError, run_product


def main() -> int:
    """Run the product; 1 and one sentence when it cannot start."""
    try:
        run_product(ApiSettings(), Console())
    except RunError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except ValidationError as error:
        first = error.errors()[0]
        setting = "_".join(str(part) for part in first["loc"]).upper()
        sys.stderr.write(f"XIAOCHEN_{setting}: {first['msg']}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
