"""Who stands in lines, in a list or below a letter; the same lines give the same signatories."""
