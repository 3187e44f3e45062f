// Loaded into Hugging Face's server with `node --import`: it has no setting for another Hub, so its calls are
// turned to the stub here, and its look-up of names (a guard against private addresses) is told a public one that
// nobody connects to. Nothing leaves the machine.
import dns from 'node:dns/promises';
import { syncBuiltinESMExports } from 'node:module';

const stub = process.env.BENCH_STUB;
const real = globalThis.fetch;

dns.lookup = async () => [{ address: '9.9.9.9', family: 4 }];
syncBuiltinESMExports();

globalThis.fetch = (input, init) => {
  const url = new URL(typeof input === 'string' ? input : (input.url ?? String(input)));
  if (url.hostname === '127.0.0.1') {
    return real(input, init);
  }
  const prefix = url.hostname === 'datasets-server.huggingface.co' ? '/datasets-server' : '';
  const target = stub + prefix + url.pathname + url.search;
  return real(input instanceof Request ? new Request(target, input) : target, init);
};
