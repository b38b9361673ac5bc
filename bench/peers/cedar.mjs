// Cedar: a policy for each rule, parsed once; one request answers all of them.
import cedar from '@cedar-policy/cedar-wasm/nodejs';
import { effect, written } from './condition.mjs';

const text = JSON.stringify;
const words = {
  all: (parts) => (parts.length === 0 ? 'true' : `(${parts.join(' && ')})`),
  any: (parts) => `(${parts.join(' || ')})`,
  not: (part) => `!(${part})`,
  is: (fact) => `context.${fact}`,
  compare: (fact, operator, value) => {
    if (operator === 'in') return `${text(value)}.contains(context.${fact})`;
    if (operator === 'contains') return `context.${fact}.contains(${text(value)})`;
    return `context.${fact} ${operator} ${text(value)}`;
  },
};

const policySet = 'thirty';

export const packageName = '@cedar-policy/cedar-wasm';
// Every call hands the request over to the engine's own memory.
export const takesFactsIn = true;

export function prepare({ action, rules, sets }) {
  const staticPolicies = {};
  for (const rule of rules) {
    const head = `(principal, action == Action::${text(action)}, resource)`;
    staticPolicies[rule.id] = `${rule.is_basis ? 'permit' : 'forbid'} ${head}
      when { ${written(effect(rule), words)} };`;
  }
  const parsed = cedar.preparsePolicySet(policySet, { staticPolicies });
  if (parsed.type !== 'success') throw new Error(text(parsed.errors));
  const requests = sets.map((context) => ({
    principal: { type: 'Person', id: 'somebody' },
    action: { type: 'Action', id: action },
    resource: { type: 'Entrance', id: 'some' },
    context,
    preparsedPolicySetId: policySet,
    entities: [],
  }));
  const decide = (request) => {
    const answer = cedar.statefulIsAuthorized(request);
    if (answer.type !== 'success' || answer.response.diagnostics.errors.length > 0) {
      throw new Error(text(answer));
    }
    const { decision, diagnostics } = answer.response;
    // The policies that determined it: all that forbid, or else all that permit.
    return decision === 'allow'
      ? { is_permitted: true, violated: [], bases: diagnostics.reason }
      : { is_permitted: false, violated: diagnostics.reason };
  };
  return { decide, requests };
}
