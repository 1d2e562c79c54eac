import type { Open } from './Contender.js';

/** Every contender, loaded when it is asked for: a process that measures one must not carry the others. */
export const contenders: ReadonlyMap<string, () => Promise<Open>> = new Map([
  ['limit', async () => (await import('./limit.js')).limit],
  ['limit-http', async () => (await import('./limit.js')).limitHttp],
  ['rx', async () => (await import('./rx.js')).rx],
  ['rx-iter', async () => (await import('./rx.js')).rxIter],
  ['rx-routed', async () => (await import('./rx.js')).rxRouted],
  ['rx-http', async () => (await import('./rx.js')).rxHttp],
  ['rx-http-iter', async () => (await import('./rx.js')).rxHttpIter],
  ['naive', async () => (await import('./naive.js')).naive],
  ['naive-from', async () => (await import('./naive.js')).naiveFrom],
  ['openai6', async () => (await import('./openai6.js')).openai6],
  ['openai6-stream', async () => (await import('./openai6.js')).openai6Stream],
  ['openai7', async () => (await import('./openai7.js')).openai7],
  ['openai7-stream', async () => (await import('./openai7.js')).openai7Stream],
  ['ai5', async () => (await import('./ai5.js')).ai5],
  ['ai7', async () => (await import('./ai7.js')).ai7],
]);
