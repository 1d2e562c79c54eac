import { expect } from 'chai';
import { from } from 'rxjs';
import { parseJson, type ParseJsonOptions } from '../../../lib/operators/decode/parseJson.js';
import { recordTelemetry } from '../../../lib/testing/recordTelemetry.js';
import { syncOutcome } from '../syncOutcome.js';

const parsed = (data: readonly string[], options?: ParseJsonOptions) =>
  syncOutcome(from(data.map((each) => ({ event: 'message', data: each }))).pipe(parseJson(options)));

describe('parseJson', () => {
  const values = [{ a: [1, 'b'] }, [], 'text', 0, -1.5e3, true, false, null, ''];
  for (const value of values)
    it(`emits ${JSON.stringify(value)}`, () => {
      expect(parsed([JSON.stringify(value)])).to.deep.equal({ values: [value], end: 'complete' });
    });

  it('takes white space around the JSON', () => {
    expect(parsed([' \t{"a":1}\n']).values).to.deep.equal([{ a: 1 }]);
  });

  it('leaves blank data out without a report', () => {
    const telemetry = recordTelemetry();
    expect(parsed(['', ' ', '\n\t'], telemetry).values).to.deep.equal([]);
    expect(telemetry.skipped).to.deep.equal([]);
  });

  for (const data of ['oops', '{"a":', '{"a":1}{"a":2}', "{'a':1}", 'NaN', 'undefined', ': keepalive', '[DONE'])
    it(`skips ${data}, reports it and goes on`, () => {
      const telemetry = recordTelemetry();
      expect(parsed(['1', data, '2'], telemetry)).to.deep.equal({ values: [1, 2], end: 'complete' });
      expect(telemetry.skipped).to.deep.equal([{ reason: 'not JSON', excerpt: data }]);
    });

  for (const data of ['[DONE]', 'DONE', ' [DONE]\n'])
    it(`passes the sentinel ${JSON.stringify(data)} on as the text [DONE], without a report`, () => {
      const telemetry = recordTelemetry();
      expect(parsed(['1', data], telemetry)).to.deep.equal({ values: [1, '[DONE]'], end: 'complete' });
      expect(telemetry.skipped).to.deep.equal([]);
    });

  const named: readonly (readonly [event: string, data: string, value: unknown])[] = [
    ['error', '{"message":"no"}', { type: 'error', error: { message: 'no' } }],
    ['error', '{"error":{"message":"no"}}', { type: 'error', error: { message: 'no' } }],
    ['error', '{"type":"overloaded_error","error":{"a":1}}', { type: 'error', error: { a: 1 } }],
    ['error', '{"type":"error","code":"x"}', { type: 'error', code: 'x' }],
    ['Error', '["no"]', { type: 'error', error: ['no'] }],
    ['ERROR', 'not found', { type: 'error', error: 'not found' }],
    ['errors', '{"message":"no"}', { message: 'no' }],
    ['response.completed', '{"response":{}}', { type: 'response.completed', response: {} }],
    ['response.completed', '{"type":null}', { type: 'response.completed' }],
    ['response.completed', '{"type":"response.done"}', { type: 'response.done' }],
    ['response.completed', '[1]', [1]],
    ['ping', '{"a":1}', { a: 1 }],
  ];
  for (const [event, data, value] of named)
    it(`emits ${JSON.stringify(value)} for ${data} in an event named ${event}`, () => {
      const telemetry = recordTelemetry();
      const outcome = syncOutcome(from([{ event, data }]).pipe(parseJson(telemetry)));
      expect(outcome).to.deep.equal({ values: [value], end: 'complete' });
      expect(telemetry.skipped).to.deep.equal([]);
    });

  it('needs nobody to report to', () => {
    expect(parsed(['oops', '2']).values).to.deep.equal([2]);
  });

  it('shows no more than the first words of what is not JSON', () => {
    const telemetry = recordTelemetry();
    const page = `<html>${'word '.repeat(1000)}`;
    parsed([page], telemetry);
    const { error } = parsed([page], { malformed: 'fail' });
    expect(telemetry.skipped.map(({ excerpt }) => excerpt.length)).to.deep.equal([201]);
    expect(JSON.stringify(error).length).to.be.lessThan(300);
  });

  it('reports nothing where malformed data is fatal', () => {
    const telemetry = recordTelemetry();
    expect(parsed(['1', 'oops', '2'], { malformed: 'fail', ...telemetry })).to.deep.equal({
      values: [1],
      end: 'error',
      error: { type: 'stream', reason: 'not_json', detail: 'expected a JSON frame, got: oops' },
    });
    expect(telemetry.skipped).to.deep.equal([]);
  });
});
