"""Names of states, organisations and people, in plain tables behind one seam."""
