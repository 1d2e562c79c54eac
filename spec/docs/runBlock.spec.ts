import { once } from 'node:events';
import { createConnection, createServer } from 'node:net';
import { connect } from 'node:tls';
import { expect } from 'chai';
import { useServer } from '../support/scripted.js';
import type { CompiledBlock } from './compileBlocks.js';
import { refuseNetwork } from './refuseNetwork.js';
import { runBlock } from './runBlock.js';

const blockOf = (code: string): CompiledBlock => {
  const source = `export {};\n${code}`;
  return { file: 'page.md', line: 7, code, source, isVirtual: false, faults: [] };
};

const failureOf = (run: Promise<unknown>): Promise<unknown> =>
  run.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('an example that runs', () => {
  const using = useServer({ script: {} });

  for (const [what, code, address] of [
    ['fetch', "await fetch('https://api.openai.com/v1/models');\n", 'api.openai.com:443'],
    ['fetch with an address', "await fetch('http://192.0.2.1:81/');\n", '192.0.2.1:81'],
    ['fetch and drops the error', "await fetch('http://192.0.2.1/').catch(() => undefined);\n", '192.0.2.1:80'],
  ] as const) {
    it(`fails if it connects to another machine with ${what}`, async () => {
      const failure = await failureOf(runBlock(blockOf(code), using.server));
      expect(String(failure)).to.contain(`the example at page.md:7 connects to ${address};`);
    });
  }

  it('may connect to the scripted server', async () => {
    const code = `await fetch('${using.server.baseUrl}/models');\n`;
    await runBlock(blockOf(code), using.server);
    expect(using.server.requests).to.have.length(1);
  });
});

describe('refuseNetwork', () => {
  it('refuses TLS connections, and allows everything once it is restored', async () => {
    const guard = refuseNetwork({ file: 'page.md', line: 7, code: '' });
    const socket = connect({ host: '192.0.2.1', port: 443 });
    const error = await new Promise<unknown>((resolve) => socket.once('error', resolve));
    guard.restore();
    expect(String(error)).to.contain('connects to 192.0.2.1:443');
    expect(await failureOf(guard.refused)).to.equal(error);
  });

  it('allows loopback addresses', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const guard = refuseNetwork({ file: 'page.md', line: 7, code: '' });
    const socket = createConnection(port, '127.0.0.1');
    await once(socket, 'connect');
    guard.restore();
    expect(socket.remotePort).to.equal(port);
    socket.destroy();
    server.close();
  });
});
