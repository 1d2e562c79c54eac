import { expect } from 'chai';
import { concat, defer, EMPTY, finalize, from, NEVER, of } from 'rxjs';
import { exited, running, virtualProcess } from '../../lib/testing/virtualProcess.js';
import { bytes } from '../../lib/testing/wire.js';
import { errorOf, until } from '../support/collect.js';
import { describeProcessTransport } from '../support/contracts/processContract.js';

const request = { command: 'program', args: [], env: {}, stdin: '' };

describeProcessTransport('virtualProcess', ({ chunks = [], stderr = '', then = 0 }) => {
  let ended = 0;
  const attempt = defer(() => {
    const output = concat(from(chunks.map(bytes)), then === 'run on' ? NEVER : EMPTY).pipe(finalize(() => ended++));
    const how = typeof then === 'number' ? { code: then, stderr } : { signal: then, stderr };
    return of(running(output, of(exited(how))));
  });
  const transport = virtualProcess(attempt, attempt);
  return Promise.resolve({
    transport,
    request,
    runs: () => transport.requests.length,
    ended: () => until(() => ended > 0),
    stop: () => Promise.resolve(),
  });
});

describe('virtualProcess', () => {
  it('remembers what was run', () => {
    const transport = virtualProcess(of(running(EMPTY)));
    transport.run(request).subscribe({ error: () => expect.fail('no error was expected') });
    expect(transport.requests).to.deep.equal([request]);
  });

  it('refuses a run that was not expected', async () => {
    const { message } = await errorOf(virtualProcess().run(request));
    expect(message).to.contain('unexpected run 1: virtualProcess was given 0 observable(s); pass one for each run');
  });
});
