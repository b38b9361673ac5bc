// How long a decision takes, on a machine that does other things too.

const kWarmUpNanoseconds = 2_000_000_000n;
const kRepeats = 9;
const kSlice = 32;

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

// All requests are decided again and again, in slices so short that most run uninterrupted;
// of each slice the median duration counts, so that neither other programs nor the collector
// of garbage weigh on the figure.
export function nanosecondsPerDecision(decide, requests) {
  let decided = 0;
  const pass = () => {
    const durations = [];
    for (let begin = 0; begin < requests.length; begin += kSlice) {
      const end = Math.min(begin + kSlice, requests.length);
      const start = process.hrtime.bigint();
      for (let i = begin; i < end; ++i) decided += decide(requests[i]).is_permitted ? 1 : 0;
      durations.push(Number(process.hrtime.bigint() - start));
    }
    return durations;
  };
  const start = process.hrtime.bigint();
  do pass();
  while (process.hrtime.bigint() - start < kWarmUpNanoseconds);
  const passes = Array.from({ length: kRepeats }, pass);
  const total = passes[0]
    .map((_, slice) => median(passes.map((durations) => durations[slice])))
    .reduce((sum, duration) => sum + duration, 0);
  if (decided === 0) throw new Error('nothing was ever permitted');
  return total / requests.length;
}
