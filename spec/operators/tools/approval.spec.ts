import { expect } from 'chai';
import { EMPTY, of } from 'rxjs';
import type { ToolCall } from '../../../lib/answer/AnswerEvent.js';
import { decisionOf } from '../../../lib/operators/tools/approval.js';
import { tool } from '../../../lib/operators/tools/tool.js';
import { callOf, finishedIn, runCalls } from '../../support/toolCalls.js';

const REFUSED = 'the user did not approve this call';

/** Values that plain JavaScript may give. */
const valueOf = (value: unknown): unknown => value;

const notApproving: readonly unknown[] = [
  'no',
  'yes',
  'true',
  1,
  0,
  '',
  null,
  undefined,
  [],
  [true],
  {},
  { approved: false },
  { approved: 'true' },
  { approved: 1 },
  { approve: true },
  () => true,
  new Boolean(true),
];

describe('decisionOf', () => {
  for (const answer of notApproving)
    it(`M8 refuses for ${typeof answer} ${JSON.stringify(answer)}`, () => {
      expect(decisionOf(answer)).to.deep.equal({ approved: false, words: REFUSED });
    });

  it('approves for true and { approved: true } only', () => {
    expect(decisionOf(true)).to.deep.equal({ approved: true, input: undefined });
    expect(decisionOf({ approved: true })).to.deep.equal({ approved: true, input: undefined });
  });

  it('writes new arguments as JSON, and refuses those that are not JSON', () => {
    expect(decisionOf({ approved: true, arguments: { a: 1 } })).to.include({ input: '{"a":1}' });
    expect(decisionOf({ approved: true, arguments: 'as it is' })).to.include({ input: 'as it is' });
    expect(decisionOf({ approved: true, arguments: { a: 1n } })).to.include({ approved: false });
  });

  it('passes at most 500 characters of a reason on', () => {
    const decision = decisionOf({ approved: false, reason: 'x'.repeat(1000) });
    expect(decision).to.deep.equal({ approved: false, words: `${REFUSED}: ${'x'.repeat(500)}…` });
  });
});

describe('M8 a call that needs an approval', () => {
  const runsOf = async (options: Record<string, unknown>, needsApproval?: unknown) => {
    const seen: unknown[] = [];
    const f = tool({
      name: 'f',
      parameters: { type: 'object' },
      run: (args) => {
        seen.push(args);
        return 'ran';
      },
      ...(needsApproval === undefined ? {} : { needsApproval: () => needsApproval as boolean }),
    });
    const { events } = await runCalls([callOf('f', '{"amount":1}')], [f], options);
    return { seen, finished: finishedIn(events), types: events.map(({ type }) => type) };
  };

  for (const answer of notApproving)
    for (const [how, approve] of [
      ['at once', () => answer],
      ['in a promise', () => Promise.resolve(answer)],
      ['in an observable', () => of(answer)],
    ] as const)
      it(`is not run for ${typeof answer} ${JSON.stringify(answer)}, given ${how}`, async () => {
        const { seen, finished } = await runsOf({ approve });
        expect({ seen, finished }).to.deep.equal({ seen: [], finished: [['refused', REFUSED]] });
      });

  it('is not run if approve completes without an answer', async () => {
    const { seen, finished } = await runsOf({ approve: () => EMPTY });
    expect({ seen, finished }).to.deep.equal({ seen: [], finished: [['refused', REFUSED]] });
  });

  it('is not run if approve throws or rejects', async () => {
    const thrown = () => {
      throw new Error('no one is there');
    };
    expect(await runsOf({ approve: thrown })).to.deep.include({
      seen: [],
      finished: [['failed', 'error: no one is there']],
    });
    const rejected = () => Promise.reject(new Error('no one is there'));
    expect((await runsOf({ approve: rejected })).seen).to.deep.equal([]);
  });

  for (const needed of [
    valueOf(undefined),
    null,
    'no',
    0,
    1,
    {},
    Promise.resolve(undefined),
    Promise.resolve('no'),
    EMPTY,
    of('no'),
  ])
    it(`waits where needsApproval returns ${needed instanceof Promise ? 'a promise of ' : ''}${typeof needed} ${needed === EMPTY ? 'without a value' : String(needed)}`, async () => {
      const f = tool({
        name: 'f',
        parameters: { type: 'object' },
        run: () => expect.fail('it must not run'),
        needsApproval: () => needed as boolean,
      });
      const { events } = await runCalls([callOf('f')], [f]);
      expect(events.at(-1)?.type).to.equal('tools_suspended');
    });

  it('runs without approval where needsApproval returns false', async () => {
    expect(await runsOf({ approve: () => false }, false)).to.deep.include({ finished: [['ok', 'ran']] });
  });

  it('is frozen: approve cannot change what is run', async () => {
    const approve = (call: ToolCall) => {
      expect(Object.isFrozen(call)).to.equal(true);
      expect(() => Object.assign(call, { arguments: '{"amount":1000}' })).to.throw(TypeError);
      return true;
    };
    expect(await runsOf({ approve })).to.deep.include({ seen: [{ amount: 1 }], finished: [['ok', 'ran']] });
  });

  it('runs with new arguments only if these are valid', async () => {
    const approve = () => ({ approved: true, arguments: { amount: 2 } });
    expect((await runsOf({ approve })).seen).to.deep.equal([{ amount: 2 }]);
    const invalid = await runsOf({ approve: () => ({ approved: true, arguments: '{"amount"' }) });
    expect(invalid.seen).to.deep.equal([]);
    expect(invalid.finished).to.have.nested.property('[0][0]', 'failed');
  });

  it('is run once if its id occurs twice', async () => {
    let runs = 0;
    const calls = [callOf('f', '{"a":1}', 'same'), callOf('f', '{"a":2}', 'same')];
    const { events, sent } = await runCalls(calls, { f: () => `run ${++runs}` });
    expect(finishedIn(events)).to.deep.equal([['ok', 'run 1']]);
    expect(sent.filter(({ type }) => type === 'function_call')).to.have.length(1);
  });
});
