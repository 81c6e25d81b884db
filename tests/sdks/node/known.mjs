// Calls that are known to be wrong, with the reason. A tour fails if the list is not exact.

export const KNOWN = {};
