import { expect } from 'chai';
import { EMPTY, NEVER, switchMap } from 'rxjs';
import type { AppServerFault } from '../../lib/testing/appServer/AppServerFault.js';
import { virtualAppServer } from '../../lib/testing/appServer/virtualAppServer.js';
import { withFault } from '../../lib/testing/appServer/withFault.js';
import type { SessionLine } from '../../lib/testing/appServer/SessionLine.js';
import { errorOf } from '../support/collect.js';
import { BEGUN, WHOLE } from '../support/agent/appServerLines.js';

const request = { command: 'codex', args: [], env: {}, stdin: NEVER };
const jsonIn = (lines: readonly SessionLine[]): readonly unknown[] =>
  lines.map(({ line }): unknown => JSON.parse(line));
const played = (fault: AppServerFault) => withFault(WHOLE, fault);

describe('virtualAppServer', () => {
  it('plays 1000 programs', async () => {
    const transport = virtualAppServer(WHOLE);
    const unexpected = (error: unknown) => expect.fail(String(error));
    for (let run = 0; run < 1_000; run++) transport.run(request).subscribe({ error: unexpected }).unsubscribe();
    const error = await errorOf(transport.run(request).pipe(switchMap(() => EMPTY)));
    expect(error.message).to.contain('unexpected run 1001');
  });

  it('ends a program with code 1, or as the fault says', () => {
    expect(jsonIn(played({ type: 'exit', at: 'turn/started' })).at(-1)).to.deep.equal({ event: 'exit', code: 1 });
    expect(jsonIn(played({ type: 'exit', at: 'turn/started', code: 7, stderr: 'no' })).at(-1)).to.deep.equal({
      event: 'exit',
      code: 7,
      stderr: 'no',
    });
    expect(jsonIn(played({ type: 'exit', at: 'turn/started', signal: 'SIGKILL' })).at(-1)).to.deep.equal({
      event: 'exit',
      signal: 'SIGKILL',
    });
    expect(jsonIn(played({ type: 'half_line', at: 'turn/started' })).at(-1)).to.deep.equal({ event: 'exit', code: 1 });
  });

  it('refuses a request with code -32600, or as the fault says, and goes on with the next line of the client', () => {
    const refusals = [
      played({ type: 'refuse', at: 'turn/start' }),
      played({ type: 'refuse', at: 'turn/start', code: 5, message: 'no' }),
    ].map((lines) => jsonIn(lines).at(-1));
    expect(refusals).to.deep.equal([
      { id: 2, error: { code: -32600, message: 'refused' } },
      { id: 2, error: { code: 5, message: 'no' } },
    ]);
  });

  it('changes nothing where a fault finds no line', () => {
    for (const type of ['exit', 'hang', 'half_line', 'no_answer', 'refuse', 'twice'] as const)
      expect(played({ type, at: 'made/up' })).to.deep.equal(WHOLE);
  });

  it('writes a message as often as the fault says', () => {
    const lines = withFault(BEGUN, { type: 'flood', at: 'turn/started', times: 3 });
    expect(lines).to.deep.equal([...BEGUN, BEGUN.at(-1), BEGUN.at(-1)]);
  });
});
