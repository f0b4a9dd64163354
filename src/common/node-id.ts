/** The form of a node's name: 1 to 128 letters, digits, dots, dashes, colons or underscores. */
export const NODE_ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/;
