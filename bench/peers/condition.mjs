// The conditions of law_subset.hpp, written in the language of an engine.
//
// `words` has the language's way to say each of them: all(texts), any(texts), not(text),
// is(fact) and compare(fact, operator, value). They give texts or trees alike.
export function written(condition, words) {
  const parts = (list) => list.map((part) => written(part, words));
  if (condition.all) return words.all(parts(condition.all));
  if (condition.any) return words.any(parts(condition.any));
  if (condition.not) return words.not(written(condition.not, words));
  if (condition.is) return words.compare(condition.fact, condition.is, condition.value);
  return words.is(condition.fact);
}

// When a rule has its effect: it holds and nothing lifts it.
export function effect({ holds, unless }) {
  return unless.length === 0 ? holds : { all: [holds, { not: { any: unless } }] };
}

// For an engine that answers one condition at a time: `judges` has one function for each
// rule, true when the rule has its effect.
export function decider(rules, judges) {
  return (facts) => {
    const violated = [];
    const bases = [];
    for (let i = 0; i < rules.length; ++i) {
      if (judges[i](facts)) (rules[i].is_basis ? bases : violated).push(rules[i].id);
    }
    return { is_permitted: violated.length === 0 && bases.length > 0, violated, bases };
  };
}
