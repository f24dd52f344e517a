"""How well the plan was kept and people were told: measures over what happened, and what of them may be shown."""
