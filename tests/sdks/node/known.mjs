// Calls that are known to be wrong, with the reason. A tour fails if the list is not exact.

export const KNOWN = {
  assignGroupOwner: 'the org gives owners other ids than those of the users',
  deleteGroupOwner: 'the org gives owners other ids than those of the users',
  'createPolicy: name in use': 'the org accepts two policies of one name',
  listPolicyRules: 'the org adds a default rule to sign-on policies',
};
