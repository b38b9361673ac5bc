// What a verifier may answer; the numbers are those of docs/record-format.md.
export const verdicts = [
  "valid",
  "no_key",
  "bad_key",
  "unreadable",
  "malformed",
  "wrong_entry",
  "wrong_path",
  "wrong_key",
  "wrong_signature",
  "too_few_witnesses",
  "incomplete",
] as const;

export type Verdict = (typeof verdicts)[number];

// The first thing that is not as it must be; it ends the check.
export class Fault extends Error {
  constructor(readonly verdict: Verdict) {
    super(verdict);
  }
}
