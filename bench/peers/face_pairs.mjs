// face_pairs.mjs PEER PIXELS WIDTH HEIGHT SECONDS: one engine detects, embeds and compares the
// face of a photograph with that of the same one, until the time is over. Prints one JSON
// object, with the processor's time of one comparison, in which other programs on the machine
// have no part. PIXELS is a file of RGB values: what it takes to decode a JPEG is not the engine's.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { median } from './timing.mjs';

const require = createRequire(import.meta.url);
const folder = (name) => new URL(`node_modules/${name}/`, import.meta.url);
const wasm = folder('@tensorflow/tfjs-backend-wasm/dist').pathname;

// Models are files here, which Node's own `fetch` does not read.
globalThis.fetch = async (url) => new Response(readFileSync(new URL(url)));

// Each returns what embeds one picture, and what compares two embeddings.
const peers = {
  async 'face-api'(pixels, width, height) {
    const api = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
    api.tf.setWasmPaths(wasm);
    await api.tf.setBackend('wasm');
    await api.tf.ready();
    const models = folder('@vladmandic/face-api/model').pathname;
    await api.nets.ssdMobilenetv1.loadFromDisk(models);
    await api.nets.faceLandmark68Net.loadFromDisk(models);
    await api.nets.faceRecognitionNet.loadFromDisk(models);
    const picture = api.tf.tensor3d(pixels, [height, width, 3], 'int32');
    return {
      async embed() {
        const found = await api.detectSingleFace(picture).withFaceLandmarks().withFaceDescriptor();
        return found.descriptor;
      },
      compare: (a, b) => 1 - api.euclideanDistance(a, b),
    };
  },
  async human(pixels, width, height) {
    const { Human } = require(folder('@vladmandic/human').pathname + 'dist/human.node-wasm.js');
    const human = new Human({
      backend: 'wasm',
      wasmPath: wasm,
      wasmPlatformFetch: false,
      modelBasePath: folder('@vladmandic/human/models').href,
      cacheSensitivity: 0, // every picture is looked at
      filter: { enabled: false },
      face: {
        enabled: true,
        detector: { rotation: true },
        mesh: { enabled: true }, // what the face is aligned by
        iris: { enabled: false },
        description: { enabled: true },
        emotion: { enabled: false },
      },
      body: { enabled: false },
      hand: { enabled: false },
      object: { enabled: false },
      gesture: { enabled: false },
    });
    await human.load();
    const picture = human.tf.tensor(pixels, [1, height, width, 3], 'float32');
    return {
      async embed() {
        const { face } = await human.detect(picture);
        return face[0].embedding;
      },
      compare: (a, b) => human.match.similarity(a, b),
    };
  },
};

const [name, file, width, height, seconds] = process.argv.slice(2);
const engine = await peers[name](new Uint8Array(readFileSync(file)), Number(width), Number(height));
const times = [];
let score = 0;
const end = performance.now() + 1000 * Number(seconds);
while (performance.now() < end || times.length < 5) {
  const begun = process.cpuUsage();
  score = engine.compare(await engine.embed(), await engine.embed());
  const { user, system } = process.cpuUsage(begun);
  times.push((user + system) / 1000);
}
times.shift(); // the first compiles
const { version } = JSON.parse(readFileSync(new URL('package.json', folder(`@vladmandic/${name}`))));
console.log(
  JSON.stringify({
    peer: `@vladmandic/${name} ${version}, WebAssembly, Node ${process.versions.node}`,
    milliseconds: median(times),
    score,
  }),
);
