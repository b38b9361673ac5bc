// How long a decision takes, on a machine that does other things too.

const kWarmUpMilliseconds = 2000;
const kRepeats = 9;

export function median(numbers) {
  return numbers.sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

// The mean over all requests of each one's median time in so many passes. A request is
// shorter than the turn of a process on a busy machine, so the median is free of the others'
// turns; it is free of the collection of garbage too, in the engine's favour.
export function microsecondsPerDecision(decide, requests) {
  const times = requests.map(() => []);
  let permitted = 0;
  const pass = (note) =>
    requests.forEach((request, i) => {
      const start = process.hrtime.bigint();
      permitted += decide(request).is_permitted ? 1 : 0;
      const time = process.hrtime.bigint() - start;
      if (note) times[i].push(Number(time) / 1e3);
    });
  const end = performance.now() + kWarmUpMilliseconds;
  do pass(false);
  while (performance.now() < end);
  for (let i = 0; i < kRepeats; ++i) pass(true);
  if (permitted === 0) throw new Error('nothing was ever permitted');
  return times.reduce((sum, time) => sum + median(time), 0) / requests.length;
}
