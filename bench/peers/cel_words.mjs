// The Common Expression Language, for its two engines.
export const celWords = {
  all: (parts) => (parts.length === 0 ? 'true' : `(${parts.join(' && ')})`),
  any: (parts) => `(${parts.join(' || ')})`,
  not: (part) => `!(${part})`,
  is: (fact) => fact,
  compare: (fact, operator, value) => {
    if (operator === 'contains') return `${JSON.stringify(value)} in ${fact}`;
    return `${fact} ${operator} ${JSON.stringify(value)}`;
  },
};
