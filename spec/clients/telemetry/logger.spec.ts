import { expect } from 'chai';
import { restore, stub, type SinonStub } from 'sinon';
import { take } from 'rxjs';
import { ModelsClient } from '../../../lib/clients/ModelsClient.js';
import { ResponsesWebSocketClient } from '../../../lib/clients/ResponsesWebSocketClient.js';
import { RoutedClient } from '../../../lib/clients/RoutedClient.js';
import { nodeWebSocketTransport } from '../../../lib/node/nodeWebSocketTransport.js';
import { bearerAuth } from '../../../lib/provider/AuthProvider.js';
import { logAbove } from '../../../lib/telemetry/Logger.js';
import { createProvider } from '../../../lib/provider/Provider.js';
import { textAnswer } from '../../../lib/server/script/answers.js';
import { outcomeOf, valuesOf } from '../../support/collect.js';
import { clientOf, useServer } from '../../support/scripted.js';

const KEY = 'sk-very-secret-0123456789';

const recordLines = () => {
  const lines: string[] = [];
  const logger = logAbove('debug', (level, message) => {
    lines.push(`${level}: ${message.replace(/\d+ ms/g, 'n ms').replace(/https?:\/\/\S+/g, 'URL')}`);
  });
  return { lines, logger };
};

describe('the logger of a client', () => {
  const using = useServer({ script: {} });

  it('reads like the story of a call', async () => {
    const { lines, logger } = recordLines();
    using.server.enqueue({ fault: { type: 'status', status: 503, body: 'busy' } }, { answer: textAnswer('one two') });
    await valuesOf(clientOf(using.server, { retry: { baseDelay: 1 } }, { logger }).streamPrompt('m', 'the question'));
    expect(lines.slice(0, 4)).to.deep.equal([
      'debug: call 1: responses m at scripted: begun, URL',
      'debug: call 1: responses m at scripted: attempt 0: 503 after n ms',
      'warn: call 1: responses m at scripted: retry 1 in n ms: http 503: busy (request req_1)',
      'debug: call 1: responses m at scripted: attempt 1: 200 after n ms',
    ]);
    expect(lines[4]).to.match(/^info: call 1: responses m at scripted: completed after n ms, first event after n ms/);
    expect(lines).to.have.length(5);
  });

  it('receives lines from clients of every kind', async () => {
    const { lines, logger } = recordLines();
    const provider = createProvider({ name: 'scripted', baseUrl: using.server.baseUrl });
    await valuesOf(new ModelsClient({ provider, logger }).listModels('1.0.0'));
    using.server.enqueue({ answer: textAnswer('Hi') });
    const socket = new ResponsesWebSocketClient({ provider, logger, transport: nodeWebSocketTransport() }).connect();
    await valuesOf(socket.streamPrompt('m', 'x'));
    socket.close();
    expect(lines.filter((line) => line.includes('completed')).map((line) => line.split(':')[2])).to.deep.equal([
      ' models at scripted',
      ' responses m at scripted',
    ]);
  });

  it('reports a move to another provider, and the call there', async () => {
    const { lines, logger } = recordLines();
    using.server.enqueue({ fault: { type: 'status', status: 500, body: 'no' } }, { answer: textAnswer('Hi') });
    const provider = (name: string) =>
      createProvider({ name, baseUrl: using.server.baseUrl, retry: { maxAttempts: 0 } });
    const client = new RoutedClient({ provider: provider('one'), logger, fallbacks: [{ provider: provider('two') }] });
    await valuesOf(client.streamPrompt('m', 'x'));
    expect(lines.filter((line) => !line.startsWith('debug')).map((line) => line.split(' after')[0])).to.deep.equal([
      'error: call 1: responses m at one: failed',
      'warn: one failed, asking two: http 500: no (request req_1)',
      'info: call 2: responses m at two: completed',
    ]);
  });

  it('reports that a stream was cancelled', async () => {
    const { lines, logger } = recordLines();
    using.server.enqueue({ answer: textAnswer('Hi'), fault: { type: 'stall_mid_body', after: 3 } });
    await valuesOf(clientOf(using.server, {}, { logger }).streamPrompt('m', 'x').pipe(take(1)));
    expect(lines.at(-1)).to.equal('debug: call 1: responses m at scripted: cancelled after n ms');
  });

  it('never has the key, nor the question or the answer', async () => {
    const { lines, logger } = recordLines();
    const client = clientOf(using.server, { retry: { baseDelay: 1 } }, { auth: bearerAuth(KEY), logger });
    const echo = { message: `the key ${KEY} is blocked` };
    using.server.enqueue(
      { fault: { type: 'status', status: 500, body: `no ${KEY}` } },
      { fault: { type: 'error_event', after: 1, error: echo } },
      { answer: textAnswer('the answer') },
    );
    await outcomeOf(client.streamPrompt('m', 'the question'));
    await outcomeOf(client.streamPrompt('m', 'the question'));
    expect(lines.join('\n')).to.contain('[redacted]');
    for (const secret of [KEY, 'the question', 'the answer']) expect(lines.join('\n')).not.to.contain(secret);
  });
});

describe('CODEX_RX_LOG', () => {
  const using = useServer({ script: {} });
  let written: SinonStub<Parameters<typeof console.error>, void>;
  beforeEach(() => {
    written = stub(console, 'error');
  });
  afterEach(() => {
    delete process.env['CODEX_RX_LOG'];
    restore();
  });

  const gradesWith = async (level: string): Promise<readonly string[]> => {
    process.env['CODEX_RX_LOG'] = level;
    using.server.enqueue({ answer: textAnswer('Hi') });
    await valuesOf(clientOf(using.server).streamPrompt('m', 'x'));
    return written.args.map(([line]) => String(line).split(':')[0] ?? '');
  };

  it('writes to stderr, from its grade on', async () => {
    expect(await gradesWith('info')).to.deep.equal(['codex-rx info']);
  });

  it('writes everything where its grade is unknown', async () => {
    expect(await gradesWith('1')).to.deep.equal(['codex-rx debug', 'codex-rx debug', 'codex-rx info']);
  });

  for (const level of ['', 'off'])
    it(`writes nothing with ${JSON.stringify(level)}`, async () => {
      expect(await gradesWith(level)).to.deep.equal([]);
    });

  it('numbers the calls of all clients as one log', async () => {
    await gradesWith('info');
    await gradesWith('info');
    const numbers = written.args.map(([line]) => /call \d+/.exec(String(line))?.[0]);
    expect(new Set(numbers).size).to.equal(2);
  });

  it('yields to the logger of the client', async () => {
    const { lines, logger } = recordLines();
    process.env['CODEX_RX_LOG'] = 'debug';
    using.server.enqueue({ answer: textAnswer('Hi') });
    await valuesOf(clientOf(using.server, {}, { logger }).streamPrompt('m', 'x'));
    expect(lines).not.to.deep.equal([]);
    expect(written.called).to.equal(false);
  });
});
