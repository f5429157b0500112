//! The four contracts in cw-multi-test, wired as on a chain: verbs, gas meter, solvency check.
