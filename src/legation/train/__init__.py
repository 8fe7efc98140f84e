"""How the model is made (the extra "train")."""
