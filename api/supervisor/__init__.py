"""One parent for the product's processes: start, watch, restart, and stop without leaving an orphan."""

from api.supervisor.supervisor import RunError, run_product

__all__ = ["RunError", "run_product"]
