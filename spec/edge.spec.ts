import { EdgeVM } from '@edge-runtime/vm';
import { build } from 'esbuild';
import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { textAnswer } from '../lib/server/script/answers.js';
import { useServer } from './support/scripted.js';
import { within } from './support/within.js';

const PROGRAM = `
  import { createProvider, ResponsesClient, textOf } from './lib/index.ts';

  export const ask = (baseUrl) =>
    new Promise((resolve, reject) => {
      const client = new ResponsesClient({ provider: createProvider({ name: 'edge', baseUrl }) });
      let said = '';
      client.streamPrompt('m', 'hi').pipe(textOf()).subscribe({
        next: (text) => (said = text),
        error: reject,
        complete: () => resolve(said),
      });
    });

  export const leave = async (baseUrl) => {
    const client = new ResponsesClient({ provider: createProvider({ name: 'edge', baseUrl }) });
    for await (const { type } of client.streamPrompt('m', 'hi')) if (type === 'created') return type;
  };

  export const globals = ['process', 'Buffer', 'require', 'setImmediate'].filter((name) => name in globalThis);
`;

const programOf = async (): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: PROGRAM, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'js' },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'program',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
};

// An isolate with the globals of edge runtimes: web standards and nothing of Node.
describe('the main entry point with web standards only', () => {
  const using = useServer();
  const edge = new EdgeVM();
  const run = (call: string): Promise<unknown> => edge.evaluate<Promise<unknown>>(`program.${call}`);

  before(async () => {
    edge.evaluate(await programOf());
  });

  it('has nothing of Node to lean on', () => {
    expect(edge.evaluate<string[]>('program.globals').length).to.equal(0);
  });

  it('streams an answer', async () => {
    using.server.enqueue({ answer: textAnswer('An old silent pond'), cut: 3 });
    expect(await run(`ask('${using.server.baseUrl}')`)).to.equal('An old silent pond');
  });

  it('asks again where the connection was lost', async () => {
    using.server.enqueue({ fault: { type: 'reset_before_head' } }, { answer: textAnswer('Hello') });
    expect(await run(`ask('${using.server.baseUrl}')`)).to.equal('Hello');
    expect(using.server.requests).to.have.length(2);
  });

  it('closes the socket when a loop is left', async () => {
    using.server.enqueue({ answer: textAnswer('Hello'), fault: { type: 'stall_mid_body', after: 3 } });
    expect(await run(`leave('${using.server.baseUrl}')`)).to.equal('created');
    expect(await within('the close of the connection', using.server.closed(0))).to.be.a('number');
  });
});
