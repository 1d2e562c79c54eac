import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { KEY } from './clientOptions.js';
import type { Exchange } from './server/Exchange.js';
import { FaultServer } from './server/FaultServer.js';
import { wholeOf, wires, type Wire } from './wires.js';

const MAIN = fileURLToPath(new URL('../../dist/joined/cli/main.js', import.meta.url));

/** Everything that the program says, on both of its outputs. */
const outputOf = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const { OPENAI_API_KEY: _key, OPENAI_BASE_URL: _url, ...rest } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], { env: { ...rest, NODE_OPTIONS: '', ...env }, stdio: 'pipe' });
  let output = '';
  for (const pipe of [child.stdout, child.stderr]) pipe.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise((resolve) => child.on('close', resolve));
  return output;
};

const ECHO = JSON.stringify({ error: { message: `the key ${KEY} is blocked`, type: KEY, code: KEY } });
const HEADERS = { 'x-request-id': `req-${KEY}`, 'openai-model': `m-${KEY}`, 'retry-after-ms': '0' };
const named = (text: string): string => text.replaceAll(/resp_1|chatcmpl-1/g, `id-${KEY}`);

/** What a server may say with the key in it. */
const plays: Readonly<Record<string, (exchange: Exchange, wire: Wire) => Promise<void>>> = {
  'a refusal': (exchange) => exchange.reply('401 Unauthorized', ECHO, HEADERS),
  'a failure that is retried': (exchange) => exchange.reply('503 Service Unavailable', ECHO, HEADERS),
  'a redirect': (exchange) => exchange.reply('307 Temporary Redirect', '', { location: `http://127.0.0.1:9/${KEY}` }),
  'an error with status 200': (exchange) => exchange.reply('200 OK', ECHO, HEADERS),
  'a page': (exchange) => exchange.reply('200 OK', `<html>${KEY}</html>`, HEADERS),
  'an error in the stream': (exchange, wire) => exchange.stream(`${wire.opening}data: ${ECHO}\n\n`, HEADERS),
  'an echo of the address': (exchange) => exchange.reply('404 Not Found', `no such thing: ${exchange.request.path}`),
  'the names of a whole answer': (exchange, wire) => exchange.stream(named(wholeOf(wire)), HEADERS),
};

describe('the key in the output of the command line', () => {
  for (const wire of wires)
    for (const [what, play] of Object.entries(plays))
      it(`is masked where the server says it in ${what}, ${wire.name}`, async () => {
        const server = await FaultServer.listen({ play: (exchange) => play(exchange, wire) });
        try {
          const args = ['--base-url', `${server.origin}/v1?api-key=${KEY}`, '--wire', wire.name, '--retries', '1', 'x'];
          const outputs = await Promise.all(
            [[], ['--timeline']].map((flags) => outputOf([...flags, ...args], { OPENAI_API_KEY: KEY })),
          );
          expect(server.exchanges[0]?.request.headers['authorization']).to.equal(`Bearer ${KEY}`);
          for (const output of outputs) expect(output).not.to.equal('').and.not.to.contain(KEY);
        } finally {
          await server.stop();
        }
      });

  it('is masked where it is in the address and nobody answers', async () => {
    const gone = await FaultServer.listen({ play: () => undefined });
    const { origin } = gone;
    await gone.stop();
    const output = await outputOf(['--base-url', `${origin}/v1?api-key=${KEY}`, '--retries', '0', 'x']);
    expect(output).to.contain('ECONNREFUSED').and.not.to.contain(KEY);
  });

  it('is not repeated where it was given in a wrong place', async () => {
    for (const args of [
      ['--base-url', `https://me:${KEY}@127.0.0.1:9/v1`],
      ['--base-url', `${KEY}@127.0.0.1`],
    ])
      expect(await outputOf([...args, '--retries', '0', 'x'], { OPENAI_API_KEY: KEY })).not.to.contain(KEY);
  });
});
