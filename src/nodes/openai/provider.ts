/** What all node types of this provider have in common. */
export const OPENAI = {
  requiredSettings: ['OPENAI_API_KEY'],
  exposeAsTool: true,
  isPure: false,
  isRetrySafe: true,
} as const;
