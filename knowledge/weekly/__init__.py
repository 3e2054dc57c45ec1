"""The weekly report (谣言态势周报): figures, the sentences rules make of them, sign-off."""
