/** What all node types of this provider have in common. */
export const MISTRAL = {
  requiredSettings: ['MISTRAL_API_KEY'],
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
} as const;
