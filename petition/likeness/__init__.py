"""Which signatures under one appeal may be one signatory: pure, it proposes and never removes anybody.

A name becomes its normal form (letters, names), is looked up by keys (keys, index), is compared with reasons
in words (compare, people, organisations, fields, reasons), and a whole list is judged in nearly linear time
(judge, table). Same name alone is weak evidence: it weighs by how common its parts are in this very list
(commonness).
"""
