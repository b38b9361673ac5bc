// cel-js: an expression for each rule, parsed once.
import { evaluate, parse } from 'cel-js';
import { celWords } from './cel_words.mjs';
import { decider, effect, written } from './condition.mjs';

export const packageName = 'cel-js';
export const takesFactsIn = false;

export function prepare({ rules, sets }) {
  const judges = rules.map((rule) => {
    const parsed = parse(written(effect(rule), celWords));
    if (!parsed.isSuccess) throw new Error(parsed.errors.join('; '));
    return (facts) => evaluate(parsed.cst, facts);
  });
  return { decide: decider(rules, judges), requests: sets };
}
