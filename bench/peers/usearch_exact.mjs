// usearch_exact.mjs FOLDER DIMENSION: times usearch's exact search of int8 vectors on one
// thread, and counts how often it finds what `nearest.u32` says. In FOLDER, little-endian:
// references.i8, probes.i8, nearest.u32. Prints one JSON object.
import { readFileSync } from 'node:fs';
import usearch from 'usearch';

const kRepeats = 21;
const kBatch = 16;

const [folder, dimensionText] = process.argv.slice(2);
const dimension = Number(dimensionText);
const bytes = (name) => {
  const file = readFileSync(`${folder}/${name}`);
  return file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength);
};
const references = new Int8Array(bytes('references.i8'));
const probes = new Int8Array(bytes('probes.i8'));
const nearest = new Uint32Array(bytes('nearest.u32'));

const probesFrom = (first, count) =>
  probes.slice(first * dimension, (first + count) * dimension);
const search = (queries) =>
  usearch.exactSearch(references, queries, dimension, 1, 'ip', 1);

// Processor time, as gallery_bench measures its own.
function medianMilliseconds(work) {
  const times = [];
  for (let i = 0; i < kRepeats; ++i) {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    times.push((user + system) / 1e3);
  }
  return times.sort((a, b) => a - b)[(kRepeats - 1) / 2];
}

let found = 0;
nearest.forEach((reference, i) => {
  if (Number(search(probesFrom(i, 1)).keys[0]) === reference) ++found;
});
const one = probesFrom(0, 1);
const sixteen = probesFrom(0, kBatch);
const manifest = new URL('node_modules/usearch/package.json', import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
console.log(
  JSON.stringify({
    peer: `usearch ${version}, exact, int8, Node ${process.versions.node}`,
    one: medianMilliseconds(() => search(one)),
    sixteen: medianMilliseconds(() => search(sixteen)),
    recall: found / nearest.length,
  }),
);
