// json-logic-js: a tree for each rule; the library has no way to prepare one.
import jsonLogic from 'json-logic-js';
import { decider, effect, written } from './condition.mjs';

const operators = { '==': '===', '!=': '!==' };
const words = {
  all: (parts) => (parts.length === 0 ? true : { and: parts }),
  any: (parts) => ({ or: parts }),
  not: (part) => ({ '!': [part] }),
  is: (fact) => ({ var: fact }),
  compare: (fact, operator, value) =>
    operator === 'contains'
      ? { in: [value, { var: fact }] }
      : { [operators[operator] ?? operator]: [{ var: fact }, value] },
};

export const packageName = 'json-logic-js';
export const takesFactsIn = false;

export function prepare({ rules, sets }) {
  const judges = rules.map((rule) => {
    const tree = written(effect(rule), words);
    return (facts) => jsonLogic.apply(tree, facts);
  });
  return { decide: decider(rules, judges), requests: sets };
}
