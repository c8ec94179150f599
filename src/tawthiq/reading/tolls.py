"""The count that several quantities of one act stand for."""

from tawthiq.core.counts import VAGUE, Bounds, add
from tawthiq.reading.quantities import Quantity


def total_of(quantities: list[Quantity]) -> Bounds:
    """The count that a list of quantities stands for.

    Parts ("including 2 women") never add to a total that is a number; where the total is vague ("a large number,
    including 2 leaders and more than 17 members") the parts are summed and the most stays open.
    """
    at = next((index for index, quantity in enumerate(quantities) if quantity.is_part), len(quantities))
    whole, parts = quantities[:at], quantities[at:]
    counted = [quantity.bounds for quantity in whole if quantity.counted]
    total = add(counted) if counted else VAGUE
    if not total.is_vague:
        return total
    known = [quantity.bounds for quantity in parts if quantity.counted and not quantity.bounds.is_vague]
    if not known:
        return VAGUE
    least = add(known).min
    return Bounds(least, None)
