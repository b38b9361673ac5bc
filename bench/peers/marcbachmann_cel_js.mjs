// @marcbachmann/cel-js: an expression for each rule, parsed once.
import { parse } from '@marcbachmann/cel-js';
import { celWords } from './cel_words.mjs';
import { decider, effect, written } from './condition.mjs';

export const packageName = '@marcbachmann/cel-js';
export const takesFactsIn = false;

// Its integers are BigInts.
function withIntegers(value) {
  if (typeof value === 'number') return BigInt(value);
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withIntegers(v)]));
}

export function prepare({ rules, sets }) {
  const judges = rules.map((rule) => parse(written(effect(rule), celWords)));
  return { decide: decider(rules, judges), requests: sets.map(withIntegers) };
}
