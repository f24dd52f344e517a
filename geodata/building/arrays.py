"""What an array is called by what it holds, one element for each row of a table."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.object_]
"""Texts, numbers or anything else; None where it is not known."""

Geometries = NDArray[np.object_]
"""Shapes in metres; None where there is none."""

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]

Indices = NDArray[np.int64]
"""Positions in another array, or numbers given to things from 0; -1 where there is none."""

Points = NDArray[np.float64]
"""Two columns, x and y in metres; NaN where there is none."""
