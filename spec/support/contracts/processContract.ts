import { expect } from 'chai';
import { firstValueFrom, lastValueFrom, tap, toArray } from 'rxjs';
import { DemandGate } from '../../../lib/backpressure/Demand.js';
import { decodeText } from '../../../lib/operators/framing/decodeText.js';
import type { ProcessExit, ProcessRequest, ProcessTransport } from '../../../lib/transport/ProcessTransport.js';
import { errorOf, textOf } from '../collect.js';

/** What a program does. */
export interface Behaviour {
  readonly chunks?: readonly string[];
  readonly stderr?: string;
  /** Exits after the chunks, with a code or by a signal, or runs on. */
  readonly then?: number | 'SIGKILL' | 'run on';
}

/** A program, and a view of its processes. */
export interface Program {
  readonly transport: ProcessTransport;
  readonly request: ProcessRequest;
  /** How many processes were started. */
  readonly runs: () => number;
  /** Settles when the last process has ended. */
  readonly ended: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** What every `ProcessTransport` promises; the virtual one and the real one run the same suite. */
export const describeProcessTransport = (name: string, prepare: (behaviour: Behaviour) => Promise<Program>): void => {
  describe(`the process contract: ${name}`, () => {
    let program: Program | undefined;
    const given = async (behaviour: Behaviour) => (program = await prepare(behaviour));
    afterEach(async () => {
      await program?.stop();
      program = undefined;
    });

    it('runs nothing before subscribe, and one process per subscription', async () => {
      const { transport, request, runs } = await given({ chunks: ['x'] });
      const processes = transport.run(request);
      expect(runs()).to.equal(0);
      for (const count of [1, 2]) {
        const { stdout } = await firstValueFrom(processes);
        await textOf(stdout);
        expect(runs()).to.equal(count);
      }
    });

    it('emits one process, then completes', async () => {
      const { transport, request } = await given({ chunks: ['x'] });
      const processes = await lastValueFrom(transport.run(request).pipe(toArray()));
      expect(processes).to.have.length(1);
      expect(await Promise.all(processes.map(({ stdout }) => textOf(stdout)))).to.deep.equal(['x']);
    });

    it('gives all that is written, in order', async () => {
      const { transport, request } = await given({ chunks: ['a', 'b', 'é', 'c'] });
      const { stdout } = await firstValueFrom(transport.run(request));
      expect(await textOf(stdout)).to.equal('abéc');
    });

    const exits: readonly [Behaviour, ProcessExit][] = [
      [{ then: 0 }, { code: 0, signal: null, stderr: '' }],
      [
        { chunks: ['a'], stderr: 'why', then: 3 },
        { code: 3, signal: null, stderr: 'why' },
      ],
      [{ then: 'SIGKILL' }, { code: null, signal: 'SIGKILL', stderr: '' }],
    ];
    for (const [behaviour, how] of exits)
      it(`has said how it ended by the time that its output completes: ${JSON.stringify(how)}`, async () => {
        const { transport, request } = await given(behaviour);
        const { stdout, exit } = await firstValueFrom(transport.run(request));
        await textOf(stdout);
        const heard: ProcessExit[] = [];
        exit.subscribe({ next: (said) => heard.push(said), error: () => expect.fail('exit never fails') });
        expect(heard).to.deep.equal([how]);
      });

    it('gives its output once', async () => {
      const { transport, request } = await given({ chunks: ['a'] });
      const { stdout } = await firstValueFrom(transport.run(request));
      await textOf(stdout);
      expect((await errorOf(stdout)).type).to.equal('stream');
    });

    it('ends the process when the subscriber of its output leaves', async () => {
      const { transport, request, ended } = await given({ chunks: ['a'], then: 'run on' });
      const { stdout } = await firstValueFrom(transport.run(request));
      await firstValueFrom(stdout);
      await ended();
    });

    it('delivers nothing while demand is closed, and goes on when it opens', async () => {
      const { transport, request } = await given({ chunks: ['a', 'b'] });
      const gate = new DemandGate();
      gate.close();
      const { stdout } = await firstValueFrom(transport.run(request, gate));
      const seen: string[] = [];
      const end = lastValueFrom(
        stdout.pipe(
          decodeText(),
          tap((piece) => seen.push(piece)),
        ),
      );
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(seen).to.deep.equal([]);
      gate.open();
      await end;
      expect(seen.join('')).to.equal('ab');
    });
  });
};
