"""Taking personal data out of a text before it is written anywhere.

What identifies a person is replaced by what it was, e.g. ``〔手机号〕``. Quantities, years, standards, batch
numbers, bar codes, brands and the short public numbers (12315, 12345, 120) stay.
"""

from knowledge.masking.kinds import PersonalData, PersonalDataKind
from knowledge.masking.masking import find_personal_data, mask_personal_data, without_placeholders

__all__ = [
    "PersonalData",
    "PersonalDataKind",
    "find_personal_data",
    "mask_personal_data",
    "without_placeholders",
]
