import { expect } from 'chai';
import { EMPTY, type Observable } from 'rxjs';
import { z } from 'zod';
import { hedge } from '../../../lib/operators/answer/hedge.js';
import { resumeTools, type Decisions } from '../../../lib/operators/tools/resumeTools.js';
import { runTools } from '../../../lib/operators/tools/runTools.js';
import { tool, type ToolOptions } from '../../../lib/operators/tools/tool.js';
import type { PendingTools } from '../../../lib/answer/AnswerEvent.js';
import type { Ask } from '../../../lib/operators/tools/Ask.js';
import type { Tools } from '../../../lib/operators/tools/Tools.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { errorOf } from '../../support/collect.js';
import { callOf, finishedIn, runCalls } from '../../support/toolCalls.js';

/** A value of plain JavaScript, which the types would refuse. */
const plain = (value: unknown): unknown => value;

describe('a mistake of plain JavaScript in a tool loop', () => {
  for (const [what, loop, sentence] of [
    [
      'a function that forgets to return the stream',
      () => runTools('hi', plain(() => undefined) as Ask, []),
      /returned no stream/,
    ],
    ['a text in place of the stream', () => runTools('hi', plain(() => 'hi') as Ask, []), /returned no stream/],
    ['no function', () => runTools('hi', plain(undefined) as Ask, []), /needs a function that sends a request/],
    ['no tools', () => runTools('hi', () => EMPTY, plain(undefined) as Tools), /needs tools/],
    [
      'a schema as a tool',
      () => runTools('hi', () => EMPTY, plain([z.object({})]) as Tools),
      /tools\[0\] is not a tool/,
    ],
    ['no state', () => resumeTools(plain(undefined) as PendingTools, {}, () => EMPTY, []), /the member `pending`/],
    ...[[null], [{}], ['f'], [{ type: 'message', role: 'user', content: [] }]].map(
      (calls) =>
        [
          `a state whose calls are ${JSON.stringify(calls)}`,
          () => resumeTools(plain({ step: 1, input: [], calls, outputs: [] }) as PendingTools, {}, () => EMPTY, []),
          /the member `pending`/,
        ] as const,
    ),
    [
      'no decisions',
      () => resumeTools({ step: 1, input: [], calls: [], outputs: [] }, plain(undefined) as Decisions, () => EMPTY, []),
      /decisions by call_id/,
    ],
    [
      'no tools at a time',
      () => runTools('hi', () => EMPTY, [], { concurrency: 0 }),
      /concurrency must be a number of at least 1/,
    ],
    [
      'no number of steps',
      () => runTools('hi', () => EMPTY, [], { maxSteps: NaN }),
      /maxSteps must be a number of at least 1/,
    ],
    [
      'a text as a time limit',
      () => runTools('hi', () => EMPTY, [], { timeout: plain('5s') as number }),
      /timeout must be a number of at least 0, got 5s/,
    ],
    ['no requests of hedge', () => hedge(plain(undefined) as []), /at least one request/],
    [
      'a time of hedge that is none',
      () => hedge([EMPTY], { after: plain('2s') as number }),
      /must be a number of milliseconds/,
    ],
  ] as const satisfies readonly (readonly [string, () => Observable<unknown>, RegExp])[])
    it(`is a sentence: ${what}`, async () => {
      const error = await errorOf(loop());
      expect(error.message).to.match(sentence);
      expect(error).to.have.nested.property('error.type', 'build');
    });

  it('begins no run in the telemetry that would never end', async () => {
    const telemetry = recordTelemetry();
    await errorOf(runTools('hi', () => EMPTY, plain(undefined) as Tools, { telemetry }));
    expect(telemetry.agents).to.deep.equal([]);
  });

  for (const [what, options, sentence] of [
    ['without a name', { parameters: {}, run: () => 1 }, /a tool needs a name/],
    ['without a function', { name: 'f', parameters: {} }, /the tool f needs a function/],
    ['without a schema', { name: 'f', run: () => 1 }, /the parameters of the tool f must be a JSON Schema/],
    [
      'with a text as its time limit',
      { name: 'f', parameters: {}, run: () => 1, timeout: '5s' },
      /timeout of the tool f/,
    ],
    ['with a negative time limit', { name: 'f', parameters: {}, run: () => 1, timeout: -1 }, /timeout of the tool f/],
  ] as const)
    it(`is a sentence: a tool ${what}`, () => {
      expect(() => tool(plain(options) as ToolOptions<unknown>)).to.throw(sentence);
    });

  for (const [what, value, name] of [
    ['a response whose body was not read', new Response('x'), 'Response'],
    ['a map', new Map([[1, 2]]), 'Map'],
    ['a set', new Set([1]), 'Set'],
    ['bytes', new Uint8Array(3), 'Uint8Array'],
    ['an empty buffer', Buffer.alloc(0).buffer, 'ArrayBuffer'],
  ] as const)
    it(`is reported to the model: ${what} as the result`, async () => {
      const { events } = await runCalls([callOf('f')], { f: () => value });
      const words = `error: the tool returned a value of the type ${name}, which JSON does not show; return its data`;
      expect(finishedIn(events)).to.deep.equal([['failed', words]]);
    });

  it('is reported to the model: an error that is returned', async () => {
    const { events } = await runCalls([callOf('f')], { f: () => new Error('out of order') });
    expect(finishedIn(events)).to.deep.equal([['failed', 'error: out of order']]);
  });

  class Weather {
    readonly sky = 'blue';
  }
  for (const [what, value, json] of [
    ['an instance with data', new Weather(), '{"sky":"blue"}'],
    ['an object without a prototype', Object.create(null), '{}'],
    ['an empty object', {}, '{}'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ] as const)
    it(`is none: ${what} as the result`, async () => {
      const { events } = await runCalls([callOf('f')], { f: (): unknown => value });
      expect(finishedIn(events)).to.deep.equal([['ok', json]]);
    });
});
