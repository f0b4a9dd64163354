// @ts-check
import { defineNodeType, float, int } from 'nodetool-gateway/nodes';

/** A node type that computes: one firing, one value per output. */
export const CompoundInterest = defineNodeType({
  type: 'custom_nodes.CompoundInterest',
  title: 'Compound Interest',
  description: 'Works out what a deposit grows to when its yearly interest stays on the account.',
  tags: ['finance', 'interest', 'savings'],
  properties: {
    amount: float(1000, { min: 0, description: 'The deposit.' }),
    rate: float(0.03, { min: 0, max: 1, description: 'Interest of a year: 0.03 is three percent.' }),
    years: int(10, { min: 0, max: 100, description: 'Full years.' }),
  },
  outputs: { balance: 'float', interest: 'float' },
  process: ({ amount, rate, years }, context) => {
    const balance = amount * (1 + rate) ** years;
    context.log(`${years} years at ${rate * 100} %`);
    return { balance, interest: balance - amount };
  },
});
