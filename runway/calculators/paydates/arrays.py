"""The two kinds of arrays that the pay-date model counts with. Days are ordinals, so that they can be subtracted."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
