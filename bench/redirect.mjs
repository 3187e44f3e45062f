// Loaded into Hugging Face's server with `node --import`: it has no setting for another Hub, so its calls are
// turned to the stub here. Nothing leaves the machine.
const stub = process.env.BENCH_STUB;
const real = globalThis.fetch;

globalThis.fetch = (input, init) => {
  const url = new URL(typeof input === 'string' ? input : (input.url ?? input.href ?? String(input)));
  if (url.hostname !== '127.0.0.1') {
    const prefix = url.hostname === 'datasets-server.huggingface.co' ? '/datasets-server' : '';
    const target = stub + prefix + url.pathname + url.search;
    return real(input instanceof Request ? new Request(target, input) : target, init);
  }
  return real(input, init);
};
