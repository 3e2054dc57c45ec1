"""What the machine allows: plain products over the same matrix, on one core."""

from dataclasses import dataclass

import numpy as np

from knowledge.matching.encoder import Vectors


@dataclass(frozen=True, slots=True)
class PlainProducts:
    """The calls a flat search is compared with. Their results are thrown away; no row is looked for."""

    matrix: Vectors
    queries: Vectors

    def matrix_vector(self) -> object:
        """One query times the matrix, by BLAS."""
        return self.matrix @ self.queries[0]

    def matrix_vector_by_rows(self) -> object:
        """The same by NumPy's own loop, which some machines run faster than BLAS."""
        return np.vecdot(self.matrix, self.queries[0])

    def read(self) -> object:
        """Every number read once, nothing multiplied: the memory alone."""
        return self.matrix.max()

    def matrix_matrix(self) -> object:
        """All queries times the matrix, by BLAS."""
        return self.queries @ self.matrix.T


def gigabytes_per_second(matrix: Vectors, milliseconds: float) -> float:
    """Return the rate at which a call that reads the matrix once does so."""
    return float(matrix.nbytes / 1e6 / milliseconds)
